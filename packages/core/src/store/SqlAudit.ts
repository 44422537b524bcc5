/**
 * The requests behind a store's commits as rows of `_innlet_audit`, in the order they were committed.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { StoredAuditEntry } from "../contract/AuditEntry.ts"
import type { PageCommit } from "../contract/PageCommit.ts"
import * as ExactText from "./ExactText.ts"
import type { Into, SqlDialect } from "./SqlDialect.ts"

type Integer = number | bigint

interface AuditRow {
  readonly connector: string
  readonly stream: string
  readonly partition: string
  readonly run: string
  readonly epoch: Integer
  readonly seq: Integer
  readonly pass: Integer
  readonly page: Integer
  readonly attempt: Integer
  readonly cursor: string | null
  readonly page_size: Integer
  readonly status: Integer | null
  readonly problem: string | null
  readonly sent_at: number
  readonly latency_ms: number
  readonly waited_ms: number
  readonly received: Integer
  readonly total: number | null
  readonly correlation_id: string | null
  readonly content_hash: string | null
  readonly outcome: string
}

const into: Into = {
  table: "_innlet_audit",
  columns: {
    connector: "text",
    stream: "text",
    partition: "text",
    run: "text",
    epoch: "integer",
    seq: "integer",
    pass: "integer",
    page: "integer",
    attempt: "integer",
    cursor: "text",
    page_size: "integer",
    status: "integer",
    problem: "text",
    sent_at: "number",
    latency_ms: "number",
    waited_ms: "number",
    received: "integer",
    total: "number",
    correlation_id: "text",
    content_hash: "text",
    outcome: "text"
  }
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const add = (dialect: SqlDialect, { audit, checkpoint }: PageCommit): Effect.Effect<void, SqlError.SqlError> =>
  audit.length === 0
    ? Effect.void
    : dialect.addMany(
        into,
        audit.map((entry) => [
          checkpoint.connector,
          checkpoint.stream,
          ExactText.encode(checkpoint.partition),
          ExactText.encode(checkpoint.run),
          checkpoint.epoch,
          checkpoint.seq,
          entry.pass,
          entry.page,
          entry.attempt,
          encoded(entry.cursor),
          entry.limit,
          entry.status,
          encoded(entry.problem),
          entry.sentAt,
          entry.latency,
          entry.waited,
          entry.received,
          entry.total,
          encoded(entry.correlationId),
          encoded(entry.contentHash),
          ExactText.encode(entry.outcome)
        ])
      )

/**
 * @category getters
 * @since 0.1.0
 */
export const of = (
  sql: SqlClient.SqlClient,
  run: string
): Effect.Effect<ReadonlyArray<StoredAuditEntry>, SqlError.SqlError> =>
  Effect.map(sql<AuditRow>`SELECT * FROM _innlet_audit WHERE run = ${ExactText.encode(run)} ORDER BY n`, (rows) =>
    rows.map(fromRow)
  )

const encoded = (text: string | null): string | null => (text === null ? null : ExactText.encode(text))

const decoded = (text: string | null): string | null => (text === null ? null : ExactText.decode(text))

const fromRow = (row: AuditRow): StoredAuditEntry => ({
  connector: row.connector,
  stream: row.stream,
  partition: ExactText.decode(row.partition),
  run: ExactText.decode(row.run),
  epoch: Number(row.epoch),
  seq: Number(row.seq),
  pass: Number(row.pass),
  page: Number(row.page),
  attempt: Number(row.attempt),
  cursor: decoded(row.cursor),
  limit: Number(row.page_size),
  status: row.status === null ? null : Number(row.status),
  problem: decoded(row.problem),
  sentAt: row.sent_at,
  latency: row.latency_ms,
  waited: row.waited_ms,
  received: Number(row.received),
  total: row.total,
  correlationId: decoded(row.correlation_id),
  contentHash: decoded(row.content_hash),
  outcome: ExactText.decode(row.outcome)
})
