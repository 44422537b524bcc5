import { assert, describe, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Exit, Fiber, Ref, Stream } from "effect"
import { TestClock } from "effect/testing"
import { AccessDenied, ProviderUnavailable, QuotaExceeded } from "../../src/contract/ConnectorError.ts"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Sync from "../../src/engine/Sync.ts"
import type { SyncEvent } from "../../src/engine/SyncEvent.ts"
import * as QuotaGate from "../../src/quota/QuotaGate.ts"
import { MemoryStore } from "../../src/store/index.ts"
import * as ListConnector from "./ListConnector.ts"

const unavailable = new ProviderUnavailable({ detail: "503", retryAfter: undefined, processed: "maybe" })
const quota = (wait: Duration.Input) => new QuotaExceeded({ detail: "429", retryAfter: Duration.fromInputUnsafe(wait) })

/** Lets virtual time pass until the fiber is done. */
const joined = Effect.fnUntraced(function* <A, E>(fiber: Fiber.Fiber<A, E>) {
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("10 seconds")
  return yield* Fiber.join(fiber)
})

const stored = (stream: ListConnector.Stream) =>
  Effect.map(MemoryStore.MemoryStore, (memory) =>
    memory
      .rows(StreamTable.make("test", stream))
      .map(({ record }) => record)
      .toSorted((a, b) => String(a["id"]).localeCompare(String(b["id"])))
  )

const only = Effect.map(
  Effect.flatMap(SyncStore, (store) => store.checkpoints),
  (checkpoints) => {
    assert.strictEqual(checkpoints.length, 1)
    return checkpoints[0]!
  }
)

describe("Sync.run", () => {
  it.effect("stores every record once and proves it", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(95)
      const { connector, stream } = ListConnector.make({ list: () => list })

      const { streams } = yield* Sync.run(connector)

      assert.deepStrictEqual(yield* stored(stream), list)
      assert.deepStrictEqual(streams[0]?.outcome, {
        _tag: "Completed",
        verdict: { _tag: "Proven", method: "anchored overlap" }
      })
      const { counts } = streams[0]!
      assert.strictEqual(counts.inserted, 95)
      assert.strictEqual(counts.received, counts.inserted + counts.updated + counts.unchanged + counts.deadLettered)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("leaves an unchanged list unchanged and updates what changed the second time", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(30)
      const changed = list.map((offer, i) => (i === 7 ? { ...offer, price: 999 } : offer))
      yield* Sync.run(ListConnector.make({ list: () => list }).connector)
      yield* TestClock.adjust("1 hour")

      const { stream, connector } = ListConnector.make({ list: () => changed })
      const { streams } = yield* Sync.run(connector)

      assert.strictEqual(streams[0]?.counts.inserted, 0)
      assert.strictEqual(streams[0]?.counts.updated, 1)
      assert.strictEqual((yield* only).epoch, 2)
      assert.deepStrictEqual(yield* stored(stream), changed)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("keeps good records and sends bad ones to dead letters with their paths", () =>
    Effect.gen(function* () {
      const list: Array<unknown> = ListConnector.offers(50)
      list[3] = { id: "o00003", price: "n/a", note: null }
      list[20] = null
      const { connector, stream } = ListConnector.make({ list: () => list })

      const { streams } = yield* Sync.run(connector)

      assert.strictEqual((yield* stored(stream)).length, 48)
      const letters = yield* Effect.map(MemoryStore.MemoryStore, (memory) => memory.deadLetters)
      assert.deepStrictEqual(
        letters.map(({ issues, raw }) => [issues[0]?.path, raw]),
        [
          ["price", `{"id":"o00003","price":"n/a","note":null}`],
          ["", "null"]
        ]
      )
      const { counts } = streams[0]!
      assert.strictEqual(counts.received, counts.inserted + counts.updated + counts.unchanged + counts.deadLettered)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("asks for the next page before the last one is committed, and for no more", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(100)
      const { asked, connector } = ListConnector.make({ list: () => list, latency: 10 })
      const gate = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        Sync.run(connector, {
          onEvent: (event) => (event._tag === "PageCommitted" ? Deferred.await(gate) : Effect.void)
        })
      )

      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(asked, [0, 5])
      yield* Deferred.succeed(gate, undefined)
      yield* joined(fiber)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  for (const order of ["immutable", "unspecified"] as const) {
    for (let killedAfter = 0; killedAfter <= 26; killedAfter++) {
      it.effect(`goes on from the last page of ${order} order when it is interrupted after page ${killedAfter}`, () =>
        Effect.gen(function* () {
          const list = ListConnector.offers(60)
          const whole = ListConnector.make({ list: () => list, order })
          const { streams: expected } = yield* Sync.run(whole.connector).pipe(
            Effect.provide(MemoryStore.layer, { local: true })
          )
          const { asked, connector, stream } = ListConnector.make({ list: () => list, order })
          const pages = yield* Ref.make(0)
          const reached = yield* Deferred.make<void>()
          const first = yield* Effect.forkChild(
            Sync.run(connector, {
              onEvent: (event) =>
                event._tag === "PageCommitted"
                  ? Effect.flatMap(
                      Ref.updateAndGet(pages, (n) => n + 1),
                      (n) =>
                        n > killedAfter
                          ? Effect.andThen(Deferred.succeed(reached, undefined), Effect.never)
                          : Effect.void
                    )
                  : Effect.void
            })
          )
          yield* Effect.raceFirst(Deferred.await(reached), Fiber.await(first))
          const finished = first.pollUnsafe() !== undefined
          yield* Fiber.interrupt(first)
          if (finished) return

          const { streams } = yield* Sync.run(connector)

          assert.deepStrictEqual(yield* stored(stream), list)
          assert.deepStrictEqual(streams[0]?.outcome, expected[0]?.outcome)
          const { counts } = yield* only
          assert.strictEqual(counts.received, counts.inserted + counts.unchanged)
          // The page that was read ahead, and no other.
          assert.isAtMost(asked.length - whole.asked.length, 1)
        }).pipe(Effect.provide(MemoryStore.layer))
      )
    }
  }

  it.effect("keeps the checkpoint of the last good page when the provider stays down, and resumes there", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(60)
      let down = true
      const { asked, connector, stream } = ListConnector.make({
        list: () => list,
        fail: (_, offset) => (down && offset >= 20 ? unavailable : undefined)
      })
      const exit = yield* joined(yield* Effect.forkChild(Effect.exit(Sync.run(connector))))
      assert.isTrue(Exit.isFailure(exit))
      const failed = yield* only
      assert.strictEqual(failed.status, "failed")
      assert.include(failed.problem ?? "", "ProviderUnavailable")
      down = false
      asked.length = 0

      yield* Sync.run(connector)

      assert.strictEqual(asked[0], 20)
      assert.deepStrictEqual(yield* stored(stream), list)
      assert.strictEqual((yield* only).run, failed.run)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("suspends on a long wait, sends nothing before it is over, and then goes on", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(60)
      const { asked, connector, stream } = ListConnector.make({
        list: () => list,
        fail: (request) => (request === 3 ? quota("1 hour") : undefined)
      })

      const first = yield* Effect.flip(Sync.run(connector))
      const early = yield* Effect.flip(Sync.run(connector))

      assert.strictEqual(first._tag === "SyncIncomplete" && first.report.streams[0]?.outcome._tag, "Suspended")
      assert.strictEqual(early._tag === "SyncIncomplete" && early.report.streams[0]?.outcome._tag, "Suspended")
      assert.strictEqual(asked.length, 3)
      yield* TestClock.adjust("1 hour")
      yield* Sync.run(connector)
      assert.deepStrictEqual(yield* stored(stream), list)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("reads a provider that refuses overlapping offsets in exact steps and does not call it proven", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(95)
      const { connector, stream } = ListConnector.make({
        list: () => list,
        exactSteps: true
      })

      const { streams } = yield* Sync.run(connector)

      assert.deepStrictEqual(yield* stored(stream), list)
      const outcome = streams[0]!.outcome
      assert.strictEqual(outcome._tag === "Completed" && outcome.verdict._tag, "Attested")
      assert.strictEqual(streams[0]!.restarts, 0)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("fails a run whose partition another run took over, and changes nothing with it", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(60)
      const { connector } = ListConnector.make({ list: () => list })
      const gate = yield* Deferred.make<void>()
      const zombie = yield* Effect.forkChild(
        Effect.flip(
          Sync.run(connector, {
            onEvent: (event) => (event._tag === "PageCommitted" ? Deferred.await(gate) : Effect.void)
          })
        )
      )
      yield* TestClock.adjust("1 second")
      yield* Sync.run(connector)
      const after = yield* only

      yield* Deferred.succeed(gate, undefined)
      const error = yield* Fiber.join(zombie)

      assert.include(error.message, "StaleEpoch")
      assert.deepStrictEqual(yield* only, after)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("drops the page it asked for ahead when a commit fails", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(60)
      const zombie = ListConnector.make({ list: () => list, latency: 10_000 })
      const fiber = yield* Effect.forkChild(
        Effect.andThen(Effect.flip(Sync.run(zombie.connector)), Effect.sleep("1 hour"))
      )
      yield* TestClock.adjust("1 second")
      // Another process, which doesn't wait for the first one's request.
      yield* Effect.provide(Sync.run(ListConnector.make({ list: () => list }).connector), QuotaGate.layerMemory)

      yield* joined(fiber)

      assert.deepStrictEqual([zombie.asked.length, zombie.answered.length], [2, 1])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("names a stream that the connector does not have", () =>
    Effect.gen(function* () {
      const { connector } = ListConnector.make({ list: () => [] })

      const error = yield* Effect.flip(Sync.run(connector, { streams: ["prices"] }))

      assert.strictEqual(error.message, `test has no stream "prices"; it has offers`)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("tells what happens in order", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(12)
      const { connector } = ListConnector.make({
        list: () => list,
        fail: (request) => (request === 2 ? quota("1 second") : undefined)
      })
      const events: Array<SyncEvent["_tag"]> = []
      const fiber = yield* Effect.forkChild(
        Sync.run(connector, { onEvent: (event) => Effect.sync(() => events.push(event._tag)) })
      )
      yield* joined(fiber)

      assert.deepStrictEqual(events.toSorted(), [
        "AccountPaused",
        "PageCommitted",
        "PageCommitted",
        "PageCommitted",
        "RetryScheduled",
        "SweepCompleted",
        "SweepStarted"
      ])
      assert.deepStrictEqual([events[0], events.at(-1)], ["SweepStarted", "SweepCompleted"])
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})

describe("Sync.stream", () => {
  it.effect("gives pages that are already stored and ends after the last one", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(25)
      const { connector, stream } = ListConnector.make({ list: () => list })

      const pages = yield* Sync.stream(connector, stream).pipe(Stream.runCollect)

      assert.deepStrictEqual(new Set(pages.flat().map(({ id }) => id)), new Set(list.map(({ id }) => id)))
      assert.deepStrictEqual(yield* stored(stream), list)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("needs no more of a connector than its name and version", () =>
    Effect.gen(function* () {
      const { stream } = ListConnector.make({ list: () => ListConnector.offers(3) })

      const pages = yield* Sync.stream({ name: "bare", version: "1" }, stream).pipe(Stream.runCollect)

      assert.strictEqual(new Set(pages.flat().map(({ id }) => id)).size, 3)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("asks for no more than it gives out", () =>
    Effect.gen(function* () {
      const list = ListConnector.offers(500)
      const { asked, connector, stream } = ListConnector.make({ list: () => list })

      yield* Sync.stream(connector, stream).pipe(Stream.take(1), Stream.runDrain)

      assert.isAtMost(asked.length, 5)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("runs no further ahead than a page while one is taken", () =>
    Effect.gen(function* () {
      const { asked, connector, stream } = ListConnector.make({ list: () => ListConnector.offers(500) })
      const slow = Stream.runForEach(Sync.stream(connector, stream), () => Effect.sleep("1 hour"))
      const fiber = yield* Effect.forkChild(slow)
      for (let second = 0; second < 60; second++) yield* TestClock.adjust("1 second")

      // One is taken, one waits, one is offered, and the next was asked for ahead.
      assert.isAtMost(asked.length, 4)
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("fails when the stream was not read to its end", () =>
    Effect.gen(function* () {
      const { connector, stream } = ListConnector.make({
        list: () => ListConnector.offers(50),
        fail: (request) => (request === 3 ? new AccessDenied({ detail: "no" }) : undefined)
      })

      const error = yield* Effect.flip(Stream.runDrain(Sync.stream(connector, stream)))

      assert.include(error.message, "AccessDenied")
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})
