/**
 * A database that a store is kept in: its client, and everything in which SQLite and PostgreSQL differ.
 *
 * @since 0.1.0
 */
import type { Effect, Schedule } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Row } from "../contract/PageCommit.ts"
import type { ColumnKind, StreamTable } from "../contract/StreamTable.ts"
import type { Place } from "./RowKeeper.ts"

/**
 * A stream's table as it stands in a database.
 *
 * @category models
 * @since 0.1.0
 */
export interface KeptTable extends StreamTable {
  /** How many shapes the table has had: rows of an earlier one lack what their raw record may hold. */
  readonly shape: number
}

/**
 * A column as a database describes it. `type` is written as `columnType` writes it.
 *
 * @category models
 * @since 0.1.0
 */
export interface FoundColumn {
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  /** Its place in the primary key, from 1; 0 outside. */
  readonly keyAt: number
}

/**
 * What stands for a row's key.
 *
 * @category models
 * @since 0.1.0
 */
export interface StandingRow {
  /** As the database gives it. */
  readonly version: unknown
  /** The raw record; nothing where it is the same as the row's. */
  readonly otherRaw: string | undefined
  /** Epoch milliseconds, as the others. */
  readonly confirmedAt: number
  readonly observedAt: number
  readonly deletedAt: number | undefined
  readonly shape: number
}

/**
 * Which parts of a row that stands an observation changes.
 *
 * @category models
 * @since 0.1.0
 */
export interface Change {
  /** The record, raw and in columns, and its shape. */
  readonly content: boolean
  readonly confirmedAt: boolean
  /** Partition, run, page and when the key was observed. */
  readonly place: boolean
  /** It is not deleted. */
  readonly revived: boolean
}

/**
 * A row that the database can't hold.
 *
 * @category models
 * @since 0.1.0
 */
export interface Refusal {
  readonly row: Row
  /** Of the field; empty for the row itself. */
  readonly path: string
  readonly message: string
}

/**
 * Writes rows into one table. Rows that the database can't hold are put into `refused` and passed over.
 *
 * @category models
 * @since 0.1.0
 */
export interface RowWriter {
  /** A row's key as `addMany` takes it, of a row that was not refused. */
  readonly keyOf: (row: Row) => ReadonlyArray<Parameter>
  /** Adds rows whose key is not there, and gives back the others, in order. */
  readonly add: (
    rows: ReadonlyArray<Row>,
    place: Place,
    refused: Array<Refusal>
  ) => Effect.Effect<ReadonlyArray<Row>, SqlError.SqlError>
  /**
   * Confirms rows whose content stands in the table's shape and was observed before, and gives back the others, in order.
   * Most rows of a list that is read again are such, and need no look at what stands.
   */
  readonly confirm: (rows: ReadonlyArray<Row>, place: Place) => Effect.Effect<ReadonlyArray<Row>, SqlError.SqlError>
  /** What stands for each row's key, locked until the transaction ends; nothing where nothing stands. */
  readonly standing: (
    rows: ReadonlyArray<Row>
  ) => Effect.Effect<ReadonlyArray<StandingRow | undefined>, SqlError.SqlError>
  readonly change: (
    change: Change,
    rows: ReadonlyArray<Row>,
    place: Place,
    refused: Array<Refusal>
  ) => Effect.Effect<void, SqlError.SqlError>
}

/**
 * What a failure of the database means.
 *
 * - `again`: nothing was done, or it can be found out what was; another try may succeed.
 * - `full`: there is no room.
 * - `failed`: everything else.
 *
 * @category models
 * @since 0.1.0
 */
export type Verdict = "again" | "full" | "failed"

/**
 * @category models
 * @since 0.1.0
 */
export type Parameter = string | number | bigint | null

/**
 * The columns of a table that rows are added to, with their types: a `text`, `integer` or `number` of the store's own, or
 * one of `columnType`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Into {
  readonly table: string
  readonly columns: { readonly [name: string]: string }
  /** What follows the rows, such as `ON CONFLICT DO NOTHING`. */
  readonly conflict?: string | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface SqlDialect {
  readonly sql: SqlClient.SqlClient
  /** The store as its user knows it, without secrets. */
  readonly store: string
  /** Of columns of the store's own tables. `counter` is a primary key that rises with every row. */
  readonly types: { readonly [type in "text" | "integer" | "number" | "bytes" | "counter"]: string }
  readonly columnType: (kind: ColumnKind, isKey: boolean) => string
  /** A quoted column as `SqlValue` reads it, where the client would give another value. */
  readonly readable: (kind: ColumnKind, column: string) => string
  /** Of a `CREATE TABLE` with a primary key. */
  readonly tableSuffix: string
  /** Of a `SELECT` whose rows are to stay as they are until the transaction ends. */
  readonly lockSuffix: string
  /** The longest name of a table. */
  readonly maxName: number
  /** The names of tables and views that begin like this. */
  readonly relations: (beginning: string) => Effect.Effect<ReadonlyArray<string>, SqlError.SqlError>
  /** A table's columns in order; none where there is no such table. */
  readonly columns: (table: string) => Effect.Effect<ReadonlyArray<FoundColumn>, SqlError.SqlError>
  /** Adds rows, many to a statement. */
  readonly addMany: (
    into: Into,
    rows: ReadonlyArray<ReadonlyArray<Parameter>>
  ) => Effect.Effect<void, SqlError.SqlError>
  readonly writer: (table: KeptTable) => RowWriter
  readonly verdict: (error: SqlError.SqlError) => Verdict
  /** What is wrong, for whoever runs Innlet. */
  readonly detail: (error: SqlError.SqlError) => string
  /** When to try again after a failure whose verdict is `again`. */
  readonly schedule: Schedule.Schedule<unknown>
}
