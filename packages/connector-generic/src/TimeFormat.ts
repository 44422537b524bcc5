/**
 * The ways in which providers write a time.
 *
 * - `date`: a civil date, `2026-03-01`.
 * - `instant`: ISO 8601 in UTC with milliseconds, `2026-03-01T12:00:00.000Z`.
 * - `seconds`: ISO 8601 in UTC with whole seconds, `2026-03-01T12:00:00Z`.
 * - `offset`: the same with the zone in digits, `2026-03-01T12:00:00+00:00`.
 * - `plain`: UTC without saying so, `2026-03-01 12:00:00`.
 * - `epochSeconds`, `epochMillis`: whole numbers since 1970 UTC.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * @category schemas
 * @since 0.1.0
 */
export const TimeFormat = Schema.Literals([
  "date",
  "instant",
  "seconds",
  "offset",
  "plain",
  "epochSeconds",
  "epochMillis"
])

/**
 * @category models
 * @since 0.1.0
 */
export type TimeFormat = typeof TimeFormat.Type
