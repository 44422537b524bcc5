import { assert, describe, it } from "@effect/vitest"
import { Cause, Duration, Effect, Exit, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { QuotaExceeded } from "../../src/contract/ConnectorError.ts"
import type { Credentials } from "../../src/credentials/Credentials.ts"
import type { TokenRecord } from "../../src/credentials/TokenRecord.ts"
import { type TokenStore, TokenStoreError } from "../../src/credentials/TokenStore.ts"
import * as Attempt from "../../src/resilience/Attempt.ts"
import { attempt, endpoint, json, memoryStore, page, request, started, tokenOf, wellServer } from "./FakeTokens.ts"

const signed = (credentials: Credentials) => Effect.map(credentials.sign(page), tokenOf)
const always401 = () => Effect.succeed(401)
const takes = (token: string) => (offered: string) => Effect.succeed(offered === token ? 200 : 401)
const refusal = (credentials: Credentials) => Effect.flip(credentials.sign(page))

/** A store that reports what is saved, and fails where `failing` says so. */
const watched = (
  store: TokenStore["Service"],
  options: { readonly onSave?: (record: TokenRecord) => void; readonly failing?: (record: TokenRecord) => boolean }
): TokenStore["Service"] => ({
  load: store.load,
  exclusively: (account, use) =>
    store.exclusively(account, (slot) =>
      use({
        load: slot.load,
        save: (record) =>
          options.failing?.(record) === true
            ? Effect.fail(new TokenStoreError({ why: "unavailable", detail: "can't write the token file t: ENOSPC" }))
            : Effect.tap(slot.save(record), () => Effect.sync(() => options.onSave?.(record)))
      })
    )
})

describe("OAuth token calls", () => {
  it.effect("ask for a token for the client, by the Authorization header", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(wellServer)
      const credentials = yield* started(http, yield* memoryStore, { scope: "rates hotels", form: { audience: "x" } })

      assert.strictEqual(yield* signed(credentials), "token-1")
      assert.deepStrictEqual(
        calls.map(({ authorization, form }) => [authorization, String(form)]),
        [
          [
            `Basic ${btoa("client-1:client-secret-canary")}`,
            "grant_type=client_credentials&scope=rates+hotels&audience=x"
          ]
        ]
      )
    })
  )

  it.effect("ask by fields of the form, with a refresh token", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(wellServer)
      const credentials = yield* started(http, yield* memoryStore, {
        clientAuthentication: "body",
        refreshToken: Redacted.make("refresh-0")
      })

      yield* signed(credentials)
      assert.strictEqual(calls[0]?.authorization, undefined)
      assert.strictEqual(
        String(calls[0]?.form),
        "grant_type=refresh_token&refresh_token=refresh-0&client_id=client-1&client_secret=client-secret-canary"
      )
    })
  )

  it.effect("encode the client as RFC 6749 says", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(wellServer)
      yield* signed(yield* started(http, yield* memoryStore, { clientId: "a:b", clientSecret: Redacted.make("c d%é") }))

      assert.strictEqual(calls[0]?.authorization, `Basic ${btoa("a%3Ab:c+d%25%C3%A9")}`)
    })
  )

  it.effect("are admitted before and observed after, without a secret", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint((n) => (n === 1 ? json({}, 503) : wellServer(n, calls[0]!)))
      const { events, exchanges, provided } = attempt()
      const credentials = yield* started(http, yield* memoryStore)

      yield* Effect.exit(provided(credentials.sign(page)))
      yield* provided(credentials.sign(page))
      yield* provided(credentials.sign(page))
      assert.deepStrictEqual(events, ["admitted", "observed", "admitted", "observed"])
      assert.deepStrictEqual(exchanges, [
        {
          method: "POST",
          url: "https://auth.example/oauth/token",
          status: 503,
          problem: "ProviderUnavailable: the token endpoint answered with status 503",
          sentAt: 0,
          latency: 0,
          throttled: false,
          readings: []
        },
        {
          method: "POST",
          url: "https://auth.example/oauth/token",
          status: 200,
          problem: undefined,
          sentAt: 0,
          latency: 0,
          throttled: false,
          readings: []
        }
      ])
    })
  )

  it.effect("don't happen when the admission is refused", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(wellServer)
      const credentials = yield* started(http, yield* memoryStore)
      const reason = new QuotaExceeded({ detail: "the quota is used up", retryAfter: Duration.minutes(1) })

      const refused = yield* refusal(credentials).pipe(
        Effect.provideService(Attempt.Current, {
          observe: () => Effect.void,
          admitAnother: Effect.fail(reason),
          ready: Effect.succeed(true)
        })
      )
      assert.strictEqual(refused, reason)
      assert.strictEqual(calls.length, 0)
    })
  )

  it.effect("give up after 30 seconds, for all who wait, and leave no call behind", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(() => Effect.never)
      const credentials = yield* started(http, yield* memoryStore)

      const fiber = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: 50 }), () => refusal(credentials), { concurrency: "unbounded" })
      )
      yield* TestClock.adjust("29900 millis")
      assert.strictEqual(fiber.pollUnsafe(), undefined)
      yield* TestClock.adjust("100 millis")
      const reasons = yield* Fiber.join(fiber)
      assert.strictEqual(calls.length, 1)
      assert.strictEqual(new Set(reasons).size, 1)
      assert.deepStrictEqual(
        [reasons[0]?._tag, reasons[0]?.detail, reasons[0]?.processed],
        ["ProviderUnavailable", "the token endpoint gave no answer within 30s", "no"]
      )
    })
  )

  it.effect("go on when the request that started one is interrupted", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint((n, call) => Effect.andThen(Effect.sleep("10 seconds"), wellServer(n, call)))
      const credentials = yield* started(http, yield* memoryStore)

      const first = yield* Effect.forkChild(signed(credentials))
      yield* TestClock.adjust("1 second")
      const second = yield* Effect.forkChild(signed(credentials))
      yield* Fiber.interrupt(first)
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* Fiber.join(second), "token-1")
      assert.strictEqual(calls.length, 1)
    })
  )
})

describe("OAuth renewal", () => {
  for (const [life, renewedAt] of [
    [3600, 3300],
    [601, 301],
    [600, 300],
    [60, 30],
    [31, 15.5]
  ] as const) {
    it.effect(`of a token that lives ${life} s comes after ${renewedAt} s`, () =>
      Effect.gen(function* () {
        const { calls, http } = endpoint((n) => json({ access_token: `token-${n}`, expires_in: life }))
        const credentials = yield* started(http, yield* memoryStore)

        yield* signed(credentials)
        yield* TestClock.adjust(Duration.millis(renewedAt * 1000 - 1))
        assert.strictEqual(yield* signed(credentials), "token-1")
        yield* TestClock.adjust("1 millis")
        assert.strictEqual(yield* signed(credentials), "token-2")
        assert.strictEqual(calls.length, 2)
      })
    )
  }

  // What the token is renewed after, in seconds: five minutes or half before the end of the life that is assumed.
  for (const [expiresIn, renewedAt] of [
    [undefined, 3300],
    [null, 3300],
    [0, 3300],
    [-1, 3300],
    ["", 3300],
    ["abc", 3300],
    ["-5", 3300],
    ["0x10", 3300],
    [true, 3300],
    [[7200], 3300],
    [1, 15],
    ["1", 15],
    [29.9, 15],
    ["3600", 3300],
    ["3600.0", 3300],
    [7200.5, 6900.5],
    [1e12, 86_100],
    ["99999999999999999999", 86_100],
    [1e300, 86_100]
  ] as const) {
    it.effect(`with expires_in ${JSON.stringify(expiresIn)} comes after ${renewedAt} s`, () =>
      Effect.gen(function* () {
        const { calls, http } = endpoint((n) => json({ access_token: `token-${n}`, expires_in: expiresIn }))
        const credentials = yield* started(http, yield* memoryStore)

        yield* signed(credentials)
        yield* TestClock.adjust(Duration.millis(renewedAt * 1000 - 1))
        yield* signed(credentials)
        assert.strictEqual(calls.length, 1)
        yield* TestClock.adjust("1 millis")
        yield* signed(credentials)
        assert.strictEqual(calls.length, 2)
      })
    )
  }

  it.effect("that fails leaves the old token in use until it expires, and is tried again a few times", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint((n, call) => (n === 1 ? wellServer(n, call) : json({}, 503)))
      const credentials = yield* started(http, yield* memoryStore, { maxCalls: { count: 100, window: "1 hour" } })
      yield* signed(credentials)
      yield* TestClock.adjust("55 minutes")

      for (let second = 0; second < 299; second++) {
        assert.strictEqual(yield* signed(credentials), "token-1")
        yield* TestClock.adjust("1 second")
      }
      assert.isAtMost(calls.length, 1 + 10)
      assert.isAtLeast(calls.length, 1 + 4)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* refusal(credentials))._tag, "ProviderUnavailable")
    })
  )

  it.effect("keeps a small step back of the clock, and doubts a large one", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(wellServer)
      yield* TestClock.setTime(1_700_000_000_000)
      const credentials = yield* started(http, yield* memoryStore)
      yield* signed(credentials)

      yield* TestClock.setTime(1_700_000_000_000 - 60_000)
      yield* signed(credentials)
      assert.strictEqual(calls.length, 1)
      yield* TestClock.setTime(1_700_000_000_000 - 3_600_000)
      yield* signed(credentials)
      yield* signed(credentials)
      assert.strictEqual(calls.length, 2)
    })
  )
})

describe("OAuth after a 401", () => {
  it.effect("renews once for 50 requests that were refused together", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint((n, call) => Effect.andThen(Effect.sleep("1 second"), wellServer(n, call)))
      const credentials = yield* started(http, yield* memoryStore)
      const warm = yield* Effect.forkChild(signed(credentials))
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(warm)

      const fiber = yield* Effect.forkChild(
        Effect.forEach(
          Array.from({ length: 50 }),
          (_, n) => Effect.andThen(Effect.sleep(n % 7), request(credentials, takes("token-2"))),
          { concurrency: "unbounded" }
        )
      )
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(new Set(yield* Fiber.join(fiber)), new Set([true]))
      assert.strictEqual(calls.length, 2)
    })
  )

  it.effect("doesn't call for a request whose token was replaced meanwhile", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(wellServer)
      const credentials = yield* started(http, yield* memoryStore)
      const late = yield* credentials.sign(page)
      assert.isTrue(yield* request(credentials, takes("token-2")))

      assert.isTrue(yield* credentials.renew(late))
      assert.strictEqual(calls.length, 2)
    })
  )

  it.effect("renews although the token should still be good", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(wellServer)
      const credentials = yield* started(http, yield* memoryStore)
      assert.isTrue(yield* request(credentials, takes("token-1")))

      assert.isTrue(yield* request(credentials, takes("token-2")))
      assert.isTrue(yield* request(credentials, takes("token-3")))
      assert.strictEqual(calls.length, 3)
    })
  )

  it.effect("makes two calls per life of a token when the provider refuses every one", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(wellServer)
      const credentials = yield* started(http, yield* memoryStore)

      for (let minute = 0; minute < 180; minute++) {
        for (let n = 0; n < 5; n++) assert.isFalse(yield* request(credentials, always401))
        yield* TestClock.adjust("1 minute")
      }
      assert.deepStrictEqual(
        calls.map(({ at }) => at / 60_000),
        [0, 0, 60, 60, 120, 120]
      )
    })
  )

  it.effect("gets over a provider that refused for a while", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(wellServer)
      const credentials = yield* started(http, yield* memoryStore)
      assert.isFalse(yield* request(credentials, always401))

      assert.isTrue(yield* request(credentials, takes("token-2")))
      assert.isTrue(yield* request(credentials, takes("token-3")))
      assert.strictEqual(calls.length, 3)
    })
  )

  it.effect("fails all who wait for a renewal that fails, and calls once", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint((n, call) =>
        n === 1 ? wellServer(n, call) : Effect.andThen(Effect.sleep("1 second"), json({ error: "invalid_client" }, 401))
      )
      const credentials = yield* started(http, yield* memoryStore)
      yield* signed(credentials)

      const fiber = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: 50 }), () => Effect.flip(request(credentials, always401)), {
          concurrency: "unbounded"
        })
      )
      yield* TestClock.adjust("1 second")
      const reasons = yield* Fiber.join(fiber)
      assert.strictEqual(new Set(reasons).size, 1)
      assert.strictEqual(reasons[0]?._tag, "AuthenticationFailed")
      assert.strictEqual(calls.length, 2)
    })
  )
})

const rotating = (n: number) => json({ access_token: `token-${n}`, refresh_token: `refresh-${n}`, expires_in: 3600 })

describe("OAuth with rotating refresh tokens", () => {
  const first = { refreshToken: Redacted.make("refresh-0") }

  it.effect("keeps the new one before the token that came with it is used", () =>
    Effect.gen(function* () {
      const events: Array<string> = []
      const { http } = endpoint((n) => {
        events.push(`answer ${n}`)
        return rotating(n)
      })
      const store = watched(yield* memoryStore, {
        onSave: ({ calls, refreshToken, token }) =>
          events.push(
            `kept ${calls.length} calls, ${Redacted.value(refreshToken ?? Redacted.make("none"))}, ${
              token === undefined ? "no token" : Redacted.value(token.value)
            }`
          )
      })
      const credentials = yield* started(http, store, first)

      const api = (token: string) => Effect.sync(() => (events.push(`used ${token}`), token === "token-2" ? 200 : 401))
      assert.isTrue(yield* request(credentials, api))
      assert.deepStrictEqual(events, [
        "kept 1 calls, refresh-0, no token",
        "answer 1",
        "kept 1 calls, refresh-1, token-1",
        "used token-1",
        "kept 2 calls, refresh-1, token-1",
        "answer 2",
        "kept 2 calls, refresh-2, token-2",
        "used token-2",
        "kept 2 calls, refresh-2, token-2"
      ])
    })
  )

  it.effect("renews by the newest, after a restart too", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(rotating)
      const store = yield* memoryStore
      yield* signed(yield* started(http, store, first))
      yield* TestClock.adjust("1 hour")
      yield* signed(yield* started(http, store, first))

      assert.deepStrictEqual(
        calls.map(({ form }) => form.get("refresh_token")),
        ["refresh-0", "refresh-1"]
      )
    })
  )

  it.effect("keeps to the old one where the provider sends no new one", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(wellServer)
      const credentials = yield* started(http, yield* memoryStore, first)
      yield* signed(credentials)
      yield* TestClock.adjust("1 hour")
      yield* signed(credentials)

      assert.strictEqual(calls[1]?.form.get("refresh_token"), "refresh-0")
    })
  )

  it.effect("tries the old one again after an answer that was lost", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint((n) => (n === 1 ? Effect.never : rotating(n)))
      const credentials = yield* started(http, yield* memoryStore, first)
      const lost = yield* Effect.forkChild(Effect.exit(credentials.sign(page)))
      yield* TestClock.adjust("30 seconds")
      yield* Fiber.join(lost)

      assert.strictEqual(yield* signed(credentials), "token-2")
      assert.strictEqual(calls[1]?.form.get("refresh_token"), "refresh-0")
    })
  )

  it.effect("never uses a token that can't be kept, and uses it once it can", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(rotating)
      let full = true
      const memory = yield* memoryStore
      const store = watched(memory, { failing: ({ token }) => full && token !== undefined })
      const credentials = yield* started(http, store, first)
      const failing = Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(refusal(credentials))
        yield* TestClock.adjust("1 second")
        return yield* Fiber.join(fiber)
      })

      const reason = yield* failing
      assert.deepStrictEqual(
        [reason._tag, reason.detail],
        ["AuthenticationFailed", "can't write the token file t: ENOSPC"]
      )
      assert.strictEqual((yield* failing)._tag, "AuthenticationFailed")
      assert.strictEqual(calls.length, 1)
      full = false
      assert.strictEqual(yield* signed(credentials), "token-1")
      assert.strictEqual(calls.length, 1)
      assert.deepStrictEqual((yield* memory.load(credentials.account))?.refreshToken, Redacted.make("refresh-1"))
    })
  )

  it.effect("makes no call that it can't count", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(rotating)
      const credentials = yield* started(http, watched(yield* memoryStore, { failing: () => true }), first)

      assert.strictEqual((yield* refusal(credentials))._tag, "AuthenticationFailed")
      assert.strictEqual(calls.length, 0)
    })
  )
})

describe("OAuth limits", () => {
  it.effect("make no more calls than allowed in any window, whoever asks and however they end", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint((n) => json({}, n % 2 === 0 ? 500 : 502))
      const store = yield* memoryStore
      const maxCalls = { count: 5, window: "24 hours" } as const

      for (let hour = 0; hour < 72; hour++) {
        // A new process every hour, that asks three times.
        const credentials = yield* started(http, store, { maxCalls })
        for (let n = 0; n < 3; n++) yield* refusal(credentials)
        yield* TestClock.adjust("1 hour")
      }
      assert.deepStrictEqual(
        calls.map(({ at }) => at / 3_600_000),
        [0, 0, 0, 1, 1, 25, 25, 25, 26, 26, 50, 50, 50, 51, 51]
      )
    })
  )

  it.effect("count a call from when it was made, however long it took to note it", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(() => json({}, 500))
      const store = yield* memoryStore
      let saves = 0
      const slow: typeof store = {
        ...store,
        exclusively: (account, use) =>
          store.exclusively(account, (slot) =>
            use({ ...slot, save: (record) => Effect.delay(slot.save(record), saves++ === 0 ? "20 seconds" : 0) })
          )
      }
      const credentials = yield* started(http, slow, { maxCalls: { count: 1, window: "1 hour" } })
      yield* Effect.forkChild(
        Effect.forever(Effect.andThen(Effect.ignore(credentials.sign(page)), Effect.sleep("1 second")))
      )
      yield* TestClock.adjust("2 hours")

      const [first, second] = calls
      assert.strictEqual(first?.at, 20_000)
      assert.isAtLeast(second?.at ?? 0, 20_000 + 3_600_000)
    })
  )

  it.effect("say until when", () =>
    Effect.gen(function* () {
      const { http } = endpoint(() => json({}, 500))
      const credentials = yield* started(http, yield* memoryStore)
      for (let n = 0; n < 10; n++) {
        yield* refusal(credentials)
        yield* TestClock.adjust("1 minute")
      }

      const reason = yield* refusal(credentials)
      assert.strictEqual(reason._tag, "QuotaExceeded")
      assert.deepStrictEqual(reason.retryAfter, Duration.seconds(50 * 60 + 30))
      assert.strictEqual(reason.detail, "10 token calls within 1h are made, no more are")
    })
  )

  it.effect("count a call that got no answer", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint(() => Effect.never)
      const store = yield* memoryStore
      for (let n = 0; n < 30; n++) {
        const fiber = yield* Effect.forkChild(Effect.exit((yield* started(http, store)).sign(page)))
        yield* TestClock.adjust("30 seconds")
        yield* Fiber.join(fiber)
      }

      assert.strictEqual(calls.length, 10)
    })
  )

  it.effect("give a refusal again for ten minutes without a call, unless the secret changes", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint((n, call) =>
        call.authorization === `Basic ${btoa("client-1:good")}`
          ? wellServer(n, call)
          : json({ error: "invalid_client" }, 401)
      )
      const store = yield* memoryStore
      for (let n = 0; n < 5; n++) {
        const reason = yield* refusal(yield* started(http, store))
        assert.strictEqual(reason._tag, "AuthenticationFailed")
        assert.strictEqual(reason.detail, "the token endpoint answered with status 401: invalid_client")
      }
      assert.strictEqual(calls.length, 1)
      yield* TestClock.adjust("10 minutes")
      yield* refusal(yield* started(http, store))
      assert.strictEqual(calls.length, 2)

      const mended = yield* started(http, store, { clientSecret: Redacted.make("good") })
      assert.strictEqual(yield* signed(mended), "token-3")
    })
  )

  it.effect("share a token and a renewal between two processes over one store", () =>
    Effect.gen(function* () {
      const { calls, http } = endpoint((n, call) => Effect.andThen(Effect.sleep("1 second"), wellServer(n, call)))
      const store = yield* memoryStore
      const [one, two] = [yield* started(http, store), yield* started(http, store)]

      const both = yield* Effect.forkChild(Effect.all([signed(one), signed(two)], { concurrency: 2 }))
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* Fiber.join(both), ["token-1", "token-1"])
      const refused = yield* Effect.forkChild(
        Effect.all([request(one, takes("token-2")), request(two, takes("token-2"))], { concurrency: 2 })
      )
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* Fiber.join(refused), [true, true])
      assert.strictEqual(calls.length, 2)
    })
  )
})

describe("OAuth options", () => {
  for (const [what, more, detail] of [
    ["a token URL in clear", { tokenUrl: "http://auth.example/token" }, "the token URL is refused: Expected https"],
    ["a token URL with a password", { tokenUrl: "https://u:canary@auth.example/" }, "the token URL is refused:"],
    ["a token URL with a query", { tokenUrl: "https://auth.example/?key=canary" }, "the token URL is refused:"],
    ["an empty client id", { clientId: "" }, "the client id is empty"],
    ["a secret with a line end", { clientSecret: Redacted.make("canary\n") }, "the client secret holds a control"],
    ["an empty refresh token", { refreshToken: Redacted.make("") }, "the refresh token is empty"],
    ["a scope with a line end", { scope: "a\nb" }, "the scope holds a control"],
    ["a form field with its own option", { form: { grant_type: "password" } }, "the form field grant_type is set"],
    ["no calls at all", { maxCalls: { count: 0, window: "1 hour" } }, "maxCalls.count is not"],
    ["half a call", { maxCalls: { count: 1.5, window: "1 hour" } }, "maxCalls.count is not"],
    ["an endless window", { maxCalls: { count: 1, window: Duration.infinity } }, "maxCalls.window is not"]
  ] as const) {
    it.effect(`refuse ${what}`, () =>
      Effect.gen(function* () {
        const exit = yield* Effect.exit(started(endpoint(wellServer).http, yield* memoryStore, more))

        const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
        assert.include(String(error), detail)
        assert.notInclude(String(error), "canary")
      })
    )
  }

  it.effect("keep accounts apart by what they ask for, not by the secret", () =>
    Effect.gen(function* () {
      const { http } = endpoint(wellServer)
      const store = yield* memoryStore
      const accounts = yield* Effect.forEach(
        [
          {},
          { clientSecret: Redacted.make("other") },
          { scope: "a" },
          { clientId: "client-2" },
          { tokenUrl: "https://auth.example/other" },
          { form: { audience: "a" } },
          { refreshToken: Redacted.make("a") },
          { refreshToken: Redacted.make("b") }
        ],
        (more) => Effect.map(started(http, store, more), ({ account }) => account)
      )

      assert.strictEqual(accounts[0], accounts[1])
      assert.strictEqual(new Set(accounts).size, 7)
      assert.match(accounts[0] ?? "", /^[0-9a-f]{16}$/)
    })
  )
})
