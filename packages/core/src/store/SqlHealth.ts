/**
 * The healths of connectors and the shapes of streams in a SQL store, as text, since nobody but Innlet reads into them.
 *
 * @since 0.1.0
 */
import { Effect, Option, Schema } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { Health } from "../contract/Health.ts"
import * as ExactText from "./ExactText.ts"

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Health))

/**
 * Puts a connector's health in the place of the one before it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const put = (sql: SqlClient.SqlClient, health: Health): Effect.Effect<void, SqlError.SqlError> =>
  // A lone surrogate or NUL, which JSON writes as an escape, is all that a database could not hold.
  Effect.asVoid(
    sql`INSERT INTO _innlet_health ${sql.insert({ connector: health.connector, health: JSON.stringify(health) })}
      ON CONFLICT (connector) DO UPDATE SET health = excluded.health`
  )

/**
 * Every health that this version of Innlet can read, ordered by connector. One it can't is left out: nothing depends on
 * it but what is shown.
 *
 * @category getters
 * @since 0.1.0
 */
export const all = (sql: SqlClient.SqlClient): Effect.Effect<ReadonlyArray<Health>, SqlError.SqlError> =>
  Effect.map(sql<{ health: string }>`SELECT health FROM _innlet_health ORDER BY connector`, (rows) =>
    rows.flatMap(({ health }) => Option.toArray(decode(health)))
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
