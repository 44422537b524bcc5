/** Lists that answer as if they were empty, though they were not. */
import { assert, describe, it } from "@effect/vitest"
import * as Traversal from "../../src/contract/Traversal.ts"
import * as Sweep from "../../src/pagination/Sweep.ts"
import { facts, keysOf } from "./ListProvider.ts"

const sizes = { default: 10, min: 1, max: 100, step: 1 }
const list = keysOf(47)

/** Walks a list whose answers hold nothing from some request on, and judges what came. */
const verdictOf = (
  traversal: Traversal.Traversal<unknown>,
  vanishesAt: number,
  answer: { readonly total?: number } = {}
): string => {
  const plan = Sweep.plan(traversal, sizes, 10)
  const known = new Set<string>()
  let sweep = Sweep.start(plan)
  let fresh = 0
  for (let request = 1; request < 500; request++) {
    const { cursor, pageSize } = Sweep.request(sweep)
    const from = traversal.cursor === "offset" ? Number(cursor) : (Number(cursor ?? 1) - 1) * pageSize
    const isGone = request >= vanishesAt
    const keys = isGone ? [] : list.slice(from, from + pageSize)
    const next = keys.length === 0 ? undefined : String(Number(cursor ?? 1) + 1)
    for (const key of keys) if (!known.has(key)) fresh += 1
    keys.forEach((key) => known.add(key))
    const step = Sweep.step(plan, sweep, facts(keys, { next, ...(isGone ? answer : {}) }))
    if (step._tag === "Stalled") return step.stall
    sweep = step.state
    if (step._tag !== "PassEnd") continue
    const judged = Sweep.judge(plan, sweep, { newKeys: fresh })
    if ("_tag" in judged) return judged._tag === "Unproven" ? judged.reasons.join("; ") : judged._tag
    fresh = 0
    sweep = judged
  }
  return "endless"
}

const stable = Traversal.offset({ order: "immutable" })
const loose = Traversal.offset()
const pages = Traversal.linked("pageNumber", { end: ["emptyPage"] })

describe("a list that is suddenly empty", () => {
  it("is proven and attested as long as it is there", () => {
    assert.deepStrictEqual(
      [stable, loose, pages].map((traversal) => verdictOf(traversal, Infinity)),
      ["Proven", "Attested", "Attested"]
    )
  })

  it("proves nothing", () => {
    for (let request = 2; request <= 10; request++) {
      assert.match(verdictOf(stable, request), /^the list was found empty after \d+ of its records$/, `${request}`)
    }
  })

  it("attests nothing where a second pass finds it", () => {
    for (const traversal of [loose, pages]) {
      for (let request = 2; request <= 6; request++) {
        assert.match(verdictOf(traversal, request), /^pass 2 came to 0 records, and one before it to \d+$/)
      }
    }
  })

  it("attests nothing where a later pass sees less than half of what an earlier one saw", () => {
    // The first pass takes six requests to the empty page behind the list, the second sees one page of seven records.
    assert.strictEqual(verdictOf(pages, 8), "pass 2 came to 7 records, and one before it to 47")
  })

  it("is believed to be empty where it always was, or where a total says so", () => {
    assert.strictEqual(verdictOf(stable, 1), "Proven")
    assert.strictEqual(verdictOf(pages, 1), "Attested")
    assert.strictEqual(verdictOf(stable, 4, { total: 0 }), "Proven")
  })
})
