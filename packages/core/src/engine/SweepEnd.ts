/**
 * How a sweep ends: with a verdict after its last pass, or before, with its checkpoint kept.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { Status } from "../contract/Checkpoint.ts"
import type * as Ledger from "../contract/Ledger.ts"
import type { StoreError } from "../contract/SyncStore.ts"
import type * as Verdict from "../contract/Verdict.ts"
import * as Sweep from "../pagination/Sweep.ts"
import * as SweepText from "../pagination/SweepText.ts"
import * as SweepLedger from "../pagination/SweepLedger.ts"
import { at, type Halt, type SweepContext } from "./SweepContext.ts"
import type { StreamReport } from "./SyncReport.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Ended = Pick<StreamReport, "counts" | "outcome" | "restarts">

/** Rows that a sweep did not see are taken for deleted only when they are no larger share of the partition. */
const maxDeleted = 0.2

/**
 * Judges an ended pass: the sweep for the next one, or the end.
 *
 * @category constructors
 * @since 0.1.0
 */
export const judge = Effect.fnUntraced(function* <R>(
  context: SweepContext<R>,
  sweep: Sweep.Sweep
): Effect.fn.Return<Ended | Sweep.Sweep, StoreError> {
  const { source, stream, writer } = context
  const counted = Sweep.remembers(stream.plan, sweep)
    ? yield* stream.store.seenIn(source.partition, writer.run, sweep.pass)
    : undefined
  const judged = Sweep.judge(stream.plan, sweep, {
    newKeys: sweep.pass === 1 ? 0 : (counted ?? 0),
    distinct: sweep.pass === 1 ? counted : undefined,
    total: writer.ledger().passes.at(-1)?.total ?? undefined
  })
  const account = SweepLedger.endPass(sweep, counted)
  if (!("_tag" in judged)) {
    const again = judged.pass === sweep.pass
    yield* writer.commit({
      position: at(SweepText.encode(judged)),
      account: again ? SweepLedger.restarted(judged) : account
    })
    return judged
  }
  const deletions = yield* judgeDeletions(context, judged)
  yield* writer.commit({
    position: at(SweepText.encode(sweep)),
    load: { deleteUnseen: deletions?.outcome === "marked" },
    account: (ledger) => ({ ...account(ledger), deletions: deletions ?? null, verdict: judged }),
    ended: {
      status: "completed",
      verdict: JSON.stringify(judged),
      // What changed since the sweep began may have been missed, so it is asked for again.
      ...(advances(context, judged) && { watermark: writer.startedAt })
    }
  })
  const counts = writer.counts()
  yield* stream.onEvent({ ...source, _tag: "SweepCompleted", counts, verdict: judged })
  return { counts, restarts: writer.ledger().restarts, outcome: { _tag: "Completed", verdict: judged } }
})

/** A backfill moves nothing forward, and neither does a sweep that may have missed something. */
const advances = <R>({ changed }: SweepContext<R>, verdict: Verdict.Verdict): boolean =>
  verdict._tag !== "Unproven" && changed?.to === undefined

/**
 * What is to be done about rows that the sweep did not see. Only a whole list, proven complete, tells that a row is gone; a
 * dead letter may be the row that seems to be missing.
 */
const judgeDeletions = Effect.fnUntraced(function* <R>(
  { changed, source, stream, writer }: SweepContext<R>,
  verdict: Verdict.Verdict
): Effect.fn.Return<Ledger.Ledger["deletions"], StoreError> {
  if (stream.options.deletions === "keep" || verdict._tag !== "Proven" || changed !== undefined) return null
  const { standing, unseen } = yield* stream.store.unseen({
    partition: source.partition,
    run: writer.run,
    startedAt: writer.startedAt
  })
  const guarded = unseen > standing * maxDeleted || writer.counts().deadLettered > 0
  return { standing, unseen, outcome: unseen === 0 ? "none" : guarded ? "guarded" : "marked" }
})

/**
 * Ends a sweep before its time. What was committed stays.
 *
 * @category constructors
 * @since 0.1.0
 */
export const stop = Effect.fnUntraced(function* <R>(
  { writer }: SweepContext<R>,
  { audit, counted, outcome, position }: Halt
): Effect.fn.Return<Ended, StoreError> {
  const status: Status = outcome._tag === "Failed" ? "failed" : "suspended"
  yield* writer.commit({
    position,
    counted,
    load: { audit: audit ?? [] },
    ended: {
      status,
      problem: outcome.error.message,
      resumeAt: outcome._tag === "Suspended" ? outcome.resumeAt : undefined
    }
  })
  return { counts: writer.counts(), restarts: writer.ledger().restarts, outcome }
})
