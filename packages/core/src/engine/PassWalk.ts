/**
 * Walks one pass, committing each page before it is believed. The next page is asked for while the last one is committed,
 * unless its cursor must not be sent twice: then the intent to send it is committed first.
 *
 * @since 0.1.0
 */
import { Clock, Effect, Fiber, Result } from "effect"
import type { StoreError } from "../contract/SyncStore.ts"
import type { Traversal } from "../contract/Traversal.ts"
import { PaginationError } from "../pagination/PaginationError.ts"
import * as Sweep from "../pagination/Sweep.ts"
import * as SweepText from "../pagination/SweepText.ts"
import * as SweepLedger from "../pagination/SweepLedger.ts"
import * as Monotonic from "../quota/Monotonic.ts"
import * as AuditWriter from "./AuditWriter.ts"
import type { Position } from "./CheckpointWriter.ts"
import * as Expiry from "./Expiry.ts"
import * as PageIntake from "./PageIntake.ts"
import * as PageReader from "./PageReader.ts"
import * as Resumption from "./Resumption.ts"
import { at, Halt, type SweepContext } from "./SweepContext.ts"

/**
 * What becomes of the pages of a pass.
 *
 * @category models
 * @since 0.1.0
 */
export interface Keeping<R> {
  /** May the next page be asked for while this one is kept? */
  readonly ahead: boolean
  /** Waits until another page may be asked for, at most until its cursor dies at `expiresAt`. */
  readonly room: (expiresAt: number | undefined) => Effect.Effect<void, Halt>
  /** Keeps a page that was taken in by the sweep as it was `before`; the walk then stands at `position`. */
  readonly keep: (page: {
    readonly intake: PageIntake.Intake
    readonly records: ReadonlyArray<unknown>
    readonly before: Sweep.Sweep
    readonly observedAt: number
    readonly position: Position
  }) => Effect.Effect<void, StoreError | Halt, R>
}

/**
 * Reads on from `from` until the pass has ended, and gives the sweep at its end. Fails with `Halt` when it can't.
 *
 * @category constructors
 * @since 0.1.0
 */
export const run = Effect.fnUntraced(function* <R>(
  context: SweepContext<R>,
  from: Sweep.Sweep,
  expiresAt: number | undefined,
  { ahead, keep, room }: Keeping<R>
): Effect.fn.Return<Sweep.Sweep, StoreError | Halt, R> {
  const { source, stream, writer } = context
  const { traversal } = stream.stream
  // What is acknowledged is gone from the provider, so it has to be in the store before.
  const acknowledges = traversal.cursor === "queue"
  let sweep = from
  let expires = expiresAt === undefined ? undefined : yield* Expiry.kept(expiresAt)
  let begun = 0
  const ask = Effect.gen(function* () {
    begun = yield* Monotonic.millis
    const dies = yield* Expiry.standing(expires)
    return yield* Effect.forkChild(
      PageReader.read(stream, context.partition, Sweep.request(sweep), dies, context.changed)
    )
  })
  if (sweep.ended) return sweep
  yield* room(yield* Expiry.standing(expires))
  if (Resumption.moves(traversal, sweep))
    yield* writer.commit({ position: yield* positionOf(traversal, sweep, yield* Expiry.standing(expires)) })
  let asked = yield* ask
  for (;;) {
    const answer: PageReader.Answer = yield* Fiber.join(asked)
    const { read } = answer
    const counted = countedOf(answer)
    if (read._tag !== "Read") {
      const audit = AuditWriter.failed(answer, sweep.pass, writer.counts().pages + 1)
      const around = read._tag === "Failed" ? Resumption.wayAround(stream, sweep, read.error) : undefined
      if (around === "NoProgress") {
        const detail = `the walk began again ${sweep.restarts} times and never passed ${sweep.furthest ?? 0} records; at last: ${read.error.message}`
        const error = new PaginationError({ ...source, stall: "NoProgress", detail })
        return yield* new Halt({ outcome: { _tag: "Failed", error }, audit, counted })
      }
      if (around === undefined) {
        // A request that the provider certainly did not act on leaves its cursor good.
        const dies = yield* Expiry.standing(expires)
        const kept = read.error.processed === "no" ? at(SweepText.encode(sweep), dies) : undefined
        // A cursor that leads to another host does so for ever, so the next run begins the walk anew.
        const leadsAway = read.error.reason._tag === "OriginRefused" && traversal.cursor !== "offset"
        const position = leadsAway ? { ...at(SweepText.encode(sweep)), intent: answer.sentAt } : kept
        return yield* new Halt({ outcome: read, audit, counted, position })
      }
      sweep = around.sweep
      const account = around.restarted ? SweepLedger.restarted(sweep) : undefined
      expires = undefined
      yield* writer.commit({ position: yield* positionOf(traversal, sweep), load: { audit }, counted, account })
      if (sweep.ended) return sweep
      asked = yield* ask
      continue
    }
    const taken = PageIntake.take(context, sweep, answer, read.page)
    if (Result.isFailure(taken)) {
      const audit = AuditWriter.failed(answer, sweep.pass, writer.counts().pages + 1)
      return yield* new Halt({ outcome: { _tag: "Failed", error: taken.failure }, audit, counted })
    }
    const { step } = taken.success
    const page = {
      intake: { ...taken.success, counted },
      records: read.page.records,
      before: sweep,
      observedAt: answer.sentAt
    }
    if (step._tag === "Stalled") {
      // What the walk stands at was sent and gave nothing to go on with, so the next run begins it anew.
      yield* keep({ ...page, position: { ...at(SweepText.encode(sweep)), intent: answer.sentAt } })
      const error = new PaginationError({ ...source, stall: step.stall, detail: step.detail })
      return yield* new Halt({ outcome: { _tag: "Failed", error } })
    }
    sweep = step.state
    const dies = sweep.ended ? undefined : taken.success.expiresAt
    expires = dies === undefined ? undefined : yield* Expiry.told(dies, answer.sentAt, begun)
    const position = yield* positionOf(traversal, sweep, yield* Expiry.standing(expires))
    const early = ahead && !sweep.ended && position.intent === undefined && !acknowledges ? yield* ask : undefined
    // A commit may hold the thread, and the request has to be on its way before.
    if (early !== undefined) yield* Effect.yieldNow
    yield* keep({ ...page, position }).pipe(
      // A run that can't commit has no use for the page it asked for ahead.
      Effect.onError(() => (early === undefined ? Effect.void : Fiber.interrupt(early)))
    )
    if (sweep.ended) return sweep
    if (early === undefined) yield* room(yield* Expiry.standing(expires))
    asked = early ?? (yield* ask)
  }
})

/** What was sent for a page; a try that was suspended before it was sent is none. */
const countedOf = ({ exchanges }: PageReader.Answer) => ({
  requests: exchanges.length,
  retries: Math.max(0, (exchanges.at(-1)?.attempt ?? 1) - 1)
})

/** Where the walk stands, with the intent to send its request where that must not be sent twice. */
const positionOf = Effect.fnUntraced(function* (
  traversal: Traversal<unknown>,
  sweep: Sweep.Sweep,
  expires?: number
): Effect.fn.Return<Position> {
  const intent = Resumption.moves(traversal, sweep) ? yield* Clock.currentTimeMillis : undefined
  return { ...at(SweepText.encode(sweep), expires), intent }
})
