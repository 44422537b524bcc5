/**
 * Values of columns as databases give them back, as they were in the record, and as text.
 *
 * @since 0.1.0
 */
import type { ColumnKind } from "../contract/StreamTable.ts"
import * as ExactText from "./ExactText.ts"
import { jsonOf } from "./RowEncoder.ts"

/**
 * @category decoding
 * @since 0.1.0
 */
export const valueOf = (kind: ColumnKind, value: unknown): unknown => {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  switch (kind) {
    case "boolean":
      return value === true || value === 1 || value === 1n
    case "number":
      return Number(value)
    case "integer":
      return integerOf(value)
    case "json":
      return typeof value === "string" ? JSON.parse(value) : value
    default:
      return typeof value === "string" ? ExactText.decode(value) : jsonOf(value)
  }
}

/**
 * A number, or a bigint where a number would not be exact.
 *
 * @category decoding
 * @since 0.1.0
 */
export const integerOf = (value: unknown): number | bigint => {
  const number = Number(value)
  const isExact = typeof value === "number" || Number.isSafeInteger(number)
  const text = String(value)
  return isExact || !/^-?\d+$/.test(text) ? number : BigInt(text)
}

/**
 * @category decoding
 * @since 0.1.0
 */
export const textOf = (kind: ColumnKind, value: unknown): string | null => {
  const read = valueOf(kind, value)
  if (read === null) return null
  return typeof read === "string" || typeof read === "number" ? String(read) : jsonOf(read)
}
