import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { setupServer } from "msw/node"
import {
  type DemandOptions,
  DemandProvider,
  DemandToken,
  InMemory,
  type Provider,
  Row,
  Serve
} from "../../src/index.ts"
import * as Msw from "../../src/transport/Msw.ts"

const begin = Row.epoch + 43_200_000

const headers = {
  authorization: "Bearer test-token",
  "x-affiliate-id": "1234",
  "content-type": "application/json",
  accept: "application/json"
}

const Answer = Schema.Struct({
  data: Schema.optionalKey(Schema.Unknown),
  next_page: Schema.optionalKey(Schema.NullOr(Schema.String)),
  metadata: Schema.optionalKey(
    Schema.Struct({
      next_page: Schema.optionalKey(Schema.NullOr(Schema.String)),
      total_results: Schema.optionalKey(Schema.Int)
    })
  ),
  errors: Schema.optionalKey(Schema.Array(Schema.Struct({ id: Schema.String, message: Schema.String })))
})
const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Answer))

const setting = Effect.fnUntraced(function* (options: DemandOptions.DemandOptions = {}) {
  yield* TestClock.setTime(begin)
  const provider = yield* DemandProvider.make(options)
  const send = (path: string, body: unknown, changes: Partial<Provider.Request> = {}) =>
    provider.handle({
      method: "POST",
      path: `/${options.api ?? "3.2"}${path}`,
      query: "",
      headers,
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...changes
    })
  const ask = (path: string, body: unknown, changes?: Partial<Provider.Request>) =>
    Effect.map(send(path, body, changes), ({ body, status }) => {
      const answer = decode(body)
      return { status, ...answer, error: answer.errors?.[0]?.id, ids: idsOf(answer.data) }
    })
  return { provider, ask, send }
})

const idsOf = (data: unknown): ReadonlyArray<unknown> =>
  Array.isArray(data) ? data.map((record: unknown) => Object(record).id) : []

const details = "/accommodations/details"
const nl = { country: "nl", rows: 20 }
const stay = {
  booker: { country: "nl", platform: "desktop" },
  checkin: "2026-05-01",
  checkout: "2026-05-03",
  guests: { number_of_adults: 2, number_of_rooms: 1 }
}
const orders = { updated: { from: "2026-02-20T00:00:00+00:00", to: "2026-02-27T00:00:00+00:00" }, currency: "EUR" }

const partOf = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString())

const withHeader = (name: string, value: string | undefined) => ({ headers: { ...headers, [name]: value } })

const ids = (count: number) => Array.from({ length: count }, (_, at) => 10_001 + at)

const at = (seconds: number, id: number) => ({
  id,
  at: begin - 10_000 + seconds * 1000,
  list: "changed" as const
})

const request = (url: string) =>
  Effect.flatMap(HttpClient.HttpClient, (http) =>
    http.execute(
      HttpClientRequest.post(`${url}/3.2${details}`).pipe(
        HttpClientRequest.setHeaders(headers),
        HttpClientRequest.bodyText(JSON.stringify({ country: "nl", rows: 1000 }), "application/json")
      )
    )
  ).pipe(Effect.flatMap((response) => response.text))

describe("DemandProvider", () => {
  it.effect("puts the next page at the top in 3.1 and into metadata in 3.2, null or missing at the end", () =>
    Effect.gen(function* () {
      const old = yield* setting({ api: "3.1", accommodations: 120 })
      const first = yield* old.ask(details, nl)
      const last = yield* old.ask(details, { page: first.next_page })
      const now = yield* setting({ accommodations: 120 })
      const second = yield* now.ask(details, nl)
      const end = yield* now.ask(details, { page: second.metadata?.next_page })

      assert.deepStrictEqual([first.ids.length, last.ids.length, last.next_page], [20, 10, null])
      assert.isUndefined(first.metadata)
      assert.deepStrictEqual([second.metadata?.total_results, end.metadata], [30, { total_results: 30 }])
      assert.deepStrictEqual(end.ids, last.ids)
      assert.strictEqual(new Set([...first.ids, ...last.ids]).size, 30)
    })
  )

  it.effect("signs its tokens, and holds nothing in them but an offset, the request and an end", () =>
    Effect.gen(function* () {
      const { ask } = yield* setting()
      const { metadata } = yield* ask(details, nl)
      const token = metadata?.next_page ?? ""
      const [head = "", body = ""] = token.split(".")

      assert.deepStrictEqual(partOf(head), { alg: "HS256", typ: "JWT" })
      assert.deepStrictEqual(partOf(body), {
        p: { offset: 20, request: nl },
        aud: "ACCOMMODATIONS_DETAILS",
        exp: begin / 1000 + 3 * 3600
      })
      const forged = Buffer.from(JSON.stringify({ ...Object(partOf(body)), exp: 9e9 })).toString("base64url")
      assert.strictEqual(
        DemandToken.read(token.replace(body, forged), "ACCOMMODATIONS_DETAILS", begin),
        "invalid_token"
      )
    })
  )

  it.effect("takes a token for three hours, at its own endpoint, and alone", () =>
    Effect.gen(function* () {
      const { ask } = yield* setting()
      const page = (yield* ask(details, nl)).metadata?.next_page
      const orderPage = (yield* ask("/orders/details", { ...orders, maximum_results: 10 })).metadata?.next_page
      const errors = [
        yield* ask(details, { page }),
        yield* ask(details, { page, rows: 20 }),
        yield* ask("/accommodations/search", { page }),
        yield* ask(details, { page: orderPage }),
        yield* ask("/orders/details", { page: orderPage, extras: ["payment"] }),
        yield* ask(details, { page: "rubbish" })
      ]
      yield* TestClock.setTime(begin + 3 * 3_600_000 - 1)
      errors.push(yield* ask(details, { page }))
      yield* TestClock.setTime(begin + 3 * 3_600_000)
      errors.push(yield* ask(details, { page }), yield* ask("/orders/details", { page: orderPage }))

      assert.deepStrictEqual(
        errors.map(({ error }) => error),
        [
          undefined,
          "conflicting_parameters",
          "token_endpoint_mismatch",
          "token_endpoint_mismatch",
          undefined,
          "invalid_token",
          undefined,
          "expired_token",
          "expired_token"
        ]
      )
      assert.notInclude(orderPage, ".")
    })
  )

  const refusals: ReadonlyArray<
    readonly [what: string, changes: Partial<Provider.Request>, status: number, id: string]
  > = [
    ["another method", { method: "GET" }, 405, "method_not_allowed"],
    ["a query", { query: "rows=10" }, 400, "invalid_request"],
    ["no token", withHeader("authorization", undefined), 401, "unauthorized"],
    ["another token", withHeader("authorization", "Bearer x"), 401, "unauthorized"],
    ["no affiliate", withHeader("x-affiliate-id", undefined), 401, "unauthorized"],
    ["another affiliate", withHeader("x-affiliate-id", "7"), 403, "forbidden"],
    ["another content type", withHeader("content-type", "text/plain"), 415, "unsupported_media_type"],
    ["no accept", withHeader("accept", "text/html"), 406, "not_acceptable"],
    ["no JSON", { body: "{" }, 400, "malformed_request"],
    ["a list", { body: "[]" }, 400, "malformed_request"],
    ["another path", { path: "/3.2/orders/create" }, 404, "not_found"],
    ["the endpoint of 3.1", { path: "/3.2/accommodations/bulk-availability" }, 404, "not_found"]
  ]
  for (const [what, changes, status, id] of refusals) {
    it.effect(`refuses ${what}`, () =>
      Effect.gen(function* () {
        const { ask } = yield* setting()
        const answer = yield* ask(details, nl, changes)

        assert.deepStrictEqual([answer.status, answer.error], [status, id])
      })
    )
  }

  const bodies: ReadonlyArray<readonly [path: string, body: object, id: string | undefined]> = [
    [details, { rows: 10 }, "missing_parameter"],
    [details, { ...nl, rows: 15 }, "invalid_parameter"],
    [details, { ...nl, rows: 0 }, "invalid_parameter"],
    [details, { ...nl, rows: 1000 }, undefined],
    [details, { ...nl, rows: 1010 }, "invalid_parameter"],
    [details, { ...nl, offset: 3 }, "unknown_parameter"],
    [details, { accommodations: ids(100) }, undefined],
    [details, { accommodations: ids(101) }, "invalid_parameter"],
    ["/accommodations/search", { ...stay, city: -2_140_000, rows: 100 }, undefined],
    ["/accommodations/search", { ...stay, city: -2_140_000, rows: 110 }, "invalid_parameter"],
    ["/accommodations/search", { ...stay }, "missing_parameter"],
    ["/accommodations/search", { ...stay, ...nl, guests: undefined }, "missing_parameter"],
    ["/accommodations/search", { ...stay, ...nl, checkout: "2026-08-01" }, "invalid_parameter"],
    ["/accommodations/search", { ...stay, ...nl, checkin: "2027-08-01", checkout: "2027-08-02" }, "invalid_parameter"],
    ["/accommodations/availability", { ...stay, accommodations: ids(50) }, undefined],
    ["/accommodations/availability", { ...stay, accommodations: ids(51) }, "invalid_parameter"],
    ["/accommodations/availability", stay, "missing_parameter"],
    ["/accommodations/details/changes", {}, "missing_parameter"],
    ["/accommodations/details/changes", { last_change: "2026-03-01T11:00:00Z" }, "invalid_parameter"],
    ["/accommodations/details/changes", { last_change: "2026-02-28T12:00:00+00:00" }, undefined],
    ["/accommodations/details/changes", { last_change: "2026-02-28T11:59:59+00:00" }, "invalid_parameter"],
    ["/orders/details", orders, undefined],
    ["/orders/details", { currency: "EUR" }, "missing_parameter"],
    ["/orders/details", { ...orders, created: orders.updated }, "conflicting_parameters"],
    ["/orders/details", { updated: orders.updated }, "missing_parameter"],
    ["/orders/details", { ...orders, maximum_results: 110 }, "invalid_parameter"],
    [
      "/orders/details",
      { ...orders, updated: { from: "2026-02-20T00:00:00Z", to: "2026-02-27T00:00:01Z" } },
      "invalid_parameter"
    ],
    [
      "/orders/details",
      { ...orders, updated: { from: "2025-02-20T00:00:00Z", to: "2025-02-21T00:00:00Z" } },
      "invalid_parameter"
    ]
  ]
  for (const [path, body, id] of bodies) {
    it.effect(`${id === undefined ? "takes" : `answers ${id} to`} ${path} ${JSON.stringify(body).slice(0, 90)}`, () =>
      Effect.gen(function* () {
        const { ask } = yield* setting()
        const { error, status } = yield* ask(path, body)

        assert.deepStrictEqual([status, error], [id === undefined ? 200 : 400, id])
      })
    )
  }

  it.effect("blocks the whole account for a minute from the request that is too much, without a word about it", () =>
    Effect.gen(function* () {
      const { ask, send } = yield* setting({ affiliates: [1234, 5], throttle: { requests: 2 } })
      const other = withHeader("x-affiliate-id", "5")
      const statusAt = Effect.fnUntraced(function* (seconds: number, changes?: Partial<Provider.Request>) {
        yield* TestClock.setTime(begin + seconds * 1000)
        return (yield* ask(details, nl, changes)).status
      })
      const statuses = [
        yield* statusAt(0),
        yield* statusAt(1, other),
        yield* statusAt(2),
        yield* statusAt(61, other),
        yield* statusAt(62),
        yield* statusAt(63),
        yield* statusAt(64)
      ]

      assert.deepStrictEqual(statuses, [200, 200, 429, 429, 200, 200, 429])
      assert.notProperty((yield* send(details, nl)).headers, "retry-after")
    })
  )

  it.effect("shifts a list under its tokens, since an offset is all they hold", () =>
    Effect.gen(function* () {
      const { ask, provider } = yield* setting({ volatility: { deletes: 3, aim: "before" } })
      const first = yield* ask(details, { ...nl, rows: 20 })
      const second = yield* ask(details, { page: first.metadata?.next_page })
      const third = yield* ask(details, { page: second.metadata?.next_page })
      const read = new Set([...first.ids, ...second.ids, ...third.ids].map(String))
      const present = (yield* provider.presentThroughout("accommodations")).filter(({ key }) => Number(key) % 4 === 1)

      assert.isAbove(present.filter(({ key }) => !read.has(key)).length, 0)
      assert.isUndefined(third.metadata?.next_page)
    })
  )

  it.effect("changes rows on the side of the list that a narrowed page is on", () =>
    Effect.gen(function* () {
      const { ask, provider } = yield* setting({ volatility: { deletes: 4, aim: "before" } })
      const first = yield* ask(details, { ...nl, rows: 20 })
      const all = (yield* provider.rows("accommodations")).map(({ key }) => key)
      yield* ask(details, { page: first.metadata?.next_page })
      const left = new Set((yield* provider.rows("accommodations")).map(({ key }) => key))
      const gone = all.flatMap((key, at) => (left.has(key) ? [] : [at]))

      // The Dutch are every fourth, so the page begins with the row after the 80th.
      assert.isTrue(gone.length > 0 && gone.every((at) => at < 80))
      assert.isTrue(gone.some((at) => at >= 20))
    })
  )

  it.effect("tells changes of whole seconds only, the last second of an answer whole, and the second after it", () =>
    Effect.gen(function* () {
      const feed = [at(0, 1), at(1, 2), at(1.5, 3), at(1.9, 4), at(2, 5), at(10.2, 6)]
      const { ask } = yield* setting({ feed, changesPerAnswer: 2 })
      const told = (last_change: string) =>
        Effect.map(ask("/accommodations/details/changes", { last_change }), ({ data }) => {
          const { changes, next, total_changes } = Object(data)
          return [changes.changed, next, total_changes]
        })

      assert.deepStrictEqual(yield* told("2026-03-01T11:59:50+00:00"), [[1, 2, 3, 4], "2026-03-01T11:59:52+00:00", 4])
      assert.deepStrictEqual(yield* told("2026-03-01T11:59:52+00:00"), [[5], "2026-03-01T11:59:53+00:00", 1])
      assert.deepStrictEqual(yield* told("2026-03-01T11:59:53+00:00"), [[], undefined, 0])
    })
  )

  it.live("answers alike in memory, through msw and over a socket", () =>
    Effect.gen(function* () {
      const origin = "https://demand.test"
      const memory = yield* request(origin).pipe(Effect.provide(InMemory.layer(yield* DemandProvider.make())))
      const server = setupServer(...(yield* Msw.handlers(yield* DemandProvider.make(), origin)))
      yield* Effect.acquireRelease(
        Effect.sync(() => server.listen({ onUnhandledFrame: "bypass" })),
        () => Effect.sync(() => server.close())
      )
      const viaMsw = yield* request(origin).pipe(Effect.provide(FetchHttpClient.layer))
      const { url } = yield* Serve.serve(yield* DemandProvider.make())
      const viaSocket = yield* request(url).pipe(Effect.provide(FetchHttpClient.layer))

      assert.strictEqual(decode(memory).metadata?.total_results, 50)
      assert.deepStrictEqual([viaMsw, viaSocket], [memory, memory])
    }).pipe(Effect.scoped)
  )
})
