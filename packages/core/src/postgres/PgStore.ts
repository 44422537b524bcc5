/**
 * The store in a PostgreSQL database, with the same tables and rules as the one in SQLite.
 *
 * @since 0.1.0
 */
import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Redacted, type Scope } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, SqlError } from "effect/sql"
import { StoreError, StoreUnavailable, SyncStore } from "../contract/SyncStore.ts"
import * as SqlStore from "../store/SqlStore.ts"
import * as SqlTransaction from "../store/SqlTransaction.ts"
import * as PgDialect from "./PgDialect.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** `postgres://user:password@host:port/database`, with the parameters that libpq knows. */
  readonly url: Redacted.Redacted
  /**
   * Where the tables are; made when missing. The connections of the store find nothing outside of it.
   *
   * @default the first that the connection's `search_path` names, mostly `public`
   */
  readonly schema?: string | undefined
  /** @default 10 */
  readonly maxConnections?: number | undefined
}

/** A schema's name as PostgreSQL keeps it whole. */
const schemaName = /^[a-z_][a-z0-9_]{0,62}$/

/**
 * Connects, and makes the store's tables where there are none. The database itself can be queried through the `SqlClient`
 * that comes along, whose connections wait ten seconds for a lock and keep a transaction open a minute at most while it does
 * nothing.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<SyncStore | PgClient.PgClient | SqlClient.SqlClient, StoreError> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const sql = yield* connect(options)
      const store = yield* SqlStore.make(PgDialect.make(sql, nameOf(options)))
      return Context.make(SyncStore, store).pipe(
        Context.add(PgClient.PgClient, sql),
        Context.add(SqlClient.SqlClient, sql)
      )
    })
  ).pipe(Layer.provide(Reactivity.layer))

const connect = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<PgClient.PgClient, StoreError, Scope.Scope | Reactivity.Reactivity> {
  const { maxConnections, schema, url } = options
  const store = nameOf(options)
  if (schema !== undefined && !schemaName.test(schema)) {
    const detail = `"${schema}" is not a schema's name of the form [a-z_][a-z0-9_]*, at most 63 long`
    return yield* new StoreError({ store, reason: new StoreUnavailable({ detail }) })
  }
  const sql = yield* PgClient.make({
    url,
    maxConnections,
    applicationName: "innlet",
    keepAlive: "30 seconds",
    // A row comes in one message.
    maxMessageSize: 1024 ** 3,
    startupParameters: {
      ...(schema === undefined ? {} : { search_path: `"${schema}"` }),
      lock_timeout: "10s",
      // A writer whose machine is gone must not hold a partition for ever.
      idle_in_transaction_session_timeout: "60s",
      timezone: "UTC"
    }
  }).pipe(SqlTransaction.failingAs(PgDialect.named(store)))
  yield* prepare(sql, schema).pipe(SqlTransaction.failingAs(PgDialect.named(store)))
  return sql
})

/** Asks the server something, so that whatever is wrong with it is said at once. */
const prepare = (sql: PgClient.PgClient, schema: string | undefined): Effect.Effect<void, SqlError.SqlError> =>
  Effect.gen(function* () {
    // Not IF NOT EXISTS, for which one needs the right to make schemas even where it exists.
    const found = yield* sql`SELECT 1 AS one FROM pg_namespace WHERE nspname = ${schema ?? "pg_catalog"}`
    if (found.length === 0 && schema !== undefined) yield* sql`CREATE SCHEMA ${sql(schema)}`
  }).pipe(
    // Another process made it in between.
    Effect.retry({ while: (error) => error.reason._tag === "UniqueViolation" || isDuplicateSchema(error), times: 3 })
  )

const isDuplicateSchema = ({ reason }: SqlError.SqlError): boolean =>
  reason.cause instanceof Error && "code" in reason.cause && reason.cause.code === "42P06"

/** Host and database, without who connects. */
const nameOf = ({ schema, url }: Options): string => {
  const parsed = URL.parse(Redacted.value(url))
  if (parsed === null) return "postgres"
  const asked = (name: string) => parsed.searchParams.get(name) ?? undefined
  const host = asked("host") ?? (parsed.hostname === "" ? "localhost" : parsed.hostname)
  const port = asked("port") ?? (parsed.port === "" ? "5432" : parsed.port)
  const path = parsed.pathname.slice(1)
  const database = asked("dbname") ?? (path === "" ? decodeURIComponent(parsed.username) : decodeURIComponent(path))
  return `${host}:${port}/${database}${schema === undefined ? "" : ` (schema ${schema})`}`
}
