import { assert, describe, it } from "@effect/vitest"
import { StreamTable } from "@innlet/core/contract"
import { Duration, Effect, Redacted, Schema } from "effect"
import type { HotelXOptions } from "../src/index.ts"
import { ask, key, setting } from "./Asking.ts"

describe("HotelXConnector.make", () => {
  const bad: ReadonlyArray<readonly [option: keyof HotelXOptions.HotelXOptions, value: unknown, says: RegExp]> = [
    ["pageSize", 0, /0 is not a whole number from 1 to 10000/],
    ["pageSize", 10_001, /10001/],
    ["pageSize", 1.5, /1\.5/],
    ["pageSize", Number.NaN, /NaN/],
    ["baseUrl", "http://hotelx.test", /Expected https/],
    ["access", "", /access/],
    ["access", " 2", /access/],
    ["apiKey", Redacted.make(""), /value/],
    ["apiKey", Redacted.make("a\nb"), /value/],
    ["languages", ["en", "EN"], /"EN" is not a language/],
    ["supplierCodes", [""], /"" is not the code/],
    ["splitHotels", { by: "country", countries: [] }, /at least one country/],
    ["splitHotels", { by: "country", countries: ["ES", "es"] }, /"es" is not a country/],
    ["splitHotels", { by: "country", countries: ["ES", "FR", "ES"] }, /ES comes twice/],
    ["splitHotels", { by: "destination", destinations: ["D-PMI", ""] }, /"" is not the code/],
    ["lookBack", "soon", /1 day/],
    ["lifetime", 0, /3 minutes/],
    ["lifetime", Duration.infinity, /3 minutes/],
    ["endForms", [], /no list could end/],
    ["operationTimeout", -1, /3 minutes/]
  ]
  for (const [option, value, says] of bad) {
    it.effect(`names ${option} when it is ${JSON.stringify(value)}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(setting({ [option]: value }))

        assert.strictEqual(error.option, option)
        assert.match(error.message, says)
        assert.notInclude(error.message, "\n")
      })
    )
  }

  it.effect("sends nothing", () =>
    Effect.gen(function* () {
      const { connector, sent } = yield* setting()

      assert.deepStrictEqual(sent, [])
      assert.deepStrictEqual(
        connector.streams.map(({ name }) => name),
        ["hotels", "destinations", "rooms", "boards", "categories", "metadata"]
      )
      assert.notInclude(String(connector.account), key)
    })
  )

  it.effect("declares a scroll that admits what Travelgate does not promise", () =>
    Effect.gen(function* () {
      const { connector } = yield* setting()
      const ttl = Duration.seconds(210)
      const scroll = {
        cursor: "scroll",
        replay: "unsafe",
        lifetime: { _tag: "Sliding", ttl },
        order: "unspecified",
        end: ["absentCursor", "emptyPage", "code:11204"]
      } as const

      assert.deepStrictEqual(connector.hotels.traversal, { ...scroll, total: "exact" })
      assert.deepStrictEqual(connector.destinations.traversal, { ...scroll, total: "none" })
      assert.deepStrictEqual(connector.rooms.traversal, { ...scroll, total: "none" })
      const { cursor, end, replay } = connector.boards.traversal
      assert.deepStrictEqual({ cursor, end, replay }, { cursor: "continuation", end: ["absentCursor"], replay: "safe" })
      assert.deepStrictEqual(connector.hotels.pageSize, { default: 500, min: 1, max: 10_000, step: 1 })
    })
  )

  it.effect("takes another lifetime and another word about replays", () =>
    Effect.gen(function* () {
      const { connector } = yield* setting({ lifetime: "1 minute", tokenReplay: "safe" })
      const { lifetime, replay } = connector.rooms.traversal

      assert.deepStrictEqual([lifetime, replay], [{ _tag: "Sliding", ttl: Duration.minutes(1) }, "safe"])
    })
  )

  it.effect("has a table for every stream, hotels by hotel code", () =>
    Effect.gen(function* () {
      const { connector } = yield* setting()
      const tables = connector.streams.map((stream) => StreamTable.make(connector.name, stream))

      assert.deepStrictEqual(
        tables.map(({ key, name }) => `${name} by ${key.map((column) => column.name).join()}`),
        [
          "hotelx_hotels by hotel_code",
          "hotelx_destinations by code",
          "hotelx_rooms by code",
          "hotelx_boards by code",
          "hotelx_categories by code",
          "hotelx_metadata by supplier_code"
        ]
      )
      assert.deepStrictEqual(
        tables[0]!.columns.filter(({ kind }) => kind !== "text").map(({ kind, name }) => `${name} ${kind}`),
        [
          "exclusive_deal boolean",
          "latitude decimal",
          "longitude decimal",
          "ranks json",
          "card_types json",
          "created_at instant",
          "updated_at instant"
        ]
      )
    })
  )
})

describe("the parts of hotels", () => {
  it.effect("are one list unless they are split", () =>
    Effect.gen(function* () {
      const { connector } = yield* setting()

      assert.deepStrictEqual(yield* connector.hotels.partitions(undefined, []), ["all"])
    })
  )

  for (const [splitHotels, parts, criteria] of [
    [{ by: "country", countries: ["ES", "FR"] }, ["country ES", "country FR"], { countries: ["ES"] }],
    [
      { by: "destination", destinations: ["D 1", "D-2"] },
      ["destination D 1", "destination D-2"],
      { destinationCodes: ["D 1"] }
    ]
  ] as const) {
    it.effect(`are asked for by ${splitHotels.by}`, () =>
      Effect.gen(function* () {
        const { connector, sent } = yield* setting({ splitHotels })
        const { hotels } = connector
        const found = yield* hotels.partitions(undefined, [])
        const encode = Schema.encodeUnknownSync(hotels.partition)
        const decode = Schema.decodeUnknownSync(hotels.partition)
        const encoded = found.map((part) => encode(part))
        const { variables } = (yield* ask(sent, hotels, { partition: found[0]! })).body

        assert.deepStrictEqual<ReadonlyArray<string>>(encoded, parts)
        assert.deepStrictEqual(
          encoded.map((text) => decode(text)),
          found
        )
        assert.deepStrictEqual(variables["criteria"], { access: "2", ...criteria, maxSize: 500 })
      })
    )
  }
})
