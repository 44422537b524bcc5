/**
 * A store's dead letters as rows of `_innlet_dead_letter`.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { DeadLetter, Issue, Replayed, Selection, Status, StoredDeadLetter } from "../contract/DeadLetter.ts"
import type { PageCommit } from "../contract/PageCommit.ts"
import * as ExactText from "./ExactText.ts"
import * as LetterId from "./LetterId.ts"
import type { Into, SqlDialect } from "./SqlDialect.ts"

/** Keys or ids a statement names. */
const chunk = 200

type Place = Pick<StoredDeadLetter, "connector" | "stream" | "partition">
type Integer = number | bigint

interface LetterRow {
  readonly id: string
  readonly connector: string
  readonly stream: string
  readonly partition: string
  readonly key: string | null
  readonly run: string
  readonly page: Integer
  readonly position: Integer
  readonly issues: string
  readonly raw: string
  readonly bytes: Integer
  readonly hash: string
  readonly whole: Integer
  readonly record_schema: string
  readonly first_seen: Integer
  readonly last_seen: Integer
  readonly times_seen: Integer
  readonly attempts: Integer
  readonly status: Status
}

const sameSchema = "_innlet_dead_letter.record_schema = excluded.record_schema"

const into: Into = {
  table: "_innlet_dead_letter",
  columns: {
    id: "text",
    connector: "text",
    stream: "text",
    partition: "text",
    key: "text",
    run: "text",
    page: "integer",
    position: "integer",
    issues: "text",
    raw: "text",
    bytes: "integer",
    hash: "text",
    whole: "integer",
    record_schema: "text",
    first_seen: "integer",
    last_seen: "integer",
    times_seen: "integer",
    attempts: "integer",
    status: "text"
  },
  conflict: `ON CONFLICT (id) DO UPDATE SET
    ${["key", "run", "page", "position", "issues", "raw", "whole", "record_schema", "last_seen"]
      .map((name) => `${name} = excluded.${name}`)
      .join(", ")},
    times_seen = _innlet_dead_letter.times_seen + excluded.times_seen,
    attempts = CASE WHEN ${sameSchema} THEN _innlet_dead_letter.attempts ELSE 0 END,
    status = CASE WHEN ${sameSchema} THEN _innlet_dead_letter.status ELSE 'waiting' END`
}

/**
 * The bad records of a page. One that comes again is one dead letter seen more often.
 *
 * @category constructors
 * @since 0.1.0
 */
export const add = (
  dialect: SqlDialect,
  { checkpoint, deadLetters, observedAt, page, partition }: PageCommit
): Effect.Effect<void, SqlError.SqlError> => {
  const { connector, recordSchema, run, stream } = checkpoint
  // Once for each id: a statement can't change one row twice.
  const counted = new Map<string, { readonly letter: DeadLetter; readonly times: number }>()
  for (const letter of deadLetters) {
    const id = LetterId.of({ connector, stream, partition, hash: letter.hash })
    counted.set(id, { letter, times: (counted.get(id)?.times ?? 0) + 1 })
  }
  const rows = Array.from(counted, ([id, { letter, times }]) => [
    id,
    connector,
    stream,
    ExactText.encode(partition),
    letter.key === undefined ? null : ExactText.encode(letter.key),
    ExactText.encode(run),
    page,
    letter.position,
    JSON.stringify(letter.issues),
    ExactText.encode(letter.raw),
    letter.bytes,
    ExactText.encode(letter.hash),
    Number(letter.whole),
    ExactText.encode(recordSchema),
    observedAt,
    observedAt,
    times,
    0,
    "waiting"
  ])
  return rows.length === 0 ? Effect.void : dialect.addMany(into, rows)
}

/**
 * Drops the letters of a stream's partition whose key was written by an observation no older.
 *
 * @category combinators
 * @since 0.1.0
 */
export const settle = (
  sql: SqlClient.SqlClient,
  { connector, partition, stream }: Place,
  keys: ReadonlyArray<string>,
  observedAt: number
): Effect.Effect<void, SqlError.SqlError> => {
  if (keys.length === 0) return Effect.void
  const here = sql`connector = ${connector} AND stream = ${stream} AND partition = ${ExactText.encode(partition)}`
  return Effect.flatMap(
    sql`SELECT 1 AS one FROM _innlet_dead_letter WHERE ${here} AND key IS NOT NULL LIMIT 1`,
    (found) =>
      found.length === 0
        ? Effect.void
        : Effect.forEach(
            chunksOf(keys.map(ExactText.encode)),
            (some) =>
              sql`DELETE FROM _innlet_dead_letter
                WHERE ${here} AND ${sql.in("key", some)} AND last_seen <= ${observedAt}`,
            { discard: true }
          )
  )
}

/**
 * Counts another attempt for letters that still don't decode, once for each attempt that a letter was read with.
 *
 * @category combinators
 * @since 0.1.0
 */
export const fail = (
  sql: SqlClient.SqlClient,
  failed: Replayed<unknown>["failed"]
): Effect.Effect<void, SqlError.SqlError> =>
  Effect.forEach(
    failed,
    ({ issues, letter, status }) =>
      sql`UPDATE _innlet_dead_letter
        SET ${sql.update({ issues: JSON.stringify(issues), status, attempts: letter.attempts + 1 })}
        WHERE id = ${letter.id} AND attempts = ${letter.attempts}`,
    { discard: true }
  )

/**
 * Ordered by id.
 *
 * @category getters
 * @since 0.1.0
 */
export const select = (
  sql: SqlClient.SqlClient,
  { after, connector, id, limit, status, stream }: Selection
): Effect.Effect<ReadonlyArray<StoredDeadLetter>, SqlError.SqlError> => {
  const wanted = [
    ...(connector === undefined ? [] : [sql`connector = ${ExactText.encode(connector)}`]),
    ...(stream === undefined ? [] : [sql`stream = ${ExactText.encode(stream)}`]),
    ...(status === undefined ? [] : [sql`status = ${status}`]),
    // Not LIKE, in which a percent sign would stand for every id.
    ...(id === undefined ? [] : [sql`substr(id, 1, ${id.length}) = ${ExactText.encode(id)}`]),
    ...(after === undefined ? [] : [sql`id > ${ExactText.encode(after)}`])
  ]
  const where = wanted.length === 0 ? sql.literal("") : sql`WHERE ${sql.and(wanted)}`
  const part = limit === undefined ? sql.literal("") : sql`LIMIT ${Math.max(0, Math.trunc(limit))}`
  return Effect.map(sql<LetterRow>`SELECT * FROM _innlet_dead_letter ${where} ORDER BY id ${part}`, (rows) =>
    rows.map(fromRow)
  )
}

/**
 * Drops letters, and gives back the ids of those that were there.
 *
 * @category combinators
 * @since 0.1.0
 */
export const drop = (
  sql: SqlClient.SqlClient,
  ids: ReadonlyArray<string>
): Effect.Effect<ReadonlySet<string>, SqlError.SqlError> =>
  Effect.map(
    Effect.forEach(
      chunksOf(ids.map(ExactText.encode)),
      (some) => sql<{ id: string }>`DELETE FROM _innlet_dead_letter WHERE ${sql.in("id", some)} RETURNING id`
    ),
    (parts) => new Set(parts.flat().map(({ id }) => id))
  )

const chunksOf = (texts: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> =>
  Array.from({ length: Math.ceil(texts.length / chunk) }, (_, i) => texts.slice(i * chunk, (i + 1) * chunk))

const fromRow = (row: LetterRow): StoredDeadLetter => ({
  id: row.id,
  connector: row.connector,
  stream: row.stream,
  partition: ExactText.decode(row.partition),
  key: row.key === null ? undefined : ExactText.decode(row.key),
  run: ExactText.decode(row.run),
  page: Number(row.page),
  position: Number(row.position),
  issues: issuesOf(row.issues),
  raw: ExactText.decode(row.raw),
  bytes: Number(row.bytes),
  hash: ExactText.decode(row.hash),
  whole: Number(row.whole) === 1,
  recordSchema: ExactText.decode(row.record_schema),
  firstSeen: Number(row.first_seen),
  lastSeen: Number(row.last_seen),
  timesSeen: Number(row.times_seen),
  attempts: Number(row.attempts),
  status: row.status
})

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `add` and `fail` alone
const issuesOf = (json: string): ReadonlyArray<Issue> => JSON.parse(json) as ReadonlyArray<Issue>
