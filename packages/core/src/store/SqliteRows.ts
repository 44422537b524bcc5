/**
 * Writes rows into a table of SQLite: new ones many to a statement, and changes one by one, all of a page in one effect.
 *
 * @since 0.1.0
 */
import type { Row } from "../contract/PageCommit.ts"
import type { ColumnKind, StreamTable } from "../contract/StreamTable.ts"
import * as RowEncoder from "./RowEncoder.ts"
import type { Place } from "./RowKeeper.ts"
import type { Change, KeptTable, Parameter, Refusal, RowWriter, StandingRow } from "./SqlDialect.ts"
import type { SqliteClient } from "./SqliteClient.ts"
import * as SqliteFailure from "./SqliteFailure.ts"

import { quoted } from "./SqlTable.ts"
import * as ExactText from "./ExactText.ts"

/** How many rows a statement adds. Measured: 25 are 1.7 times as fast as one, and more bring nothing. */
const chunk = 25

/**
 * Compiles the writer of a table.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (sql: SqliteClient["Service"], table: KeptTable): RowWriter => {
  const width = table.columns.length + 1
  const encode = RowEncoder.make(table)
  const keyOf = RowEncoder.makeKey(table)
  const [addOne, addChunk] = [insertOf(table, 1), insertOf(table, chunk)]
  const confirm = confirmOf(table)
  const select = selectOf(table)
  const inKey = table.columns.map((column) => table.key.includes(column))

  return {
    keyOf,
    add: (rows, place, refused) =>
      sql.use((session) => {
        const there: Array<Row> = []
        const shared = { ...placeOf(place), shape: table.shape }
        const one = Array.from<Parameter>({ length: width })
        const many = Array.from<Parameter>({ length: width * chunk })
        const addEach = (from: number, to: number) => {
          const statement = session.prepare(addOne)
          for (let at = from; at < to; at++) {
            const row = rows[at]!
            encode(row, one, 0)
            refusing(refused, row, () => {
              if (Number(statement.run(shared, ...one).changes) === 0) there.push(row)
            })
          }
        }
        let from = 0
        for (; from + chunk <= rows.length; from += chunk) {
          for (let i = 0; i < chunk; i++) encode(rows[from + i]!, many, i * width)
          try {
            session.prepare(addChunk).run(shared, ...many)
          } catch (cause) {
            if (!SqliteFailure.isRefusal(cause)) throw cause
            addEach(from, from + chunk)
          }
        }
        addEach(from, rows.length)
        return there
      }),
    confirm: (rows, place) =>
      sql.use((session) => {
        const statement = session.prepare(confirm)
        const shared = { ...placeOf(place), shape: table.shape }
        return rows.filter((row) => Number(statement.run(shared, ...keyOf(row), row.raw).changes) === 0)
      }),
    standing: (rows) =>
      sql.use((session) => {
        const statement = session.prepare(select)
        statement.setReadBigInts(false)
        return rows.map((row) => standingOf(row, statement.get(...keyOf(row))))
      }),
    change: (change, rows, place, refused) =>
      sql.use((session) => {
        const statement = session.prepare(updateOf(table, change))
        const shared = {
          ...(change.content ? { shape: table.shape } : {}),
          ...(change.place ? placeOf(place) : change.confirmedAt ? { at: place.observedAt } : {})
        }
        const values = Array.from<Parameter>({ length: width })
        for (const row of rows) {
          if (change.content) encode(row, values, 0)
          const content = change.content ? values.filter((_, at) => inKey[at] !== true) : []
          refusing(refused, row, () => statement.run(shared, ...content, ...keyOf(row)))
        }
      })
  }
}

/** What all rows of a page share; bound once a statement and not once a row. */
const placeOf = ({ observedAt, page, partition, run }: Place) => ({
  partition: ExactText.encode(partition),
  run: ExactText.encode(run),
  page,
  at: observedAt
})

const refusing = (refused: Array<Refusal>, row: Row, write: () => unknown): void => {
  try {
    write()
  } catch (cause) {
    if (!SqliteFailure.isRefusal(cause)) throw cause
    refused.push({ row, path: "", message: cause.message })
  }
}

const insertOf = (table: StreamTable, rows: number): string => {
  const columns = [...table.columns.map(({ name }) => quoted(name)), "_innlet_raw"]
  const shared = "$partition, $run, $page, $at, $at, $shape"
  const group = `(${columns.map(() => "?").join(", ")}, ${shared})`
  const into = `INSERT INTO ${quoted(table.name)} (${columns.join(", ")}, _innlet_partition, _innlet_run, _innlet_page,
    _innlet_observed_at, _innlet_confirmed_at, _innlet_shape) VALUES`
  return rows === 1
    ? `${into} ${group} ON CONFLICT (${table.key.map(({ name }) => quoted(name)).join(", ")}) DO NOTHING`
    : // Fails whole where a key is there before, so that it is known which rows are new.
      `${into} ${Array.from({ length: rows }, () => group).join(", ")}`
}

/**
 * A quoted column as `SqlValue` reads it: a number that JavaScript can't read exactly comes as text.
 *
 * @category getters
 * @since 0.1.0
 */
export const readable = (kind: ColumnKind, column: string): string =>
  kind === "integer" ? `CAST(${column} AS TEXT)` : column

const whereOf = (table: StreamTable): string => table.key.map(({ name }) => `${quoted(name)} = ?`).join(" AND ")

const confirmOf = (table: StreamTable): string => `UPDATE ${quoted(table.name)}
  SET _innlet_partition = $partition, _innlet_run = $run, _innlet_page = $page, _innlet_observed_at = $at,
    _innlet_confirmed_at = $at
  WHERE ${whereOf(table)} AND _innlet_raw = ? AND _innlet_shape = $shape AND _innlet_deleted_at IS NULL
    AND _innlet_confirmed_at < $at AND _innlet_observed_at <= $at`

const selectOf = (table: StreamTable): string => {
  const { version } = table
  return `SELECT ${version === undefined ? "NULL" : readable(version.kind, quoted(version.name))} AS version, _innlet_raw AS raw,
    _innlet_confirmed_at AS confirmed, _innlet_observed_at AS observed, _innlet_deleted_at AS deleted,
    _innlet_shape AS shape FROM ${quoted(table.name)} WHERE ${whereOf(table)}`
}

const standingOf = (row: Row, found: Record<string, unknown> | undefined): StandingRow | undefined =>
  found === undefined
    ? undefined
    : {
        version: found["version"],
        otherRaw: found["raw"] === row.raw ? undefined : String(found["raw"]),
        confirmedAt: Number(found["confirmed"]),
        observedAt: Number(found["observed"]),
        deletedAt: found["deleted"] === null ? undefined : Number(found["deleted"]),
        shape: Number(found["shape"])
      }

const updateOf = (table: StreamTable, change: Change): string => {
  const rest = table.columns.filter((column) => !table.key.includes(column))
  const parts = [
    ...(change.content
      ? [...rest.map(({ name }) => `${quoted(name)} = ?`), "_innlet_raw = ?", "_innlet_shape = $shape"]
      : []),
    ...(change.confirmedAt ? ["_innlet_confirmed_at = $at"] : []),
    ...(change.place
      ? ["_innlet_partition = $partition", "_innlet_run = $run", "_innlet_page = $page", "_innlet_observed_at = $at"]
      : []),
    ...(change.revived ? ["_innlet_deleted_at = NULL"] : [])
  ]
  return `UPDATE ${quoted(table.name)} SET ${parts.join(", ")} WHERE ${whereOf(table)}`
}
