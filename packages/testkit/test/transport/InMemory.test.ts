import { assert, describe, it } from "@effect/vitest"
import { BookingProvider, Fault, InMemory } from "@innlet/testkit"
import { Effect, Fiber } from "effect"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"

const rates = HttpClient.get("https://api.example.test/v1/rates", {
  urlParams: { offset: 10, limit: 2 },
  headers: { authorization: "Bearer test-token" }
})

describe("InMemory.layer", () => {
  it.effect("carries the request's query and headers there and the answer back", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make({ rows: 30 })
      const response = yield* rates.pipe(Effect.provide(InMemory.layer(provider)))

      assert.deepStrictEqual([response.status, response.headers["content-type"]], [200, "application/json"])
      assert.strictEqual(
        yield* response.text,
        (yield* provider.handle({
          method: "GET",
          path: "/v1/rates",
          query: "offset=10&limit=2",
          headers: { authorization: "Bearer test-token" },
          body: ""
        })).body
      )
    })
  )

  it.effect("takes its latency in virtual time", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make()
      const fiber = yield* rates.pipe(
        Effect.provide(InMemory.layer(provider, { latency: "20 millis" })),
        Effect.forkChild({ startImmediately: true })
      )

      yield* TestClock.adjust("19 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 milli")
      assert.strictEqual((yield* Fiber.join(fiber)).status, 200)
    })
  )

  it.effect("loses the connection before the answer or inside it", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make()
      const client = yield* InMemory.make(provider, {
        faults: [
          Fault.at(1, { _tag: "Connection", connection: "reset" }),
          Fault.at(2, { _tag: "Connection", connection: "cut" })
        ]
      })
      const read = rates.pipe(
        Effect.flatMap((response) => response.text),
        Effect.provideService(HttpClient.HttpClient, client)
      )

      const reset = yield* Effect.flip(read)
      const cut = yield* Effect.flip(read)
      const whole = yield* read

      assert.deepStrictEqual([reset.reason._tag, cut.reason._tag], ["TransportError", "DecodeError"])
      assert.isTrue(whole.endsWith("]}"))
      assert.strictEqual((yield* provider.requests).length, 3)
    })
  )
})
