/**
 * A SQLite database as a `SqlClient`, over Node's own `node:sqlite`: one connection, one user at a time, a write-ahead
 * log. Beyond `SqlClient` it runs many statements in one effect, which is what writing a page needs.
 *
 * @since 0.1.0
 */
import { Context, Duration, Effect, Layer, Option, type Scope, Semaphore } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, type SqlError, Statement } from "effect/sql"
import { DatabaseSync } from "node:sqlite"
import * as SqliteConnection from "./SqliteConnection.ts"
import * as SqliteFailure from "./SqliteFailure.ts"
import * as SqliteSession from "./SqliteSession.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Created when missing, its directory is not. `:memory:` keeps the database in memory. */
  readonly filename: string
  /**
   * `full` makes a commit survive a power cut. `normal` saves the wait for the disk: a power cut may take the last
   * commits away, a killed process none.
   *
   * @default "full"
   */
  readonly synchronous?: "full" | "normal" | undefined
  /**
   * How long a statement waits for another process that holds the database. The whole process waits with it.
   *
   * @default "5 seconds"
   */
  readonly busyTimeout?: Duration.Input | undefined
}

/**
 * @category services
 * @since 0.1.0
 */
export class SqliteClient extends Context.Service<
  SqliteClient,
  SqlClient.SqlClient & {
    /**
     * Uses the database in plain, synchronous calls, all in one effect. Inside the transaction that is open here, if one is.
     */
    readonly use: <A>(f: (session: SqliteSession.SqliteSession) => A) => Effect.Effect<A, SqlError.SqlError>
    /**
     * Runs one statement once for each list of parameters, all in one effect, and returns how many rows each run
     * changed. Inside the transaction that is open here, if one is.
     */
    readonly runMany: (
      statement: string,
      params: Iterable<ReadonlyArray<SqliteSession.Value>>
    ) => Effect.Effect<ReadonlyArray<number>, SqlError.SqlError>
  }
>()("@innlet/core/store/SqliteClient") {}

/**
 * Opens the database for as long as the scope lives.
 *
 * **Gotchas**
 *
 * A file with another program's tables is opened, a file that isn't SQLite is refused.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<SqliteClient["Service"], SqlError.SqlError, Scope.Scope | Reactivity.Reactivity> {
  const database = yield* Effect.acquireRelease(open(options), (database) => Effect.sync(() => database.close()))
  const session = SqliteSession.make(database)
  const connection = SqliteConnection.make(database, session)
  const acquirers = SqlClient.makeSqliteAcquirers({
    connection: Effect.succeed(connection),
    semaphore: yield* Semaphore.make(1),
    isTransaction: (connection) => connection.isTransaction()
  })
  const sql = yield* SqlClient.make({
    ...acquirers,
    compiler: Statement.makeCompilerSqlite(),
    driver: "sqlite-node",
    // A transaction that reads first and can't get the write lock afterwards would fail without waiting.
    beginTransaction: "BEGIN IMMEDIATE",
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    prepareTransactionControls: true,
    spanAttributes: [["db.system.name", "sqlite"]]
  })

  const use: SqliteClient["Service"]["use"] = (f) => {
    const attempt = Effect.suspend(() => {
      try {
        return Effect.succeed(f(session))
      } catch (cause) {
        if (SqliteFailure.isSqliteFailure(cause)) return Effect.fail(SqliteFailure.sqlErrorOf(cause, "execute"))
        throw cause
      }
    })
    return Effect.flatMap(
      Effect.serviceOption(sql.transactionService),
      Option.match({ onNone: () => acquirers.borrower(() => attempt), onSome: () => attempt })
    )
  }
  return Object.assign(sql, {
    use,
    runMany: (statement: string, params: Iterable<ReadonlyArray<SqliteSession.Value>>) =>
      use((session) => session.runMany(statement, params))
  })
})

/**
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<SqliteClient | SqlClient.SqlClient, SqlError.SqlError> =>
  Layer.effectContext(
    Effect.map(make(options), (client) =>
      Context.make(SqliteClient, client).pipe(Context.add(SqlClient.SqlClient, client))
    )
  ).pipe(Layer.provide(Reactivity.layer))

const open = (options: Options): Effect.Effect<DatabaseSync, SqlError.SqlError> =>
  Effect.try({
    try: () => openSync(options),
    catch: (cause) =>
      SqliteFailure.openErrorOf(cause instanceof Error ? cause : new Error(String(cause)), options.filename)
  }).pipe(
    // Two processes that create one file at the same time meet at the switch to the write-ahead log, where SQLite
    // refuses one of them without waiting.
    Effect.retry({ while: (error) => error.reason._tag === "LockTimeoutError", times: 3 })
  )

const openSync = ({ busyTimeout = "5 seconds", filename, synchronous = "full" }: Options): DatabaseSync => {
  const database = new DatabaseSync(filename, {
    timeout: Duration.toMillis(busyTimeout),
    enableForeignKeyConstraints: true
  })
  try {
    // A negative cache size counts in KiB: 16 MB whatever the page size.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA cache_size = -16000`)
    return database
  } catch (cause) {
    database.close()
    throw cause
  }
}
