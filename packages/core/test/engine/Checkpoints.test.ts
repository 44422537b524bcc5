import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { TestClock } from "effect/testing"
import type { Checkpoint } from "../../src/contract/Checkpoint.ts"
import { CursorRejected } from "../../src/contract/ConnectorError.ts"
import * as PageCommit from "../../src/contract/PageCommit.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const list = ListConnector.offers(40)

const safe = { list, cursor: "continuation", replay: "safe" } as const

/** Leaves a sweep in its middle, its checkpoint changed as told. */
const interrupted = Effect.fnUntraced(function* (change: (kept: Checkpoint) => Partial<Checkpoint>) {
  const subject = Linked.make(safe)
  assert.isFalse(yield* Linked.killedAfter(Linked.run(subject.connector), 1050))
  const store = yield* (yield* SyncStore).open(Linked.tableOf(subject.connector))
  const kept = yield* Linked.checkpoint
  const { counts } = kept
  yield* store.commit(
    PageCommit.make({
      expected: { epoch: kept.epoch, seq: kept.seq },
      checkpoint: { ...kept, seq: kept.seq + 1, ...change(kept), counts }
    })
  )
  return { ...subject, before: yield* Linked.checkpoint }
})

const failureOf = (outcome: { readonly _tag: string }) =>
  "error" in outcome && outcome.error instanceof Error ? outcome.error.message : outcome._tag

const changedWalk = (walk: string, changes: object) => JSON.stringify({ ...JSON.parse(walk), ...changes })

/** An offset walk, as it stands at the head. */
const anchored = {
  _tag: "AnchoredWalk",
  mode: "anchored",
  offset: 0,
  frontier: 0,
  back: 0,
  longest: 0,
  accepted: [],
  probe: "none",
  rewinds: 0,
  guard: { cursors: [], pages: [], repeated: 0, empty: 0 },
  total: 0,
  requests: 0,
  doubts: []
}

describe("a checkpoint that can't be gone on from", () => {
  for (const [what, walk, line] of [
    ["is cut", (kept) => kept.slice(0, -20), "the state of its walk is not whole"],
    ["is empty", () => "", "the state of its walk is not whole"],
    ["is something else", () => `{"hello":"world"}`, "the state of its walk is not one of this Innlet"],
    [
      "is of a newer Innlet",
      (kept) => changedWalk(kept, { format: 7, walk: "other" }),
      "the state of its walk has format 7, and this Innlet reads up to 1; use the newer one"
    ],
    [
      "is of another kind of list",
      (kept) => changedWalk(kept, { walk: { ...anchored, pageSize: 2 } }),
      "the state of its walk is of another kind of list than the stream's"
    ]
  ] as const satisfies ReadonlyArray<readonly [string, (kept: string) => string, string]>) {
    it.effect(`fails and changes nothing when it ${what}, and begins anew when it is told to`, () =>
      Effect.gen(function* () {
        const { asked, before, connector, stream } = yield* interrupted((kept) => ({ walk: walk(kept.walk) }))
        const rows = yield* Linked.stored(stream)
        const sent = asked.length

        for (let run = 0; run < 2; run++) {
          const { outcome } = yield* inVirtualTime(Linked.run(connector))
          assert.strictEqual(
            failureOf(outcome),
            `store checkpoint test/offers all: StoreMismatch: ${line}; sync it with fresh to begin anew`
          )
        }

        assert.deepStrictEqual([yield* Linked.checkpoint, yield* Linked.stored(stream)], [before, rows])
        assert.strictEqual(asked.length, sent)
        yield* TestClock.adjust("1 hour")
        const fresh = yield* inVirtualTime(Linked.run(connector, { fresh: true }))
        assert.deepStrictEqual([fresh.outcome._tag, fresh.counts.received], ["Completed", 40])
        assert.deepStrictEqual(yield* Linked.stored(stream), list)
        assert.notStrictEqual((yield* Linked.checkpoint).run, before.run)
      }).pipe(Effect.provide(Linked.watched()))
    )
  }

  it.effect("fails when its sweep asks for changes and the stream lists none any more", () =>
    Effect.gen(function* () {
      const { before, connector } = yield* interrupted(() => ({ since: 5 }))
      const { outcome } = yield* inVirtualTime(Linked.run(connector))

      assert.include(failureOf(outcome), "its sweep asks for changes, and the stream lists none any more")
      assert.deepStrictEqual(yield* Linked.checkpoint, before)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("is not needed when its sweep is complete", () =>
    Effect.gen(function* () {
      const { connector } = yield* interrupted(() => ({ walk: "", status: "completed" }))
      const { counts, outcome } = yield* inVirtualTime(Linked.run(connector))

      assert.deepStrictEqual([outcome._tag, counts.received], ["Completed", 40])
    }).pipe(Effect.provide(Linked.watched()))
  )
})

describe("a checkpoint", () => {
  it.effect("of another record shape begins a new sweep, which reads everything", () =>
    Effect.gen(function* () {
      const { asked, before, connector, stream } = yield* interrupted(() => ({}))
      const sent = asked.length
      const record = Schema.Struct({ ...ListConnector.Offer.fields, stars: Schema.optionalKey(Schema.Int) })
      const { counts } = yield* inVirtualTime(Linked.run({ ...connector, streams: [{ ...stream, record }] }))

      assert.deepStrictEqual([counts.received, asked[sent]?.cursor], [40, undefined])
      assert.notStrictEqual((yield* Linked.checkpoint).run, before.run)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("written before walks had a format is gone on from", () =>
    Effect.gen(function* () {
      const { asked, before, connector, stream } = yield* interrupted(({ walk }) => ({
        walk: changedWalk(walk, { format: undefined })
      }))
      assert.notInclude(before.walk, "format")
      yield* inVirtualTime(Linked.run(connector))

      assert.deepStrictEqual(yield* Linked.stored(stream), list)
      assert.isAtMost(asked.length, 21)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("whose cursor has expired lets its walk begin anew, and the one of the new walk counts", () =>
    Effect.gen(function* () {
      const lifetime = Linked.sliding("20 minutes")
      const { asked, connector } = Linked.make({ ...safe, lifetime })
      yield* Linked.killedAfter(Linked.run(connector), 1050)
      yield* TestClock.adjust("20 minutes")
      // It dies before its first page came, and its cursor has not expired but does not exist yet.
      yield* Linked.killedAfter(Linked.run(connector), 50)
      assert.deepStrictEqual([(yield* Linked.checkpoint).expiresAt, (yield* Linked.ledger).restarts], [undefined, 1])
      const { outcome } = yield* inVirtualTime(Linked.run(connector))

      assert.strictEqual(outcome._tag, "Completed")
      assert.strictEqual((yield* Linked.ledger).restarts, 1)
      assert.deepStrictEqual(
        asked.slice(-21).map(({ cursor }) => cursor === undefined),
        [true, true, ...Array.from({ length: 19 }, () => false)]
      )
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("whose cursor is refused, after others were as often as a run allows, still gets its sweep to an end", () =>
    Effect.gen(function* () {
      yield* Linked.killedAfter(Linked.run(Linked.make(safe).connector), 1050)
      const refused = { reason: new CursorRejected({ why: "invalid", detail: "no" }), moved: false }
      const refusing = Linked.make({ ...safe, trouble: (nth) => (nth % 2 === 1 ? refused : undefined) })
      const failed = yield* inVirtualTime(Linked.run(refusing.connector))
      assert.include(failureOf(failed.outcome), "CursorRejected")
      assert.strictEqual(refusing.asked.length, 7)
      const { connector, stream } = Linked.make(safe)
      const { outcome } = yield* inVirtualTime(Linked.run(connector))

      assert.strictEqual(outcome._tag, "Completed")
      assert.deepStrictEqual(yield* Linked.stored(stream), list)
      assert.strictEqual((yield* Linked.ledger).restarts, 4)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("of a walk that stalled begins it anew", () =>
    Effect.gen(function* () {
      const broken = Linked.make({ ...safe, silent: true })
      const failed = yield* inVirtualTime(Linked.run(broken.connector))
      const { asked, connector } = Linked.make(safe)
      const { outcome } = yield* inVirtualTime(Linked.run(connector))

      assert.include(failureOf(failed.outcome), "EndWithoutEvidence")
      assert.deepStrictEqual([outcome._tag, asked.length, asked[0]?.cursor], ["Completed", 20, undefined])
      assert.strictEqual((yield* MemoryStore.MemoryStore).rows(Linked.tableOf(connector)).length, 40)
    }).pipe(Effect.provide(Linked.watched()))
  )
})
