/**
 * What a provider allows: so many requests of one kind in a window of time.
 *
 * @since 0.1.0
 */
import type { Duration } from "effect"

/**
 * @category models
 * @since 0.1.0
 */
export interface Quota {
  /** What the quota counts; quotas of different kinds don't share. */
  readonly kind: "read" | "write" | "search"
  /** In requests, per `window`. */
  readonly limit: number
  readonly window: Duration.Duration
}
