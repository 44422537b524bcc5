/**
 * A clock that moves from one sleeper to the next, and at each waits until real input and output (Redis) has settled, which
 * TestClock does not know of.
 */
import { Clock, Duration, Effect } from "effect"

export interface VirtualTime {
  readonly clock: Clock.Clock
  /** Wakes all who sleep until then, in order. */
  readonly run: (duration: Duration.Input) => Effect.Effect<void>
  /** Time passes and nobody wakes, as in a process that stands still. */
  readonly stall: (duration: Duration.Input) => Effect.Effect<void>
  /** Sets the wall clock; sleepers wake when they would have. */
  readonly set: (by: Duration.Input) => Effect.Effect<void>
  /** Since the beginning, by the monotonic clock. */
  readonly elapsed: () => number
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** A Tuesday, 10:00 UTC. */
export const beginning = Date.UTC(2030, 0, 1, 10)

const nanos = (at: number) => BigInt(Math.round(at * 1e6))

export const make = (isBusy: () => boolean, start = beginning): VirtualTime => {
  let elapsed = 0
  let offset = start
  const sleepers: Array<Sleeper> = []
  const millis = () => offset + elapsed

  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: () => nanos(millis()),
    currentTimeNanos: Effect.sync(() => nanos(millis())),
    monotonicTimeNanosUnsafe: () => nanos(elapsed),
    monotonicTimeNanos: Effect.sync(() => nanos(elapsed)),
    sleep: (duration) =>
      Effect.callback<void>((resume) => {
        const sleeper = { at: elapsed + Duration.toMillis(duration), wake: () => resume(Effect.void) }
        const later = sleepers.findIndex(({ at }) => at > sleeper.at)
        sleepers.splice(later < 0 ? sleepers.length : later, 0, sleeper)
        return Effect.sync(() => {
          const index = sleepers.indexOf(sleeper)
          if (index >= 0) sleepers.splice(index, 1)
        })
      })
  }

  const settled = Effect.promise(async () => {
    for (let idle = 0; idle < 4; idle++) {
      await new Promise<void>((resolve) => setImmediate(resolve))
      if (isBusy()) idle = -1
    }
  })

  return {
    clock,
    run: Effect.fnUntraced(function* (duration) {
      const end = elapsed + Duration.toMillis(duration)
      yield* settled
      while (sleepers[0] !== undefined && sleepers[0].at <= end) {
        elapsed = Math.max(elapsed, sleepers[0].at)
        while (sleepers[0] !== undefined && sleepers[0].at <= elapsed) sleepers.shift()!.wake()
        yield* settled
      }
      elapsed = end
    }),
    stall: (duration) =>
      Effect.andThen(
        settled,
        Effect.sync(() => {
          elapsed += Duration.toMillis(duration)
        })
      ),
    set: (by) =>
      Effect.andThen(
        settled,
        Effect.sync(() => {
          offset += Duration.toMillis(by)
        })
      ),
    elapsed: () => elapsed
  }
}

/** A clock that stands where it is put; its monotonic time goes on as far as it is put forward. */
export const stillClock = (millis: () => number): Clock.Clock => {
  let last = millis()
  let elapsed = 0
  const monotonic = () => {
    elapsed += Math.max(0, millis() - last)
    last = millis()
    return nanos(elapsed)
  }
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: () => nanos(millis()),
    currentTimeNanos: Effect.sync(() => nanos(millis())),
    monotonicTimeNanosUnsafe: monotonic,
    monotonicTimeNanos: Effect.sync(monotonic),
    sleep: () => Effect.never
  }
}
