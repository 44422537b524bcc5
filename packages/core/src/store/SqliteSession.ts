/**
 * An open SQLite database seen as plain, synchronous calls. A page of rows is written through it without an effect a row.
 *
 * Statements stay prepared, the most recently used ones only. Everything here throws what `node:sqlite` throws; only
 * `SqliteClient` hands a session out, and turns that into `SqlError`.
 *
 * @since 0.1.0
 */
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite"

/**
 * What a parameter may be.
 *
 * @category models
 * @since 0.1.0
 */
export type Value = SQLInputValue

/**
 * @category models
 * @since 0.1.0
 */
export interface Row {
  readonly [column: string]: SQLOutputValue
}

/**
 * @category models
 * @since 0.1.0
 */
export interface SqliteSession {
  /** Runs a statement once and returns how many rows it changed. */
  readonly run: (sql: string, params: ReadonlyArray<Value>) => number
  /** Runs a statement once for every `width` parameters in `params`; returns how many rows all of them changed. */
  readonly runMany: (sql: string, params: ReadonlyArray<Value>, width: number) => number
  readonly all: (sql: string, params: ReadonlyArray<Value>) => ReadonlyArray<Row>
  /** The statement, prepared; its modes are as the last user left them. */
  readonly prepare: (sql: string) => StatementSync
}

/** Enough for a host's tables; a statement of many rows holds some 50 kB. */
const preparedMax = 96

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (database: DatabaseSync): SqliteSession => {
  const prepared = new Map<string, StatementSync>()

  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql)
    const statement = known ?? database.prepare(sql)
    if (known !== undefined) prepared.delete(sql)
    else if (prepared.size >= preparedMax) prepared.delete(prepared.keys().next().value!)
    prepared.set(sql, statement)
    return statement
  }

  return {
    prepare,
    run: (sql, params) => Number(prepare(sql).run(...params).changes),
    runMany: (sql, params, width) => {
      const statement = prepare(sql)
      let changes = 0
      for (let at = 0; at < params.length; at += width) {
        changes += Number(statement.run(...params.slice(at, at + width)).changes)
      }
      return changes
    },
    all: (sql, params) => {
      const statement = prepare(sql)
      statement.setReadBigInts(false)
      return statement.all(...params)
    }
  }
}
