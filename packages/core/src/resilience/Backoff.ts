/**
 * How long to wait before a retry when the provider doesn't say.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Random } from "effect"

const base = Duration.millis(500)
const cap = Duration.seconds(30)

/**
 * The wait before retry number `retry`, from 1: exponential from half a second, capped at 30 seconds, with full jitter so
 * that workers don't come back together. For failures and lost connections only: a throttle pauses the whole account, and
 * never for next to nothing.
 *
 * @category getters
 * @since 0.1.0
 */
export const delay = (retry: number): Effect.Effect<Duration.Duration> =>
  Effect.map(Random.next, (jitter) => Duration.times(Duration.min(Duration.times(base, 2 ** (retry - 1)), cap), jitter))
