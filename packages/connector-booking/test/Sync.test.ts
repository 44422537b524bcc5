import { assert, describe, it } from "@effect/vitest"
import { StreamTable } from "@innlet/core/contract"
import { Sync, type SyncReport } from "@innlet/core/engine"
import { MemoryStore } from "@innlet/core/store"
import { type BookingOptions, BookingProvider, InMemory, Serve } from "@innlet/testkit"
import * as Msw from "@innlet/testkit/msw"
import { Effect, Fiber, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { NodeHttpClient } from "@effect/platform-node"
import { TestClock } from "effect/testing"
import { setupServer } from "msw/node"
import { BookingConnector } from "../src/index.ts"

const origin = "https://booking.test"

const connect = (options: Partial<BookingConnector.Options> = {}) =>
  BookingConnector.make({
    baseUrl: origin,
    token: Redacted.make("test-token"),
    order: "immutable",
    ...options
  }).pipe(Effect.orDie)

/** Lets virtual time pass until the effect is done. */
const inVirtualTime = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("10 seconds")
  return yield* Fiber.join(fiber)
})

const pull = Effect.fnUntraced(function* (
  options: BookingOptions.BookingOptions,
  connector: Partial<BookingConnector.Options> = {}
) {
  const provider = yield* BookingProvider.make(options)
  const booking = yield* connect(connector).pipe(Effect.provide(InMemory.layer(provider)))
  const result = yield* Sync.run(booking, { streams: ["rates"] }).pipe(
    Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report)),
    inVirtualTime
  )
  const memory = yield* MemoryStore.MemoryStore
  const stored = new Set(
    memory.rows(StreamTable.make("booking", booking.rates)).map(({ raw }) => String(Object(JSON.parse(raw)).id))
  )
  const present = (yield* provider.presentThroughout("rates")).filter((row) => !row.malformed)
  return {
    stream: result.streams[0]!,
    stored,
    missing: present.filter(({ key }) => !stored.has(key)).length,
    requests: yield* provider.requests,
    deadLetters: memory.deadLetters
  }
}, Effect.provide(MemoryStore.layer))

const verdictOf = ({ outcome }: SyncReport.StreamReport): string =>
  outcome._tag === "Completed" ? outcome.verdict._tag : outcome._tag === "Failed" ? outcome.error.message : outcome._tag

const summary = ({ streams }: SyncReport.SyncReport) =>
  streams.map(({ counts, outcome, stream }) => [stream, counts.inserted, counts.requests, outcome])

describe("a sync of a Booking-shaped provider", () => {
  it.effect("stores 200 of 200 records when 50 come for 100 asked, without a word", () =>
    Effect.gen(function* () {
      const limits = { max: 50, over: "truncateSilently" } as const
      const result = yield* pull({ rows: 200, limits })

      assert.deepStrictEqual([result.stored.size, verdictOf(result.stream)], [200, "Proven"])
    })
  )

  it.effect("stores every record of a provider that caps the limit and says so", () =>
    Effect.gen(function* () {
      const result = yield* pull({ rows: 200, limits: { max: 50, over: "truncateHonestly" } })

      assert.deepStrictEqual([result.stored.size, verdictOf(result.stream)], [200, "Proven"])
    })
  )

  it.effect("fails with the provider's own words when the limit is refused", () =>
    Effect.gen(function* () {
      const result = yield* pull({ rows: 200, limits: { max: 50, over: "reject" } })

      assert.include(verdictOf(result.stream), "LIMIT_TOO_LARGE")
      assert.strictEqual(result.stored.size, 0)
    })
  )

  for (const offsets of ["multiplesOrReject", "multiplesOrFloor", "multiplesOrFloorSilently"] as const) {
    it.effect(`stores every record and proves nothing when offsets are ${offsets}`, () =>
      Effect.gen(function* () {
        const result = yield* pull({ rows: 950, offsets })

        assert.deepStrictEqual([result.stored.size, verdictOf(result.stream)], [950, "Attested"])
      })
    )
  }

  it.effect("fails within two requests of the one page that comes for ever", () =>
    Effect.gen(function* () {
      const result = yield* pull({ rows: 950, offsets: "ignored" })

      assert.include(verdictOf(result.stream), "PageRepeated")
      assert.isAtMost(result.requests.length, 3)
    })
  )

  for (const total of ["absent", { fixed: "122" }, { fixed: -1 }, { fixed: null }, { fixed: 3 }] as const) {
    it.effect(`reads to the end whatever the total says: ${JSON.stringify(total)}`, () =>
      Effect.gen(function* () {
        const result = yield* pull({ rows: 950, total })

        assert.deepStrictEqual([result.stored.size, verdictOf(result.stream)], [950, "Proven"])
      })
    )
  }

  it.effect("loses nothing in 100 pulls of a list that changes between requests", () =>
    Effect.gen(function* () {
      for (let seed = 1; seed <= 100; seed++) {
        const result = yield* pull({ rows: 1000, seed, volatility: { deletes: 0.5, inserts: 0.5 } })
        assert.deepStrictEqual([result.missing, verdictOf(result.stream)], [0, "Proven"], `seed ${seed}`)
      }
    })
  )

  it.effect("never calls a list without a stable order proven", () =>
    Effect.gen(function* () {
      for (let seed = 1; seed <= 20; seed++) {
        const volatility = { deletes: 0.5, inserts: 0.5, moves: 1 }
        const result = yield* pull({ rows: 500, seed, volatility }, { order: "mutable" })
        assert.notStrictEqual(verdictOf(result.stream), "Proven")
      }
    })
  )

  it.effect("stores every good record and every bad one as a dead letter that names the field", () =>
    Effect.gen(function* () {
      const result = yield* pull({ rows: 2000, malformed: 0.01 })
      const { counts } = result.stream

      assert.isAbove(result.deadLetters.length, 5)
      assert.strictEqual(result.stored.size + result.deadLetters.length, 2000)
      assert.strictEqual(result.missing, 0)
      assert.isTrue(result.deadLetters.every(({ issues }) => issues.length > 0 && issues[0]!.path !== ""))
      assert.strictEqual(counts.received, counts.inserted + counts.updated + counts.unchanged + counts.deadLettered)
    })
  )

  it.effect("waits for a quota and retries a provider that is down for a while", () =>
    Effect.gen(function* () {
      const throttle = { requests: 3, window: "1 minute" } as const
      const result = yield* pull({ rows: 950, throttle })

      assert.deepStrictEqual([result.stored.size, verdictOf(result.stream)], [950, "Proven"])
      assert.isAbove(result.stream.counts.retries, 0)
      assert.strictEqual(result.stream.counts.requests, result.requests.length)
    })
  )

  it.effect("says that the token is wrong", () =>
    Effect.gen(function* () {
      const result = yield* pull({ rows: 10, token: "another" })

      assert.include(verdictOf(result.stream), "AuthenticationFailed: the credentials were refused")
    })
  )

  it.effect("declares a traversal that admits what it does not know", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make()
      const booking = yield* BookingConnector.make({ baseUrl: origin, token: Redacted.make("t") }).pipe(
        Effect.provide(InMemory.layer(provider))
      )
      const { cursor, end, lifetime, order, replay, total } = booking.rates.traversal

      assert.deepStrictEqual(
        { cursor, end, lifetime, order, replay, total },
        {
          cursor: "offset",
          replay: "safe",
          lifetime: { _tag: "Unlimited" },
          order: "unspecified",
          total: "advisory",
          end: ["emptyPage", "shortPage"]
        }
      )
    })
  )

  it.live("reads the same through msw and through a socket", () =>
    Effect.gen(function* () {
      const viaMsw = yield* Effect.gen(function* () {
        const provider = yield* BookingProvider.make({ rows: 300 })
        const server = setupServer(...(yield* Msw.handlers(provider, origin)))
        yield* Effect.acquireRelease(
          Effect.sync(() => server.listen({ onUnhandledFrame: "error" })),
          () => Effect.sync(() => server.close())
        )
        const booking = yield* connect().pipe(Effect.provide(FetchHttpClient.layer))
        return yield* Sync.run(booking).pipe(Effect.provide(MemoryStore.layer))
      }).pipe(Effect.scoped)
      const viaSocket = yield* Effect.gen(function* () {
        const provider = yield* BookingProvider.make({ rows: 300 })
        const { url } = yield* Serve.serve(provider)
        const booking = yield* connect({ baseUrl: url }).pipe(Effect.provide(NodeHttpClient.layerNodeHttp))
        return yield* Sync.run(booking).pipe(Effect.provide(MemoryStore.layer))
      }).pipe(Effect.scoped)

      assert.deepStrictEqual(summary(viaMsw), summary(viaSocket))
      assert.deepStrictEqual(
        viaMsw.streams.map(({ counts }) => counts.inserted),
        [300, 300, 300]
      )
    })
  )
})
