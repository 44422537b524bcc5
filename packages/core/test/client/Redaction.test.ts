import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Redacted, Tracer } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { inspect } from "node:util"
import * as Redaction from "../../src/client/Redaction.ts"
import { ask, transports } from "./Transports.ts"
import { page, serve, untilClose } from "./WireServer.ts"
import { cpuMillis } from "../CpuTime.ts"

const canary = "cAnary/7f3a+9%"

describe("Redaction.url", () => {
  for (const [text, shown] of [
    ["https://api.ota/v2?page=2", "https://api.ota/v2?page=2"],
    ["https://api.ota/v2?page=2&apikey=x", "https://api.ota/v2?page=2&apikey=REDACTED"],
    ["https://api.ota/v2?api_key=x&API-KEY=y", "https://api.ota/v2?api_key=REDACTED&API-KEY=REDACTED"],
    [
      "https://api.ota/v2?access_token=x&sig=y&key=z",
      "https://api.ota/v2?access_token=REDACTED&sig=REDACTED&key=REDACTED"
    ],
    ["https://api.ota/v2?%61pikey=x", "https://api.ota/v2?%61pikey=REDACTED"],
    ["https://user:pw@api.ota/v2", "https://api.ota/v2"],
    ["https://user:pw@api.ota:8443/v2?partner=x#access_token=y", "https://api.ota:8443/v2?partner=REDACTED"],
    ["keyring=x&monkey=y", "<no URL>"],
    ["https://api.ota/v2?keyring=x&monkey=y", "https://api.ota/v2?keyring=x&monkey=y"]
  ] as const) {
    it(`shows ${text} as ${shown}`, () => assert.strictEqual(Redaction.url(text, ["Partner"]), shown))
  }
})

describe("Redaction.scrub", () => {
  const secrets = [Redacted.make("user"), Redacted.make(canary), Redacted.make('quo"te\\<&>'), Redacted.make("abc")]
  const echoes = [
    canary,
    encodeURIComponent(canary),
    encodeURIComponent(canary).toLowerCase().replace("canary", "cAnary"),
    new URLSearchParams([["q", canary]]).toString().slice(2),
    JSON.stringify(canary),
    JSON.stringify(canary).replaceAll("/", "\\/"),
    JSON.stringify('quo"te\\<&>'),
    'quo"te\\<&>'.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    Buffer.from(`user:${canary}`).toString("base64"),
    Buffer.from(`user:${canary}`).toString("base64url"),
    Buffer.from(canary).toString("base64"),
    Buffer.from(`someone else:${canary}`).toString("base64"),
    Buffer.from(`a longer text that has ${canary} in it`).toString("base64"),
    Buffer.from(`one more  text that has ${canary} in it`).toString("base64"),
    Buffer.from(`one of thr texts that have ${canary} in it`).toString("base64")
  ]

  for (const echo of [
    "p\\u00e4ss'\\ud83d\\ude00",
    "p\\u00E4ss'\\uD83D\\uDE00",
    "p\u00e4ss&apos;\u{1f600}",
    "p\u00e4ss&#39;\u{1f600}",
    "p\u00e4ss&#x27;\u{1f600}"
  ]) {
    it(`finds a secret that is not ASCII as ${echo}`, () => {
      const clean = Redaction.scrub([Redacted.make("p\u00e4ss'\u{1f600}")], `before ${echo} after`)

      assert.strictEqual(clean, "before <redacted> after")
    })
  }

  for (const echo of echoes) {
    it(`finds ${echo}`, () => {
      const clean = Redaction.scrub(secrets, `before ${echo} after`)

      assert.match(clean, /^before .*<redacted>.* after$/)
      assert.notInclude(clean, canary.slice(0, 8))
      assert.isAtMost(clean.length, `before ${echo} after`.length + 12)
      const left = Buffer.from(clean.slice(7, -6).replace("<redacted>", ""), "base64").toString("latin1")
      assert.notInclude(left, "7f3a")
    })
  }

  it("leaves a secret alone that any text holds", () => {
    assert.strictEqual(Redaction.scrub([Redacted.make("abc"), Redacted.make("")], "abcdef"), "abcdef")
  })

  it("replaces the longer of two secrets of which one begins the other", () => {
    const clean = Redaction.scrub([Redacted.make("token"), Redacted.make("token-of-the-day")], "<token-of-the-day>")
    assert.strictEqual(clean, "<<redacted>>")
  })

  it("takes no time over 64 KB", () => {
    const spent = cpuMillis(() => {
      for (const part of ["a", canary, "%", "\\", canary.slice(0, -1)])
        Redaction.scrub(secrets, part.repeat(65_536 / part.length))
    })
    assert.isBelow(spent, 250)
  })
})

const recorded = <A, E, R>(effect: Effect.Effect<A, E, R>) => {
  const spans = new Array<Tracer.NativeSpan>()
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return effect.pipe(
    Effect.provideService(HttpClient.TracerHeaderFilter, () => true),
    Effect.withTracer(tracer),
    Effect.exit,
    Effect.map((exit) => ({ exit, spans }))
  )
}

const secretive = (origin: string) =>
  HttpClientRequest.get(`${origin}/v2?apikey=${canary}`, {
    urlParams: { page: 1, partner_ref: canary, token: canary }
  }).pipe(
    HttpClientRequest.setHeaders({
      authorization: canary,
      "x-api-key": canary,
      apikey: canary,
      cookie: canary,
      "x-partner": canary
    })
  )

for (const [transport, make] of transports) {
  describe(`a request over ${transport}`, () => {
    it.live("leaves no secret in its spans, and no tracing header with the provider", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket) =>
          socket.write(page("[]", [`Set-Cookie: session=${canary}`, `X-Partner: ${canary}`, "X-Page: 1"]))
        )

        const { exit, spans } = yield* recorded(ask(secretive(server.origin)))

        assert.isTrue(Exit.isSuccess(exit))
        assert.strictEqual(spans.length, 1)
        const attributes = Object.fromEntries(spans[0]?.attributes ?? [])
        assert.notInclude(JSON.stringify(attributes).toLowerCase(), "canary")
        assert.include(String(attributes["url.full"]), "page=1")
        assert.strictEqual(attributes["http.response.header.x-page"], "1")
        assert.strictEqual(attributes["http.request.header.x-partner"], "<redacted>")
        assert.include(server.asked[0]?.head, canary)
        assert.notMatch(server.asked[0]?.head ?? "", /\r\n(?:b3|traceparent):/i)
      }).pipe(Effect.provide(make({ redact: { headers: ["X-Partner"], params: ["partner_ref"] } })), Effect.scoped)
    )

    it.live("leaves no secret in its errors, whatever fails", () =>
      Effect.gen(function* () {
        const answers = [
          untilClose(canary, [`X-Partner: ${canary}`]),
          page("", [`Location: https://evil.example/${canary}?k=${canary}`], "302 Found"),
          page(Buffer.from([0x80])),
          Buffer.from(`no HTTP ${canary}\r\n\r\n`),
          Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[")
        ]
        for (const answer of answers) {
          const server = yield* serve((socket) => socket.end(answer))

          const { exit, spans } = yield* recorded(ask(secretive(server.origin)))

          assert.isTrue(Exit.isFailure(exit))
          const error = Exit.findErrorOption(exit)
          const shown = [String(exit), JSON.stringify(exit), inspect(exit, { depth: 20, showHidden: true })]
          const status = spans.map((span) => inspect([...span.attributes, span.events], { depth: 20 }))
          for (const text of [...shown, ...status, inspect(error, { depth: 20 })]) {
            assert.notInclude(text.toLowerCase(), "canary")
          }
        }
        const refused = [
          HttpClientRequest.get(`http://${encodeURIComponent(canary)}:${encodeURIComponent(canary)}@127.0.0.1/`),
          HttpClientRequest.get(`canary ${canary}`),
          HttpClientRequest.get("http://127.0.0.1:1/").pipe(
            HttpClientRequest.setHeader("authorization", `${canary}\n`)
          ),
          secretive("http://127.0.0.1:1")
        ]
        for (const request of refused) {
          const { exit } = yield* recorded(ask(request))
          for (const text of [String(exit), JSON.stringify(exit), inspect(exit, { depth: 20, showHidden: true })]) {
            assert.notInclude(text.toLowerCase(), "canary")
          }
        }
      }).pipe(Effect.provide(make({ redact: { headers: ["X-Partner"], params: ["partner_ref"] } })), Effect.scoped)
    )

    it.live("adds the names of an outer client to those of its layer", () =>
      Effect.gen(function* () {
        const server = yield* serve((socket) => socket.write(page("[]")))
        const client = Redaction.withRedaction(yield* HttpClient.HttpClient, { params: ["outer"] })

        const { spans } = yield* recorded(
          client.get(`${server.origin}/?outer=${canary}&inner=${canary}&sig=${canary}&p=1`)
        )

        const full = String(spans[0]?.attributes.get("url.full"))
        assert.include(full, "outer=REDACTED&inner=REDACTED&sig=REDACTED&p=1")
      }).pipe(Effect.provide(make({ redact: { params: ["inner"] } })), Effect.scoped)
    )
  })
}
