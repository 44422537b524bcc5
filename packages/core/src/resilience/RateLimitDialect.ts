/**
 * The rate limit headers of each provider, as data. Every provider has its own names and units, so a connector declares
 * its **dialect**, and nothing is guessed when one is declared: the same number is seconds from now to one provider and
 * milliseconds since 1970 to another.
 *
 * @since 0.1.0
 */
import { Duration } from "effect"
import type * as Fields from "./RateLimitFields.ts"

/**
 * How a header says when a limit counts anew: so long from now (`delta…`), at an instant since 1970 (`epoch…`), as an HTTP
 * date, or as an ISO 8601 date and time, which without a zone is UTC (`isoUtc`).
 *
 * @category models
 * @since 0.1.0
 */
export type ResetUnit = Fields.ResetUnit

/**
 * How a provider tells its limits: by one of the standard's forms, by plain headers, or so that it has to be guessed.
 *
 * @category models
 * @since 0.1.0
 */
export type Dialect =
  | { readonly _tag: "None" | "Ietf" | "Draft7" | "Triple" | "Guess" }
  | { readonly _tag: "Fields"; readonly limits: ReadonlyArray<Fields.Limit> }

/**
 * The names and units of one limit's headers. Names in any case.
 *
 * @category models
 * @since 0.1.0
 */
export interface FieldsOptions {
  /**
   * The provider's name of the limit.
   *
   * @default ""
   */
  readonly name?: string | undefined
  readonly limit?: string | undefined
  readonly remaining: string
  readonly reset: string
  /** How long the limit's window is, where no header says when it ends. */
  readonly window?: Duration.Input | undefined
  readonly unit: {
    /** `percent` is 0 to 100 and may have decimals. */
    readonly remaining: "count" | "percent"
    readonly reset: ResetUnit
  }
}

/**
 * The provider tells nothing, or nothing to be trusted. Booking's Demand API is one: its guide ("Rate limiting") documents
 * no header, only that an account is blocked for about a minute.
 *
 * @category dialects
 * @since 0.1.0
 */
export const none: Dialect = { _tag: "None" }

/**
 * `RateLimit-Policy: "burst";q=100;w=60` and `RateLimit: "burst";r=50;t=30`: versions 08 to 10 of
 * `draft-ietf-httpapi-ratelimit-headers`, structured lists joined by the policy's name. Seconds.
 *
 * A list that RFC 9651 can't parse is ignored as a whole (its section 4.2), a member that is malformed by itself (the
 * draft, "Client Behavior"). Both fields are ignored on a response from a cache ("Caching").
 *
 * @category dialects
 * @since 0.1.0
 */
export const ietf: Dialect = { _tag: "Ietf" }

/**
 * `RateLimit: limit=100, remaining=50, reset=5` and `RateLimit-Policy: 100;w=10`: version 07 of the same draft. Seconds.
 *
 * @category dialects
 * @since 0.1.0
 */
export const draft7: Dialect = { _tag: "Draft7" }

/**
 * `RateLimit-Limit`, `RateLimit-Remaining`, `RateLimit-Reset`: versions 00 to 06 of the same draft. The reset is in seconds
 * from now; the limit may be followed by policies, as in `100, 100;w=60`.
 *
 * @category dialects
 * @since 0.1.0
 */
export const triple: Dialect = { _tag: "Triple" }

/**
 * Headers of any names, one limit, with their units.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fields = (options: FieldsOptions): Dialect => ({
  _tag: "Fields",
  limits: [
    {
      name: options.name ?? "",
      limit: options.limit?.toLowerCase(),
      remaining: options.remaining.toLowerCase(),
      remainingUnit: options.unit.remaining,
      reset: options.reset.toLowerCase(),
      resetUnit: options.unit.reset,
      window: options.window === undefined ? undefined : Duration.fromInputUnsafe(options.window)
    }
  ]
})

/**
 * `X-RateLimit-Limit`, `-Remaining`, `-Reset`. There is no common unit of the reset: the provider's document has it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const xRateLimit = (reset: ResetUnit): Dialect => prefixed("x-ratelimit", reset)

/**
 * `X-Rate-Limit-Limit`, `-Remaining`, `-Reset`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const xDashRateLimit = (reset: ResetUnit): Dialect => prefixed("x-rate-limit", reset)

/**
 * A count per window and no reset: `<prefix>-limit-<interval>` and `<prefix>-remaining-<interval>`. The window's length is
 * then the longest wait.
 *
 * @category constructors
 * @since 0.1.0
 */
export const perInterval = (options: {
  readonly prefix: string
  readonly intervals: ReadonlyArray<"second" | "minute" | "hour" | "day">
}): Dialect => ({
  _tag: "Fields",
  limits: options.intervals.map((interval) => ({
    name: interval,
    limit: `${options.prefix}-limit-${interval}`.toLowerCase(),
    remaining: `${options.prefix}-remaining-${interval}`.toLowerCase(),
    remainingUnit: "count",
    resetUnit: "deltaSeconds",
    window: Duration.fromInputUnsafe(`1 ${interval}`)
  }))
})

/**
 * Guesty's Open API, "Rate Limits": `X-RateLimit-Limit-Second`, `-Minute`, `-Hour` and `X-RateLimit-Remaining-…`. When a
 * limit is passed, the wait is in `Retry-After`, in seconds.
 *
 * @category dialects
 * @since 0.1.0
 */
export const guesty: Dialect = perInterval({ prefix: "x-ratelimit", intervals: ["second", "minute", "hour"] })

/**
 * Stripe, "Rate limits": a `429` with `Stripe-Rate-Limited-Reason` (`global-rate`, `endpoint-rate`, `global-concurrency`,
 * `endpoint-concurrency`, `resource-specific`). It documents no counters, no reset and no `Retry-After`, so there is
 * nothing to read; `Stripe-Should-Retry` says whether to send a request again and not when.
 *
 * @category dialects
 * @since 0.1.0
 */
export const stripe: Dialect = none

/**
 * GitHub, "Rate limits for the REST API": `x-ratelimit-limit`, `-remaining`, `-reset` in UTC epoch seconds, and `-resource`,
 * the name of the limit. The secondary limits show in none of these: they answer 403 or 429 with `retry-after`, if at all.
 *
 * @category dialects
 * @since 0.1.0
 */
export const github: Dialect = {
  _tag: "Fields",
  limits: [{ ...conventional("x-ratelimit", "epochSeconds"), nameIn: "x-ratelimit-resource" }]
}

/**
 * Expedia Rapid, "Rate limiting": `Rate-Limit-Minute-Remaining` and `Rate-Limit-Day-Remaining` are a percentage of the
 * capacity, `Rate-Limit-Minute-Reset` milliseconds since 1970. All are optional. The day's reset is left out: with the day's
 * share used up nothing is refused, but the minute's limit falls by 80 %, which the minute's share then shows.
 *
 * @category dialects
 * @since 0.1.0
 */
export const expediaRapid: Dialect = {
  _tag: "Fields",
  limits: [
    {
      name: "minute",
      remaining: "rate-limit-minute-remaining",
      remainingUnit: "percent",
      reset: "rate-limit-minute-reset",
      resetUnit: "epochMillis",
      window: Duration.minutes(1)
    },
    { name: "day", remaining: "rate-limit-day-remaining", remainingUnit: "percent", resetUnit: "epochMillis" }
  ]
}

/**
 * Expedia XAP, "Rate Limiting": `EG-Rate-Limit-Minute`, `EG-Rate-Limit-Remaining-Minute` and `EG-Rate-Limit-Reset-Minute`,
 * a UNIX time, which is in seconds.
 *
 * @category dialects
 * @since 0.1.0
 */
export const expediaXap: Dialect = fields({
  name: "minute",
  limit: "eg-rate-limit-minute",
  remaining: "eg-rate-limit-remaining-minute",
  reset: "eg-rate-limit-reset-minute",
  window: "1 minute",
  unit: { remaining: "count", reset: "epochSeconds" }
})

/**
 * RateHawk (Emerging Travel Group), "Authorization", section "Request limits", per endpoint: `X-RateLimit-RequestsNumber`
 * requests in `X-RateLimit-SecondsNumber` seconds, `X-RateLimit-Remaining` of them left, and `X-RateLimit-Reset`, a date
 * and time `YYYY-MM-DDTHH:MM:SS` of UTC without a zone.
 *
 * @category dialects
 * @since 0.1.0
 */
export const rateHawk: Dialect = {
  _tag: "Fields",
  limits: [
    {
      ...conventional("x-ratelimit", "isoUtc"),
      limit: "x-ratelimit-requestsnumber",
      windowIn: "x-ratelimit-secondsnumber"
    }
  ]
}

/**
 * The fallback for a provider whose document is silent: the standard's forms, then the common names with a reset whose unit
 * its size gives away. Up to 2,678,400 (31 days) it is seconds from now, from 1e9 to 1e11 seconds since 1970, above 1e11
 * milliseconds since 1970, in between nothing. Milliseconds from now are taken for seconds: declare them.
 *
 * @category dialects
 * @since 0.1.0
 */
export const guess: Dialect = { _tag: "Guess" }

/** A declaration, since the dialects above are made when the module is loaded. */
function conventional(prefix: string, reset: ResetUnit): Fields.Limit {
  return {
    name: "",
    limit: `${prefix}-limit`,
    remaining: `${prefix}-remaining`,
    remainingUnit: "count",
    reset: `${prefix}-reset`,
    resetUnit: reset
  }
}

const prefixed = (prefix: string, reset: ResetUnit): Dialect => ({
  _tag: "Fields",
  limits: [conventional(prefix, reset)]
})
