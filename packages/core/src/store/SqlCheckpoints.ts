/**
 * A store's checkpoints as rows of `_innlet_checkpoint`.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Checkpoint, Status } from "../contract/Checkpoint.ts"
import * as ExactText from "./ExactText.ts"
import type { SqlDialect } from "./SqlDialect.ts"

type Place = Pick<Checkpoint, "connector" | "stream" | "partition">

/** A database gives its integers as numbers or bigints. */
type Integer = number | bigint

interface CheckpointRow {
  readonly connector: string
  readonly stream: string
  readonly partition: string
  readonly run: string
  readonly epoch: Integer
  readonly seq: Integer
  readonly writer: string
  readonly status: Status
  readonly walk: string
  readonly connector_version: string
  readonly record_schema: string
  readonly started_at: Integer
  readonly updated_at: Integer
  readonly expires_at: Integer | null
  readonly intent: Integer | null
  readonly since: Integer | null
  readonly watermark: Integer | null
  readonly resume_at: Integer | null
  readonly problem: string | null
  readonly verdict: string | null
  readonly pages: Integer
  readonly requests: Integer
  readonly retries: Integer
  readonly received: Integer
  readonly inserted: Integer
  readonly updated: Integer
  readonly unchanged: Integer
  readonly dead_lettered: Integer
}

/**
 * Ordered by connector, stream and partition.
 *
 * @category getters
 * @since 0.1.0
 */
export const all = (sql: SqlClient.SqlClient): Effect.Effect<ReadonlyArray<Checkpoint>, SqlError.SqlError> =>
  Effect.map(sql<CheckpointRow>`SELECT * FROM _innlet_checkpoint`, (rows) => rows.map(fromRow).toSorted(byPlace))

/**
 * Orders by connector, stream and partition, as JavaScript orders texts: their stored forms have another order.
 *
 * @category getters
 * @since 0.1.0
 */
export const byPlace = (a: Place, b: Place): number =>
  compare(a.connector, b.connector) || compare(a.stream, b.stream) || compare(a.partition, b.partition)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * @category getters
 * @since 0.1.0
 */
export const load = (
  sql: SqlClient.SqlClient,
  place: Place
): Effect.Effect<Checkpoint | undefined, SqlError.SqlError> =>
  Effect.map(sql<CheckpointRow>`SELECT * FROM _innlet_checkpoint WHERE ${isAt(sql, place)}`, first)

/**
 * What stands until the transaction ends: no other commit of the partition gets by.
 *
 * @category getters
 * @since 0.1.0
 */
export const lock = (
  { lockSuffix, sql }: SqlDialect,
  place: Place
): Effect.Effect<Checkpoint | undefined, SqlError.SqlError> =>
  Effect.map(
    sql<CheckpointRow>`SELECT * FROM _innlet_checkpoint WHERE ${isAt(sql, place)}${sql.literal(lockSuffix)}`,
    first
  )

/**
 * Puts the first checkpoint of a partition, and tells whether there was none. It waits for a commit that does the same.
 *
 * @category constructors
 * @since 0.1.0
 */
export const claim = (sql: SqlClient.SqlClient, checkpoint: Checkpoint): Effect.Effect<boolean, SqlError.SqlError> =>
  Effect.map(
    sql`INSERT INTO _innlet_checkpoint ${sql.insert(toRow(checkpoint))}
      ON CONFLICT (connector, stream, partition) DO NOTHING RETURNING epoch`,
    (rows) => rows.length > 0
  )

/**
 * Puts a checkpoint in the place of the one before it, which the transaction has locked.
 *
 * @category constructors
 * @since 0.1.0
 */
export const replace = (sql: SqlClient.SqlClient, checkpoint: Checkpoint): Effect.Effect<unknown, SqlError.SqlError> =>
  sql`UPDATE _innlet_checkpoint SET ${sql.update(toRow(checkpoint))} WHERE ${isAt(sql, checkpoint)}`

const isAt = (sql: SqlClient.SqlClient, { connector, partition, stream }: Place) =>
  sql`connector = ${connector} AND stream = ${stream} AND partition = ${ExactText.encode(partition)}`

const toRow = (checkpoint: Checkpoint) =>
  ({
    connector: checkpoint.connector,
    stream: checkpoint.stream,
    partition: ExactText.encode(checkpoint.partition),
    run: ExactText.encode(checkpoint.run),
    epoch: checkpoint.epoch,
    seq: checkpoint.seq,
    writer: ExactText.encode(checkpoint.writer),
    status: checkpoint.status,
    walk: ExactText.encode(checkpoint.walk),
    connector_version: ExactText.encode(checkpoint.connectorVersion),
    record_schema: ExactText.encode(checkpoint.recordSchema),
    started_at: checkpoint.startedAt,
    updated_at: checkpoint.updatedAt,
    expires_at: checkpoint.expiresAt ?? null,
    intent: checkpoint.intent ?? null,
    since: checkpoint.since ?? null,
    watermark: checkpoint.watermark ?? null,
    resume_at: checkpoint.resumeAt ?? null,
    problem: checkpoint.problem === undefined ? null : ExactText.encode(checkpoint.problem),
    verdict: checkpoint.verdict === undefined ? null : ExactText.encode(checkpoint.verdict),
    pages: checkpoint.counts.pages,
    requests: checkpoint.counts.requests,
    retries: checkpoint.counts.retries,
    received: checkpoint.counts.received,
    inserted: checkpoint.counts.inserted,
    updated: checkpoint.counts.updated,
    unchanged: checkpoint.counts.unchanged,
    dead_lettered: checkpoint.counts.deadLettered
  }) satisfies CheckpointRow

const first = ([row]: ReadonlyArray<CheckpointRow>): Checkpoint | undefined =>
  row === undefined ? undefined : fromRow(row)

const fromRow = (row: CheckpointRow): Checkpoint => ({
  connector: row.connector,
  stream: row.stream,
  partition: ExactText.decode(row.partition),
  run: ExactText.decode(row.run),
  epoch: Number(row.epoch),
  seq: Number(row.seq),
  writer: ExactText.decode(row.writer),
  status: row.status,
  walk: ExactText.decode(row.walk),
  connectorVersion: ExactText.decode(row.connector_version),
  recordSchema: ExactText.decode(row.record_schema),
  startedAt: Number(row.started_at),
  updatedAt: Number(row.updated_at),
  expiresAt: numberOf(row.expires_at),
  intent: numberOf(row.intent),
  since: numberOf(row.since),
  watermark: numberOf(row.watermark),
  resumeAt: numberOf(row.resume_at),
  problem: row.problem === null ? undefined : ExactText.decode(row.problem),
  verdict: row.verdict === null ? undefined : ExactText.decode(row.verdict),
  counts: {
    pages: Number(row.pages),
    requests: Number(row.requests),
    retries: Number(row.retries),
    received: Number(row.received),
    inserted: Number(row.inserted),
    updated: Number(row.updated),
    unchanged: Number(row.unchanged),
    deadLettered: Number(row.dead_lettered)
  }
})

const numberOf = (value: Integer | null): number | undefined => (value === null ? undefined : Number(value))
