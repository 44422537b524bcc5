/**
 * The `Retry-After` header of RFC 9110, section 10.2.3: whole seconds, or one of the three forms of an HTTP date.
 *
 * @since 0.1.0
 */
import { Duration } from "effect"

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
const imf = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/
const rfc850 = /^[A-Z][a-z]{5,8}, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/
const asctime = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/

/** Longer headers hold nothing to wait for. */
const maxLength = 64

/**
 * The wait a response asks for, or nothing if it asks for none that can be understood. A date is compared with the
 * response's own `Date` where there is one, so that a wrong clock on either side does not matter; a date in the past
 * means no wait. The wait is not capped here: who waits decides what is too long.
 *
 * @category parsing
 * @since 0.1.0
 */
export const waitOf = (
  header: string | undefined,
  date: string | undefined,
  now: number
): Duration.Duration | undefined => {
  const value = header?.trim() ?? ""
  if (value === "" || value.length > maxLength) return undefined
  if (/^\d+$/.test(value)) return Duration.seconds(Math.min(Number(value), Number.MAX_SAFE_INTEGER / 1000))
  const until = httpDate(value, now)
  if (until === undefined) return undefined
  return Duration.millis(Math.max(0, until - ((date === undefined ? undefined : httpDate(date.trim(), now)) ?? now)))
}

/** Epoch milliseconds of an HTTP date. `Date.parse` takes far too much for one: to it, "-5" is a month of 2001. */
const httpDate = (value: string, now: number): number | undefined => {
  const fixed = imf.exec(value)
  if (fixed !== null) return utc(fixed[3]!, fixed[2]!, fixed[1]!, fixed[4]!, fixed[5]!, fixed[6]!)
  const old = rfc850.exec(value)
  if (old !== null) return utc(fullYear(Number(old[3]), now), old[2]!, old[1]!, old[4]!, old[5]!, old[6]!)
  const c = asctime.exec(value)
  return c === null ? undefined : utc(c[6]!, c[1]!, c[2]!.trim(), c[3]!, c[4]!, c[5]!)
}

const utc = (
  year: number | string,
  month: string,
  day: string,
  hour: string,
  minute: string,
  second: string
): number | undefined => {
  const at = months.indexOf(month)
  if (at < 0) return undefined
  const millis = Date.UTC(Number(year), at, Number(day), Number(hour), Number(minute), Number(second))
  const valid = new Date(millis)
  return valid.getUTCDate() === Number(day) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 61
    ? millis
    : undefined
}

/** RFC 9110: a two-digit year that seems more than 50 years ahead is one of the past century. */
const fullYear = (twoDigits: number, now: number): number => {
  const thisYear = new Date(now).getUTCFullYear()
  const year = Math.floor(thisYear / 100) * 100 + twoDigits
  return year > thisYear + 50 ? year - 100 : year
}
