import { assert, describe, it } from "@effect/vitest"
import { StreamTable } from "@innlet/core/contract"
import { Effect, Redacted } from "effect"
import { HttpClient } from "effect/http"
import { BookingConnector } from "../src/index.ts"

const unused = HttpClient.make(() => Effect.die("nothing may be sent"))
const make = (options: Partial<BookingConnector.Options>) =>
  BookingConnector.make({ baseUrl: "https://booking.test", token: Redacted.make("s3cret"), ...options }).pipe(
    Effect.provideService(HttpClient.HttpClient, unused)
  )

describe("BookingConnector.make", () => {
  for (const [option, value] of [
    ["pageSize", 0],
    ["pageSize", 501],
    ["pageSize", 1.5],
    ["baseUrl", "http://booking.test"],
    ["baseUrl", "booking"]
  ] as const) {
    it.effect(`names ${option} when it is ${value}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(make({ [option]: value }))

        assert.strictEqual(error.option, option)
        assert.match(error.message, new RegExp(`^${option}: .*${option === "pageSize" ? value : "Expected"}`))
      })
    )
  }

  it.effect("keys a rate by property, plan, date, currency and room type", () =>
    Effect.gen(function* () {
      const connector = yield* make({})
      const table = StreamTable.make(connector.name, connector.rates)

      assert.strictEqual(table.name, "booking_rates")
      assert.deepStrictEqual(
        table.columns.map(({ kind, name, nullable }) => `${name} ${kind}${nullable ? "?" : ""}`),
        [
          "property_id text",
          "rate_plan_id text",
          "date date",
          "currency text",
          "room_type_id text",
          "price decimal",
          "available integer?",
          "updated_at instant?"
        ]
      )
      assert.deepStrictEqual(
        table.key.map(({ name }) => name),
        ["property_id", "rate_plan_id", "date", "currency", "room_type_id"]
      )
    })
  )
})
