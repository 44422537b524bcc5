/**
 * Turns a decoded record into the values of its table's columns, compiled once for a table.
 *
 * A text that UTF-8 can't hold is stored in the form of `ExactText`.
 *
 * @since 0.1.0
 */
import type { Row } from "../contract/PageCommit.ts"
import type { Column, StreamTable } from "../contract/StreamTable.ts"
import * as ExactText from "./ExactText.ts"
import type { Parameter as Value } from "./SqlDialect.ts"

/**
 * Compiles a function that puts a row's values, in the order of the table's columns and followed by its raw record, into
 * `values` from `at`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (table: StreamTable): ((row: Row, values: Array<Value>, at: number) => void) => {
  const fields = table.columns.map(({ field }) => field)
  const encoders = table.columns.map(encoderOf)
  const width = fields.length
  return ({ raw, record }, values, at) => {
    for (let i = 0; i < width; i++) values[at + i] = encoders[i]!(record[fields[i]!])
    values[at + width] = raw
  }
}

/**
 * Compiles a function that gives the values of a row's key.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeKey = (table: StreamTable): ((row: Row) => ReadonlyArray<Value>) => {
  const parts = table.key.map((column) => ({ field: column.field, encode: encoderOf(column) }))
  return ({ record }) => parts.map(({ encode, field }) => encode(record[field]))
}

const encoderOf = ({ kind, nullable }: Column): ((value: unknown) => Value) => {
  switch (kind) {
    case "boolean":
      return (value) => (value === null || value === undefined ? null : value === true ? 1 : 0)
    case "integer":
    case "number":
      return (value) => (typeof value === "number" || typeof value === "bigint" ? value : null)
    case "json": {
      // JSON has a null of its own, which a type like Schema.Json allows without saying so.
      const absent = nullable ? null : "null"
      return (value) => (value === null || value === undefined ? absent : jsonOf(value))
    }
    case "text":
    case "decimal":
    case "date":
    case "instant":
      return (value) => {
        if (typeof value === "string") return ExactText.encodeUtf8(value)
        return typeof value === "bigint" || typeof value === "number" ? String(value) : null
      }
  }
}

/**
 * A value as JSON, with its bigints as text.
 *
 * @category encoding
 * @since 0.1.0
 */
export const jsonOf = (value: unknown): string =>
  typeof value === "bigint"
    ? String(value)
    : JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? String(part) : part))
