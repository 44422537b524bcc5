/**
 * A store's checkpoints as rows of `_innlet_checkpoint`.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { Checkpoint, Status } from "../contract/Checkpoint.ts"
import * as ExactText from "./ExactText.ts"
import type { SqliteClient } from "./SqliteClient.ts"

interface CheckpointRow {
  readonly connector: string
  readonly stream: string
  readonly partition: string
  readonly run: string
  readonly epoch: number
  readonly seq: number
  readonly status: Status
  readonly walk: string
  readonly connector_version: string
  readonly record_schema: string
  readonly started_at: number
  readonly updated_at: number
  readonly expires_at: number | null
  readonly resume_at: number | null
  readonly problem: string | null
  readonly verdict: string | null
  readonly pages: number
  readonly requests: number
  readonly retries: number
  readonly received: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly dead_lettered: number
}

/**
 * @category getters
 * @since 0.1.0
 */
export const all = (sql: SqliteClient["Service"]): Effect.Effect<ReadonlyArray<Checkpoint>, SqlError.SqlError> =>
  Effect.map(
    sql.unsafe<CheckpointRow>("SELECT * FROM _innlet_checkpoint ORDER BY connector, stream, partition"),
    (rows) => rows.map(fromRow)
  )

/**
 * @category getters
 * @since 0.1.0
 */
export const load = (
  sql: SqliteClient["Service"],
  { connector, partition, stream }: Pick<Checkpoint, "connector" | "stream" | "partition">
): Effect.Effect<Checkpoint | undefined, SqlError.SqlError> =>
  Effect.map(
    sql.unsafe<CheckpointRow>("SELECT * FROM _innlet_checkpoint WHERE connector = ? AND stream = ? AND partition = ?", [
      connector,
      stream,
      ExactText.encode(partition)
    ]),
    ([row]) => (row === undefined ? undefined : fromRow(row))
  )

/**
 * Puts a checkpoint in the place of the one before it. Whoever calls has compared epoch and sequence in the same
 * transaction.
 *
 * @category constructors
 * @since 0.1.0
 */
export const put = (
  sql: SqliteClient["Service"],
  checkpoint: Checkpoint
): Effect.Effect<unknown, SqlError.SqlError> => {
  const row = toRow(checkpoint)
  return sql.unsafe(
    `INSERT OR REPLACE INTO _innlet_checkpoint (${Object.keys(row).join(", ")})
     VALUES (${Object.keys(row)
       .map(() => "?")
       .join(", ")})`,
    Object.values(row)
  )
}

const toRow = (checkpoint: Checkpoint): CheckpointRow => ({
  connector: checkpoint.connector,
  stream: checkpoint.stream,
  partition: ExactText.encode(checkpoint.partition),
  run: ExactText.encode(checkpoint.run),
  epoch: checkpoint.epoch,
  seq: checkpoint.seq,
  status: checkpoint.status,
  walk: ExactText.encode(checkpoint.walk),
  connector_version: checkpoint.connectorVersion,
  record_schema: checkpoint.recordSchema,
  started_at: checkpoint.startedAt,
  updated_at: checkpoint.updatedAt,
  expires_at: checkpoint.expiresAt ?? null,
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
})

const fromRow = (row: CheckpointRow): Checkpoint => ({
  connector: row.connector,
  stream: row.stream,
  partition: ExactText.decode(row.partition),
  run: ExactText.decode(row.run),
  epoch: row.epoch,
  seq: row.seq,
  status: row.status,
  walk: ExactText.decode(row.walk),
  connectorVersion: row.connector_version,
  recordSchema: row.record_schema,
  startedAt: row.started_at,
  updatedAt: row.updated_at,
  expiresAt: row.expires_at ?? undefined,
  resumeAt: row.resume_at ?? undefined,
  problem: row.problem === null ? undefined : ExactText.decode(row.problem),
  verdict: row.verdict === null ? undefined : ExactText.decode(row.verdict),
  counts: {
    pages: row.pages,
    requests: row.requests,
    retries: row.retries,
    received: row.received,
    inserted: row.inserted,
    updated: row.updated,
    unchanged: row.unchanged,
    deadLettered: row.dead_lettered
  }
})
