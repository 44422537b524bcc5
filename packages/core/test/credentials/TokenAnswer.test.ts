import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Redacted, Result, Stream } from "effect"
import { HttpClient, HttpClientError, HttpClientResponse } from "effect/http"
import * as TokenAnswer from "../../src/credentials/TokenAnswer.ts"
import { attempt, endpoint, memoryStore, page, started } from "./FakeTokens.ts"

const date = "Sun, 06 Nov 1994 08:49:37 GMT"
const read = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  secrets: ReadonlyArray<string> = []
) =>
  TokenAnswer.read(
    { status, headers, body: typeof body === "string" ? body : JSON.stringify(body) },
    secrets.map((secret) => Redacted.make(secret)),
    0
  )
const html = "<html><body>Bad gateway</body></html>"
const good = { access_token: "abc", token_type: "bearer", expires_in: 3600 }

describe("TokenAnswer.read", () => {
  for (const [what, fields, tokens] of [
    ["a plain answer", good, ["abc", 3_600_000, undefined]],
    ["BEARER", { ...good, token_type: "BEARER" }, ["abc", 3_600_000, undefined]],
    ["no token_type", { access_token: "abc" }, ["abc", 3_600_000, undefined]],
    ["a refresh token", { ...good, refresh_token: "r" }, ["abc", 3_600_000, "r"]],
    ["an empty refresh token", { ...good, refresh_token: "" }, ["abc", 3_600_000, undefined]],
    ["an empty error beside a token", { ...good, error: "" }, ["abc", 3_600_000, undefined]],
    ["a token of 64 KiB", { access_token: "a".repeat(65_536) }, ["a".repeat(65_536), 3_600_000, undefined]]
  ] as ReadonlyArray<readonly [string, object, ReadonlyArray<unknown>]>) {
    it(`takes ${what}`, () => {
      const result = read(200, fields)

      assert.deepStrictEqual<unknown>(
        Result.isSuccess(result) && [
          Redacted.value(result.success.accessToken),
          result.success.life,
          result.success.refreshToken === undefined ? undefined : Redacted.value(result.success.refreshToken)
        ],
        tokens
      )
    })
  }

  for (const [status, body, tag, detail] of [
    [200, { ...good, token_type: "mac" }, "UnexpectedResponse", "a token_type that is not bearer"],
    [200, { ...good, token_type: 1 }, "UnexpectedResponse", "a token_type that is not bearer"],
    [200, { ...good, access_token: "canary\r\nX-Evil: 1" }, "UnexpectedResponse", "that a header can't carry"],
    [200, { ...good, access_token: "canary canary" }, "UnexpectedResponse", "that a header can't carry"],
    [200, { ...good, access_token: "canary\u010a" }, "UnexpectedResponse", "that a header can't carry"],
    [200, { ...good, access_token: "a".repeat(65_537) }, "UnexpectedResponse", "over 65536 characters"],
    [200, { ...good, access_token: "" }, "UnexpectedResponse", "no access_token"],
    [200, { ...good, access_token: 1 }, "UnexpectedResponse", "no access_token"],
    [200, { token: "canary" }, "UnexpectedResponse", "no access_token"],
    [200, { ...good, refresh_token: 1 }, "UnexpectedResponse", "a refresh_token that is no plain text"],
    [200, { ...good, refresh_token: "canary\n" }, "UnexpectedResponse", "a refresh_token that is no plain text"],
    [200, html, "UnexpectedResponse", "status 200 and no JSON object"],
    [200, "", "UnexpectedResponse", "no JSON object"],
    [200, "[]", "UnexpectedResponse", "no JSON object"],
    [200, "null", "UnexpectedResponse", "no JSON object"],
    [200, { error: "invalid_grant" }, "AuthenticationFailed", "status 200: invalid_grant; the grant is used up"],
    [204, "", "UnexpectedResponse", "no JSON object"],
    [301, "", "OriginRefused", "a redirect is not followed"],
    [302, good, "OriginRefused", "a redirect is not followed"],
    [307, "", "OriginRefused", "a redirect is not followed"],
    [308, "", "OriginRefused", "a redirect is not followed"],
    [0, "", "OriginRefused", "a redirect is not followed"],
    [400, { error: "invalid_grant" }, "AuthenticationFailed", "status 400: invalid_grant; the grant is used up"],
    [400, { error: "unauthorized_client" }, "AuthenticationFailed", "status 400: unauthorized_client"],
    [401, { error: "invalid_client" }, "AuthenticationFailed", "status 401: invalid_client"],
    [401, html, "AuthenticationFailed", "status 401"],
    [400, { error: "invalid_scope" }, "RequestRejected", "status 400: invalid_scope"],
    [400, { message: "canary" }, "RequestRejected", "status 400"],
    [403, { error: "access_denied" }, "AccessDenied", "status 403: access_denied"],
    [403, html, "AccessDenied", "status 403"],
    [404, html, "UnexpectedResponse", "is it the token URL?"],
    [408, html, "ProviderUnavailable", "status 408"],
    [400, { error: "temporarily_unavailable" }, "ProviderUnavailable", "status 400: temporarily_unavailable"],
    [500, html, "ProviderUnavailable", "status 500"],
    [503, good, "ProviderUnavailable", "status 503"],
    [429, html, "QuotaExceeded", "status 429"]
  ] as const) {
    it(`reads ${status} ${JSON.stringify(body).slice(0, 60)} as ${tag}`, () => {
      const result = read(status, body)

      assert.isTrue(Result.isFailure(result))
      if (!Result.isFailure(result)) return
      assert.strictEqual(result.failure._tag, tag)
      assert.include(result.failure.detail, detail)
      assert.notInclude(JSON.stringify(result), "canary")
      if (result.failure._tag === "ProviderUnavailable") assert.strictEqual(result.failure.processed, "no")
    })
  }

  for (const [headers, wait] of [
    [{ "retry-after": "90" }, Duration.seconds(90)],
    [{ "retry-after": "Sun, 06 Nov 1994 08:50:37 GMT", date }, Duration.seconds(60)],
    [{ "retry-after": "soon" }, undefined],
    [{}, undefined]
  ] as const) {
    it(`hands on the wait of ${JSON.stringify(headers)}`, () => {
      for (const status of [429, 503]) {
        const result = read(status, "", headers)
        assert.deepStrictEqual(Result.isFailure(result) && result.failure.retryAfter, wait)
      }
    })
  }

  it("repeats no secret, no control character and no long text of an error code", () => {
    const result = read(400, { error: `\u001b[2J${"x".repeat(60)}the-secret${"y".repeat(100_000)}` }, {}, [
      "the-secret"
    ])

    const detail = Result.isFailure(result) ? result.failure.detail : ""
    assert.strictEqual(detail, `the token endpoint answered with status 400: ?[2J${"x".repeat(60)}`)
    const echoed = read(400, { error: "client the-secret is unknown" }, {}, ["the-secret"])
    assert.include(String(Result.isFailure(echoed) && echoed.failure.detail), "client <redacted> is unknown")
  })
})

describe("OAuth over a hostile endpoint", () => {
  const refusal = Effect.fnUntraced(function* (http: HttpClient.HttpClient) {
    const { exchanges, provided } = attempt()
    const credentials = yield* started(http, yield* memoryStore)
    const reason = yield* provided(Effect.flip(credentials.sign(page)))
    return [reason._tag, reason.processed, exchanges[0]?.status] as const
  })

  it.effect("reads no more than 1 MiB of an answer", () =>
    Effect.gen(function* () {
      let sent = 0
      const chunk = new Uint8Array(65_536).fill(0x20)
      const { http } = endpoint(() =>
        Effect.sync(
          () =>
            new Response(
              new ReadableStream({
                pull: (controller) => {
                  sent += chunk.length
                  controller.enqueue(chunk)
                }
              })
            )
        )
      )

      assert.deepStrictEqual(yield* refusal(http), ["UnexpectedResponse", "yes", 200])
      assert.isAtMost(sent, 1_048_576 + 4 * chunk.length)
    })
  )

  it.effect("reads a body that ends exactly at 1 MiB", () =>
    Effect.gen(function* () {
      const token = JSON.stringify({ access_token: "abc" })
      const { http } = endpoint(() => Effect.sync(() => new Response(token + " ".repeat(1_048_576 - token.length))))

      const signed = yield* (yield* started(http, yield* memoryStore)).sign(page)
      assert.strictEqual(signed.request.headers["authorization"], "Bearer abc")
    })
  )

  it.effect("takes a lost connection for an outage", () =>
    Effect.gen(function* () {
      const http = HttpClient.make((request) =>
        Effect.fail(
          new HttpClientError.HttpClientError({
            reason: new HttpClientError.TransportError({ request, description: "canary" })
          })
        )
      )

      assert.deepStrictEqual(yield* refusal(http), ["ProviderUnavailable", "no", undefined])
    })
  )

  it.effect("takes a body that is cut for an outage", () =>
    Effect.gen(function* () {
      const http = HttpClient.make((request) =>
        Effect.sync(() => {
          const response = HttpClientResponse.fromWeb(request, new Response("{"))
          const cut = new HttpClientError.HttpClientError({
            reason: new HttpClientError.DecodeError({ request, response, description: "cut" })
          })
          return Object.defineProperty(response, "stream", { value: Stream.fail(cut) })
        })
      )

      assert.deepStrictEqual(yield* refusal(http), ["ProviderUnavailable", "no", 200])
    })
  )

  it.effect("takes an answer without a body for a wrong one", () =>
    Effect.gen(function* () {
      const { http } = endpoint(() => Effect.sync(() => new Response(null, { status: 200 })))

      assert.deepStrictEqual(yield* refusal(http), ["UnexpectedResponse", "yes", 200])
    })
  )
})
