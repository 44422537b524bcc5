import { Credentials, TokenStore } from "@innlet/core/credentials"
import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { HttpClientRequest } from "effect/http"
import { createServer, type RequestListener } from "node:http"
import { inspect } from "node:util"
import type { Auth } from "../src/Auth.ts"
import * as AuthCredentials from "../src/AuthCredentials.ts"

const values: Record<string, string> = {
  key: "key-canary-0001",
  other: "other-canary-0002",
  user: "user-canary",
  password: "password-canary-0003",
  refresh: "refresh-canary-0004"
}

const withTokens = Layer.mergeAll(NodeHttpClient.layerUndici, TokenStore.layerMemory)

const secret = (name: string) => {
  const value = values[name]
  return value === undefined ? undefined : Redacted.make(value)
}

const make = (auth: Auth, baseUrl = "https://api.example/v1") => AuthCredentials.make(auth, { secret, baseUrl })

const get = HttpClientRequest.get("https://api.example/v1/rates?a=1")
const post = (body: unknown) =>
  HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.post("https://api.example/v1/x"), body)

const signed = (auth: Auth, request = get) =>
  Effect.flatMap(make(auth), (credentials) => Effect.map(credentials.sign(request), (done) => done.request))

const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): unknown =>
  body._tag === "Uint8Array" ? JSON.parse(new TextDecoder().decode(body.body)) : undefined

const served = (listener: RequestListener) =>
  Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const server = createServer(listener)
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
  ).pipe(
    Effect.map((server) => {
      const address = server.address()
      return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`
    })
  )

const flawOf = (fields: Record<string, string>, value: string) =>
  Effect.flip(
    AuthCredentials.make(
      { type: "body", fields },
      { baseUrl: "https://api.example", secret: () => Redacted.make(value) }
    )
  ).pipe(Effect.map((failure) => failure.message))

describe("AuthCredentials", () => {
  for (const [auth, expected] of [
    [{ type: "none" }, {}],
    [{ type: "bearer", token: "key" }, { authorization: "Bearer key-canary-0001" }],
    [{ type: "header", header: "X-Key", key: "key" }, { "x-key": "key-canary-0001" }],
    [
      { type: "header", header: "Authorization", prefix: "Apikey ", key: "key" },
      { authorization: "Apikey key-canary-0001" }
    ],
    [
      { type: "basic", user: "user", password: "password" },
      { authorization: `Basic ${Buffer.from("user-canary:password-canary-0003").toString("base64")}` }
    ]
  ] as const) {
    it.effect(`adds the headers of ${JSON.stringify(auth)}`, () =>
      Effect.gen(function* () {
        const headers: Record<string, string> = { ...(yield* signed(auth)).headers }
        assert.deepStrictEqual(headers, expected)
      }).pipe(Effect.provide(NodeHttpClient.layerUndici))
    )
  }

  it.effect("adds a key to the query, and the signatures of Expedia and Hotelbeds", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        (yield* signed({ type: "query", query: "apikey", key: "key" })).url,
        "https://api.example/v1/rates?a=1&apikey=key-canary-0001"
      )
      assert.match(
        (yield* signed({ type: "expedia", apiKey: "key", sharedSecret: "other" })).headers["authorization"] ?? "",
        /^EAN APIKey=key-canary-0001,Signature=[0-9a-f]{128},timestamp=\d+$/
      )
      const { headers } = yield* signed({ type: "hotelbeds", apiKey: "key", secret: "other" })
      assert.strictEqual(headers["api-key"], "key-canary-0001")
      assert.match(headers["x-signature"] ?? "", /^[0-9a-f]{64}$/)
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )

  for (const [auth, name] of [
    [{ type: "bearer", token: "absent" }, "absent"],
    [{ type: "header", header: "X-Key", key: "absent" }, "absent"],
    [{ type: "query", query: "apikey", key: "absent" }, "absent"],
    [{ type: "basic", user: "user", password: "absent" }, "absent"],
    [{ type: "oauth2", tokenUrl: "/token", clientId: "user", clientSecret: "absent" }, "absent"],
    [{ type: "oauth2", tokenUrl: "/token", clientId: "user", clientSecret: "key", refreshToken: "gone" }, "gone"],
    [{ type: "body", fields: { "/Client/Token": "key", "/Access": "absent" } }, "absent"],
    [{ type: "expedia", apiKey: "key", sharedSecret: "absent" }, "absent"],
    [{ type: "hotelbeds", apiKey: "absent", secret: "other" }, "absent"]
  ] as const) {
    it.effect(`names the secret that is missing of ${JSON.stringify(auth)}`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* Effect.flip(make(auth))).message, `the secret "${name}" is not given`)
      }).pipe(Effect.provide(withTokens))
    )
  }

  const inBody = { type: "body", fields: { "/ClientToken": "key", "/Auth/AccessToken": "other" } } as const

  it.effect("puts secrets into a JSON body beside what stands there, in the place of what was there before", () =>
    Effect.gen(function* () {
      const request = yield* signed(
        inBody,
        post({ Limit: { Count: 10, Cursor: null }, Auth: { Kind: "x", AccessToken: "old" } })
      )
      assert.deepStrictEqual(bodyOf(request), {
        Limit: { Count: 10, Cursor: null },
        Auth: { Kind: "x", AccessToken: "other-canary-0002" },
        ClientToken: "key-canary-0001"
      })
      assert.strictEqual(request.headers["content-type"], "application/json")
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )

  it.effect("refuses to send a request without a JSON object to put secrets into", () =>
    Effect.gen(function* () {
      const credentials = yield* make(inBody)
      for (const request of [
        get,
        post([1]),
        HttpClientRequest.post("https://api.example/v1/x"),
        HttpClientRequest.bodyText(HttpClientRequest.post("https://api.example/v1/x"), "<a/>", "text/xml"),
        HttpClientRequest.bodyText(HttpClientRequest.post("https://api.example/v1/x"), "{", "application/json")
      ]) {
        const reason = yield* Effect.flip(credentials.sign(request))
        assert.strictEqual(reason._tag, "RequestRejected")
        assert.strictEqual(
          reason.detail,
          `the credentials go into a JSON object, and this ${request.method} has none as its body`
        )
      }
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )

  it.effect("tells redaction of the secrets in the body, and counts by them without showing them", () =>
    Effect.gen(function* () {
      const credentials = yield* make(inBody)
      assert.deepStrictEqual((yield* credentials.secrets).map(Redacted.value).toSorted(), [
        "key-canary-0001",
        "other-canary-0002"
      ])
      assert.match(credentials.account, /^[0-9a-f]{16}$/)
      const swapped = yield* make({ type: "body", fields: { "/Auth/AccessToken": "other", "/ClientToken": "key" } })
      const another = yield* make({ type: "body", fields: { "/ClientToken": "other", "/Auth/AccessToken": "other" } })
      assert.strictEqual(swapped.account, credentials.account)
      assert.notStrictEqual(another.account, credentials.account)
      assert.notMatch(inspect(credentials, { depth: 9 }), /canary/)
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )

  it.effect("refuses a secret that can't be sent in a body, and one that would be the whole of it", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* flawOf({ "/a": "key" }, ""), 'the secret "key" is empty')
      assert.strictEqual(
        yield* flawOf({ "/a": "key" }, "x\n"),
        'the secret "key" holds a control character, such as a line end'
      )
      assert.strictEqual(yield* flawOf({ "/a": "key" }, "\ud800"), 'the secret "key" is not Unicode')
      assert.strictEqual(
        yield* flawOf({ "": "key" }, "x"),
        'the secret "key" can\'t be a whole body: name a place in it'
      )
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )

  const oauth = { type: "oauth2", tokenUrl: "/oauth/token", clientId: "user", clientSecret: "password" } as const

  it.effect("says that OAuth needs a store of tokens where there is none", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(make(oauth))
      assert.instanceOf(failure, Credentials.InvalidCredentials)
      assert.strictEqual(failure.message, "OAuth needs a TokenStore to keep its tokens in: provide a layer of one")
    }).pipe(Effect.provide(NodeHttpClient.layerUndici))
  )

  for (const [name, tokenUrl, refreshToken, grant] of [
    ["a path of the base URL", "/oauth/token", undefined, "client_credentials"],
    ["a path without a slash before it", "oauth/token", "refresh", "refresh_token"],
    ["a whole URL", "whole", undefined, "client_credentials"]
  ] as const) {
    it.live(`asks for a token of OAuth at ${name}`, () =>
      Effect.gen(function* () {
        const asked: Array<readonly [string | undefined, string]> = []
        const url = yield* served((request, response) => {
          let body = ""
          request.on("data", (chunk) => (body += String(chunk)))
          request.on("end", () => {
            asked.push([request.url, body])
            response.setHeader("content-type", "application/json")
            response.end('{"access_token":"token-1","token_type":"Bearer","expires_in":3600}')
          })
        })
        const credentials = yield* make(
          {
            ...oauth,
            tokenUrl: tokenUrl === "whole" ? `${url}/v1/oauth/token` : tokenUrl,
            ...(refreshToken === undefined ? {} : { refreshToken }),
            maxCalls: { count: 5, window: "24 hours" }
          },
          tokenUrl === "whole" ? "https://api.example" : `${url}/v1`
        )
        const { request } = yield* credentials.sign(get)

        assert.strictEqual(request.headers["authorization"], "Bearer token-1")
        assert.strictEqual(asked.length, 1)
        assert.strictEqual(asked[0]?.[0], "/v1/oauth/token")
        assert.strictEqual(new URLSearchParams(asked[0]?.[1]).get("grant_type"), grant)
      }).pipe(Effect.scoped, Effect.provide(withTokens))
    )
  }
})
