/**
 * The store in memory, with the same rules as the others: for tests and for pulls whose rows go elsewhere.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Stream } from "effect"
import type { StoredAuditEntry } from "../contract/AuditEntry.ts"
import { addWritten, type Checkpoint } from "../contract/Checkpoint.ts"
import type { Replayed, StoredDeadLetter } from "../contract/DeadLetter.ts"
import { type Health, keepPause } from "../contract/Health.ts"
import type { Ledger } from "../contract/Ledger.ts"
import type { PageCommit, Row, Written } from "../contract/PageCommit.ts"
import type { StagedPage, StagedRecords } from "../contract/StagedPage.ts"
import type { StreamTable } from "../contract/StreamTable.ts"
import { type ObservationQuery, StaleEpoch, StoreError, type StreamStore, SyncStore } from "../contract/SyncStore.ts"
import * as MemoryLetters from "./MemoryLetters.ts"
import * as MemoryRows from "./MemoryRows.ts"
import * as RowEncoder from "./RowEncoder.ts"

/**
 * What a memory store holds, to look at.
 *
 * @category services
 * @since 0.1.0
 */
export class MemoryStore extends Context.Service<
  MemoryStore,
  {
    /** In the order in which keys first came. */
    readonly rows: (table: StreamTable) => ReadonlyArray<MemoryRows.StoredRow>
    readonly deadLetters: ReadonlyArray<StoredDeadLetter>
    readonly audit: ReadonlyArray<StoredAuditEntry>
  }
>()("@innlet/core/store/MemoryStore") {}

/** What belongs to one sweep of a partition and goes with it. */
interface SweepState {
  readonly run: string
  readonly seen: Map<string, number>
  readonly staged: Map<number, StagedRecords>
}

/** How many sweeps of a partition keep their ledgers. */
const keptLedgers = 20
const observationChunk = 1000

/**
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<SyncStore | MemoryStore> = Layer.effectContext(
  Effect.sync(() => {
    const tables = new Map<string, MemoryRows.MemoryRows>()
    const checkpoints = new Map<string, Checkpoint>()
    const sweeps = new Map<string, SweepState>()
    const ledgers = new Map<string, ReadonlyArray<Ledger>>()
    const letters = MemoryLetters.make()
    const audit: Array<StoredAuditEntry> = []
    const healths = new Map<string, Health>()
    const shapes = new Map<string, string>()

    const rowsOf = (table: StreamTable) => {
      const rows = tables.get(table.name) ?? MemoryRows.make(table)
      tables.set(table.name, rows)
      return rows
    }

    const sweepOf = (place: string, run: string): SweepState => {
      const before = sweeps.get(place)
      if (before?.run === run) return before
      const sweep = { run, seen: new Map<string, number>(), staged: new Map<number, StagedRecords>() }
      sweeps.set(place, sweep)
      return sweep
    }

    const write = (table: StreamTable, commit: PageCommit, isElsewhere: boolean): Written => {
      const { checkpoint, observedAt, page, partition, rows } = commit
      const { connector, counts, epoch, run, seq, stream } = checkpoint
      const place = placeOf(checkpoint)
      const kept = rowsOf(table)
      const written = isElsewhere ? inserting(rows.length) : kept.write(rows, { partition, run, page, observedAt })
      letters.settle({ connector, stream, partition }, rows.map(identity), observedAt)
      letters.add(commit)
      for (const entry of commit.audit) {
        audit.push({ ...entry, connector, stream, partition: checkpoint.partition, run, epoch, seq })
      }
      if (commit.ledger !== undefined) {
        const others = (ledgers.get(place) ?? []).filter((ledger) => ledger.run !== run)
        ledgers.set(place, [commit.ledger, ...others].slice(0, keptLedgers))
      }
      remember(sweepOf(place, run), commit)
      if (commit.deleteUnseen) {
        kept.deleteUnseen({ partition, run, startedAt: checkpoint.startedAt }, checkpoint.updatedAt)
      }
      if (checkpoint.status === "completed") sweeps.delete(place)
      checkpoints.set(place, { ...checkpoint, counts: addWritten(counts, written) })
      return written
    }

    const replay = (table: StreamTable, { decoded, failed }: Replayed<Row>, isElsewhere: boolean): Written => {
      const written = { inserted: 0, updated: 0, unchanged: 0 }
      for (const { letter, row } of decoded) {
        if (!letters.has(letter.id)) continue
        const place = { partition: letter.partition, run: letter.run, page: letter.page, observedAt: letter.lastSeen }
        const one = isElsewhere ? inserting(1) : rowsOf(table).write([row], place)
        written.inserted += one.inserted
        written.updated += one.updated
        written.unchanged += one.unchanged
        letters.drop([letter.id])
        // Not those of the same page: they say something else of the same key.
        letters.settle(letter, [row.identity], letter.lastSeen - 1)
      }
      letters.fail(failed)
      return written
    }

    const open = (table: StreamTable, isElsewhere: boolean): StreamStore => {
      const placed = (partition: string) => placeOf({ connector: table.connector, stream: table.stream, partition })
      const sweepIn = (partition: string, run: string) => {
        const sweep = sweeps.get(placed(partition))
        return sweep?.run === run ? sweep : undefined
      }
      return {
        load: (partition) => Effect.sync(() => checkpoints.get(placed(partition))),
        commit: (commit) =>
          Effect.suspend(() => {
            const standing = checkpoints.get(placeOf(commit.checkpoint))
            const fits = standing?.epoch === commit.expected?.epoch && standing?.seq === commit.expected?.seq
            return fits ? Effect.succeed(write(table, commit, isElsewhere)) : Effect.fail(stale(commit.checkpoint))
          }),
        seenIn: (partition, run, pass) =>
          Effect.sync(
            () => [...(sweepIn(partition, run)?.seen.values() ?? [])].filter((first) => first === pass).length
          ),
        ledger: (partition, run) =>
          Effect.sync(() => ledgers.get(placed(partition))?.find((ledger) => ledger.run === run)),
        staged: (partition, run) =>
          Effect.sync(() =>
            [...(sweepIn(partition, run)?.staged.values() ?? [])].map(pageOf).toSorted((a, b) => a.page - b.page)
          ),
        stagedRecords: (partition, run, page) => Effect.sync(() => sweepIn(partition, run)?.staged.get(page)),
        unseen: (sweep) => Effect.sync(() => rowsOf(table).unseen(sweep)),
        replayed: (replayed) => Effect.sync(() => replay(table, replayed, isElsewhere)),
        observations: (query) =>
          Stream.suspend(() => Stream.fromIterable(observed(rowsOf(table).all(), query))).pipe(
            Stream.grouped(observationChunk)
          )
      }
    }

    return Context.make(
      SyncStore,
      SyncStore.of({
        guarantee: "effectivelyOnce",
        open: (table, options) => Effect.succeed(open(table, options?.rows === "elsewhere")),
        checkpoints: Effect.sync(() => sorted(checkpoints)),
        ledgers: (newest) => Effect.sync(() => sorted(ledgers).flatMap((some) => some.slice(0, newest))),
        audit: (run) => Effect.sync(() => audit.filter((entry) => entry.run === run)),
        deadLetters: (selection) => Effect.sync(() => letters.select(selection)),
        discard: (ids) => Effect.sync(() => letters.drop(ids)),
        shape: (connector, stream) => Effect.sync(() => shapes.get(`${connector}/${stream}`)),
        saveShape: (connector, stream, shape) => Effect.sync(() => void shapes.set(`${connector}/${stream}`, shape)),
        saveHealth: (health) =>
          Effect.sync(() => {
            const { connector } = health
            healths.set(connector, keepPause(health, healths.get(connector)?.pausedUntil ?? 0))
          }),
        health: Effect.sync(() => sorted(healths))
      })
    ).pipe(
      Context.add(
        MemoryStore,
        MemoryStore.of({
          rows: (table) => rowsOf(table).all(),
          get deadLetters() {
            return letters.select({})
          },
          get audit() {
            return [...audit]
          }
        })
      )
    )
  })
)

const inserting = (rows: number): Written => ({ inserted: rows, updated: 0, unchanged: 0 })

const identity = (row: Row): string => row.identity

const sorted = <A>(map: ReadonlyMap<string, A>): ReadonlyArray<A> =>
  [...map].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)

const placeOf = ({ connector, partition, stream }: Pick<Checkpoint, "connector" | "stream" | "partition">): string =>
  [connector, stream, partition].join("\u0000")

const remember = (sweep: SweepState, { deadLetters, rows, seenIn, stage, unstage }: PageCommit): void => {
  if (stage !== undefined) sweep.staged.set(stage.page, stage)
  if (unstage !== undefined) sweep.staged.delete(unstage)
  if (seenIn === undefined) return
  for (const key of [...rows.map(identity), ...deadLetters.map(({ hash }) => `\u0000${hash}`)]) {
    if (!sweep.seen.has(key)) sweep.seen.set(key, seenIn)
  }
}

const pageOf = ({ bytes, observedAt, page, pass, total }: StagedRecords): StagedPage => ({
  page,
  pass,
  bytes,
  observedAt,
  total
})

const observed = (rows: ReadonlyArray<MemoryRows.StoredRow>, { dates, fields }: ObservationQuery) =>
  rows
    .filter(({ deletedAt, record }) => {
      const date = dates === undefined ? "" : String(record[dates.field])
      return deletedAt === undefined && (dates === undefined || (date >= dates.from && date < dates.to))
    })
    .map(({ observedAt, record }) => ({
      values: fields.map((field) => textOf(record[field])),
      observedAt
    }))

const textOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  return typeof value === "string" ? value : RowEncoder.jsonOf(value)
}

const stale = (checkpoint: Checkpoint): StoreError =>
  new StoreError({
    store: "memory",
    reason: new StaleEpoch({
      detail: `another run has taken over ${checkpoint.connector}/${checkpoint.stream} ${checkpoint.partition}; nothing of this page was written`
    })
  })
