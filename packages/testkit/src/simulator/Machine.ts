/**
 * A machine of its own for simulated processes: one loop that runs a step of one process after another, in an order drawn
 * from the choices, and moves a virtual clock on when nobody has anything to do.
 *
 * It is no sandbox: whatever a process does beside Effect's scheduler, clock and random numbers is real.
 *
 * @since 0.1.0
 */
import { type Choices } from "./Choices.ts"
import * as TimeQueue from "./TimeQueue.ts"
import type { Hash } from "./Hash.ts"

/**
 * Whom a step belongs to: a process, or the world around them. What a paused owner has to do is kept, what a dead one had is
 * forgotten.
 *
 * @category models
 * @since 0.1.0
 */
export interface Owner {
  readonly name: string
  /** Runs, stands still, or is gone for ever. */
  readonly state: () => "running" | "paused" | "dead"
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Machine {
  /** Virtual time; epoch milliseconds. */
  readonly now: () => number
  /** Steps so far. */
  readonly steps: () => number
  /** Something to do, as soon as the choices say so. */
  readonly ready: (owner: Owner, run: () => void) => void
  /** Something to do later; gives the way to call it off. */
  readonly at: (time: number, owner: Owner, run: () => void) => () => void
  /** Lets `owner` alone run until it is let go, as the lock of a database does; the world goes on. */
  readonly hold: (owner: Owner) => void
  readonly letGo: (owner: Owner) => void
  /** Lets time pass while others wait to run. */
  readonly stall: (millis: number) => void
  /** Runs one step, and tells whose; nothing when there is none any more. */
  readonly step: () => Owner | undefined
}

/**
 * The owner of what happens around the processes.
 *
 * @category constants
 * @since 0.1.0
 */
export const world: Owner = { name: "world", state: () => "running" }

interface Task {
  readonly owner: Owner
  readonly run: () => void
}

/**
 * A machine that begins at `epoch`, in milliseconds.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (choices: Choices, trace: Hash, epoch: number): Machine => {
  const timers = TimeQueue.make<Task>()
  let ready: Array<Task> = []
  let now = epoch
  let steps = 0
  let holder: Owner | undefined

  const isFree = ({ owner }: Task) =>
    owner.state() === "running" &&
    (holder === undefined || holder === owner || owner === world || holder.state() !== "running")

  const wake = () => {
    for (let task = timers.due(now); task !== undefined; task = timers.due(now)) ready.push(task)
  }

  /** The task to run, out of those that may. */
  const take = (): Task | undefined => {
    ready = ready.filter(({ owner }) => owner.state() !== "dead")
    const free: Array<number> = []
    for (let at = 0; at < ready.length; at++) if (isFree(ready[at]!)) free.push(at)
    if (free.length === 0) return undefined
    const chosen = choices.int("order", free.length)
    trace.add(chosen, free.length)
    return ready.splice(free[chosen]!, 1)[0]
  }

  return {
    now: () => now,
    steps: () => steps,
    ready: (owner, run) => void ready.push({ owner, run }),
    at: (time, owner, run) => timers.add(Math.max(now, time), { owner, run }),
    hold: (owner) => {
      holder ??= owner
    },
    letGo: (owner) => {
      if (holder === owner) holder = undefined
    },
    stall: (millis) => {
      now += millis
      wake()
    },
    step: () => {
      let task = take()
      while (task === undefined) {
        const next = timers.next()
        if (next === undefined) return undefined
        now = Math.max(now, next)
        wake()
        task = take()
      }
      steps += 1
      trace.add(task.owner.name, now)
      task.run()
      return task.owner
    }
  }
}
