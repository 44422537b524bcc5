/**
 * Runs connectors into a store: the whole of Innlet behind two functions.
 *
 * @since 0.1.0
 */
import { Cause, Clock, Effect, Queue, Result, Schema, type Scope, Stream } from "effect"
import type { Connector } from "../contract/Connector.ts"
import type * as ConnectorStream from "../contract/ConnectorStream.ts"
import { noCounts } from "../contract/Checkpoint.ts"
import type { Span, Window } from "../contract/Partition.ts"
import * as StreamTable from "../contract/StreamTable.ts"
import { SyncStore } from "../contract/SyncStore.ts"
import { NoChanges } from "./NoChanges.ts"
import * as ParentRecords from "./ParentRecords.ts"
import * as PartitionSync from "./PartitionSync.ts"
import * as RunContext from "./RunContext.ts"
import * as DriftWatch from "./DriftWatch.ts"
import * as StreamContext from "./StreamContext.ts"
import * as StreamOptions from "./StreamOptions.ts"
import type { SyncEvent } from "./SyncEvent.ts"
import * as SyncReport from "./SyncReport.ts"

/**
 * A stream was asked for that the connector does not have.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnknownStream extends Schema.TaggedError<UnknownStream>()("UnknownStream", {
  connector: Schema.String,
  stream: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `${this.connector} has no stream "${this.stream}"; it has ${this.known.join(", ")}`
  }
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Options extends StreamOptions.StreamOptions {
  /** Names of the streams to sync; all when left out. */
  readonly streams?: ReadonlyArray<string> | undefined
  /** The stay dates to sync, for streams that are split by date. */
  readonly window?: Window | undefined
  /** Options of single streams, by name, where they differ. */
  readonly each?: { readonly [stream: string]: StreamOptions.StreamOptions } | undefined
  /**
   * Fill in again what changed then, epoch milliseconds, apart from what goes forward: with checkpoints of its own, and the
   * next incremental sweep begins where it would have. Streams that can't list changes refuse it.
   */
  readonly backfill?: Span | undefined
  /** Begin new sweeps of everything, even where a checkpoint could be resumed, or changes asked for. @default false */
  readonly fresh?: boolean | undefined
  /** Partitions read at a time. @default 1 */
  readonly concurrency?: number | undefined
  /** Told of everything as it happens; the sync waits for it, so a slow one slows the sync. */
  readonly onEvent?: ((event: SyncEvent) => Effect.Effect<void>) | undefined
}

/**
 * Syncs a connector's streams, one after the other, into the store. It succeeds only when every stream was enumerated to
 * its end and has a verdict; otherwise it fails with `SyncIncomplete`, which holds the same report, after every stream
 * was tried.
 *
 * @category constructors
 * @since 0.1.0
 */
export const run = Effect.fn("Sync.run")(function* <R>(
  connector: Connector<R>,
  options: Options = {}
): Effect.fn.Return<SyncReport.SyncReport, SyncReport.SyncIncomplete | UnknownStream, SyncStore | R> {
  const streams = yield* select(connector, options.streams)
  const reports = yield* runStreams(connector, streams, options)
  const report: SyncReport.SyncReport = { streams: reports }
  return reports.every(({ outcome }) => outcome._tag === "Completed")
    ? report
    : yield* new SyncReport.SyncIncomplete({ report })
})

/**
 * The same sync as a stream of pages that are already in the store, as arrays of decoded records, for a host that does
 * more with them. It holds at most one page; the provider is asked no faster than pages are taken. It ends only when the
 * stream was enumerated to its end, and fails with `SyncIncomplete` otherwise. Pages of a second pass come again.
 *
 * @category constructors
 * @since 0.1.0
 */
export const stream = <Record, Partition, Cursor, R>(
  connector: RunContext.Provider,
  connectorStream: ConnectorStream.ConnectorStream<Record, Partition, Cursor, R>,
  options: Omit<Options, "streams"> = {}
): Stream.Stream<ReadonlyArray<Record>, SyncReport.SyncIncomplete, SyncStore | R> =>
  Stream.callback<ReadonlyArray<Record>, SyncReport.SyncIncomplete, SyncStore | R>(
    Effect.fnUntraced(function* (queue) {
      const streams = yield* runStreams(connector, [connectorStream], {
        ...options,
        onEvent: (event) =>
          Effect.andThen(
            options.onEvent?.(event) ?? Effect.void,
            event._tag === "PageCommitted"
              ? // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this very stream's decoder made them
                Queue.offer(queue, event.records as ReadonlyArray<Record>)
              : Effect.void
          )
      })
      yield* streams.every(({ outcome }) => outcome._tag === "Completed")
        ? Queue.end(queue)
        : Queue.failCause(queue, Cause.fail(new SyncReport.SyncIncomplete({ report: { streams } })))
    }),
    { bufferSize: 1 }
  )

const select = <R>(
  connector: Connector<R>,
  names: ReadonlyArray<string> | undefined
): Effect.Effect<ReadonlyArray<ConnectorStream.Any<R>>, UnknownStream> => {
  const known = connector.streams.map(({ name }) => name)
  const unknown = names?.find((name) => !known.includes(name))
  return unknown === undefined
    ? Effect.succeed(connector.streams.filter(({ name }) => names?.includes(name) ?? true))
    : Effect.fail(new UnknownStream({ connector: connector.name, stream: unknown, known }))
}

const runStreams = <R>(
  connector: RunContext.Provider,
  streams: ReadonlyArray<ConnectorStream.Any<R>>,
  options: Options
): Effect.Effect<ReadonlyArray<SyncReport.StreamReport>, never, SyncStore | R> =>
  Effect.scoped(begin(connector, streams, options))

const begin = Effect.fnUntraced(function* <R>(
  connector: RunContext.Provider,
  streams: ReadonlyArray<ConnectorStream.Any<R>>,
  options: Options
): Effect.fn.Return<ReadonlyArray<SyncReport.StreamReport>, never, SyncStore | Scope.Scope | R> {
  const run = yield* Effect.result(RunContext.make(connector, options.onEvent ?? (() => Effect.void)))
  if (Result.isSuccess(run)) return yield* Effect.forEach(streams, (stream) => runStream(run.success, stream, options))
  const outcome = { _tag: "Failed", error: run.failure } as const
  return streams.map((stream) => SyncReport.merge(connector.name, stream.name, 0, [{ ...nothing, outcome }]))
})

type Part = Pick<SyncReport.StreamReport, "counts" | "outcome" | "restarts">

const nothing = { counts: noCounts, restarts: 0 } as const

const isOutrun = ({ outcome }: Part): boolean =>
  outcome._tag === "Failed" && outcome.error._tag === "StoreError" && outcome.error.reason._tag === "StaleEpoch"

const failedWith = (error: SyncReport.Failure): Part => ({ ...nothing, outcome: { _tag: "Failed", error } })

const runStream = Effect.fn("Sync.stream")(function* <R>(
  run: RunContext.RunContext,
  stream: ConnectorStream.Any<R>,
  options: Options
): Effect.fn.Return<SyncReport.StreamReport, never, SyncStore | R> {
  const begun = yield* Clock.currentTimeMillis
  const result = yield* Effect.result(runPartitions(run, stream, options))
  const durationMs = (yield* Clock.currentTimeMillis) - begun
  const { doubts, drift, parts } = Result.isSuccess(result)
    ? result.success
    : { doubts: [], drift: [], parts: [failedWith(result.failure)] }
  return SyncReport.merge(run.connector.name, stream.name, durationMs, parts, { drift, doubts })
})

const runPartitions = Effect.fnUntraced(function* <R>(
  run: RunContext.RunContext,
  stream: ConnectorStream.Any<R>,
  options: Options
) {
  const { backfill, fresh = false } = options
  const { name } = run.connector
  const resolved = StreamOptions.resolve(options, options.each?.[stream.name])
  const table = StreamTable.make(name, stream)
  if (backfill !== undefined && stream.changes === undefined) {
    return yield* new NoChanges({ connector: name, stream: stream.name })
  }
  const store = yield* (yield* SyncStore).open(table, { history: resolved.history })
  const drift = yield* DriftWatch.make(name, stream, resolved.drift)
  let whole = true
  const onEvent = (event: SyncEvent): Effect.Effect<void> => {
    if (event._tag === "SweepStarted" && (event.resumed || event.since !== undefined)) whole = false
    return run.onEvent(event)
  }
  const context = StreamContext.make({
    run: { ...run, onEvent },
    stream,
    table,
    store,
    fresh,
    backfill,
    options: resolved,
    drift
  })
  const parents = stream.parent === undefined ? noParents : yield* ParentRecords.read(name, stream.parent)
  const partitions = yield* stream.partitions(options.window, parents.values)
  // One partition's failure must not keep the others from being tried.
  const parts = yield* Effect.forEach(
    partitions,
    (partition) =>
      PartitionSync.run(context, partition).pipe(Effect.catch((error) => Effect.succeed(failedWith(error)))),
    { concurrency: options.concurrency ?? 1 }
  )
  const completed = parts.every(({ outcome }) => outcome._tag === "Completed")
  // Another run took over, and keeps the shape that it saw.
  const drifts = parts.some(isOutrun) ? [] : yield* drift.finish({ completed, whole })
  yield* Effect.forEach(drifts, (drift) =>
    run.onEvent({ _tag: "SchemaDrifted", connector: name, stream: stream.name, drift })
  )
  return { parts, drift: drifts, doubts: parents.doubts }
})

const noParents: ParentRecords.ParentRecords = { values: [], doubts: [] }
