import { assert, describe, it } from "@effect/vitest"
import { BookingProvider } from "@innlet/testkit"
import { handlers } from "@innlet/testkit/msw"
import { Effect } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { setupServer } from "msw/node"

const origin = "https://api.example.test"

const intercepted = Effect.fnUntraced(function* (provider: BookingProvider.BookingProvider) {
  const server = setupServer(...(yield* handlers(provider, origin)))
  yield* Effect.acquireRelease(
    Effect.sync(() => server.listen({ onUnhandledFrame: "error" })),
    () => Effect.sync(() => server.close())
  )
})

describe("handlers", () => {
  it.effect("answer fetch by the clock of the effect that made them", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make({ rows: 30 })
      yield* intercepted(provider)
      yield* TestClock.adjust("1 hour")
      const response = yield* HttpClient.get(`${origin}/v1/rates?offset=29&limit=5`, {
        headers: { authorization: "Bearer test-token" }
      })

      assert.deepInclude(yield* response.json, { meta: { total_count: 30, offset: 29, limit: 5 } })
      assert.strictEqual(response.headers["date"], "Thu, 01 Jan 1970 01:00:00 GMT")
      assert.strictEqual((yield* provider.requests)[0]?.sentAt, 3_600_000)
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.effect("pass on a refusal with its status and headers", () =>
    Effect.gen(function* () {
      yield* intercepted(yield* BookingProvider.make())
      const response = yield* HttpClient.get(`${origin}/v1/rates`)

      assert.deepStrictEqual([response.status, response.headers["www-authenticate"]], [401, "Bearer"])
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )
})
