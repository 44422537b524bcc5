/** What the suites of stores work with. */
import { Effect, type Layer } from "effect"
import type { PageCommit } from "../../src/contract/PageCommit.ts"
import type { StreamTable } from "../../src/contract/StreamTable.ts"
import { type OpenOptions, type StoreError, SyncStore } from "../../src/contract/SyncStore.ts"

/** A stored row, without its record. Times are epoch milliseconds. */
export interface Stored {
  readonly raw: string
  readonly partition: string
  readonly run: string
  readonly page: number
  readonly observedAt: number
  readonly confirmedAt: number
  readonly deletedAt: number | undefined
}

/** How a test looks into the store it tests. */
export interface Inspection<R> {
  /** In any order. */
  readonly rows: (table: StreamTable) => Effect.Effect<ReadonlyArray<Stored>, unknown, R>
}

export interface Subject<R> {
  readonly test: <A, F>(title: string, body: Effect.Effect<A, F, SyncStore | R>) => void
  /** Built anew for every test. */
  readonly layer: Layer.Layer<SyncStore | R, unknown>
  /** How many cases a property is tried with. */
  readonly runs: number
  /** The rows, ordered by their raw records. */
  readonly rowsOf: (table: StreamTable) => Effect.Effect<ReadonlyArray<Stored>, unknown, R>
}

export const open = (table: StreamTable, options?: OpenOptions) =>
  Effect.flatMap(SyncStore, (store) => store.open(table, options))

export const reasonOf = <A, R>(effect: Effect.Effect<A, StoreError, R>) =>
  Effect.map(Effect.flip(effect), (error) => error.reason._tag)

export const byRaw = <A extends { readonly raw: string }>(rows: ReadonlyArray<A>): ReadonlyArray<A> =>
  rows.toSorted((a, b) => (a.raw < b.raw ? -1 : 1))

/** How the rows stand that a commit inserted. */
export const storedBy = ({ checkpoint, observedAt, page, partition, rows }: PageCommit): ReadonlyArray<Stored> =>
  byRaw(
    rows.map(({ raw }) => ({
      raw,
      partition,
      run: checkpoint.run,
      page,
      observedAt,
      confirmedAt: observedAt,
      deletedAt: undefined
    }))
  )
