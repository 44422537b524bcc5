/**
 * The healths of connectors in a SQL store, each as JSON, since nobody but Innlet reads into them.
 *
 * @since 0.1.0
 */
import { Effect, Option, Schema } from "effect"
import type { SqlError } from "effect/sql"
import { Health } from "../contract/Health.ts"
import type { SqliteClient } from "./SqliteClient.ts"

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Health))

/**
 * Puts a connector's health in the place of the one before it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const put = (sql: SqliteClient["Service"], health: Health): Effect.Effect<void, SqlError.SqlError> =>
  Effect.asVoid(
    sql.unsafe("INSERT OR REPLACE INTO _innlet_health (connector, updated_at, health) VALUES (?, ?, ?)", [
      health.connector,
      Math.floor(health.updatedAt),
      // A lone surrogate, which JSON writes as an escape, is all that text in SQLite could not hold.
      JSON.stringify(health)
    ])
  )

/**
 * Every health that this version of Innlet can read, ordered by connector. One it can't is left out: nothing depends on
 * it but what is shown.
 *
 * @category getters
 * @since 0.1.0
 */
export const all = (sql: SqliteClient["Service"]): Effect.Effect<ReadonlyArray<Health>, SqlError.SqlError> =>
  Effect.map(sql.unsafe<{ health: string }>("SELECT health FROM _innlet_health ORDER BY connector"), (rows) =>
    rows.flatMap(({ health }) => Option.toArray(decode(health)))
  )
