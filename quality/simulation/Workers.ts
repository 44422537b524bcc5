/** Runs seeds one after the other, or in several processes at a time. */
import { type Plan, Simulation } from "@innlet/testkit/simulator"
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Report from "./Report.ts"

export interface Task {
  readonly from: number
  readonly to: number
  /** Every so many seeds. */
  readonly step?: number
  readonly stopAtFirst: boolean
  /** Every so many seeds are run twice; 0 for none. */
  readonly twice: number
  readonly wanted: Plan.Wanted
}

export const sequence = (task: Task, onDone: (done: number) => void): ReadonlyArray<Report.Summary> => {
  const { from, step = 1, stopAtFirst, to, twice, wanted } = task
  const summaries: Array<Report.Summary> = []
  for (let seed = from; seed <= to; seed += step) {
    const summary =
      twice > 0 && seed % twice === 0 ? both(seed, wanted) : Report.summary(Simulation.run({ seed, wanted }))
    summaries.push(summary)
    onDone(summaries.length)
    if (stopAtFirst && summary.violations.length > 0) break
  }
  return summaries
}

/** I20: equal choices give equal runs. */
const both = (seed: number, wanted: Plan.Wanted): Report.Summary => {
  const [first, second] = [Simulation.run({ seed, wanted }), Simulation.run({ seed, wanted })]
  const summary = Report.summary(first)
  if (first.hash === second.hash) return { ...summary, isTwice: true }
  const detail = `run twice, its traces are ${first.hash} and ${second.hash}`
  return { ...summary, isTwice: true, violations: [{ oracle: "I20", moment: 0, detail }, ...summary.violations] }
}

/** Every process takes its share; they inherit how this one was started. */
export const run = async ({
  processes,
  ...task
}: Task & { readonly processes: number }): Promise<ReadonlyArray<Report.Summary>> => {
  const shares = Array.from({ length: processes }, (_, at) => share({ ...task, from: task.from + at, step: processes }))
  return (await Promise.all(shares)).flat()
}

const share = (task: Task): Promise<ReadonlyArray<Report.Summary>> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(task)], { serialization: "advanced" })
    let summaries: ReadonlyArray<Report.Summary> | undefined
    child.on("message", (message: ReadonlyArray<Report.Summary>) => {
      summaries = message
    })
    child.on("error", reject)
    child.on("exit", (code) => {
      if (summaries === undefined) reject(new Error(`a process of the simulation ended with ${code}`))
      else resolve(summaries)
    })
  })

const [, script, given] = process.argv
if (script === fileURLToPath(import.meta.url) && given !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the process above wrote it
  const task = JSON.parse(given) as Task
  process.send?.(sequence(task, task.from === 1 ? Report.progress(task.to / (task.step ?? 1)) : () => undefined))
}
