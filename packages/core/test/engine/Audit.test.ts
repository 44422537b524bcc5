import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { QuotaExceeded } from "../../src/contract/ConnectorError.ts"
import * as Page from "../../src/contract/Page.ts"
import * as Attempt from "../../src/resilience/Attempt.ts"
import * as Breaker from "../../src/resilience/Breaker.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const audit = Effect.map(MemoryStore.MemoryStore, (memory) => memory.audit)

const troubled = (troubles: Readonly<Record<number, Linked.Trouble>>) => (nth: number) => troubles[nth]

const refused = { reason: Linked.unavailable("no"), moved: false }

const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((all, one) => all + one, 0)

describe("the audit", () => {
  for (const [name, lifetime] of [
    ["as they come", { _tag: "Unlimited" }],
    ["staged", Linked.sliding("4 minutes")]
  ] as const) {
    it.effect(`holds every request, those that brought no page too: ${name}`, () =>
      Effect.gen(function* () {
        const { asked, connector } = Linked.make({
          list: ListConnector.offers(10),
          lifetime,
          total: ["advisory", 10],
          trouble: troubled({ 2: refused, 3: refused, 6: { reason: Linked.unavailable(), moved: true } })
        })
        const { counts } = yield* inVirtualTime(Linked.run(connector))
        const entries = yield* audit

        assert.deepStrictEqual(
          entries.map(({ page, attempt, received, total, outcome, problem }) => [
            page,
            attempt,
            received,
            total,
            outcome,
            problem
          ]),
          [
            [1, 1, 2, 10, "accepted", null],
            [2, 1, 0, null, "retried", "503"],
            [2, 2, 0, null, "retried", "503"],
            [2, 3, 2, 10, "accepted", null],
            [3, 1, 2, 10, "accepted", null],
            [4, 1, 0, null, "failed", "503"],
            [4, 1, 2, 10, "accepted", null],
            [5, 1, 2, 10, "accepted", null],
            [6, 1, 2, 10, "accepted", null],
            [7, 1, 2, 10, "accepted", null],
            [8, 1, 2, 10, "end", null]
          ]
        )
        assert.deepStrictEqual(
          [entries.length, counts.requests, counts.retries, counts.pages],
          [asked.length, asked.length, 2, 8]
        )
        assert.strictEqual(sum(entries.map(({ received }) => received)), counts.received)
        assert.deepStrictEqual(
          entries.map(({ sentAt }) => sentAt),
          asked.map(({ at }) => at)
        )
        assert.isTrue(entries.every(({ run, latency }) => run === entries[0]?.run && Math.round(latency) === 100))
      }).pipe(Effect.provide(Linked.watched()))
    )

    it.effect(`knows pages by their content and cursors by a hash: ${name}`, () =>
      Effect.gen(function* () {
        const list = ListConnector.offers(10)
        const script = { list, lifetime, cursor: "continuation", replay: "safe" } as const
        for (const changed of [list, list, list.map((offer, i) => (i === 5 ? { ...offer, price: 0 } : offer))]) {
          yield* inVirtualTime(Linked.run(Linked.make({ ...script, list: changed }).connector))
        }
        const entries = yield* audit
        const [first, second, third] = [entries.slice(0, 5), entries.slice(5, 10), entries.slice(10)] as const
        const hashes = (of: typeof entries) => of.map(({ contentHash }) => contentHash)

        assert.deepStrictEqual(hashes(first), hashes(second))
        assert.strictEqual(new Set(hashes(first)).size, 5)
        assert.deepStrictEqual(
          hashes(third).map((hash, i) => hash === first[i]?.contentHash),
          [true, true, false, true, true]
        )
        assert.deepStrictEqual(
          entries.map(({ cursor }) => cursor),
          [...first, ...first, ...first].map(({ cursor }) => cursor)
        )
        assert.deepStrictEqual([first[0]?.cursor, new Set(first.map(({ cursor }) => cursor)).size], [null, 5])
        assert.isTrue(first.every(({ cursor }) => cursor?.includes("s1") !== true))
      }).pipe(Effect.provide(Linked.watched()))
    )
  }

  it.effect("shows offsets as they are", () =>
    Effect.gen(function* () {
      const { asked, connector } = ListConnector.make({ list: () => ListConnector.offers(25) })
      yield* Linked.run(connector)

      assert.deepStrictEqual(
        (yield* audit).map(({ cursor }) => cursor),
        asked.map(String)
      )
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("passes on what the provider calls an exchange, and counts every one of a try", () =>
    Effect.gen(function* () {
      const { connector, stream } = Linked.make({ list: ListConnector.offers(4) })
      let nth = 0
      const observe = Effect.gen(function* () {
        const { observe } = yield* Attempt.Current
        const exchange = {
          method: "GET",
          url: "https://x",
          problem: undefined,
          sentAt: 0,
          latency: 7,
          throttled: false
        }
        yield* observe({ ...exchange, status: 200, correlationId: `req-${++nth}`, readings: [] })
      })
      const telling = {
        ...stream,
        read: (request: Parameters<typeof stream.read>[0]) =>
          Effect.andThen(nth === 0 ? Effect.andThen(observe, observe) : observe, stream.read(request))
      }
      const { counts } = yield* inVirtualTime(Linked.run({ ...connector, streams: [telling] }))

      assert.deepStrictEqual(
        (yield* audit).map(({ correlationId, status, latency, page, attempt }) => [
          correlationId,
          status,
          latency,
          page,
          attempt
        ]),
        [
          ["req-1", 200, 7, 1, 1],
          ["req-2", 200, 7, 1, 2],
          ["req-3", 200, 7, 2, 1]
        ]
      )
      assert.deepStrictEqual([counts.requests, counts.retries], [3, 0])
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("holds the request that ended a run, and none that was never sent", () =>
    Effect.gen(function* () {
      const { asked, connector } = Linked.make({
        list: ListConnector.offers(10),
        trouble: (nth) => (nth > 2 ? refused : undefined)
      })
      const outcomes: Array<string> = []
      for (let run = 0; run < 4; run++) {
        outcomes.push((yield* inVirtualTime(Linked.runOnly(connector))).outcome._tag)
      }
      const { counts } = yield* Linked.checkpoint
      const entries = yield* audit

      assert.deepStrictEqual(outcomes.slice(0, 3), ["Failed", "Suspended", "Suspended"])
      assert.deepStrictEqual([counts.requests, entries.length], [asked.length, asked.length])
      assert.deepStrictEqual(
        entries.slice(2, 6).map(({ page, attempt, outcome }) => [page, attempt, outcome]),
        [
          [3, 1, "retried"],
          [3, 2, "retried"],
          [3, 3, "retried"],
          [3, 4, "failed"]
        ]
      )
    }).pipe(Effect.provide([Linked.watched(), Breaker.layerMemory]))
  )

  it.effect("holds the request of a page that can't be kept", () =>
    Effect.gen(function* () {
      const deep: Array<unknown> = []
      deep.push(deep)
      const { connector, stream } = Linked.make({ list: [] })
      const read = () => Effect.succeed(Page.make<unknown, string>({ records: [deep], evidence: ["absentCursor"] }))
      const { counts, outcome } = yield* Linked.run({ ...connector, streams: [{ ...stream, read }] })

      assert.include(outcome._tag === "Failed" ? outcome.error.message : "", "nested too deep")
      assert.deepStrictEqual(
        (yield* audit).map((entry) => [entry.outcome, entry.page, entry.received, counts.requests]),
        [["failed", 1, 0, 1]]
      )
    }).pipe(Effect.provide(Linked.watched()))
  )

  for (const [name, lifetime] of [
    ["as they come", { _tag: "Unlimited" }],
    ["staged", Linked.sliding("4 minutes")]
  ] as const) {
    it.effect(`holds the request of a page that a drift keeps out: ${name}`, () =>
      Effect.gen(function* () {
        const list = ListConnector.offers(6)
        yield* inVirtualTime(Linked.run(Linked.make({ list, lifetime }).connector, { drift: "fail" }))
        const drifting = list.map((offer, i) => (i === 3 ? { ...offer, stars: 5 } : offer))
        const { connector } = Linked.make({ list: drifting, lifetime })

        const { counts, outcome } = yield* inVirtualTime(Linked.run(connector, { drift: "fail" }))

        assert.strictEqual(outcome._tag === "Failed" && outcome.error._tag, "SchemaDrift")
        const { run } = yield* Linked.checkpoint
        const entries = (yield* audit).filter((entry) => entry.run === run)
        assert.deepStrictEqual([counts.received, counts.requests], [2, entries.length])
        if (name === "as they come") {
          assert.deepStrictEqual(
            entries.map((entry) => [entry.page, entry.received, entry.outcome]),
            [
              [1, 2, "accepted"],
              [2, 0, "failed"]
            ]
          )
        }
      }).pipe(Effect.provide(Linked.watched()))
    )
  }

  it.effect("tells the tries of a page that a drift keeps out from the one that brought it", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(6)
      yield* inVirtualTime(Linked.run(Linked.make({ list }).connector, { drift: "fail" }))
      const drifting = list.map((offer) => ({ ...offer, stars: 5 }))
      const { connector } = Linked.make({ list: drifting, trouble: troubled({ 1: refused }) })

      const { counts } = yield* inVirtualTime(Linked.run(connector, { drift: "fail" }))

      const { run } = yield* Linked.checkpoint
      assert.deepStrictEqual(
        (yield* audit)
          .filter((entry) => entry.run === run)
          .map(({ attempt, contentHash, outcome, received }) => [attempt, outcome, received, contentHash !== null]),
        [
          [1, "retried", 0, false],
          [2, "failed", 0, true]
        ]
      )
      assert.deepStrictEqual([counts.requests, counts.retries, counts.pages], [2, 1, 0])
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("names the stall that stopped a walk", () =>
    Effect.gen(function* () {
      const { connector } = Linked.make({ list: ListConnector.offers(4), silent: true })
      yield* inVirtualTime(Linked.run(connector))

      assert.deepStrictEqual(
        (yield* audit).map(({ outcome, received }) => [outcome, received]),
        [
          ["accepted", 2],
          ["EndWithoutEvidence", 2]
        ]
      )
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("tells when a page was asked for, not when the wait for it began", () =>
    Effect.gen(function* () {
      const { asked, connector } = Linked.make({
        list: ListConnector.offers(4),
        lifetime: Linked.sliding("4 minutes"),
        trouble: troubled({ 1: { reason: new QuotaExceeded({ detail: "429", retryAfter: undefined }), moved: false } })
      })
      yield* inVirtualTime(Linked.run(connector))
      const [row] = (yield* MemoryStore.MemoryStore).rows(Linked.tableOf(connector))

      assert.isAbove(asked[1]?.at ?? 0, asked[0]?.at ?? 0)
      assert.strictEqual(row?.observedAt, asked[1]?.at)
    }).pipe(Effect.provide(Linked.watched()))
  )
})
