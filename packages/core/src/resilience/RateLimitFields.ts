/**
 * Rate limit headers that carry one plain value each, read by a declared name and unit. Which provider sends which is told
 * in `RateLimitHeaders`.
 *
 * Nothing here throws. A value that is not what was declared is as if it had not been sent.
 *
 * @since 0.1.0
 */
import { Duration } from "effect"
import type { QuotaReading } from "../contract/Quota.ts"
import * as RetryAfter from "./RetryAfter.ts"

/**
 * A response's headers; names in lower case, several lines of one header joined by `, `.
 *
 * @category models
 * @since 0.1.0
 */
export type Headers = Readonly<Record<string, string | undefined>>

/**
 * How a header says when a limit counts anew: so long from now (`delta…`), at an instant since 1970 (`epoch…`), as an HTTP
 * date, or as an ISO 8601 date and time, which without a zone is UTC.
 *
 * @category models
 * @since 0.1.0
 */
export type ResetUnit = "deltaSeconds" | "deltaMillis" | "epochSeconds" | "epochMillis" | "httpDate" | "isoUtc"

/**
 * The headers of one limit. Names in lower case.
 *
 * @category models
 * @since 0.1.0
 */
export interface Limit {
  /** The provider's name of it, if the provider has several. */
  readonly name: string
  /** The header that tells the name, if one does. */
  readonly nameIn?: string | undefined
  readonly limit?: string | undefined
  readonly remaining: string
  /** `percent` is 0 to 100 and may have decimals. */
  readonly remainingUnit: "count" | "percent"
  readonly reset?: string | undefined
  readonly resetUnit: ResetUnit
  readonly window?: Duration.Duration | undefined
  /** The header that tells the window, in seconds. */
  readonly windowIn?: string | undefined
}

/** Longer values hold no number and no date. In characters. */
const maxLength = 64

/** No limit's window is longer: what says so is cut to it. */
const maxWait = Duration.days(366)

/** Up to here a number without a declared unit is seconds from now: 31 days. */
const maxGuessedDelta = 31 * 86_400

const nothing: QuotaReading = {
  name: "",
  limit: undefined,
  remaining: undefined,
  share: undefined,
  resetAfter: undefined,
  window: undefined
}

/**
 * A reading with what is given, and nothing else known.
 *
 * @category constructors
 * @since 0.1.0
 */
export const reading = (known: Partial<QuotaReading>): QuotaReading => ({ ...nothing, ...known })

/**
 * Does a reading say more than its name and window?
 *
 * @category guards
 * @since 0.1.0
 */
export const tells = (told: QuotaReading): boolean =>
  told.limit !== undefined || told.remaining !== undefined || told.share !== undefined || told.resetAfter !== undefined

/**
 * A header's text without the blanks around it, if it is there, not empty and at most `max` characters long.
 *
 * @category parsing
 * @since 0.1.0
 */
export const textOf = (headers: Headers, name: string, max: number): string | undefined => {
  const sent = headers[name]
  return typeof sent !== "string" || sent.length > max ? undefined : sent.trim() || undefined
}

/**
 * A header's one value, of at most 64 characters. Lines that all say the same count as one.
 *
 * @category parsing
 * @since 0.1.0
 */
export const valueOf = (headers: Headers, name: string | undefined): string | undefined => {
  const value = name === undefined ? undefined : textOf(headers, name, maxLength)
  const lines = value?.split(", ") ?? []
  return lines.every((line) => line === lines[0]) ? lines[0] : value
}

/**
 * A non-negative whole number of at most 15 digits, so that it is exact.
 *
 * @category parsing
 * @since 0.1.0
 */
export const wholeOf = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined

/**
 * Milliseconds as a duration: none below zero, none above 366 days.
 *
 * @category parsing
 * @since 0.1.0
 */
export const waitOfMillis = (millis: number): Duration.Duration =>
  Duration.min(Duration.millis(Math.max(0, millis)), maxWait)

/**
 * A window of so many seconds; none is no window.
 *
 * @category parsing
 * @since 0.1.0
 */
export const windowOf = (seconds: number | undefined): Duration.Duration | undefined =>
  seconds === undefined || seconds === 0 ? undefined : waitOfMillis(seconds * 1000)

/**
 * What the headers of one limit say, or nothing if they say nothing. `now` in epoch milliseconds; an instant is compared
 * with the response's own `Date` where that is valid, and one that is past means no wait.
 *
 * @category parsing
 * @since 0.1.0
 */
export const read = (of: Limit, headers: Headers, now: number): QuotaReading | undefined => {
  const remaining = valueOf(headers, of.remaining)
  const percent = of.remainingUnit === "percent" ? percentOf(remaining) : undefined
  const told = reading({
    name: nameOf(valueOf(headers, of.nameIn)) ?? of.name,
    limit: wholeOf(valueOf(headers, of.limit)),
    remaining: of.remainingUnit === "count" ? wholeOf(remaining) : undefined,
    share: percent === undefined ? undefined : percent / 100,
    resetAfter: resetOf(of.resetUnit, valueOf(headers, of.reset), RetryAfter.baseOf(headers["date"], now)),
    window: windowOf(wholeOf(valueOf(headers, of.windowIn))) ?? of.window
  })
  return tells(told) ? told : undefined
}

/**
 * The same for headers whose units nobody declared: a count, and a reset whose unit its size gives away. Up to 31 days it
 * is seconds from now, from 1e9 to 1e11 seconds since 1970, above milliseconds since 1970, in between nothing; dates are
 * read as such. Milliseconds from now can't be told from seconds from now and are taken for these.
 *
 * @category parsing
 * @since 0.1.0
 */
export const guess = (prefix: string, headers: Headers, now: number): QuotaReading | undefined => {
  const reset = `${prefix}-reset`
  return read(
    {
      name: "",
      limit: `${prefix}-limit`,
      remaining: `${prefix}-remaining`,
      remainingUnit: "count",
      reset,
      resetUnit: guessUnit(valueOf(headers, reset)),
      window: undefined
    },
    headers,
    now
  )
}

const guessUnit = (value: string | undefined): ResetUnit => {
  const number = wholeOf(value)
  if (number === undefined) return value !== undefined && /^\d{4}-/.test(value) ? "isoUtc" : "httpDate"
  if (number <= maxGuessedDelta) return "deltaSeconds"
  // A number in between is no HTTP date either, and so is left out.
  if (number < 1e9) return "httpDate"
  return number <= 1e11 ? "epochSeconds" : "epochMillis"
}

const percentOf = (value: string | undefined): number | undefined => {
  const percent = value !== undefined && /^\d{1,3}(?:\.\d{1,12})?$/.test(value) ? Number(value) : undefined
  return percent !== undefined && percent <= 100 ? percent : undefined
}

/** A name that the provider chooses per response, kept to what a name looks like. */
const nameOf = (value: string | undefined): string | undefined =>
  value !== undefined && /^[\w.-]+$/.test(value) ? value : undefined

const resetOf = (unit: ResetUnit, value: string | undefined, base: number): Duration.Duration | undefined => {
  if (value === undefined) return undefined
  const number = wholeOf(value)
  switch (unit) {
    case "deltaSeconds":
      return number === undefined ? undefined : waitOfMillis(number * 1000)
    case "deltaMillis":
      return number === undefined ? undefined : waitOfMillis(number)
    case "epochSeconds":
      return number === undefined ? undefined : waitOfMillis(number * 1000 - base)
    case "epochMillis":
      return number === undefined ? undefined : waitOfMillis(number - base)
    case "httpDate":
      return since(RetryAfter.httpDate(value, base), base)
    case "isoUtc":
      return since(isoOf(value), base)
  }
}

const since = (until: number | undefined, base: number): Duration.Duration | undefined =>
  until === undefined ? undefined : waitOfMillis(until - base)

const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/

/** `Date.parse` takes a time without a zone for local, and rolls a 31st of February over. */
const isoOf = (value: string): number | undefined => {
  const found = iso.exec(value)
  if (found === null) return undefined
  const wall = Date.parse(`${found[1]}T${found[2]}Z`)
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 10) !== found[1]) return undefined
  const millis = Date.parse(`${found[1]}T${found[2]}${(found[3] ?? "").slice(0, 4)}${found[4] ?? "Z"}`)
  return Number.isNaN(millis) ? undefined : millis
}
