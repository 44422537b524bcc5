/**
 * The store in one SQLite file: a page's rows, dead letters, audit and checkpoint are one transaction.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import { Context, Effect, Layer } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, SqlError } from "effect/sql"
import { addWritten, type Checkpoint } from "../contract/Checkpoint.ts"
import type { PageCommit, Written } from "../contract/PageCommit.ts"
import type { StreamTable } from "../contract/StreamTable.ts"
import {
  StaleEpoch,
  StoreError,
  StoreMismatch,
  type StreamStore,
  StoreUnavailable,
  SyncStore
} from "../contract/SyncStore.ts"
import * as ExactText from "./ExactText.ts"
import * as SqlCheckpoints from "./SqlCheckpoints.ts"
import * as SqlHealth from "./SqlHealth.ts"
import * as SqliteClient from "./SqliteClient.ts"
import * as SqlRows from "./SqlRows.ts"
import * as SqlSchema from "./SqlSchema.ts"

type Sql = SqliteClient.SqliteClient["Service"]

/** Keys a statement remembers at a time. */
const seenChunk = 50

/**
 * Opens or makes the file. The database itself can be queried through the `SqlClient` that comes along.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: SqliteClient.Options
): Layer.Layer<SyncStore | SqliteClient.SqliteClient | SqlClient.SqlClient, StoreError> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const sql = yield* SqliteClient.make(options)
      yield* whenFree(SqlSchema.prepare(sql))
      return Context.make(SyncStore, storeOf(sql, options.filename)).pipe(
        Context.add(SqliteClient.SqliteClient, sql),
        Context.add(SqlClient.SqlClient, sql)
      )
    }).pipe(failingAs(options.filename))
  ).pipe(Layer.provide(Reactivity.layer))

const storeOf = (sql: Sql, store: string): SyncStore["Service"] =>
  SyncStore.of({
    guarantee: "effectivelyOnce",
    open: (table) =>
      SqlSchema.prepareTable(sql, table).pipe(
        whenFree,
        Effect.map((shape) => streamStore(sql, table, shape, store)),
        failingAs(store)
      ),
    checkpoints: SqlCheckpoints.all(sql).pipe(failingAs(store)),
    saveHealth: (health) => SqlHealth.put(sql, health).pipe(whenFree, failingAs(store)),
    health: SqlHealth.all(sql).pipe(failingAs(store))
  })

const streamStore = (sql: Sql, table: StreamTable, shape: number, store: string): StreamStore => {
  const writeRows = SqlRows.writer(sql, table, shape)
  return {
    load: (partition) =>
      SqlCheckpoints.load(sql, { connector: table.connector, stream: table.stream, partition }).pipe(failingAs(store)),
    commit: (commit) => sql.withTransaction(write(sql, writeRows, commit)).pipe(whenFree, failingAs(store)),
    seenIn: (partition, run, pass) =>
      sql
        .unsafe<{ n: number }>(
          "SELECT count(*) AS n FROM _innlet_seen WHERE run = ? AND stream = ? AND partition = ? AND pass = ?",
          [ExactText.encode(run), nameOf(table), ExactText.encode(partition), pass]
        )
        .pipe(
          Effect.map(([row]) => row?.n ?? 0),
          failingAs(store)
        )
  }
}

const nameOf = ({ connector, stream }: { readonly connector: string; readonly stream: string }) =>
  `${connector}/${stream}`

const write = Effect.fnUntraced(function* (
  sql: Sql,
  writeRows: ReturnType<typeof SqlRows.writer>,
  commit: PageCommit
): Effect.fn.Return<Written, SqlError.SqlError | StaleEpoch> {
  const { checkpoint, expected } = commit
  const standing = yield* SqlCheckpoints.load(sql, checkpoint)
  if (standing?.epoch !== expected?.epoch || standing?.seq !== expected?.seq) {
    return yield* new StaleEpoch({
      detail: `another run has taken over ${nameOf(checkpoint)} ${checkpoint.partition}; nothing of this page was written`
    })
  }
  const written = commit.rows.length === 0 ? { inserted: 0, updated: 0, unchanged: 0 } : yield* writeRows(commit)
  yield* writeDeadLetters(sql, commit)
  if (standing !== undefined && standing.run !== checkpoint.run) yield* forgetSeen(sql, standing)
  if (checkpoint.status === "completed") yield* forgetSeen(sql, checkpoint)
  else if (commit.seenIn !== undefined) yield* writeSeen(sql, commit, commit.seenIn)
  yield* writeAudit(sql, commit)
  const { counts } = checkpoint
  yield* SqlCheckpoints.put(sql, {
    ...checkpoint,
    counts: addWritten(counts, written)
  })
  return written
})

/** A bad record that comes again, in another pass or run, is one dead letter seen more often. */
const writeDeadLetters = (sql: Sql, { checkpoint, deadLetters, observedAt }: PageCommit) =>
  deadLetters.length === 0
    ? Effect.void
    : sql.runMany(
        `INSERT INTO _innlet_dead_letter (connector, stream, partition, raw_hash, run, page, position, issues, raw,
           record_schema, first_seen, last_seen, times_seen)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
         ON CONFLICT DO UPDATE SET run = excluded.run, page = excluded.page, position = excluded.position,
           issues = excluded.issues, record_schema = excluded.record_schema, last_seen = excluded.last_seen,
           times_seen = times_seen + 1`,
        deadLetters.map(({ issues, position, raw }) => [
          checkpoint.connector,
          checkpoint.stream,
          ExactText.encode(checkpoint.partition),
          createHash("sha256").update(ExactText.encodeJson(raw)).digest("hex"),
          ExactText.encode(checkpoint.run),
          checkpoint.counts.pages,
          position,
          JSON.stringify(issues),
          ExactText.encodeJson(raw),
          checkpoint.recordSchema,
          observedAt,
          observedAt
        ])
      )

const writeSeen = Effect.fnUntraced(function* (sql: Sql, { checkpoint, deadLetters, rows }: PageCommit, pass: number) {
  const run = ExactText.encode(checkpoint.run)
  const partition = ExactText.encode(checkpoint.partition)
  const keys = [...rows.map((row) => row.identity), ...deadLetters.map((letter) => `\u0000${letter.raw}`)]
  for (let from = 0; from < keys.length; from += seenChunk) {
    const chunk = keys.slice(from, from + seenChunk)
    const values = chunk.map(() => "(?, ?, ?, ?, ?)").join(", ")
    yield* sql.runMany(
      `INSERT INTO _innlet_seen (run, stream, partition, key, pass) VALUES ${values} ON CONFLICT DO NOTHING`,
      [chunk.flatMap((key) => [run, nameOf(checkpoint), partition, ExactText.encode(key), pass])]
    )
  }
})

const forgetSeen = (sql: Sql, checkpoint: Checkpoint) =>
  sql.unsafe("DELETE FROM _innlet_seen WHERE run = ? AND stream = ? AND partition = ?", [
    ExactText.encode(checkpoint.run),
    nameOf(checkpoint),
    ExactText.encode(checkpoint.partition)
  ])

const writeAudit = (sql: Sql, { audit, checkpoint }: PageCommit) =>
  audit === undefined
    ? Effect.void
    : sql.runMany(
        `INSERT INTO _innlet_audit (connector, stream, partition, run, epoch, seq, pass, cursor, page_size, received,
           total, sent_at, latency_ms, retries, outcome)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          [
            checkpoint.connector,
            checkpoint.stream,
            ExactText.encode(checkpoint.partition),
            ExactText.encode(checkpoint.run),
            checkpoint.epoch,
            checkpoint.seq,
            audit.pass,
            audit.cursor === undefined ? null : ExactText.encode(audit.cursor),
            audit.limit,
            audit.received,
            audit.total ?? null,
            audit.sentAt,
            audit.latency,
            audit.retries,
            ExactText.encode(audit.outcome)
          ]
        ]
      )

/** Again when another process held the database for longer than the busy timeout: nothing was written. */
const whenFree = <A, E, R>(effect: Effect.Effect<A, E | SqlError.SqlError, R>) =>
  Effect.retry(effect, {
    while: (error) => SqlError.isSqlError(error) && error.reason._tag === "LockTimeoutError",
    times: 2
  })

/** Names the file and says in one line what is wrong with it. */
const failingAs =
  (store: string) =>
  <A, R>(
    effect: Effect.Effect<A, SqlError.SqlError | StaleEpoch | StoreMismatch, R>
  ): Effect.Effect<A, StoreError, R> =>
    Effect.mapError(effect, (error) => {
      const reason = error._tag === "SqlError" ? new StoreUnavailable({ detail: detailOf(error) }) : error
      return new StoreError({ store, reason })
    })

const detailOf = ({ reason }: SqlError.SqlError): string => (reason.message ?? reason._tag).replaceAll(/\s+/g, " ")
