import { assert, describe, it } from "@effect/vitest"
import type { ConnectorError } from "@innlet/core/contract"
import { Credentials } from "@innlet/core/credentials"
import { Duration, Effect, Option, Redacted } from "effect"
import { HttpClient, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { DemandClient } from "../../src/index.ts"

const credentials = Effect.runSync(Credentials.bearer(Redacted.make("s3cret")))

type Answer = (request: HttpClientRequest.HttpClientRequest, url: URL) => Response

const client = (answer: Answer) =>
  DemandClient.make(
    HttpClient.make((request, url) => Effect.succeed(HttpClientResponse.fromWeb(request, answer(request, url)))),
    { connector: "demand", baseUrl: "https://demand.test/3.2", credentials, affiliateId: 77 }
  )

const asked = { path: "/orders/details", body: { currency: "EUR" }, beside: { extras: ["payment"] } } as const

const ask = (answer: Answer, token: Option.Option<string> = Option.none()) =>
  client(answer).page("orders", asked, token)

const reasonOf = (answer: Answer, token?: Option.Option<string>): Effect.Effect<ConnectorError.Reason> =>
  ask(answer, token).pipe(
    Effect.flip,
    Effect.map((error) => error.reason),
    Effect.orDie
  )

const errors = (...ids: ReadonlyArray<string>) => ({
  request_id: "01",
  errors: ids.map((id) => ({ id, message: "Token s3cret." }))
})

const refusing =
  (id: string, status: number): Answer =>
  () =>
    Response.json(errors(id), { status })

const withToken = Option.some("page-2")

describe("DemandClient.page", () => {
  it.effect("posts JSON with the token and the affiliate in headers only", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      yield* ask(({ body, headers, method }, url) => {
        const text = body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""
        const names = ["authorization", "x-affiliate-id", "accept", "content-type", "b3"]
        seen.push(method, url.href, text, ...names.map((name) => String(headers[name])))
        return Response.json({ data: [] })
      })

      assert.deepStrictEqual(seen, [
        "POST",
        "https://demand.test/3.2/orders/details",
        '{"currency":"EUR"}',
        "Bearer s3cret",
        "77",
        "application/json",
        "application/json",
        "undefined"
      ])
    })
  )

  const places: ReadonlyArray<readonly [what: string, members: object, next: string | undefined, ends: boolean]> = [
    ["metadata", { metadata: { next_page: "b" } }, "b", false],
    ["the top level", { next_page: "b" }, "b", false],
    ["both", { metadata: { next_page: "b" }, next_page: "c" }, "b", false],
    ["metadata, null", { metadata: { next_page: null } }, undefined, true],
    ["the top level, null", { next_page: null }, undefined, true],
    ["neither", {}, undefined, true],
    ["the top level, beside metadata without it", { metadata: { total_results: 3 }, next_page: "b" }, "b", false]
  ]
  for (const [what, members, next, ends] of places) {
    it.effect(`finds the next page in ${what}`, () =>
      Effect.gen(function* () {
        const page = yield* ask(() => Response.json({ data: [1], ...members }))

        assert.deepStrictEqual([Option.getOrUndefined(page.next), page.evidence.length === 1], [next, ends])
      })
    )
  }

  for (const next of ["", 7, {}, []]) {
    it.effect(`takes a next page of ${JSON.stringify(next)} for no token`, () =>
      Effect.gen(function* () {
        const reason = yield* reasonOf(() => Response.json({ data: [], metadata: { next_page: next } }))

        assert.strictEqual(reason._tag, "UnexpectedResponse")
      })
    )
  }

  for (const total of [122, "122", -1, 1.5, null]) {
    it.effect(`takes a total of ${JSON.stringify(total)} for what it is`, () =>
      Effect.gen(function* () {
        const page = yield* ask(() => Response.json({ data: [], metadata: { total_results: total } }))

        assert.deepStrictEqual(page.total, total === 122 ? Option.some(122) : Option.none())
      })
    )
  }

  const refusals: ReadonlyArray<readonly [id: string, tag: string, why: string | undefined]> = [
    ["expired_token", "CursorRejected", "expired"],
    ["invalid_token", "CursorRejected", "invalid"],
    ["token_endpoint_mismatch", "CursorRejected", "foreign"],
    ["invalid_parameter", "RequestRejected", undefined],
    ["constructor", "RequestRejected", undefined]
  ]
  for (const [id, tag, why] of refusals) {
    for (const status of [400, 200]) {
      it.effect(`takes ${id} under status ${status} for ${tag} where a page's token was sent`, () =>
        Effect.gen(function* () {
          const paged = yield* reasonOf(refusing(id, status), withToken)
          const first = yield* reasonOf(refusing(id, status))

          assert.deepStrictEqual([paged._tag, paged._tag === "CursorRejected" ? paged.why : undefined], [tag, why])
          assert.strictEqual(first._tag, "RequestRejected")
          assert.notInclude(paged.detail + first.detail, "s3cret")
        })
      )
    }
  }

  const statuses: ReadonlyArray<readonly [status: number, reason: string, retryable: boolean]> = [
    [201, "UnexpectedResponse", false],
    [302, "OriginRefused", false],
    [400, "RequestRejected", false],
    [401, "AuthenticationFailed", false],
    [403, "AccessDenied", false],
    [405, "RequestRejected", false],
    [406, "RequestRejected", false],
    [408, "ProviderUnavailable", true],
    [415, "RequestRejected", false],
    [422, "RequestRejected", false],
    [429, "QuotaExceeded", true],
    [500, "ProviderUnavailable", true],
    [503, "ProviderUnavailable", true]
  ]
  for (const [status, reason, retryable] of statuses) {
    it.effect(`classifies status ${status} as ${reason}`, () =>
      Effect.gen(function* () {
        const found = yield* reasonOf(() => Response.json(errors(String(status)), { status }), withToken)

        assert.deepStrictEqual([found._tag, found.isRetryable], [reason, retryable])
      })
    )
  }

  for (const status of [200, 400, 403, 404, 405]) {
    for (const body of ["<html>Blocked</html>", "", '{"data":[{"id":1']) {
      it.effect(`takes ${JSON.stringify(body)} under status ${status} for an answer of something between`, () =>
        Effect.gen(function* () {
          const found = yield* reasonOf(() => new Response(body, { status }), withToken)

          assert.deepStrictEqual([found._tag, found.isRetryable], ["ProviderUnavailable", true])
          assert.notInclude(found.detail, "\n")
        })
      )
    }
  }

  for (const [what, body] of [
    ["a list", []],
    ["no data", { metadata: {} }],
    ["data that is no list", { data: { id: 1 } }]
  ] as const) {
    it.effect(`takes ${what} for no page`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* reasonOf(() => Response.json(body)))._tag, "UnexpectedResponse")
      })
    )
  }

  it.effect("waits a minute after a 429 that names no time, and the named time otherwise", () =>
    Effect.gen(function* () {
      const waits = yield* Effect.forEach([{}, { "retry-after": "7" }, { "retry-after": "soon" }], (headers) =>
        reasonOf(() => Response.json(errors("429"), { status: 429, headers }))
      )

      assert.deepStrictEqual(
        waits.map(({ retryAfter }) => retryAfter && Duration.toSeconds(retryAfter)),
        [60, 7, 60]
      )
    })
  )

  it.effect("keeps the digits of money that a double can't hold", () =>
    Effect.gen(function* () {
      const page = yield* ask(() => new Response('{"data":[{"price":12345678901234567.89}]}'))

      assert.deepStrictEqual(page.records, [{ price: "12345678901234567.89" }])
    })
  )
})
