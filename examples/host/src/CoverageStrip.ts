/**
 * A row of a calendar in a line of text: a character a day, or one for several days where the line is too short.
 *
 * @since 0.1.0
 */
import { Coverage } from "@innlet/core/engine"
import { CivilDate } from "@innlet/core/domain"

/**
 * What a strip's characters mean.
 *
 * @category constants
 * @since 0.1.0
 */
export const legend = "█ observed  ▒ stale  ▄ some days missing  · none"

/**
 * How a horizon is divided.
 *
 * @category models
 * @since 0.1.0
 */
export interface Scale {
  /** A civil date. */
  readonly from: string
  readonly days: number
  /** Days a character. */
  readonly bucket: number
}

/**
 * The finest scale that fits in `width` characters.
 *
 * @category constructors
 * @since 0.1.0
 */
export const scale = (horizon: { readonly from: string; readonly days: number }, width: number): Scale => ({
  from: horizon.from,
  days: horizon.days,
  bucket: Math.max(1, Math.ceil(horizon.days / Math.max(1, width)))
})

const buckets = ({ bucket, days }: Scale): ReadonlyArray<number> =>
  Array.from({ length: Math.ceil(days / bucket) }, (_, at) => at * bucket)

/**
 * The strip of a group; a day observed before `staleBefore`, epoch milliseconds, is stale. A bucket shows its worst days.
 *
 * @category formatting
 * @since 0.1.0
 */
export const strip = (scale: Scale, days: Float64Array, staleBefore: number): string =>
  buckets(scale)
    .map((start) => {
      const own = days.subarray(start, start + scale.bucket)
      const missing = own.reduce((count, at) => count + Number(at === Coverage.none), 0)
      if (missing === own.length) return "·"
      if (missing > 0) return "▄"
      return own.some((at) => at < staleBefore) ? "▒" : "█"
    })
    .join("")

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/**
 * The line above the strips: each month's name over its first day, where there is room.
 *
 * @category formatting
 * @since 0.1.0
 */
export const ruler = (scale: Scale): string => {
  const start = CivilDate.dayOf(scale.from)
  let line = ""
  for (const [at, bucket] of buckets(scale).entries()) {
    const dates = Array.from({ length: Math.min(scale.bucket, scale.days - bucket) }, (_, day) =>
      CivilDate.ofDay(start + bucket + day)
    )
    const first = dates.find((date) => date.endsWith("-01")) ?? (bucket === 0 ? dates[0] : undefined)
    if (first === undefined || line.length > at) continue
    line = `${line.padEnd(at)}${labelOf(first)} `
  }
  return line.trimEnd()
}

const labelOf = (date: string): string => {
  const month = months[Number(date.slice(5, 7)) - 1] ?? ""
  return date.endsWith("-01") && month !== "Jan" ? month : `${month} ${date.slice(0, 4)}`
}
