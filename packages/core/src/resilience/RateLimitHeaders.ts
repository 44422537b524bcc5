/**
 * What a provider says, with an answer, about what is left of its limits, read in the **dialect** that its connector
 * declares.
 *
 * Reading never throws: a value that is not what was declared is left out. Durations are never negative and at most 366
 * days, numbers have at most 15 digits, and values of more than 64 characters (1,024 for structured lists) are ignored.
 *
 * @since 0.1.0
 */
import { Duration } from "effect"
import type { QuotaReading } from "../contract/Quota.ts"
import type { Dialect } from "./RateLimitDialect.ts"
import * as Fields from "./RateLimitFields.ts"
import * as Standard from "./RateLimitStandard.ts"
import * as RetryAfter from "./RetryAfter.ts"

export * from "./RateLimitDialect.ts"

/**
 * A response's headers; names in lower case, several lines of one header joined by `, `.
 *
 * @category models
 * @since 0.1.0
 */
export type Headers = Fields.Headers

/**
 * What the headers say of each limit, in the dialect's order. `now` in epoch milliseconds; instants are compared with the
 * response's own `Date` where that is valid.
 *
 * @category parsing
 * @since 0.1.0
 */
export const read = (dialect: Dialect, headers: Headers, now: number): ReadonlyArray<QuotaReading> => {
  switch (dialect._tag) {
    case "None":
      return []
    case "Ietf":
      return Standard.ietf(headers)
    case "Draft7":
      return Standard.draft7(headers)
    case "Triple":
      return Standard.triple(headers)
    case "Fields":
      return dialect.limits.flatMap((limit) => Fields.read(limit, headers, now) ?? [])
    case "Guess":
      return guessed(headers, now)
  }
}

/**
 * The wait until every limit that is used up counts anew: the longest reset, or the window's length where no reset is told.
 * Nothing where no limit is used up.
 *
 * @category parsing
 * @since 0.1.0
 */
export const waitOf = (readings: ReadonlyArray<QuotaReading>): Duration.Duration | undefined =>
  readings
    .filter((reading) => reading.remaining === 0 || reading.share === 0)
    .flatMap((reading) => reading.resetAfter ?? reading.window ?? [])
    .reduce<Duration.Duration | undefined>(
      (longest, wait) => (longest === undefined ? wait : Duration.max(longest, wait)),
      undefined
    )

/**
 * The wait that an answer asks for: its `Retry-After` where that is valid, which wins over any reset (the IETF draft,
 * "Client Behavior"), else that of its limits.
 *
 * @category parsing
 * @since 0.1.0
 */
export const waitAsked = (headers: Headers, dialect: Dialect, now: number): Duration.Duration | undefined =>
  RetryAfter.waitOf(headers["retry-after"], headers["date"], now) ?? waitOf(read(dialect, headers, now))

const guessed = (headers: Headers, now: number): ReadonlyArray<QuotaReading> => {
  // A policy alone may as well belong to plain headers, which say more.
  const standard = [...Standard.ietf(headers), ...Standard.draft7(headers)]
  if (standard.some((reading) => reading.remaining !== undefined || reading.share !== undefined)) return standard
  const prefixes = ["ratelimit", "x-ratelimit", "x-rate-limit", "rate-limit"]
  return prefixes.flatMap((prefix) => Fields.guess(prefix, headers, now) ?? [])
}
