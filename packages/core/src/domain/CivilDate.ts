/**
 * A day of the calendar, without a time or a zone: what a stay date is.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import * as StreamTable from "../contract/StreamTable.ts"

const form = /^\d{4}-\d{2}-\d{2}$/
const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * Is `text` a day that exists in the Gregorian calendar, as `YYYY-MM-DD`?
 *
 * @category guards
 * @since 0.1.0
 */
export const isCivilDate = (text: string): boolean => {
  if (!form.test(text)) return false
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(5, 7))
  const day = Number(text.slice(8, 10))
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day >= 1 && day <= (month === 2 && leap ? 29 : (days[month - 1] ?? 0))
}

/**
 * `YYYY-MM-DD`, a day that exists.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CivilDate = Schema.String.check(
  Schema.makeFilter((text: string) => isCivilDate(text) || "a date YYYY-MM-DD that exists", {
    expected: "a date YYYY-MM-DD that exists"
  })
).annotate({ [StreamTable.columnKind]: "date" })
