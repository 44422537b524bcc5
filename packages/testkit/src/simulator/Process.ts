/**
 * A simulated process: what it runs takes its turns, its time and its chance from the machine. It can be killed between any two
 * steps, so that nothing of it runs any more, no finalizer either; stopped and let go on; or interrupted as a host does.
 *
 * @since 0.1.0
 */
import { Clock, Context, Duration, Effect, type Exit, type Fiber, Logger, Random, References, Scheduler } from "effect"
import * as SeededRandom from "../world/Random.ts"
import type { Choices } from "./Choices.ts"
import type { Machine, Owner } from "./Machine.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Process extends Owner {
  /** From 1, in the order of their starts. */
  readonly id: number
  /** Its own view of the time of day; epoch milliseconds. */
  readonly now: () => number
  readonly run: <A, E>(effect: Effect.Effect<A, E>, onExit: (exit: Exit.Exit<A, E>) => void) => void
  /** Nothing of it runs any more. */
  readonly kill: () => void
  readonly pause: () => void
  readonly resume: () => void
  /** As a host that was asked to end. */
  readonly interrupt: () => void
  /** Moves its wall clock; timers keep their time. */
  readonly jump: (millis: number) => void
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly id: number
  readonly seed: number
  /** About how many operations a fiber runs before another may; 0 leaves it to Effect. */
  readonly turn: number
  readonly onLog: (line: string) => void
}

/** What Effect's own scheduler lets a fiber run. */
const usualTurn = 2048

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (machine: Machine, choices: Choices, { id, onLog, seed, turn }: Options): Process => {
  let state: ReturnType<Owner["state"]> = "running"
  let skew = 0
  let random = SeededRandom.fromSeed(seed, 0x9e0c, id)
  let root: Fiber.Fiber<unknown, unknown> | undefined
  const now = () => machine.now() + skew

  const owner: Owner = { name: `p${id}`, state: () => state }

  const sleep = (millis: number): Effect.Effect<void> => {
    if (millis <= 0) return Effect.yieldNow
    if (!Number.isFinite(millis)) return Effect.never
    return Effect.callback<void>((resume) => {
      // As timers do, in whole milliseconds, at least one.
      const time = machine.now() + Math.max(1, Math.trunc(millis))
      const cancel = machine.at(time, owner, () => resume(Effect.void))
      return Effect.sync(cancel)
    })
  }
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: now,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanosUnsafe: () => BigInt(now()) * nanos,
    currentTimeNanos: Effect.sync(() => BigInt(now()) * nanos),
    monotonicTimeNanosUnsafe: () => BigInt(machine.now()) * nanos,
    monotonicTimeNanos: Effect.sync(() => BigInt(machine.now()) * nanos),
    sleep: (duration) => sleep(Duration.toMillis(duration))
  }

  const dispatcher: Scheduler.SchedulerDispatcher = {
    scheduleTask: (task) => machine.ready(owner, task),
    // Only what runs an effect to its end at once asks for it, and nothing here may.
    flush: () => undefined
  }
  const draw = () => (turn === 0 ? usualTurn : choices.int("order", 2 * turn) || usualTurn)
  let budget = draw()
  const scheduler: Scheduler.Scheduler = {
    executionMode: "async",
    shouldYield: (fiber) => {
      // What closes a dead one's connection runs to its end.
      if (state === "dead" || fiber.currentOpCount < budget) return false
      budget = draw()
      return true
    },
    makeDispatcher: () => dispatcher
  }
  const double = () => {
    const [value, after] = SeededRandom.next(random)
    random = after
    return value
  }

  const context = Context.make(Scheduler.Scheduler, scheduler).pipe(
    Context.add(Clock.Clock, clock),
    Context.add(Random.Random, {
      nextDoubleUnsafe: double,
      nextIntUnsafe: () => Math.floor((double() - 0.5) * 2 * Number.MAX_SAFE_INTEGER)
    }),
    Context.add(References.TracerEnabled, false),
    Context.add(References.CurrentLoggers, new Set([Logger.make(({ message }) => onLog(String(message)))]))
  )

  // The machine knows it by what it gave its tasks as.
  return Object.assign(owner, {
    id,
    now,
    run: <A, E>(effect: Effect.Effect<A, E>, onExit: (exit: Exit.Exit<A, E>) => void) => {
      machine.ready(owner, () => {
        const fiber = Effect.runForkWith(context)(effect)
        root = fiber
        fiber.addObserver((exit) => {
          if (state !== "dead") onExit(exit)
        })
      })
    },
    kill: () => {
      state = "dead"
      machine.letGo(owner)
    },
    pause: () => {
      if (state === "running") state = "paused"
    },
    resume: () => {
      if (state === "paused") state = "running"
    },
    interrupt: () => machine.ready(owner, () => root?.interruptUnsafe()),
    jump: (millis: number) => {
      skew += millis
    }
  })
}

const nanos = 1_000_000n
