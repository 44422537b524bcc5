/**
 * Workers that run tasks side by side, each watched: an input that hangs, or takes more memory than a worker has, ends its
 * worker and becomes a finding; another worker goes on.
 *
 * @since 0.1.0
 */
import { Worker } from "node:worker_threads"
import * as Desk from "./Desk.ts"
import type * as Finding from "./Finding.ts"
import type { Done, Task } from "./Task.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Pool {
  readonly run: (task: Task) => Promise<Done>
  readonly close: () => Promise<void>
}

/** Of a worker's heap; MiB. */
const maxHeap = 512
/** How often the watchdog looks; milliseconds. */
const lookEvery = 250
/** After so long an input hangs even if it took no time of a processor; milliseconds. */
const waitsAtMost = 120_000

/** What this process took of all processors; milliseconds. */
const processorTime = (): number => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1000
}

interface Seat {
  readonly worker: Worker
  readonly desk: Desk.Desk
}

/**
 * `hangsAfter`: how much of a processor one input may take, in milliseconds. The clock would not do, since the machine may be busy,
 * and the time of one thread alone can't be asked for while it hangs: so it is that of all workers together, shared.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (processes: number, hangsAfter = 4000): Pool => {
  const free: Array<Seat> = []
  const waiting: Array<(seat: Seat) => void> = []
  let seats = 0

  const take = (): Promise<Seat> => {
    const known = free.pop()
    if (known !== undefined) return Promise.resolve(known)
    if (seats < processes) {
      seats++
      return Promise.resolve(seat())
    }
    return new Promise((resolve) => waiting.push(resolve))
  }
  const give = (one: Seat) => {
    const next = waiting.shift()
    if (next === undefined) free.push(one)
    else next(one)
  }

  const work = ({ desk, worker }: Seat, task: Task): Promise<Done> =>
    new Promise((resolve, reject) => {
      const from = performance.now()
      const first = desk.count()
      let count = first
      let since = { at: from, took: processorTime() }
      worker.ref()
      const over = (result: Done) => {
        settle()
        resolve(result)
      }
      const settle = () => {
        clearInterval(watch)
        worker.off("message", onMessage)
        worker.off("error", onError)
        worker.unref()
      }
      const lost = (kind: Finding.Kind, problem: string): Done => ({
        executions: desk.count() - first,
        corpus: task.corpus,
        findings: [{ target: task.target, kind, problem, input: desk.input() }],
        results: [],
        took: performance.now() - from,
        reached: undefined
      })
      const watch = setInterval(() => {
        const now = performance.now()
        if (desk.count() !== count || count === first) {
          count = desk.count()
          since = { at: now, took: processorTime() }
          return
        }
        if (processorTime() - since.took < hangsAfter * seats && now - since.at < waitsAtMost) return
        over(lost("hang", `does not end within ${hangsAfter} ms of a processor`))
        void worker.terminate()
      }, lookEvery)
      const onMessage = (message: { readonly done?: Done; readonly failure?: string }) => {
        if (message.done !== undefined) return over(message.done)
        settle()
        return reject(new Error(message.failure))
      }
      const onError = (error: Error) => {
        const isMemory = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY"
        over(lost(isMemory ? "memory" : "broken", isMemory ? `takes more than ${maxHeap} MiB` : error.message))
      }
      worker.on("message", onMessage)
      worker.on("error", onError)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window of a browser
      worker.postMessage(task)
    })

  return {
    run: async (task) => {
      const one = await take()
      const done = await work(one, task)
      const isAlive = done.findings.every(({ kind }) => kind !== "hang" && kind !== "memory")
      give(isAlive ? one : seat())
      return done
    },
    close: async () => {
      await Promise.all(free.map(({ worker }) => worker.terminate()))
    }
  }
}

const seat = (): Seat => {
  const desk = Desk.make()
  const worker = new Worker(new URL("Worker.ts", import.meta.url), {
    workerData: { memory: desk.memory },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: maxHeap }
  })
  worker.unref()
  return { worker, desk }
}
