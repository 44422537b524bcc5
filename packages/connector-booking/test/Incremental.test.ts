import { assert, describe, it } from "@effect/vitest"
import { StreamTable, SyncStore } from "@innlet/core/contract"
import { Sync } from "@innlet/core/engine"
import { MemoryStore } from "@innlet/core/store"
import { BookingProvider, InMemory, Row, World } from "@innlet/testkit"
import { Effect, Fiber, Redacted, Ref } from "effect"
import { TestClock } from "effect/testing"
import { BookingConnector } from "../src/index.ts"

const changes = { since: "updated_since", before: "updated_before", from: "inclusive" } as const
const minute = 60_000

const inVirtualTime = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("1 second")
  return yield* Fiber.join(fiber)
})

/** A provider of 400 rates, a connector of it, and a way to update some of its rows at this moment. */
const setting = Effect.fnUntraced(function* () {
  yield* TestClock.setTime(Row.epoch + 60 * minute)
  const provider = yield* BookingProvider.make({ rows: 400, changes: true })
  const booking = yield* BookingConnector.make({
    baseUrl: "https://booking.test",
    token: Redacted.make("test-token"),
    order: "immutable",
    changes
  }).pipe(Effect.orDie, Effect.provide(InMemory.layer(provider)))
  const update = (indexes: ReadonlyArray<number>, at: number) =>
    Ref.update(provider.state, (state) => ({
      ...state,
      lists: {
        ...state.lists,
        rates: {
          ...state.lists.rates,
          world: indexes.reduce((world, index) => World.updated(world, index, at), state.lists.rates.world)
        }
      }
    }))
  const sync = (options: Partial<Sync.Options> = {}) =>
    Effect.map(inVirtualTime(Sync.run(booking, { streams: ["rates"], incremental: true, ...options })), (report) => {
      const { inserted, received, updated } = report.streams[0]!.counts
      return { received, inserted, updated }
    })
  const stored = Effect.map(MemoryStore.MemoryStore, (memory) =>
    memory
      .rows(StreamTable.make("booking", booking.rates))
      .map(({ raw }) => raw)
      .toSorted()
  )
  const provided = Effect.map(provider.rows("rates"), (rows) => rows.map(({ json }) => json).toSorted())
  return { update, sync, stored, provided }
})

describe("an incremental sync of a provider that lists what changed", () => {
  it.effect("reads everything once, and afterwards what changed since shortly before the last sweep began", () =>
    Effect.gen(function* () {
      const { provided, stored, sync, update } = yield* setting()
      assert.deepStrictEqual((yield* sync()).inserted, 400)

      yield* TestClock.adjust("1 hour")
      yield* update([3, 7, 250], Row.epoch + 90 * minute)
      const second = yield* sync()

      assert.deepStrictEqual([second.inserted, second.updated], [0, 3])
      // Beside the three, what neighbouring pages share.
      assert.isBelow(second.received, 10)
      assert.deepStrictEqual(yield* stored, yield* provided)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("misses no row that changed in the second in which a sweep began", () =>
    Effect.gen(function* () {
      const { provided, stored, sync, update } = yield* setting()
      const began = Row.epoch + 60 * minute
      yield* sync()
      yield* update([0, 399], began)

      yield* TestClock.adjust("1 hour")
      yield* sync()

      assert.deepStrictEqual(yield* stored, yield* provided)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("fills in a time again without moving what goes forward", () =>
    Effect.gen(function* () {
      const { provided, stored, sync, update } = yield* setting()
      yield* sync()
      yield* update([10, 20], Row.epoch + 70 * minute)
      yield* update([30], Row.epoch + 110 * minute)
      yield* TestClock.adjust("1 hour")
      const forward = Effect.flatMap(SyncStore.SyncStore, (store) =>
        Effect.map(store.checkpoints, (all) => all.find(({ partition }) => partition === "all"))
      )
      const before = yield* forward

      const backfill = yield* sync({
        backfill: { from: Row.epoch + 65 * minute, to: Row.epoch + 75 * minute }
      })
      const afterwards = yield* forward
      const next = yield* sync()

      assert.deepStrictEqual([backfill.updated, next.updated], [2, 1])
      assert.isBelow(backfill.received, 10)
      assert.deepStrictEqual(afterwards, before)
      assert.deepStrictEqual(yield* stored, yield* provided)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("reads everything again when it is to begin anew", () =>
    Effect.gen(function* () {
      const { sync } = yield* setting()
      yield* sync()
      yield* TestClock.adjust("1 hour")

      assert.isAtLeast((yield* sync({ fresh: true })).received, 400)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("refuses a backfill of a stream that can only be listed whole", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make({ rows: 10 })
      const booking = yield* BookingConnector.make({
        baseUrl: "https://booking.test",
        token: Redacted.make("test-token")
      }).pipe(Effect.provide(InMemory.layer(provider)))

      const error = yield* Effect.flip(Sync.run(booking, { streams: ["rates"], backfill: { from: 0, to: 1 } }))

      assert.include(error.message, "booking/rates can't list what changed in a time")
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})
