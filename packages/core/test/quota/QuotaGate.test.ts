import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as MemoryLedger from "../../src/quota/MemoryLedger.ts"
import { type Asking, QuotaGate, layerMemory, layerRedis } from "../../src/quota/QuotaGate.ts"
import type { Rules } from "../../src/quota/QuotaLedger.ts"
import { suite } from "./QuotaGateSuite.ts"
import * as RedisServer from "./RedisServer.ts"
import * as VirtualTime from "./VirtualTime.ts"

suite("in memory", (body, start) =>
  Effect.gen(function* () {
    yield* body({ gate: yield* QuotaGate, time: VirtualTime.make(() => false, start) })
  }).pipe(Effect.provide(layerMemory, { local: true }))
)

suite(
  "in Redis",
  (body, start) =>
    Effect.gen(function* () {
      const { isBusy, layer } = yield* RedisServer.counted
      const options = { prefix: yield* RedisServer.newPrefix, onFailure: "fail", now: "clock" } as const
      const gate = yield* Effect.provide(Effect.service(QuotaGate), Layer.provide(layerRedis(options), layer), {
        local: true
      })
      yield* body({ gate, time: VirtualTime.make(isBusy, start) })
    }).pipe(Effect.provide(RedisServer.client, { local: true })),
  RedisServer.isShared
)

const one: Asking = {
  account: "hotels",
  kind: "read",
  weight: 1,
  quotas: [{ kind: "read", limit: 1, window: Duration.seconds(10) }]
}

const quiet = (from: number, to: number, factor: number) => ({ quietHours: { from, to, factor } })

const rules = (account: string, window: number): Rules => ({
  account,
  kind: "read",
  weight: 1,
  quotas: [{ counting: "sliding", limit: 1, window }],
  spacing: 0
})

describe("QuotaGate", () => {
  for (const time of ["one", "another"]) {
    it.effect(`is there without a layer, and ${time} virtual time sees nothing of others`, () =>
      Effect.gen(function* () {
        const gate = yield* QuotaGate
        const first = yield* gate.admit(one, Duration.zero)
        yield* gate.ended("hotels", "answered")
        const second = yield* Effect.forkChild(gate.admit(one, Duration.seconds(10)))
        yield* Effect.yieldNow
        const third = yield* (yield* QuotaGate).admit(one, Duration.seconds(10))
        yield* TestClock.adjust("10 seconds")

        assert.deepStrictEqual(
          [first._tag, (yield* Fiber.join(second))._tag, third._tag],
          ["Admitted", "Admitted", "TooLong"]
        )
      })
    )
  }

  it.effect("is one's own with layerMemory", () =>
    Effect.gen(function* () {
      const admit = Effect.flatMap(QuotaGate, (gate) => gate.admit(one, Duration.zero))
      const tags = yield* Effect.forEach(
        [admit, Effect.provide(admit, layerMemory, { local: true }), admit],
        Effect.map((admission) => admission._tag)
      )

      assert.deepStrictEqual(tags, ["Admitted", "Admitted", "TooLong"])
    })
  )

  it.effect("refuses quiet hours and spacings that can't be kept", () =>
    Effect.gen(function* () {
      const gate = yield* QuotaGate
      const errors = yield* Effect.forEach(
        [quiet(-1, 60, 0.5), quiet(0, 1441, 0.5), quiet(0, 60, 0), quiet(0, 60, 1.5), { spacing: Duration.infinity }],
        (pace) => Effect.flip(gate.admit({ ...one, pace }, Duration.zero))
      )
      const whole = { ...one, quotas: [{ ...one.quotas[0]!, limit: 3 }], weight: 2, pace: quiet(0, 1440, 0.5) }

      assert.isTrue(errors.every(({ reason }) => reason === "InvalidAsking"))
      assert.include((yield* Effect.flip(gate.admit(whole, Duration.zero))).message, "3 read per 10s")
    })
  )
})

describe("MemoryLedger", () => {
  for (const [what, set] of [
    ["set forward", ["1 hour", "1 hour"]],
    ["set forward and back", ["1 hour", "-1 hour"]],
    ["set back and forward", ["-1 hour", "1 hour"]]
  ] as const) {
    it.live(`ends no pause and no window early when the clock is ${what}`, () => {
      const time = VirtualTime.make(() => false)
      return Effect.gen(function* () {
        const gate = yield* QuotaGate
        const admitted: Array<number> = []
        const admit = Effect.andThen(
          gate.admit(one, Duration.hours(1)),
          Effect.sync(() => admitted.push(time.elapsed() / 1000))
        ).pipe(Effect.andThen(gate.ended("hotels", "answered")))
        yield* admit
        yield* gate.pause("hotels", Duration.seconds(280))
        yield* Effect.forkScoped(Effect.andThen(admit, admit))
        yield* time.run("100 seconds")
        yield* time.set(set[0])
        yield* time.run("183 seconds")
        yield* time.set(set[1])
        yield* time.run("1 hour")

        assert.deepStrictEqual(admitted, [0, 280, 290])
      }).pipe(
        Effect.provide(layerMemory, { local: true }),
        Effect.provideService(Clock.Clock, time.clock),
        Effect.scoped
      )
    })
  }

  it.effect("forgets accounts an hour after they were last used, and not before their windows and pauses end", () =>
    Effect.gen(function* () {
      const ledger = MemoryLedger.make()
      for (let account = 0; account < 1000; account++) yield* ledger.admit(rules(`${account}`, 1000), 0)
      yield* ledger.admit(rules("windowed", 3 * 3_600_000), 0)
      yield* ledger.pause("paused", 2 * 3_600_000)
      const sizes = [yield* ledger.size]
      for (const hours of [0.9, 0.2, 1, 2]) {
        yield* TestClock.adjust(Duration.hours(hours))
        yield* ledger.pause("other", 0)
        sizes.push(yield* ledger.size)
      }

      assert.deepStrictEqual(sizes, [1002, 1003, 3, 3, 1])
    })
  )
})
