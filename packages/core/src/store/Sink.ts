/**
 * Where a host keeps rows of its own: a warehouse, a queue, another service. `SinkStore` keeps everything else and decides
 * what is delivered; a sink only writes.
 *
 * @since 0.1.0
 */
import { type Effect, Schema, type Stream } from "effect"
import type { Row, Written } from "../contract/PageCommit.ts"
import type { Column, StreamTable } from "../contract/StreamTable.ts"
import { type Observation, type ObservationQuery, RowsRefused, type Seeing } from "../contract/SyncStore.ts"
import * as Precedence from "./Precedence.ts"
import type { Place } from "./RowKeeper.ts"
import * as SqlValue from "./SqlValue.ts"

/**
 * The sink can't be reached or written. What it was given may be there or not.
 *
 * @category reasons
 * @since 0.1.0
 */
export class SinkUnavailable extends Schema.TaggedError<SinkUnavailable>()("SinkUnavailable", {
  detail: Schema.String
}) {}

/**
 * The sink has no room for more.
 *
 * @category reasons
 * @since 0.1.0
 */
export class SinkFull extends Schema.TaggedError<SinkFull>()("SinkFull", { detail: Schema.String }) {}

/**
 * Why a sink did not write. `RowsRefused` names rows that it can never hold by their index in the batch; they become dead
 * letters, and the others come again without them.
 *
 * @category errors
 * @since 0.1.0
 */
export class SinkError extends Schema.TaggedError<SinkError>()("SinkError", {
  reason: Schema.Union([SinkUnavailable, SinkFull, RowsRefused])
}) {
  override get message(): string {
    return `${this.reason._tag}: ${this.reason.detail}`
  }
}

/**
 * A row to deliver, and where it was observed.
 *
 * @category models
 * @since 0.1.0
 */
export interface SinkRow extends Row, Place {
  /** The value of the table's version column; nothing where it has none. */
  readonly version: unknown
}

/**
 * The rows of one page, or of letters that were replayed; each key once.
 *
 * @category models
 * @since 0.1.0
 */
export interface Batch {
  readonly table: StreamTable
  readonly rows: ReadonlyArray<SinkRow>
}

/**
 * The rows of a partition that nothing observed since a sweep began: neither its `run`, nor any other at `startedAt` or
 * later.
 *
 * @category models
 * @since 0.1.0
 */
export interface Unseen extends Seeing {
  readonly table: StreamTable
}

/**
 * What a sink has to do with rows that are gone from the provider. It has to keep, of each key, the `partition`, `run` and
 * `observedAt` of its newest observation, whether or not that took the place of what stood.
 *
 * @category models
 * @since 0.1.0
 */
export interface Deletions {
  /** How many rows of the partition stand, and how many of these are such. */
  readonly count: (unseen: Unseen) => Effect.Effect<{ readonly standing: number; readonly unseen: number }, SinkError>
  /** Marks those as deleted at `at`, epoch milliseconds, or takes them away. The same deletion may come again. */
  readonly delete: (unseen: Unseen & { readonly at: number }) => Effect.Effect<void, SinkError>
}

/**
 * A host's own place for rows.
 *
 * **Details**
 *
 * Delivery is at least once. The same batch may come again, after a crash and after a failure, and an old batch may come
 * late, from a run that does not yet know that another took its partition over. So a sink upserts by `table.key` (or by
 * `identity`, which is the key as one text), and a row takes the place of one that stands only where `wins` says so; then
 * the same rows stand whatever came how often and in which order. Both have to be one atomic step for each key, such as a
 * transaction, where several batches may come at once.
 *
 * A batch is written when `write` succeeds: it has to be durable by then, since the checkpoint moves next and the batch
 * never comes again. A `write` that fails may have written any part of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Sink {
  /** Names the sink in messages. */
  readonly name: string
  /** Makes what a table needs. Called before anything is written, by each run. */
  readonly open?: ((table: StreamTable) => Effect.Effect<void, SinkError>) | undefined
  /** May tell how many rows had which effect; otherwise all count as updated. */
  readonly write: (batch: Batch) => Effect.Effect<Written | void, SinkError>
  /** Without it, rows that are gone from the provider stay. */
  readonly deletions?: Deletions | undefined
  /** Without it, nobody can ask when rows were observed. */
  readonly observations?:
    | ((table: StreamTable, query: ObservationQuery) => Stream.Stream<ReadonlyArray<Observation>, SinkError>)
    | undefined
}

/**
 * What a sink keeps of the row that stands. A version may have become what a database makes of it, such as text of a
 * number or a `Date` of an instant.
 *
 * @category models
 * @since 0.1.0
 */
export interface Standing extends Pick<SinkRow, "raw" | "version" | "observedAt"> {
  /** Epoch milliseconds; nothing while it stands. */
  readonly deletedAt?: number | null | undefined
}

/**
 * Compiles the rule of a table: does a row that comes take the place of the one that stands? Its content and its
 * `observedAt` then stand, and it is no longer deleted.
 *
 * @category constructors
 * @since 0.1.0
 */
export const wins = (table: StreamTable): ((standing: Standing, coming: SinkRow) => boolean) => {
  const decide = Precedence.make(table)
  return ({ deletedAt, observedAt, raw, version }, coming) => {
    const decision = decide(
      {
        version: table.version === undefined ? undefined : versionOf(table.version, version),
        digest: () => Precedence.digestOf(raw),
        sameContent: (other) => other === raw,
        confirmedAt: observedAt,
        observedAt,
        deletedAt: deletedAt ?? undefined
      },
      coming,
      coming.observedAt
    )
    return decision === "replace" || decision === "confirm"
  }
}

const truths: ReadonlySet<unknown> = new Set([true, 1, 1n, "1", "true", "t"])

const versionOf = ({ kind }: Column, value: unknown): unknown => {
  if (value === null || value === undefined) return value
  if (value instanceof Date) return kind === "date" ? value.toISOString().slice(0, 10) : value.toISOString()
  if (kind === "boolean") return truths.has(value)
  if (kind === "integer") return SqlValue.integerOf(value)
  return kind === "number" ? Number(value) : value
}
