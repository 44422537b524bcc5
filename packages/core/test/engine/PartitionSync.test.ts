/** What runs say of themselves: to hosts as they go, and to those who look them up afterwards. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { noCounts } from "../../src/contract/Checkpoint.ts"
import { CursorRejected, ProviderUnavailable } from "../../src/contract/ConnectorError.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Sync from "../../src/engine/Sync.ts"
import type { SyncEvent } from "../../src/engine/SyncEvent.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const list = ListConnector.offers(10)
const safe = { list, cursor: "continuation", replay: "safe" } as const

/** The memory store, with some of what it does done otherwise. */
const storeWith = (change: (store: SyncStore["Service"]) => Partial<SyncStore["Service"]>) =>
  Layer.effect(
    SyncStore,
    Effect.map(SyncStore, (store) => SyncStore.of({ ...store, ...change(store) }))
  ).pipe(Layer.provideMerge(MemoryStore.layer))

const heard = () => {
  const events: Array<SyncEvent> = []
  return { events, onEvent: (event: SyncEvent) => Effect.sync(() => void events.push(event)) }
}

describe("a run's name", () => {
  it.effect("is when it began, and a tail of its own", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 1, 3, 4, 5, 6, 789))
      const runs: Array<string> = []
      for (let run = 0; run < 2; run++) {
        const { connector } = Linked.make({ list: [] })
        yield* Effect.forkChild(Linked.run(connector, { fresh: true }))
        yield* Effect.yieldNow
        runs.push((yield* Linked.checkpoint).run)
      }

      for (const run of runs) assert.match(run, /^20260203T040506Z-[0-9a-z]{6}$/)
      assert.strictEqual(new Set(runs).size, 2)
    }).pipe(Effect.provide(Linked.watched()))
  )
})

describe("a host", () => {
  it.effect("is told whether a sweep is gone on with, and how far each of its pages got", () =>
    Effect.gen(function* () {
      const { events, onEvent } = heard()
      const { connector } = Linked.make({ ...safe, total: ["advisory", 10] })
      yield* Linked.killedAfter(Linked.run(connector, { onEvent }), 250)
      yield* inVirtualTime(Linked.run(connector, { onEvent }))

      assert.deepStrictEqual(
        events.flatMap((event) => (event._tag === "SweepStarted" ? [[event.resumed, event.counts.pages]] : [])),
        [
          [false, 0],
          [true, 2]
        ]
      )
      assert.deepStrictEqual(
        events.flatMap((event) => (event._tag === "PageCommitted" ? [[event.position, event.total]] : [])),
        [2, 4, 6, 8, 10].map((position) => [position, 10])
      )
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("is told of every stream that failed when the store is down before the first was asked for", () =>
    Effect.gen(function* () {
      const { asked, connector, stream } = Linked.make({ list })
      const streams = [stream, { ...stream, name: "others" }]

      const report = yield* Sync.run({ ...connector, streams }).pipe(
        Effect.catchTag("SyncIncomplete", (error) => Effect.succeed(error.report))
      )

      const failed = { counts: noCounts, outcome: { _tag: "Failed", error: Linked.storeDown } } as const
      assert.deepStrictEqual(
        report.streams.map(({ counts, outcome, stream: name }) => [name, { counts, outcome }]),
        [
          ["offers", failed],
          ["others", failed]
        ]
      )
      assert.strictEqual(asked.length, 0)
    }).pipe(Effect.provide(storeWith(() => ({ health: Effect.fail(Linked.storeDown) }))))
  )
})

describe("a suspended sweep that is asked for again before its time", () => {
  const expired = { reason: new CursorRejected({ why: "expired", detail: "gone" }), moved: false }
  const down = {
    reason: new ProviderUnavailable({ detail: "503", retryAfter: Duration.hours(2), processed: "no" }),
    moved: false
  }
  const script = {
    ...safe,
    trouble: (nth: number) => (nth === 3 ? expired : nth === 6 ? down : undefined)
  }

  it.effect("tells how often its walk began again", () =>
    Effect.gen(function* () {
      const { connector } = Linked.make(script)
      const first = yield* inVirtualTime(Linked.run(connector))
      const second = yield* Linked.run(connector)

      assert.deepStrictEqual([first.outcome._tag, second.outcome._tag], ["Suspended", "Suspended"])
      assert.deepStrictEqual([first.restarts, second.restarts], [1, 1])
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("tells of none where its ledger is gone", () =>
    Effect.gen(function* () {
      const { connector } = Linked.make(script)
      yield* inVirtualTime(Linked.run(connector))

      const second = yield* Linked.run(connector)

      assert.deepStrictEqual([second.outcome._tag, second.restarts], ["Suspended", 0])
    }).pipe(
      Effect.provide(
        storeWith((store) => ({
          open: (table, options) =>
            Effect.map(store.open(table, options), (opened) => ({ ...opened, ledger: () => Effect.undefined }))
        }))
      )
    )
  )
})
