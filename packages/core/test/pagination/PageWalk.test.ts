import { assert, describe, it } from "@effect/vitest"
import type { LinkedTraversal } from "../../src/contract/Traversal.ts"
import * as Fingerprint from "../../src/pagination/Fingerprint.ts"
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

const step = (walk: PageWalk.PageWalk, total?: number) =>
  PageWalk.step(walk, facts(["k"], { next: "c", total }), { cursor: "link", end: ["absentCursor"] })

const pageOf = (number: number) => [0, 1, 2].map((row) => `k${3 * number + row}`)

/** What a walk says is left after pages of so many records, with a total or without. */
const left = (...pages: ReadonlyArray<readonly [received: number, total?: number]>) =>
  pages.reduce<PageWalk.PageWalk>((walk, [received, total], at) => {
    const keys = Array.from({ length: received }, (_, row) => `${at}:${row}`)
    const step = PageWalk.step(walk, facts(keys, { next: `c${at}`, total }), { cursor: "pageNumber", end: [] })
    assert(step._tag === "Next")
    return step.state
  }, PageWalk.start(10)).left

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
      const result = pull((_, request) => facts(pageOf(request % cycle), { next: `c${request}` }))

      assert.strictEqual(result.end, "PageRepeated")
      assert.isAtMost(result.requests, cycle + 2)
    })

    it(`fails within sixteen requests of ${cycle} pages of one record in turns under new cursors`, () => {
      const result = pull((_, request) => facts([`k${request % cycle}`], { next: `c${request}` }))

      assert.strictEqual(result.end, "PageRepeated")
      assert.isAtMost(result.requests, cycle + 16)
    })
  }

  it("takes insertions before the reader for no loop where pages hold one record", () => {
    // Two rows come in before every third request, so that two pages in a row come again under other cursors.
    const list = Array.from({ length: 12 }, (_, row) => `k${row}`)
    let inserted = 0
    const result = pull(
      (cursor, request) => {
        if (request % 3 === 0 && request < 30) list.unshift(`n${inserted++}`, `n${inserted++}`)
        const at = Number(cursor ?? 0)
        return at < list.length
          ? facts(list.slice(at, at + 1), { next: String(at + 1) })
          : facts([], { evidence: ["absentCursor"] })
      },
      { cursor: "opaqueOffset", end: ["absentCursor"] }
    )

    assert.strictEqual(result.end, "end")
    assert.strictEqual(new Set(result.seen.filter((key) => key.startsWith("k"))).size, 12)
  })

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

  it("fails on a scroll that gives a later page for ever", () => {
    const result = pull((_, request) => facts(request < 12 ? keysOf(request) : ["z", "y", "x"], { next: "same" }), {
      cursor: "scroll",
      end: ["absentCursor"]
    })

    assert.strictEqual(result.end, "PageRepeated")
    assert.isAtMost(result.requests, 14)
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

  it("gives up after 100,000 requests, and later where a total asks for more", () => {
    const late = { ...PageWalk.start(10), requests: 100_000, longest: 1 }

    assert.deepStrictEqual(step(late), {
      _tag: "Stalled",
      stall: "RequestBudget",
      detail: "100001 requests brought 1 records and no end"
    })
    assert.strictEqual(step({ ...late, requests: 99_999 })._tag, "Next")
    assert.strictEqual(step(late, 1)._tag, "Next")
    assert.strictEqual(step({ ...late, total: 1 }, 0)._tag, "Next")
    assert.strictEqual(step({ ...late, requests: 100_010 }, 1)._tag, "Stalled")
    assert.strictEqual(step({ ...late, requests: 100_010 }, 10)._tag, "Next")
    assert.strictEqual(step({ ...late, requests: 100_010, longest: 10 }, 10)._tag, "Stalled")
  })

  it("says after how much a list stalls", () => {
    const walk = { ...PageWalk.start(10), received: 7, requests: 3 }
    const detail = (page: Walk.Facts, from = walk) => {
      const step = PageWalk.step(from, page, { cursor: "link", end: ["absentCursor"] })
      return step._tag === "Stalled" ? step.detail : step._tag
    }
    const guard = (changes: object) => ({ ...walk, guard: { ...walk.guard, ...changes } })

    assert.strictEqual(detail(facts(["a"])), "no next cursor after 8 records, and nothing that ends the list")
    assert.strictEqual(
      detail(facts(["a"], { next: "c" }), guard({ cursors: ["c"] })),
      "the cursor after 8 records had been named before"
    )
    assert.strictEqual(
      detail(facts([], { next: "c" }), guard({ empty: 5 })),
      "6 empty pages in a row that name a next one"
    )
    const page = facts(["a", "b", "c"], { next: "c" })
    const again = { at: "x", print: Fingerprint.of(page.keys) }
    assert.strictEqual(
      detail(page, guard({ pages: [again], repeated: 8 })),
      "the same 3 records came again after 4 requests"
    )
  })

  it("counts what it received and remembers the cursors it used", () => {
    const step = PageWalk.step({ ...PageWalk.start(10), longest: 1 }, facts(["a", "b"], { next: "c", total: 5 }), {
      cursor: "link",
      end: ["absentCursor"]
    })
    assert(step._tag === "Next")
    const { guard, ...walk } = step.state

    assert.deepStrictEqual(walk, {
      _tag: "PageWalk",
      cursor: "c",
      pageSize: 10,
      received: 2,
      total: 5,
      longest: 2,
      requests: 1,
      left: 3
    })
    assert.deepStrictEqual(guard.cursors, ["c"])
    assert.deepStrictEqual(guard.pages, [{ at: "", print: Fingerprint.of(["a", "b"]) }])
  })

  it("knows how many records are left, by the totals of pages that brought some", () => {
    assert.isUndefined(left([10], [10]))
    assert.strictEqual(left([10, 25]), 15)
    assert.strictEqual(left([10, 25], [10]), 5)
    assert.strictEqual(left([10, 25], [10, 22]), 2)
    assert.strictEqual(left([10, 25], [10, 12]), 0)
    // What came to the tail after the last page was read is not missing, and what left it is not either.
    assert.strictEqual(left([10, 25], [10, 25], [5, 25], [0, 27]), 0)
    assert.strictEqual(left([10, 25], [0, 25]), 15)
    assert.strictEqual(left([10, 25], [0, 10]), 0)
    assert.strictEqual(left([10], [0, 25]), 15)
  })
})
