/**
 * The healths of connectors and the shapes of streams in a SQL store, as text, since nobody but Innlet reads into them.
 *
 * @since 0.1.0
 */
import { Effect, Option, Schema } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { Health, keepPause } from "../contract/Health.ts"
import * as ExactText from "./ExactText.ts"

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Health))

/**
 * Puts a connector's health in the place of the one before it, whose pause stays where it is the later one.
 *
 * @category constructors
 * @since 0.1.0
 */
export const put = (sql: SqlClient.SqlClient, health: Health): Effect.Effect<void, SqlError.SqlError> =>
  // A lone surrogate or NUL, which JSON writes as an escape, is all that a database could not hold.
  Effect.asVoid(
    sql`INSERT INTO _innlet_health ${sql.insert({
      connector: health.connector,
      health: JSON.stringify(health),
      paused_until: health.pausedUntil ?? 0
    })}
      ON CONFLICT (connector) DO UPDATE SET health = excluded.health, paused_until = CASE
        WHEN excluded.paused_until > _innlet_health.paused_until THEN excluded.paused_until
        ELSE _innlet_health.paused_until END`
  )

/**
 * Every health that this version of Innlet can read, ordered by connector. One it can't is left out: nothing depends on
 * it but what is shown.
 *
 * @category getters
 * @since 0.1.0
 */
export const all = (sql: SqlClient.SqlClient): Effect.Effect<ReadonlyArray<Health>, SqlError.SqlError> =>
  Effect.map(
    sql<{ health: string; paused_until: number }>`SELECT health, paused_until FROM _innlet_health ORDER BY connector`,
    (rows) =>
      rows.flatMap(({ health, paused_until }) =>
        Option.toArray(Option.map(decode(health), (known) => keepPause(known, paused_until)))
      )
  )

/**
 * Puts a stream's observed shape in the place of the one before it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const putShape = (
  sql: SqlClient.SqlClient,
  connector: string,
  stream: string,
  shape: string
): Effect.Effect<void, SqlError.SqlError> =>
  Effect.asVoid(
    sql`INSERT INTO _innlet_shape ${sql.insert({ connector, stream, shape: ExactText.encode(shape) })}
      ON CONFLICT (connector, stream) DO UPDATE SET shape = excluded.shape`
  )

/**
 * @category getters
 * @since 0.1.0
 */
export const shape = (
  sql: SqlClient.SqlClient,
  connector: string,
  stream: string
): Effect.Effect<string | undefined, SqlError.SqlError> =>
  Effect.map(
    sql<{ shape: string }>`SELECT shape FROM _innlet_shape WHERE connector = ${connector} AND stream = ${stream}`,
    ([row]) => (row === undefined ? undefined : ExactText.decode(row.shape))
  )
