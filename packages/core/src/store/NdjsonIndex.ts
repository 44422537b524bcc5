/**
 * What stands in a stream's segments, by key: a table beside the store's own with the key of each row and its columns of a
 * small size, the digest of its raw record in the raw record's place, and the bookkeeping of every store. It decides what
 * a row does without reading a line back. Text and JSON, which may be long, are in the lines alone.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { Row, Written } from "../contract/PageCommit.ts"
import type { StreamTable } from "../contract/StreamTable.ts"
import { type Seeing, StoreMismatch } from "../contract/SyncStore.ts"
import * as ExactText from "./ExactText.ts"
import * as Precedence from "./Precedence.ts"
import type { Place, RowKeeper } from "./RowKeeper.ts"
import type { Change, KeptTable, Refusal, SqlDialect, StandingRow } from "./SqlDialect.ts"
import * as SqlRows from "./SqlRows.ts"
import * as SqlTable from "./SqlTable.ts"
import * as SqlValue from "./SqlValue.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Indexed extends Written {
  /** The rows that have to become lines, by their place in the page. */
  readonly taken: ReadonlyArray<number>
  /** Rows the index can't hold; nothing may be committed then. */
  readonly refused: ReadonlyArray<Refusal & { readonly index: number }>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface NdjsonIndex extends Pick<RowKeeper, "unseen" | "observations"> {
  readonly write: (rows: ReadonlyArray<Row>, place: Place) => Effect.Effect<Indexed, SqlError.SqlError>
  /**
   * Some thousand keys of rows that nothing observed since the sweep began, in the order of keys and from the first after
   * `after`; each as the values of its columns, and as SQLite has it.
   */
  readonly unseenKeys: (sweep: Seeing, after: Key | undefined) => Effect.Effect<ReadonlyArray<Key>, SqlError.SqlError>
  /** Marks these rows as deleted at `at`, epoch milliseconds. */
  readonly deleteUnseen: (sweep: Seeing, at: number) => Effect.Effect<void, SqlError.SqlError>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Key {
  readonly values: ReadonlyArray<unknown>
  readonly stored: ReadonlyArray<unknown>
}

const keysAtOnce = 10_000

/**
 * The part of a table that its index has.
 *
 * @category getters
 * @since 0.1.0
 */
export const tableOf = (table: StreamTable): StreamTable => ({
  ...table,
  name: SqlTable.indexOf(table.name),
  columns: table.columns.filter(
    (column) =>
      table.key.includes(column) || column === table.version || (column.kind !== "text" && column.kind !== "json")
  )
})

/**
 * Makes or checks a stream's index. Has to run in a transaction.
 *
 * @category constructors
 * @since 0.1.0
 */
export const open = Effect.fnUntraced(function* (
  dialect: SqlDialect,
  stream: StreamTable
): Effect.fn.Return<NdjsonIndex, SqlError.SqlError | StoreMismatch> {
  const index = tableOf(stream)
  yield* refuseOthers(dialect, stream, index)
  const kept = yield* SqlTable.prepare(dialect, index)
  const { observations, unseen } = yield* SqlRows.open(dialect, index)
  return {
    write: writerOf(dialect, kept),
    unseenKeys: unseenKeysOf(dialect, kept),
    deleteUnseen: (sweep, at) =>
      Effect.asVoid(
        dialect.sql`UPDATE ${dialect.sql(kept.name)} SET _innlet_deleted_at = ${at}
          WHERE ${SqlTable.unseen(dialect.sql, sweep)}`
      ),
    observations,
    unseen
  }
})

/** A checkpoint that speaks of rows that are in no segment would leave them out for ever. */
const refuseOthers = Effect.fnUntraced(function* (
  { columns, sql }: SqlDialect,
  { connector, name, stream }: StreamTable,
  index: StreamTable
): Effect.fn.Return<void, SqlError.SqlError | StoreMismatch> {
  if ((yield* columns(index.name)).length > 0) return
  const [begun] = yield* sql`SELECT 1 AS one FROM _innlet_checkpoint
    WHERE connector = ${connector} AND stream = ${stream} LIMIT 1`
  const isTable = (yield* columns(name)).length > 0
  if (begun === undefined && !isTable) return
  const where = isTable ? `in its table ${name}` : "elsewhere"
  return yield* new StoreMismatch({
    detail: `innlet.db keeps the rows of ${connector}/${stream} ${where} and not in segments; use another directory`
  })
})

const writerOf = (dialect: SqlDialect, table: KeptTable): NdjsonIndex["write"] => {
  const writer = dialect.writer(table)
  const decide = Precedence.make(table)
  /** Most rows of the last page were there before: then it is quicker to look first. */
  let areKnown = false

  return Effect.fnUntraced(function* (rows, place) {
    const { observedAt } = place
    const exact = rows.map((row) => ({ ...row, raw: ExactText.encodeJson(row.raw) }))
    const digested = exact.map((row) => ({ ...row, raw: Precedence.digestOf(row.raw) }))
    const indexOf = new Map(digested.map((row, index) => [row, index] as const))
    const refused: Array<Refusal> = []
    const asked = areKnown ? digested : yield* writer.add(digested, place, refused)
    const stands = yield* writer.standing(asked)
    // Nobody else writes while this transaction does, so what does not stand now was not there at all.
    const fresh = asked.filter((_, i) => stands[i] === undefined)
    if (fresh.length > 0) yield* writer.add(fresh, place, refused)

    const untaken = new Set<Row>()
    const changes = new Map<string, { readonly change: Change; readonly rows: Array<Row> }>()
    let updated = 0
    for (const [i, row] of asked.entries()) {
      const found = stands[i]
      if (found === undefined) continue
      const decision = decide(standingOf(table, found, row), exact[indexOf.get(row)!]!, observedAt)
      // A deleted row gets no line that would bring it back.
      const lacksColumns = found.shape < table.shape && found.deletedAt === undefined
      const change: Change = {
        content: decision === "replace" || (decision === "confirm" && lacksColumns),
        confirmedAt: decision === "replace" || decision === "confirm",
        place: decision !== "keep" && observedAt >= found.observedAt,
        revived: decision === "replace"
      }
      if (decision === "replace") updated++
      if (!change.content) untaken.add(row)
      if (decision === "keep") continue
      const name = JSON.stringify(change)
      const others = changes.get(name)
      if (others === undefined) changes.set(name, { change, rows: [row] })
      else others.rows.push(row)
    }
    for (const some of changes.values()) yield* writer.change(some.change, some.rows, place, refused)
    const known = asked.length - fresh.length
    areKnown = known > rows.length / 2
    return {
      inserted: rows.length - known,
      updated,
      unchanged: known - updated,
      taken: digested.flatMap((row, index) => (untaken.has(row) ? [] : [index])),
      refused: refused.map((one) => ({ ...one, index: indexOf.get(one.row) ?? 0 }))
    }
  })
}

const standingOf = ({ version }: KeptTable, found: StandingRow, row: Row): Precedence.Standing => ({
  get version() {
    return version === undefined ? undefined : SqlValue.valueOf(version.kind, found.version)
  },
  digest: () => found.otherRaw ?? row.raw,
  sameContent: () => found.otherRaw === undefined,
  confirmedAt: found.confirmedAt,
  observedAt: found.observedAt,
  deletedAt: found.deletedAt
})

const unseenKeysOf =
  ({ readable, sql }: SqlDialect, { key, name }: KeptTable): NdjsonIndex["unseenKeys"] =>
  (sweep, after) => {
    const names = key.map((column) => SqlTable.quoted(column.name))
    const values = names.map((column, i) => `${readable(key[i]!.kind, column)} AS v${i}, ${column} AS k${i}`)
    const isAfter =
      after === undefined
        ? []
        : [sql`(${sql.literal(names.join(", "))}) > (${sql.csv(after.stored.map((value) => sql`${value}`))})`]
    return Effect.map(
      sql<{ readonly [name: string]: unknown }>`
        SELECT ${sql.literal(values.join(", "))} FROM ${sql(name)}
        WHERE ${sql.and([SqlTable.unseen(sql, sweep), ...isAfter])}
        ORDER BY ${sql.literal(names.join(", "))} LIMIT ${sql.literal(String(keysAtOnce))}`.pipe(
        Effect.provideService(SqlClient.SafeIntegers, true)
      ),
      (rows) =>
        rows.map((row) => ({
          values: key.map(({ kind }, i) => SqlValue.valueOf(kind, row[`v${i}`])),
          stored: names.map((_, i) => row[`k${i}`])
        }))
    )
  }
