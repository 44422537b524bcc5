import { assert, describe, it } from "@effect/vitest"
import type { LinkedTraversal } from "../../src/contract/Traversal.ts"
import * as PageWalk from "../../src/pagination/PageWalk.ts"
import type * as Walk from "../../src/pagination/Walk.ts"
import { facts, keysOf } from "./ListProvider.ts"

const pull = (
  answer: (cursor: string | undefined, request: number) => Walk.Facts,
  traversal: Pick<LinkedTraversal, "cursor" | "end"> = { cursor: "link", end: ["absentCursor"] }
) => {
  const seen: Array<string> = []
  let walk = PageWalk.start(10)
  for (let requests = 1; requests < 1000; requests++) {
    const page = answer(walk.cursor, requests)
    const step = PageWalk.step(walk, page, traversal)
    if (step._tag === "Stalled") return { seen, requests, end: step.stall }
    seen.push(...page.keys)
    if (step._tag === "PassEnd") return { seen, requests, end: "end" }
    walk = step.state
  }
  return { seen, requests: 1000, end: "endless" }
}

describe("PageWalk", () => {
  it("follows the cursors to the end", () => {
    const result = pull((cursor) => {
      const page = Number(cursor ?? 0)
      return page < 3
        ? facts([`k${page}`], { next: String(page + 1) })
        : facts([`k${page}`], { evidence: ["absentCursor"] })
    })

    assert.deepStrictEqual(result, { seen: ["k0", "k1", "k2", "k3"], requests: 4, end: "end" })
  })

  it("fails on a missing cursor that nothing says is the end", () => {
    assert.strictEqual(pull(() => facts(["a"])).end, "EndWithoutEvidence")
  })

  it("fails on an end signal that the traversal does not declare", () => {
    assert.strictEqual(pull(() => facts([], { evidence: ["emptyPage"] })).end, "EndWithoutEvidence")
  })

  for (let cycle = 1; cycle <= 5; cycle++) {
    it(`fails within two requests of ${cycle} cursors in turns`, () => {
      const result = pull((_, request) => facts([`k${request}`], { next: `c${request % cycle}` }))

      assert.strictEqual(result.end, "CursorRepeated")
      assert.isAtMost(result.requests, cycle + 2)
    })

    it(`fails within two requests of ${cycle} pages in turns under new cursors`, () => {
      const result = pull((_, request) => facts([`k${request % cycle}`], { next: `c${request}` }))

      assert.strictEqual(result.end, "PageRepeated")
      assert.isAtMost(result.requests, cycle + 2)
    })
  }

  it("goes on under a scroll's one cursor while records are new", () => {
    const result = pull(
      (_, request) =>
        request < 20 ? facts([`k${request}`], { next: "same" }) : facts([], { evidence: ["absentCursor"] }),
      { cursor: "scroll", end: ["absentCursor"] }
    )

    assert.strictEqual(result.end, "end")
    assert.strictEqual(result.seen.length, 19)
  })

  it("fails on a scroll that gives the same records for ever", () => {
    const result = pull(() => facts(keysOf(10), { next: "same" }), { cursor: "scroll", end: ["absentCursor"] })

    assert.strictEqual(result.end, "PageRepeated")
    assert.isAtMost(result.requests, 3)
  })

  it("does not take a growing tail of one record for a loop", () => {
    const result = pull((_, request) => {
      if (request === 1) return facts(keysOf(10), { next: "c1" })
      return request < 8 ? facts(["last"], { next: `c${request}` }) : facts([], { evidence: ["absentCursor"] })
    })

    assert.strictEqual(result.end, "end")
  })

  it("goes on over any number of empty pages that are known to lie further on", () => {
    const result = pull((_, request) =>
      request < 50
        ? facts([], { next: `c${request}`, advances: true })
        : facts(["last"], { evidence: ["absentCursor"] })
    )
    assert.strictEqual(result.end, "end")
  })

  it("bears five empty pages in a row and fails on the sixth", () => {
    const result = pull((_, request) => facts([], { next: `c${request}`, evidence: [] }))

    assert.strictEqual(result.end, "EmptyRun")
    assert.strictEqual(result.requests, 6)
  })
})
