import { assert, describe, it } from "@effect/vitest"
import { DateTime, Option, Result } from "effect"
import { answer, asked, baseUrl, cursorOf, refusal, start, strategyOf } from "./Scene.ts"

const follow = (pagination: unknown, document: unknown, link?: string) =>
  strategyOf(pagination).follow(answer(document, link === undefined ? {} : { link }), asked(), [])

const header = { type: "linkHeader" }

describe("a link in the header", () => {
  it("is followed as GitHub's documents have it", () => {
    // "Using pagination in the REST API", docs.github.com.
    const link =
      `<${baseUrl}/repositories/1300192/issues?page=2>; rel="prev", ` +
      `<${baseUrl}/repositories/1300192/issues?page=4>; rel="next", ` +
      `<${baseUrl}/repositories/1300192/issues?page=515>; rel="last"`
    const next = cursorOf(follow(header, {}, link))
    assert.strictEqual(next, `${baseUrl}/repositories/1300192/issues?page=4`)
    const draft = { ...start, method: "POST" as const, query: [["per_page", "2"]] as const, body: { all: true } }
    assert.deepStrictEqual(Result.getOrThrow(strategyOf(header).place(draft, asked({ cursor: next }))), {
      ...start,
      method: "POST",
      path: `${baseUrl}/repositories/1300192/issues?page=4`,
      query: [],
      body: undefined
    })
  })

  it("tells until when it works, as Expedia's does", () => {
    // "Content pagination", developers.expediagroup.com.
    const expedia = { ...header, expires: "expires", total: { at: { header: "Pagination-Total-Results" } } }
    const followed = Result.getOrThrow(
      strategyOf(expedia).follow(
        answer(
          {},
          {
            link: `<${baseUrl}/properties/content?token=AbC%3D%2C%3B9>; rel="next"; expires=2026-03-01T10:15:05.324083439Z`,
            "pagination-total-results": "743"
          }
        ),
        asked(),
        []
      )
    )
    assert.deepStrictEqual(followed, {
      total: Option.some(743),
      next: Option.some(`${baseUrl}/properties/content?token=AbC%3D%2C%3B9`),
      expiresAt: Option.some(DateTime.makeUnsafe("2026-03-01T10:15:05.324Z"))
    })
    assert.strictEqual(strategyOf(expedia).traversal.lifetime._tag, "Stated")
  })

  it("leads on from the answer's URL where it is relative", () => {
    for (const [link, to] of [
      ["<?page=2>; rel=next", `${baseUrl}/rows?page=2`],
      ["<more?page=2>; rel=next", `${baseUrl}/more?page=2`],
      ["</v3/rows?page=2#here>; rel=next", `${baseUrl}/rows?page=2`],
      ["<//api.example.com/x>; rel=next", "https://api.example.com/x"]
    ] as const) {
      assert.strictEqual(cursorOf(follow(header, {}, link)), to)
    }
  })

  it("that leads to another origin is refused, however it is spelled", () => {
    for (const target of [
      "https://evil.example/rows",
      "//evil.example/rows",
      "http://api.example.com/v3/rows",
      "https://api.example.com:444/rows",
      "https://api.example.com\\@evil.example/rows",
      "https:evil.example",
      "javascript:alert(1)",
      "https://user:pass@api.example.com/rows"
    ]) {
      const failure = refusal(follow(header, {}, `<${target}>; rel=next`))
      assert.match(failure, /^OriginRefused: the link to the next page: /, target)
      assert.notInclude(failure, "user:pass")
    }
  })

  it("is the end where it is missing, and a failure where it can't be read", () => {
    assert.deepStrictEqual(Result.getOrThrow(follow(header, {})).evidence, ["absentCursor"])
    assert.deepStrictEqual(Result.getOrThrow(follow(header, {}, "<a>; rel=prev")).evidence, ["absentCursor"])
    for (const link of ["<a; rel=next", '<a>; rel="next', "a; rel=next", '<a> rel="next"']) {
      assert.match(refusal(follow(header, {}, link)), /^UnexpectedResponse: the header Link can't be read/)
    }
  })

  it("is a failure where two lead to different places, or it is one of another page", () => {
    assert.match(refusal(follow(header, {}, "<a>; rel=next, <b>; rel=next")), /2 links of the relation "next"/)
    assert.strictEqual(cursorOf(follow(header, {}, "<a>; rel=next, <a>; rel=next")), `${baseUrl}/a`)
    assert.match(refusal(follow(header, {}, '<a>; rel=next; anchor="#top"')), /has an anchor/)
  })

  it("has the relation that is declared, in any case", () => {
    assert.strictEqual(cursorOf(follow({ ...header, rel: "Continue" }, {}, '<a>; rel="x CONTINUE"')), `${baseUrl}/a`)
  })
})

describe("a URL in the answer", () => {
  it("is followed as the Graph API's paging.next is", () => {
    // "Paginated results", developers.facebook.com/docs/graph-api.
    const graph = { type: "nextUrl", next: "/paging/next" }
    const next = `${baseUrl}/me/albums?limit=25&after=MTAxNTExOTQ1MjAwNzI5NDE=`
    const page = { data: [], paging: { cursors: { after: "MTAx", before: "NDMy" }, next } }
    assert.strictEqual(cursorOf(follow(graph, page)), next)
    for (const paging of [{ cursors: { after: "MTAx" } }, { next: null }, { next: "" }, undefined]) {
      assert.deepStrictEqual(Result.getOrThrow(follow(graph, { data: [], paging })).evidence, ["absentCursor"])
    }
  })

  it("may stand in a header, or be relative", () => {
    const odata = { type: "nextUrl", next: { header: "X-Next" }, limit: { query: "$top" } }
    const strategy = strategyOf({ ...odata, limit: { query: "top" } })
    assert.strictEqual(
      cursorOf(strategy.follow(answer({}, { "x-next": "/v3/rows?skip=2" }), asked(), [])),
      `${baseUrl}/rows?skip=2`
    )
    assert.deepStrictEqual(Result.getOrThrow(strategy.place(start, asked())).query, [["top", "100"]])
  })

  it("that is no text is no end, and one that leads elsewhere is refused", () => {
    const pagination = { type: "nextUrl", next: "/next" }
    for (const next of [7, {}, true]) assert.match(refusal(follow(pagination, { next })), /^UnexpectedResponse/)
    assert.match(refusal(follow(pagination, { next: "https://evil.example/" })), /^OriginRefused/)
  })

  it("that was kept and is none begins the walk anew", () => {
    const strategy = strategyOf({ type: "nextUrl", next: "/next" })
    for (const cursor of ["", "rows?page=2", "ftp://api.example.com/", "https://"]) {
      assert.match(refusal(strategy.place(start, asked({ cursor }))), /^CursorRejected/, cursor)
    }
  })
})
