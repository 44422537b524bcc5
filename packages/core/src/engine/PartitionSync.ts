/**
 * Reads one partition page by page until its verdict: the next page is asked for while the last one is committed, and
 * nothing is believed that is not committed.
 *
 * @since 0.1.0
 */
import { Clock, Effect, Fiber, Option, Random, Result } from "effect"
import type { Checkpoint, Status } from "../contract/Checkpoint.ts"
import { ConnectorError, ProviderUnavailable, UnexpectedResponse } from "../contract/ConnectorError.ts"
import type { Page } from "../contract/Page.ts"
import type { StoreError } from "../contract/SyncStore.ts"
import type { Traversal } from "../contract/Traversal.ts"
import { PaginationError } from "../pagination/PaginationError.ts"
import * as Sweep from "../pagination/Sweep.ts"
import type * as Walk from "../pagination/Walk.ts"
import * as Breaker from "../resilience/Breaker.ts"
import * as CheckpointWriter from "./CheckpointWriter.ts"
import * as PageReader from "./PageReader.ts"
import type { StreamContext } from "./StreamContext.ts"
import type { Outcome, StreamReport } from "./SyncReport.ts"

/** How often a sweep may begin again because its cursor was refused. */
const maxRestarts = 3

type Ended = Pick<StreamReport, "counts" | "outcome">

/**
 * Syncs a partition. What goes wrong with the provider is an outcome, kept in the checkpoint; only the store fails it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const run = Effect.fnUntraced(function* <R>(
  context: StreamContext<R>,
  partition: unknown
): Effect.fn.Return<Ended, StoreError, R> {
  const source = sourceOf(context, partition)
  const begun = yield* Clock.currentTimeMillis
  const previous = yield* context.store.load(source.partition)
  if (!context.fresh && previous?.status === "suspended" && (previous.resumeAt ?? 0) > begun) {
    return { counts: previous.counts, outcome: stillSuspended(source, previous) }
  }
  const resumed = context.fresh ? undefined : resumable(context, previous, begun)
  const sweep = resumed ?? Sweep.start(context.plan)
  const writer = CheckpointWriter.make(
    context.store,
    {
      ...source,
      run: resumed !== undefined && previous !== undefined ? previous.run : yield* newRun(begun),
      connectorVersion: context.connector.version,
      recordSchema: context.table.fingerprint,
      startedAt: resumed !== undefined && previous !== undefined ? previous.startedAt : begun
    },
    previous,
    resumed !== undefined
  )
  // Taking the partition over before the first request fences out a run that still believes to own it.
  yield* writer.commit(running(sweep))
  yield* context.onEvent({ ...source, _tag: "SweepStarted", resumed: resumed !== undefined, counts: writer.counts() })
  return yield* proceed(context, partition, writer, sweep, resumed === undefined ? undefined : previous?.expiresAt)
})

/** Reads, walks and commits until an outcome. */
const proceed = Effect.fnUntraced(function* <R>(
  context: StreamContext<R>,
  partition: unknown,
  writer: CheckpointWriter.CheckpointWriter,
  from: Sweep.Sweep,
  expiresAt: number | undefined
): Effect.fn.Return<Ended, StoreError, R> {
  let sweep = from
  const ask = (expires?: number) => Effect.forkChild(PageReader.read(context, partition, Sweep.request(sweep), expires))
  let asked = sweep.ended ? undefined : yield* ask(expiresAt)
  for (;;) {
    if (asked === undefined) {
      const judged = yield* judge(context, partition, writer, sweep)
      if ("outcome" in judged) return judged
      sweep = judged
      asked = yield* ask()
    }
    const answer: PageReader.Answer = yield* Fiber.join(asked)
    const { read } = answer
    const before = writer.counts()
    writer.count({ requests: before.requests + read.retries + 1, retries: before.retries + read.retries })
    if (read._tag === "Read") {
      const step = yield* take(context, partition, writer, sweep, answer, read.page)
      if ("outcome" in step) return step
      sweep = step.sweep
      asked = step.asked
      continue
    }
    const around = read._tag === "Failed" ? wayAround(context, sweep, read.error) : undefined
    if (around === undefined) return yield* stop(writer, sweep, read)
    sweep = around
    yield* writer.commit(running(sweep))
    asked = sweep.ended ? undefined : yield* ask()
  }
})

/** Takes a page in: decodes it, moves the walk, asks for the next page and commits this one meanwhile. */
const take = Effect.fnUntraced(function* <R>(
  context: StreamContext<R>,
  partition: unknown,
  writer: CheckpointWriter.CheckpointWriter,
  sweep: Sweep.Sweep,
  answer: PageReader.Answer,
  page: Page<unknown, unknown>
): Effect.fn.Return<
  Ended | { readonly sweep: Sweep.Sweep; readonly asked: Fiber.Fiber<PageReader.Answer> | undefined },
  StoreError,
  R
> {
  const { plan } = context
  const source = sourceOf(context, partition)
  const decoded = yield* Effect.result(
    Effect.try({ try: () => context.decode(page.records), catch: () => tooDeep(source) })
  )
  if (Result.isFailure(decoded)) return yield* stop(writer, sweep, { _tag: "Failed", error: decoded.failure })
  const { deadLetters, keys, rows } = decoded.success
  const step = Sweep.step(plan, sweep, PageReader.factsOf(page, keys, context.encodeCursor))
  const load: CheckpointWriter.Load = {
    rows,
    deadLetters,
    observedAt: answer.sentAt,
    seenIn: Sweep.remembers(plan, sweep) ? sweep.pass : undefined,
    audit: {
      pass: sweep.pass,
      cursor: PageReader.cursorLabel(answer.request),
      limit: answer.request.pageSize,
      received: keys.length,
      total: Option.getOrUndefined(page.total),
      sentAt: answer.sentAt,
      latency: answer.latency,
      retries: answer.read.retries,
      outcome: outcomeOf(step)
    }
  }
  yield* (yield* Breaker.Breaker).page(context.run.provider, rows.length > 0 || deadLetters.length === 0)
  const before = writer.counts()
  writer.count({
    pages: before.pages + 1,
    received: before.received + keys.length,
    deadLettered: before.deadLettered + deadLetters.length
  })
  if (step._tag === "Stalled") {
    yield* writer.commit(running(sweep), load)
    const error = new PaginationError({ ...source, stall: step.stall, detail: step.detail })
    return yield* stop(writer, sweep, { _tag: "Failed", error })
  }
  const expiresAt = PageReader.deadlineOf(context.stream.traversal.lifetime, page, answer.sentAt)
  const asked = step.state.ended
    ? undefined
    : yield* Effect.forkChild(PageReader.read(context, partition, Sweep.request(step.state), expiresAt))
  // A commit may hold the thread, and the request has to be on its way before.
  yield* Effect.yieldNow
  yield* writer.commit({ ...running(step.state), expiresAt }, load).pipe(
    // A run that can't commit has no use for the page it asked for ahead.
    Effect.onError(() => (asked === undefined ? Effect.void : Fiber.interrupt(asked)))
  )
  yield* context.onEvent({
    ...source,
    _tag: "PageCommitted",
    records: rows.map((row) => row.record),
    counts: writer.counts(),
    pass: sweep.pass,
    position: Sweep.position(step.state),
    total: Option.getOrUndefined(page.total)
  })
  return { sweep: step.state, asked }
})

/** Judges an ended pass: the sweep for the next one, or the end. */
const judge = Effect.fnUntraced(function* <R>(
  context: StreamContext<R>,
  partition: unknown,
  writer: CheckpointWriter.CheckpointWriter,
  sweep: Sweep.Sweep
): Effect.fn.Return<Ended | Sweep.Sweep, StoreError> {
  const source = sourceOf(context, partition)
  const newKeys = sweep.pass === 1 ? 0 : yield* context.store.seenIn(source.partition, writer.run, sweep.pass)
  const judged = Sweep.judge(context.plan, sweep, newKeys)
  if (!("_tag" in judged)) {
    yield* writer.commit(running(judged))
    return judged
  }
  yield* writer.commit({ ...running(sweep), status: "completed", verdict: JSON.stringify(judged) })
  const counts = writer.counts()
  yield* context.onEvent({ ...source, _tag: "SweepCompleted", counts, verdict: judged })
  return { counts, outcome: { _tag: "Completed", verdict: judged } }
})

const stop = Effect.fnUntraced(function* (
  writer: CheckpointWriter.CheckpointWriter,
  sweep: Sweep.Sweep,
  outcome: Exclude<Outcome, { readonly _tag: "Completed" }>
): Effect.fn.Return<Ended, StoreError> {
  const status: Status = outcome._tag === "Failed" ? "failed" : "suspended"
  yield* writer.commit({
    ...running(sweep),
    status,
    problem: outcome.error.message,
    resumeAt: outcome._tag === "Suspended" ? outcome.resumeAt : undefined
  })
  return { counts: writer.counts(), outcome }
})

const running = (sweep: Sweep.Sweep) => ({ status: "running", walk: Sweep.encode(sweep) }) as const

const sourceOf = <R>({ connector, encodePartition, stream }: StreamContext<R>, partition: unknown) => ({
  connector: connector.name,
  stream: stream.name,
  partition: encodePartition(partition)
})

/**
 * The sweep a checkpoint was in the middle of, unless another record shape makes it worthless. Its walk begins again when the
 * cursor has expired, or must not be replayed: the run before may have died after sending it.
 */
const resumable = <R>(
  { plan, stream, table }: StreamContext<R>,
  previous: Checkpoint | undefined,
  now: number
): Sweep.Sweep | undefined => {
  if (previous === undefined || previous.status === "completed" || previous.recordSchema !== table.fingerprint) {
    return undefined
  }
  const sweep = Sweep.decode(previous.walk)
  if (Result.isFailure(sweep) || !Sweep.fits(plan, sweep.success)) return undefined
  const expired = previous.expiresAt !== undefined && previous.expiresAt <= now
  return expired || mustNotReplay(stream.traversal, sweep.success) ? Sweep.restart(plan, sweep.success) : sweep.success
}

const mustNotReplay = ({ replay }: Pick<Traversal<unknown>, "replay">, sweep: Sweep.Sweep): boolean =>
  replay === "unsafe" && !sweep.ended && Sweep.request(sweep).cursor !== undefined

/** Another way to go on after a refused request or cursor, or a cursor that an answer was lost to. */
const wayAround = <R>(
  { plan, stream }: StreamContext<R>,
  sweep: Sweep.Sweep,
  error: ConnectorError
): Sweep.Sweep | undefined => {
  const lost = error.isRetryable && error.processed !== "no" && mustNotReplay(stream.traversal, sweep)
  if ((lost || error.reason._tag === "CursorRejected") && sweep.restarts < maxRestarts) {
    return Sweep.restart(plan, sweep)
  }
  const step = error.reason._tag === "RequestRejected" ? Sweep.refused(sweep) : undefined
  return step === undefined || step._tag === "Stalled" ? undefined : step.state
}

const outcomeOf = (step: Walk.Step<unknown>): string => {
  switch (step._tag) {
    case "Next":
      return step.outcome
    case "PassEnd":
      return "end"
    case "Stalled":
      return step.stall
  }
}

const newRun = Effect.fnUntraced(function* (now: number) {
  const tail = Math.floor((yield* Random.next) * 36 ** 6)
  return `${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "")}-${tail.toString(36).padStart(6, "0")}`
})

const tooDeep = (source: { readonly connector: string; readonly stream: string }) =>
  new ConnectorError({
    ...source,
    reason: new UnexpectedResponse({ detail: "a record is nested too deep to be kept" })
  })

const stillSuspended = (
  source: { readonly connector: string; readonly stream: string },
  previous: Checkpoint
): Outcome => ({
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
