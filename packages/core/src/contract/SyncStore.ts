/**
 * Where a sync keeps its rows, dead letters, audit and checkpoints, so that a page is there whole or not at all.
 *
 * @since 0.1.0
 */
import { Context, type Effect, Schema, type Stream } from "effect"
import type { StoredAuditEntry } from "./AuditEntry.ts"
import type { Checkpoint } from "./Checkpoint.ts"
import type { Replayed, Selection, StoredDeadLetter } from "./DeadLetter.ts"
import type { Health } from "./Health.ts"
import type { Ledger } from "./Ledger.ts"
import type { Delivery, PageCommit, Row, Written } from "./PageCommit.ts"
import type { StagedPage, StagedRecords } from "./StagedPage.ts"
import type { StreamTable } from "./StreamTable.ts"

/**
 * Another run took the partition over; nothing of this commit was written.
 *
 * @category reasons
 * @since 0.1.0
 */
export class StaleEpoch extends Schema.TaggedError<StaleEpoch>()("StaleEpoch", { detail: Schema.String }) {}

/**
 * What stands in the store was made by another version of Innlet or of the connector, or by another program.
 *
 * @category reasons
 * @since 0.1.0
 */
export class StoreMismatch extends Schema.TaggedError<StoreMismatch>()("StoreMismatch", { detail: Schema.String }) {}

/**
 * The store can't be opened, read or written.
 *
 * @category reasons
 * @since 0.1.0
 */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  detail: Schema.String
}) {}

/**
 * The store has no room for more. What was committed stays.
 *
 * @category reasons
 * @since 0.1.0
 */
export class StoreFull extends Schema.TaggedError<StoreFull>()("StoreFull", { detail: Schema.String }) {}

/**
 * Some rows are nothing this store can hold, such as a text with NUL in PostgreSQL. Nothing of the commit was written; it
 * can be made again with these rows as dead letters.
 *
 * @category reasons
 * @since 0.1.0
 */
export class RowsRefused extends Schema.TaggedError<RowsRefused>()("RowsRefused", {
  detail: Schema.String,
  rows: Schema.Array(
    Schema.Struct({
      /** In the commit's rows, from 0. */
      index: Schema.Int,
      /** Of the field; empty for the row itself. */
      path: Schema.String,
      message: Schema.String
    })
  )
}) {}

/**
 * @category errors
 * @since 0.1.0
 */
export class StoreError extends Schema.TaggedError<StoreError>()("StoreError", {
  /** Names the store as its user knows it, such as the file. */
  store: Schema.String,
  reason: Schema.Union([StaleEpoch, StoreMismatch, StoreUnavailable, StoreFull, RowsRefused])
}) {
  override get message(): string {
    return `store ${this.store}: ${this.reason._tag}: ${this.reason.detail}`
  }
}

/**
 * When a row was last observed, and the values of the fields that were asked for, as text.
 *
 * @category models
 * @since 0.1.0
 */
export interface Observation {
  readonly values: ReadonlyArray<string | null>
  /** Epoch milliseconds. */
  readonly observedAt: number
}

/**
 * Which observations of a stream: rows that are not deleted, with a civil date field from `from` up to but not including
 * `to`.
 *
 * @category models
 * @since 0.1.0
 */
export interface ObservationQuery {
  readonly fields: ReadonlyArray<string>
  readonly dates?: { readonly field: string; readonly from: string; readonly to: string } | undefined
}

/**
 * A sweep, as far as it tells which rows are there: those it observed itself, and those that anything else, such as a
 * backfill, observed since it began.
 *
 * @category models
 * @since 0.1.0
 */
export interface Seeing {
  /** That rows belong to. */
  readonly partition: string
  readonly run: string
  /** Epoch milliseconds. */
  readonly startedAt: number
}

/**
 * One stream's share of a store.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamStore {
  readonly load: (partition: string) => Effect.Effect<Checkpoint | undefined, StoreError>
  /**
   * All or nothing. Fails with `StaleEpoch`, nothing written, when `expected` is not what stands, and with `RowsRefused`,
   * nothing written, for rows it can't hold.
   */
  readonly commit: (commit: PageCommit) => Effect.Effect<Written, StoreError>
  /**
   * Takes the rows of a page to where they are kept outside of the store, in the place's own time and before they are
   * committed, so that pages can be staged meanwhile. Fails with `RowsRefused` as `commit` does. Absent where the store keeps
   * them itself.
   */
  readonly deliver?: ((delivery: Delivery) => Effect.Effect<Written, StoreError>) | undefined
  /** How many keys the sweep `run` of `partition` first saw in `pass`. */
  readonly seenIn: (partition: string, run: string, pass: number) => Effect.Effect<number, StoreError>
  /** The ledger of a sweep. */
  readonly ledger: (partition: string, run: string) => Effect.Effect<Ledger | undefined, StoreError>
  /** The staged pages of a sweep, in order. */
  readonly staged: (partition: string, run: string) => Effect.Effect<ReadonlyArray<StagedPage>, StoreError>
  readonly stagedRecords: (
    partition: string,
    run: string,
    page: number
  ) => Effect.Effect<StagedRecords | undefined, StoreError>
  /** How many rows of the partition stand, deleted ones apart, and how many of these were not seen since the sweep began. */
  readonly unseen: (sweep: Seeing) => Effect.Effect<{ readonly standing: number; readonly unseen: number }, StoreError>
  /**
   * All or nothing. A letter that is gone by now is passed over. Letters of a written key that were seen earlier are settled.
   * Fails as `commit` does; refused rows are counted in `decoded`.
   */
  readonly replayed: (replayed: Replayed<Row>) => Effect.Effect<Written, StoreError>
  /** In no order, as arrays. */
  readonly observations: (query: ObservationQuery) => Stream.Stream<ReadonlyArray<Observation>, StoreError>
}

/**
 * How a stream is kept.
 *
 * @category models
 * @since 0.1.0
 */
export interface OpenOptions {
  /** `elsewhere` keeps no rows: they go to a sink of the host's. @default "kept" */
  readonly rows?: "kept" | "elsewhere" | undefined
  /** Keep every content a row ever had, beside the table. @default false */
  readonly history?: boolean | undefined
}

/**
 * @category services
 * @since 0.1.0
 */
export class SyncStore extends Context.Service<
  SyncStore,
  {
    /** `effectivelyOnce` when rows and checkpoint are one commit, `atLeastOnce` when they are two. */
    readonly guarantee: "effectivelyOnce" | "atLeastOnce"
    /** Prepares the stream's table. Fails with `StoreMismatch` when another shape stands there. */
    readonly open: (table: StreamTable, options?: OpenOptions) => Effect.Effect<StreamStore, StoreError>
    /** Every checkpoint, ordered by connector, stream and partition. */
    readonly checkpoints: Effect.Effect<ReadonlyArray<Checkpoint>, StoreError>
    /** The ledgers of the newest `sweeps` sweeps of each partition, ordered as checkpoints, newest first. */
    readonly ledgers: (sweeps: number) => Effect.Effect<ReadonlyArray<Ledger>, StoreError>
    /** The requests of a run, in the order they were committed. */
    readonly audit: (run: string) => Effect.Effect<ReadonlyArray<StoredAuditEntry>, StoreError>
    /** Ordered by id. */
    readonly deadLetters: (selection: Selection) => Effect.Effect<ReadonlyArray<StoredDeadLetter>, StoreError>
    /** Drops letters, and tells how many there were. */
    readonly discard: (ids: ReadonlyArray<string>) => Effect.Effect<number, StoreError>
    /** The observed shape of a stream's raw records, as text. */
    readonly shape: (connector: string, stream: string) => Effect.Effect<string | undefined, StoreError>
    readonly saveShape: (connector: string, stream: string, shape: string) => Effect.Effect<void, StoreError>
    /**
     * Puts a connector's health in the place of the one before it, of which a later `pausedUntil` stays: a process that runs beside
     * this one may have been told to wait longer.
     */
    readonly saveHealth: (health: Health) => Effect.Effect<void, StoreError>
    /** The health of every connector that ran, ordered by connector. */
    readonly health: Effect.Effect<ReadonlyArray<Health>, StoreError>
  }
>()("@innlet/core/contract/SyncStore") {}
