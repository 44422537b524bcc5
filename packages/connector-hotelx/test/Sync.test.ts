import { assert, describe, it } from "@effect/vitest"
import { NodeClient } from "@innlet/core/node"
import { layerSql, MemoryStore } from "@innlet/core/store"
import { Fault, HotelXProvider, InMemory, Row, Serve, World } from "@innlet/testkit"
import { Effect, Ref } from "effect"
import { TestClock } from "effect/testing"
import { connect, insertedOf, inVirtualTime, pull, run, verdictOf } from "./Pull.ts"

const sizes = { hotels: 120, destinations: 110, rooms: 130 } as const
const all = { ...sizes, boards: 8, categories: 10, metadata: 3 } as const
const paged = ["hotels", "destinations", "rooms"] as const
const ends = ["absent", "notFound", "errors", "empty"] as const

describe("a sync of Hotel-X", () => {
  for (const stream of paged) {
    for (const end of ends) {
      for (const tokens of ["same", "rotating", "rotatingSpent"] as const) {
        it.effect(`reads ${stream} that end by ${end} with ${tokens} tokens`, () =>
          Effect.gen(function* () {
            const { deadLetters, missing, requests, stored, verdict } = yield* pull(
              { ...sizes, end, tokens },
              { streams: [stream] }
            )

            assert.deepStrictEqual([stored.length, missing, deadLetters.length], [sizes[stream], 0, 0])
            assert.strictEqual(verdict, "Attested")
            assert.strictEqual(requests.length, end === "absent" ? 3 : 4)
          })
        )
      }
    }
  }

  it.effect("reads new rows behind one and the same token", () =>
    Effect.gen(function* () {
      const { missing, requests, verdict } = yield* pull({ hotels: 1000, tokens: "same" })
      const [first, ...following] = requests

      assert.deepStrictEqual([missing, verdict], [0, "Attested"])
      assert.strictEqual(first?.token, undefined)
      assert.strictEqual(new Set(following.map(({ token }) => token)).size, 1)
      assert.strictEqual(following.length, 20)
    })
  )

  for (const count of ["exact", "zeroAtEnd"] as const) {
    it.effect(`takes no count of the end for the list's: ${count}`, () =>
      Effect.gen(function* () {
        const { report, verdict } = yield* pull({ hotels: 120, count, end: "notFound" })

        assert.deepStrictEqual([report.counts.received, verdict], [120, "Attested"])
      })
    )
  }

  for (const end of ends) {
    it.effect(`takes a list without a hotel for an empty one, ending by ${end}`, () =>
      Effect.gen(function* () {
        const { requests, stored, verdict } = yield* pull({ hotels: 0, end })

        assert.deepStrictEqual([stored, verdict, requests.length], [[], "Attested", 1])
      })
    )
  }

  it.effect("reads every one of the countries it is split by, and each on its own", () =>
    Effect.gen(function* () {
      const countries = ["ES", "FR", "IT", "PT", "GR", "US", "MX", "TH"]
      const { missing, requests, stored, verdict } = yield* pull(
        { hotels: 300 },
        { splitHotels: { by: "country", countries } }
      )

      assert.deepStrictEqual([missing, stored.length, verdict], [0, 300, "Attested"])
      assert.strictEqual(requests.filter(({ first }) => first).length, countries.length)
    })
  )

  it.effect("fits a schema that requires relay, and fails in the schema's words where it doesn't", () =>
    Effect.gen(function* () {
      const sent = yield* pull({ hotels: 60, relay: "required" }, { relay: "send" })
      const omitted = yield* pull({ hotels: 60, relay: "required" })
      const refused = yield* pull({ hotels: 60 }, { relay: "send" })

      assert.deepStrictEqual([sent.missing, sent.verdict], [0, "Attested"])
      assert.match(omitted.verdict, /RequestRejected: code GRAPHQL_VALIDATION_FAILED: .*relay/)
      assert.match(refused.verdict, /RequestRejected: code GRAPHQL_VALIDATION_FAILED: .*relay/)
    })
  )

  it.effect("says that the key is wrong, and that it has no right to the access", () =>
    Effect.gen(function* () {
      const key = yield* pull({ apiKey: "another" })
      const access = yield* pull({ accesses: ["3"] })

      assert.include(key.verdict, "AuthenticationFailed: the credentials were refused, status 401")
      assert.include(access.verdict, "AccessDenied: code 22401")
      assert.deepStrictEqual([key.requests.length, access.requests.length], [1, 1])
    })
  )
})

describe("an incremental sync", () => {
  it.effect("asks for the hotels that changed since a day before the last one began", () =>
    Effect.gen(function* () {
      const day = 86_400_000
      yield* TestClock.setTime(Row.epoch + 10 * day)
      const provider = yield* HotelXProvider.make({ hotels: 400 })
      const hotelx = yield* connect().pipe(Effect.provide(InMemory.layer(provider)))
      const sync = inVirtualTime(run(hotelx, { streams: ["hotels"], incremental: true }))
      const touch = (ordinal: number, updatedAt: number) =>
        Ref.update(provider.state, (state) => {
          const { hotels } = state.lists
          const world = World.updated(hotels.world, ordinal, updatedAt)
          return { ...state, lists: { ...state.lists, hotels: { ...hotels, world } } }
        })
      yield* sync
      // One that shows late, one at the very edge, and one before it.
      yield* touch(7, Row.epoch + 9.5 * day)
      yield* touch(8, Row.epoch + 9 * day)
      yield* touch(9, Row.epoch + 9 * day - 1000)

      yield* TestClock.adjust("1 hour")
      const { counts } = (yield* sync).streams[0]!

      assert.deepStrictEqual([counts.received, counts.updated, counts.inserted], [2, 2, 0])
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})

describe("all six streams", () => {
  it.effect("are stored in virtual time, and found unchanged by the next run", () =>
    Effect.gen(function* () {
      const provider = yield* HotelXProvider.make(all)
      const hotelx = yield* connect({ languages: ["en"] }).pipe(Effect.provide(InMemory.layer(provider)))
      const first = yield* inVirtualTime(run(hotelx))
      const second = yield* inVirtualTime(run(hotelx))

      assert.deepStrictEqual(insertedOf(first), all)
      assert.deepStrictEqual(
        second.streams.map(({ counts, outcome }) => [counts.inserted, counts.updated, outcome._tag]),
        Object.keys(all).map(() => [0, 0, "Completed"])
      )
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.live("are stored in SQLite over a socket, by a client that sends what Travelgate wants to see", () =>
    Effect.gen(function* () {
      const provider = yield* HotelXProvider.make({ ...all, strictHeaders: true })
      const { url } = yield* Serve.serve(provider)
      const hotelx = yield* connect({ baseUrl: url }).pipe(Effect.provide(NodeClient.layer()))
      const report = yield* run(hotelx).pipe(Effect.provide(layerSql({ filename: ":memory:" })))

      assert.deepStrictEqual(insertedOf(report), all)
      assert.deepStrictEqual(
        report.streams.map(verdictOf),
        Object.keys(all).map(() => "Attested")
      )
    }).pipe(Effect.scoped)
  )

  it.live("lose nothing to a socket that breaks in the middle of a list", () =>
    Effect.gen(function* () {
      const provider = yield* HotelXProvider.make({ hotels: 200 })
      const { url } = yield* Serve.serve(provider, {
        faults: [Fault.at(3, { _tag: "Connection", connection: "reset" })]
      })
      const hotelx = yield* connect({ baseUrl: url }).pipe(Effect.provide(NodeClient.layer()))
      const report = yield* run(hotelx, { streams: ["hotels"] })

      assert.deepStrictEqual([insertedOf(report), report.streams.map(verdictOf)], [{ hotels: 200 }, ["Attested"]])
    }).pipe(Effect.provide(MemoryStore.layer), Effect.scoped)
  )
})
