/**
 * What a provider allows, and what it says is left of it.
 *
 * @since 0.1.0
 */
import type { Duration } from "effect"

/**
 * What a quota counts; quotas of different kinds don't share.
 *
 * @category models
 * @since 0.1.0
 */
export type Kind = "read" | "write" | "search"

/**
 * So many requests of one kind in a window of time.
 *
 * @category models
 * @since 0.1.0
 */
export interface Quota {
  readonly kind: Kind
  /** In requests (or their weights), per `window`; at least 1. */
  readonly limit: number
  readonly window: Duration.Duration
  /**
   * How the provider counts: in every stretch of `window` (`sliding`, which also keeps to the two others), in windows that
   * begin at whole multiples of `window` since 1970 UTC (`fixed`), or by a bucket of `limit` that refills evenly (`bucket`).
   *
   * @default "sliding"
   */
  readonly counting?: "sliding" | "fixed" | "bucket" | undefined
}

/**
 * How fast we ask, beside the quotas.
 *
 * @category models
 * @since 0.1.0
 */
export interface Pace {
  /** The least time between two requests of the account. */
  readonly spacing?: Duration.Duration | undefined
  /** Hours of the day when the provider wants less: limits are multiplied by `factor` and spacings divided by it. */
  readonly quietHours?: QuietHours | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface QuietHours {
  /** Minutes after midnight UTC, included. */
  readonly from: number
  /** Minutes after midnight UTC, not included; may be before `from`, over midnight. */
  readonly to: number
  /** Above 0, at most 1. */
  readonly factor: number
}

/**
 * What the provider said, with an answer, about one of its limits.
 *
 * @category models
 * @since 0.1.0
 */
export interface QuotaReading {
  /** The provider's name of the limit or of its window; empty where it has none. */
  readonly name: string
  /** Requests per window. */
  readonly limit: number | undefined
  /** Requests left, 0 or more. */
  readonly remaining: number | undefined
  /** What is left as a share of the limit, 0 to 1, from providers that tell no count. */
  readonly share: number | undefined
  /** Until the limit counts anew. */
  readonly resetAfter: Duration.Duration | undefined
  readonly window: Duration.Duration | undefined
}
