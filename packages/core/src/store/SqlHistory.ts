/**
 * Every content that the rows of a stream ever had, in two tables that are only added to, and a view over them that says
 * from when until when each was valid. The view follows from what was observed when, in whatever order it arrived.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { Row } from "../contract/PageCommit.ts"
import { type Seeing, StoreMismatch } from "../contract/SyncStore.ts"
import * as Precedence from "./Precedence.ts"
import type { Into, KeptTable, RowWriter, SqlDialect } from "./SqlDialect.ts"
import * as SqlTable from "./SqlTable.ts"
import * as SqlTransaction from "./SqlTransaction.ts"
import * as VersionRank from "./VersionRank.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface SqlHistory {
  readonly observed: (rows: ReadonlyArray<Row>, observedAt: number) => Effect.Effect<void, SqlError.SqlError>
  /** The rows of the partition that stand and that nothing observed since the sweep began are gone since `at`. */
  readonly deleted: (sweep: Seeing, at: number) => Effect.Effect<void, SqlError.SqlError>
}

/** The content of a row that was deleted. */
const gone = ""

/**
 * Makes the tables and the view where they are missing. History begins then.
 *
 * @category constructors
 * @since 0.1.0
 */
export const open = (
  dialect: SqlDialect,
  table: KeptTable,
  writer: RowWriter
): Effect.Effect<SqlHistory, SqlError.SqlError | StoreMismatch> =>
  Effect.gen(function* () {
    const { sql } = dialect
    const names = namesOf(dialect, table)
    const found = yield* dialect.relations(names.view)
    if (found.includes(names.view) && (yield* dialect.columns(names.contents)).length === 0) {
      return yield* new StoreMismatch({ detail: `${names.view} is something else; rename or drop it` })
    }
    if (!found.includes(names.view)) {
      for (const statement of statementsOf(dialect, table, names)) yield* sql.unsafe(statement)
    }
    return historyOf(dialect, table, names, writer)
  }).pipe(dialect.sql.withTransaction, SqlTransaction.rollbackFailures)

const namesOf = (dialect: SqlDialect, { name }: KeptTable) => ({
  contents: SqlTable.nameIn(dialect, `_innlet_content_${name}`),
  observed: SqlTable.nameIn(dialect, `_innlet_observed_${name}`),
  view: SqlTable.nameIn(dialect, `${name}_history`)
})

type Names = ReturnType<typeof namesOf>

const historyOf = (dialect: SqlDialect, table: KeptTable, names: Names, writer: RowWriter): SqlHistory => {
  const { sql } = dialect
  const rankOf = VersionRank.make(table)
  const key = table.key.map((column) => SqlTable.quoted(column.name))
  const keyTypes = Object.fromEntries(
    table.key.map(({ kind, name }) => [SqlTable.quoted(name), dialect.columnType(kind, true)])
  )
  const contents: Into = {
    table: SqlTable.quoted(names.contents),
    columns: { ...keyTypes, content: "text", _innlet_raw: "text" },
    conflict: `ON CONFLICT (${key.join(", ")}, content) DO NOTHING`
  }
  const observed: Into = {
    table: SqlTable.quoted(names.observed),
    columns: { ...keyTypes, observed_at: "integer", content: "text", rank: "text" },
    conflict: `ON CONFLICT (${key.join(", ")}, observed_at, content) DO NOTHING`
  }
  return {
    observed: (rows, observedAt) => {
      const some = rows.map((row) => ({ row, key: writer.keyOf(row), content: Precedence.digestOf(row.raw) }))
      return Effect.andThen(
        dialect.addMany(
          contents,
          some.map(({ content, key, row }) => [...key, content, row.raw])
        ),
        dialect.addMany(
          observed,
          some.map(({ content, key, row }) => [...key, observedAt, content, rankOf(row.record, observedAt)])
        )
      )
    },
    deleted: (sweep, at) =>
      Effect.asVoid(
        sql`INSERT INTO ${sql(names.observed)} ${sql.literal(`(${key.join(", ")}, observed_at, content, rank)`)}
          SELECT ${sql.literal(key.join(", "))}, ${sql.literal(String(Math.trunc(at)))}, '', '' FROM ${sql(table.name)}
          WHERE ${SqlTable.unseen(sql, sweep)}
          ON CONFLICT DO NOTHING`
      )
  }
}

const statementsOf = (dialect: SqlDialect, table: KeptTable, names: Names): ReadonlyArray<string> => {
  const { columnType, tableSuffix, types } = dialect
  const key = table.key.map(({ name }) => SqlTable.quoted(name))
  const columns = table.key.map(({ kind, name }) => `${SqlTable.quoted(name)} ${columnType(kind, true)} NOT NULL`)
  const keys = key.join(", ")
  const made = (name: string, rest: ReadonlyArray<string>, primary: string) =>
    `CREATE TABLE IF NOT EXISTS ${SqlTable.quoted(name)} (${[...columns, ...rest].join(", ")},
      PRIMARY KEY (${keys}, ${primary}))${tableSuffix}`
  const content = `content ${types.text} NOT NULL`
  return [
    made(names.contents, [content, `_innlet_raw ${columnType("text", false)} NOT NULL`], "content"),
    made(
      names.observed,
      [`observed_at ${types.integer} NOT NULL`, content, `rank ${types.text} NOT NULL`],
      "observed_at, content"
    ),
    viewOf(names, key)
  ]
}

/**
 * A content holds from when it was first observed until another takes its place or the row is deleted. One that an older
 * version brings is passed over, and of several observed at one moment the one that stands in the table counts.
 */
const viewOf = (names: Names, key: ReadonlyArray<string>): string => {
  const keys = key.join(", ")
  const order = `observed_at, CASE WHEN content = '${gone}' THEN 1 ELSE 0 END, rank, content`
  const within = (partition: string) => `OVER (PARTITION BY ${partition} ORDER BY ${order}`
  return `CREATE VIEW ${SqlTable.quoted(names.view)} AS
    WITH lives AS (
      SELECT ${keys}, observed_at, content, rank, coalesce(sum(CASE WHEN content = '${gone}' THEN 1 ELSE 0 END)
        ${within(keys)} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS life FROM ${SqlTable.quoted(names.observed)}
    ), ranked AS (
      SELECT ${keys}, observed_at, content, rank, max(rank)
        ${within(`${keys}, life`)} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS highest FROM lives
    ), standing AS (
      SELECT ${keys}, observed_at, content, rank, lead(observed_at) ${within(keys)}) AS later
      FROM ranked WHERE content = '${gone}' OR rank = highest
    ), settled AS (
      SELECT ${keys}, observed_at, content, rank, lag(content) ${within(keys)}) AS before
      FROM standing WHERE later IS NULL OR later > observed_at
    ), changed AS (
      SELECT ${keys}, observed_at, content, lead(observed_at) ${within(keys)}) AS until
      FROM settled WHERE before IS NULL OR before <> content
    )
    SELECT ${key.map((name) => `h.${name}`).join(", ")}, c._innlet_raw, h.observed_at AS valid_from, h.until AS valid_to
    FROM changed h JOIN ${SqlTable.quoted(names.contents)} c
      ON ${key.map((name) => `c.${name} = h.${name}`).join(" AND ")} AND c.content = h.content`
}
