import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as Ledger from "../../src/contract/Ledger.ts"
import { proven } from "../../src/contract/Verdict.ts"

const start = Ledger.start({ connector: "demo", stream: "rates", partition: "all", run: "r", startedAt: 5 })
const page = (changes: Partial<Ledger.PageAccount> = {}): Ledger.PageAccount => ({
  at: 10,
  pass: 1,
  pageSize: 100,
  received: 100,
  distinct: 90,
  gap: false,
  total: 500,
  ...changes
})

describe("Ledger", () => {
  it("starts empty", () => {
    assert.deepStrictEqual(start, {
      connector: "demo",
      stream: "rates",
      partition: "all",
      run: "r",
      startedAt: 5,
      updatedAt: 5,
      passes: [],
      samples: [],
      restarts: 0,
      evidence: [],
      deletions: null,
      verdict: null
    })
  })

  it("adds up the pages of each pass", () => {
    const pages = [
      page(),
      page({ at: 20, distinct: 95, total: undefined }),
      page({ at: 30, received: 60, distinct: 0, gap: true, total: 400, pageSize: 50 }),
      page({ at: 40, pass: 2, pageSize: 70, total: undefined })
    ]
    const { passes, samples, updatedAt } = pages.reduce(Ledger.addPage, start)

    assert.deepStrictEqual(passes, [
      {
        pass: 1,
        pageSize: 50,
        pages: 3,
        received: 260,
        distinct: 185,
        newKeys: null,
        anchored: 2,
        gaps: 1,
        total: 400
      },
      {
        pass: 2,
        pageSize: 70,
        pages: 1,
        received: 100,
        distinct: 90,
        newKeys: null,
        anchored: 1,
        gaps: 0,
        total: null
      }
    ])
    assert.deepStrictEqual(samples, [
      { at: 10, pass: 1, distinct: 90, total: 500 },
      { at: 20, pass: 1, distinct: 185, total: 500 },
      { at: 30, pass: 1, distinct: 185, total: 400 },
      { at: 40, pass: 2, distinct: 90, total: null }
    ])
    assert.strictEqual(updatedAt, 40)
  })

  it("keeps at most 64 samples, from the first to the last", () => {
    let ledger = start
    for (let at = 1; at <= 64; at++) ledger = Ledger.addPage(ledger, page({ at }))
    assert.strictEqual(ledger.samples.length, 64)
    ledger = Ledger.addPage(ledger, page({ at: 65 }))

    assert.deepStrictEqual(
      ledger.samples.map(({ at }) => at),
      Array.from({ length: 33 }, (_, i) => 2 * i + 1)
    )
  })

  it("counts a pass anew whose walk began again, and no other", () => {
    const two = [page(), page({ pass: 2 })].reduce(Ledger.addPage, start)
    const again = Ledger.restart(Ledger.restart(two, 2), 3)

    assert.strictEqual(again.restarts, 2)
    assert.deepStrictEqual(again.passes, two.passes.slice(0, 1))
  })

  it("enters what showed a pass's end, and its new records where they are counted", () => {
    const two = [page(), page({ pass: 2 })].reduce(Ledger.addPage, start)
    const one = Ledger.endPass(two, 1, 7, "a short page")
    const both = Ledger.endPass(one, 2, undefined, "an empty page")

    assert.deepStrictEqual(
      both.passes.map(({ newKeys }) => newKeys),
      [7, null]
    )
    assert.deepStrictEqual(both.evidence, ["pass 1: a short page", "pass 2: an empty page"])
    assert.deepStrictEqual(one.passes[1], two.passes[1])
  })

  it("stands in a store as JSON, and nothing else is taken for one", () => {
    const decode = Schema.decodeUnknownResult(Ledger.Ledger)
    const whole: Ledger.Ledger = {
      ...Ledger.endPass(Ledger.addPage(start, page()), 1, 3, "e"),
      deletions: { standing: 9, unseen: 2, outcome: "guarded" },
      verdict: proven("m")
    }

    assert.deepStrictEqual(decode(JSON.parse(JSON.stringify(whole))), Result.succeed(whole))
    for (const outcome of ["marked", "guarded", "none"]) {
      assert.isTrue(Result.isSuccess(decode({ ...whole, deletions: { ...whole.deletions, outcome } })), outcome)
    }
    assert.isTrue(Result.isFailure(decode({ ...whole, deletions: { ...whole.deletions, outcome: "" } })))
    for (const name of Object.keys(whole)) {
      assert.isTrue(Result.isFailure(decode({ ...whole, [name]: undefined })), name)
    }
    for (const name of Object.keys(whole.passes[0]!)) {
      assert.isTrue(Result.isFailure(decode({ ...whole, passes: [{ ...whole.passes[0], [name]: "" }] })), name)
    }
    for (const name of Object.keys(whole.samples[0]!)) {
      assert.isTrue(Result.isFailure(decode({ ...whole, samples: [{ ...whole.samples[0], [name]: "" }] })), name)
    }
    for (const name of ["standing", "unseen"]) {
      assert.isTrue(Result.isFailure(decode({ ...whole, deletions: { ...whole.deletions, [name]: "" } })), name)
    }
  })
})
