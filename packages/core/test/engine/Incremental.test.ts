import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Option, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import * as Page from "../../src/contract/Page.ts"
import { type Changes, Whole } from "../../src/contract/Partition.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Traversal from "../../src/contract/Traversal.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import { Offer } from "./ListConnector.ts"

/** An offer as it was changed at `at`, for others to see from `shown` on; epoch milliseconds. */
interface Change {
  readonly id: string
  readonly price: number
  readonly at: number
  readonly shown: number
}

const begun = Date.UTC(2026, 2, 1, 10)
const minute = 60_000

/** A provider that knows when its offers changed, in steps of its own, and lists those that did. */
const make = (filter: ConnectorStream.ChangesFilter, record: Schema.Decoder<Offer> = Offer) => {
  const changes: Array<Change> = []
  const asked: Array<Changes | undefined> = []
  const twice: Array<string> = []
  const step = Duration.toMillis(filter.resolution)
  const stamp = (at: number) => Math.floor(at / step) * step
  const stream = ConnectorStream.make({
    name: "offers",
    record,
    key: ["id"],
    traversal: Traversal.offset({ order: "immutable" }),
    changes: filter,
    pageSize: { default: 4, min: 4, max: 4, step: 1 },
    partition: Whole,
    cursor: Schema.FiniteFromString,
    partitions: () => Effect.succeed(["all" as const]),
    read: Effect.fnUntraced(function* ({ changed, cursor, pageSize }) {
      const now = yield* Clock.currentTimeMillis
      asked.push(changed)
      const latest = new Map(changes.filter(({ shown }) => shown <= now).map((change) => [change.id, change]))
      const list = [...latest.values()]
        .filter(({ at }) => {
          if (changed === undefined) return true
          const after = filter.from === "exclusive" ? stamp(at) > changed.from : stamp(at) >= changed.from
          return after && stamp(at) < (changed.to ?? Infinity)
        })
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .flatMap(({ id, price }) =>
          Array.from({ length: twice.includes(id) ? 2 : 1 }, () => ({ id, price, note: null }))
        )
      const offset = Option.getOrElse(cursor, () => 0)
      yield* Effect.sleep(500)
      return Page.make<unknown, number>({ records: list.slice(offset, offset + pageSize) })
    })
  })
  const connector = { name: "test", version: "1", streams: [stream], quotas: [] }
  const change = (id: string, price: number, at: number, lag = 0) => {
    changes.push({ id, price, at, shown: at + lag })
    changes.sort((a, b) => a.at - b.at)
  }
  const prices = () => Object.fromEntries(new Map(changes.map(({ id, price }) => [id, price])))
  return { asked, change, connector, prices, stream, twice }
}

const everyMs = { resolution: "1 milli", from: "inclusive" } as const
const incremental = { incremental: true }

const pricesIn = (stream: ConnectorStream.Any) =>
  Effect.map(Linked.stored(stream), (rows) => Object.fromEntries(rows.map(({ id, price }) => [id, price])))

const sinceOf = ({ asked }: Pick<ReturnType<typeof make>, "asked">) => asked.at(-1)?.from

describe("an incremental sync", () => {
  for (const [name, filter, since] of [
    ["its look back", { ...everyMs, lookBack: "90 seconds" }, begun + 1234 - 90_000],
    ["ten minutes", everyMs, begun + 1234 - 10 * minute],
    ["the step of its edge", { resolution: "1 second", from: "inclusive", lookBack: 0 }, begun + 1000],
    ["a step before its edge, which is left out", { resolution: "1 second", from: "exclusive", lookBack: 0 }, begun],
    ["the day of its edge", { resolution: "1 day", from: "inclusive", lookBack: 0 }, Date.UTC(2026, 2, 1)],
    ["the day before", { resolution: "1 day", from: "exclusive", lookBack: 0 }, Date.UTC(2026, 1, 28)]
  ] as const) {
    it.effect(`begins at the start of the last complete sweep, less ${name}`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(begun + 1234)
        const provider = make(filter)
        for (let i = 0; i < 9; i++) provider.change(`o${i}`, i, begun)
        yield* inVirtualTime(Linked.run(provider.connector, incremental))
        assert.isUndefined(provider.asked.at(-1))
        assert.strictEqual((yield* Linked.checkpoint).watermark, begun + 1234)
        yield* TestClock.adjust("1 hour")

        yield* inVirtualTime(Linked.run(provider.connector, incremental))

        assert.strictEqual(sinceOf(provider), since)
        assert.strictEqual((yield* Linked.checkpoint).since, since)
        yield* inVirtualTime(Linked.run(provider.connector))
        assert.isUndefined(provider.asked.at(-1))
      }).pipe(Effect.provide(Linked.watched()))
    )
  }

  it.effect("goes on from the last sweep of its own accord where there is nothing else to list", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begun)
      const provider = make({ ...everyMs, lookBack: 0, only: true })
      provider.change("o1", 1, begun - 1000)
      yield* inVirtualTime(Linked.run(provider.connector))
      assert.isUndefined(sinceOf(provider))
      yield* TestClock.adjust("3 days")
      yield* inVirtualTime(Linked.run(provider.connector))
      assert.strictEqual(sinceOf(provider), begun)
      yield* inVirtualTime(Linked.run(provider.connector, { fresh: true }))
      assert.isUndefined(sinceOf(provider))
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("keeps its start and what it asks for over an interruption, whatever the next run wants", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begun)
      const provider = make({ ...everyMs, lookBack: 0 })
      for (let i = 0; i < 20; i++) provider.change(`o${i}`, i, begun - 1000)
      yield* Linked.killedAfter(Linked.run(provider.connector, incremental), 1700)
      yield* TestClock.adjust("1 hour")
      yield* inVirtualTime(Linked.run(provider.connector, incremental))
      assert.strictEqual((yield* Linked.checkpoint).watermark, begun)

      for (let i = 0; i < 20; i++) provider.change(`o${i}`, 100 + i, begun + 2 * minute)
      yield* Linked.killedAfter(Linked.run(provider.connector, incremental), 1700)
      yield* TestClock.adjust("1 hour")
      yield* inVirtualTime(Linked.run(provider.connector))

      assert.strictEqual(sinceOf(provider), begun)
      assert.deepStrictEqual(yield* pricesIn(provider.stream), provider.prices())
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("asks again for all that an unproven sweep may have missed", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begun)
      const provider = make({ ...everyMs, lookBack: 0 })
      for (let i = 0; i < 9; i++) provider.change(`o${i}`, i, begun - 1000)
      yield* inVirtualTime(Linked.run(provider.connector, incremental))
      provider.change("o3", 33, begun + minute)
      provider.twice.push("o3")
      yield* TestClock.adjust("1 hour")

      const { outcome } = yield* inVirtualTime(Linked.run(provider.connector, incremental))

      assert.strictEqual(outcome._tag === "Completed" && outcome.verdict._tag, "Unproven")
      assert.strictEqual((yield* Linked.checkpoint).watermark, begun)
      yield* TestClock.adjust("1 hour")
      yield* inVirtualTime(Linked.run(provider.connector, incremental))
      assert.strictEqual(sinceOf(provider), begun)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("reads everything again when records have another shape, until that is complete", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begun)
      const provider = make(everyMs)
      for (let i = 0; i < 9; i++) provider.change(`o${i}`, i, begun - 60 * minute)
      yield* inVirtualTime(Linked.run(provider.connector, incremental))
      yield* TestClock.adjust("1 hour")
      const Wider = Schema.Struct({ ...Offer.fields, stars: Schema.optionalKey(Schema.Int) })
      const wider = make(everyMs, Wider)
      for (let i = 0; i < 9; i++) wider.change(`o${i}`, i, begun - 60 * minute)
      wider.twice.push("o3")

      const { counts } = yield* inVirtualTime(Linked.run(wider.connector, incremental))

      assert.isUndefined(wider.asked[0])
      assert.isAtLeast(counts.received, 9)
      assert.isUndefined((yield* Linked.checkpoint).watermark)
      wider.twice.length = 0
      yield* inVirtualTime(Linked.run(wider.connector, incremental))
      assert.isUndefined(wider.asked.at(-1))
      assert.isDefined((yield* Linked.checkpoint).watermark)
    }).pipe(Effect.provide(Linked.watched()))
  )
})

describe("a backfill", () => {
  it.effect("fills in what changed then, with a checkpoint of its own, and moves nothing forward", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begun)
      const provider = make({ resolution: "1 hour", from: "exclusive", lookBack: 0 })
      for (let i = 0; i < 20; i++) provider.change(`o${i}`, i, begun - 60 * minute)
      yield* inVirtualTime(Linked.run(provider.connector, incremental))
      const forward = yield* Linked.checkpoint
      provider.change("o7", 77, begun - 30 * minute)
      yield* TestClock.adjust("1 day")
      const backfill = { from: begun - 45 * minute, to: begun - 29 * minute }

      yield* Linked.killedAfter(Linked.run(provider.connector, { backfill }), 300)
      const { outcome } = yield* inVirtualTime(Linked.run(provider.connector, { ...incremental, backfill }))

      assert.strictEqual(outcome._tag, "Completed")
      assert.deepStrictEqual(new Set(provider.asked.slice(-2)), new Set([{ from: begun - 120 * minute, to: begun }]))
      assert.deepStrictEqual(yield* pricesIn(provider.stream), provider.prices())
      const [first, second] = yield* Effect.flatMap(SyncStore, (store) => store.checkpoints)
      assert.deepStrictEqual(first, forward)
      assert.strictEqual(second?.partition, "all backfill 2026-03-01T09:15:00.000Z/2026-03-01T09:31:00.000Z")
      assert.isUndefined(second?.watermark)
      yield* inVirtualTime(Linked.run(provider.connector, incremental))
      assert.strictEqual(sinceOf(provider), begun - 60 * minute)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("is refused by a stream that can only be listed whole", () =>
    Effect.gen(function* () {
      const { asked, connector } = Linked.make({ list: [] })
      const { outcome } = yield* Linked.run(connector, { backfill: { from: 0, to: 1 } })

      assert.strictEqual(outcome._tag === "Failed" && outcome.error._tag, "NoChanges")
      assert.include(
        outcome._tag === "Failed" ? outcome.error.message : "",
        "test/offers can't list what changed in a time"
      )
      assert.strictEqual(asked.length, 0)
    }).pipe(Effect.provide(Linked.watched()))
  )
})

const resolutions = { milli: 1, second: 1000, day: 24 * 60 * minute } as const
const edges = [-1, 0, 1, 499, 500, 999, 1000, 1001, 86_399_999, 86_400_000] as const
const lags = [0, 1, 250, 5000] as const

describe("a record that changes at the edge of two looks", () => {
  const Steps = Schema.Array(
    Schema.Struct({
      id: Schema.Literals(["a", "b", "c", "d", "e", "f"]),
      /** From the start of the look before; milliseconds. */
      edge: Schema.Literals(edges),
      lag: Schema.Literals(lags),
      act: Schema.Literals(["look", "lookAndDie", "wait"])
    })
  ).check(Schema.isMaxLength(12))

  for (const [name, resolution] of Object.entries(resolutions)) {
    for (const from of ["inclusive", "exclusive"] as const) {
      it.effect.prop(
        `is never missed by ${name} and an ${from} edge`,
        [Steps],
        ([steps]) =>
          Effect.gen(function* () {
            yield* TestClock.setTime(begun)
            const provider = make({ resolution, from, lookBack: 5000 })
            provider.change("z", 0, begun - 1)
            yield* inVirtualTime(Linked.run(provider.connector, incremental))
            let looked = begun
            for (const [price, { act, edge, id, lag }] of steps.entries()) {
              provider.change(id, price, looked + edge, lag)
              yield* TestClock.setTime(Math.max(looked + Math.max(edge, 0), yield* Clock.currentTimeMillis))
              if (act === "wait") continue
              looked = yield* Clock.currentTimeMillis
              const run = Linked.run(provider.connector, incremental)
              yield* act === "look" ? inVirtualTime(run, "500 millis") : Linked.killedAfter(run, 700)
            }
            yield* TestClock.adjust("2 days")
            // The first may have to give up a walk that an older run left where the list is another now.
            yield* inVirtualTime(Linked.run(provider.connector, incremental))
            yield* inVirtualTime(Linked.run(provider.connector, incremental))
            const { outcome } = yield* inVirtualTime(Linked.run(provider.connector, incremental))

            assert.strictEqual(outcome._tag, "Completed")
            assert.deepStrictEqual(yield* pricesIn(provider.stream), provider.prices())
            assert.isDefined(sinceOf(provider))
          }).pipe(Effect.provide(Linked.watched(), { local: true })),
        { arbitrary: { runs: 60 }, timeout: 60_000 }
      )
    }
  }
})
