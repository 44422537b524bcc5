/**
 * The `Retry-After` header of RFC 9110, section 10.2.3: whole seconds, or one of the three forms of an HTTP date.
 *
 * @since 0.1.0
 */
import { Duration } from "effect"

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
const dayName = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$/
const imf = /^([A-Z][a-z]{2}), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/
const rfc850 = /^([A-Z][a-z]{5,8}), (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/
const asctime = /^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/

/** No HTTP date is longer. */
const maxDateLength = 64

/** Longer headers hold nothing to wait for; a few lines of the header, joined, fit. */
const maxLength = 256

/** The last epoch millisecond that a `Date` holds. */
const lastMillis = 8.64e15

/**
 * The wait a response asks for, or nothing if it asks for none that can be understood. A date is compared with the
 * response's own `Date` where there is one, so that a wrong clock on either side does not matter; a date in the past
 * means no wait. The wait is not capped here: who waits decides what is too long. It only never leads past the last
 * instant that a `Date` holds, so that the moment to resume can always be told.
 *
 * **Details**
 *
 * Several lines of the header, which arrive joined by `, `, give the longest wait that one of them asks for. A comma
 * without a blank is never taken for such a join: `1,000` is not understood.
 *
 * @category parsing
 * @since 0.1.0
 */
export const waitOf = (
  header: string | undefined,
  date: string | undefined,
  now: number
): Duration.Duration | undefined => {
  if (header === undefined || header.length > maxLength) return undefined
  const base = baseOf(date, now)
  let longest: number | undefined
  for (const value of linesOf(header.trim())) {
    const millis = /^\d+$/.test(value) ? Number(value) * 1000 : sinceBase(httpDate(value, now), base)
    if (millis !== undefined) longest = Math.max(longest ?? 0, millis)
  }
  return longest === undefined ? undefined : Duration.millis(Math.min(longest, Math.max(0, lastMillis - now)))
}

/**
 * The instant that dates of a response are compared with, in epoch milliseconds: its own `Date` (RFC 9110, section
 * 6.6.1) where that is valid, else `now`.
 *
 * @category parsing
 * @since 0.1.0
 */
export const baseOf = (date: string | undefined, now: number): number =>
  date === undefined || date.length > maxLength ? now : (httpDate(date.trim(), now) ?? now)

/**
 * Epoch milliseconds of an HTTP date in one of the three forms of RFC 9110, section 5.6.7; nothing for all else. `now`
 * settles the century of a year of two digits. `Date.parse` takes far too much for a date: to it, "-5" is a month of 2001.
 *
 * @category parsing
 * @since 0.1.0
 */
export const httpDate = (value: string, now: number): number | undefined => {
  if (value.length > maxDateLength) return undefined
  const fixed = imf.exec(value)
  if (fixed !== null) return utc(fixed[1]!, fixed[4]!, fixed[3]!, fixed[2]!, fixed[5]!, fixed[6]!, fixed[7]!)
  const old = rfc850.exec(value)
  if (old !== null) {
    return utc(old[1]!, fullYear(Number(old[4]), now), old[3]!, old[2]!, old[5]!, old[6]!, old[7]!)
  }
  const c = asctime.exec(value)
  return c === null ? undefined : utc(c[1]!, c[7]!, c[2]!, c[3]!.trim(), c[4]!, c[5]!, c[6]!)
}

/** The header's lines. A day's name belongs to what follows it, also where both together are no date. */
const linesOf = (value: string): ReadonlyArray<string> => {
  const parts = value.split(/,[ \t]+/)
  const lines: Array<string> = []
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!
    const next = parts[i + 1]
    if (dayName.test(part) && next !== undefined) {
      lines.push(`${part}, ${next}`)
      i++
    } else lines.push(part)
  }
  return lines
}

const sinceBase = (until: number | undefined, base: number): number | undefined =>
  until === undefined ? undefined : until - base

const utc = (
  weekday: string,
  year: number | string,
  month: string,
  day: string,
  hour: string,
  minute: string,
  second: string
): number | undefined => {
  const at = months.indexOf(month)
  // RFC 5322, which the form is from, knows no year before 1900, and `Date.UTC` takes those below 100 for 19xx.
  if (at < 0 || !dayName.test(weekday) || Number(year) < 1900) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined
  const midnight = Date.UTC(Number(year), at, Number(day))
  if (new Date(midnight).getUTCDate() !== Number(day)) return undefined
  return midnight + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000
}

/** RFC 9110: a two-digit year that seems more than 50 years ahead is one of the past century. */
const fullYear = (twoDigits: number, now: number): number => {
  const thisYear = new Date(now).getUTCFullYear()
  const year = Math.floor(thisYear / 100) * 100 + twoDigits
  if (year > thisYear + 50) return year - 100
  return year <= thisYear - 50 ? year + 100 : year
}
