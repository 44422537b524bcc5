import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { NodeHttpClient } from "@effect/platform-node"
import { TestClock } from "effect/testing"
import * as OAuth from "../../src/credentials/OAuth.ts"
import * as TokenFile from "../../src/credentials/TokenFile.ts"
import { TokenStore } from "../../src/credentials/TokenStore.ts"
import { newDirectory } from "../store/SqliteFile.ts"
import { clientSecret, endpoint, json, memoryStore, page, request, started, wellServer } from "./FakeTokens.ts"
import { served } from "./Served.ts"

const key = Redacted.make("k".repeat(32))

/** What a new process finds: nothing but the files. */
const reopened = (directory: string) =>
  Effect.map(Effect.scoped(Layer.build(TokenFile.layer({ directory, key }))), (context) =>
    Context.get(context, TokenStore)
  )

/** Restarts 1,000 times within `minutes`, each time making one request, and tells when token calls were made. */
const restarts = Effect.fnUntraced(function* (options: {
  readonly api: (token: string, n: number) => number
  readonly minutes: number
  readonly rotating?: boolean
}) {
  const directory = yield* newDirectory
  const { calls, http } = endpoint((n) =>
    json({
      access_token: `token-${n}`,
      expires_in: 3600,
      ...(options.rotating === true ? { refresh_token: `refresh-${n}` } : {})
    })
  )
  const refreshToken = options.rotating === true ? Redacted.make("refresh-0") : undefined
  let passed = 0
  for (let n = 0; n < 1000; n++) {
    const credentials = yield* started(http, yield* reopened(directory), { refreshToken })
    if (yield* request(credentials, (token) => Effect.sync(() => options.api(token, n)))) passed++
    yield* TestClock.adjust((options.minutes * 60_000) / 1000)
  }
  return { calls, minutes: calls.map(({ at }) => at / 60_000), passed }
})

describe("OAuth over 1,000 restarts", () => {
  it.effect("asks a well provider once per life of a token", () =>
    Effect.gen(function* () {
      const soon = yield* restarts({ api: () => 200, minutes: 50 })
      assert.deepStrictEqual([soon.minutes, soon.passed], [[0], 1000])
    })
  )

  it.effect("asks a well provider once per life of a token, for many lives", () =>
    Effect.gen(function* () {
      const long = yield* restarts({ api: () => 200, minutes: 1000, rotating: true })

      assert.deepStrictEqual(
        long.minutes,
        Array.from({ length: 19 }, (_, n) => n * 55)
      )
      assert.deepStrictEqual(
        long.calls.map(({ form }) => form.get("refresh_token")),
        Array.from({ length: 19 }, (_, n) => `refresh-${n}`)
      )
      assert.strictEqual(long.passed, 1000)
    })
  )

  it.effect("asks a provider that refuses every token twice per life", () =>
    Effect.gen(function* () {
      const soon = yield* restarts({ api: () => 401, minutes: 50 })
      assert.deepStrictEqual([soon.minutes, soon.passed], [[0, 0], 0])
    })
  )

  it.effect("asks a provider that refuses every token twice per life, for many lives", () =>
    Effect.gen(function* () {
      const long = yield* restarts({ api: () => 401, minutes: 250 })

      assert.deepStrictEqual(long.minutes, [0, 0, 60, 60, 120, 120, 180, 180, 240, 240])
      assert.strictEqual(long.passed, 0)
    })
  )

  it.effect("stays within the limit when every token is good for one request", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const { calls, http } = endpoint(wellServer)
      const used = new Set<string>()
      const once = (token: string) => Effect.sync(() => (used.has(token) ? 401 : (used.add(token), 200)))
      for (let n = 0; n < 1000; n++) {
        const credentials = yield* started(http, yield* reopened(directory))
        yield* Effect.ignore(request(credentials, once))
      }

      assert.strictEqual(calls.length, 10)
    })
  )
})

const clientOf = (layer: Layer.Layer<HttpClient.HttpClient>) =>
  Effect.map(Layer.build(layer), (context) => Context.get(context, HttpClient.HttpClient))

describe("OAuth over real sockets", () => {
  /** A token server and an API in one, whose tokens die when it is told so. */
  const provider = Effect.gen(function* () {
    let tokenCalls = 0
    let refused = 0
    let valid = ""
    const url = yield* served((incoming, response) => {
      const answer = (status: number, body: object, headers = {}) =>
        response.writeHead(status, headers).end(JSON.stringify(body))
      let form = ""
      incoming.on("data", (chunk: Buffer) => (form += chunk.toString()))
      incoming.on("end", () => {
        if (incoming.url === "/moved") return answer(307, {}, { location: `${url}/token` })
        if (incoming.url === "/token") {
          tokenCalls++
          const known = incoming.headers.authorization === `Basic ${btoa("client-1:client-secret-canary")}`
          if (!known || form !== "grant_type=client_credentials") return answer(401, { error: "invalid_client" })
          valid = `token-${tokenCalls}`
          return setTimeout(() => answer(200, { access_token: valid, token_type: "Bearer", expires_in: "3600" }), 20)
        }
        const isValid = incoming.headers.authorization === `Bearer ${valid}`
        if (!isValid) refused++
        return answer(isValid ? 200 : 401, {})
      })
    })
    return { url, revoke: () => (valid = "none"), counts: () => ({ tokenCalls, refused }) }
  })

  const client = clientOf(NodeHttpClient.layerNodeHttp)

  it.live("renews once for 50 requests that are refused together", () =>
    Effect.gen(function* () {
      const { counts, revoke, url } = yield* provider
      const http = yield* client
      const credentials = yield* started(http, yield* memoryStore, { tokenUrl: `${url}/token` })
      const api = (token: string) =>
        http.execute(HttpClientRequest.bearerToken(HttpClientRequest.get(`${url}/rates`), token)).pipe(
          Effect.tap((response) => response.text),
          Effect.map(({ status }) => status),
          Effect.orDie
        )
      yield* credentials.sign(page)
      revoke()

      const passed = yield* Effect.forEach(Array.from({ length: 50 }), () => request(credentials, api), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(new Set(passed), new Set([true]))
      assert.deepStrictEqual(counts(), { tokenCalls: 2, refused: 50 })
    })
  )

  for (const [name, layer] of [
    ["node:http", NodeHttpClient.layerNodeHttp],
    ["undici", NodeHttpClient.layerUndici],
    ["fetch", NodeHttpClient.layerFetch]
  ] as const) {
    it.live(`doesn't follow a redirect with the client's secret, over ${name}`, () =>
      Effect.gen(function* () {
        const { counts, url } = yield* provider
        const http = yield* clientOf(layer)
        const credentials = yield* started(http, yield* memoryStore, { tokenUrl: `${url}/moved` })

        assert.strictEqual((yield* Effect.flip(credentials.sign(page)))._tag, "OriginRefused")
        assert.strictEqual(counts().tokenCalls, 0)
      })
    )
  }

  it.live("keeps the trailing slash of a token URL", () =>
    Effect.gen(function* () {
      const paths: Array<string | undefined> = []
      const url = yield* served((incoming, response) => {
        paths.push(incoming.url)
        response.end(`{"access_token":"a"}`)
      })
      const made = OAuth.clientCredentials({ tokenUrl: `${url}/o/token/`, clientId: "client-1", clientSecret })

      const credentials = yield* made.pipe(
        Effect.provideService(HttpClient.HttpClient, yield* client),
        Effect.provideService(TokenStore, yield* memoryStore)
      )
      yield* credentials.sign(page)
      assert.deepStrictEqual(paths, ["/o/token/"])
    })
  )
})
