/**
 * How long to wait before a retry.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Random } from "effect"
import type { ConnectorError } from "../contract/ConnectorError.ts"

const base = Duration.millis(500)
const cap = Duration.seconds(30)

/**
 * The wait before retry number `retry`, from 1: exponential from half a second, capped at 30 seconds, with full jitter so
 * that workers don't come back together. What the provider asked for is a floor, never undercut.
 *
 * @category getters
 * @since 0.1.0
 */
export const delay = Effect.fnUntraced(function* (retry: number, error: ConnectorError) {
  const ceiling = Duration.min(Duration.times(base, 2 ** (retry - 1)), cap)
  const jittered = Duration.times(ceiling, yield* Random.next)
  return error.retryAfter === undefined
    ? jittered
    : Duration.sum(error.retryAfter, Duration.times(base, yield* Random.next))
})
