import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Fiber, Option, Schema } from "effect"
import { TestClock } from "effect/testing"
import { ConnectorError, ProviderUnavailable, QuotaExceeded, type Reason } from "../../src/contract/ConnectorError.ts"
import * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import * as Page from "../../src/contract/Page.ts"
import { Whole } from "../../src/contract/Partition.ts"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Traversal from "../../src/contract/Traversal.ts"
import * as Sync from "../../src/engine/Sync.ts"
import type { SyncEvent } from "../../src/engine/SyncEvent.ts"
import * as QuotaGate from "../../src/quota/QuotaGate.ts"
import * as Breaker from "../../src/resilience/Breaker.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as ListConnector from "./ListConnector.ts"

const quota = (wait: Duration.Input) => new QuotaExceeded({ detail: "429", retryAfter: Duration.fromInputUnsafe(wait) })
const unavailable = new ProviderUnavailable({ detail: "503", retryAfter: undefined, processed: "maybe" })

/** A run of a process of its own, with a gate and a breaker that know nothing yet; notes when it asked. */
const inAnotherProcess = Effect.fnUntraced(function* (
  name: string,
  fail: (request: number) => Reason | undefined = () => undefined,
  onEvent: (event: SyncEvent) => void = () => undefined,
  list: ReadonlyArray<unknown> = ListConnector.offers(95)
) {
  const { asked, connector } = ListConnector.make({ list: () => list, fail })
  const sentAt: Array<number> = []
  const [stream] = connector.streams
  const streams = [
    {
      ...stream!,
      read: Effect.fnUntraced(function* (request: Parameters<NonNullable<typeof stream>["read"]>[0]) {
        sentAt.push(yield* Clock.currentTimeMillis)
        return yield* stream!.read(request)
      })
    }
  ]
  const report = yield* Sync.run(
    { ...connector, name, streams },
    { onEvent: (event) => Effect.sync(() => onEvent(event)) }
  ).pipe(
    Effect.catchTag("SyncIncomplete", (error) => Effect.succeed(error.report)),
    Effect.provide([QuotaGate.layerMemory, Breaker.layerMemory])
  )
  const [first] = report.streams
  return { asked, sentAt, outcome: first!.outcome, counts: first!.counts }
})

/** A provider whose cursor moves on every read, also when the answer is lost; no two walks share a cursor. */
const scrolling = (lost: (nth: number) => Reason | undefined) => {
  const asked: Array<string> = []
  const places = new Map<string, number>()
  const stream = ConnectorStream.make({
    name: "offers",
    record: ListConnector.Offer,
    key: ["id"],
    traversal: Traversal.linked("scroll", { replay: "unsafe", end: ["absentCursor"] }),
    pageSize: { default: 10, min: 1, max: 100, step: 1 },
    partition: Whole,
    cursor: Schema.String,
    partitions: () => Effect.succeed(["all" as const]),
    read: Effect.fnUntraced(function* ({ cursor }) {
      const id = Option.getOrElse(cursor, () => `scroll${places.size + 1}`)
      const nth = asked.push(Option.isSome(cursor) ? id : "first")
      const from = places.get(id) ?? 0
      places.set(id, from + 10)
      yield* Effect.sleep("100 millis")
      const reason = lost(nth)
      if (reason !== undefined) {
        return yield* new ConnectorError({ connector: "test", stream: "offers", reason })
      }
      return Page.make<unknown, string>({
        records: ListConnector.offers(95).slice(from, from + 10),
        next: from + 10 < 95 ? Option.some(id) : Option.none(),
        evidence: from + 10 < 95 ? [] : ["absentCursor"]
      })
    })
  })
  return { asked, connector: { name: "test", version: "1", streams: [stream], quotas: [] } }
}

describe("a run in trouble", () => {
  it.effect("keeps to a Retry-After that another process was told before it died", () =>
    Effect.gen(function* () {
      const first = yield* Effect.forkChild(inAnotherProcess("test", (n) => (n === 3 ? quota("5 minutes") : undefined)))
      for (let i = 0; i < 50; i++) yield* TestClock.adjust("100 millis")
      const [told] = yield* Effect.flatMap(SyncStore, (store) => store.health)
      assert.isAtLeast(told?.pausedUntil ?? 0, 5 * 60_000)
      yield* Fiber.interrupt(first)

      const second = yield* inVirtualTime(inAnotherProcess("test"))
      assert.strictEqual(second.outcome._tag, "Completed")
      assert.isAtLeast(second.sentAt[0]!, told?.pausedUntil ?? 0)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("asks nothing for a stream when another one was suspended, and keeps its own checkpoint", () =>
    Effect.gen(function* () {
      yield* inVirtualTime(inAnotherProcess("test", () => quota("2 hours")))
      const again = yield* inVirtualTime(inAnotherProcess("test"))
      const other = yield* inVirtualTime(inAnotherProcess("other"))

      assert.deepStrictEqual([again.outcome._tag, again.asked.length], ["Suspended", 0])
      const healths = yield* Effect.flatMap(SyncStore, (store) => store.health)
      assert.deepStrictEqual(
        healths.find(({ connector }) => connector === "test")?.exchanges.map(({ throttled }) => throttled),
        [true]
      )
      assert.strictEqual(other.outcome._tag, "Completed")
      yield* TestClock.adjust("2 hours")
      assert.strictEqual((yield* inVirtualTime(inAnotherProcess("test"))).outcome._tag, "Completed")
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("is suspended by an open breaker with its checkpoint kept, tells so, and goes on where it was", () =>
    Effect.gen(function* () {
      const events: Array<string> = []
      const { connector, asked } = ListConnector.make({
        list: () => ListConnector.offers(95),
        order: "immutable",
        fail: (n) => (n > 3 && n <= 10 ? unavailable : undefined)
      })
      const run = Sync.run(connector, {
        onEvent: (event) =>
          Effect.sync(() => {
            if (event._tag === "BreakerChanged") events.push(`${event.from}->${event.to}`)
          })
      }).pipe(Effect.catchTag("SyncIncomplete", (error) => Effect.succeed(error.report)))
      const outcomes: Array<string> = []
      for (let i = 0; i < 20 && outcomes.at(-1) !== "Completed"; i++) {
        const { outcome } = (yield* inVirtualTime(run)).streams[0]!
        outcomes.push(outcome._tag)
        if (outcome._tag === "Suspended") {
          const now = yield* Clock.currentTimeMillis
          assert.isAbove(outcome.resumeAt, now)
          yield* TestClock.adjust(Duration.millis(outcome.resumeAt - now))
        }
      }

      assert.deepStrictEqual(outcomes, ["Failed", "Suspended", "Suspended", "Suspended", "Completed"])
      assert.deepStrictEqual(events, [
        "Closed->Open",
        "Open->HalfOpen",
        "HalfOpen->Open",
        "Open->HalfOpen",
        "HalfOpen->Open",
        "Open->HalfOpen",
        "HalfOpen->Closed"
      ])
      assert.strictEqual(new Set(asked.slice(3, 11)).size, 1)
    }).pipe(Effect.provide([MemoryStore.layer, Breaker.layerMemory]))
  )

  it.effect("stops asking when the records of a page can't be read, and keeps them", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(200).map((offer, i) => (i < 20 ? offer : { ...offer, price: "n/a" }))
      const run = yield* inVirtualTime(inAnotherProcess("test", undefined, undefined, list))

      assert.strictEqual(run.outcome._tag === "Failed" && run.outcome.error._tag, "SchemaDrift")
      assert.isAtMost(run.asked.length, 7)
      assert.isAtLeast((yield* MemoryStore.MemoryStore).deadLetters.length, 10)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("keeps the health of its provider", () =>
    Effect.gen(function* () {
      yield* inVirtualTime(
        inAnotherProcess("test", (n) => (n === 2 ? quota("1 second") : n === 4 ? unavailable : undefined))
      )
      const [health] = yield* Effect.flatMap(SyncStore, (store) => store.health)

      assert.deepStrictEqual(
        [health?.connector, health?.failures, health?.throttled, health?.requests],
        ["test", 2, 1, health?.exchanges.length]
      )
      const waits = health?.exchanges.flatMap(({ because }) => because ?? [])
      assert.deepStrictEqual(waits, ["pause", "backoff"])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("keeps a declared quota over all partitions", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(995)
      const { connector } = ListConnector.make({ list: () => list })
      const sentAt: Array<number> = []
      const [stream] = connector.streams
      const streams = [
        {
          ...stream!,
          partition: stream!.partition,
          read: Effect.fnUntraced(function* (request: Parameters<NonNullable<typeof stream>["read"]>[0]) {
            sentAt.push(yield* Clock.currentTimeMillis)
            return yield* stream!.read(request)
          })
        }
      ]
      const quotas = [{ kind: "read" as const, limit: 7, window: Duration.minutes(1) }]
      yield* inVirtualTime(Sync.run({ ...connector, streams, quotas }))

      assert.isAbove(sentAt.length, 90)
      for (const from of sentAt) {
        assert.isAtMost(sentAt.filter((at) => at >= from && at < from + 60_000).length, 7)
      }
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect(
    "begins the walk anew, after the wait, when its cursor would not survive that, and never sends it again",
    () =>
      Effect.gen(function* () {
        const asked: Array<readonly [at: number, cursor: string]> = []
        let begun = 0
        const stream = ConnectorStream.make({
          name: "offers",
          record: ListConnector.Offer,
          key: ["id"],
          traversal: Traversal.linked("continuation", {
            replay: "safe",
            lifetime: { _tag: "Fixed", ttl: Duration.minutes(4) },
            end: ["absentCursor"]
          }),
          pageSize: { default: 10, min: 1, max: 100, step: 1 },
          partition: Whole,
          cursor: Schema.String,
          partitions: () => Effect.succeed(["all" as const]),
          read: Effect.fnUntraced(function* ({ cursor }) {
            const now = yield* Clock.currentTimeMillis
            // A cursor of each walk's own, as providers give them.
            const [walk, from] = Option.match(cursor, {
              onNone: () => [`walk${++begun}`, 0] as const,
              onSome: (text) => [text.split(":")[0]!, Number(text.split(":")[1])] as const
            })
            asked.push([now, `${walk}:${from}`])
            if (asked.length === 4) {
              return yield* new ConnectorError({ connector: "test", stream: "offers", reason: quota("5 minutes") })
            }
            const records = ListConnector.offers(95).slice(from, from + 10)
            const next = from + records.length
            return Page.make<unknown, string>({
              records,
              next: next < 95 ? Option.some(`${walk}:${next}`) : Option.none(),
              evidence: next < 95 ? [] : ["absentCursor"]
            })
          })
        })
        const connector = { name: "test", version: "1", streams: [stream], quotas: [] }
        const { streams } = yield* inVirtualTime(Sync.run(connector))

        assert.strictEqual(streams[0]?.outcome._tag, "Completed")
        assert.strictEqual(streams[0]?.counts.inserted, 95)
        assert.deepStrictEqual(
          asked.slice(0, 5).map(([, cursor]) => cursor),
          ["walk1:0", "walk1:10", "walk1:20", "walk1:30", "walk2:0"]
        )
        assert.isAtLeast(asked[4]![0] - asked[3]![0], 5 * 60_000)
      }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("loses no page of a moving cursor when an answer is lost", () =>
    Effect.gen(function* () {
      const { asked, connector } = scrolling((nth) => (nth === 5 ? unavailable : undefined))
      const { streams } = yield* inVirtualTime(Sync.run(connector))

      assert.deepStrictEqual([streams[0]?.outcome._tag, streams[0]?.counts.inserted], ["Completed", 95])
      assert.deepStrictEqual(asked.slice(0, 7), [
        "first",
        "scroll1",
        "scroll1",
        "scroll1",
        "scroll1",
        "first",
        "scroll2"
      ])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("sends the first page again when its answer is lost, since no cursor has moved", () =>
    Effect.gen(function* () {
      const { asked, connector } = scrolling((nth) => (nth === 1 ? unavailable : undefined))
      const { streams } = yield* inVirtualTime(Sync.run(connector))

      assert.deepStrictEqual([streams[0]?.outcome._tag, streams[0]?.counts.inserted], ["Completed", 95])
      assert.deepStrictEqual(asked.slice(0, 3), ["first", "first", "scroll2"])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  for (const seconds of [0.25, 0.35, 0.45, 0.55, 0.75]) {
    it.effect(`loses no page of a moving cursor when a run dies after ${seconds} s`, () =>
      Effect.gen(function* () {
        const { asked, connector } = scrolling(() => undefined)
        const first = yield* Effect.forkChild(Sync.run(connector))
        for (let ms = 0; ms < seconds * 1000; ms += 50) yield* TestClock.adjust("50 millis")
        yield* Fiber.interrupt(first)
        const before = asked.length
        const { streams } = yield* inVirtualTime(Sync.run(connector))

        assert.isAbove(before, 1)
        assert.strictEqual(asked[before], "first")
        const store = yield* MemoryStore.MemoryStore
        const table = StreamTable.make("test", connector.streams[0]!)
        assert.deepStrictEqual([streams[0]?.outcome._tag, store.rows(table).length], ["Completed", 95])
      }).pipe(Effect.provide(MemoryStore.layer))
    )
  }
})
