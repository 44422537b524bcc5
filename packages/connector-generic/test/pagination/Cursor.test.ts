import { assert, describe, it } from "@effect/vitest"
import { Duration, Option, Result } from "effect"
import type { Draft } from "../../src/Draft.ts"
import { answer, asked, cursorOf, refusal, start, strategyOf } from "./Scene.ts"

const draft: Draft = {
  ...start,
  query: [["filter", "open"]],
  body: { filter: { city: -2140479 }, Limitation: { Count: 100 } }
}

/** What follows an answer: the request of the next page, or the signs of an end. */
const followed = (pagination: unknown, document: unknown, headers: { readonly [name: string]: string } = {}) => {
  const strategy = strategyOf(pagination)
  const answered = strategy.follow(answer(document, headers), asked(), [])
  const cursor = cursorOf(answered)
  if (cursor === undefined) return Result.getOrThrow(answered).evidence
  const { body, headers: sent, path, query } = Result.getOrThrow(strategy.place(draft, asked({ cursor })))
  return { body, headers: sent, path, query }
}

const first = (pagination: unknown) => Result.getOrThrow(strategyOf(pagination).place(draft, asked()))

const pullRequests = (hasNextPage: boolean) => ({
  data: {
    repository: { pullRequests: { nodes: [], pageInfo: { endCursor: "Y3Vyc29yOnYyOpHOUH8B7g==", hasNextPage } } }
  }
})

describe("a cursor", () => {
  it("is paged as Slack's documents have it", () => {
    // "Pagination", docs.slack.dev: an empty, null or missing next_cursor is the end.
    const slack = { type: "cursor", next: "/response_metadata/next_cursor", cursor: { query: "cursor" } }
    assert.deepStrictEqual(
      followed(slack, { ok: true, members: [], response_metadata: { next_cursor: "dXNlcjpVMEc5V0ZYTlo=" } }),
      {
        body: draft.body,
        headers: {},
        path: "/rows",
        query: [
          ["filter", "open"],
          ["cursor", "dXNlcjpVMEc5V0ZYTlo="]
        ]
      }
    )
    for (const response_metadata of [{ next_cursor: "" }, { next_cursor: null }, {}, undefined]) {
      assert.deepStrictEqual(followed(slack, { ok: true, members: [], response_metadata }), ["absentCursor"])
    }
  })

  it("is paged as HubSpot's documents have it", () => {
    // "API usage guidelines" and the CRM objects' reference, developers.hubspot.com: paging.next.after.
    const hubspot = {
      type: "cursor",
      next: "/paging/next/after",
      cursor: { query: "after" },
      limit: { query: "limit" }
    }
    const page = { results: [], paging: { next: { after: "NTI1Cg%3D%3D", link: "?after=NTI1Cg%3D%3D" } } }
    assert.deepStrictEqual(followed(hubspot, page), {
      body: draft.body,
      headers: {},
      path: "/rows",
      query: [
        ["filter", "open"],
        ["limit", "100"],
        ["after", "NTI1Cg%3D%3D"]
      ]
    })
    assert.deepStrictEqual(followed(hubspot, { results: [] }), ["absentCursor"])
  })

  it("is paged as GitHub's documents have it, where the last page has a cursor too", () => {
    // "Using pagination in the GraphQL API", docs.github.com.
    const at = "/data/repository/pullRequests/pageInfo"
    const github = {
      type: "cursor",
      next: `${at}/endCursor`,
      more: `${at}/hasNextPage`,
      cursor: { body: "/variables/after" },
      kind: "keyset",
      replay: "safe"
    }
    assert.deepStrictEqual(followed(github, pullRequests(true)), {
      body: {
        filter: { city: -2140479 },
        Limitation: { Count: 100 },
        variables: { after: "Y3Vyc29yOnYyOpHOUH8B7g==" }
      },
      headers: {},
      path: "/rows",
      query: [["filter", "open"]]
    })
    assert.deepStrictEqual(followed(github, pullRequests(false)), ["code:noMore"])
  })

  it("is paged as Stripe's search has it", () => {
    // "Pagination", docs.stripe.com/api/pagination/search: has_more, next_page, sent as page.
    const stripe = { type: "cursor", next: "/next_page", more: "/has_more", cursor: { query: "page" } }
    assert.deepStrictEqual(
      followed(stripe, { object: "search_result", has_more: true, next_page: "WyJhIl0=", data: [] }),
      {
        body: draft.body,
        headers: {},
        path: "/rows",
        query: [
          ["filter", "open"],
          ["page", "WyJhIl0="]
        ]
      }
    )
    assert.deepStrictEqual(followed(stripe, { has_more: false, next_page: null, data: [] }), ["code:noMore"])
  })

  it("is the whole body of Booking's following requests", () => {
    // The guide "Pagination", developers.booking.com/demand: only page is sent, and a token lives three hours.
    const booking = {
      type: "cursor",
      next: "/metadata/next_page",
      cursor: { body: "/page" },
      body: "replace",
      limit: { body: "/rows" },
      kind: "opaqueOffset",
      replay: "safe",
      lifetime: { fixed: "3 hours" },
      total: { at: "/metadata/total_results" }
    }
    const page = { data: [], metadata: { next_page: "eyJhbGciOi.x.y", total_results: 122 } }
    assert.deepStrictEqual(first(booking).body, { filter: { city: -2140479 }, Limitation: { Count: 100 }, rows: 100 })
    assert.deepStrictEqual(followed(booking, page), {
      body: { page: "eyJhbGciOi.x.y" },
      headers: {},
      path: "/rows",
      query: [["filter", "open"]]
    })
    const { traversal } = strategyOf(booking)
    assert.strictEqual(traversal.cursor, "opaqueOffset")
    assert.strictEqual(traversal.total, "advisory")
    assert.deepStrictEqual(traversal.lifetime, { _tag: "Fixed", ttl: Duration.hours(3) })
    const answered = Result.getOrThrow(strategyOf(booking).follow(answer(page), asked(), []))
    assert.deepStrictEqual(answered.total, Option.some(122))
  })

  it("is put deep into the body of Mews' requests, beside the rest", () => {
    // "Pagination", the guidelines of Mews' Connector API.
    const mews = {
      type: "cursor",
      next: "/Cursor",
      cursor: { body: "/Limitation/Cursor" },
      limit: { body: "/Limitation/Count" }
    }
    const sent = followed(mews, { Reservations: [], Cursor: "0f51" })
    assert.deepStrictEqual("body" in sent! ? sent.body : sent, {
      filter: { city: -2140479 },
      Limitation: { Count: 100, Cursor: "0f51" }
    })
    assert.deepStrictEqual(followed(mews, { Reservations: [], Cursor: null }), ["absentCursor"])
  })

  it("is an attribute of a document in XML too", () => {
    // MoreIndicator and MoreDataEchoToken of OTA_ResRetrieveRS, OpenTravel.
    const ota = {
      type: "cursor",
      next: "/OTA_ResRetrieveRS/@MoreDataEchoToken",
      more: "/OTA_ResRetrieveRS/@MoreIndicator",
      cursor: { body: "/OTA_ReadRQ/@MoreDataEchoToken" },
      body: "replace"
    }
    const sent = followed(ota, { OTA_ResRetrieveRS: { "@MoreIndicator": "true", "@MoreDataEchoToken": "last-300" } })
    assert.deepStrictEqual("body" in sent! ? sent.body : sent, { OTA_ReadRQ: { "@MoreDataEchoToken": "last-300" } })
    assert.deepStrictEqual(followed(ota, { OTA_ResRetrieveRS: { "@MoreIndicator": "false" } }), ["code:noMore"])
  })

  it("is read of a header and put into one, alone in the query where that is said", () => {
    const header = { header: "X-Next" }
    assert.deepStrictEqual(
      followed({ type: "cursor", next: header, cursor: header, query: "replace" }, {}, { "x-next": "n1" }),
      { body: draft.body, headers: { "x-next": "n1" }, path: "/rows", query: [] }
    )
  })

  it("goes back as the number or the text of digits that it came as", () => {
    const pagination = { type: "cursor", next: "/next", cursor: { body: "/next" }, body: "replace" }
    for (const next of [17, "17", "-3", '"quoted"', "a b", "00123", "\u00e9\u2028"]) {
      const sent = followed(pagination, { next })
      assert.deepStrictEqual("body" in sent! ? sent.body : sent, { next })
    }
  })

  it("that is no text and no whole number is no end", () => {
    const strategy = strategyOf({ type: "cursor", next: "/next", cursor: { query: "c" } })
    for (const next of [{}, [], true, 1.5, 2 ** 60, { "#text": "x" }]) {
      assert.match(
        refusal(strategy.follow(answer({ next }), asked(), [])),
        /^UnexpectedResponse: the next cursor at "\/next"/
      )
    }
  })

  it("that is missing is no end where more is claimed, or where that can't be read", () => {
    const strategy = strategyOf({ type: "cursor", next: "/next", cursor: { query: "c" }, more: "/more" })
    const evidence = (document: unknown) => Result.getOrThrow(strategy.follow(answer(document), asked(), [])).evidence
    for (const more of [true, "true", 1, "Y"]) assert.deepStrictEqual(evidence({ more }), [])
    for (const more of [undefined, null]) assert.deepStrictEqual(evidence({ more }), ["absentCursor"])
    for (const more of ["perhaps", 37, {}, ""]) {
      assert.match(
        refusal(strategy.follow(answer({ more }), asked(), [])),
        /^UnexpectedResponse: whether there is more/
      )
    }
  })

  it("that is none of its own begins the walk anew", () => {
    const strategy = strategyOf({ type: "cursor", next: "/next", cursor: { query: "c" } })
    for (const cursor of ["", '"cut', '"a"b']) {
      assert.match(refusal(strategy.place(draft, asked({ cursor }))), /^CursorRejected/)
    }
  })

  it("promises nothing that was not declared", () => {
    const { traversal } = strategyOf({ type: "cursor", next: "/next", cursor: { query: "c" } })
    assert.deepStrictEqual(
      [traversal.cursor, traversal.replay, traversal.order, traversal.total, traversal.lifetime._tag],
      ["opaqueOffset", "unsafe", "unspecified", "none", "Unlimited"]
    )
  })
})
