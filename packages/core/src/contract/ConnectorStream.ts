/**
 * What a connector says about one of its streams: the shape of a record, how the work is split, and how to read one
 * page.
 *
 * The contract asks for a single step and nothing about loops, retries, quotas or state: those belong to core.
 *
 * @since 0.1.0
 */
import type { Duration, Effect, Option, Schema } from "effect"
import type { ConnectorError } from "./ConnectorError.ts"
import type { Page } from "./Page.ts"
import type { Changes, Window } from "./Partition.ts"
import type * as Quota from "./Quota.ts"
import type { Traversal } from "./Traversal.ts"

/**
 * The page sizes a stream accepts, in records.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageSize {
  readonly default: number
  readonly min: number
  readonly max: number
  /** Sizes have to be multiples of it. */
  readonly step: number
}

/**
 * What reading one page takes from the provider's quotas.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageQuota {
  readonly kind: Quota.Kind
  /** Requests it counts as, at least 1. */
  readonly weight: number
}

/**
 * One page to read.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageRequest<Partition, Cursor> {
  readonly partition: Partition
  /** `None` asks for the first page. */
  readonly cursor: Option.Option<Cursor>
  /** In records, within the stream's `PageSize`. */
  readonly pageSize: number
  /** Ask only for what changed then; only where the stream declares `changes`. */
  readonly changed?: Changes | undefined
}

/**
 * How a stream lists only what changed in a time.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChangesFilter {
  /** What the provider counts modification times in: nothing that changed within a step may slip past its edge. */
  readonly resolution: Duration.Input
  /** Does the provider's filter leave out a record that changed exactly at `from`? */
  readonly from: "inclusive" | "exclusive"
  /**
   * How far behind the last look every look begins: at least as long as the provider takes to show a change, and as its
   * clock may differ from ours. @default 10 minutes
   */
  readonly lookBack?: Duration.Input | undefined
  /**
   * Is there nothing else to list, as in a feed that looks back a day? Then every sweep goes on from the last one, whether the
   * host asks for changes or not, since what lies between would be missed. @default false
   */
  readonly only?: boolean | undefined
}

/**
 * The fields by which hotels read a stream as a calendar: what was last observed for each property, rate plan and stay
 * date.
 *
 * @category models
 * @since 0.1.0
 */
export interface Grid {
  /** Such as property and rate plan, in order. */
  readonly by: ReadonlyArray<string>
  /** A civil date. */
  readonly date: string
}

/**
 * A stream whose records make the partitions of another, as properties do whose rooms are listed one property at a time.
 *
 * @category models
 * @since 0.1.0
 */
export interface Parent {
  /** Of the same connector. Its rows are taken from the store, so it has to be synced before. */
  readonly stream: Pick<Any<unknown>, "name" | "record" | "key" | "version">
  /** The fields of its records that the partitions are made of, in order. */
  readonly fields: ReadonlyArray<string>
}

/**
 * The values of a parent record's fields, as text.
 *
 * @category models
 * @since 0.1.0
 */
export type ParentValues = ReadonlyArray<string | null>

/**
 * A stream of `Record`s, split into `Partition`s, addressed by `Cursor` inside one.
 *
 * Functions are methods so that streams of different partitions and cursors can stand in one list.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConnectorStream<out Record, Partition, Cursor, out R = never> {
  /** Unique in its connector, `[a-z][a-z0-9_]*`. Keys checkpoints and names the table, so renaming restarts the stream. */
  readonly name: string
  /** Decodes one raw record. What fails here becomes a dead letter, never a `ConnectorError`. */
  readonly record: Schema.Decoder<Record>
  /** The fields of `Record` that identify it across reads, in order. */
  readonly key: ReadonlyArray<string>
  /**
   * The key's fields of a raw record that may be bad otherwise, as the record would have them: so that a dead letter is
   * known by its key. It must not throw.
   */
  readonly keyOf?: ((raw: unknown) => { readonly [field: string]: unknown } | undefined) | undefined
  /** The field that holds the provider's own last modification; an older value never overwrites a newer one. */
  readonly version: string | undefined
  readonly traversal: Traversal<Cursor>
  /** Absent where the stream can only be listed whole. */
  readonly changes?: ChangesFilter | undefined
  /** Absent where the records are no calendar. */
  readonly grid?: Grid | undefined
  readonly pageSize: PageSize
  /** What one page costs. @default one request of kind "read" */
  readonly quota?: PageQuota | undefined
  /**
   * The time a page may take, from sending to the whole of it; the host's client has limits of its own. @default 60 seconds
   */
  readonly deadline?: Duration.Input | undefined
  /** Encodes to the string that keys a checkpoint. */
  readonly partition: Schema.Codec<Partition, string>
  /** Encodes to the string a checkpoint keeps. */
  readonly cursor: Schema.Codec<Cursor, string>
  /** Absent where the partitions are known without another stream. */
  readonly parent?: Parent | undefined
  /**
   * Disjoint parts of the stream, in the order to read them. A stream that can't be split has one. `parents` holds the records
   * of the parent stream, each once and in order; it is empty where none is declared.
   */
  partitions(
    window: Window | undefined,
    parents: ReadonlyArray<ParentValues>
  ): Effect.Effect<ReadonlyArray<Partition>, ConnectorError, R>
  /** Reads one page. Repeatable unless the traversal says otherwise. */
  read(request: PageRequest<Partition, Cursor>): Effect.Effect<Page<unknown, Cursor>, ConnectorError, R>
}

/**
 * Any stream, its partition and cursor unknown.
 *
 * @category models
 * @since 0.1.0
 */
export type Any<R = never> = ConnectorStream<unknown, unknown, unknown, R>

/**
 * Creates a stream; `key`, `version` and `grid` have to be fields of the record.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <Record, Partition, Cursor, R = never>(
  stream: Omit<ConnectorStream<Record, Partition, Cursor, R>, "key" | "version" | "grid"> & {
    readonly key: ReadonlyArray<keyof Record & string>
    readonly version?: (keyof Record & string) | undefined
    readonly grid?:
      | { readonly by: ReadonlyArray<keyof Record & string>; readonly date: keyof Record & string }
      | undefined
  }
): ConnectorStream<Record, Partition, Cursor, R> => ({ ...stream, version: stream.version })
