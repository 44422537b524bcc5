/**
 * Which segments a stream consists of, as rows of `_innlet_segment`: what is listed in a committed transaction is data, and
 * everything else in the folder is not.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Content } from "./SegmentFile.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Segment extends Content {
  /** From 1, never used twice; a merged segment has a higher one than segments whose lines come later. */
  readonly number: number
  readonly file: string
  readonly lines: number
  /** The `_innlet_seq` of its lines, from and to. */
  readonly firstSeq: number
  readonly lastSeq: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface SegmentList {
  /** In the order of their lines. */
  readonly all: Effect.Effect<ReadonlyArray<Segment>, SqlError.SqlError>
  /** The numbers of the next segment and of its first line. */
  readonly next: Effect.Effect<{ readonly number: number; readonly seq: number }, SqlError.SqlError>
  readonly add: (segment: Segment) => Effect.Effect<void, SqlError.SqlError>
  /** From now on these, which follow each other, are no data but files to remove. */
  readonly retire: (segments: ReadonlyArray<Segment>) => Effect.Effect<void, SqlError.SqlError>
  /** The files to remove. */
  readonly retired: Effect.Effect<ReadonlyArray<string>, SqlError.SqlError>
  /** The retired files are removed. */
  readonly forgetRetired: Effect.Effect<void, SqlError.SqlError>
}

interface SegmentRow {
  readonly number: number
  readonly file: string
  readonly lines: number
  readonly bytes: number
  readonly sha256: string
  readonly first_seq: number
  readonly last_seq: number
}

/**
 * Makes the table of all lists where there is none.
 *
 * @category constructors
 * @since 0.1.0
 */
export const prepare = (sql: SqlClient.SqlClient): Effect.Effect<void, SqlError.SqlError> =>
  Effect.asVoid(
    sql.unsafe(`CREATE TABLE IF NOT EXISTS _innlet_segment (
      folder TEXT NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL, lines INTEGER NOT NULL, bytes INTEGER NOT NULL,
      sha256 TEXT NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, retired INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (folder, number)
    ) STRICT, WITHOUT ROWID`)
  )

/**
 * The folders that have a list, in order.
 *
 * @category getters
 * @since 0.1.0
 */
export const folders = (sql: SqlClient.SqlClient): Effect.Effect<ReadonlyArray<string>, SqlError.SqlError> =>
  Effect.map(sql.unsafe<{ folder: string }>("SELECT DISTINCT folder FROM _innlet_segment ORDER BY folder"), (rows) =>
    rows.map(({ folder }) => folder)
  )

const columns = "number, file, lines, bytes, sha256, first_seq, last_seq"

/**
 * The list of a folder.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (sql: SqlClient.SqlClient, folder: string): SegmentList => ({
  all: Effect.map(
    sql.unsafe<SegmentRow>(
      `SELECT ${columns} FROM _innlet_segment WHERE folder = ? AND retired = 0 ORDER BY first_seq`,
      [folder]
    ),
    (rows) => rows.map(fromRow)
  ),
  next: Effect.map(
    sql.unsafe<{ number: number | null; seq: number | null }>(
      "SELECT max(number) AS number, max(last_seq) AS seq FROM _innlet_segment WHERE folder = ?",
      [folder]
    ),
    ([newest]) => ({ number: (newest?.number ?? 0) + 1, seq: (newest?.seq ?? 0) + 1 })
  ),
  add: ({ bytes, file, firstSeq, lastSeq, lines, number, sha256 }) =>
    Effect.asVoid(
      sql.unsafe(`INSERT INTO _innlet_segment (folder, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, [
        folder,
        number,
        file,
        lines,
        bytes,
        sha256,
        firstSeq,
        lastSeq
      ])
    ),
  retire: (segments) =>
    Effect.asVoid(
      sql.unsafe("UPDATE _innlet_segment SET retired = 1 WHERE folder = ? AND first_seq BETWEEN ? AND ?", [
        folder,
        segments[0]?.firstSeq ?? 0,
        segments.at(-1)?.lastSeq ?? 0
      ])
    ),
  retired: Effect.map(
    sql.unsafe<{ file: string }>("SELECT file FROM _innlet_segment WHERE folder = ? AND retired = 1", [folder]),
    (rows) => rows.map(({ file }) => file)
  ),
  forgetRetired: Effect.asVoid(sql.unsafe("DELETE FROM _innlet_segment WHERE folder = ? AND retired = 1", [folder]))
})

const fromRow = ({ bytes, file, first_seq, last_seq, lines, number, sha256 }: SegmentRow): Segment => ({
  number,
  file,
  lines,
  bytes,
  sha256,
  firstSeq: first_seq,
  lastSeq: last_seq
})
