/**
 * An open SQLite database seen as plain, synchronous calls. A page of rows is written through it without an effect a row.
 *
 * Statements stay prepared, the most recently used ones only. Everything here throws what `node:sqlite` throws; only
 * `SqliteClient` hands a session out, and turns that into `SqlError`.
 *
 * @since 0.1.0
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"

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
export interface SqliteSession {
  /** The statement, prepared; its modes are as the last user left them. */
  readonly prepare: (sql: string) => StatementSync
  /** Runs a statement once for each list of parameters and returns how many rows each run changed. */
  readonly runMany: (sql: string, params: Iterable<ReadonlyArray<Value>>) => ReadonlyArray<number>
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
    runMany: (sql, params) => {
      const statement = prepare(sql)
      const changes: Array<number> = []
      for (const values of params) changes.push(Number(statement.run(...values).changes))
      return changes
    }
  }
}
