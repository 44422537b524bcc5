import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { inspect } from "node:util"
import * as AllCredentials from "../../src/credentials/AllCredentials.ts"
import * as Credentials from "../../src/credentials/Credentials.ts"
import * as Signature from "../../src/credentials/Signature.ts"

const secret = (value: string) => Redacted.make(value)
const get = (url = "https://api.example/rates") => HttpClientRequest.get(url)
const signed = (credentials: Credentials.Credentials, request = get()) =>
  Effect.map(credentials.sign(request), (done) => done.request)
const headersOf = (credentials: Credentials.Credentials) =>
  Effect.map(signed(credentials), ({ headers }): Record<string, string> => ({ ...headers }))

describe("Credentials", () => {
  for (const [name, make, headers] of [
    ["a bearer token", Credentials.bearer(secret("abc.def")), { authorization: "Bearer abc.def" }],
    [
      "a key with a prefix",
      Credentials.header("Authorization", secret("k1"), { prefix: "Apikey " }),
      { authorization: "Apikey k1" }
    ],
    ["an id", Credentials.header("X-Affiliate-Id", secret("4711")), { "x-affiliate-id": "4711" }],
    // RFC 7617, sections 2 and 2.1.
    [
      "a user and password",
      Credentials.basic(secret("Aladdin"), secret("open sesame")),
      { authorization: "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==" }
    ],
    [
      "a user and password in UTF-8",
      Credentials.basic(secret("test"), secret("123£")),
      { authorization: "Basic dGVzdDoxMjPCow==" }
    ],
    ["nothing", Effect.succeed(Credentials.none), {}]
  ] as const) {
    it.effect(`adds ${name}`, () =>
      Effect.gen(function* () {
        const credentials = yield* make

        assert.deepStrictEqual(yield* headersOf(credentials), headers)
        assert.deepStrictEqual([...credentials.secretNames.headers], Object.keys(headers))
        assert.match(credentials.account, /^[0-9a-f]{16}$/)
      })
    )
  }

  for (const [url, expected] of [
    ["https://api.example/rates", "https://api.example/rates?apikey=a%26b%2Bc"],
    ["https://api.example/rates?", "https://api.example/rates?apikey=a%26b%2Bc"],
    ["https://api.example/rates#top", "https://api.example/rates?apikey=a%26b%2Bc#top"],
    [
      "https://api.example/rates?cursor=%20a+~%7e==&apikey=old&x",
      "https://api.example/rates?cursor=%20a+~%7e==&x&apikey=a%26b%2Bc"
    ],
    ["https://api.example/rates?%61pikey=old", "https://api.example/rates?apikey=a%26b%2Bc"],
    ["https://api.example/rates?a&&b", "https://api.example/rates?a&&b&apikey=a%26b%2Bc"]
  ] as const) {
    it.effect(`puts a key into the query of ${url} and keeps the rest`, () =>
      Effect.gen(function* () {
        const credentials = yield* Credentials.queryParam("apikey", secret("a&b+c"))

        assert.strictEqual((yield* signed(credentials, get(url))).url, expected)
      })
    )
  }

  it.effect("replaces a key among the parameters of a request", () =>
    Effect.gen(function* () {
      const credentials = yield* Credentials.queryParam("apikey", secret("new"))
      const request = yield* signed(credentials, HttpClientRequest.setUrlParams(get(), { apikey: "old", page: "2" }))

      const url = HttpClientRequest.toUrl(request)
      assert.strictEqual(url._tag === "Some" && url.value.href, "https://api.example/rates?apikey=new&page=2")
    })
  )

  for (const [what, make] of [
    ["an empty bearer token", Credentials.bearer(secret(""))],
    ["a bearer token with a line end", Credentials.bearer(secret("canary\r\nX-Evil: 1"))],
    ["a bearer token with a space", Credentials.bearer(secret("canary canary"))],
    ["a bearer token with a character above ASCII", Credentials.bearer(secret("canary\u010a"))],
    ["a header with a line end", Credentials.header("x-key", secret("canary\n"))],
    ["a header with a space at its end", Credentials.header("x-key", secret("canary "))],
    ["a header with NUL", Credentials.header("x-key", secret("canary\0"))],
    ["a header whose name is none", Credentials.header("x key:", secret("canary"))],
    ["a header whose prefix has a line end", Credentials.header("x-key", secret("canary"), { prefix: "a\nb" })],
    ["an empty query parameter", Credentials.queryParam("key", secret(""))],
    ["a query parameter with a tab", Credentials.queryParam("key", secret("canary\t"))],
    ["a query parameter that is not Unicode", Credentials.queryParam("key", secret("canary\ud800"))],
    ["a query parameter whose name is none", Credentials.queryParam("k&y", secret("canary"))],
    ["a user with a colon", Credentials.basic(secret("canary:"), secret("canary"))],
    ["an empty password", Credentials.basic(secret("canary"), secret(""))],
    ["a password with a line end", Credentials.basic(secret("user"), secret("canary\n"))],
    [
      "an Expedia key with a comma and space",
      Signature.expedia({ apiKey: secret("a, canary"), sharedSecret: secret("b") })
    ],
    ["an Expedia secret with a line end", Signature.expedia({ apiKey: secret("a"), sharedSecret: secret("canary\n") })],
    ["an empty Hotelbeds secret", Signature.hotelbeds({ apiKey: secret("canary"), secret: secret("") })]
  ] as const) {
    it.effect(`refuses ${what} in one line that doesn't repeat it`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(make)

        assert.strictEqual(error._tag, "InvalidCredentials")
        assert.notInclude(inspect(error) + JSON.stringify(error) + String(error), "canary")
        assert.notInclude(error.message, "\n")
        assert.isAbove(error.message.length, 20)
      })
    )
  }

  it.effect("counts by whom, not by the secret that may change", () =>
    Effect.gen(function* () {
      const accounts = yield* Effect.forEach(
        [
          Credentials.basic(secret("a"), secret("1")),
          Credentials.basic(secret("a"), secret("2")),
          Credentials.basic(secret("b"), secret("1")),
          Credentials.bearer(secret("a")),
          Credentials.header("x-key", secret("a")),
          Credentials.queryParam("x-key", secret("a"))
        ],
        (make) => Effect.map(make, ({ account }) => account)
      )

      assert.strictEqual(accounts[0], accounts[1])
      assert.strictEqual(new Set(accounts).size, 5)
    })
  )

  it.effect("has nothing else to try after a 401", () =>
    Effect.gen(function* () {
      const credentials = yield* Credentials.bearer(secret("a"))

      assert.isFalse(yield* credentials.renew(yield* credentials.sign(get())))
    })
  )
})

describe("AllCredentials.all", () => {
  it.effect("adds each and knows all their secrets", () =>
    Effect.gen(function* () {
      const all = yield* AllCredentials.all([
        yield* Credentials.bearer(secret("t1")),
        yield* Credentials.header("X-Affiliate-Id", secret("4711")),
        yield* Credentials.queryParam("key", secret("k1"))
      ])

      const request = yield* signed(all)
      assert.deepStrictEqual({ ...request.headers }, { authorization: "Bearer t1", "x-affiliate-id": "4711" })
      assert.strictEqual(request.url, "https://api.example/rates?key=k1")
      assert.deepStrictEqual(all.secretNames, { headers: ["authorization", "x-affiliate-id"], params: ["key"] })
      assert.deepStrictEqual((yield* all.secrets).map(Redacted.value), ["t1", "4711", "k1"])
    })
  )

  it.effect("hands each part its own generation", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      let generation = 7
      const part = (name: string, own: () => number, renews: boolean): Credentials.Credentials => ({
        account: name,
        secretNames: { headers: [name], params: [] },
        secrets: Effect.succeed([]),
        sign: (request) => Effect.sync(() => ({ request, generation: own() })),
        renew: (refused) => Effect.sync(() => (seen.push(`renew ${name} ${refused.generation}`), renews)),
        accepted: (taken) => Effect.sync(() => void seen.push(`accepted ${name} ${taken.generation}`))
      })
      const all = yield* AllCredentials.all([part("a", () => 3, false), part("b", () => generation, true)])

      const first = yield* all.sign(get())
      generation = 8
      const second = yield* all.sign(get())
      assert.notStrictEqual(first.generation, second.generation)
      assert.isTrue(yield* all.renew(first))
      yield* all.accepted(second)
      assert.deepStrictEqual(seen, ["renew a 3", "renew b 7", "accepted a 3", "accepted b 8"])
    })
  )

  it.effect("refuses two that set the same header", () =>
    Effect.gen(function* () {
      const twice = AllCredentials.all([
        yield* Credentials.bearer(secret("a")),
        yield* Credentials.basic(secret("b"), secret("c"))
      ])

      const error = yield* Effect.flip(twice)
      assert.strictEqual(error.message, "two of the credentials set authorization, which can be set once")
    })
  )
})

// Known answers of `printf '%s' KEYSECRETSECONDS | openssl dgst -sha512` (or `-sha256`).
describe("Signature", () => {
  it.effect("signs for Expedia with the seconds of every try", () =>
    Effect.gen(function* () {
      const credentials = yield* Signature.expedia({
        apiKey: secret("ean-key-1"),
        sharedSecret: secret("ean-shared-secret-2")
      })

      yield* TestClock.setTime(1_700_000_000_999)
      const first = yield* headersOf(credentials)
      yield* TestClock.adjust("1 second")
      const second = yield* headersOf(credentials)
      assert.deepStrictEqual(
        [first, second],
        [
          {
            authorization:
              "EAN APIKey=ean-key-1,Signature=3fbaeb3c99201cb2ae2579d6580897fca4ac1963e970f1d0add65d4c07395a7d3acb402ff4fa6b24a5c9a777dc672171617f434a7fdd9e0a4d53a0be94565dfc,timestamp=1700000000"
          },
          {
            authorization:
              "EAN APIKey=ean-key-1,Signature=a7fb4c6fff1b5e0a1198e055c3c53ee62747e43273f36a41fa83277ead8639b6b05b2a24c16e1bc7e1afda4728885529ca442769e216a1933e1fb6e91efdbad1,timestamp=1700000001"
          }
        ]
      )
    })
  )

  it.effect("signs for Hotelbeds", () =>
    Effect.gen(function* () {
      const credentials = yield* Signature.hotelbeds({ apiKey: secret("hb-key-1"), secret: secret("hb-secret-2") })

      yield* TestClock.setTime(1_700_000_000_000)
      assert.deepStrictEqual(yield* headersOf(credentials), {
        "api-key": "hb-key-1",
        "x-signature": "710c6e811c3f1e62929ece82542c7bf94c0adddd51cc014ef0202486bb02ef52"
      })
      assert.deepStrictEqual(credentials.secretNames.headers, ["api-key", "x-signature"])
    })
  )

  it.effect("counts its recent signatures as secrets, and forgets the old ones", () =>
    Effect.gen(function* () {
      const credentials = yield* Signature.hotelbeds({ apiKey: secret("k"), secret: secret("s") })
      for (let second = 0; second < 200; second++) {
        yield* credentials.sign(get())
        yield* TestClock.adjust("1 second")
      }

      const last = yield* headersOf(credentials)
      const secrets = (yield* credentials.secrets).map(Redacted.value)
      assert.include(secrets, last["x-signature"])
      assert.strictEqual(secrets.length, 13)
    })
  )
})
