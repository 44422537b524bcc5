/**
 * Writes a page's rows into a stream's table and tells what became of each: new rows many to a statement, and one
 * statement each only where a key was there before.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { PageCommit, Row, Written } from "../contract/PageCommit.ts"
import type { StreamTable } from "../contract/StreamTable.ts"
import * as RowEncoder from "./RowEncoder.ts"
import type { SqliteClient } from "./SqliteClient.ts"
import type { Value } from "./SqliteSession.ts"
import { bookkeeping, quoted } from "./SqlSchema.ts"

/** How many rows a statement adds. Measured: 25 are 1.7 times as fast as one, and more bring nothing. */
const chunkSizes = [25, 5, 1] as const

/**
 * Compiles the writer of a table, which stands in its `shape`th shape. A row replaces one with its key only if its raw
 * record differs or the one that stands was written in an earlier shape, and if it is not older: by the provider's version
 * where both have one, and by when it was observed.
 *
 * @category constructors
 * @since 0.1.0
 */
export const writer = (
  sql: SqliteClient["Service"],
  table: StreamTable,
  shape: number
): ((commit: PageCommit) => Effect.Effect<Written, SqlError.SqlError>) => {
  const width = table.columns.length + bookkeeping.length
  const inserts = chunkSizes.map((size) => ({ size, statement: insertOf(table, size) }))
  const update = updateOf(table)
  const encode = RowEncoder.make(table)

  const put = (row: Row, { checkpoint, observedAt }: PageCommit, values: Array<Value>, from: number) => {
    encode(row, values, from)
    const at = from + table.columns.length + 1
    values[at] = checkpoint.run
    values[at + 1] = checkpoint.counts.pages
    values[at + 2] = observedAt
    values[at + 3] = shape
  }
  // Both yield the same array over and over: whoever runs a statement with it is done before the next.
  const chunks = function* (commit: PageCommit, from: number, to: number, size: number) {
    const values = Array.from<Value>({ length: size * width })
    for (let at = from; at < to; at += size) {
      for (let i = 0; i < size; i++) put(commit.rows[at + i]!, commit, values, i * width)
      yield values
    }
  }
  const single = function* (rows: Iterable<Row>, commit: PageCommit) {
    const values = Array.from<Value>({ length: width })
    for (const row of rows) {
      put(row, commit, values, 0)
      yield values
    }
  }

  return Effect.fnUntraced(function* (commit) {
    const { rows } = commit
    const standing: Array<Row> = []
    let inserted = 0
    let from = 0
    for (const { size, statement } of inserts) {
      const to = rows.length - ((rows.length - from) % size)
      if (to === from) continue
      for (const added of yield* sql.runMany(statement, chunks(commit, from, to, size))) {
        inserted += added
        // A row that was just added has the same raw record, so the update passes over it.
        if (added < size) standing.push(...rows.slice(from, from + size))
        from += size
      }
    }
    const changes = standing.length === 0 ? [] : yield* sql.runMany(update, single(standing, commit))
    const updated = changes.reduce((sum, changed) => sum + changed, 0)
    return { inserted, updated, unchanged: rows.length - inserted - updated }
  })
}

const intoOf = (table: StreamTable, rows: number): string => {
  const names = [...table.columns.map(({ name }) => name), ...bookkeeping]
  const values = `(${names.map(() => "?").join(", ")})`
  const list = Array.from({ length: rows }, () => values).join(", ")
  return `INSERT INTO ${quoted(table.name)} (${names.map(quoted).join(", ")}) VALUES ${list}`
}

const insertOf = (table: StreamTable, rows: number): string => `${intoOf(table, rows)} ON CONFLICT DO NOTHING`

const updateOf = (table: StreamTable): string => {
  const key = table.key.map(({ name }) => name)
  const rest = [...table.columns.map(({ name }) => name), ...bookkeeping].filter((name) => !key.includes(name))
  return `${intoOf(table, 1)} ON CONFLICT DO UPDATE SET
    ${rest.map((name) => `${quoted(name)} = excluded.${quoted(name)}`).join(", ")}
    WHERE (_innlet_raw IS NOT excluded._innlet_raw OR _innlet_shape < excluded._innlet_shape)
      AND _innlet_observed_at <= excluded._innlet_observed_at${notOlder(table)}`
}

const notOlder = ({ version }: StreamTable): string => {
  if (version === undefined) return ""
  const stands = quoted(version.name)
  const comes = `excluded.${stands}`
  const ordered =
    version.kind === "decimal" ? `CAST(${stands} AS NUMERIC) <= CAST(${comes} AS NUMERIC)` : `${stands} <= ${comes}`
  return ` AND (${stands} IS NULL OR ${comes} IS NULL OR ${ordered})`
}
