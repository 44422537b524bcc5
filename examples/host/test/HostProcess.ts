/** Processes of the host. What it is made of is loaded at once, which is most of what a start costs otherwise. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Program from "../../../packages/core/test/crash/Program.ts"

/** As it stands in the repository. */
export const source = join(import.meta.dirname, "../src/main.ts")

export const main = await Program.of(source)

export const environment = Program.environment

/** Where tests have their folders: a process that ends takes nothing with it that it wrote, so nobody waits for a disk. */
export const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir()

export interface Ended {
  /** Nothing where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

export interface Options {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Modules to load before it. */
  readonly before?: ReadonlyArray<string>
  readonly program?: string
}

export const start = (
  args: ReadonlyArray<string>,
  { before = [], cwd, env = {}, program = main }: Options
): Started => {
  const imports = before.flatMap((module) => ["--import", module])
  const child = spawn(process.execPath, [...imports, program, ...args], {
    cwd,
    env: { ...process.env, ...environment, ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let [stdout, stderr] = ["", ""]
  child.stdout.on("data", (part) => (stdout += String(part)))
  child.stderr.on("data", (part) => (stderr += String(part)))
  const ended = once(child, "close").then((): Ended => ({ code: child.exitCode, stdout, stderr }))
  return { child, ended }
}
