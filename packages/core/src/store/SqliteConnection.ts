/**
 * A SQLite session as the connection that `effect/sql` builds its client on.
 *
 * @since 0.1.0
 */
import { Array, Cause, Effect, Stream } from "effect"
import { SqlClient, type SqlConnection, type SqlError } from "effect/sql"
import type { DatabaseSync, StatementSync } from "node:sqlite"
import * as SqliteFailure from "./SqliteFailure.ts"
import type * as SqliteSession from "./SqliteSession.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface SqliteConnection extends SqlConnection.Connection {
  /** Is a transaction open on the connection? */
  readonly isTransaction: () => boolean
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (database: DatabaseSync, session: SqliteSession.SqliteSession): SqliteConnection => {
  const unprepared = (sql: string) => database.prepare(sql)

  return {
    isTransaction: () => database.isTransaction,
    execute: (sql, params, transformRows) =>
      query(session.prepare, sql, (statement) => transformed(statement.all(...valuesOf(params)), transformRows)),
    executeUnprepared: (sql, params, transformRows) =>
      query(unprepared, sql, (statement) => transformed(statement.all(...valuesOf(params)), transformRows)),
    executeRaw: (sql, params) => query(session.prepare, sql, (statement) => statement.run(...valuesOf(params))),
    executeValues: (sql, params) => query(unprepared, sql, (statement) => arraysOf(statement, params)),
    executeValuesUnprepared: (sql, params) => query(unprepared, sql, (statement) => arraysOf(statement, params)),
    // Not from the cache: the same statement run again would reset this one's place.
    executeStream: (sql, params, transformRows) =>
      Stream.unwrap(
        Effect.map(
          Effect.acquireRelease(
            query(unprepared, sql, (statement) => statement.iterate(...valuesOf(params))),
            (rows) => Effect.sync(() => rows.return?.())
          ),
          (rows) => streamOf(rows, transformRows)
        )
      )
  }
}

const query = <A>(
  prepare: (sql: string) => StatementSync,
  sql: string,
  read: (statement: StatementSync) => A
): Effect.Effect<A, SqlError.SqlError> =>
  Effect.withFiber((fiber) => {
    let operation = "prepare"
    try {
      const statement = prepare(sql)
      operation = "execute"
      statement.setReadBigInts(fiber.getRef(SqlClient.SafeIntegers))
      return Effect.succeed(read(statement))
    } catch (cause) {
      return failed(cause, operation)
    }
  })

/** How many rows one step of a stream reads. */
const chunk = 128

type Transform = Parameters<SqlConnection.Connection["execute"]>[2]

const transformed = (rows: ReadonlyArray<object>, transform: Transform) =>
  transform === undefined ? rows : transform(rows)

const streamOf = (rows: Iterator<object>, transform: Transform): Stream.Stream<object, SqlError.SqlError> =>
  Stream.fromPull(
    Effect.sync(() => {
      // Node 22 begins anew when an iterator that has ended is asked for more.
      let ended = false
      return Effect.suspend((): Effect.Effect<Array.NonEmptyReadonlyArray<object>, SqlError.SqlError | Cause.Done> => {
        const read: Array<object> = []
        try {
          while (!ended && read.length < chunk) {
            const next = rows.next()
            if (next.done === true) ended = true
            else read.push(next.value)
          }
        } catch (cause) {
          return failed(cause, "stream")
        }
        const chunked = transformed(read, transform)
        return Array.isReadonlyArrayNonEmpty(chunked) ? Effect.succeed(chunked) : Cause.done()
      })
    })
  )

const arraysOf = (statement: StatementSync, params: ReadonlyArray<unknown>) => {
  statement.setReturnArrays(true)
  return statement.all(...valuesOf(params)).map((row) => Object.values(row))
}

const failed = (cause: unknown, operation: string) => {
  if (SqliteFailure.isSqliteFailure(cause)) return Effect.fail(SqliteFailure.sqlErrorOf(cause, operation))
  throw cause
}

/** SQLite has no booleans and no dates. */
const valuesOf = (params: ReadonlyArray<unknown>): ReadonlyArray<SqliteSession.Value> =>
  params.map((value) => {
    if (value === undefined) return null
    if (typeof value === "boolean") return Number(value)
    if (value instanceof Date) return value.toISOString()
    if (isValue(value)) return value
    throw Object.assign(new TypeError(`SQLite can't hold a parameter of type ${typeof value}`), {
      code: "ERR_INVALID_ARG_TYPE"
    })
  })

const isValue = (value: unknown): value is SqliteSession.Value =>
  value === null ||
  typeof value === "string" ||
  typeof value === "number" ||
  typeof value === "bigint" ||
  ArrayBuffer.isView(value)
