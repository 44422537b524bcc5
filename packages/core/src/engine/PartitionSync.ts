/**
 * Syncs one partition until its verdict: goes on from its checkpoint or begins anew, walks pass after pass, and ends with an
 * outcome that the checkpoint keeps. Nothing is believed that is not committed.
 *
 * @since 0.1.0
 */
import { Clock, Effect, Random, Result } from "effect"
import type { Checkpoint } from "../contract/Checkpoint.ts"
import { ConnectorError, ProviderUnavailable } from "../contract/ConnectorError.ts"
import type { Span } from "../contract/Partition.ts"
import { StoreError, StoreMismatch } from "../contract/SyncStore.ts"
import * as Sweep from "../pagination/Sweep.ts"
import * as SweepText from "../pagination/SweepText.ts"
import * as SweepLedger from "../pagination/SweepLedger.ts"
import * as BadRecords from "./BadRecords.ts"
import * as CheckpointWriter from "./CheckpointWriter.ts"
import * as ChangedSince from "./ChangedSince.ts"
import * as PageCommitter from "./PageCommitter.ts"
import * as PassWalk from "./PassWalk.ts"
import * as Resumption from "./Resumption.ts"
import * as StagedPass from "./StagedPass.ts"
import type { StreamContext } from "./StreamContext.ts"
import type { Halt, SweepContext } from "./SweepContext.ts"
import { at } from "./SweepContext.ts"
import * as SweepEnd from "./SweepEnd.ts"
import type { Outcome } from "./SyncReport.ts"

/**
 * Syncs a partition. What goes wrong with the provider is an outcome, kept in the checkpoint; only the store fails it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const run = Effect.fnUntraced(function* <R>(
  stream: StreamContext<R>,
  partition: unknown
): Effect.fn.Return<SweepEnd.Ended, StoreError, R> {
  const source = sourceOf(stream, partition)
  const begun = yield* Clock.currentTimeMillis
  const previous = yield* stream.store.load(source.partition)
  if (!stream.fresh && previous?.status === "suspended" && (previous.resumeAt ?? 0) > begun) {
    const restarts = (yield* stream.store.ledger(source.partition, previous.run))?.restarts ?? 0
    return { counts: previous.counts, restarts, outcome: stillSuspended(source, previous) }
  }
  const resumable = stream.fresh ? Result.succeed(undefined) : Resumption.resume(stream, previous, begun)
  if (Result.isFailure(resumable)) return yield* unreadable(source, resumable.failure)
  const resumed = resumable.success === undefined ? undefined : previous
  const from = resumable.success ?? { sweep: Sweep.start(stream.plan), expiresAt: undefined, restarted: false }
  const changed = ChangedSince.of(stream, previous, resumed)
  const position = at(SweepText.encode(from.sweep), from.expiresAt)
  const writer = yield* CheckpointWriter.make({
    store: stream.store,
    partition: stream.encodePartition(partition),
    previous,
    resumed: resumed !== undefined,
    ledger: resumed === undefined ? undefined : yield* stream.store.ledger(source.partition, resumed.run),
    position,
    watermark: ChangedSince.watermarkOf(stream.table, previous),
    sweeping: {
      ...source,
      run: resumed?.run ?? (yield* newRun(begun)),
      connectorVersion: stream.connector.version,
      recordSchema: stream.table.fingerprint,
      startedAt: resumed?.startedAt ?? begun,
      since: changed?.from
    }
  })
  const context = { stream, partition, source, writer, changed, bad: BadRecords.make() }
  // Taking the partition over before the first request fences out a run that still believes to own it.
  yield* writer.commit({ account: from.restarted ? SweepLedger.restarted(from.sweep) : undefined })
  yield* stream.onEvent({
    ...source,
    _tag: "SweepStarted",
    resumed: resumed !== undefined,
    since: changed?.from,
    counts: writer.counts()
  })
  return yield* passes(context, from.sweep, from.expiresAt).pipe(
    Effect.catchTag("Halt", (halt) => SweepEnd.stop(context, halt))
  )
})

const passes = Effect.fnUntraced(function* <R>(
  context: SweepContext<R>,
  from: Sweep.Sweep,
  resumedExpiry: number | undefined
): Effect.fn.Return<SweepEnd.Ended, StoreError | Halt, R> {
  let sweep = from
  let expiresAt = resumedExpiry
  for (;;) {
    sweep = context.stream.staged
      ? yield* StagedPass.run(context, sweep, expiresAt)
      : yield* PassWalk.run(context, sweep, expiresAt, committing(context))
    const judged = yield* SweepEnd.judge(context, sweep)
    if ("outcome" in judged) return judged
    sweep = judged
    expiresAt = undefined
  }
})

/** Pages are committed as they come. */
const committing = <R>(context: SweepContext<R>): PassWalk.Keeping<R> => ({
  ahead: true,
  room: () => Effect.void,
  keep: ({ before, intake, observedAt, position, records }) =>
    PageCommitter.commit(context, {
      ...intake,
      records,
      pass: before.pass,
      observedAt,
      position: intake.step._tag === "Stalled" ? undefined : Sweep.position(intake.step.state),
      remembers: Sweep.remembers(context.stream.plan, before),
      change: {
        position,
        account: intake.account,
        load: { audit: intake.audit },
        counted: { ...intake.counted, pages: 1 }
      },
      // Its next request is not sent yet, unless it may be sent twice, so that its cursor stays good.
      unsent: intake.step._tag === "Stalled" ? undefined : { ...position, intent: undefined }
    })
})

const sourceOf = <R>({ backfill, connector, encodePartition, stream }: StreamContext<R>, partition: unknown) => ({
  connector: connector.name,
  stream: stream.name,
  partition: laneOf(encodePartition(partition), backfill)
})

const backfilled = " backfill "

/**
 * Is it the name that a backfill's checkpoint goes by?
 *
 * @category guards
 * @since 0.1.0
 */
export const isBackfill = (lane: string): boolean => lane.includes(backfilled)

/** A backfill has a checkpoint of its own, so that it moves nothing that goes forward. */
const laneOf = (partition: string, backfill: Span | undefined): string =>
  backfill === undefined
    ? partition
    : `${partition}${backfilled}${new Date(backfill.from).toISOString()}/${new Date(backfill.to).toISOString()}`

const newRun = Effect.fnUntraced(function* (now: number) {
  const tail = Math.floor((yield* Random.next) * 36 ** 6)
  return `${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "")}-${tail.toString(36).padStart(6, "0")}`
})

type Source = SweepContext<never>["source"]

/** Beginning anew instead would lose what the checkpoint stood for. */
const unreadable = ({ connector, partition, stream }: Source, detail: string) =>
  new StoreError({
    store: `checkpoint ${connector}/${stream} ${partition}`,
    reason: new StoreMismatch({ detail: `${detail}; sync it with fresh to begin anew` })
  })

const stillSuspended = (source: Source, previous: Checkpoint): Outcome => ({
  _tag: "Suspended",
  resumeAt: previous.resumeAt ?? 0,
  error: new ConnectorError({
    ...source,
    reason: new ProviderUnavailable({
      detail: `an earlier run was suspended: ${previous.problem ?? ""}`,
      retryAfter: undefined,
      processed: "no"
    })
  })
})
