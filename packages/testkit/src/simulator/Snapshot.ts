/**
 * What stands in the database, read by plain SQL over a connection of the simulator's own: the state that another process would
 * find, and how it differs from the one before.
 *
 * @since 0.1.0
 */
import type { DatabaseSync, StatementSync } from "node:sqlite"

/**
 * A row of a stream's table.
 *
 * @category models
 * @since 0.1.0
 */
export interface StoredRow {
  readonly table: string
  /** The key's columns, one after the other. */
  readonly key: string
  readonly raw: string
  readonly partition: string
  readonly run: string
  readonly page: number
  readonly observedAt: number
  readonly confirmedAt: number
  readonly deletedAt: number | null
}

/**
 * @category models
 * @since 0.1.0
 */
export interface StoredCheckpoint {
  readonly stream: string
  readonly partition: string
  readonly run: string
  readonly epoch: number
  readonly seq: number
  readonly writer: string
  readonly status: string
  readonly walk: string
  readonly intent: number | null
  readonly since: number | null
  readonly watermark: number | null
  readonly resumeAt: number | null
  readonly startedAt: number
  readonly verdict: string | null
  readonly pages: number
  readonly requests: number
  readonly retries: number
  readonly received: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly deadLettered: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface StoredLetter {
  readonly id: string
  readonly partition: string
  readonly key: string | null
  readonly raw: string
  /** Of the whole record as it came. */
  readonly hash: string
  readonly timesSeen: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface StagedBytes {
  readonly partition: string
  readonly run: string
  readonly page: number
  readonly bytes: number
}

/**
 * What one commit changed, as others see it. Rows, checkpoints and letters are those that are new or other than before.
 *
 * @category models
 * @since 0.1.0
 */
export interface Change {
  readonly rows: ReadonlyArray<{ readonly before: StoredRow | undefined; readonly after: StoredRow }>
  /** Keys whose rows are gone, by table. */
  readonly lostRows: ReadonlyArray<StoredRow>
  readonly checkpoints: ReadonlyArray<{
    readonly before: StoredCheckpoint | undefined
    readonly after: StoredCheckpoint
  }>
  readonly letters: ReadonlyArray<StoredLetter>
  readonly settled: ReadonlyArray<StoredLetter>
  /** All that wait. */
  readonly staged: ReadonlyArray<StagedBytes>
  /** Entries of the audit. */
  readonly audited: number
  /** Until when the provider is known to want nothing; epoch milliseconds, 0 where it is not known. */
  readonly pausedUntil: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Reader {
  /** Counts the commits of others. */
  readonly version: () => number
  /** What changed since the last look. */
  readonly look: () => Change
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (database: DatabaseSync): Reader => {
  const statements = new Map<string, StatementSync>()
  const all = (sql: string): ReadonlyArray<ReadonlyArray<unknown>> => {
    const known = statements.get(sql)
    const statement = known ?? database.prepare(sql)
    if (known === undefined) {
      statement.setReturnArrays(true)
      statements.set(sql, statement)
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it returns arrays
    return statement.all() as unknown as ReadonlyArray<ReadonlyArray<unknown>>
  }
  const pairs = (sql: string): ReadonlyArray<readonly [key: string, text: string]> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- such statements select two texts
    all(sql) as unknown as ReadonlyArray<readonly [key: string, text: string]>
  const restOf = (): Pick<Change, "staged" | "audited" | "pausedUntil"> => {
    const [staged, audited, until] = all(restSql)[0] ?? []
    return {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the statement wrote it
      staged: JSON.parse(String(staged)) as ReadonlyArray<StagedBytes>,
      audited: Number(audited),
      pausedUntil: Number(until ?? 0)
    }
  }
  const version = database.prepare("PRAGMA data_version")
  let tables: ReadonlyArray<readonly [name: string, sql: string]> = []
  let schema = -1
  const isReady = (): boolean => {
    const [found] = all("PRAGMA schema_version")
    const now = Number(found?.[0])
    if (now === schema) return tables.length > 0
    schema = now
    statements.clear()
    tables = tablesOf(database)
    return tables.length > 0
  }

  let rows = new Map<string, Map<string, string>>()
  let checkpoints = new Map<string, string>()
  let letters = new Map<string, string>()
  return {
    version: () => Number(version.get()?.["data_version"]),
    look: () => {
      if (!isReady()) return nothing
      const rowsNow = new Map<string, Map<string, string>>()
      const changed: Array<{ readonly before: StoredRow | undefined; readonly after: StoredRow }> = []
      const lostRows: Array<StoredRow> = []
      for (const [table, sql] of tables) {
        const before = rows.get(table)
        const now = new Map(pairs(sql))
        rowsNow.set(table, now)
        for (const [key, text] of now) {
          const old = before?.get(key)
          if (old === text) continue
          changed.push({
            before: old === undefined ? undefined : rowOf(table, key, old),
            after: rowOf(table, key, text)
          })
        }
        for (const [key, text] of before ?? []) if (!now.has(key)) lostRows.push(rowOf(table, key, text))
      }
      const checkpointsNow = new Map(pairs(checkpointSql))
      const lettersNow = new Map(pairs(letterSql))
      const change: Change = {
        rows: changed,
        lostRows,
        checkpoints: [...checkpointsNow].flatMap(([key, text]) => {
          const before = checkpoints.get(key)
          if (before === text) return []
          return [{ before: before === undefined ? undefined : checkpointOf(before), after: checkpointOf(text) }]
        }),
        letters: [...lettersNow].flatMap(([key, text]) => (letters.get(key) === text ? [] : [letterOf(text)])),
        settled: [...letters].flatMap(([key, text]) => (lettersNow.has(key) ? [] : [letterOf(text)])),
        ...restOf()
      }
      rows = rowsNow
      checkpoints = checkpointsNow
      letters = lettersNow
      return change
    }
  }
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

const rowOf = (table: string, key: string, text: string): StoredRow => {
  const [partition = "", run = "", page, observedAt, confirmedAt, deletedAt, ...raw] = text.split(unit)
  return {
    table,
    key,
    partition,
    run,
    page: Number(page),
    observedAt: Number(observedAt),
    confirmedAt: Number(confirmedAt),
    deletedAt: deletedAt === "" ? null : Number(deletedAt),
    raw: raw.join(unit)
  }
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the statement wrote it
const checkpointOf = (text: string): StoredCheckpoint => JSON.parse(text) as StoredCheckpoint
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the statement wrote it
const letterOf = (text: string): StoredLetter => JSON.parse(text) as StoredLetter

/** Between the columns of a row; it stands in none of those before the last. */
const unit = "\u001f"

// One text a row, since most rows of most looks are as they were, and texts are compared fastest.
const objectOf = (columns: ReadonlyArray<readonly [name: string, column: string]>): string =>
  `json_object(${columns.map(([name, column]) => `'${name}', ${column}`).join(", ")})`

const checkpointSql = `SELECT stream || char(31) || partition, ${objectOf([
  ...[
    "stream",
    "partition",
    "run",
    "epoch",
    "seq",
    "writer",
    "status",
    "walk",
    "intent",
    "since",
    "watermark",
    "verdict"
  ].map((name) => [name, name] as const),
  ["resumeAt", "resume_at"],
  ["startedAt", "started_at"],
  ...["pages", "requests", "retries", "received", "inserted", "updated", "unchanged"].map(
    (name) => [name, name] as const
  ),
  ["deadLettered", "dead_lettered"]
])} FROM _innlet_checkpoint`
const letterSql = `SELECT id, ${objectOf([
  ...["id", "partition", "key", "raw", "hash"].map((name) => [name, name] as const),
  ["timesSeen", "times_seen"]
])} FROM _innlet_dead_letter`
const restSql = `SELECT
  (SELECT json_group_array(${objectOf(["partition", "run", "page", "bytes"].map((name) => [name, name] as const))}) FROM _innlet_staged),
  (SELECT count(*) FROM _innlet_audit),
  (SELECT max(coalesce(json_extract(health, '$.pausedUntil'), 0)) FROM _innlet_health)`

const columns = [
  ...["partition", "run", "page", "observed_at", "confirmed_at"].map((name) => `_innlet_${name}`),
  "coalesce(_innlet_deleted_at, '')",
  "_innlet_raw"
].join(" || char(31) || ")

/** The tables of streams, each with the statement that reads it; none before the store's own are there. */
const tablesOf = (database: DatabaseSync): ReadonlyArray<readonly [name: string, sql: string]> => {
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name))
  if (!["_innlet_health", "_innlet_table"].every((name) => names.includes(name))) return []
  return database
    .prepare("SELECT name FROM _innlet_table")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => names.includes(name))
    .map((name) => {
      const key = database
        .prepare("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk")
        .all(name)
        .map((column) => `"${String(column["name"])}"`)
        .join(" || char(31) || ")
      return [name, `SELECT ${key}, ${columns} FROM "${name}"`]
    })
}
