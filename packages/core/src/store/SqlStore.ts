/**
 * The store in a SQL database: a page's rows, dead letters, audit and checkpoint are one transaction. In SQLite it is one
 * file; for PostgreSQL see `@innlet/core/postgres`.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Stream } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, type SqlError } from "effect/sql"
import type { Written } from "../contract/PageCommit.ts"
import type { StreamTable } from "../contract/StreamTable.ts"
import { type OpenOptions, type StoreError, type StreamStore, SyncStore } from "../contract/SyncStore.ts"
import * as NoRows from "./NoRows.ts"
import type { RowFailure, RowKeeper } from "./RowKeeper.ts"
import * as SqlAudit from "./SqlAudit.ts"
import * as SqlCheckpoints from "./SqlCheckpoints.ts"
import * as SqlCommit from "./SqlCommit.ts"
import type { SqlDialect } from "./SqlDialect.ts"
import * as SqlHealth from "./SqlHealth.ts"
import * as SqliteClient from "./SqliteClient.ts"
import * as SqliteDialect from "./SqliteDialect.ts"
import * as SqlLedgers from "./SqlLedgers.ts"
import * as SqlLetters from "./SqlLetters.ts"
import * as SqlRows from "./SqlRows.ts"
import * as SqlSchema from "./SqlSchema.ts"
import * as SqlSweeps from "./SqlSweeps.ts"
import * as SqlTransaction from "./SqlTransaction.ts"

/**
 * Opens or makes the file. The database itself can be queried through the `SqlClient` that comes along.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: SqliteClient.Options
): Layer.Layer<SyncStore | SqliteClient.SqliteClient | SqlClient.SqlClient, StoreError> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const dialect = yield* sqlite(options)
      const store = yield* make(dialect)
      return Context.make(SyncStore, store).pipe(
        Context.add(SqliteClient.SqliteClient, dialect.sql),
        Context.add(SqlClient.SqlClient, dialect.sql)
      )
    })
  ).pipe(Layer.provide(Reactivity.layer))

/**
 * Opens or makes a file as the database of a store, for as long as the scope lives.
 *
 * @category constructors
 * @since 0.1.0
 */
export const sqlite = (options: SqliteClient.Options) =>
  SqliteClient.make(options).pipe(
    Effect.map((sql) => ({ ...SqliteDialect.make(sql, options.filename), sql })),
    SqlTransaction.failingAs(SqliteDialect.named(options.filename))
  )

/**
 * How a store keeps its rows.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** @default "effectivelyOnce" */
  readonly guarantee?: SyncStore["Service"]["guarantee"] | undefined
  /** Where a stream's rows are kept; in a table of their own where absent. Not asked for rows that go elsewhere. */
  readonly openRows?: ((table: StreamTable, options: OpenOptions) => Effect.Effect<RowKeeper, RowFailure>) | undefined
}

/**
 * Prepares the database and gives the store in it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  dialect: SqlDialect,
  { guarantee = "effectivelyOnce", openRows = (table, options) => SqlRows.open(dialect, table, options) }: Options = {}
): Effect.Effect<SyncStore["Service"], StoreError> => {
  const { sql } = dialect
  const again = SqlTransaction.again(dialect)
  const failing = SqlTransaction.failingAs(dialect)
  const ask = <A>(effect: Effect.Effect<A, SqlError.SqlError>) => effect.pipe(again, failing)
  const store = SyncStore.of({
    guarantee,
    open: (table, options = {}) =>
      again(options.rows === "elsewhere" ? NoRows.open(dialect, table) : openRows(table, options)).pipe(
        Effect.map((rows) => streamOf(dialect, table, rows)),
        failing
      ),
    checkpoints: ask(SqlCheckpoints.all(sql)),
    ledgers: (sweeps) => ask(SqlLedgers.newest(sql, sweeps)),
    audit: (run) => ask(SqlAudit.of(sql, run)),
    deadLetters: (selection) => ask(SqlLetters.select(sql, selection)),
    discard: (ids) =>
      SqlTransaction.run(dialect, (doubtful: number | undefined) =>
        Effect.map(SqlLetters.drop(sql, ids), ({ size }) => (size === 0 ? (doubtful ?? 0) : size))
      ).pipe(failing),
    shape: (connector, stream) => ask(SqlHealth.shape(sql, connector, stream)),
    saveShape: (connector, stream, shape) => ask(SqlHealth.putShape(sql, connector, stream, shape)),
    saveHealth: (health) => ask(SqlHealth.put(sql, health)),
    health: ask(SqlHealth.all(sql))
  })
  return SqlSchema.prepare(dialect).pipe(again, Effect.as(store), failing)
}

const streamOf = (dialect: SqlDialect, table: StreamTable, rows: RowKeeper): StreamStore => {
  const { sql } = dialect
  const { connector, stream } = table
  const failing = SqlTransaction.failingAs(dialect)
  const ask = <A>(effect: Effect.Effect<A, SqlError.SqlError>) => effect.pipe(SqlTransaction.again(dialect), failing)
  return {
    load: (partition) => ask(SqlCheckpoints.load(sql, { connector, stream, partition })),
    commit: (page) =>
      SqlTransaction.run(dialect, (doubtful: Written | undefined) =>
        SqlCommit.commit(dialect, rows, page, doubtful)
      ).pipe(
        Effect.tap(() => rows.committed),
        failing
      ),
    seenIn: (partition, run, pass) => ask(SqlSweeps.seenIn(sql, { connector, stream, partition, run }, pass)),
    ledger: (partition, run) => ask(SqlLedgers.load(sql, { connector, stream, partition, run })),
    staged: (partition, run) => ask(SqlSweeps.staged(sql, { connector, stream, partition, run })),
    stagedRecords: (partition, run, page) =>
      ask(SqlSweeps.stagedRecords(sql, { connector, stream, partition, run }, page)),
    unseen: (sweep) => ask(rows.unseen(sweep)),
    replayed: (replayed) =>
      SqlTransaction.run(dialect, (doubtful: Written | undefined) =>
        SqlCommit.replay(dialect, rows, table, replayed, doubtful)
      ).pipe(
        Effect.tap(() => rows.committed),
        failing
      ),
    observations: (query) => Stream.mapError(rows.observations(query), SqlTransaction.errorOf(dialect))
  }
}
