/**
 * A row as one line of JSON: its columns in the table's order, then what Innlet keeps beside them. Every line ends with a
 * newline and holds no other.
 *
 * @since 0.1.0
 */
import type { Row } from "../contract/PageCommit.ts"
import type { Column, StreamTable } from "../contract/StreamTable.ts"
import type { RowsRefused } from "../contract/SyncStore.ts"
import * as RowEncoder from "./RowEncoder.ts"
import type { Place } from "./RowKeeper.ts"

/**
 * The lines of rows that come from one place.
 *
 * @category models
 * @since 0.1.0
 */
export interface Lines {
  readonly upsert: (row: Row, seq: number) => string
  /** The line of a key, in the key's order, whose row is deleted: its other columns and its raw record are null. */
  readonly delete: (key: ReadonlyArray<unknown>, seq: number) => string
}

/**
 * Why rows fit no line: values that are none of their column's, which another value in their place would hide.
 *
 * @category getters
 * @since 0.1.0
 */
export const refusals = ({ columns }: StreamTable, rows: ReadonlyArray<Row>): RowsRefused["rows"] =>
  rows.flatMap(({ record }, index) => {
    const column = columns.find((one) => !fits(one, record[one.field]))
    if (column === undefined) return []
    const { field, kind, name } = column
    return [{ index, path: field, message: `${describe(record[field])} is no value of the ${kind} column ${name}` }]
  })

/**
 * Compiles the lines of a table. Rows have to be such that nothing is refused.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (table: StreamTable): ((place: Place) => Lines) => {
  const columns = table.columns.map((column, i) => ({
    column,
    start: `${i === 0 ? "{" : ","}${JSON.stringify(column.name)}:`
  }))
  const keyAt = new Map(table.key.map((column, i) => [column.name, i]))

  return ({ observedAt, page, partition, run }) => {
    const end = [
      `,"_innlet_partition":${JSON.stringify(partition)}`,
      `"_innlet_run":${JSON.stringify(run)}`,
      `"_innlet_page":${page}`,
      `"_innlet_observed_at":"${new Date(observedAt).toISOString()}"`,
      `"_innlet_raw":`
    ].join(",")
    const middle = (seq: number, op: "upsert" | "delete") => `,"_innlet_seq":${seq},"_innlet_op":"${op}"${end}`

    return {
      upsert: ({ raw, record }, seq) => {
        let line = ""
        for (const { column, start } of columns) line += start + jsonOf(column, record[column.field])
        return `${line}${middle(seq, "upsert")}${JSON.stringify(raw)}}\n`
      },
      delete: (key, seq) => {
        let line = ""
        for (const { column, start } of columns) {
          const at = keyAt.get(column.name)
          line += start + (at === undefined ? "null" : jsonOf(column, key[at]))
        }
        return `${line}${middle(seq, "delete")}null}\n`
      }
    }
  }
}

const fits = ({ kind, nullable }: Column, value: unknown): boolean => {
  // JSON has a null of its own, which a type like Schema.Json allows without saying so.
  if (value === null || value === undefined) return nullable || kind === "json"
  switch (kind) {
    case "boolean":
      return typeof value === "boolean"
    case "integer":
      return typeof value === "bigint" || Number.isInteger(value)
    case "number":
      return typeof value === "bigint" || Number.isFinite(value)
    case "json":
      return typeof value !== "function" && typeof value !== "symbol"
    default:
      return typeof value === "string" || typeof value === "bigint" || Number.isFinite(value)
  }
}

/** Halves of surrogate pairs become escapes, so that a line is UTF-8 whatever it holds. */
const jsonOf = ({ kind }: Column, value: unknown): string => {
  if (value === null || value === undefined) return "null"
  if (kind === "json") return RowEncoder.jsonOf(value)
  if (typeof value === "string") return JSON.stringify(value)
  const isText = kind !== "boolean" && kind !== "integer" && kind !== "number"
  const text = typeof value === "bigint" ? value.toString() : JSON.stringify(value)
  return isText ? `"${text}"` : text
}

const describe = (value: unknown): string =>
  typeof value === "object" && value !== null ? "an object" : typeof value === "string" ? "a text" : String(value)
