import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const lost =
  (...requests: ReadonlyArray<number>) =>
  (nth: number) =>
    requests.includes(nth) ? { reason: Linked.unavailable(), moved: true } : undefined

describe("a sweep's ledger", () => {
  it.effect("accounts for every pass, and says what showed its end", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(25)
      const { connector } = ListConnector.make({ list: () => list, order: "unspecified", latency: 100 })
      const { counts, outcome } = yield* inVirtualTime(Linked.run(connector))
      const ledger = yield* Linked.ledger

      assert.deepStrictEqual(
        ledger.passes.map(({ pass, pageSize, distinct, newKeys, gaps, total }) => [
          pass,
          pageSize,
          distinct,
          newKeys,
          gaps,
          total
        ]),
        [
          [1, 10, 25, 25, 0, 25],
          [2, 7, 25, 0, 0, 25]
        ]
      )
      const sum = (of: "pages" | "received" | "anchored") => ledger.passes.reduce((all, pass) => all + pass[of], 0)
      assert.deepStrictEqual(
        [sum("pages"), sum("anchored"), sum("received")],
        [counts.pages, counts.pages, counts.received]
      )
      assert.deepStrictEqual(ledger.evidence, [
        "pass 1: an anchored page that brought nothing new reached the tail, at 25 records",
        "pass 2: an anchored page that brought nothing new reached the tail, at 25 records"
      ])
      assert.deepStrictEqual(outcome._tag === "Completed" && outcome.verdict, ledger.verdict)
      assert.strictEqual(ledger.verdict?._tag, "Attested")
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("holds what was seen against the total over time, in at most 64 samples", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(1000)
      const { connector } = ListConnector.make({ list: (nth) => list.slice(0, 900 + Math.min(nth, 100)), latency: 100 })
      const { counts } = yield* inVirtualTime(Linked.run(connector), "1 minute")
      const { passes, samples } = yield* Linked.ledger

      assert.isAbove(counts.pages, 190)
      assert.isAtMost(samples.length, 64)
      assert.isAtLeast(samples.length, 32)
      assert.deepStrictEqual(
        samples.map(({ distinct }) => distinct),
        samples.map(({ distinct }) => distinct).toSorted((a, b) => a - b)
      )
      assert.deepStrictEqual([samples[0]?.distinct, samples[0]?.total], [10, 901])
      assert.deepStrictEqual([samples.at(-1)?.distinct, samples.at(-1)?.total, passes[0]?.distinct], [1000, 1000, 1000])
      assert.isTrue(samples.every(({ at }, i) => i === 0 || at > samples[i - 1]!.at))
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("counts the gaps that the walk had to go back over", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(60)
      const { connector } = ListConnector.make({ list: (nth) => (nth < 4 ? list : list.slice(12)) })
      const { outcome } = yield* Linked.run(connector)
      const [pass] = (yield* Linked.ledger).passes

      assert.strictEqual(outcome._tag === "Completed" && outcome.verdict._tag, "Proven")
      assert.isAtLeast(pass?.gaps ?? 0, 1)
      assert.strictEqual((pass?.anchored ?? 0) + (pass?.gaps ?? 0), pass?.pages)
      assert.strictEqual(pass?.distinct, 60)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("counts a record once that a page holds twice", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(9)
      const { connector } = ListConnector.make({ list: () => [list[0], ...list] })
      const { outcome } = yield* Linked.run(connector)
      const [pass] = (yield* Linked.ledger).passes

      assert.strictEqual(outcome._tag === "Completed" && outcome.verdict._tag, "Unproven")
      assert.deepStrictEqual([pass?.distinct, pass?.total], [9, 10])
    }).pipe(Effect.provide(Linked.watched()))
  )

  for (const [name, lifetime] of [
    ["as they come", { _tag: "Unlimited" }],
    ["staged", Linked.sliding("4 minutes")]
  ] as const) {
    it.effect(`counts a pass anew whose cursor was lost, and how often that was: ${name}`, () =>
      Effect.gen(function* () {
        const { connector } = Linked.make({ list: ListConnector.offers(40), lifetime, trouble: lost(5, 9) })
        yield* inVirtualTime(Linked.run(connector))
        const { passes, restarts } = yield* Linked.ledger

        assert.strictEqual(restarts, 2)
        assert.deepStrictEqual(
          passes.map(({ pages, received, distinct }) => [pages, received, distinct]),
          [[20, 40, 40]]
        )
      }).pipe(Effect.provide(Linked.watched()))
    )

    it.effect(`is kept over runs, and counts the cursor that one of them lost: ${name}`, () =>
      Effect.gen(function* () {
        const { connector } = Linked.make({ list: ListConnector.offers(40), lifetime })
        yield* Linked.killedAfter(Linked.run(connector), 1050)
        const before = yield* Linked.ledger
        yield* inVirtualTime(Linked.run(connector))
        const all = yield* Effect.flatMap(SyncStore, (store) => store.ledgers(9))
        const [after] = all

        assert.deepStrictEqual([before.passes[0]?.pages, before.verdict], [10, null])
        assert.deepStrictEqual([all.length, after?.run, after?.startedAt], [1, before.run, before.startedAt])
        assert.deepStrictEqual([after?.restarts, after?.passes[0]?.pages, after?.passes[0]?.received], [1, 20, 40])
        assert.deepStrictEqual(after?.samples.slice(0, 10), before.samples)
      }).pipe(Effect.provide(Linked.watched()))
    )

    for (const [missing, verdict] of [
      [0, { _tag: "Attested", method: "scroll", passes: 1 }],
      [1, { _tag: "Unproven", reasons: ["the provider declares 41 records, and 40 came"] }]
    ] as const) {
      it.effect(`speaks against an exact total when ${missing} are missing: ${name}`, () =>
        Effect.gen(function* () {
          const list = ListConnector.offers(40)
          // A record that comes again makes up for none that is missing.
          const { connector } = Linked.make({ list: [...list, list[3]], lifetime, total: ["exact", 40 + missing] })
          const { outcome } = yield* inVirtualTime(Linked.run(connector))

          assert.deepStrictEqual(outcome, { _tag: "Completed", verdict })
          assert.deepStrictEqual((yield* Linked.ledger).passes[0]?.newKeys, 40)
        }).pipe(Effect.provide(Linked.watched()))
      )
    }
  }

  it.effect("goes on where it was when a walk goes on from its cursor", () =>
    Effect.gen(function* () {
      const { connector } = Linked.make({ list: ListConnector.offers(40), cursor: "continuation", replay: "safe" })
      yield* Linked.killedAfter(Linked.run(connector), 1050)
      yield* inVirtualTime(Linked.run(connector))
      const { passes, restarts } = yield* Linked.ledger

      assert.deepStrictEqual(
        [restarts, passes.map(({ pages, received, distinct }) => [pages, received, distinct])],
        [0, [[20, 40, 40]]]
      )
    }).pipe(Effect.provide(Linked.watched()))
  )
})
