/**
 * Which of two observations of one key stands: the rule of every store, so that the same observations leave the same table
 * whatever order they arrive in.
 *
 * A content's rank is its version, then when it was last observed, then its digest: a total order, and what stands is the
 * greatest. A row without a version counts as changed when it was observed where versions are instants, and as the oldest
 * where they are numbers.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import type { Row } from "../contract/PageCommit.ts"
import type { StreamTable } from "../contract/StreamTable.ts"

/**
 * What stands in a store for a key.
 *
 * @category models
 * @since 0.1.0
 */
export interface Standing {
  /** The version column's value. */
  readonly version: unknown
  /** The digest of the raw record; only asked for when all else is equal. */
  readonly digest: () => string
  readonly sameContent: (raw: string) => boolean
  /** When this content was last observed; epoch milliseconds, as the others. */
  readonly confirmedAt: number
  /** When the key was last observed, with whatever content. */
  readonly observedAt: number
  readonly deletedAt: number | undefined
}

/**
 * What an observation does to what stands.
 *
 * - `replace`: its content takes the place.
 * - `confirm`: the same content, observed later.
 * - `see`: an older content, observed later: the key is still there.
 * - `keep`: nothing.
 *
 * @category models
 * @since 0.1.0
 */
export type Decision = "replace" | "confirm" | "see" | "keep"

/**
 * Compiles the rule for a table.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  table: Pick<StreamTable, "version">
): ((standing: Standing, row: Row, observedAt: number) => Decision) => {
  const order = versionOrder(table.version)
  return (standing, row, observedAt) => {
    const later = observedAt > standing.observedAt
    const again = standing.deletedAt !== undefined && observedAt > standing.deletedAt
    // It was found gone afterwards.
    if (standing.deletedAt !== undefined && !again) return "keep"
    if (standing.sameContent(row.raw))
      return again ? "replace" : observedAt > standing.confirmedAt ? "confirm" : later ? "see" : "keep"
    if (again) return "replace"
    const version = table.version === undefined ? undefined : row.record[table.version.field]
    const ranked =
      order(version, observedAt, standing.version, standing.confirmedAt) ||
      observedAt - standing.confirmedAt ||
      (digestOf(row.raw) > standing.digest() ? 1 : -1)
    if (ranked > 0) return "replace"
    return later ? "see" : "keep"
  }
}

/**
 * Compiles the order of two records of one key that were observed together: more than 0 when the first is newer, less when
 * it is older, 0 when nothing tells.
 *
 * @category constructors
 * @since 0.1.0
 */
export const together = (
  table: Pick<StreamTable, "version">
): ((a: Row["record"], b: Row["record"], observedAt: number) => number) => {
  const { version } = table
  if (version === undefined) return () => 0
  const order = versionOrder(version)
  return (a, b, observedAt) => order(a[version.field], observedAt, b[version.field], observedAt)
}

/**
 * The digest of a raw record: SHA-256, hexadecimal.
 *
 * @category getters
 * @since 0.1.0
 */
export const digestOf = (raw: string): string => createHash("sha256").update(raw).digest("hex")

type VersionOrder = (a: unknown, aObservedAt: number, b: unknown, bObservedAt: number) => number

const versionOrder = (version: StreamTable["version"]): VersionOrder => {
  if (version === undefined) return () => 0
  switch (version.kind) {
    case "instant":
      return (a, aAt, b, bAt) => compare(instantOf(a, aAt), instantOf(b, bAt))
    case "decimal":
      return (a, _aAt, b, _bAt) => absentFirst(a, b) ?? compareDecimals(String(a), String(b))
    case "number":
      return (a, _aAt, b, _bAt) => absentFirst(a, b) ?? compareValues(floatOf(a), floatOf(b))
    default:
      return (a, _aAt, b, _bAt) => absentFirst(a, b) ?? compareValues(a, b)
  }
}

const absent = (value: unknown): boolean => value === null || value === undefined

const absentFirst = (a: unknown, b: unknown): number | undefined =>
  absent(a) || absent(b) ? Number(absent(b)) - Number(absent(a)) : undefined

const instantOf = (value: unknown, observedAt: number): string =>
  typeof value === "string" ? value : new Date(observedAt).toISOString()

const compare = <A extends string | number | bigint | boolean>(a: A, b: A): number => (a > b ? 1 : a < b ? -1 : 0)

/** Values of one column are of one type; others tell nothing. */
const compareValues = (a: unknown, b: unknown): number => {
  if (typeof a === "string" && typeof b === "string") return compare(a, b)
  if (typeof a === "boolean" && typeof b === "boolean") return compare(a, b)
  return isNumeric(a) && isNumeric(b) ? compare(a, b) : 0
}

const isNumeric = (value: unknown): value is number | bigint => typeof value === "number" || typeof value === "bigint"

/** As a column of numbers holds it. */
const floatOf = (value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value)

/** Exact, whatever their length: as numbers, 9007199254740993 and 9007199254740992 would be one version. */
const compareDecimals = (a: string, b: string): number => {
  const [x, y] = [partsOf(a), partsOf(b)]
  if (x.negative !== y.negative) return x.negative ? -1 : 1
  const size = x.whole.length - y.whole.length || compare(x.whole, y.whole) || compare(x.fraction, y.fraction)
  return x.negative ? -size : size
}

const partsOf = (text: string) => {
  const unsigned = text.startsWith("-") ? text.slice(1) : text
  const [whole = "", fraction = ""] = unsigned.split(".")
  const parts = { whole: whole.replace(/^0+/, ""), fraction: fraction.replace(/0+$/, "") }
  // There is one zero.
  return { ...parts, negative: text.startsWith("-") && parts.whole + parts.fraction !== "" }
}
