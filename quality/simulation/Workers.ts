/** Runs seeds one after the other, or in several processes at a time. */
import { type Plan, Simulation } from "@innlet/testkit/simulator"
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Report from "./Report.ts"

export interface Task {
  readonly from: number
  readonly to: number
  readonly stopAtFirst: boolean
  /** Every so many seeds are run twice; 0 for none. */
  readonly twice: number
  readonly wanted: Plan.Wanted
}

export const sequence = (task: Task, onDone: (done: number) => void): ReadonlyArray<Report.Summary> => {
  const { from, stopAtFirst, to, twice, wanted } = task
  const summaries: Array<Report.Summary> = []
  for (let seed = from; seed <= to; seed++) {
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

/** At most so many seeds are given to a process at a time: one that has the shorter ones is not to wait for another. */
const most = 20

/** The processes inherit how this one was started. */
export const run = async (
  { processes, ...task }: Task & { readonly processes: number },
  onDone: (done: number) => void
): Promise<ReadonlyArray<Report.Summary>> => {
  const summaries: Array<Report.Summary> = []
  const share = Math.max(1, Math.min(most, Math.floor((task.to - task.from + 1) / processes / 4)))
  let next = task.from
  const take = (): Task | undefined => {
    if (next > task.to || (task.stopAtFirst && summaries.some(({ violations }) => violations.length > 0)))
      return undefined
    const from = next
    next = Math.min(from + share, task.to + 1)
    return { ...task, from, to: next - 1 }
  }
  const put = (some: ReadonlyArray<Report.Summary>) => {
    summaries.push(...some)
    onDone(summaries.length)
  }
  await Promise.all(Array.from({ length: processes }, () => worker(take, put)))
  return summaries.toSorted((a, b) => a.seed - b.seed)
}

const file = fileURLToPath(import.meta.url)

/** A process that does what there is to take, until there is nothing more. */
const worker = (take: () => Task | undefined, put: (summaries: ReadonlyArray<Report.Summary>) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = fork(file, { serialization: "advanced" })
    let isDone = false
    const give = () => {
      const task = take()
      if (task !== undefined) return void child.send(task)
      isDone = true
      child.disconnect()
    }
    child.on("message", (summaries: ReadonlyArray<Report.Summary>) => {
      put(summaries)
      give()
    })
    child.on("error", reject)
    child.on("exit", (code) => {
      if (isDone && code === 0) resolve()
      else reject(new Error(`a process of the simulation ended with ${code}`))
    })
    give()
  })

if (process.argv[1] === file) {
  process.on("message", (task: Task) => process.send?.(sequence(task, () => undefined)))
}
