import { assert, describe, it } from "@effect/vitest"
import * as AnchoredWalk from "../../src/pagination/AnchoredWalk.ts"
import { facts, keysOf } from "./ListProvider.ts"

/** A list that stands still, in pages whose length is the provider's to choose: of the request's number, from 1. */
const pull = (
  rows: number,
  pageSize: number,
  length: (request: number, limit: number) => number,
  total: (request: number) => number | undefined = () => rows
) => {
  const list = keysOf(rows)
  const seen = new Set<string>()
  let walk = AnchoredWalk.start(pageSize)
  for (let request = 1; request < 2000; request++) {
    const keys = list.slice(walk.offset, walk.offset + length(request, walk.pageSize))
    keys.forEach((key) => seen.add(key))
    const step = AnchoredWalk.step(walk, facts(keys, { offset: walk.offset, total: total(request) }), {
      total: "advisory"
    })
    if (step._tag === "Stalled") return { missed: rows - seen.size, requests: request, mode: step.stall }
    if (step._tag === "PassEnd") return { missed: rows - seen.size, requests: request, mode: step.state.mode }
    walk = step.state
  }
  return { missed: rows - seen.size, requests: 2000, mode: "endless" }
}

describe("AnchoredWalk over pages of uneven length", () => {
  for (const factor of [2, 3, 10]) {
    it(`loses nothing behind one page ${factor} times as long as asked, with or without a total`, () => {
      for (let at = 1; at <= 12; at++) {
        const length = (request: number, limit: number) => (request === at ? limit * factor : limit)
        assert.deepInclude(pull(95, 10, length), { missed: 0, mode: "anchored" }, `page ${at}`)
        assert.deepInclude(
          pull(95, 10, length, () => undefined),
          { missed: 0, mode: "anchored" },
          `page ${at}`
        )
      }
    })
  }

  it("loses nothing where every page is longer than asked, and ends", () => {
    for (const [rows, extra] of [
      [95, 1],
      [95, 15],
      [10, 15],
      [100, 40],
      [101, 0]
    ] as const) {
      const { missed, mode, requests } = pull(rows, 10, (_, limit) => limit + extra)
      assert.deepStrictEqual([missed, mode], [0, "anchored"])
      assert.isBelow(requests, 30)
    }
  })

  it("goes on behind a page shorter than before, where the total says that there is more", () => {
    for (let from = 2; from <= 12; from++) {
      for (const less of [2, 3, 5, 7]) {
        const { missed, mode } = pull(95, 10, (request, limit) => (request < from ? limit : less))
        assert.deepStrictEqual([missed, mode], [0, "anchored"], `${less} from page ${from}`)
      }
      const once = pull(95, 10, (request, limit) => (request === from ? 5 : limit))
      assert.deepInclude(once, { missed: 0, mode: "anchored" })
    }
  })

  it("ends where a total says that there is more and there is not", () => {
    for (const rows of [1, 2, 7, 10, 11, 95, 100]) {
      for (const pageSize of [2, 3, 10, 50]) {
        const calm = pull(rows, pageSize, (_, limit) => limit)
        const told = pull(
          rows,
          pageSize,
          (_, limit) => limit,
          () => 1_000_000
        )
        assert.deepStrictEqual([told.missed, told.mode], [0, calm.mode], `${rows} rows, ${pageSize} a page`)
        assert.isAtMost(told.requests, calm.requests + 6, `${rows} rows, ${pageSize} a page`)
      }
    }
  })
})
