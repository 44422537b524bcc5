/**
 * The rows of one stream in a table of their own: writes a page's rows and tells what became of each.
 *
 * @since 0.1.0
 */
import { Effect, Option, Stream } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { Row, Written } from "../contract/PageCommit.ts"
import type { Column, StreamTable } from "../contract/StreamTable.ts"
import {
  type Observation,
  type ObservationQuery,
  type OpenOptions,
  RowsRefused,
  StoreMismatch
} from "../contract/SyncStore.ts"
import * as ExactText from "./ExactText.ts"
import * as Precedence from "./Precedence.ts"
import type { Place, RowFailure, RowKeeper } from "./RowKeeper.ts"
import type { Change, KeptTable, Refusal, RowWriter, SqlDialect, StandingRow } from "./SqlDialect.ts"
import * as SqlHistory from "./SqlHistory.ts"
import * as SqlTable from "./SqlTable.ts"
import * as SqlValue from "./SqlValue.ts"

/** Observations a statement reads. */
const observationChunk = 1000

/**
 * Makes or checks the stream's table. A row of an earlier shape is written anew when its content is seen again.
 *
 * @category constructors
 * @since 0.1.0
 */
export const open = (
  dialect: SqlDialect,
  stream: StreamTable,
  { history: isKept = false }: OpenOptions = {}
): Effect.Effect<RowKeeper, SqlError.SqlError | StoreMismatch> =>
  Effect.gen(function* () {
    yield* refuseSegments(dialect, stream)
    const table = yield* SqlTable.prepare(dialect, stream)
    const writer = dialect.writer(table)
    const history = isKept ? yield* SqlHistory.open(dialect, table, writer) : undefined
    return keeperOf(dialect, table, writer, history)
  })

const refuseSegments = Effect.fnUntraced(function* (
  { columns }: SqlDialect,
  { connector, name, stream }: StreamTable
): Effect.fn.Return<void, SqlError.SqlError | StoreMismatch> {
  if ((yield* columns(SqlTable.indexOf(name))).length === 0) return
  const detail = `the rows of ${connector}/${stream} are kept in segments beside it; use NdjsonStore, or another store`
  return yield* new StoreMismatch({ detail })
})

const keeperOf = (
  dialect: SqlDialect,
  table: KeptTable,
  writer: RowWriter,
  history: SqlHistory.SqlHistory | undefined
): RowKeeper => {
  const { sql } = dialect
  const name = sql(table.name)
  return {
    write: writeWith(writer, table, history),
    unseen: (sweep) =>
      Effect.map(
        sql<{ standing: number | bigint; unseen: number | bigint | null }>`
          SELECT count(*) AS standing, sum(CASE WHEN ${SqlTable.unseen(sql, sweep)} THEN 1 ELSE 0 END) AS unseen
          FROM ${name} WHERE _innlet_partition = ${ExactText.encode(sweep.partition)} AND _innlet_deleted_at IS NULL`,
        ([counted]) => ({ standing: Number(counted?.standing ?? 0), unseen: Number(counted?.unseen ?? 0) })
      ),
    deleteUnseen: (sweep, at) =>
      Effect.gen(function* () {
        if (history !== undefined) yield* history.deleted(sweep, at)
        const [counted] = yield* sql<{ n: number | bigint }>`
          SELECT count(*) AS n FROM ${name} WHERE ${SqlTable.unseen(sql, sweep)}`
        yield* sql`UPDATE ${name} SET _innlet_deleted_at = ${at} WHERE ${SqlTable.unseen(sql, sweep)}`
        return Number(counted?.n ?? 0)
      }),
    observations: (query) => observationsOf(dialect, table, query),
    committed: Effect.void
  }
}

/** How often a row is offered that the database neither adds nor holds. */
const maxRounds = 3

const writeWith = (
  writer: RowWriter,
  table: KeptTable,
  history: SqlHistory.SqlHistory | undefined
): RowKeeper["write"] => {
  const effectOf = makeEffectOf(table)
  /** What most rows of the last page were; most of the next will be too. */
  let most: "new" | "same" | "other" = "new"

  return Effect.fnUntraced(function* (rows: ReadonlyArray<Row>, place: Place): Effect.fn.Return<Written, RowFailure> {
    const exact = rows.map(exactly)
    const refused: Array<Refusal> = []
    const changes = new Map<number, Array<Row>>()
    let updated = 0
    let unchanged = 0
    let left: ReadonlyArray<Row> = exact
    if (most === "new") left = yield* writer.add(exact, place, refused)
    if (most === "same") {
      left = yield* writer.confirm(exact, place)
      unchanged = exact.length - left.length
    }
    for (let round = 1; left.length > 0; round++) {
      const stands = yield* writer.standing(left)
      for (let i = 0; i < left.length; i++) {
        const found = stands[i]
        if (found === undefined) continue
        const row = left[i]!
        const { parts, replaces } = effectOf(found, row, place.observedAt)
        if (replaces) updated += 1
        else unchanged += 1
        if (parts === 0) continue
        const others = changes.get(parts)
        if (others === undefined) changes.set(parts, [row])
        else others.push(row)
      }
      left = left.filter((_, i) => stands[i] === undefined)
      if (round > maxRounds) refused.push(...left.map(neither))
      if (left.length === 0 || round > maxRounds) break
      // What another commit has added since is there when it is looked for again.
      left = yield* writer.add(left, place, refused)
    }
    for (const [parts, some] of changes) yield* writer.change(changeOf(parts), some, place, refused)
    if (refused.length > 0) return yield* refusalOf(rows, refused)
    if (history !== undefined) yield* history.observed(exact, place.observedAt)
    const known = updated + unchanged
    const half = rows.length / 2
    most = unchanged > half ? "same" : known > half ? "other" : "new"
    return { inserted: rows.length - known, updated, unchanged }
  })
}

const neither = (row: Row): Refusal => ({ row, path: "", message: "the table neither takes the row nor holds its key" })

const content = 1
const confirmedAt = 2
const placed = 4
const revived = 8

const changeOf = (parts: number): Change => ({
  content: (parts & content) > 0,
  confirmedAt: (parts & confirmedAt) > 0,
  place: (parts & placed) > 0,
  revived: (parts & revived) > 0
})

/** What an observation does to what stands: the parts of the row that change, as a sum. */
const makeEffectOf = (table: KeptTable) => {
  const decide = Precedence.make(table)
  return (stands: StandingRow, row: Row, observedAt: number) => {
    const decision = decide(standingOf(table, stands, row), row, observedAt)
    if (decision === "keep") return { parts: 0, replaces: false }
    const raised = observedAt >= stands.observedAt ? placed : 0
    if (decision === "replace") return { parts: content + confirmedAt + revived + raised, replaces: true }
    if (decision === "see") return { parts: raised, replaces: false }
    return { parts: (stands.shape < table.shape ? content : 0) + confirmedAt + raised, replaces: false }
  }
}

const standingOf = ({ version }: KeptTable, stands: StandingRow, row: Row): Precedence.Standing => ({
  get version() {
    return version === undefined ? undefined : SqlValue.valueOf(version.kind, stands.version)
  },
  digest: () => Precedence.digestOf(stands.otherRaw ?? row.raw),
  sameContent: () => stands.otherRaw === undefined,
  confirmedAt: stands.confirmedAt,
  observedAt: stands.observedAt,
  deletedAt: stands.deletedAt
})

/** The raw record as it will be read back, so that equal ones are equal. */
const exactly = (row: Row): Row => {
  const raw = ExactText.encodeJson(row.raw)
  return raw === row.raw ? row : { ...row, raw }
}

const refusalOf = (rows: ReadonlyArray<Row>, refused: ReadonlyArray<Refusal>): RowsRefused => {
  const places = new Map(rows.map(({ identity }, index) => [identity, index]))
  const [first] = refused
  return new RowsRefused({
    detail: `${refused.length} of ${rows.length} rows can't be stored, such as: ${[first?.path, first?.message].filter(Boolean).join(": ")}`,
    rows: refused
      .map(({ message, path, row }) => ({ index: places.get(row.identity) ?? 0, path, message }))
      .toSorted((a, b) => a.index - b.index)
  })
}

/** In parts, each its own statement: whoever reads may write in between. */
const observationsOf = (
  dialect: SqlDialect,
  table: KeptTable,
  { dates, fields }: ObservationQuery
): Stream.Stream<ReadonlyArray<Observation>, SqlError.SqlError> => {
  const { sql } = dialect
  const asked = fields.map((field) => columnOf(table, field))
  const selected = [
    ...asked.map(({ kind, name }, i) => `${dialect.readable(kind, SqlTable.quoted(name))} AS v${i}`),
    ...table.key.map(({ name }, i) => `${SqlTable.quoted(name)} AS k${i}`)
  ].join(", ")
  const key = table.key.map(({ name }) => SqlTable.quoted(name)).join(", ")
  const within = dates === undefined ? undefined : { ...dates, name: columnOf(table, dates.field).name }

  const part = (after: ReadonlyArray<unknown> | undefined) =>
    Effect.map(
      sql<{ readonly [name: string]: unknown }>`
        SELECT ${sql.literal(selected)}, _innlet_observed_at AS observed_at FROM ${sql(table.name)}
        WHERE ${sql.and([
          "_innlet_deleted_at IS NULL",
          ...(within === undefined
            ? []
            : [sql`${sql(within.name)} >= ${within.from}`, sql`${sql(within.name)} < ${within.to}`]),
          ...(after === undefined
            ? []
            : [sql`(${sql.literal(key)}) > (${sql.csv(after.map((value) => sql`${value}`))})`])
        ])}
        ORDER BY ${sql.literal(key)} LIMIT ${sql.literal(String(observationChunk))}`.pipe(
        Effect.provideService(SqlClient.SafeIntegers, true)
      ),
      (rows) => {
        const last = rows.length < observationChunk ? undefined : rows.at(-1)
        const observations = rows.map((row): Observation => ({
          values: asked.map(({ kind }, i) => SqlValue.textOf(kind, row[`v${i}`])),
          observedAt: Number(row["observed_at"])
        }))
        return [
          observations.length === 0 ? [] : [observations],
          last === undefined ? Option.none() : Option.some(table.key.map((_, i) => last[`k${i}`]))
        ] as const
      }
    )
  return Stream.paginate<ReadonlyArray<unknown> | undefined, ReadonlyArray<Observation>, SqlError.SqlError>(
    undefined,
    part
  )
}

const columnOf = (table: StreamTable, field: string): Column => {
  const column = table.columns.find((candidate) => candidate.field === field)
  if (column === undefined) throw new Error(`${table.connector}/${table.stream} has no field "${field}"`)
  return column
}
