import { assert, describe, it } from "@effect/vitest"
import { MemoryStore } from "@innlet/core/store"
import { Fault, HotelXProvider, InMemory } from "@innlet/testkit"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { connect, inVirtualTime, pull, run, storedIn, verdictOf } from "./Pull.ts"

const paged = ["hotels", "destinations", "rooms"] as const

describe("a token that is lost", () => {
  for (const expired of ["11400", "22500", "errors"] as const) {
    for (const page of [2, 10, 20]) {
      it.effect(`begins the list anew when it expired at page ${page}, told by ${expired}`, () =>
        Effect.gen(function* () {
          const { deadLetters, missing, report, requests, stored, verdict } = yield* pull({
            hotels: 1000,
            expired,
            fail: [{ hotelx: "expire", at: page }]
          })

          assert.deepStrictEqual([stored.length, missing, verdict], [1000, 0, "Attested"])
          assert.deepStrictEqual([report.counts.inserted, report.counts.updated, deadLetters.length], [1000, 0, 0])
          assert.strictEqual(requests.filter(({ first }) => first).length, 2)
        })
      )
    }
  }

  it.effect("never passes for the end of the hotels, though it looks like it", () =>
    Effect.gen(function* () {
      const expire = { hotels: 400, expired: "notFound" } as const
      const once = yield* pull({ ...expire, fail: [{ hotelx: "expire", at: 4 }] })
      const always = yield* pull({ ...expire, fail: [{ hotelx: "expire", every: 4 }] })

      assert.deepStrictEqual([once.stored.length, once.missing, once.verdict], [400, 0, "Attested"])
      assert.deepStrictEqual([always.stored.length, always.verdict], [150, "Unproven"])
    })
  )

  it.effect("begins the list anew where 11204 is known not to end it", () =>
    Effect.gen(function* () {
      const { stored, verdict } = yield* pull(
        { rooms: 1000, expired: "notFound", end: "absent", fail: [{ hotelx: "expire", at: 10 }] },
        { endForms: ["null"], streams: ["rooms"] }
      )

      assert.deepStrictEqual([stored.length, verdict], [1000, "Attested"])
    })
  )

  for (const stream of paged) {
    it.effect(`is not sent to ${stream} after a wait that outlives it`, () =>
      Effect.gen(function* () {
        const mock = { hotels: 200, destinations: 200, rooms: 200 }
        const retryAfter = { form: "seconds", seconds: 220 } as const
        const { missing, requests, stored, verdict } = yield* pull(
          { ...mock, fail: [{ status: 429, retryAfter, at: 3, before: true }] },
          { streams: [stream] }
        )

        assert.deepStrictEqual([stored.length, missing, verdict], [200, 0, "Attested"])
        assert.strictEqual(requests.filter(({ first }) => first).length, 2)
      })
    )
  }
})

describe("an answer that is lost", () => {
  for (const [kind, server, tokenReplay] of [
    ["moves on all the same", { tokens: "same", replay: "advances" }, "unsafe"],
    ["repeats its pages", { tokens: "rotating", replay: "repeats" }, "unsafe"],
    ["repeats its pages, as we know", { tokens: "rotating", replay: "repeats" }, "safe"]
  ] as const) {
    it.effect(
      `loses no hotel of a server that ${kind}, at any of 20 pages`,
      () =>
        Effect.gen(function* () {
          for (let page = 1; page <= 20; page++) {
            const connection = page % 2 === 0 ? "reset" : "cut"
            const { missing, report, requests, stored, verdict } = yield* pull(
              { hotels: 200, ...server },
              { pageSize: 10, tokenReplay, faults: [Fault.at(page, { _tag: "Connection", connection })] }
            )
            const where = `${connection} at page ${page}`

            assert.deepStrictEqual([stored.length, missing, verdict], [200, 0, "Attested"], where)
            assert.deepStrictEqual([report.counts.inserted, report.counts.updated], [200, 0], where)
            const again = tokenReplay === "safe" && page > 1 ? 1 : 2
            assert.strictEqual(requests.filter(({ first }) => first).length, again, where)
            // A page that was possibly given is never asked for with the token that may have moved.
            assert.strictEqual(requests.length, tokenReplay === "safe" ? 22 : page + 21, where)
          }
        }),
      20_000
    )
  }

  it.effect("shows in the count where the server moves on and we were told that it doesn't", () =>
    Effect.gen(function* () {
      const { missing, requests, verdict } = yield* pull(
        { hotels: 400, tokens: "same" },
        { tokenReplay: "safe", faults: [Fault.at(4, { _tag: "Connection", connection: "reset" })] }
      )

      assert.deepStrictEqual([missing, verdict], [0, "Attested"])
      assert.strictEqual(requests.filter(({ first }) => first).length, 2)
    })
  )

  for (const status of [500, 502, 503, 504]) {
    it.effect(`begins the list anew after status ${status} behind a page that was given`, () =>
      Effect.gen(function* () {
        const { missing, stored, verdict } = yield* pull({ hotels: 400, fail: [{ status, at: 4 }] })

        assert.deepStrictEqual([stored.length, missing, verdict], [400, 0, "Attested"])
      })
    )
  }
})

describe("a process that ends between pages", () => {
  for (const seconds of [1, 5, 10, 19]) {
    it.effect(`leaves a list that the next one completes, after ${seconds} seconds`, () =>
      Effect.gen(function* () {
        const provider = yield* HotelXProvider.make({ hotels: 1000 })
        const hotelx = yield* connect().pipe(Effect.provide(InMemory.layer(provider, { latency: "1 second" })))
        const fiber = yield* Effect.forkChild(run(hotelx, { streams: ["hotels"] }))
        for (let step = 0; step < seconds * 2; step++) yield* TestClock.adjust("500 millis")
        yield* TestClock.adjust("250 millis")
        assert.isUndefined(fiber.pollUnsafe())
        yield* Fiber.interrupt(fiber)

        const { streams } = yield* inVirtualTime(run(hotelx, { streams: ["hotels"] }))
        const stored = yield* storedIn(hotelx.hotels)
        const codes = yield* provider.codes("hotels")

        assert.strictEqual(verdictOf(streams[0]!), "Attested")
        assert.deepStrictEqual(stored.toSorted(), [...codes].toSorted())
        // What was under way when the process ended may have moved the list.
        assert.strictEqual((yield* provider.requests).filter(({ first }) => first).length, 2)
      }).pipe(Effect.provide(MemoryStore.layer))
    )
  }
})
