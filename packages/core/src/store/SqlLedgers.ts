/**
 * A store's ledgers, each as JSON in a row of `_innlet_ledger`.
 *
 * @since 0.1.0
 */
import { Effect, Option, Schema } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { Ledger } from "../contract/Ledger.ts"
import * as ExactText from "./ExactText.ts"
import { byPlace } from "./SqlCheckpoints.ts"
import { isOf, type Sweep } from "./SqlSweeps.ts"

/** How many sweeps of a partition keep their ledgers. */
const keptLedgers = 20

const decodeLedger = Schema.decodeUnknownOption(Schema.fromJsonString(Ledger))

const ledgerOf = (row: { readonly ledger: string } | undefined): Ledger | undefined =>
  row === undefined ? undefined : Option.getOrUndefined(decodeLedger(row.ledger))

/**
 * Puts a sweep's ledger in the place of the one before. With a new one, that of the oldest sweep may go.
 *
 * @category combinators
 * @since 0.1.0
 */
export const put = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  sweep: Sweep,
  ledger: Ledger
): Effect.fn.Return<void, SqlError.SqlError> {
  // A lone surrogate or NUL, which JSON writes as an escape, is all that a database could not hold.
  const json = JSON.stringify(ledger)
  const known = yield* sql`UPDATE _innlet_ledger SET ledger = ${json} WHERE ${isOf(sql, sweep)} RETURNING 1 AS one`
  if (known.length > 0) return
  const place = { connector: sweep.connector, stream: sweep.stream, partition: ExactText.encode(sweep.partition) }
  const run = ExactText.encode(sweep.run)
  yield* sql`INSERT INTO _innlet_ledger ${sql.insert({ ...place, run, started_at: ledger.startedAt, ledger: json })}`
  const here = sql`connector = ${place.connector} AND stream = ${place.stream} AND partition = ${place.partition}`
  yield* sql`DELETE FROM _innlet_ledger WHERE ${here} AND run NOT IN
    (SELECT run FROM _innlet_ledger WHERE ${here} ORDER BY started_at DESC, run DESC LIMIT ${keptLedgers})`
})

/**
 * The ledger of a sweep, if this version of Innlet can read it.
 *
 * @category getters
 * @since 0.1.0
 */
export const load = (sql: SqlClient.SqlClient, sweep: Sweep): Effect.Effect<Ledger | undefined, SqlError.SqlError> =>
  Effect.map(sql<{ ledger: string }>`SELECT ledger FROM _innlet_ledger WHERE ${isOf(sql, sweep)}`, ([row]) =>
    ledgerOf(row)
  )

/**
 * The ledgers of the newest `sweeps` sweeps of each partition that this version of Innlet can read.
 *
 * @category getters
 * @since 0.1.0
 */
export const newest = (
  sql: SqlClient.SqlClient,
  sweeps: number
): Effect.Effect<ReadonlyArray<Ledger>, SqlError.SqlError> =>
  Effect.map(
    sql<{ ledger: string }>`
      SELECT ledger FROM (
        SELECT ledger, started_at, run, row_number() OVER (
          PARTITION BY connector, stream, partition ORDER BY started_at DESC, run DESC
        ) AS place FROM _innlet_ledger
      ) AS numbered WHERE place <= ${sweeps} ORDER BY started_at DESC, run DESC`,
    (rows) => rows.flatMap((row) => ledgerOf(row) ?? []).toSorted(byPlace)
  )
