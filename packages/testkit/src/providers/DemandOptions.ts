/**
 * How the mock of Booking.com's Demand API behaves: its data, what its documents leave open, and its failures.
 *
 * @since 0.1.0
 */
import type { Duration } from "effect"
import type { StatusFault } from "../faults/Scripted.ts"
import type { Moment } from "../faults/Moment.ts"
import type * as RetryAfter from "../faults/RetryAfter.ts"
import type { Volatility } from "../world/Volatility.ts"
import type { FeedEvent } from "./DemandFeed.ts"

/**
 * What is done to an answer that is otherwise right, under status 200.
 *
 * - `html`: a page of a gateway instead of JSON.
 * - `empty`: no body at all.
 * - `cut`: the JSON ends in the middle; the length agrees with it.
 * - `noList`: `data` is a text.
 * - `errors`: errors stand beside the data.
 *
 * @category models
 * @since 0.1.0
 */
export interface DemandDamage extends Moment {
  readonly damage: "html" | "empty" | "cut" | "noList" | "errors"
}

/**
 * A token of a page is refused, whatever it is; a first page is not struck.
 *
 * @category models
 * @since 0.1.0
 */
export interface DemandTokenFault extends Moment {
  readonly token: "expired_token" | "invalid_token" | "token_endpoint_mismatch"
}

/**
 * @category models
 * @since 0.1.0
 */
export interface DemandOptions {
  /** @default "3.2" */
  readonly api?: "3.1" | "3.2" | undefined
  /** Stands before the version in the path. @default "" */
  readonly base?: string | undefined
  /** The only accepted bearer token. @default "test-token" */
  readonly token?: string | undefined
  /** The affiliates of the one partner account. @default 1234 alone */
  readonly affiliates?: ReadonlyArray<number> | undefined
  /** @default 200 */
  readonly accommodations?: number | undefined
  /** @default 100 */
  readonly orders?: number | undefined
  /** When the youngest order was made; epoch milliseconds, a whole second. @default that of 2026-03-01T00:00:00Z */
  readonly youngest?: number | undefined
  /** Days before the youngest that orders are spread over. @default 30 */
  readonly orderDays?: number | undefined
  /** Of the rows and of how they change. @default 1 */
  readonly seed?: number | undefined
  /** The fraction of rows without an id, 0 to 1. @default 0 */
  readonly malformed?: number | undefined
  /** How a list changes before each of its requests but the first. @default not at all */
  readonly volatility?: Volatility | undefined
  /** How long a token lives. @default 3 hours */
  readonly ttl?: Duration.Input | undefined
  /** What stands for the next page behind the last: null, or no member. @default "null" in 3.1, "absent" in 3.2 */
  readonly end?: "null" | "absent" | undefined
  /** `metadata.total_results` in version 3.2. @default "exact" */
  readonly total?: "exact" | "absent" | undefined
  /** What has changed before the first request. @default nothing */
  readonly feed?: ReadonlyArray<FeedEvent> | undefined
  /** Changes of one answer; those of the last second come on top. @default 5000 */
  readonly changesPerAnswer?: number | undefined
  /** Does an answer go up to this very moment? Changes of the same second that come later are then told by none. @default false */
  readonly runningSecond?: boolean | undefined
  /**
   * Changes asked for that are older than a day: refused, or left out, with the answer saying from when on it tells.
   *
   * @default "reject"
   */
  readonly older?: "reject" | "clamp" | undefined
  /** Ids of one request for availability. @default 50 */
  readonly batch?: number | undefined
  /** @default 100 */
  readonly maximumResults?: number | undefined
  /** More than so many requests in a minute block the account for one. @default no quota */
  readonly throttle?: { readonly requests: number; readonly retryAfter?: RetryAfter.Form | undefined } | undefined
  /** Scripted failures; all requests are counted together. @default none */
  readonly fail?: ReadonlyArray<StatusFault | DemandDamage | DemandTokenFault> | undefined
}
