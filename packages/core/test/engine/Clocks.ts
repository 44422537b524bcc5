/** A wall clock and one that only goes on, which stand where a test puts them. */
import { Clock, Effect } from "effect"

/** Both in milliseconds. */
export interface Times {
  wall: number
  elapsed: number
}

const clockAt = (times: Times): Clock.Clock => ({
  currentTimeMillisUnsafe: () => times.wall,
  currentTimeMillis: Effect.sync(() => times.wall),
  currentTimeNanosUnsafe: () => BigInt(times.wall) * 1_000_000n,
  currentTimeNanos: Effect.sync(() => BigInt(times.wall) * 1_000_000n),
  monotonicTimeNanosUnsafe: () => BigInt(times.elapsed) * 1_000_000n,
  monotonicTimeNanos: Effect.sync(() => BigInt(times.elapsed) * 1_000_000n),
  sleep: () => Effect.never
})

export const withClocks = <A, E, R>(times: Times, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.provideService(effect, Clock.Clock, clockAt(times))
