/**
 * Where a sync keeps its rows, dead letters, audit and checkpoints, so that a page is there whole or not at all.
 *
 * @since 0.1.0
 */
import { Context, type Effect, Schema } from "effect"
import type { Checkpoint } from "./Checkpoint.ts"
import type { Health } from "./Health.ts"
import type { PageCommit, Written } from "./PageCommit.ts"
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
 * @category errors
 * @since 0.1.0
 */
export class StoreError extends Schema.TaggedError<StoreError>()("StoreError", {
  /** Names the store as its user knows it, such as the file. */
  store: Schema.String,
  reason: Schema.Union([StaleEpoch, StoreMismatch, StoreUnavailable])
}) {
  override get message(): string {
    return `store ${this.store}: ${this.reason._tag}: ${this.reason.detail}`
  }
}

/**
 * One stream's share of a store.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamStore {
  readonly load: (partition: string) => Effect.Effect<Checkpoint | undefined, StoreError>
  /** All or nothing. Fails with `StaleEpoch`, nothing written, when `expected` is not what stands. */
  readonly commit: (commit: PageCommit) => Effect.Effect<Written, StoreError>
  /** How many keys the sweep `run` of `partition` first saw in `pass`. */
  readonly seenIn: (partition: string, run: string, pass: number) => Effect.Effect<number, StoreError>
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
    readonly open: (table: StreamTable) => Effect.Effect<StreamStore, StoreError>
    /** Every checkpoint, ordered by connector, stream and partition. */
    readonly checkpoints: Effect.Effect<ReadonlyArray<Checkpoint>, StoreError>
    /** Puts a connector's health in the place of the one before it. */
    readonly saveHealth: (health: Health) => Effect.Effect<void, StoreError>
    /** The health of every connector that ran, ordered by connector. */
    readonly health: Effect.Effect<ReadonlyArray<Health>, StoreError>
  }
>()("@innlet/core/contract/SyncStore") {}
