import { assert, describe, it } from "@effect/vitest"
import { MemoryStore } from "@innlet/core/store"
import { Effect, Result } from "effect"
import { TestClock } from "effect/testing"
import { answer, asked, cursorOf, endOf, ids, make, pull, refusal, start, stored, strategyOf } from "./Scene.ts"

describe("the last record", () => {
  // "Pagination", docs.stripe.com/api/pagination.
  const stripe = {
    type: "lastRecord",
    value: "/id",
    cursor: { query: "starting_after" },
    more: "/has_more",
    limit: { query: "limit" }
  }

  it("is what Stripe's next page comes after", () => {
    const strategy = strategyOf(stripe, { order: "immutable" })
    const page = { object: "list", has_more: true, data: [] }
    const followed = strategy.follow(answer(page), asked(), [{ id: "cus_005" }, { id: "cus_003" }])
    assert.strictEqual(cursorOf(followed), "cus_003")
    assert.deepStrictEqual(Result.getOrThrow(strategy.place(start, asked({ cursor: "cus_003" }))).query, [
      ["limit", "100"],
      ["starting_after", "cus_003"]
    ])
    const last = strategy.follow(answer({ has_more: false }), asked(), [{ id: "cus_001" }])
    assert.deepStrictEqual(Result.getOrThrow(last).evidence, ["code:noMore"])
    assert.deepStrictEqual([strategy.traversal.cursor, strategy.traversal.replay], ["keyset", "safe"])
  })

  it("needs a value to go on after", () => {
    const strategy = strategyOf(stripe)
    for (const record of [{}, { id: null }, { id: "" }, { id: {} }, "text", null]) {
      assert.match(
        refusal(strategy.follow(answer({}), asked(), [{ id: "a" }, record])),
        /^UnexpectedResponse: the last record/
      )
    }
  })

  it("ends at an empty page, unless more is claimed", () => {
    const strategy = strategyOf(stripe)
    const evidence = (document: unknown) =>
      Result.getOrThrow(strategy.follow(answer(document), asked({ cursor: "a" }), [])).evidence
    assert.deepStrictEqual(evidence({}), ["emptyPage"])
    assert.deepStrictEqual(evidence({ has_more: true }), [])
  })
})

interface Row {
  readonly id: string
  readonly at: number
}

interface Script {
  readonly rows: ReadonlyArray<Row>
  /** The most records of an answer, whatever is asked for. */
  readonly cap: number
  /** Does the provider leave the cursor's own records out? */
  readonly exclusive?: boolean
}

const tied = { type: "lastRecord", value: "/at", cursor: { query: "since" }, limit: { query: "limit" }, unique: false }

const walk = Effect.fnUntraced(
  function* ({ cap, exclusive, rows }: Script, pagination: object = tied, pageSize = { default: 100, min: 1 }) {
    yield* TestClock.setTime(0)
    const scene = make(
      pagination,
      ({ query }) => {
        const since = Number(query["since"] ?? -1)
        const wanted = rows.filter(({ at }) => (exclusive === true ? at > since : at >= since))
        const page = wanted.slice(0, Math.min(cap, Number(query["limit"])))
        return { document: { rows: page, more: page.length < wanted.length } }
      },
      { order: "append", pageSize: { max: 100, ...pageSize } }
    )
    const report = yield* pull(scene)
    return { end: endOf(report), rows: (yield* stored(scene)).length, requests: scene.requests.length, report }
  },
  Effect.provide(MemoryStore.layer, { local: true })
)

const rowsOf = (times: ReadonlyArray<number>): ReadonlyArray<Row> =>
  ids(times.length).map((id, i) => ({ id, at: times[i]! }))

describe("a last record that shares its value", () => {
  it("is no key, so it proves nothing", () => {
    assert.strictEqual(strategyOf(tied, { order: "immutable" }).traversal.cursor, "continuation")
  })

  it.effect("loses no tie at any edge of any page", () =>
    Effect.gen(function* () {
      for (const cap of [3, 4, 5, 7, 100]) {
        for (const tie of [1, 2]) {
          const rows = rowsOf(Array.from({ length: 41 }, (_, i) => Math.floor(i / tie)))
          const got = yield* walk({ rows, cap })
          assert.deepStrictEqual([got.rows, got.end], [41, "Attested"], `cap ${cap}, ties of ${tie}`)
        }
      }
    })
  )

  it.effect("fails where more records share it than a page holds, whatever the provider caps pages at", () =>
    Effect.gen(function* () {
      for (const cap of [2, 3, 4, 5]) {
        const got = yield* walk({ rows: rowsOf([1, 1, 2, 2, 2, 2, 2, 2, 3]), cap })
        assert.deepStrictEqual(got.end, "UnexpectedResponse", `cap ${cap}`)
      }
      assert.strictEqual((yield* walk({ rows: rowsOf([1, 1, 2, 2, 2, 2, 2, 2, 3]), cap: 7 })).end, "Attested")
    })
  )

  it.effect(
    "never ends short, for any ties and any cap",
    () =>
      Effect.gen(function* () {
        let ended = 0
        for (let bits = 0; bits < 64; bits++) {
          let at = 0
          const rows = rowsOf([0, ...Array.from({ length: 6 }, (_, i) => (at += (bits >> i) & 1))])
          for (const cap of [1, 2, 3, 5, 100]) {
            const got = yield* walk({ rows, cap })
            if (got.end === "UnexpectedResponse") continue
            assert.deepStrictEqual(
              [got.rows, got.end],
              [7, "Attested"],
              `${rows.map((row) => row.at).join()} cap ${cap}`
            )
            ended++
          }
        }
        assert.isAbove(ended, 64)
      }),
    60_000
  )

  it.effect("fails on a list that is one tie, unless pages that short are known to be whole, or it says so", () =>
    Effect.gen(function* () {
      const one = { rows: rowsOf([5]), cap: 100 }
      const doubtful = yield* walk(one)
      assert.match(
        doubtful.report.outcome._tag === "Failed" ? doubtful.report.outcome.error.message : "",
        /all 1 records of the page have the cursor's value, .* declare "more" or the least pageSize/
      )
      assert.strictEqual((yield* walk(one, tied, { default: 100, min: 2 })).end, "Attested")
      assert.strictEqual((yield* walk(one, { ...tied, more: "/more" })).end, "Attested")
      assert.strictEqual((yield* walk({ rows: [], cap: 100 })).end, "Attested")
    })
  )

  it.effect("fails on a provider that leaves the cursor's own records out, instead of losing ties", () =>
    Effect.gen(function* () {
      const got = yield* walk({ rows: rowsOf([1, 1, 2, 2, 2, 3]), cap: 3, exclusive: true })
      assert.strictEqual(got.end, "NoProgress")
    })
  )
})
