/**
 * The thread that runs tasks, one after the other. Its watchdog is `Pool`.
 *
 * @since 0.1.0
 */
import { parentPort, workerData } from "node:worker_threads"
import * as Coverage from "./Coverage.ts"
import * as Desk from "./Desk.ts"
import { distil } from "./Distil.ts"
import * as Fuzzer from "./Fuzzer.ts"
import type { Done, Task } from "./Task.ts"
import * as Targets from "./Targets.ts"

// Before any target is loaded.
let coverageOf: ReturnType<typeof Coverage.start> | undefined

const run = async (task: Task, desk: Desk.Desk): Promise<Done> => {
  if (task.withCoverage) coverageOf ??= Coverage.start()
  const target = await Targets.load(task.target, task.planted)
  const coverage = task.withCoverage ? coverageOf?.(target.sources) : undefined
  const from = performance.now()
  const outcome = await Fuzzer.run(target, {
    ...task,
    executions: Math.ceil(task.executions * (task.weighted ? target.weight : 1)),
    coverage,
    begin: desk.begin,
    isOver: () => task.until !== undefined && Date.now() >= task.until
  })
  const took = performance.now() - from
  const corpus =
    task.distil === undefined || coverage === undefined
      ? outcome.corpus
      : await distil(target, coverage, outcome.corpus, task.distil, desk.begin)
  return { ...outcome, corpus, took, reached: coverage?.share() }
}

/** What `Pool` starts a worker with. */
const isMemory = (data: unknown): data is { readonly memory: SharedArrayBuffer } =>
  typeof data === "object" && data !== null && "memory" in data

if (parentPort !== null && isMemory(workerData)) {
  const port = parentPort
  const desk = Desk.make(workerData.memory)
  port.on("message", (task: Task) => {
    void run(task, desk).then(
      (done) => port.postMessage({ done }),
      (cause: unknown) =>
        port.postMessage({ failure: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) })
    )
  })
}
