/** The command as a user runs it, in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import * as Program from "../../../core/test/crash/Program.ts"

const main = await Program.of(join(import.meta.dirname, "../../src/main.ts"))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started extends AsyncDisposable {
  readonly child: ChildProcess
  /** What was printed up to now. */
  readonly printed: () => string
  /** Once that many lines were printed; fails if it ends before. */
  readonly lines: (count: number) => Promise<ReadonlyArray<string>>
  readonly ended: Promise<Ended>
  /** Stops it as Ctrl-C does. */
  readonly stop: () => Promise<Ended>
}

export const start = (...args: ReadonlyArray<string>): Started => {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...Program.environment },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let [stdout, stderr] = ["", ""]
  child.stdout.on("data", (part) => (stdout += String(part)))
  child.stderr.on("data", (part) => (stderr += String(part)))
  const ended = once(child, "close").then((): Ended => ({ code: child.exitCode, stdout, stderr }))
  const complete = () => stdout.split("\n").slice(0, -1)
  const lines = async (count: number): Promise<ReadonlyArray<string>> => {
    while (complete().length < count) {
      const more = await Promise.race([once(child.stdout, "data"), ended])
      if ("code" in more) throw new Error(`it ended with ${more.code}: ${more.stderr}${more.stdout}`)
    }
    return complete()
  }
  const stop = () => {
    child.kill("SIGTERM")
    return ended
  }
  return {
    child,
    printed: () => stdout,
    lines,
    ended,
    stop,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL")
      await ended
    }
  }
}

/** Runs it to its end. */
export const run = (...args: ReadonlyArray<string>): Promise<Ended> => start(...args).ended

/** What a path of a server says. */
export const textAt = async (url: string): Promise<string> => await (await fetch(url)).text()

/** The address in the line that a server prints. */
export const addressIn = (line: string | undefined): string => /http:\/\/127\.0\.0\.1:\d+/.exec(line ?? "")?.[0] ?? ""
