/**
 * Time that passes when nothing else can happen: an effect runs on a clock of its own, which jumps to the next sleeper
 * once every fiber waits.
 *
 * It is no `TestClock`: nobody adjusts it, and what an effect does between two sleeps takes no time at all.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect, Fiber, Scheduler } from "effect"

/**
 * When it begins: 2026-03-02T00:00:00Z, a day after the newest row of a world as generated; epoch milliseconds.
 *
 * @category constants
 * @since 0.1.0
 */
export const start = 1_772_409_600_000

/** More virtual time than any wait that a law may meet. */
const longest = 400 * 86_400_000
/** Turns of the event loop in which a promise of Node may still settle before time jumps. */
const patience = 10
/** Turns without a task and without a sleeper after which nothing will ever happen. */
const hopeless = 50_000

/**
 * Runs an effect from `start` on. It dies when the effect waits for something that never comes, or for longer than a year.
 *
 * @category combinators
 * @since 0.1.0
 */
export const run = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const time = makeTime()
    const tasks = counted(yield* Scheduler.Scheduler)
    const fiber = yield* effect.pipe(
      Effect.provideService(Clock.Clock, time.clock),
      Effect.provideService(Scheduler.Scheduler, tasks.scheduler),
      Effect.forkChild
    )
    let quiet = 0
    while (fiber.pollUnsafe() === undefined) {
      yield* Effect.yieldNow
      quiet = tasks.waiting() > 0 ? 0 : quiet + 1
      if (quiet <= patience) continue
      const slept = time.jump()
      if (slept) quiet = 0
      if (quiet > hopeless || time.passed() > longest) {
        yield* Fiber.interrupt(fiber)
        return yield* Effect.die(
          new Error(slept ? "it was still waiting after a year of virtual time" : "it waits for what never comes")
        )
      }
    }
    return yield* Fiber.join(fiber)
  })

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

const makeTime = () => {
  let now = start
  const sleepers = new Set<Sleeper>()
  const nanos = () => BigInt(now) * 1_000_000n
  const sleep = (duration: Duration.Duration): Effect.Effect<void> =>
    Effect.callback((resume) => {
      const sleeper = { at: now + millisOf(duration), wake: () => resume(Effect.void) }
      sleepers.add(sleeper)
      return Effect.sync(() => void sleepers.delete(sleeper))
    })
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => now,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep
  }
  return {
    clock,
    passed: () => now - start,
    /** Goes to the next sleeper and wakes it; of several of one moment, the one that came first. */
    jump: (): boolean => {
      let next: Sleeper | undefined
      for (const sleeper of sleepers) if (next === undefined || sleeper.at < next.at) next = sleeper
      if (next === undefined || !Number.isFinite(next.at)) return false
      sleepers.delete(next)
      now = Math.max(now, next.at)
      next.wake()
      return true
    }
  }
}

/** Clocks count whole milliseconds, and none comes too early. */
const millisOf = (duration: Duration.Duration): number => Math.max(0, Math.ceil(Duration.toMillis(duration)))

/** A scheduler that knows how many tasks wait for their turn. */
const counted = (parent: Scheduler.Scheduler) => {
  let waiting = 0
  const scheduler: Scheduler.Scheduler = {
    executionMode: parent.executionMode,
    shouldYield: (fiber) => parent.shouldYield(fiber),
    makeDispatcher: () => {
      const dispatcher = parent.makeDispatcher()
      return {
        scheduleTask: (task, priority) => {
          waiting++
          dispatcher.scheduleTask(() => {
            waiting--
            task()
          }, priority)
        },
        flush: () => dispatcher.flush()
      }
    }
  }
  return { scheduler, waiting: () => waiting }
}
