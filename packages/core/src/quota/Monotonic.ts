/**
 * The clock that can't be set, and goes on alone.
 *
 * @since 0.1.0
 */
import { Clock, Effect } from "effect"

/**
 * Milliseconds since some moment; two of them tell how long something took.
 *
 * @category getters
 * @since 0.1.0
 */
export const millis: Effect.Effect<number> = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos) / 1e6)
