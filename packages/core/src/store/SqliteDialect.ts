/**
 * SQLite as a store's database.
 *
 * @since 0.1.0
 */
import { Effect, Schedule } from "effect"
import type { ColumnKind } from "../contract/StreamTable.ts"
import type { SqliteClient } from "./SqliteClient.ts"
import * as SqliteFailure from "./SqliteFailure.ts"
import * as SqliteRows from "./SqliteRows.ts"
import type { SqlDialect } from "./SqlDialect.ts"
import type { Named } from "./SqlTransaction.ts"

const columnTypes: { readonly [kind in ColumnKind]: string } = {
  text: "TEXT",
  decimal: "TEXT",
  date: "TEXT",
  instant: "TEXT",
  json: "TEXT",
  integer: "INTEGER",
  boolean: "INTEGER",
  number: "REAL"
}

/**
 * What SQLite's failures mean, for a store of this name.
 *
 * @category constructors
 * @since 0.1.0
 */
export const named = (store: string): Named => ({
  store,
  verdict: (error) => {
    if (SqliteFailure.isFull(error)) return "full"
    return error.reason._tag === "LockTimeoutError" ? "again" : "failed"
  },
  detail: ({ reason }) => reason.message ?? reason._tag
})

/** Rows a statement adds to a table of the store's own. */
const rowsAtOnce = 50

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (sql: SqliteClient["Service"], store: string): SqlDialect => ({
  ...named(store),
  sql,
  types: { text: "TEXT", integer: "INTEGER", number: "REAL", bytes: "BLOB", counter: "INTEGER PRIMARY KEY" },
  columnType: (kind) => columnTypes[kind],
  readable: SqliteRows.readable,
  tableSuffix: " STRICT, WITHOUT ROWID",
  // A transaction has the only connection that writes from its first statement on.
  lockSuffix: "",
  maxName: Infinity,
  relations: (beginning) =>
    Effect.map(
      sql<{ name: string }>`SELECT name FROM sqlite_schema
        WHERE type IN ('table', 'view') AND substr(name, 1, length(${beginning})) = ${beginning}`,
      (found) => found.map(({ name }) => name)
    ),
  columns: (table) =>
    Effect.map(
      sql<{ name: string; type: string; notnull: number; pk: number }>`
        SELECT name, type, "notnull", pk FROM pragma_table_info(${table}) ORDER BY cid`,
      (found) => found.map(({ name, notnull, pk, type }) => ({ name, type, notNull: notnull === 1, keyAt: pk }))
    ),
  addMany: ({ columns, table, conflict = "" }, rows) => {
    const names = Object.keys(columns)
    const group = `(${names.map(() => "?").join(", ")})`
    const statementOf = (count: number) =>
      `INSERT INTO ${table} (${names.join(", ")}) VALUES ${Array.from({ length: count }, () => group).join(", ")} ${conflict}`
    const whole = rows.length - (rows.length % rowsAtOnce)
    return Effect.asVoid(
      sql.use((session) => {
        // Preparing the large statement takes longer than running it.
        if (whole > 0) {
          session.runMany(
            statementOf(rowsAtOnce),
            Array.from({ length: whole / rowsAtOnce }, (_, i) =>
              rows.slice(i * rowsAtOnce, (i + 1) * rowsAtOnce).flat()
            )
          )
        }
        if (whole < rows.length) session.runMany(statementOf(1), rows.slice(whole))
      })
    )
  },
  writer: (table) => SqliteRows.make(sql, table),
  // Each try waits for the busy timeout.
  schedule: Schedule.recurs(2)
})
