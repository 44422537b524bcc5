import { assert, describe, it } from "@effect/vitest"
import { QuotaGate } from "@innlet/core/quota"
import { Breaker } from "@innlet/core/resilience"
import { MemoryStore } from "@innlet/core/store"
import { type DemandFeed, type DemandOptions as Mock, DemandProvider, InMemory } from "@innlet/testkit"
import { Effect, Option, Schema } from "effect"
import { TestClock } from "effect/testing"
import { type DemandConnector, type DemandOptions } from "../../src/index.ts"
import { begin, connect, hour, inVirtualTime, parts, run, storedIn, verdictOf, versions } from "./Pull.ts"

const services = Effect.provide([MemoryStore.layer, QuotaGate.layerMemory, Breaker.layerMemory])

const setting = Effect.fnUntraced(function* (
  mock: Mock.DemandOptions,
  changes: DemandOptions.ChangesOptions = {},
  latency: "1 second" | "20 millis" = "1 second"
) {
  yield* TestClock.setTime(begin)
  const provider = yield* DemandProvider.make(mock)
  const connector = yield* connect({ version: mock.api, accommodationChanges: changes }).pipe(
    Effect.provide(InMemory.layer(provider, { latency }))
  )
  const sync = (options: { readonly fresh?: boolean } = {}) =>
    Effect.map(inVirtualTime(run(connector, options)), ({ streams }) => streams[0]!)
  return { provider, connector, sync, rows: rowsOf(connector) }
})

const rowsOf = (connector: DemandConnector.DemandConnector) =>
  Effect.map(storedIn(connector.accommodationChanges!), (rows) =>
    rows
      .map(({ before, change, closure, from, id }) => ({ id, change, closure, from, before }))
      .toSorted((a, b) => Number(a.id) - Number(b.id))
  )

const ago = (seconds: number, id: number, list: DemandFeed.FeedEvent["list"] = "changed"): DemandFeed.FeedEvent => ({
  id,
  at: begin - seconds * 1000,
  list
})

describe("the feed of changes", () => {
  for (const api of versions) {
    it.effect(`tells in ${api} what changed, closed and opened in the last day, at the first look`, () =>
      Effect.gen(function* () {
        const feed = [ago(23 * 3600, 1), ago(100, 2, "temporarily"), ago(100, 3, "opened"), ago(90, 4, "fraud")]
        const { provider, rows, sync } = yield* setting({ api, feed: [...feed, ago(25 * 3600, 9)] })
        const { counts, outcome } = yield* sync()
        const [first, ...others] = yield* provider.requests

        assert.deepStrictEqual(
          (yield* rows).map(({ change, closure, id }) => [id, change, closure]),
          [
            ["1", "changed", null],
            ["2", "closed", api === "3.1" ? null : "temporarily"],
            ["3", "opened", null],
            ["4", "closed", api === "3.1" ? null : "fraud"]
          ]
        )
        assert.deepStrictEqual(first?.body, { last_change: "2026-02-28T12:01:00+00:00" })
        assert.deepStrictEqual(
          others.map(({ body }) => body),
          [{ last_change: "2026-03-01T11:58:31+00:00" }]
        )
        assert.deepStrictEqual([counts.received, outcome._tag], [4, "Completed"])
      }).pipe(services)
    )
  }

  it.effect("is attested, since the provider's word is all there is", () =>
    Effect.gen(function* () {
      const { sync } = yield* setting({ feed: [ago(100, 1)] })

      assert.strictEqual(verdictOf(yield* sync()), "Attested")
    }).pipe(services)
  )

  it.effect("is narrowed to countries", () =>
    Effect.gen(function* () {
      const feed = [10_001, 10_002, 10_003, 10_004].map((id) => ago(100, id))
      const { provider, rows, sync } = yield* setting({ feed }, { countries: ["nl", "fr"] })
      yield* sync()

      assert.deepStrictEqual(
        (yield* rows).map(({ id }) => id),
        ["10001", "10003"]
      )
      assert.deepInclude((yield* provider.requests)[0]?.body, { filters: { countries: ["nl", "fr"] } })
    }).pipe(services)
  )

  it.effect("is read whole where an answer holds more than 5000 ids, those of its last second with it", () =>
    Effect.gen(function* () {
      const feed = Array.from({ length: 12_000 }, (_, at) => ago(20_000 - Math.floor(at / 300), 1 + at))
      const { provider, rows, sync } = yield* setting({ feed, changesPerAnswer: 4990 })
      yield* sync()
      const sizes = (yield* provider.requests).map(({ records }) => records)

      assert.deepStrictEqual(sizes, [5100, 5100, 1800, 0])
      assert.strictEqual((yield* rows).length, 12_000)
    }).pipe(services)
  )

  it.effect("says that it opened, then that it closed, then that it changed, of an id in several lists", () =>
    Effect.gen(function* () {
      const feed = [
        ...(["changed", "opened", "permanently"] as const).map((list) => ago(100, 1, list)),
        ...(["changed", "temporarily", "fraud"] as const).map((list) => ago(100, 2, list)),
        ago(100, 3),
        ago(99, 3)
      ]
      const { rows, sync } = yield* setting({ feed })
      const { counts } = yield* sync()

      assert.deepStrictEqual(
        (yield* rows).map(({ change, closure, id }) => [id, change, closure]),
        [
          ["1", "opened", null],
          ["2", "closed", "fraud"],
          ["3", "changed", null]
        ]
      )
      assert.deepStrictEqual([counts.received, counts.deadLettered], [3, 0])
    }).pipe(services)
  )

  it.effect("lets stand what was told last of an id, page by page and run by run", () =>
    Effect.gen(function* () {
      const feed = [ago(100, 1, "opened"), ago(99, 7), ago(98, 1, "permanently")]
      const { provider, rows, sync } = yield* setting({ feed, changesPerAnswer: 1 })
      yield* sync()
      const first = (yield* rows)[0]
      yield* TestClock.adjust("1 hour")
      yield* provider.emit([{ id: 1, at: begin + hour / 2, list: "changed" }])
      yield* sync()
      const second = (yield* rows)[0]

      assert.deepStrictEqual([first?.change, first?.closure], ["closed", "permanently"])
      assert.deepStrictEqual([second?.change, second?.before], ["changed", "2026-03-01T12:30:01.000Z"])
    }).pipe(services)
  )

  it.effect("begins again ten minutes before the last look began", () =>
    Effect.gen(function* () {
      const { provider, rows, sync } = yield* setting({ feed: [ago(100, 1)] })
      yield* sync()
      const looked = (yield* provider.requests).length
      yield* TestClock.adjust("5 hours")
      yield* provider.emit([ago(590, 2), ago(-100, 3)])
      yield* sync()
      const next = (yield* provider.requests)[looked]

      assert.deepStrictEqual(next?.body, { last_change: "2026-03-01T11:49:59+00:00" })
      assert.deepStrictEqual(
        (yield* rows).map(({ id }) => id),
        ["1", "2", "3"]
      )
    }).pipe(services)
  )

  it.effect("tells in the next look of changes that the running second hid", () =>
    Effect.gen(function* () {
      const { provider, rows, sync } = yield* setting({ runningSecond: true, feed: [ago(0, 1)] }, {}, "20 millis")
      const first = sync()
      // The same second as one that is told already.
      yield* first
      yield* provider.emit([{ id: 2, at: begin + 900, list: "changed" }])
      yield* TestClock.adjust("1 hour")
      yield* sync()

      assert.deepStrictEqual(
        (yield* rows).map(({ id }) => id),
        ["1", "2"]
      )
    }).pipe(services)
  )

  it.effect("ends though there is always more", () =>
    Effect.gen(function* () {
      const feed = Array.from({ length: 3600 }, (_, second) => ago(-second, 1 + second))
      const { provider, sync } = yield* setting({ feed, runningSecond: true })
      const { outcome } = yield* sync()

      assert.strictEqual(outcome._tag, "Completed")
      assert.isAtMost((yield* provider.requests).length, 3)
    }).pipe(services)
  )
})

describe("a look that comes too late", () => {
  it.effect("fails and says that everything has to be read, and goes on after that", () =>
    Effect.gen(function* () {
      const { provider, rows, sync } = yield* setting({ feed: [ago(100, 1)] })
      yield* sync()
      yield* TestClock.adjust("24 hours")
      yield* provider.emit([ago(-3600, 2), ago(-86_000, 3)])
      const asked = (yield* provider.requests).length
      const late = yield* sync()
      const again = yield* sync()
      const fresh = yield* sync({ fresh: true })

      assert.match(
        verdictOf(late),
        /RequestRejected: changes are wanted since 2026-03-01T11:49:59\+00:00, and the feed goes back 24 hours, so that some would be lost; sync accommodations whole, then this stream with fresh$/
      )
      assert.strictEqual(verdictOf(again), verdictOf(late))
      // Nothing was asked for in vain, and the day begins where it can.
      assert.match(JSON.stringify((yield* provider.requests)[asked]?.body), /:"2026-03-01T12:01:\d\d\+00:00"\}$/)
      assert.deepStrictEqual([verdictOf(fresh), (yield* rows).map(({ id }) => id)], ["Attested", ["1", "2", "3"]])
    }).pipe(services)
  )

  it.effect("fails too where it was in the middle when it was interrupted", () =>
    Effect.gen(function* () {
      const feed = Array.from({ length: 40 }, (_, at) => ago(20 * 3600 - at, 1 + at))
      const { sync } = yield* setting({ feed, changesPerAnswer: 10, fail: [{ at: 3, status: 403 }] })
      const first = yield* sync()
      yield* TestClock.adjust("5 hours")
      const second = yield* sync()

      assert.include(verdictOf(first), "AccessDenied")
      assert.include(verdictOf(second), "the feed goes back 24 hours")
    }).pipe(services)
  )

  it.effect("fails where the provider leaves out what is older without a word but the time it began at", () =>
    Effect.gen(function* () {
      const provider = yield* DemandProvider.make({ older: "clamp", feed: [ago(100, 1)] })
      // Our clock is two minutes behind.
      yield* TestClock.setTime(begin - 120_000)
      const cursor = { lastChange: begin - 24 * hour - 90_000, until: begin }
      const ahead = {
        ...provider,
        handle: (request: Parameters<typeof provider.handle>[0]) =>
          Effect.andThen(TestClock.setTime(begin), provider.handle(request))
      }
      const late = yield* connect(parts.accommodation_changes).pipe(Effect.provide(InMemory.layer(ahead)))
      const error = yield* Effect.flip(
        late.accommodationChanges!.read({ partition: "all", cursor: Option.some(cursor), pageSize: 5000 })
      )

      assert.match(error.message, /came since 2026-02-28T12:00:00\+00:00, so that some would be lost/)
    }).pipe(services)
  )
})

const Seconds = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 40 }))
const lists = ["changed", "opened", "fraud", "permanently", "temporarily"] as const
const Event = Schema.Struct({
  id: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 8 })),
  second: Seconds,
  list: Schema.Literals(lists)
})
const Story = Schema.Struct({
  events: Schema.Array(Event).check(Schema.isMaxLength(40)),
  perAnswer: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 4 })),
  /** Requests at which a run dies. */
  deaths: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 }))).check(Schema.isMaxLength(4)),
  api: Schema.Literals(["3.1", "3.2"])
})

describe("any story of changes", () => {
  it.effect.prop(
    "is told whole, ties of a second at every edge of answers and runs that die at any of them included",
    [Story],
    ([{ api, deaths, events, perAnswer }]) =>
      Effect.gen(function* () {
        const told = events.map(({ id, list, second }) => ({ id, list, at: begin - 60_000 + second * 1000 }))
        // One more in each second, since answers that hold the same ids again and again look like a list that goes round.
        const feed = told.flatMap((event) => [event, { ...event, id: 1000 + event.at / 1000 - begin / 1000 + 60 }])
        const { provider, rows, sync } = yield* setting({
          api,
          changesPerAnswer: perAnswer,
          fail: deaths.map((at) => ({ at, status: 403 }))
        })
        // Half of it is there before the first look, the other half comes between looks.
        const half = Math.floor(feed.length / 2)
        yield* provider.emit(feed.slice(0, half))
        for (let look = 0; look <= deaths.length; look++) yield* sync()
        yield* provider.emit(feed.slice(half))
        yield* TestClock.adjust("10 seconds")
        for (let look = 0; look <= deaths.length + 1; look++) yield* sync()
        const stored = yield* rows

        assert.deepStrictEqual(
          stored.map(({ id }) => Number(id)),
          [...new Set(feed.map(({ id }) => id))].toSorted((a, b) => a - b)
        )
        for (const { before, from, id } of stored) {
          const last = Math.max(...feed.filter((event) => String(event.id) === id).map(({ at }) => at))
          assert.isTrue(Date.parse(String(from)) <= last && last < Date.parse(String(before)), `id ${String(id)}`)
        }
      }).pipe(services),
    { arbitrary: { runs: 60 }, timeout: 60_000 }
  )
})
