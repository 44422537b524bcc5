import { assert, describe, it } from "@effect/vitest"
import type { ConnectorError } from "@innlet/core/contract"
import { Credentials } from "@innlet/core/credentials"
import { Duration, Effect, Option, Redacted } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { BookingClient } from "../src/index.ts"

const credentials = Effect.runSync(Credentials.bearer(Redacted.make("s3cret")))

type Answer = (request: HttpClientRequest.HttpClientRequest, url: URL) => Response

const client = (answer: Answer) =>
  BookingClient.make(
    HttpClient.make((request, url) => Effect.succeed(HttpClientResponse.fromWeb(request, answer(request, url)))),
    { connector: "booking", baseUrl: "https://booking.test", credentials }
  )

const reasonOf = (answer: Answer): Effect.Effect<ConnectorError.Reason> =>
  client(answer)
    .page("rates", 0, 100)
    .pipe(
      Effect.flip,
      Effect.map((error) => error.reason),
      Effect.orDie
    )

const page = (body: unknown) => client(() => Response.json(body)).page("rates", 200, 100)

describe("BookingClient.page", () => {
  it.effect("asks for the offset and limit with the token in a header only", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      yield* client((request, url) => {
        asked.push(request.method, url.href, String(request.headers["authorization"]), String(request.headers["b3"]))
        return Response.json({ meta: {}, results: [] })
      }).page("rates", 200, 100)

      assert.deepStrictEqual(asked, [
        "GET",
        "https://booking.test/v1/rates?offset=200&limit=100",
        "Bearer s3cret",
        "undefined"
      ])
    })
  )

  it.effect("gives the records as they came, with the counts the answer declares", () =>
    Effect.gen(function* () {
      const read = yield* page({ meta: { total_count: 243, offset: 200, limit: 100 }, results: [{ id: 1 }, 2, null] })

      assert.deepStrictEqual(read.records, [{ id: 1 }, 2, null])
      assert.deepStrictEqual([read.total, read.offset, read.limit, read.next], [243, 200, 100, 203].map(Option.some))
    })
  )

  for (const total of ["122", 12.5, -1, null, 1e308, [], {}]) {
    it.effect(`takes a total of ${JSON.stringify(total)} as not given`, () =>
      Effect.gen(function* () {
        const read = yield* page({ meta: { total_count: total }, results: [] })

        assert.isTrue(Option.isNone(read.total))
      })
    )
  }

  const statuses: ReadonlyArray<readonly [status: number, reason: string, retryable: boolean]> = [
    [201, "UnexpectedResponse", false],
    [204, "UnexpectedResponse", false],
    [302, "OriginRefused", false],
    [307, "OriginRefused", false],
    [400, "RequestRejected", false],
    [401, "AuthenticationFailed", false],
    [403, "AccessDenied", false],
    [404, "RequestRejected", false],
    [408, "ProviderUnavailable", true],
    [409, "RequestRejected", false],
    [429, "QuotaExceeded", true],
    [500, "ProviderUnavailable", true],
    [502, "ProviderUnavailable", true],
    [503, "ProviderUnavailable", true],
    [504, "ProviderUnavailable", true]
  ]
  for (const [status, reason, retryable] of statuses) {
    it.effect(`classifies status ${status} as ${reason}`, () =>
      Effect.gen(function* () {
        const found = yield* reasonOf(() => new Response(status === 204 ? null : "{}", { status }))

        assert.deepStrictEqual([found._tag, found.isRetryable], [reason, retryable])
      })
    )
  }

  it.effect("waits a minute after a quota that names no time, and the named time otherwise", () =>
    Effect.gen(function* () {
      const waits = yield* Effect.forEach([{}, { "retry-after": "7" }, { "retry-after": "soon" }], (headers) =>
        reasonOf(() => new Response("{}", { status: 429, headers }))
      )

      assert.deepStrictEqual(
        waits.map(({ retryAfter }) => retryAfter && Duration.toSeconds(retryAfter)),
        [60, 7, 60]
      )
    })
  )

  const bodies: ReadonlyArray<readonly [what: string, body: string]> = [
    ["a page of HTML", "<html><body>Blocked</body></html>"],
    ["a cut body", `{"meta":{"total_count":2},"results":[{"id":1`],
    ["an empty body", ""],
    ["a list", "[]"],
    ["no results", `{"meta":{"total_count":2}}`],
    ["results that are no list", `{"results":{"id":1}}`],
    ["errors under status 200", `{"errors":[{"code":"X"}],"results":[]}`]
  ]
  for (const [what, body] of bodies) {
    it.effect(`takes ${what} for no page`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* reasonOf(() => new Response(body)))._tag, "UnexpectedResponse")
      })
    )
  }

  it.effect("says in one clean line what the provider said, without a token that it echoes", () =>
    Effect.gen(function* () {
      const echo = { errors: [{ code: "BAD_TOKEN", message: "Bearer s3cret is\u001b[2J\nnot known" }] }
      const { detail } = yield* reasonOf(() => Response.json(echo, { status: 401 }))

      assert.strictEqual(
        detail,
        "the credentials were refused, status 401 (BAD_TOKEN: Bearer <redacted> is [2J not known)"
      )
    })
  )

  for (const [code, processed] of [
    ["ECONNREFUSED", "no"],
    ["ENOTFOUND", "no"],
    ["ECONNRESET", "maybe"],
    ["EPIPE", "maybe"]
  ] as const) {
    it.effect(`says that after ${code} the provider acted: ${processed}`, () =>
      Effect.gen(function* () {
        const failing = BookingClient.make(
          HttpClient.make((request) =>
            Effect.fail(
              new HttpClientError.HttpClientError({
                reason: new HttpClientError.TransportError({
                  request,
                  cause: new Error("fetch failed", { cause: Object.assign(new Error(code), { code }) })
                })
              })
            )
          ),
          { connector: "booking", baseUrl: "https://booking.test", credentials }
        )
        const { reason } = yield* Effect.flip(failing.page("rates", 0, 100))

        assert.deepStrictEqual([reason._tag, reason.processed], ["ProviderUnavailable", processed])
        assert.include(reason.detail, code)
      })
    )
  }
})
