import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as Traversal from "../../src/contract/Traversal.ts"
import type { Verdict } from "../../src/contract/Verdict.ts"
import * as Sweep from "../../src/pagination/Sweep.ts"
import * as SweepText from "../../src/pagination/SweepText.ts"
import { facts, keysOf, type ListProvider, still } from "./ListProvider.ts"

const sizes = { default: 100, min: 1, max: 500, step: 1 }

const enumerate = (provider: ListProvider, order: Traversal.Order) => {
  const plan = Sweep.plan(Traversal.offset({ order }), sizes, 100)
  const seen = new Map<string, number>()
  const pageSizes: Array<number> = []
  let sweep = Sweep.start(plan)
  for (;;) {
    if (sweep.ended) {
      const fresh = [...seen.values()].filter((pass) => pass === sweep.pass).length
      const judged = Sweep.judge(plan, sweep, { newKeys: fresh })
      if ("_tag" in judged) return { verdict: judged, seen, pageSizes }
      sweep = judged
      continue
    }
    const { cursor, pageSize } = Sweep.request(sweep)
    if (pageSizes.at(-1) !== pageSize) pageSizes.push(pageSize)
    const answer = provider.answer(Number(cursor), pageSize)
    if (answer !== "refused") {
      for (const key of answer.keys) if (!seen.has(key)) seen.set(key, sweep.pass)
    }
    const step = answer === "refused" ? Sweep.refused(sweep) : Sweep.step(plan, sweep, answer)
    if (step === undefined || step._tag === "Stalled") throw new Error(`stalled: ${JSON.stringify(step)}`)
    sweep = step.state
  }
}

const judged = (cursor: "keyset" | "link" | "continuation", order: Traversal.Order) => {
  const plan = Sweep.plan(Traversal.linked(cursor, { order }), sizes, 100)
  const verdict = Sweep.judge(plan, { ...Sweep.start(plan), ended: true }, { newKeys: 0 })
  return "_tag" in verdict && verdict._tag
}

/** How passes end over a list that still gives pages of what it makes of the size asked for. */
const endOf = (sizes: Sweep.Plan["sizes"], asked: (pageSize: number) => number) => {
  const plan = Sweep.plan(Traversal.linked("pageNumber", { replay: "safe", end: ["emptyPage"] }), sizes, 100)
  const keys = keysOf(250)
  let sweep = Sweep.start(plan)
  for (;;) {
    if (sweep.ended) {
      const judged = Sweep.judge(plan, sweep, { newKeys: 0 })
      if ("_tag" in judged) return judged._tag
      sweep = judged
      continue
    }
    const { cursor = "0", pageSize } = Sweep.request(sweep)
    const at = Number(cursor)
    const page = keys.slice(at, at + asked(pageSize))
    const next = page.length === 0 ? undefined : String(at + page.length)
    const step = Sweep.step(plan, sweep, facts(page, { next }))
    if (step._tag === "Stalled") throw new Error(step.detail)
    sweep = step.state
  }
}

describe("Sweep", () => {
  it("proves an immutable order in one anchored pass", () => {
    const { pageSizes, verdict } = enumerate(still(keysOf(250)), "immutable")

    assert.deepStrictEqual(verdict, { _tag: "Proven", method: "anchored overlap" } satisfies Verdict)
    assert.deepStrictEqual(pageSizes, [100])
  })

  it("leaves a list unproven whose pages hold a key twice", () => {
    const { verdict } = enumerate(still(["a", "a", ...keysOf(250)]), "immutable")

    assert.deepStrictEqual(verdict, {
      _tag: "Unproven",
      reasons: ["one page holds a key twice, so keys can't anchor"]
    } satisfies Verdict)
  })

  it("attests an unspecified order after a second pass of other pages", () => {
    const { pageSizes, verdict } = enumerate(still(keysOf(250)), "unspecified")

    assert.deepStrictEqual(verdict, {
      _tag: "Attested",
      method: "anchored overlap, staggered",
      passes: 2
    } satisfies Verdict)
    assert.deepStrictEqual(pageSizes, [100, 70])
  })

  it("staggers below a cap that the provider does not tell", () => {
    assert.deepStrictEqual(enumerate(still(keysOf(250), { cap: 50 }), "unspecified").pageSizes, [100, 35])
  })

  it("takes passes of one page size for no second look", () => {
    const wide = { default: 100, min: 1, max: 100, step: 1 }

    assert.strictEqual(
      endOf(wide, (pageSize) => pageSize),
      "Attested"
    )
    assert.strictEqual(
      endOf(wide, (pageSize) => Math.min(40, pageSize)),
      "Attested"
    )
    assert.strictEqual(
      endOf({ ...wide, min: 100 }, (pageSize) => pageSize),
      "Unproven"
    )
    assert.strictEqual(
      endOf(wide, () => 100),
      "Unproven"
    )
    assert.strictEqual(
      endOf({ ...wide, min: 100 }, () => 1000),
      "Attested"
    )
  })

  it("never proves a list whose provider refuses overlapping offsets, and says so", () => {
    const { seen, verdict } = enumerate(still(keysOf(250), { offsets: "multiplesOrReject" }), "immutable")

    assert.strictEqual(seen.size, 250)
    assert.strictEqual(verdict._tag, "Attested")
    assert.include(verdict._tag === "Attested" ? verdict.method : "", "refuses overlapping offsets")
  })

  it("leaves a list unproven whose third pass still brings new records", () => {
    let born = 0
    const list = keysOf(300)
    const growing: ListProvider = {
      answer: (offset, limit) => {
        list.splice(1, 0, `new${born++}`)
        return still([...list]).answer(offset, limit)
      }
    }
    const { verdict } = enumerate(growing, "unspecified")

    assert.strictEqual(verdict._tag, "Unproven")
  })

  it("judges one pass by what the server keeps and what the order promises", () => {
    assert.deepStrictEqual(
      [
        judged("keyset", "immutable"),
        judged("link", "immutable"),
        judged("continuation", "unspecified"),
        judged("keyset", "mutable"),
        judged("link", "unspecified")
      ],
      ["Proven", "Attested", "Attested", "Unproven", "Unproven"]
    )
  })

  it("brings its state back from a checkpoint", () => {
    const plan = Sweep.plan(Traversal.offset(), sizes, 100)
    const linked = Sweep.plan(Traversal.linked("link"), sizes, 100)

    for (const sweep of [Sweep.start(plan), Sweep.start(linked)]) {
      const back = SweepText.decode(SweepText.encode(sweep))
      assert.isTrue(Result.isSuccess(back) && SweepText.encode(back.success) === SweepText.encode(sweep))
    }
  })

  it("refuses a checkpoint's state that is not one", () => {
    for (const text of ["", "{}", `{"pass":1}`, "null", `{"pass":"1","walk":{},"ended":false,"restarts":0}`]) {
      assert.isTrue(Result.isFailure(SweepText.decode(text)), text)
    }
  })
})
