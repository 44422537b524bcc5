/**
 * Reads what stands in the database by plain SQL, over a connection of the simulator's own.
 *
 * @since 0.1.0
 */
import type { DatabaseSync, StatementSync } from "node:sqlite"
import * as RowText from "./RowText.ts"
import type { Change } from "./Snapshot.ts"
import * as StoredTable from "./StoredTable.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface SnapshotReader {
  /** Another one after each commit of others. */
  readonly version: () => number
  /** What changed since the last look. */
  readonly look: () => Change
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (database: DatabaseSync): SnapshotReader => {
  const version = database.prepare("PRAGMA data_version")
  version.setReturnArrays(true)
  let known: Reading | undefined
  let before: Texts | undefined
  let pausedUntil = 0

  const read = (): Texts | undefined => {
    known ??= readingOf(database)
    if (known === undefined) return undefined
    const texts = textsOf(known)
    if (texts.streams === known.streams.length) return texts
    known = undefined
    return read()
  }
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it returns arrays
    version: () => (version.get() as unknown as readonly [number])[0],
    look: () => {
      const now = read()
      if (now === undefined || known === undefined) return nothing
      if (now.healths !== before?.healths) pausedUntil = pausedUntilIn(now.healths)
      const change = changeOf(known.streams, before, now, pausedUntil)
      before = now
      return change
    }
  }
}

/** The statement that reads everything at once, and the tables of streams in it. */
interface Reading {
  readonly streams: ReadonlyArray<RowText.Table>
  readonly statement: StatementSync
}

/** What the statement gives. */
interface Texts {
  readonly checkpoints: string
  readonly letters: string
  readonly staged: string
  readonly audited: number
  readonly healths: string
  /** How many streams have a table. */
  readonly streams: number
  /** By the name of the table. */
  readonly rows: ReadonlyMap<string, string>
}

const nothing: Change = {
  rows: [],
  lostRows: [],
  checkpoints: [],
  letters: [],
  settled: [],
  staged: [],
  audited: 0,
  pausedUntil: 0
}

const changeOf = (
  streams: ReadonlyArray<RowText.Table>,
  before: Texts | undefined,
  now: Texts,
  pausedUntil: number
): Change => {
  const rows = streams.map((stream) => ({
    stream,
    ...RowText.difference(before?.rows.get(stream.name) ?? "", now.rows.get(stream.name) ?? "")
  }))
  const moved = RowText.difference(before?.checkpoints ?? "", now.checkpoints)
  const met = RowText.difference(before?.letters ?? "", now.letters)
  return {
    rows: rows.flatMap(({ changed, stream }) =>
      changed.map(({ after, before }) => ({
        before: before === undefined ? undefined : StoredTable.rowOf(stream, before),
        after: StoredTable.rowOf(stream, after)
      }))
    ),
    lostRows: rows.flatMap(({ gone, stream }) => gone.map((row) => StoredTable.rowOf(stream, row))),
    checkpoints: moved.changed.map(({ after, before }) => ({
      before: before === undefined ? undefined : StoredTable.checkpointOf(before),
      after: StoredTable.checkpointOf(after)
    })),
    letters: met.changed.map(({ after }) => StoredTable.letterOf(after)),
    settled: met.gone.map(StoredTable.letterOf),
    staged: RowText.rowsOf(now.staged).map(StoredTable.stagedOf),
    audited: now.audited,
    pausedUntil
  }
}

const pausedUntilIn = (healths: string): number =>
  Math.max(0, ...RowText.rowsOf(healths).map(StoredTable.pausedUntilOf))

/** Nothing before the store's own tables are there. */
const readingOf = (database: DatabaseSync): Reading | undefined => {
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name))
  if (!["_innlet_health", "_innlet_table"].every((name) => names.includes(name))) return undefined
  const streams = database
    .prepare("SELECT name FROM _innlet_table")
    .all()
    .map(({ name }) => StoredTable.ofStream(String(name), keyOf(database, String(name))))
  const parts = [
    ...[StoredTable.checkpoints, StoredTable.letters, StoredTable.staged].map(RowText.select),
    RowText.select(StoredTable.healths),
    "(SELECT count(*) FROM _innlet_audit)",
    "(SELECT count(*) FROM _innlet_table)",
    ...streams.map(RowText.select)
  ]
  const statement = database.prepare(`SELECT ${parts.join(", ")}`)
  statement.setReturnArrays(true)
  return { streams, statement }
}

const keyOf = (database: DatabaseSync, table: string): ReadonlyArray<string> =>
  database
    .prepare("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk")
    .all(table)
    .map((column) => `"${String(column["name"])}"`)

const textsOf = ({ statement, streams: tables }: Reading): Texts => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- so the statement selects, and it returns arrays
  const values = statement.get() as unknown as readonly [
    ...texts: [checkpoints: string, letters: string, staged: string, healths: string],
    ...counts: [audited: number, streams: number],
    ...rows: ReadonlyArray<string>
  ]
  const [checkpoints, letters, staged, healths, audited, streams, ...rows] = values
  return {
    checkpoints,
    letters,
    staged,
    healths,
    audited,
    streams,
    rows: new Map(tables.map(({ name }, at) => [name, rows[at] ?? ""]))
  }
}
