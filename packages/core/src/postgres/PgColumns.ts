/**
 * Turns decoded records into the values of a table's columns in PostgreSQL, all as text, and says which of them it can't
 * hold.
 *
 * @since 0.1.0
 */
import type { Row } from "../contract/PageCommit.ts"
import type { Column, StreamTable } from "../contract/StreamTable.ts"
import { isCivilDate } from "../domain/CivilDate.ts"
import * as ExactText from "../store/ExactText.ts"
import { jsonOf } from "../store/RowEncoder.ts"
import type { Refusal } from "../store/SqlDialect.ts"

/**
 * The values of one column, row by row.
 *
 * @category models
 * @since 0.1.0
 */
export type Values = ReadonlyArray<string | null>

/**
 * A value's text, or why there is none.
 *
 * @category models
 * @since 0.1.0
 */
export type Encoded = { readonly text: string | null } | { readonly problem: string }

type Encoder = (value: unknown) => Encoded

/**
 * Compiles a function that gives the values of columns for the rows that PostgreSQL can hold, and those rows.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (table: StreamTable, columns: ReadonlyArray<Column>) => {
  const encoders = columns.map((column) => encoderOf(column, table.key.includes(column)))
  return (
    rows: ReadonlyArray<Row>,
    refused: Array<Refusal>
  ): { readonly rows: ReadonlyArray<Row>; readonly values: ReadonlyArray<Values> } => {
    const values = columns.map((): Array<string | null> => [])
    const held: Array<Row> = []
    for (const row of rows) {
      const before = refused.length
      if (!ExactText.isPlain(row.raw)) refused.push({ row, path: "", message: "its raw record is not JSON" })
      for (let i = 0; i < columns.length; i++) {
        const encoded = encoders[i]!(row.record[columns[i]!.field])
        if ("problem" in encoded) refused.push({ row, path: columns[i]!.field, message: encoded.problem })
        else values[i]!.push(encoded.text)
      }
      if (refused.length === before) held.push(row)
      else for (const column of values) column.length = held.length
    }
    return { rows: held, values }
  }
}

/**
 * How PostgreSQL keeps what a column holds. A key's text, decimals and JSON are kept as the text they are, since two texts
 * that PostgreSQL takes for one value are two keys.
 *
 * @category getters
 * @since 0.1.0
 */
export const typeOf = (kind: Column["kind"], isKey: boolean): string => {
  switch (kind) {
    case "integer":
      return "BIGINT"
    case "number":
      return "DOUBLE PRECISION"
    case "boolean":
      return "BOOLEAN"
    case "date":
      return "DATE"
    case "instant":
      return "TIMESTAMP WITH TIME ZONE"
    case "decimal":
    case "json":
    case "text":
      if (isKey) return 'TEXT COLLATE "C"'
      return kind === "text" ? "TEXT" : kind === "json" ? "JSONB" : "NUMERIC"
  }
}

const encoderOf = (column: Column, isKey: boolean): Encoder => {
  const encode = isKey ? keyEncoderOf(column) : valueEncoderOf(column)
  const absent: Encoded =
    column.kind === "json" && !column.nullable
      ? { text: "null" }
      : column.nullable
        ? { text: null }
        : { problem: "may not be absent" }
  return (value) => (value === null || value === undefined ? absent : encode(value))
}

const valueEncoderOf = ({ kind }: Column): Encoder => {
  switch (kind) {
    case "text":
      return textOf
    case "decimal":
      return decimalOf
    case "date":
      return dateOf
    case "instant":
      return instantOf
    case "integer":
      return integerOf
    case "number":
      return (value) => (typeof value === "number" ? { text: String(value) } : { problem: "not a number" })
    case "boolean":
      return (value) => (typeof value === "boolean" ? { text: String(value) } : { problem: "neither true nor false" })
    case "json":
      return (value) => {
        const text = jsonOf(value)
        return hostileEscape.test(text) ? { problem: `${unheld}, in JSON neither` } : { text }
      }
  }
}

const keyEncoderOf = (column: Column): Encoder => {
  switch (column.kind) {
    case "text":
    case "decimal":
      return (value) => ({ text: ExactText.encode(String(value)) })
    case "json":
      return (value) => ({ text: jsonOf(value) })
    case "instant":
      return (value) => {
        const encoded = instantOf(value)
        // Other forms of one moment are other keys, which PostgreSQL would take for one.
        return "text" in encoded && new Date(String(value)).toISOString() !== value
          ? { problem: "as a key, an instant has to be UTC with milliseconds" }
          : encoded
      }
    default:
      return valueEncoderOf(column)
  }
}

const unheld = "PostgreSQL can't hold NUL or half of a surrogate pair"

const textOf: Encoder = (value) => {
  const text = String(value)
  return ExactText.isPlain(text) ? { text: ExactText.encode(text) } : { problem: unheld }
}

/** `JSON.stringify` escapes a surrogate only when it has lost its other half. */
const hostileEscape = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/

const decimal = /^-?(\d{1,131072})(\.\d{1,16383})?$/

const decimalOf: Encoder = (value) => {
  const text = String(value)
  return decimal.test(text) ? { text } : { problem: "not a decimal that PostgreSQL can hold" }
}

const dateOf: Encoder = (value) =>
  typeof value === "string" && isCivilDate(value) && !value.startsWith("0000")
    ? { text: value }
    : { problem: "not a date from the year 1 to 9999" }

const instantOf: Encoder = (value) => {
  const text = String(value)
  return isCivilDate(text.slice(0, 10)) && !text.startsWith("0000") && !Number.isNaN(Date.parse(text))
    ? { text }
    : { problem: "not an instant from the year 1 to 9999" }
}

const [lowest, highest] = [-(2n ** 63n), 2n ** 63n - 1n]

const integerOf: Encoder = (value) => {
  const integer = typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value
  return typeof integer === "bigint" && integer >= lowest && integer <= highest
    ? { text: String(integer) }
    : { problem: "not an integer of 64 bits" }
}
