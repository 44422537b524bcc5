/**
 * Walks one pass of a list whose cursor lives for a short time only: pages are kept as they come, at the provider's pace, and
 * decoded and committed at the consumer's. What is staged survives the process.
 *
 * @since 0.1.0
 */
import { type Cause, Clock, Effect, Latch, Option, Queue, Result, Schema } from "effect"
import type { StagedPage } from "../contract/StagedPage.ts"
import { StoreError, StoreUnavailable } from "../contract/SyncStore.ts"
import * as Sweep from "../pagination/Sweep.ts"
import * as PageCommitter from "./PageCommitter.ts"
import * as PassWalk from "./PassWalk.ts"
import { StagingFull } from "./StagingFull.ts"
import { Halt, type SweepContext } from "./SweepContext.ts"

const decodeRecords = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Array(Schema.Unknown)))

/**
 * Reads on from `from` until the pass has ended and every staged page is committed, those that an earlier run left too.
 * Fails with `Halt` when it can't; pages that came before are committed first, unless it was one of them that failed.
 *
 * @category constructors
 * @since 0.1.0
 */
export const run = Effect.fnUntraced(function* <R>(
  context: SweepContext<R>,
  from: Sweep.Sweep,
  expiresAt: number | undefined
): Effect.fn.Return<Sweep.Sweep, StoreError | Halt, R> {
  const { source, stream, writer } = context
  const staged = yield* stream.store.staged(source.partition, writer.run)
  const waiting = yield* Queue.unbounded<StagedPage, Cause.Done>()
  yield* Queue.offerAll(waiting, staged)
  const hold = yield* holdOf(context, staged)
  const remembers = Sweep.remembers(stream.plan, from)

  const walk = PassWalk.run(context, from, expiresAt, {
    ahead: false,
    room: hold.room,
    keep: Effect.fnUntraced(function* ({ before, intake, observedAt, position, records }) {
      const { account, audit, counted, number: page, total } = intake
      const text = JSON.stringify(records)
      const stage = { page, pass: before.pass, bytes: Buffer.byteLength(text), observedAt, total }
      yield* writer.commit({
        position,
        account,
        load: { stage: { ...stage, records: text }, audit },
        counted: { ...counted, pages: 1 }
      })
      hold.add(stage.bytes)
      yield* Queue.offer(waiting, stage)
    })
  })
  const consume = Effect.gen(function* () {
    for (;;) {
      const next = yield* Effect.option(Queue.take(waiting))
      if (Option.isNone(next)) return
      yield* take(context, next.value, remembers)
      yield* hold.remove(next.value.bytes)
    }
  })
  const [walked] = yield* Effect.all([Effect.ensuring(halting(walk), Queue.end(waiting)), consume], {
    concurrency: "unbounded"
  })
  return yield* Effect.fromResult(walked)
})

/** Only what ends the walk lets the pages before it be committed; a store that fails ends everything. */
const halting = <A, R>(walk: Effect.Effect<A, StoreError | Halt, R>) =>
  walk.pipe(
    Effect.map((sweep) => Result.succeed(sweep)),
    Effect.catchTag("Halt", (halt) => Effect.succeed(Result.fail(halt)))
  )

/** Commits a staged page. */
const take = Effect.fnUntraced(function* <R>(
  context: SweepContext<R>,
  { observedAt, page, pass, total }: StagedPage,
  remembers: boolean
): Effect.fn.Return<void, StoreError | Halt> {
  const { source, stream, writer } = context
  const kept = yield* stream.store.stagedRecords(source.partition, writer.run, page)
  const records = kept === undefined ? undefined : Result.getOrUndefined(decodeRecords(kept.records))
  if (records === undefined) {
    const detail = `page ${page} of run ${writer.run}, which was staged, is not there any more`
    return yield* new StoreError({ store: stream.connector.name, reason: new StoreUnavailable({ detail }) })
  }
  yield* PageCommitter.commit(context, {
    decoded: stream.decode(records, observedAt),
    records,
    pass,
    number: page,
    observedAt,
    position: undefined,
    total,
    remembers,
    change: { load: { unstage: page } },
    unsent: undefined
  })
})

/** How many bytes wait, and who waits for them to become fewer. */
const holdOf = Effect.fnUntraced(function* <R>(
  { source: { connector, stream: name }, stream: { options } }: SweepContext<R>,
  staged: ReadonlyArray<StagedPage>
) {
  const quota = options.stagingBytes
  const latch = yield* Latch.make(false)
  let bytes = staged.reduce((sum, page) => sum + page.bytes, 0)
  // A page that is larger than what may wait comes alone.
  const hasRoom = () => bytes === 0 || bytes < quota
  const wait: Effect.Effect<void> = Effect.suspend(() => (hasRoom() ? Effect.void : Effect.andThen(latch.await, wait)))
  const full = () =>
    new Halt({ outcome: { _tag: "Failed", error: new StagingFull({ connector, stream: name, staged: bytes, quota }) } })
  return {
    add: (more: number) => {
      bytes += more
    },
    remove: (less: number) => {
      bytes -= less
      return latch.release
    },
    room: Effect.fnUntraced(function* (expiresAt: number | undefined): Effect.fn.Return<void, Halt> {
      if (hasRoom()) return
      const left = expiresAt === undefined ? undefined : expiresAt - (yield* Clock.currentTimeMillis)
      yield* left === undefined
        ? wait
        : Effect.timeoutOrElse(wait, { duration: Math.max(0, left), orElse: () => Effect.fail(full()) })
    })
  }
})
