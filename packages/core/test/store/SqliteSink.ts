/** A sink that follows the contract, as a host would write one: a table of its own in SQLite, through its own code. */
import { Effect, Stream } from "effect"
import { DatabaseSync } from "node:sqlite"
import type { Written } from "../../src/contract/PageCommit.ts"
import { RowsRefused } from "../../src/contract/SyncStore.ts"
import { type Batch, type Sink, SinkError, SinkUnavailable, wins } from "../../src/store/Sink.ts"
import type { Stored } from "./StoreSubject.ts"

interface Standing {
  readonly raw: string
  readonly version: string | null
  readonly observed_at: number
  readonly deleted_at: number | null
  readonly seen_at: number
}

export interface SqliteSink {
  readonly sink: Sink
  /** How often a batch was written. */
  readonly batches: ReadonlyArray<Batch>
  readonly rows: () => ReadonlyArray<Stored>
}

/** SQLite keeps no half of a surrogate pair, and JSON escapes it. */
const byHalves = JSON.stringify

const textOf = (value: unknown): string => {
  if (typeof value === "bigint") return value.toString()
  return typeof value === "string" ? value : JSON.stringify(value)
}

const textsOf = (record: { readonly [field: string]: unknown }) =>
  JSON.stringify(record, (field, value: unknown) => (field === "" || value === null ? value : textOf(value)))

/** Refuses rows whose raw record holds the word "refused". */
export const make = (tells = true): SqliteSink => {
  const database = new DatabaseSync(":memory:")
  database.exec(`CREATE TABLE sink (
    identity TEXT PRIMARY KEY, raw TEXT, record TEXT, version TEXT, observed_at INTEGER, deleted_at INTEGER,
    partition TEXT, run TEXT, page INTEGER, seen_at INTEGER
  )`)
  const batches: Array<Batch> = []
  const standing = (identity: string) =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the columns of the table above
    database.prepare("SELECT * FROM sink WHERE identity = ?").get(byHalves(identity)) as unknown as Standing | undefined

  const write = ({ rows, table }: Batch): Written => {
    const isBetter = wins(table)
    const written = { inserted: 0, updated: 0, unchanged: 0 }
    for (const row of rows) {
      const [id, found] = [byHalves(row.identity), standing(row.identity)]
      const [partition, run] = [byHalves(row.partition), byHalves(row.run)]
      const record = textsOf(row.record)
      const version = row.version === undefined || row.version === null ? null : textOf(row.version)
      if (found === undefined) {
        database
          .prepare("INSERT INTO sink VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?)")
          .run(id, row.raw, record, version, row.observedAt, partition, run, row.page, row.observedAt)
        written.inserted++
        continue
      }
      const stands = { ...found, observedAt: found.observed_at, deletedAt: found.deleted_at }
      const isTaken = isBetter(stands, row)
      if (isTaken) {
        database
          .prepare(
            "UPDATE sink SET raw = ?, record = ?, version = ?, observed_at = ?, deleted_at = NULL WHERE identity = ?"
          )
          .run(row.raw, record, version, row.observedAt, id)
      }
      if (row.observedAt >= found.seen_at) {
        database
          .prepare("UPDATE sink SET partition = ?, run = ?, page = ?, seen_at = ? WHERE identity = ?")
          .run(partition, run, row.page, row.observedAt, id)
      }
      written[isTaken && (found.raw !== row.raw || found.deleted_at !== null) ? "updated" : "unchanged"]++
    }
    return written
  }

  const atOnce = <A>(work: () => A): Effect.Effect<A, SinkError> =>
    Effect.try({
      try: () => {
        database.exec("BEGIN")
        try {
          const result = work()
          database.exec("COMMIT")
          return result
        } catch (cause) {
          database.exec("ROLLBACK")
          throw cause
        }
      },
      catch: (cause) => new SinkError({ reason: new SinkUnavailable({ detail: String(cause) }) })
    })

  const sink: Sink = {
    name: "warehouse",
    write: (batch) => {
      batches.push(batch)
      const refused = batch.rows.flatMap(({ raw }, index) =>
        raw.includes("refused") ? [{ index, path: "price", message: "is refused" }] : []
      )
      if (refused.length > 0) {
        const reason = new RowsRefused({ detail: `${refused.length} rows are refused`, rows: refused })
        return Effect.fail(new SinkError({ reason }))
      }
      return Effect.map(
        atOnce(() => write(batch)),
        (written) => (tells ? written : undefined)
      )
    },
    deletions: {
      count: ({ partition, run, startedAt }) =>
        atOnce(() => {
          const rows = database
            .prepare("SELECT run, seen_at FROM sink WHERE partition = ? AND deleted_at IS NULL")
            .all(byHalves(partition))
          return {
            standing: rows.length,
            unseen: rows.filter((row) => row["run"] !== byHalves(run) && Number(row["seen_at"]) < startedAt).length
          }
        }),
      delete: ({ at, partition, run, startedAt }) =>
        atOnce(
          () =>
            void database
              .prepare(
                "UPDATE sink SET deleted_at = ? WHERE partition = ? AND run <> ? AND seen_at < ? AND deleted_at IS NULL"
              )
              .run(at, byHalves(partition), byHalves(run), startedAt)
        )
    },
    observations: (_table, { dates, fields }) =>
      Stream.fromEffect(
        atOnce(() =>
          database
            .prepare("SELECT record, seen_at FROM sink WHERE deleted_at IS NULL")
            .all()
            .map(({ record, seen_at }) => ({ record: JSON.parse(String(record)), observedAt: Number(seen_at) }))
            .filter(({ record }) => {
              const date = dates === undefined ? "" : record[dates.field]
              return dates === undefined || (date >= dates.from && date < dates.to)
            })
            .map(({ observedAt, record }) => ({ values: fields.map((field) => record[field] ?? null), observedAt }))
        )
      ).pipe(Stream.flatMap(Stream.fromIterable), Stream.grouped(1000))
  }

  return {
    sink,
    batches,
    rows: () =>
      database
        .prepare("SELECT * FROM sink")
        .all()
        .map((row) => ({
          raw: String(row["raw"]),
          partition: JSON.parse(String(row["partition"])),
          run: JSON.parse(String(row["run"])),
          page: Number(row["page"]),
          observedAt: Number(row["seen_at"]),
          confirmedAt: Number(row["observed_at"]),
          deletedAt: row["deleted_at"] === null ? undefined : Number(row["deleted_at"])
        }))
  }
}
