/**
 * A SQL store's own tables, made and changed by numbered migrations. Their names and columns are Innlet's interface to
 * whoever queries the database.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { Migrator, SqlClient, SqlError } from "effect/sql"
import { StoreMismatch } from "../contract/SyncStore.ts"
import type { SqlDialect } from "./SqlDialect.ts"
import * as SqlTransaction from "./SqlTransaction.ts"

/**
 * The migration that this Innlet knows last.
 *
 * @category constants
 * @since 0.1.0
 */
export const storeVersion = 3

/** Versions 1 and 2, which were never released, kept their number in a table of this name. */
const unreleased = "_innlet_store"
const migrations = "_innlet_migration"

/**
 * Makes the store's own tables where there are none, and refuses those of another version, of which it changes nothing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const prepare = (dialect: SqlDialect): Effect.Effect<void, SqlError.SqlError | StoreMismatch> =>
  Effect.gen(function* () {
    const { sql } = dialect
    const found = yield* dialect.relations("_innlet_")
    if (found.includes(unreleased)) {
      return yield* mismatch("it was made by an unreleased version of Innlet; use another store")
    }
    if (found.includes(migrations)) {
      const [newest] = yield* sql<{
        version: number | bigint | null
      }>`SELECT max(migration_id) AS version FROM ${sql(migrations)}`
      const version = Number(newest?.version ?? 0)
      if (version > storeVersion) {
        return yield* mismatch(
          `it has schema version ${version} and this Innlet knows versions up to ${storeVersion}; use a newer Innlet, or another store`
        )
      }
    } else if (found.length > 0) {
      return yield* mismatch("it holds tables of an unknown version of Innlet; use another store")
    }
    yield* Migrator.make({})({
      loader: Migrator.fromRecord({ [`${storeVersion}_store`]: Effect.suspend(() => create(dialect)) }),
      table: migrations
    }).pipe(
      Effect.provideService(SqlClient.SqlClient, sql),
      SqlTransaction.rollbackFailures,
      Effect.catchTag("MigrationError", sqlErrorOf)
    )
  })

const mismatch = (detail: string): StoreMismatch => new StoreMismatch({ detail })

/** A migration fails of its statements alone; everything else is a mistake in this file. */
const sqlErrorOf = (error: Migrator.MigrationError): Effect.Effect<never, SqlError.SqlError> =>
  SqlError.isSqlError(error.cause) ? Effect.fail(error.cause) : Effect.die(error)

const columns = (type: string, names: string, isNullable = false): ReadonlyArray<string> =>
  names.split(" ").map((name) => `${name} ${type}${isNullable ? "" : " NOT NULL"}`)

const create = (dialect: SqlDialect) => {
  const { bytes: blob, counter, integer, number, text } = dialect.types
  const table = (name: string, columns: ReadonlyArray<string>, key?: string) =>
    key === undefined
      ? `CREATE TABLE ${name} (${columns.join(", ")})`
      : `CREATE TABLE ${name} (${columns.join(", ")}, PRIMARY KEY (${key}))${dialect.tableSuffix}`
  const partition = columns(text, "connector stream partition")

  const statements = [
    table(
      "_innlet_checkpoint",
      [
        ...partition,
        ...columns(text, "run writer status walk connector_version record_schema"),
        ...columns(integer, "epoch seq started_at updated_at"),
        ...columns(integer, "expires_at intent since watermark resume_at", true),
        ...columns(text, "problem verdict", true),
        ...columns(integer, "pages requests retries received inserted updated unchanged dead_lettered")
      ],
      "connector, stream, partition"
    ),
    table(
      "_innlet_dead_letter",
      [
        ...columns(text, "id"),
        ...partition,
        ...columns(text, "key", true),
        ...columns(text, "run"),
        ...columns(integer, "page position"),
        ...columns(text, "issues raw"),
        ...columns(integer, "bytes"),
        ...columns(text, "hash"),
        ...columns(integer, "whole"),
        ...columns(text, "record_schema"),
        ...columns(integer, "first_seen last_seen times_seen attempts"),
        ...columns(text, "status")
      ],
      "id"
    ),
    "CREATE INDEX _innlet_dead_letter_key ON _innlet_dead_letter (connector, stream, partition, key)",
    table("_innlet_audit", [
      `n ${counter}`,
      ...partition,
      ...columns(text, "run"),
      ...columns(integer, "epoch seq pass page attempt"),
      ...columns(text, "cursor", true),
      ...columns(integer, "page_size"),
      ...columns(integer, "status", true),
      ...columns(text, "problem", true),
      ...columns(number, "sent_at latency_ms waited_ms"),
      ...columns(integer, "received"),
      ...columns(number, "total", true),
      ...columns(text, "correlation_id content_hash", true),
      ...columns(text, "outcome")
    ]),
    "CREATE INDEX _innlet_audit_run ON _innlet_audit (run, n)",
    table(
      "_innlet_ledger",
      [...partition, ...columns(text, "run"), ...columns(integer, "started_at"), ...columns(text, "ledger")],
      "connector, stream, partition, run"
    ),
    table(
      "_innlet_seen",
      [...partition, ...columns(text, "run key"), ...columns(integer, "pass")],
      "connector, stream, partition, run, key"
    ),
    table(
      "_innlet_staged",
      [
        ...partition,
        ...columns(text, "run"),
        ...columns(integer, "page pass bytes observed_at"),
        ...columns(number, "total", true),
        ...columns(blob, "records")
      ],
      "connector, stream, partition, run, page"
    ),
    table("_innlet_health", [...columns(text, "connector health"), ...columns(number, "paused_until")], "connector"),
    table("_innlet_shape", [...columns(text, "connector stream shape")], "connector, stream"),
    table(
      "_innlet_table",
      [...columns(text, "name connector stream fingerprint"), ...columns(integer, "shape")],
      "name"
    )
  ]
  return Effect.forEach(statements, (statement) => dialect.sql.unsafe(statement), { discard: true })
}
