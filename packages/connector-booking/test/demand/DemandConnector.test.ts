import { assert, describe, it } from "@effect/vitest"
import { StreamTable } from "@innlet/core/contract"
import { Duration, Effect, Option, Redacted } from "effect"
import { HttpClient, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { DemandConnector, DemandOptions } from "../../src/index.ts"
import { begin, credentials, parts, stay } from "./Pull.ts"

const setting = Effect.fnUntraced(function* (options: Partial<DemandOptions.DemandOptions>) {
  yield* TestClock.setTime(begin)
  const sent: Array<{ readonly url: string; readonly body: unknown }> = []
  const http = HttpClient.make((request, url) => {
    sent.push({ url: url.href, body: bodyOf(request) })
    return Effect.succeed(HttpClientResponse.fromWeb(request, Response.json({ data: [] })))
  })
  const connector = yield* DemandConnector.make({ ...credentials, ...options }).pipe(
    Effect.provideService(HttpClient.HttpClient, http)
  )
  return { connector, sent }
})

const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): unknown =>
  JSON.parse(body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : "null")

const all = { ...parts.accommodations, ...parts.accommodation_changes, ...parts.search_results, ...parts.orders }

describe("DemandConnector.make", () => {
  const ids = Array.from({ length: 101 }, (_, at) => at + 1)
  const search = { ...stay, destination: { city: 1 } }
  const bad: ReadonlyArray<readonly [option: string, options: Partial<DemandOptions.DemandOptions>, says: RegExp]> = [
    ["streams", {}, /at least one of accommodations/],
    ["baseUrl", { ...all, baseUrl: "http://demand.test" }, /Expected https/],
    ["affiliateId", { ...all, affiliateId: 0 }, /above 0/],
    ["token", { ...all, token: Redacted.make("a b") }, /space/],
    ["accommodations", { accommodations: { selections: [] } }, /at least one selection/],
    ["accommodations", { accommodations: { selections: [{ accommodations: ids }] } }, /101 .* more than 100/],
    ["accommodations", { accommodations: { selections: [{ accommodations: [1, 1] }] } }, /1 comes twice/],
    ["accommodations", { accommodations: { selections: [{ country: "NL" }] } }, /"NL" is not a country/],
    ["accommodations", { accommodations: { selections: [{ airport: "ams" }] } }, /"ams" is not an airport/],
    ["accommodations", { accommodations: { selections: [{ city: 1 }, { city: 1 }] } }, /city 1 comes twice/],
    ["accommodations", { accommodations: { selections: [{ city: 1.5 }] } }, /1\.5 is not the id of a city/],
    ["accommodations", { accommodations: { selections: [{ city: 1 }], pageSize: 105 } }, /105 .* 10 to 1000/],
    ["accommodations", { accommodations: { selections: [{ city: 1 }], pageSize: 1010 } }, /1010/],
    ["accommodations", { accommodations: { selections: [{ city: 1 }], languages: ["EN"] } }, /"EN"/],
    ["accommodationChanges", { accommodationChanges: { countries: ["nl"], cities: [1] } }, /not both/],
    ["accommodationChanges", { accommodationChanges: { countries: [] } }, /at least one/],
    ["accommodationChanges", { accommodationChanges: { lookBack: -1 } }, /10 minutes/],
    ["searchResults", { searchResults: { searches: [] } }, /at least one search/],
    ["searchResults", { searchResults: { searches: [search], pageSize: 110 } }, /10 to 100/],
    ["searchResults", { searchResults: { searches: [search, search] } }, /weekend comes twice/],
    ["searchResults", { searchResults: { searches: [{ ...search, checkin: "2027-07-15" }] } }, /nights/],
    ["searchResults", { searchResults: { searches: [{ ...search, checkout: "2026-05-01" }] } }, /0 nights/],
    ["searchResults", { searchResults: { searches: [{ ...search, checkout: "2026-07-31" }] } }, /91 nights/],
    [
      "searchResults",
      { searchResults: { searches: [{ ...search, checkin: "2027-07-15", checkout: "2027-07-16" }] } },
      /more than 500 days ahead/
    ],
    ["searchResults", { searchResults: { searches: [{ ...search, more: { page: "x" } }] } }, /page can't be/],
    ["searchResults", { searchResults: { searches: [{ ...search, checkin: "2026-02-30" }] } }, /"2026-02-30"/],
    ["availability", { availability: { stays: [stay] } }, /the stream accommodations to take them from/],
    ["availability", { availability: { stays: [stay], accommodations: [1], batch: 51 } }, /1 to 50/],
    ["orders", { orders: { from: "2026-01-01", currency: "EUR" } }, /"2026-01-01" is not an instant/],
    ["orders", { orders: { from: "2026-01-01T00:00:00.5Z", currency: "EUR" } }, /whole seconds/],
    ["orders", { orders: { from: "2026-01-01T00:00:00Z", currency: "eur" } }, /"eur" is not a currency/],
    [
      "orders",
      { orders: { from: "2026-01-02T00:00:00Z", to: "2026-01-02T00:00:00Z", currency: "EUR" } },
      /to after from/
    ],
    ["orders", { orders: { from: "2026-01-01T00:00:00Z", currency: "EUR", pageSize: 15 } }, /15 .* 10 to 100/],
    ["orders", { orders: { from: "2026-01-01T00:00:00Z", currency: "EUR", pageSize: 110 } }, /110/]
  ]
  for (const [option, options, says] of bad) {
    it.effect(`names ${option}: ${says.source}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(setting(options))

        assert.strictEqual(error.option, option)
        assert.match(error.message, says)
        assert.notInclude(error.message, "\n")
      })
    )
  }

  it.effect("takes a check-in 500 days ahead, 90 nights, and a page size that the contract allows", () =>
    Effect.gen(function* () {
      const far = { ...search, checkin: "2027-07-14", checkout: "2027-10-12" }
      const { connector } = yield* setting({
        searchResults: { searches: [far] },
        orders: { from: "2026-01-01T00:00:00Z", currency: "EUR", pageSize: 200, largestPage: 200 }
      })

      assert.strictEqual(connector.orders?.pageSize.max, 200)
    })
  )

  it.effect("has the streams that the options name, sends nothing, and tells no secret", () =>
    Effect.gen(function* () {
      const { connector, sent } = yield* setting({ ...all, ...parts.availability })

      assert.deepStrictEqual(sent, [])
      assert.deepStrictEqual(
        connector.streams
          .map((stream) => StreamTable.make(connector.name, stream))
          .map(
            ({ key, name, version }) =>
              `${name} by ${key.map((column) => column.name).join()}, ${version?.name ?? "none"}`
          ),
        [
          "booking_demand_accommodations by id, none",
          "booking_demand_accommodation_changes by id, before",
          "booking_demand_search_results by search,accommodation_id, none",
          "booking_demand_availability by stay,accommodation_id, none",
          "booking_demand_orders by id, updated_at"
        ]
      )
      assert.notInclude(String(connector.account), "test-token")
    })
  )

  it.effect("declares an offset in disguise that lives for a little less than three hours", () =>
    Effect.gen(function* () {
      const { connector } = yield* setting(all)
      const tokens = {
        cursor: "opaqueOffset",
        replay: "safe",
        lifetime: { _tag: "Fixed", ttl: Duration.minutes(175) },
        order: "unspecified",
        total: "advisory",
        end: ["absentCursor"]
      } as const

      for (const stream of [connector.accommodations, connector.searchResults, connector.orders]) {
        assert.deepStrictEqual(stream?.traversal, tokens)
      }
      assert.deepStrictEqual(
        [connector.accommodations, connector.searchResults, connector.orders].map((stream) => stream?.pageSize),
        [
          { default: 100, min: 10, max: 1000, step: 10 },
          { default: 100, min: 10, max: 100, step: 10 },
          { default: 20, min: 10, max: 100, step: 10 }
        ]
      )
    })
  )

  it.effect("knows the sandbox and what it allows", () =>
    Effect.gen(function* () {
      const { connector } = yield* setting({
        ...all,
        baseUrl: DemandOptions.sandbox,
        quotas: [DemandOptions.sandboxQuota]
      })

      assert.strictEqual(connector.provider, "https://demandapi-sandbox.booking.com")
      assert.deepStrictEqual(connector.quotas, [{ kind: "read", limit: 50, window: Duration.minutes(1) }])
    })
  )
})

describe("what is asked for", () => {
  for (const [version, path] of [
    ["3.1", "bulk-availability"],
    ["3.2", "availability"]
  ] as const) {
    it.effect(`goes to the endpoints of ${version}`, () =>
      Effect.gen(function* () {
        const { connector, sent } = yield* setting({ ...all, ...parts.availability, version })
        for (const stream of connector.streams) {
          const [partition] = yield* stream.partitions(undefined, [])
          yield* Effect.ignore(stream.read({ partition, cursor: Option.none(), pageSize: stream.pageSize.default }))
        }

        assert.deepStrictEqual(
          sent.map(({ url }) => url),
          ["details", "details/changes", "search", path]
            .map((name) => `https://demand.test/${version}/accommodations/${name}`)
            .concat(`https://demand.test/${version}/orders/details`)
        )
      })
    )
  }

  it.effect("is a search of each stay in its place, with its further fields", () =>
    Effect.gen(function* () {
      const searches = [
        { ...stay, name: "city", destination: { city: -2_140_479 }, currency: "EUR", more: { sort: { by: "price" } } },
        { ...stay, name: "ids", destination: { accommodations: [10_004, 10_005] } }
      ]
      const { connector, sent } = yield* setting({ searchResults: { searches } })
      const stream = connector.searchResults!
      const found = yield* stream.partitions(undefined, [])
      for (const partition of found) yield* stream.read({ partition, cursor: Option.none(), pageSize: 70 })
      const { booker, checkin, checkout, guests } = stay

      assert.deepStrictEqual(found, ["city 2026-05-01/2026-05-03", "ids 2026-05-01/2026-05-03"])
      assert.deepStrictEqual(
        sent.map(({ body }) => body),
        [
          { booker, checkin, checkout, guests, city: -2_140_479, currency: "EUR", sort: { by: "price" }, rows: 70 },
          { booker, checkin, checkout, guests, accommodations: [10_004, 10_005], rows: 70 }
        ]
      )
    })
  )

  it.effect("is availability in batches of ids, each id once, for every stay", () =>
    Effect.gen(function* () {
      const accommodations = Array.from({ length: 101 }, (_, at) => 500 - at)
      const stays = [stay, { ...stay, name: "week", checkout: "2026-05-08" }]
      const { connector, sent } = yield* setting({ availability: { stays, accommodations } })
      const stream = connector.availability!
      const found = yield* stream.partitions(undefined, [])
      for (const partition of found) yield* stream.read({ partition, cursor: Option.none(), pageSize: 50 })
      const asked = sent.map(({ body }) => Object(body).accommodations.length)
      const ids = sent.flatMap(({ body }) => Object(body).accommodations)

      assert.deepStrictEqual(asked, [50, 50, 50, 50, 1, 1])
      assert.deepStrictEqual([new Set(ids).size, ids.length], [101, 202])
      assert.isUndefined(stream.parent)
    })
  )

  it.effect("is availability of the accommodations in the store, where the options name none", () =>
    Effect.gen(function* () {
      const { connector } = yield* setting({ ...parts.accommodations, availability: { stays: [stay], batch: 2 } })
      const stream = connector.availability!

      assert.deepStrictEqual([stream.parent?.stream.name, stream.parent?.fields], ["accommodations", ["id"]])
      assert.deepStrictEqual(yield* stream.partitions(undefined, [["10"], ["9"], ["100"]]), [
        "weekend 2026-05-01/2026-05-03 9,10",
        "weekend 2026-05-01/2026-05-03 100"
      ])
    })
  )
})
