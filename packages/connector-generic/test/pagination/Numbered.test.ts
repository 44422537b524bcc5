import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import { answer, asked, cursorOf, refusal, start, strategyOf } from "./Scene.ts"

const placed = (pagination: unknown, cursor?: string): { readonly [name: string]: unknown } => {
  const draft = Result.getOrThrow(strategyOf(pagination).place(start, asked({ cursor })))
  return { ...Object.fromEntries(draft.query), ...(typeof draft.body === "object" ? draft.body : {}) }
}

const followed = (pagination: unknown, document: unknown, received: number, cursor?: string) =>
  Result.getOrThrow(
    strategyOf(pagination).follow(
      answer(document),
      asked({ cursor }),
      Array.from({ length: received }, () => ({}))
    )
  )

describe("an offset", () => {
  const offset = {
    type: "offset",
    offset: { query: "offset" },
    limit: { query: "limit" },
    offsetAt: "/meta/offset",
    limitAt: "/meta/limit",
    total: { at: "/meta/total_count", trust: "exact" }
  }

  it("is any that core asks for", () => {
    const { traversal } = strategyOf(offset, { order: "immutable" })
    assert.isTrue(traversal.cursor === "offset" && traversal.at(250) === "250")
    assert.deepStrictEqual([traversal.order, traversal.total, traversal.replay], ["immutable", "exact", "safe"])
    assert.deepStrictEqual(placed(offset), { offset: "0", limit: "100" })
    assert.deepStrictEqual(placed(offset, "250"), { offset: "250", limit: "100" })
    assert.match(refusal(strategyOf(offset).place(start, asked({ cursor: "-1" }))), /^CursorRejected/)
  })

  it("tells what the answer says, and moves by what came", () => {
    const page = followed(offset, { meta: { offset: 200, limit: "50", total_count: 243 } }, 43, "200")
    assert.deepStrictEqual(page, {
      next: Option.some("243"),
      evidence: [],
      total: Option.some(243),
      offset: Option.some(200),
      limit: Option.some(50)
    })
    assert.deepStrictEqual(followed(offset, {}, 0, "243"), {
      next: Option.none(),
      evidence: ["emptyPage"],
      total: Option.none(),
      offset: Option.none(),
      limit: Option.none()
    })
  })
})

describe("a range", () => {
  // "Hotel operations", developer.hotelbeds.com: from and to are included and count from 1.
  const range = {
    type: "range",
    from: { query: "from" },
    to: { query: "to" },
    fromAt: "/from",
    total: { at: "/total" }
  }

  it("is an offset in other words", () => {
    assert.strictEqual(strategyOf(range).traversal.cursor, "offset")
    assert.deepStrictEqual(placed(range), { from: "1", to: "100" })
    assert.deepStrictEqual(placed(range, "100"), { from: "101", to: "200" })
    assert.deepStrictEqual(placed({ ...range, base: 0 }, "100"), { from: "100", to: "199" })
    assert.deepStrictEqual(followed(range, { from: 101, total: 253 }, 100, "100").offset, Option.some(100))
    assert.deepStrictEqual(followed({ ...range, base: 0 }, { from: 100 }, 100, "100").offset, Option.some(100))
  })

  it("starts nowhere in an answer without records", () => {
    const page = followed(range, { from: 0, total: 253 }, 0, "300")
    assert.deepStrictEqual([page.offset, page.evidence], [Option.none(), ["emptyPage"]])
  })
})

describe("a page number", () => {
  const pages = { type: "pageNumber", page: { query: "pageNumber" }, size: { query: "pageSize" } }

  it("counts from the first", () => {
    assert.deepStrictEqual(placed(pages), { pageNumber: "1", pageSize: "100" })
    assert.deepStrictEqual(placed({ ...pages, first: 0 }), { pageNumber: "0", pageSize: "100" })
    assert.deepStrictEqual(placed(pages, "7"), { pageNumber: "7", pageSize: "100" })
    assert.deepStrictEqual(followed(pages, {}, 100).next, Option.some("2"))
    assert.match(refusal(strategyOf(pages).place(start, asked({ cursor: "x" }))), /^CursorRejected/)
  })

  it("is put into the attributes of Booking's property list", () => {
    // The task "Retrieve property attributes", developers.booking.com/connectivity.
    const at = "/OTA_HotelSearchRQ/TPA_Extensions/Pagination"
    assert.deepStrictEqual(
      placed({ type: "pageNumber", page: { body: `${at}/@Page` }, size: { body: `${at}/@PageSize` } }, "2"),
      { OTA_HotelSearchRQ: { TPA_Extensions: { Pagination: { "@Page": 2, "@PageSize": 100 } } } }
    )
  })

  it("ends at an empty page, never at a short one or where a total seems reached", () => {
    const totalled = { ...pages, total: { at: "/total" } }
    assert.deepStrictEqual(followed(totalled, { total: 1 }, 1).next, Option.some("2"))
    assert.deepStrictEqual(followed(totalled, { total: 1 }, 0, "2").evidence, ["emptyPage"])
  })

  it("ends where the answer says that there is no more, or that it is the last", () => {
    const beds24 = { ...pages, more: "/pages/nextPageExists" }
    assert.deepStrictEqual(followed(beds24, { pages: { nextPageExists: false } }, 100).evidence, ["code:noMore"])
    assert.deepStrictEqual(followed(beds24, { pages: { nextPageExists: true } }, 100).next, Option.some("2"))
    const counted = { ...pages, pages: "/totalPages" }
    assert.deepStrictEqual(followed(counted, { totalPages: 3 }, 100, "2").next, Option.some("3"))
    assert.deepStrictEqual(followed(counted, { totalPages: 3 }, 100, "3").evidence, ["code:lastPage"])
    assert.deepStrictEqual(followed({ ...counted, first: 0 }, { totalPages: 3 }, 100, "1").next, Option.some("2"))
    assert.deepStrictEqual(followed({ ...counted, first: 0 }, { totalPages: 3 }, 100, "2").evidence, ["code:lastPage"])
    assert.deepStrictEqual(followed(counted, { totalPages: 0 }, 0).evidence, ["code:lastPage"])
  })

  it("does not end on a contradiction", () => {
    const both = { ...pages, more: "/more", pages: "/pages" }
    assert.isUndefined(followed(both, { more: true, pages: 1 }, 0).evidence)
    assert.isUndefined(followed(both, { more: true, pages: 1 }, 100).evidence)
    assert.isUndefined(followed(both, { pages: 3 }, 0, "2").evidence)
    assert.isUndefined(followed(both, { pages: 0 }, 100).evidence)
    const strategy = strategyOf(both)
    assert.match(refusal(strategy.follow(answer({ more: "?" }), asked(), [])), /^UnexpectedResponse/)
    assert.strictEqual(cursorOf(strategy.follow(answer({}), asked(), [{}])), "2")
  })
})
