/** How sweeps end that don't end well, as the runs after them find it. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { TestClock } from "effect/testing"
import { ProviderUnavailable } from "../../src/contract/ConnectorError.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const list = ListConnector.offers(40)
/** The sixth request meets an outage of two hours; where it may have been carried out, it was. */
const troubleAtSix = (processed: "no" | "maybe") => (nth: number) =>
  nth === 6
    ? {
        reason: new ProviderUnavailable({ detail: "503", retryAfter: Duration.hours(2), processed }),
        moved: processed === "maybe"
      }
    : undefined

describe("a list of no promised order", () => {
  it.effect("is unproven when its third pass still brings records that no pass before had seen", () =>
    Effect.gen(function* () {
      const grown: Array<ListConnector.Offer> = [...ListConnector.offers(60)]
      const { connector } = ListConnector.make({
        order: "unspecified",
        list: (nth) => {
          if (nth % 4 === 0) grown.splice(1, 0, { id: `new${nth}`, price: nth, note: null })
          return [...grown]
        }
      })
      const { outcome } = yield* Linked.run(connector)

      assert(outcome._tag === "Completed" && outcome.verdict._tag === "Unproven")
      assert.match(outcome.verdict.reasons[0] ?? "", /^pass 3 still brought \d+ records that no pass before had seen$/)
      const { passes } = yield* Linked.ledger
      assert.strictEqual(passes.length, 3)
      assert.isAbove(passes[1]?.newKeys ?? 0, 0)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("is looked at a third time when the second pass brought a record, and attested when that brings none", () =>
    Effect.gen(function* () {
      const late = [...ListConnector.offers(30), { id: "late", price: 1, note: null }]
      const { asked, connector } = ListConnector.make({
        order: "unspecified",
        list: (nth) => (asked.slice(0, nth).filter((offset) => offset === 0).length > 1 ? late : late.slice(0, 30))
      })
      const { outcome } = yield* Linked.run(connector)

      assert.deepStrictEqual(outcome, {
        _tag: "Completed",
        verdict: { _tag: "Attested", method: "anchored overlap, staggered", passes: 3 }
      })
    }).pipe(Effect.provide(Linked.watched()))
  )
})

const runTold = (total: readonly ["exact" | "advisory", number]) =>
  inVirtualTime(Linked.run(Linked.make({ list, cursor: "opaqueOffset", total }).connector))

describe("a list of tokens that ends before its total", () => {
  it.effect("is unproven where the total is exact, however often it ends so", () =>
    Effect.gen(function* () {
      const { outcome } = yield* runTold(["exact", 41])

      assert.deepStrictEqual(outcome, {
        _tag: "Completed",
        verdict: { _tag: "Unproven", reasons: ["the provider declares 41 records, and 40 came"] }
      })
      assert.strictEqual((yield* Linked.ledger).passes.length, 3)
    }).pipe(Effect.provide(Linked.watched()))
  )

  for (const [title, total] of [
    ["the total may be off", ["advisory", 41]],
    ["it comes to its total", ["exact", 40]]
  ] as const) {
    it.effect(`is judged by its passes where ${title}`, () =>
      Effect.gen(function* () {
        const { outcome } = yield* runTold(total)

        assert.deepStrictEqual(outcome, {
          _tag: "Completed",
          verdict: {
            _tag: "Unproven",
            reasons: ["its pages have one size, so that all passes have the same edges"]
          }
        })
        assert.strictEqual((yield* Linked.ledger).passes.length, 2)
      }).pipe(Effect.provide(Linked.watched()))
    )
  }
})

describe("a sweep that was suspended", () => {
  for (const replay of ["safe", "unsafe"] as const) {
    it.effect(`is left alone by every process until its time has come, and then goes on (${replay} cursors)`, () =>
      Effect.gen(function* () {
        const { asked, connector, stream } = Linked.make({
          list,
          cursor: "continuation",
          replay,
          trouble: troubleAtSix("no")
        })
        const first = yield* inVirtualTime(Linked.run(connector))
        assert(first.outcome._tag === "Suspended")
        const { resumeAt } = first.outcome
        assert.strictEqual((yield* Linked.checkpoint).resumeAt, resumeAt)
        const sent = asked.length

        yield* TestClock.adjust("1 hour")
        const second = yield* Linked.run(connector)
        assert(second.outcome._tag === "Suspended")
        assert.strictEqual(second.outcome.resumeAt, resumeAt)
        assert.include(
          second.outcome.error.message,
          "an earlier run was suspended: test/offers: ProviderUnavailable: 503"
        )
        assert.deepStrictEqual([second.counts, asked.length], [first.counts, sent])

        yield* TestClock.adjust("1 hour")
        const third = yield* inVirtualTime(Linked.run(connector))
        assert.strictEqual(third.outcome._tag, "Completed")
        assert.isUndefined((yield* Linked.checkpoint).resumeAt)
        assert.deepStrictEqual(yield* Linked.stored(stream), list)
        assert.isAtLeast(asked[sent]!.at, resumeAt)
      }).pipe(Effect.provide(Linked.watched()))
    )
  }

  it.effect("is suspended, not walked again, though its cursor may have moved with the answer that was lost", () =>
    Effect.gen(function* () {
      const { asked, connector, stream } = Linked.make({ list, trouble: troubleAtSix("maybe") })
      const first = yield* inVirtualTime(Linked.run(connector))

      assert.deepStrictEqual([first.outcome._tag, first.restarts, asked.length], ["Suspended", 0, 6])
      yield* TestClock.adjust("2 hours")
      const second = yield* inVirtualTime(Linked.run(connector))
      assert.strictEqual(second.outcome._tag, "Completed")
      // Whether the provider moved on is not known, so the list is read from its beginning.
      assert.isUndefined(asked[6]?.cursor)
      assert.deepStrictEqual(yield* Linked.stored(stream), list)
    }).pipe(Effect.provide(Linked.watched()))
  )
})
