/**
 * What belongs to one sweep of a partition: the keys it has seen and the pages it has staged, which go with it, and its
 * ledger, which stays.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import { promisify } from "node:util"
import { deflate, inflate } from "node:zlib"
import { Effect, Option, Schema } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Checkpoint } from "../contract/Checkpoint.ts"
import { Ledger } from "../contract/Ledger.ts"
import type { PageCommit } from "../contract/PageCommit.ts"
import type { StagedPage, StagedRecords } from "../contract/StagedPage.ts"
import * as ExactText from "./ExactText.ts"
import type { Into, SqlDialect } from "./SqlDialect.ts"
import { byPlace } from "./SqlCheckpoints.ts"

/** How many sweeps of a partition keep their ledgers. */
const keptLedgers = 20
/** A longer key is remembered by its digest: an index of PostgreSQL holds no more than some 2,700 bytes. */
const longestKey = 500

const deflated = promisify(deflate)
const inflated = promisify(inflate)

/**
 * @category models
 * @since 0.1.0
 */
export type Sweep = Pick<Checkpoint, "connector" | "stream" | "partition" | "run">

const isOf = (sql: SqlClient.SqlClient, { connector, partition, run, stream }: Sweep) =>
  sql`connector = ${connector} AND stream = ${stream} AND partition = ${ExactText.encode(partition)}
    AND run = ${ExactText.encode(run)}`

const seen: Into = {
  table: "_innlet_seen",
  columns: { connector: "text", stream: "text", partition: "text", run: "text", key: "text", pass: "integer" },
  then: "ON CONFLICT (connector, stream, partition, run, key) DO NOTHING"
}

/**
 * Remembers a page's keys as seen in `pass`, unless its sweep had seen them before.
 *
 * @category combinators
 * @since 0.1.0
 */
export const remember = (
  dialect: SqlDialect,
  { checkpoint, deadLetters, rows }: PageCommit,
  pass: number
): Effect.Effect<void, SqlError.SqlError> => {
  const { connector, stream } = checkpoint
  const partition = ExactText.encode(checkpoint.partition)
  const run = ExactText.encode(checkpoint.run)
  const keys = [...rows.map((row) => row.identity), ...deadLetters.map((letter) => `\u0000${letter.hash}`)]
  return keys.length === 0
    ? Effect.void
    : dialect.addMany(
        seen,
        keys.map((key) => [connector, stream, partition, run, storedKeyOf(key), pass])
      )
}

/** The digest's form is no text's stored form: those that begin like it end with a quotation mark. */
const storedKeyOf = (key: string): string =>
  key.length <= longestKey
    ? ExactText.encode(key)
    : `\ufffd"${createHash("sha256").update(ExactText.encode(key)).digest("hex")}`

/**
 * How many keys a sweep first saw in `pass`.
 *
 * @category getters
 * @since 0.1.0
 */
export const seenIn = (
  sql: SqlClient.SqlClient,
  sweep: Sweep,
  pass: number
): Effect.Effect<number, SqlError.SqlError> =>
  Effect.map(
    sql<{ n: number | bigint }>`SELECT count(*) AS n FROM _innlet_seen WHERE ${isOf(sql, sweep)} AND pass = ${pass}`,
    ([row]) => Number(row?.n ?? 0)
  )

/**
 * Forgets the keys and staged pages of a sweep.
 *
 * @category combinators
 * @since 0.1.0
 */
export const forget = (sql: SqlClient.SqlClient, sweep: Sweep): Effect.Effect<void, SqlError.SqlError> =>
  Effect.asVoid(
    Effect.andThen(
      sql`DELETE FROM _innlet_seen WHERE ${isOf(sql, sweep)}`,
      sql`DELETE FROM _innlet_staged WHERE ${isOf(sql, sweep)}`
    )
  )

interface StagedRow {
  readonly page: number | bigint
  readonly pass: number | bigint
  readonly bytes: number | bigint
  readonly observed_at: number | bigint
  readonly total: number | null
}

/**
 * Keeps a page, compressed, in the place of one with its number.
 *
 * @category combinators
 * @since 0.1.0
 */
export const stage = (
  sql: SqlClient.SqlClient,
  { connector, partition, run, stream }: Sweep,
  { bytes, observedAt, page, pass, records, total }: StagedRecords
): Effect.Effect<void, SqlError.SqlError> =>
  Effect.flatMap(
    Effect.promise(() => deflated(ExactText.encode(records))),
    (compressed) => {
      const row = {
        connector,
        stream,
        partition: ExactText.encode(partition),
        run: ExactText.encode(run),
        page,
        pass,
        bytes,
        observed_at: observedAt,
        total: total ?? null,
        records: compressed
      }
      return Effect.asVoid(
        sql`INSERT INTO _innlet_staged ${sql.insert(row)} ON CONFLICT (connector, stream, partition, run, page) DO UPDATE
          SET pass = excluded.pass, bytes = excluded.bytes, observed_at = excluded.observed_at, total = excluded.total,
            records = excluded.records`
      )
    }
  )

/**
 * @category combinators
 * @since 0.1.0
 */
export const unstage = (
  sql: SqlClient.SqlClient,
  sweep: Sweep,
  page: number
): Effect.Effect<unknown, SqlError.SqlError> =>
  sql`DELETE FROM _innlet_staged WHERE ${isOf(sql, sweep)} AND page = ${page}`

/**
 * In the order of their numbers.
 *
 * @category getters
 * @since 0.1.0
 */
export const staged = (
  sql: SqlClient.SqlClient,
  sweep: Sweep
): Effect.Effect<ReadonlyArray<StagedPage>, SqlError.SqlError> =>
  Effect.map(
    sql<StagedRow>`SELECT page, pass, bytes, observed_at, total FROM _innlet_staged WHERE ${isOf(sql, sweep)} ORDER BY page`,
    (rows) => rows.map(stagedOf)
  )

/**
 * @category getters
 * @since 0.1.0
 */
export const stagedRecords = (
  sql: SqlClient.SqlClient,
  sweep: Sweep,
  page: number
): Effect.Effect<StagedRecords | undefined, SqlError.SqlError> =>
  Effect.flatMap(
    sql<StagedRow & { readonly records: Uint8Array }>`
      SELECT * FROM _innlet_staged WHERE ${isOf(sql, sweep)} AND page = ${page}`,
    ([row]) =>
      row === undefined
        ? Effect.succeed(undefined)
        : Effect.map(
            Effect.promise(() => inflated(row.records)),
            (text) => ({ ...stagedOf(row), records: ExactText.decode(text.toString("utf8")) })
          )
  )

const stagedOf = (row: StagedRow): StagedPage => ({
  page: Number(row.page),
  pass: Number(row.pass),
  bytes: Number(row.bytes),
  observedAt: Number(row.observed_at),
  total: row.total ?? undefined
})

const decodeLedger = Schema.decodeUnknownOption(Schema.fromJsonString(Ledger))

const ledgerOf = (row: { readonly ledger: string } | undefined): Ledger | undefined =>
  row === undefined ? undefined : Option.getOrUndefined(decodeLedger(row.ledger))

/**
 * Puts a sweep's ledger in the place of the one before. With a new one, that of the oldest sweep may go.
 *
 * @category combinators
 * @since 0.1.0
 */
export const putLedger = Effect.fnUntraced(function* (
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
export const ledger = (sql: SqlClient.SqlClient, sweep: Sweep): Effect.Effect<Ledger | undefined, SqlError.SqlError> =>
  Effect.map(sql<{ ledger: string }>`SELECT ledger FROM _innlet_ledger WHERE ${isOf(sql, sweep)}`, ([row]) =>
    ledgerOf(row)
  )

/**
 * The ledgers of the newest `sweeps` sweeps of each partition that this version of Innlet can read.
 *
 * @category getters
 * @since 0.1.0
 */
export const ledgers = (
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
