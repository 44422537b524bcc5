import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Redacted, Result, Tracer } from "effect"
import { HttpClient, HttpClientError, HttpClientRequest, HttpClientResponse } from "effect/http"
import * as ProviderClient from "../../src/client/ProviderClient.ts"
import { AuthenticationFailed, CursorRejected, QuotaExceeded } from "../../src/contract/ConnectorError.ts"
import * as AllCredentials from "../../src/credentials/AllCredentials.ts"
import * as Credentials from "../../src/credentials/Credentials.ts"
import * as Attempt from "../../src/resilience/Attempt.ts"
import * as NodeClient from "../../src/node/NodeClient.ts"
import * as RateLimitHeaders from "../../src/resilience/RateLimitHeaders.ts"
import * as ReadPolicy from "../../src/resilience/ReadPolicy.ts"
import * as Throttle from "../../src/resilience/Throttle.ts"
import { inVirtualTime, run } from "../resilience/Reading.ts"
import * as WireServer from "./WireServer.ts"

const secret = "s3cr3t-0123456789-token"
const bearer = Effect.runSync(Credentials.bearer(Redacted.make(secret)))

interface Scripted {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** A client whose nth request gets the nth answer, the last one for ever. */
const client = (answers: ReadonlyArray<Scripted | "lost">, options: Partial<ProviderClient.Options> = {}) => {
  const asked: Array<{ readonly url: string; readonly authorization: string | undefined; readonly at: number }> = []
  const http = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      const nth = asked.push({ url: url.href, authorization: request.headers["authorization"], at })
      const answer = answers[Math.min(nth, answers.length) - 1]
      if (answer === "lost" || answer === undefined) {
        return yield* new HttpClientError.HttpClientError({
          reason: new HttpClientError.TransportError({
            request,
            cause: Object.assign(new Error(`read ECONNRESET ${secret}`), { code: "ECONNRESET" })
          })
        })
      }
      const { body = "{}", headers = {}, status = 200 } = answer
      return HttpClientResponse.fromWeb(
        request,
        new Response(status === 204 || status === 304 ? null : body, { status, headers })
      )
    })
  )
  const made = ProviderClient.make(http, {
    connector: "test",
    baseUrl: "https://api.test/v2",
    credentials: bearer,
    ...options
  })
  return { asked, send: (path = "/rates") => made.send("rates", HttpClientRequest.get(path)) }
}

/** An attempt that keeps what it is told. */
const observing = <A, E, R>(effect: Effect.Effect<A, E, R>) => {
  const exchanges: Array<Attempt.Exchange> = []
  let admitted = 0
  return Effect.map(
    Effect.result(
      Effect.provideService(effect, Attempt.Current, {
        observe: (exchange) => Effect.sync(() => void exchanges.push(exchange)),
        admitAnother: Effect.sync(() => void admitted++),
        ready: Effect.succeed(true)
      })
    ),
    (result) => ({ result, exchanges, admitted })
  )
}

const reasonOf = (answer: Scripted, options: Partial<ProviderClient.Options> = {}) =>
  Effect.match(client([answer], options).send(), {
    onFailure: ({ reason }) => reason,
    onSuccess: () => undefined
  })

const reasonOfIt: ProviderClient.Options["reasonOf"] = ({ body, status }) =>
  status === 400 && body.includes("expired_token")
    ? new CursorRejected({ why: "expired", detail: "expired_token" })
    : status === 404
      ? "page"
      : undefined

const throttleOfOurs: ProviderClient.Options["reasonOf"] = ({ body }, { scrub, wait }) =>
  new QuotaExceeded({ detail: scrub(body), retryAfter: wait })

describe("ProviderClient.send", () => {
  it.effect("signs a request to the base URL and gives its answer", () =>
    Effect.gen(function* () {
      const { asked, send } = client([{ body: "[1]", headers: { "x-a": "b" } }])
      const answer = yield* send("/rates?page=2")

      assert.deepStrictEqual([answer.status, answer.body, answer.headers["x-a"]], [200, "[1]", "b"])
      assert.deepStrictEqual(
        asked.map(({ authorization, url }) => [url, authorization]),
        [["https://api.test/v2/rates?page=2", `Bearer ${secret}`]]
      )
    })
  )

  const names: ReadonlyArray<readonly [header: string, value: string, told: string | undefined]> = [
    ["x-request-id", "req-17/ab", "req-17/ab"],
    ["X-Correlation-Id", "0", "0"],
    ["x-amzn-requestid", `a-${secret}`, "a-<redacted>"],
    ["x-request-id", "with space", undefined],
    ["x-request-id", "a".repeat(129), undefined],
    ["x-something-else", "a", undefined]
  ]
  for (const [header, value, told] of names) {
    it.effect(`tells ${String(told).slice(0, 20)} for the exchange's name of ${header}: ${value.slice(0, 20)}`, () =>
      Effect.gen(function* () {
        const { send } = client([{ status: 503, headers: { [header]: value } }])
        const { exchanges } = yield* observing(send())

        assert.strictEqual(exchanges[0]?.correlationId, told)
      })
    )
  }

  it.effect("follows a next link of its origin", () =>
    Effect.gen(function* () {
      const { asked, send } = client([{}])
      yield* send("https://api.test/v2/rates?cursor=abc")

      assert.strictEqual(asked[0]?.url, "https://api.test/v2/rates?cursor=abc")
    })
  )

  for (const link of [
    "https://evil.test/v2/rates",
    "//evil.test/rates",
    "https://api.test@evil.test/",
    "https://api.test.evil.test/",
    "http://api.test/v2/rates",
    "https://api.test:8443/v2/rates",
    "https:evil.test",
    "\\\\evil.test\\rates",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://user:pass@api.test/v2/rates",
    "https://169.254.169.254/latest/meta-data"
  ]) {
    it.effect(`sends nothing to ${link}`, () =>
      Effect.gen(function* () {
        const { asked, send } = client([{}])
        const reason = yield* Effect.match(send(link), { onFailure: (e) => e.reason._tag, onSuccess: () => "sent" })

        assert.deepStrictEqual([reason, asked.length], ["OriginRefused", 0])
      })
    )
  }

  const statuses: ReadonlyArray<readonly [number, string | undefined]> = [
    [200, undefined],
    [201, undefined],
    [204, undefined],
    [206, undefined],
    [302, "OriginRefused"],
    [304, "OriginRefused"],
    [400, "RequestRejected"],
    [401, "AuthenticationFailed"],
    [403, "AccessDenied"],
    [404, "RequestRejected"],
    [408, "ProviderUnavailable"],
    [409, "RequestRejected"],
    [410, "RequestRejected"],
    [429, "QuotaExceeded"],
    [500, "ProviderUnavailable"],
    [502, "ProviderUnavailable"],
    [503, "ProviderUnavailable"],
    [504, "ProviderUnavailable"],
    [599, "ProviderUnavailable"]
  ]
  for (const [status, reason] of statuses) {
    it.effect(`takes status ${status} for ${reason ?? "an answer"}`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* reasonOf({ status }))?._tag, reason)
      })
    )
  }

  it.effect("lets the connector know better", () =>
    Effect.gen(function* () {
      const found = yield* Effect.forEach(
        [{ status: 400, body: `{"error":"expired_token"}` }, { status: 400 }, { status: 404 }],
        (answer) => reasonOf(answer, { reasonOf: reasonOfIt })
      )

      assert.deepStrictEqual(
        found.map((reason) => reason?._tag),
        ["CursorRejected", "RequestRejected", undefined]
      )
    })
  )

  it.effect("takes the wait of a throttle from Retry-After, then from the limits, then from the connector", () =>
    Effect.gen(function* () {
      const limits = { "ratelimit-remaining": "0", "ratelimit-reset": "40" }
      const waits = yield* Effect.forEach([{ ...limits, "retry-after": "7" }, limits, {}], (headers) =>
        reasonOf({ status: 429, headers }, { dialect: RateLimitHeaders.triple, cooldown: Duration.minutes(1) })
      )

      assert.deepStrictEqual(
        waits.map((reason) => reason?.retryAfter && Duration.toSeconds(reason.retryAfter)),
        [7, 40, 60]
      )
    })
  )

  it.effect("takes our secrets out of headers as out of bodies", () =>
    Effect.gen(function* () {
      const link = `<https://api.test/v2/rates?key=${secret}&page=2>; rel="next"`
      const { send } = client([{ body: "[]", headers: { link } }])
      const { headers } = yield* send("/rates")

      assert.strictEqual(headers["link"], '<https://api.test/v2/rates?key=<redacted>&page=2>; rel="next"')
    })
  )

  it.effect("helps the connector to the wait and to words without our secrets", () =>
    Effect.gen(function* () {
      const found = yield* Effect.forEach([{ "retry-after": "7" }, {}], (headers) =>
        reasonOf({ status: 400, headers, body: `no ${secret}` }, { reasonOf: throttleOfOurs })
      )

      assert.deepStrictEqual(
        found.map((reason) => [reason?.detail, reason?.retryAfter && Duration.toSeconds(reason.retryAfter)]),
        [
          ["no <redacted>", 7],
          ["no <redacted>", undefined]
        ]
      )
    })
  )

  it.effect("takes a throttle by header or body for one, as declared", () =>
    Effect.gen(function* () {
      const throttles = [Throttle.mashery, Throttle.hostex]
      const found = yield* Effect.forEach(
        [
          { status: 403, headers: { "x-mashery-error-code": "ERR_403_DEVELOPER_OVER_QPS" } },
          { body: `{"error_code":429}` },
          { status: 403 }
        ],
        (answer) => reasonOf(answer, { throttles })
      )

      assert.deepStrictEqual(
        found.map((reason) => reason?._tag),
        ["QuotaExceeded", "QuotaExceeded", "AccessDenied"]
      )
    })
  )

  it.effect("reports what went over the wire, without a secret", () =>
    Effect.gen(function* () {
      const credentials = yield* Credentials.queryParam("apikey", Redacted.make(secret))
      const headers = { "ratelimit-limit": "100", "ratelimit-remaining": "9", "ratelimit-reset": "30" }
      const { send } = client([{ headers }, { status: 503, body: `{"message":"no ${secret}"}` }, "lost"], {
        credentials,
        dialect: RateLimitHeaders.triple
      })
      const { exchanges } = yield* observing(Effect.forEach([1, 2, 3], () => Effect.exit(send("/rates?page=2"))))

      assert.deepStrictEqual(
        exchanges.map(({ method, problem, status, throttled, url }) => [method, url, status, problem, throttled]),
        [
          ["GET", "https://api.test/v2/rates?page=2&apikey=REDACTED", 200, undefined, false],
          [
            "GET",
            "https://api.test/v2/rates?page=2&apikey=REDACTED",
            503,
            "ProviderUnavailable: status 503 (no <redacted>)",
            false
          ],
          [
            "GET",
            "https://api.test/v2/rates?page=2&apikey=REDACTED",
            undefined,
            "ProviderUnavailable: the connection was lost (ECONNRESET)",
            false
          ]
        ]
      )
      assert.deepStrictEqual(exchanges[0]?.readings[0]?.remaining, 9)
    })
  )

  it.effect("takes our own secret out of a page that repeats it, and leaves a short one, which may be data", () =>
    Effect.gen(function* () {
      const short = yield* Credentials.bearer(Redacted.make("demo"))
      const body = `{"self":"https://api.test/?key=${secret}","name":"demo"}`

      assert.notInclude((yield* client([{ body }]).send()).body, secret)
      assert.strictEqual((yield* client([{ body }], { credentials: short }).send()).body, body)
    })
  )

  it.effect("keeps secrets out of spans", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.NativeSpan> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
      const credentials = yield* AllCredentials.all([bearer, yield* Credentials.queryParam("k", Redacted.make(secret))])
      yield* Effect.ignore(client([{}], { credentials }).send()).pipe(
        Effect.provideService(HttpClient.TracerHeaderFilter, () => true),
        Effect.withTracer(tracer)
      )

      assert.isAbove(spans.length, 0)
      const told = spans.flatMap((span) => [span.name, ...[...span.attributes].flat().map(String)]).join("\n")
      assert.include(told, "api.test")
      assert.notInclude(told, secret)
    })
  )
})

/** Credentials that can be renewed once; each renewal gives the next token. */
const renewable = (renewals: number) => {
  let generation = 0
  const accepted: Array<number> = []
  const refusals: Array<number> = []
  const credentials: Credentials.Credentials = {
    ...bearer,
    sign: (request) =>
      Effect.succeed({ request: HttpClientRequest.bearerToken(request, `token-${generation}`), generation }),
    renew: (refused) =>
      Effect.sync(() => {
        refusals.push(refused.generation)
        if (refused.generation >= renewals) return false
        generation = refused.generation + 1
        return true
      }),
    accepted: (signed) => Effect.sync(() => void accepted.push(signed.generation))
  }
  return { credentials, accepted, refusals }
}

const kept = (ready: Attempt.Attempt["ready"]) =>
  Effect.provideService(Attempt.Current, { observe: () => Effect.void, admitAnother: Effect.void, ready })

describe("ProviderClient.send when it was kept waiting", () => {
  it.effect("signs anew for each slot it asks for, and sends once", () =>
    Effect.gen(function* () {
      const events: Array<string> = []
      const noted: Credentials.Credentials = {
        ...bearer,
        sign: (request) => Effect.tap(bearer.sign(request), () => Effect.sync(() => events.push("signed")))
      }
      const { asked, send } = client([{}], { credentials: noted })
      yield* send().pipe(
        kept(
          Effect.sync(() => {
            events.push(`asked with ${asked.length} sent`)
            return events.length > 5
          })
        )
      )

      assert.deepStrictEqual(events, [
        "signed",
        "asked with 0 sent",
        "signed",
        "asked with 0 sent",
        "signed",
        "asked with 0 sent"
      ])
      assert.strictEqual(asked.length, 1)
    })
  )

  for (const reason of [
    new QuotaExceeded({ detail: "the quota is used up for now", retryAfter: Duration.seconds(9) }),
    new CursorRejected({ why: "expired", detail: "a wait outlives the cursor" })
  ]) {
    it.effect(`sends nothing when that ends as ${reason._tag}`, () =>
      Effect.gen(function* () {
        const { asked, send } = client([{}])
        const error = yield* Effect.flip(send()).pipe(kept(Effect.fail(reason)))

        assert.strictEqual(error.reason, reason)
        assert.strictEqual(asked.length, 0)
      })
    )
  }
})

describe("ProviderClient.send after a 401", () => {
  it.effect("renews once and replays once, after asking for another request", () =>
    Effect.gen(function* () {
      const { accepted, credentials } = renewable(1)
      const { asked, send } = client([{ status: 401 }, {}], { credentials })
      const { admitted, exchanges, result } = yield* observing(send())

      assert.strictEqual(result._tag, "Success")
      assert.deepStrictEqual(
        asked.map(({ authorization }) => authorization),
        ["Bearer token-0", "Bearer token-1"]
      )
      assert.deepStrictEqual([admitted, exchanges.length, accepted], [1, 2, [1]])
    })
  )

  it.effect("fails when the renewed credentials are refused too", () =>
    Effect.gen(function* () {
      const { accepted, credentials, refusals } = renewable(100)
      const { asked, send } = client([{ status: 401 }], { credentials })
      const error = yield* Effect.flip(send())

      assert.instanceOf(error.reason, AuthenticationFailed)
      // The credentials hear of the second refusal too.
      assert.deepStrictEqual([asked.length, accepted, refusals], [2, [], [0, 1]])
    })
  )

  it.effect("fails at once when nothing can be renewed", () =>
    Effect.gen(function* () {
      const { asked, send } = client([{ status: 401 }])
      yield* Effect.flip(send())

      assert.strictEqual(asked.length, 1)
    })
  )
})

/** The clock of the tests begins at 0, which is this date. */
const epoch = "Thu, 01 Jan 1970 00:00:00 GMT"
const soon = "Thu, 01 Jan 1970 00:01:30 GMT"
const ownPause = 2.5
const suspended = "suspended"

const hints: ReadonlyArray<readonly [what: string, headers: Record<string, string>, wait: number | typeof suspended]> =
  [
    ["nothing", {}, ownPause],
    ["0 s", { "retry-after": "0" }, 0],
    ["1 s", { "retry-after": "1" }, 1],
    ["30 s", { "retry-after": "30" }, 30],
    ["900 s, the most that is slept", { "retry-after": "900" }, 900],
    ["901 s", { "retry-after": "901" }, suspended],
    ["an hour", { "retry-after": "3600" }, suspended],
    ["ten years", { "retry-after": "315360000" }, suspended],
    ["20 digits", { "retry-after": "99999999999999999999" }, suspended],
    ["40 digits", { "retry-after": "9".repeat(40) }, suspended],
    ["1 MB of digits", { "retry-after": "9".repeat(1_000_000) }, ownPause],
    ["1 MB of blanks", { "retry-after": " ".repeat(1_000_000) }, ownPause],
    ["-5", { "retry-after": "-5" }, ownPause],
    ["1.5", { "retry-after": "1.5" }, ownPause],
    ["1e9", { "retry-after": "1e9" }, ownPause],
    ["0x10", { "retry-after": "0x10" }, ownPause],
    ["Infinity", { "retry-after": "Infinity" }, ownPause],
    ["NaN", { "retry-after": "NaN" }, ownPause],
    ["garbage", { "retry-after": "in a while" }, ownPause],
    ["120 with blanks", { "retry-after": "  120  " }, 120],
    ["leading zeros", { "retry-after": "007" }, 7],
    ["two lines", { "retry-after": "5, 10" }, 10],
    ["an IMF date", { "retry-after": soon, date: epoch }, 90],
    ["an IMF date without Date", { "retry-after": soon }, 90],
    [
      "an IMF date of a server an hour ahead",
      { "retry-after": "Thu, 01 Jan 1970 01:01:30 GMT", date: "Thu, 01 Jan 1970 01:00:00 GMT" },
      90
    ],
    ["an RFC 850 date", { "retry-after": "Thursday, 01-Jan-70 00:01:30 GMT", date: epoch }, 90],
    ["an asctime date", { "retry-after": "Thu Jan  1 00:01:30 1970", date: epoch }, 90],
    ["a past date", { "retry-after": epoch, date: soon }, 0],
    ["the year 9999", { "retry-after": "Fri, 31 Dec 9999 23:59:59 GMT" }, suspended],
    ["an ISO date", { "retry-after": "1970-01-01T00:01:30Z" }, ownPause],
    ["a date that does not exist", { "retry-after": "Thu, 31 Feb 1970 00:01:30 GMT" }, ownPause],
    ["a reset", { "ratelimit-remaining": "0", "ratelimit-reset": "40" }, 40],
    ["a reset of 20 minutes", { "ratelimit-remaining": "0", "ratelimit-reset": "1200" }, suspended],
    ["a reset and something left", { "ratelimit-remaining": "3", "ratelimit-reset": "40" }, ownPause],
    ["Retry-After and a longer reset", { "retry-after": "5", "ratelimit-remaining": "0", "ratelimit-reset": "500" }, 5],
    [
      "Retry-After and a shorter reset",
      { "retry-after": "50", "ratelimit-remaining": "0", "ratelimit-reset": "1" },
      50
    ],
    [
      "an unreadable Retry-After and a reset",
      { "retry-after": "soon", "ratelimit-remaining": "0", "ratelimit-reset": "33" },
      33
    ],
    ["a negative reset", { "ratelimit-remaining": "0", "ratelimit-reset": "-1" }, ownPause],
    ["a fractional reset", { "ratelimit-remaining": "0", "ratelimit-reset": "1.5" }, ownPause],
    ["a reset of 20 digits", { "ratelimit-remaining": "0", "ratelimit-reset": "9".repeat(20) }, ownPause],
    [
      "a policy and a reset",
      { "ratelimit-limit": "100, 100;w=60", "ratelimit-remaining": "0", "ratelimit-reset": "12" },
      12
    ],
    ["headers of another dialect", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "77" }, ownPause]
  ]

describe("a throttled page in virtual time", () => {
  for (const [what, headers, wait] of hints) {
    for (const status of [429, 503]) {
      it.effect(`waits for ${what} with status ${status}`, () =>
        Effect.gen(function* () {
          const { asked, send } = client([{ status, headers }, {}], { dialect: RateLimitHeaders.triple })
          const read = yield* inVirtualTime(ReadPolicy.read(send(), run().options), "100 millis")
          const now = yield* Clock.currentTimeMillis

          assert.isAtMost(now, 15 * 60_000 + 1000)
          if (wait === suspended) {
            assert.deepStrictEqual([read._tag, asked.length], ["Suspended", 1])
            return
          }
          assert.deepStrictEqual([read._tag, asked.length], ["Read", 2])
          const waited = (asked[1]!.at - asked[0]!.at) / 1000
          // An outage that asks for nothing is backed off from with full jitter.
          const least = status === 503 && wait === ownPause ? 0 : wait
          assert.isAtLeast(waited, least)
          if (wait !== ownPause) assert.isAtMost(waited, wait + 1)
        })
      )
    }
  }

  it.effect("never asks twice in the time that a throttle of three hints asks for, whichever comes first", () =>
    Effect.gen(function* () {
      const answers = [
        { status: 429, headers: { "retry-after": "10" } },
        { status: 429, headers: { "retry-after": "20" } },
        { status: 429, headers: { "retry-after": "5" } },
        {}
      ]
      const { asked, send } = client(answers)
      yield* inVirtualTime(ReadPolicy.read(send(), run().options))
      const gaps = asked.slice(1).map(({ at }, i) => at - asked[i]!.at)

      assert.strictEqual(gaps.length, 3)
      for (const [i, least] of [10_000, 20_000, 5000].entries()) assert.isAtLeast(gaps[i]!, least)
    })
  )
})

const latin1: ProviderClient.Options["textOf"] = (bytes, type) =>
  type === "text/odd"
    ? Result.fail(`its characters are of no known kind, ${type}`)
    : Result.succeed(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))

const answered = (status: number, type: string) =>
  Effect.gen(function* () {
    const { origin } = yield* WireServer.serve((socket) => {
      socket.write(`HTTP/1.1 ${status} X\r\nContent-Type: ${type}\r\nContent-Length: 4\r\nConnection: close\r\n\r\n`)
      socket.end(Buffer.from([0x63, 0x61, 0x66, 0xe9]))
    })
    const options = { connector: "test", baseUrl: origin, credentials: bearer, textOf: latin1 }
    const { send } = ProviderClient.make(yield* HttpClient.HttpClient, options)
    return yield* Effect.result(send("rates", HttpClientRequest.get("/rates")))
  }).pipe(Effect.scoped, Effect.provide(NodeClient.layer()))

describe("ProviderClient with a way of its own to read a body", () => {
  it.live("gives the text, which UTF-8 would refuse", () =>
    Effect.gen(function* () {
      const answer = yield* answered(200, "text/xml")
      assert.strictEqual(Result.isSuccess(answer) && answer.success.body, "café")
    })
  )

  it.live("says why there is none", () =>
    Effect.gen(function* () {
      const answer = yield* answered(200, "text/odd")
      assert.strictEqual(
        Result.isFailure(answer) && answer.failure.message,
        "test/rates: UnexpectedResponse: its characters are of no known kind, text/odd"
      )
    })
  )

  it.live("lets the status of a refusal count that can't be read", () =>
    Effect.gen(function* () {
      const answer = yield* answered(503, "text/odd")
      assert.strictEqual(Result.isFailure(answer) && answer.failure.reason._tag, "ProviderUnavailable")
    })
  )
})

describe("ProviderClient over a socket", () => {
  it.live("keeps to the Retry-After of a throttle whose body is cut", () =>
    Effect.gen(function* () {
      const { origin } = yield* WireServer.serve((socket) =>
        socket.end("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 100\r\n\r\ncut")
      )
      const http = yield* HttpClient.HttpClient
      const { send } = ProviderClient.make(http, {
        connector: "test",
        baseUrl: origin,
        credentials: bearer
      })
      const { reason } = yield* Effect.flip(send("rates", HttpClientRequest.get("/rates")))

      assert.strictEqual(reason._tag, "QuotaExceeded")
      assert.strictEqual(reason.retryAfter && Duration.toSeconds(reason.retryAfter), 30)
    }).pipe(Effect.scoped, Effect.provide(NodeClient.layer()))
  )
})
