/**
 * How the mock booking provider behaves: its data, its habits about offsets, limits and totals, and its failures.
 *
 * @since 0.1.0
 */
import type { Duration, Schema } from "effect"
import type { Scripted } from "../faults/Scripted.ts"
import type * as RetryAfter from "../faults/RetryAfter.ts"
import type { Volatility } from "../world/Volatility.ts"

/**
 * What becomes of a limit above the maximum.
 *
 * - `reject`: status 400, `LIMIT_TOO_LARGE`.
 * - `truncateHonestly`: as many records as the maximum, and `meta.limit` says so.
 * - `truncateSilently`: as many records as the maximum, and `meta.limit` repeats what was asked.
 *
 * @category models
 * @since 0.1.0
 */
export type Over = "reject" | "truncateHonestly" | "truncateSilently"

/**
 * Which offsets are served.
 *
 * - `any`: every one.
 * - `multiplesOrReject`: status 400 unless it is a multiple of the limit.
 * - `multiplesOrFloor`: the multiple of the limit at or below it, and `meta.offset` says so.
 * - `multiplesOrFloorSilently`: the same, but `meta.offset` repeats what was asked.
 * - `ignored`: always the first page; `meta.offset` repeats what was asked.
 *
 * @category models
 * @since 0.1.0
 */
export type Offsets = "any" | "multiplesOrReject" | "multiplesOrFloor" | "multiplesOrFloorSilently" | "ignored"

/**
 * What `meta.total_count` is: the number of rows at that instant, missing, or always the same JSON value.
 *
 * @category models
 * @since 0.1.0
 */
export type Total = "exact" | "absent" | { readonly fixed: Schema.Json }

/**
 * A quota over a fixed window that opens with its first request; requests beyond it are answered 429.
 *
 * @category models
 * @since 0.1.0
 */
export interface Throttle {
  readonly requests: number
  readonly window: Duration.Input
  /** How the rest of the window is told. @default "seconds" */
  readonly retryAfter?: RetryAfter.Form | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface BookingOptions {
  /** Stands before `/v1/…` in the path, as `/api`. @default "" */
  readonly base?: string | undefined
  /** The only accepted bearer token. @default "test-token" */
  readonly token?: string | undefined
  /** Rows in each of the three lists. @default 1000 */
  readonly rows?: number | undefined
  /** Properties the rows are spread over. @default 10 */
  readonly properties?: number | undefined
  /** Of the rows and of how they change. @default 1 */
  readonly seed?: number | undefined
  /** The fraction of rows with one bad field, 0 to 1. @default 0 */
  readonly malformed?: number | undefined
  /** How a list changes before each of its requests but the first. @default not at all */
  readonly volatility?: Volatility | undefined
  /** `max` in records. @default 500, reject */
  readonly limits?: { readonly max: number; readonly over: Over } | undefined
  /** @default "any" */
  readonly offsets?: Offsets | undefined
  /** @default "exact" */
  readonly total?: Total | undefined
  /**
   * Can `updated_since` and `updated_before` narrow a list to rows that changed then, whole seconds, both ends of the time
   * included at `since` and left out at `before`? @default false
   */
  readonly changes?: boolean | undefined
  /** @default no quota */
  readonly throttle?: Throttle | undefined
  /** Scripted failures; requests of all lists are counted together. @default none */
  readonly fail?: ReadonlyArray<Scripted> | undefined
  /**
   * How far the provider's clock is ahead of the true one, negative when it is behind. Shows in `Date` and in the date
   * forms of `Retry-After`. @default 0
   */
  readonly clockSkew?: Duration.Input | undefined
}
