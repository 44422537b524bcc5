/**
 * What belongs to one sweep of a partition and goes with it: the keys it has seen and the pages it has staged.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import { promisify } from "node:util"
import { deflate, deflateSync, inflate, inflateSync } from "node:zlib"
import { Effect } from "effect"
import type { SqlClient, SqlError, Statement } from "effect/sql"
import type { Checkpoint } from "../contract/Checkpoint.ts"
import type { PageCommit } from "../contract/PageCommit.ts"
import type { StagedPage, StagedRecords } from "../contract/StagedPage.ts"
import * as ExactText from "./ExactText.ts"
import type { Into, SqlDialect } from "./SqlDialect.ts"

/** A longer key is remembered by its digest: an index of PostgreSQL holds no more than some 2,700 bytes. */
const longestKey = 500

/** A page of fewer characters is compressed in less time than it takes to ask a thread for it. */
const small = 16_384
const deflateApart = promisify(deflate)
const inflateApart = promisify(inflate)

const deflated = (text: string): Effect.Effect<Uint8Array> =>
  text.length < small ? Effect.sync(() => deflateSync(text)) : Effect.promise(() => deflateApart(text))

const inflated = (records: Uint8Array, bytes: number): Effect.Effect<Buffer> =>
  bytes < small ? Effect.sync(() => inflateSync(records)) : Effect.promise(() => inflateApart(records))

/**
 * @category models
 * @since 0.1.0
 */
export type Sweep = Pick<Checkpoint, "connector" | "stream" | "partition" | "run">

/**
 * The condition that a row is of this sweep.
 *
 * @category getters
 * @since 0.1.0
 */
export const isOf = (sql: SqlClient.SqlClient, { connector, partition, run, stream }: Sweep): Statement.Fragment =>
  sql`connector = ${connector} AND stream = ${stream} AND partition = ${ExactText.encode(partition)}
    AND run = ${ExactText.encode(run)}`

const seen: Into = {
  table: "_innlet_seen",
  columns: { connector: "text", stream: "text", partition: "text", run: "text", key: "text", pass: "integer" },
  conflict: "ON CONFLICT (connector, stream, partition, run, key) DO NOTHING"
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
  Effect.flatMap(deflated(ExactText.encode(records)), (compressed) => {
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
  })

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
        : Effect.map(inflated(row.records, Number(row.bytes)), (text) => ({
            ...stagedOf(row),
            records: ExactText.decode(text.toString("utf8"))
          }))
  )

const stagedOf = (row: StagedRow): StagedPage => ({
  page: Number(row.page),
  pass: Number(row.pass),
  bytes: Number(row.bytes),
  observedAt: Number(row.observed_at),
  total: row.total ?? undefined
})
