/** What the runs of one account know of each other, and what a run leaves of its provider's health. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Layer, Logger } from "effect"
import { TestClock } from "effect/testing"
import { QuotaExceeded } from "../../src/contract/ConnectorError.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Sync from "../../src/engine/Sync.ts"
import * as QuotaGate from "../../src/quota/QuotaGate.ts"
import * as Breaker from "../../src/resilience/Breaker.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const hour = 3_600_000
const list = ListConnector.offers(10)

const throttledFor = (wait: Duration.Input) => () => ({
  reason: new QuotaExceeded({ detail: "429", retryAfter: Duration.fromInputUnsafe(wait) }),
  moved: false
})

/** The memory store, with some of what it does done otherwise. */
const storeWith = (change: (store: SyncStore["Service"]) => Partial<SyncStore["Service"]>) =>
  Layer.effect(
    SyncStore,
    Effect.map(SyncStore, (store) => SyncStore.of({ ...store, ...change(store) }))
  ).pipe(Layer.provideMerge(MemoryStore.layer))

describe("a provider's wait", () => {
  it.effect("is kept to by every connector of the account, and by no other", () =>
    Effect.gen(function* () {
      const throttled = Linked.make({ list, trouble: throttledFor("2 hours") })
      yield* inVirtualTime(Linked.runOnly({ ...throttled.connector, account: "hotel 7" }))
      const runOf = Effect.fnUntraced(function* (name: string, account: string) {
        const { asked, connector } = Linked.make({ list })
        const { outcome } = yield* inVirtualTime(Linked.runOnly({ ...connector, name, account }))
        return [outcome._tag, asked.length]
      })

      assert.deepStrictEqual(yield* runOf("second", "hotel 7"), ["Suspended", 0])
      assert.deepStrictEqual(yield* runOf("third", "hotel 8"), ["Completed", 5])
    }).pipe(Effect.provide([MemoryStore.layer, QuotaGate.layerMemory, Breaker.layerMemory]))
  )

  it.effect("is kept to by the next process for no longer than it was to last", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(5 * hour)
      const first = Linked.make({ list, trouble: throttledFor("10 minutes") })
      yield* Linked.killedAfter(Linked.run(first.connector), 1000)
      const [health] = yield* Effect.flatMap(SyncStore, (store) => store.health)
      const until = health?.pausedUntil ?? 0
      assert.isAtLeast(until, 5 * hour + 600_000)

      const second = Linked.make({ list })
      yield* inVirtualTime(Linked.run(second.connector, { fresh: true }))

      assert.isAtLeast(second.asked[0]?.at ?? 0, until)
      assert.isBelow(second.asked[0]?.at ?? 0, until + 60_000)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect(
    "is known by a suspended stream's checkpoint where no health is left, to the connector's other streams",
    () =>
      Effect.gen(function* () {
        const first = Linked.make({ list, trouble: throttledFor("2 hours") })
        yield* inVirtualTime(Linked.run(first.connector))
        const other = Linked.make({ list })
        const streams = [{ ...other.stream, name: "others" }]

        const suspended = yield* inVirtualTime(Linked.run({ ...other.connector, streams }))
        assert.deepStrictEqual([suspended.outcome._tag, other.asked.length], ["Suspended", 0])
        const stranger = yield* inVirtualTime(Linked.run({ ...other.connector, name: "stranger", streams }))
        assert.strictEqual(stranger.outcome._tag, "Completed")
      }).pipe(Effect.provide(storeWith(() => ({ health: Effect.succeed([]) }))))
  )
})

describe("the health of a run", () => {
  it.effect("is saved every two seconds while it asks, so that a killed one leaves it, and at its end", () => {
    const saved: Array<number> = []
    return Effect.gen(function* () {
      const { connector } = Linked.make({ list, latency: 1000 })

      yield* inVirtualTime(Sync.run(connector), "100 millis")

      assert.deepStrictEqual(saved, [2000, 4000, 5000])
    }).pipe(
      Effect.provide(
        storeWith((store) => ({
          saveHealth: (health) => {
            saved.push(health.updatedAt)
            return store.saveHealth(health)
          }
        }))
      )
    )
  })

  it.effect("is told to be lost when it can't be saved, which stops nothing", () => {
    const warnings: Array<string> = []
    const logger = Logger.make(({ logLevel, message }) => {
      if (logLevel === "Warn") warnings.push(String(message))
    })
    return Effect.gen(function* () {
      const { connector, stream } = Linked.make({ list })

      const { outcome } = yield* inVirtualTime(Linked.run(connector))

      assert.deepStrictEqual([outcome._tag, yield* Linked.stored(stream)], ["Completed", list])
      assert.deepStrictEqual(warnings, [`the health of test was not saved: ${Linked.storeDown.message}`])
    }).pipe(
      Effect.provide([storeWith(() => ({ saveHealth: () => Effect.fail(Linked.storeDown) })), Logger.layer([logger])])
    )
  })
})
