/**
 * A moment in time, in UTC.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import * as StreamTable from "../contract/StreamTable.ts"
import { isCivilDate } from "./CivilDate.ts"

const form = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/**
 * ISO 8601 in UTC with milliseconds, `2026-03-01T12:00:00.000Z`, so that text order is time order.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Instant = Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)).annotate({
  [StreamTable.columnKind]: "instant"
})

/**
 * The same, for a canonical record whose wire form has been checked.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Checked = Schema.String.annotate({ [StreamTable.columnKind]: "instant" })

/**
 * An instant as providers send it: ISO 8601 with a zone, in the years 0000 to 9999 of UTC. One without a zone is refused, since
 * it could mean any.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Schema.String.check(
  Schema.makeFilter(
    (text: string) =>
      (form.test(text) && isCivilDate(text.slice(0, 10)) && hasYear(text)) || "Expected an instant with a zone",
    {
      expected: "an instant with a zone"
    }
  )
)

/** In UTC, the first and the last day may belong to a year that has no four digits. */
const hasYear = (text: string): boolean =>
  !(text.startsWith("0000-01-01") || text.startsWith("9999-12-31")) || /^\d/.test(new Date(text).toISOString())

/**
 * The same moment in UTC; `text` has passed `FromWire`.
 *
 * @category getters
 * @since 0.1.0
 */
export const utcOf = (text: string): string => {
  // The usual form, twenty times as fast without a Date.
  if (text.length === 20 && text.endsWith("Z")) return `${text.slice(0, 19)}.000Z`
  return new Date(text).toISOString()
}

/**
 * The same for an instant that may be absent.
 *
 * @category getters
 * @since 0.1.0
 */
export const utcOrNull = (text: string | null | undefined): string | null =>
  text === undefined || text === null ? null : utcOf(text)
