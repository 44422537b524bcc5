/** Starts children of the crash tests, two at a time. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import * as Program from "./Program.ts"
import type { Report, Task } from "./Task.ts"

const program = await Program.of(join(import.meta.dirname, "CrashChild.ts"))

/** Longer than any run takes, so that one that hangs is told from one that is slow. */
const patience = 60_000

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly report: Report | undefined
  readonly output: string
}

const waiting: Array<() => void> = []
let free = 2

const inTurn = async <A>(work: () => Promise<A>): Promise<A> => {
  if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
  else free -= 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
}

/** A child, and what came of it once it has ended. */
export const start = (
  task: Task
): { readonly child: ChildProcess; readonly ended: Promise<Ended>; readonly said: () => string } => {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, JSON.stringify(task)], {
    env: { ...process.env, NODE_OPTIONS: "", ...Program.environment },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let output = ""
  const take = (part: unknown) => {
    output += String(part)
  }
  child.stdout.on("data", take)
  child.stderr.on("data", take)
  const tooLong = setTimeout(() => child.kill("SIGKILL"), patience)
  const ended = once(child, "close").then((): Ended => {
    clearTimeout(tooLong)
    return { code: child.exitCode, signal: child.signalCode, report: reportIn(output), output }
  })
  return { child, ended, said: () => output }
}

export const run = (task: Task): Promise<Ended> => inTurn(() => start(task).ended)

const reportIn = (output: string): Report | undefined => {
  const line = output.split("\n").find((line) => line.startsWith("{"))
  return line === undefined ? undefined : JSON.parse(line)
}
