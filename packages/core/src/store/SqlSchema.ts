/**
 * The tables of a SQL store: its own, and one for each stream. Names and column types are Innlet's interface to whoever
 * queries the file, so a change of either raises `storeVersion`.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { ColumnKind, StreamTable } from "../contract/StreamTable.ts"
import { StoreMismatch } from "../contract/SyncStore.ts"

/**
 * @category constants
 * @since 0.1.0
 */
export const storeVersion = 2

/**
 * Quotes an identifier; names are checked where a `StreamTable` is made.
 *
 * @category getters
 * @since 0.1.0
 */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const own = [
  `CREATE TABLE _innlet_checkpoint (
    connector TEXT NOT NULL, stream TEXT NOT NULL, partition TEXT NOT NULL, run TEXT NOT NULL,
    epoch INTEGER NOT NULL, seq INTEGER NOT NULL, status TEXT NOT NULL, walk TEXT NOT NULL,
    connector_version TEXT NOT NULL, record_schema TEXT NOT NULL,
    started_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, expires_at INTEGER, resume_at INTEGER,
    problem TEXT, verdict TEXT,
    pages INTEGER NOT NULL, requests INTEGER NOT NULL, retries INTEGER NOT NULL, received INTEGER NOT NULL,
    inserted INTEGER NOT NULL, updated INTEGER NOT NULL, unchanged INTEGER NOT NULL, dead_lettered INTEGER NOT NULL,
    PRIMARY KEY (connector, stream, partition)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE _innlet_dead_letter (
    connector TEXT NOT NULL, stream TEXT NOT NULL, partition TEXT NOT NULL, raw_hash TEXT NOT NULL,
    run TEXT NOT NULL, page INTEGER NOT NULL, position INTEGER NOT NULL, issues TEXT NOT NULL, raw TEXT NOT NULL,
    record_schema TEXT NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, times_seen INTEGER NOT NULL,
    PRIMARY KEY (connector, stream, partition, raw_hash)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE _innlet_audit (
    connector TEXT NOT NULL, stream TEXT NOT NULL, partition TEXT NOT NULL, run TEXT NOT NULL,
    epoch INTEGER NOT NULL, seq INTEGER NOT NULL, pass INTEGER NOT NULL, cursor TEXT, page_size INTEGER NOT NULL,
    received INTEGER NOT NULL, total INTEGER, sent_at INTEGER NOT NULL, latency_ms INTEGER NOT NULL,
    retries INTEGER NOT NULL, outcome TEXT NOT NULL,
    PRIMARY KEY (connector, stream, partition, run, epoch, seq)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE _innlet_seen (
    run TEXT NOT NULL, stream TEXT NOT NULL, partition TEXT NOT NULL, key TEXT NOT NULL, pass INTEGER NOT NULL,
    PRIMARY KEY (run, stream, partition, key)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE _innlet_health (
    connector TEXT NOT NULL PRIMARY KEY, updated_at INTEGER NOT NULL, health TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE _innlet_table (
    name TEXT NOT NULL PRIMARY KEY, connector TEXT NOT NULL, stream TEXT NOT NULL, fingerprint TEXT NOT NULL,
    shape INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE _innlet_store (version INTEGER NOT NULL) STRICT`,
  `INSERT INTO _innlet_store (version) VALUES (${storeVersion})`
]

/**
 * Makes the store's own tables where there are none, and refuses those of another version.
 *
 * @category constructors
 * @since 0.1.0
 */
export const prepare = (sql: SqlClient.SqlClient): Effect.Effect<void, SqlError.SqlError | StoreMismatch> =>
  sql.withTransaction(
    Effect.gen(function* () {
      const tables = yield* sql.unsafe<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '\\_innlet\\_%' ESCAPE '\\'"
      )
      if (tables.length === 0) {
        for (const statement of own) yield* sql.unsafe(statement)
        return
      }
      const versions = tables.some(({ name }) => name === "_innlet_store")
        ? yield* sql.unsafe<{ version?: unknown }>("SELECT * FROM _innlet_store")
        : []
      const version = versions[0]?.version
      if (version === storeVersion) return
      return yield* new StoreMismatch({
        detail:
          version === undefined
            ? "it holds tables of an unknown version of Innlet; use another file"
            : `it has schema version ${JSON.stringify(version)} and this Innlet reads version ${storeVersion}; use the Innlet that made it, or another file`
      })
    })
  )

const typeOf: { readonly [kind in ColumnKind]: string } = {
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
 * What a stream's table keeps of each row beside its record.
 *
 * @category constants
 * @since 0.1.0
 */
export const bookkeeping = [
  "_innlet_raw",
  "_innlet_run",
  "_innlet_page",
  "_innlet_observed_at",
  "_innlet_shape"
] as const

const shapeOf = (table: StreamTable): ReadonlyArray<string> => [
  ...table.columns.map(({ kind, name, nullable }) => `${quoted(name)} ${typeOf[kind]}${nullable ? "" : " NOT NULL"}`),
  `"_innlet_raw" TEXT NOT NULL`,
  `"_innlet_run" TEXT NOT NULL`,
  `"_innlet_page" INTEGER NOT NULL`,
  `"_innlet_observed_at" INTEGER NOT NULL`,
  `"_innlet_shape" INTEGER NOT NULL`
]

/**
 * Makes a stream's table where there is none, adds columns to it that may be null, and refuses one of another shape.
 * Returns how many shapes the table has had: rows of an earlier one lack what their raw record may hold.
 *
 * @category constructors
 * @since 0.1.0
 */
export const prepareTable = (
  sql: SqlClient.SqlClient,
  table: StreamTable
): Effect.Effect<number, SqlError.SqlError | StoreMismatch> =>
  sql.withTransaction(
    Effect.gen(function* () {
      const found = yield* sql.unsafe<FoundColumn>(
        `SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY cid`,
        [table.name]
      )
      if (found.length === 0) {
        const key = table.key.map(({ name }) => quoted(name)).join(", ")
        yield* sql.unsafe(
          `CREATE TABLE ${quoted(table.name)} (${shapeOf(table).join(", ")}, PRIMARY KEY (${key})) STRICT, WITHOUT ROWID`
        )
      } else {
        const { added, differences } = compare(table, found)
        if (differences.length > 0) {
          return yield* new StoreMismatch({
            detail: `table ${table.name} ${differences.join(", ")}; rename or drop the table, or use another store`
          })
        }
        for (const column of added) yield* sql.unsafe(`ALTER TABLE ${quoted(table.name)} ADD COLUMN ${column}`)
      }
      return yield* register(sql, table)
    })
  )

interface FoundColumn {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly pk: number
}

const compare = (table: StreamTable, found: ReadonlyArray<FoundColumn>) => {
  const wanted = shapeOf(table)
  const key = table.key.map(({ name }) => quoted(name)).join(", ")
  const shape = found.map(({ name, notnull, type }) => `${quoted(name)} ${type}${notnull === 0 ? "" : " NOT NULL"}`)
  const foundNames = found.map(({ name }) => quoted(name))
  const foundKey = found
    .filter(({ pk }) => pk > 0)
    .toSorted((a, b) => a.pk - b.pk)
    .map(({ name }) => quoted(name))
    .join(", ")
  const missing = wanted.filter((column) => !shape.includes(column))
  const added = missing.filter(
    (column) => !column.endsWith(" NOT NULL") && !foundNames.some((name) => column.startsWith(`${name} `))
  )
  const differences = [
    ...missing.filter((column) => !added.includes(column)).map((column) => `lacks ${column}`),
    ...shape.filter((column) => !wanted.includes(column)).map((column) => `has ${column}`),
    ...(foundKey === key ? [] : [`is keyed by ${foundKey} and not by ${key}`])
  ]
  return { added, differences }
}

/** `a_b` with stream `c` and `a` with stream `b_c` name one table; the first of them has it. */
const register = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  { connector, fingerprint, name, stream }: StreamTable
): Effect.fn.Return<number, SqlError.SqlError | StoreMismatch> {
  const [known] = yield* sql.unsafe<{ connector: string; stream: string; fingerprint: string; shape: number }>(
    "SELECT connector, stream, fingerprint, shape FROM _innlet_table WHERE name = ?",
    [name]
  )
  if (known !== undefined && (known.connector !== connector || known.stream !== stream)) {
    return yield* new StoreMismatch({
      detail: `table ${name} holds ${known.connector}/${known.stream}, not ${connector}/${stream}; rename one of them, or use another store`
    })
  }
  if (known?.fingerprint === fingerprint) return known.shape
  const shape = (known?.shape ?? 0) + 1
  yield* sql.unsafe(
    "INSERT OR REPLACE INTO _innlet_table (name, connector, stream, fingerprint, shape) VALUES (?, ?, ?, ?, ?)",
    [name, connector, stream, fingerprint, shape]
  )
  return shape
})
