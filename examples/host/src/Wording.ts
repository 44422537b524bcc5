/**
 * How the host words numbers, times and text that comes from elsewhere.
 *
 * @since 0.1.0
 */
import { Duration } from "effect"

const thousands = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 })

/**
 * `12300` → `12,300`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const count = (n: number): string => thousands.format(n)

/**
 * Milliseconds in words: `0.3 s`, `2 s`, `3 min 10 s`, `1 h 5 min`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const time = (ms: number): string => {
  if (ms < 1000) return ms < 50 ? "0 s" : `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/**
 * Epoch milliseconds as ISO 8601 in UTC.
 *
 * @category formatting
 * @since 0.1.0
 */
export const instant = (ms: number): string => new Date(ms).toISOString()

/**
 * `1 record`, `2 records`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const counted = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`

/**
 * Text of a provider's on one line and harmless to a terminal: what is no printable character is written as its code.
 *
 * @category formatting
 * @since 0.1.0
 */
export const plain = (text: string): string => text.replaceAll(unprintable, escaped)

/**
 * The same, over several lines.
 *
 * @category formatting
 * @since 0.1.0
 */
export const plainLines = (text: string): string => text.split("\n").map(plain).join("\n")

/** Control characters, line separators, marks that turn the direction of text, and halves of a character. */
const unprintable = /[\p{Cc}\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]|\p{Cs}/gu

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`

/**
 * At most `width` characters, with an ellipsis where some are left out.
 *
 * @category formatting
 * @since 0.1.0
 */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const isUnit = (unit: string | undefined): unit is keyof typeof units => unit !== undefined && unit in units

/**
 * A length of time as people type it, `90m`, `24h`, `7d`; nothing when it is none.
 *
 * @category parsing
 * @since 0.1.0
 */
export const timeOf = (text: string): Duration.Duration | undefined => {
  const [, digits, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? []
  return digits !== undefined && isUnit(unit) ? Duration.millis(Number(digits) * units[unit]) : undefined
}

/**
 * How long ago something was, in its largest unit: `12 s`, `5 min`, `3 h`, `12 d`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const age = (ms: number): string => {
  if (ms < units.m) return `${Math.max(0, Math.floor(ms / units.s))} s`
  if (ms < units.h) return `${Math.floor(ms / units.m)} min`
  return ms < 2 * units.d ? `${Math.floor(ms / units.h)} h` : `${count(Math.floor(ms / units.d))} d`
}
