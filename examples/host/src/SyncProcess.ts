/**
 * A sync in a process of its own, so that it can be killed.
 *
 * @since 0.1.0
 */
import { Effect, type PlatformError, type Scope } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("main.ts", import.meta.url))

/**
 * Starts `sync <target> --config <config>`; it writes where this process writes, and ends with the scope.
 *
 * @category constructors
 * @since 0.1.0
 */
export const start = (
  target: string,
  config: string,
  env: Readonly<Record<string, string>>
): Effect.Effect<
  ChildProcessSpawner.ChildProcessHandle,
  PlatformError.PlatformError,
  ChildProcessSpawner.ChildProcessSpawner | Scope.Scope
> =>
  ChildProcessSpawner.ChildProcessSpawner.use((spawner) =>
    spawner.spawn(
      ChildProcess.make(process.execPath, [main, "sync", target, "--config", config], {
        stdin: "ignore",
        stdout: "inherit",
        stderr: "inherit",
        env,
        extendEnv: true,
        // In our process group it may write to our terminal, and Ctrl-C reaches it.
        detached: false
      })
    )
  )
