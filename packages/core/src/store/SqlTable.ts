/**
 * The tables of streams. Their names and column types are Innlet's interface to whoever queries the database.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import { Effect } from "effect"
import type { SqlClient, SqlError, Statement } from "effect/sql"
import type { StreamTable } from "../contract/StreamTable.ts"
import { type Seeing, StoreMismatch } from "../contract/SyncStore.ts"
import * as ExactText from "./ExactText.ts"
import type { FoundColumn, KeptTable, SqlDialect } from "./SqlDialect.ts"
import * as SqlTransaction from "./SqlTransaction.ts"

/**
 * Quotes an identifier; names are checked where a `StreamTable` is made.
 *
 * @category getters
 * @since 0.1.0
 */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/**
 * The table that the NDJSON store keeps of the keys in a stream's segments.
 *
 * @category getters
 * @since 0.1.0
 */
export const indexOf = (name: string): string => `_innlet_index_${name}`

/**
 * The condition of rows that stand and that nothing observed since a sweep began: a backfill may have seen them meanwhile.
 *
 * @category getters
 * @since 0.1.0
 */
export const unseen = (sql: SqlClient.SqlClient, { partition, run, startedAt }: Seeing): Statement.Statement<unknown> =>
  sql`_innlet_partition = ${ExactText.encode(partition)} AND _innlet_run <> ${ExactText.encode(run)}
    AND _innlet_observed_at < ${startedAt} AND _innlet_deleted_at IS NULL`

/**
 * The name of a table or view, shortened where the database would: it may cut two long names to one.
 *
 * @category getters
 * @since 0.1.0
 */
export const nameIn = ({ maxName }: Pick<SqlDialect, "maxName">, name: string): string =>
  name.length <= maxName
    ? name
    : `${name.slice(0, maxName - 9)}_${createHash("sha256").update(name).digest("hex").slice(0, 8)}`

/**
 * What a stream's table keeps of each row beside its record. Moments are epoch milliseconds.
 *
 * @category constants
 * @since 0.1.0
 */
export const bookkeeping = [
  ["_innlet_raw", "text"],
  ["_innlet_partition", "text"],
  ["_innlet_run", "text"],
  ["_innlet_page", "integer"],
  ["_innlet_observed_at", "integer"],
  ["_innlet_confirmed_at", "integer"],
  ["_innlet_deleted_at", "integer"],
  ["_innlet_shape", "integer"]
] as const

const isNullable = (name: string): boolean => name === "_innlet_deleted_at"

const columnsOf = (dialect: SqlDialect, table: StreamTable): ReadonlyArray<FoundColumn> => [
  ...table.columns.map((column) => ({
    name: column.name,
    type: dialect.columnType(column.kind, table.key.includes(column)),
    notNull: !column.nullable,
    keyAt: table.key.indexOf(column) + 1
  })),
  ...bookkeeping.map(([name, type]) => ({
    name,
    type: type === "text" ? dialect.columnType("text", name !== "_innlet_raw") : dialect.types[type],
    notNull: !isNullable(name),
    keyAt: 0
  }))
]

const ddlOf = ({ name, notNull, type }: FoundColumn): string => `${quoted(name)} ${type}${notNull ? " NOT NULL" : ""}`

/**
 * Makes a stream's table where there is none, adds columns to it that may be null, and refuses one of another shape.
 *
 * @category constructors
 * @since 0.1.0
 */
export const prepare = (
  dialect: SqlDialect,
  stream: StreamTable
): Effect.Effect<KeptTable, SqlError.SqlError | StoreMismatch> =>
  Effect.gen(function* () {
    const { sql } = dialect
    const table = { ...stream, name: nameIn(dialect, stream.name) }
    // Two processes that open one stream at once must not both find that the table is not there.
    const shape = yield* register(dialect, table)
    const found = yield* dialect.columns(table.name)
    const wanted = columnsOf(dialect, table)
    if (found.length === 0) {
      // They speak of rows that went elsewhere or are gone, and going on from them would leave those out for ever.
      yield* sql`DELETE FROM _innlet_checkpoint WHERE connector = ${table.connector} AND stream = ${table.stream}`
      const key = table.key.map(({ name }) => quoted(name)).join(", ")
      yield* sql.unsafe(
        `CREATE TABLE ${quoted(table.name)} (${wanted.map(ddlOf).join(", ")}, PRIMARY KEY (${key}))${dialect.tableSuffix}`
      )
    } else {
      const { added, differences } = compare(wanted, found)
      if (differences.length > 0) {
        return yield* new StoreMismatch({
          detail: `table ${table.name} ${differences.join(", ")}; rename or drop the table, or use another store`
        })
      }
      for (const column of added) yield* sql.unsafe(`ALTER TABLE ${quoted(table.name)} ADD COLUMN ${ddlOf(column)}`)
    }
    return { ...table, shape }
  }).pipe(dialect.sql.withTransaction, SqlTransaction.rollbackFailures)

const compare = (wanted: ReadonlyArray<FoundColumn>, found: ReadonlyArray<FoundColumn>) => {
  const shape = found.map(ddlOf)
  const missing = wanted.filter((column) => !shape.includes(ddlOf(column)))
  const added = missing.filter((column) => !column.notNull && !found.some(({ name }) => name === column.name))
  const [key, foundKey] = [keyOf(wanted), keyOf(found)]
  const differences = [
    ...missing.filter((column) => !added.includes(column)).map((column) => `lacks ${ddlOf(column)}`),
    ...found
      .map(ddlOf)
      .filter((column) => !wanted.some((other) => ddlOf(other) === column))
      .map((ddl) => `has ${ddl}`),
    ...(foundKey === key ? [] : [`is keyed by ${foundKey} and not by ${key}`])
  ]
  return { added, differences }
}

const keyOf = (columns: ReadonlyArray<FoundColumn>): string =>
  columns
    .filter(({ keyAt }) => keyAt > 0)
    .toSorted((a, b) => a.keyAt - b.keyAt)
    .map(({ name }) => quoted(name))
    .join(", ")

/** `a_b` with stream `c` and `a` with stream `b_c` name one table; the first of them has it. */
const register = Effect.fnUntraced(function* (
  { sql }: SqlDialect,
  { connector, fingerprint, name, stream }: StreamTable
): Effect.fn.Return<number, SqlError.SqlError | StoreMismatch> {
  yield* sql`INSERT INTO _innlet_table ${sql.insert({ name, connector, stream, fingerprint, shape: 1 })}
    ON CONFLICT (name) DO UPDATE SET name = excluded.name`
  const [known] = yield* sql<{ connector: string; stream: string; fingerprint: string; shape: number | bigint }>`
    SELECT connector, stream, fingerprint, shape FROM _innlet_table WHERE name = ${name}`
  if (known === undefined || known.connector !== connector || known.stream !== stream) {
    return yield* new StoreMismatch({
      detail: `table ${name} holds ${known?.connector}/${known?.stream}, not ${connector}/${stream}; rename one of them, or use another store`
    })
  }
  if (known.fingerprint === fingerprint) return Number(known.shape)
  const shape = Number(known.shape) + 1
  yield* sql`UPDATE _innlet_table SET ${sql.update({ fingerprint, shape })} WHERE name = ${name}`
  return shape
})
