/**
 * How many requests a provider answers in a time. A window opens with its first request and is over when its time is.
 *
 * @since 0.1.0
 */
import { Duration } from "effect"

/**
 * @category models
 * @since 0.1.0
 */
export interface Quota {
  readonly requests: number
  readonly window: Duration.Input
}

/**
 * A window of a quota, open or over.
 *
 * @category models
 * @since 0.1.0
 */
export interface Window {
  /** Epoch milliseconds. */
  readonly openedAt: number
  /** Requests it has seen, refused ones too. */
  readonly requests: number
}

/**
 * What is left of a quota after a request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Left {
  readonly quota: Quota
  /** Requests until it is used up, 0 or more. */
  readonly requests: number
  /** When its window is over; epoch milliseconds. */
  readonly resetAt: number
}

/**
 * The windows, in the order of the quotas, after one more request at `now`.
 *
 * @category combinators
 * @since 0.1.0
 */
export const counted = (
  quotas: ReadonlyArray<Quota>,
  windows: ReadonlyArray<Window>,
  now: number
): ReadonlyArray<Window> =>
  quotas.map((quota, index) => {
    const window = windows[index]
    return window !== undefined && now < window.openedAt + Duration.toMillis(quota.window)
      ? { openedAt: window.openedAt, requests: window.requests + 1 }
      : { openedAt: now, requests: 1 }
  })

/**
 * The quota whose window is exceeded and over last, if any.
 *
 * @category getters
 * @since 0.1.0
 */
export const exceeded = (quotas: ReadonlyArray<Quota>, windows: ReadonlyArray<Window>): Left | undefined =>
  left(quotas, windows)
    .filter((_, index) => (windows[index]?.requests ?? 0) > (quotas[index]?.requests ?? Infinity))
    .toSorted((one, other) => other.resetAt - one.resetAt)[0]

/**
 * What is left of each.
 *
 * @category getters
 * @since 0.1.0
 */
export const left = (quotas: ReadonlyArray<Quota>, windows: ReadonlyArray<Window>): ReadonlyArray<Left> =>
  quotas.map((quota, index) => {
    const { openedAt, requests } = windows[index] ?? { openedAt: 0, requests: 0 }
    return {
      quota,
      requests: Math.max(0, quota.requests - requests),
      resetAt: openedAt + Duration.toMillis(quota.window)
    }
  })
