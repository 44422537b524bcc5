/**
 * How a stream's records lie in a store: typed columns taken from the record's Schema, and the key.
 *
 * @since 0.1.0
 */
import { Schema, SchemaAST } from "effect"
import type * as ConnectorStream from "./ConnectorStream.ts"

/**
 * What a column holds. `json` is every value that has no type of its own, as JSON.
 *
 * @category models
 * @since 0.1.0
 */
export type ColumnKind = "text" | "integer" | "number" | "boolean" | "decimal" | "date" | "instant" | "json"

/**
 * @category models
 * @since 0.1.0
 */
export interface Column {
  /** The record's field. */
  readonly field: string
  /** The field in snake_case. */
  readonly name: string
  readonly kind: ColumnKind
  readonly nullable: boolean
}

/**
 * @category models
 * @since 0.1.0
 */
export interface StreamTable {
  readonly connector: string
  readonly stream: string
  /** `<connector>_<stream>`. */
  readonly name: string
  readonly columns: ReadonlyArray<Column>
  /** The key's columns, in order. */
  readonly key: ReadonlyArray<Column>
  readonly version: Column | undefined
  /** Changes when the columns or the key do. */
  readonly fingerprint: string
}

/**
 * The annotation by which a field's schema names its column kind, where its type alone does not say it.
 *
 * @category annotations
 * @since 0.1.0
 */
export const columnKind = "innlet/columnKind"

/**
 * `propertyId` → `property_id`.
 *
 * @category getters
 * @since 0.1.0
 */
export const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const kinds: ReadonlySet<string> = new Set<ColumnKind>([
  "text",
  "integer",
  "number",
  "boolean",
  "decimal",
  "date",
  "instant",
  "json"
])
const isKind = (value: unknown): value is ColumnKind => typeof value === "string" && kinds.has(value)

const annotated = (ast: SchemaAST.AST): ColumnKind | undefined =>
  [ast.annotations, ...(ast.checks ?? []).map((check) => check.annotations)]
    .map((annotations) => annotations?.[columnKind])
    .find(isKind)

const isInt = (ast: SchemaAST.AST): boolean =>
  (ast.checks ?? []).some((check) => {
    const representation: unknown = check.annotations?.["representation"]
    return (
      typeof representation === "object" &&
      representation !== null &&
      "id" in representation &&
      representation.id === "effect/schema/isInt"
    )
  })

const kindOf = (ast: SchemaAST.AST): ColumnKind => {
  const named = annotated(ast)
  if (named !== undefined) return named
  if (SchemaAST.isString(ast) || SchemaAST.isTemplateLiteral(ast)) return "text"
  if (SchemaAST.isNumber(ast)) return isInt(ast) ? "integer" : "number"
  if (SchemaAST.isBoolean(ast)) return "boolean"
  if (SchemaAST.isBigInt(ast)) return "decimal"
  if (SchemaAST.isLiteral(ast) && typeof ast.literal === "string") return "text"
  if (SchemaAST.isUnion(ast)) {
    const members = new Set(ast.types.filter((member) => !isAbsent(member)).map(kindOf))
    const [only, ...others] = members
    return only !== undefined && others.length === 0 ? only : "json"
  }
  return "json"
}

const isAbsent = (ast: SchemaAST.AST) => SchemaAST.isNull(ast) || SchemaAST.isUndefined(ast)

const nullable = (ast: SchemaAST.AST): boolean =>
  isAbsent(ast) ||
  SchemaAST.isUnknown(ast) ||
  SchemaAST.isAny(ast) ||
  SchemaAST.isOptional(ast) ||
  (SchemaAST.isUnion(ast) && ast.types.some(nullable))

const identifier = /^[a-z][a-z0-9_]{0,40}$/

/**
 * Derives a stream's table. Dies when a name is not `[a-z][a-z0-9_]*`, the record is not a struct, or a key field may be
 * absent: each is a mistake in the connector, not in data.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  connector: string,
  stream: Pick<ConnectorStream.Any<unknown>, "name" | "record" | "key" | "version">
): StreamTable => {
  const who = `${connector}/${stream.name}`
  for (const name of [connector, stream.name]) {
    if (!identifier.test(name)) throw new Error(`${who}: "${name}" is not a name of the form [a-z][a-z0-9_]*`)
  }
  const ast = Schema.toType(stream.record).ast
  if (!SchemaAST.isObjects(ast)) throw new Error(`${who}: the record has to be a struct`)
  const columns = ast.propertySignatures.map(({ name, type }): Column => ({
    field: String(name),
    name: snakeCase(String(name)),
    kind: kindOf(type),
    nullable: nullable(type)
  }))
  for (const { name } of columns) {
    if (!identifier.test(name)) throw new Error(`${who}: "${name}" can't be a column`)
  }
  const twice = columns.find(({ name }, i) => columns.findIndex((column) => column.name === name) !== i)
  if (twice !== undefined) throw new Error(`${who}: two fields are the column "${twice.name}"`)
  const columnOf = (field: string): Column => {
    const column = columns.find((candidate) => candidate.field === field)
    if (column === undefined) throw new Error(`${who}: the record has no field "${field}"`)
    return column
  }
  const key = stream.key.map(columnOf)
  if (key.length === 0) throw new Error(`${who}: the key is empty`)
  const absent = key.find((column) => column.nullable)
  if (absent !== undefined) throw new Error(`${who}: the key's field "${absent.field}" may be absent`)
  return {
    connector,
    stream: stream.name,
    name: `${connector}_${stream.name}`,
    columns,
    key,
    version: stream.version === undefined ? undefined : columnOf(stream.version),
    fingerprint: [
      ...columns.map((c) => `${c.name}:${c.kind}${c.nullable ? "?" : ""}`),
      `key:${stream.key.join(",")}`
    ].join(" ")
  }
}

/**
 * The identity of a decoded record as one string; no two keys share one.
 *
 * @category getters
 * @since 0.1.0
 */
export const identityOf = (table: StreamTable): ((record: { readonly [field: string]: unknown }) => string) => {
  const fields = table.key.map((column) => column.field)
  return (record) => {
    let identity = ""
    for (let i = 0; i < fields.length; i++) {
      const part = String(record[fields[i]!])
      identity += i === 0 ? "" : "\u001f"
      identity += part.includes("\u001f") || part.includes("\\") ? JSON.stringify(part) : part
    }
    return identity
  }
}
