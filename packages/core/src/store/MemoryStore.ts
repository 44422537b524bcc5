/**
 * The store in memory, with the same rules as the others: for tests and for pulls whose rows go elsewhere.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer } from "effect"
import type { AuditEntry } from "../contract/AuditEntry.ts"
import { addWritten, type Checkpoint } from "../contract/Checkpoint.ts"
import type { Health } from "../contract/Health.ts"
import type { DeadLetter } from "../contract/DeadLetter.ts"
import type { PageCommit, Row, Written } from "../contract/PageCommit.ts"
import type { StreamTable } from "../contract/StreamTable.ts"
import { StaleEpoch, StoreError, type StreamStore, SyncStore } from "../contract/SyncStore.ts"

/**
 * A row as it is kept.
 *
 * @category models
 * @since 0.1.0
 */
export interface StoredRow extends Row {
  readonly run: string
  readonly page: number
  /** Epoch milliseconds. */
  readonly observedAt: number
}

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
    readonly rows: (table: StreamTable) => ReadonlyArray<StoredRow>
    /** Distinct by partition and raw record. */
    readonly deadLetters: ReadonlyArray<DeadLetter>
    readonly audit: ReadonlyArray<AuditEntry>
  }
>()("@innlet/core/store/MemoryStore") {}

/**
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<SyncStore | MemoryStore> = Layer.effectContext(
  Effect.sync(() => {
    const tables = new Map<string, Map<string, StoredRow>>()
    const checkpoints = new Map<string, Checkpoint>()
    const letters = new Map<string, DeadLetter>()
    const audit: Array<AuditEntry> = []
    const healths = new Map<string, Health>()
    const seen = new Map<string, Map<string, number>>()

    const write = (table: StreamTable, commit: PageCommit): Written => {
      const { checkpoint, deadLetters, observedAt, rows } = commit
      const { counts, run } = checkpoint
      const place = placeOf(checkpoint)
      const stored = tables.get(table.name) ?? new Map<string, StoredRow>()
      tables.set(table.name, stored)
      let inserted = 0
      let updated = 0
      for (const row of rows) {
        const before = stored.get(row.identity)
        if (before === undefined) inserted++
        else if (replaces(table, { ...row, observedAt }, before)) updated++
        else continue
        stored.set(row.identity, { ...row, run, page: counts.pages, observedAt })
      }
      for (const letter of deadLetters) letters.set(`${place}\u0000${letter.raw}`, letter)
      if (commit.audit !== undefined) audit.push(commit.audit)
      const before = checkpoints.get(place)?.run
      if (before !== undefined && before !== run) seen.delete(`${before} ${place}`)
      if (checkpoint.status === "completed") seen.delete(`${run} ${place}`)
      else if (commit.seenIn !== undefined) remember(`${run} ${place}`, commit, commit.seenIn)
      const written = { inserted, updated, unchanged: rows.length - inserted - updated }
      checkpoints.set(place, {
        ...checkpoint,
        counts: addWritten(counts, written)
      })
      return written
    }

    const remember = (sweep: string, { deadLetters, rows }: PageCommit, pass: number): void => {
      const keys = seen.get(sweep) ?? new Map<string, number>()
      seen.set(sweep, keys)
      for (const key of [...rows.map((row) => row.identity), ...deadLetters.map(({ raw }) => `\u0000${raw}`)]) {
        if (!keys.has(key)) keys.set(key, pass)
      }
    }

    const open = (table: StreamTable): StreamStore => {
      const placed = (partition: string) => placeOf({ connector: table.connector, stream: table.stream, partition })
      return {
        load: (partition) => Effect.sync(() => checkpoints.get(placed(partition))),
        commit: (commit) =>
          Effect.suspend(() => {
            const standing = checkpoints.get(placeOf(commit.checkpoint))
            const fits = standing?.epoch === commit.expected?.epoch && standing?.seq === commit.expected?.seq
            return fits ? Effect.succeed(write(table, commit)) : Effect.fail(stale(commit.checkpoint))
          }),
        seenIn: (partition, run, pass) =>
          Effect.sync(() => {
            const keys = seen.get(`${run} ${placed(partition)}`)
            return keys === undefined ? 0 : [...keys.values()].filter((first) => first === pass).length
          })
      }
    }

    return Context.make(
      SyncStore,
      SyncStore.of({
        guarantee: "effectivelyOnce",
        open: (table) => Effect.succeed(open(table)),
        checkpoints: Effect.sync(() =>
          [...checkpoints].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, checkpoint]) => checkpoint)
        ),
        saveHealth: (health) => Effect.sync(() => void healths.set(health.connector, health)),
        health: Effect.sync(() => [...healths].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, health]) => health))
      })
    ).pipe(
      Context.add(
        MemoryStore,
        MemoryStore.of({
          rows: (table) => [...(tables.get(table.name)?.values() ?? [])],
          get deadLetters() {
            return [...letters.values()]
          },
          get audit() {
            return [...audit]
          }
        })
      )
    )
  })
)

const placeOf = ({ connector, partition, stream }: Pick<Checkpoint, "connector" | "stream" | "partition">): string =>
  [connector, stream, partition].join("\u0000")

const stale = (checkpoint: Checkpoint): StoreError =>
  new StoreError({
    store: "memory",
    reason: new StaleEpoch({
      detail: `another run has taken over ${checkpoint.connector}/${checkpoint.stream} ${checkpoint.partition}; nothing of this page was written`
    })
  })

/** The rule of the SQL stores: another raw record, and not an older one. */
const replaces = ({ version }: StreamTable, row: Row & { readonly observedAt: number }, before: StoredRow): boolean => {
  if (row.raw === before.raw || row.observedAt < before.observedAt) return false
  if (version === undefined) return true
  const comes = row.record[version.field]
  const stands = before.record[version.field]
  if (comes === null || comes === undefined || stands === null || stands === undefined) return true
  return version.kind === "decimal" ? Number(comes) >= Number(stands) : comes >= stands
}
