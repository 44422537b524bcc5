/**
 * A version as text that sorts as `Precedence` orders versions, byte by byte: for databases, which order some of them
 * otherwise.
 *
 * @since 0.1.0
 */
import type { StreamTable } from "../contract/StreamTable.ts"
import { jsonOf } from "./RowEncoder.ts"

/**
 * Compiles the rank of a record that was observed at that moment, in epoch milliseconds.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = ({
  version
}: Pick<StreamTable, "version">): ((record: { readonly [field: string]: unknown }, observedAt: number) => string) => {
  if (version === undefined) return () => ""
  const { field, kind } = version
  if (kind === "instant") {
    return (record, observedAt) => {
      const value = record[field]
      return typeof value === "string" ? value : new Date(observedAt).toISOString()
    }
  }
  return (record) => {
    const value = record[field]
    if (value === null || value === undefined) return ""
    if (kind === "integer" && isInteger(value)) return decimalRank(BigInt(value).toString())
    if (kind === "number" && typeof value === "bigint") return numberRank(Number(value))
    if (kind !== "decimal" && typeof value === "number") return numberRank(value)
    const text = typeof value === "string" ? value : jsonOf(value)
    return kind === "decimal" || typeof value === "bigint" ? decimalRank(text) : `1${unitsOf(text)}`
  }
}

const isInteger = (value: unknown): value is number | bigint => typeof value === "bigint" || Number.isInteger(value)

/** UTF-16, as JavaScript compares texts: UTF-8 has another order beyond the basic plane. */
const unitsOf = (text: string): string => Buffer.from(text, "utf16le").swap16().toString("hex")

const numberRank = (value: number): string => {
  const bits = Buffer.alloc(8)
  // There is one zero.
  bits.writeDoubleBE(value === 0 ? 0 : value)
  const isNegative = bits[0]! >= 0x80
  return `1${Buffer.from(bits.map((byte, at) => (isNegative ? ~byte : at === 0 ? byte | 0x80 : byte))).toString("hex")}`
}

const decimalRank = (text: string): string => {
  const isNegative = text.startsWith("-")
  const [whole = "", fraction = ""] = (isNegative ? text.slice(1) : text).split(".")
  const digits = whole.replace(/^0+/, "")
  const rest = fraction.replace(/0+$/, "")
  if (digits === "" && rest === "") return "2"
  const size = `${String(digits.length).padStart(6, "0")}${digits}${rest}`
  // Of two negative numbers the longer one is the smaller.
  return isNegative ? `1${size.replaceAll(/\d/g, (digit) => String(9 - Number(digit)))}~` : `3${size}`
}
