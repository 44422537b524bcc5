import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { TestClock } from "effect/testing"
import * as Expiry from "../../src/engine/Expiry.ts"
import { withClocks } from "./Clocks.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const hour = 3_600_000

describe("an expiry", () => {
  it.effect("comes no later when the wall clock is set back, and sooner when it is set forward", () =>
    Effect.gen(function* () {
      const times = { wall: 10 * hour, elapsed: 5000 }
      const expiry = yield* withClocks(times, Expiry.told(10 * hour + 240_000, 10 * hour, 5000))
      const left = Effect.map(withClocks(times, Expiry.standing(expiry)), (at) => (at ?? 0) - times.wall)

      assert.strictEqual(yield* left, 240_000)
      Object.assign(times, { wall: 9 * hour + 100_000, elapsed: 105_000 })
      assert.strictEqual(yield* left, 140_000)
      Object.assign(times, { wall: 10 * hour + 230_000, elapsed: 106_000 })
      assert.strictEqual(yield* left, 10_000)
      assert.isUndefined(yield* withClocks(times, Expiry.standing(undefined)))
    })
  )

  it.effect("counts all of the time since it was asked for where the clocks disagree", () =>
    Effect.gen(function* () {
      // Asked for at 5 s, sent 20 s later, answered after one more; the second time the clock was set back meanwhile.
      const agree = { wall: 10 * hour + 21_000, elapsed: 26_000 }
      const differ = { wall: 9 * hour, elapsed: 26_000 }

      const [one, other] = yield* Effect.forEach([agree, differ], (times) =>
        withClocks(times, Expiry.told(10 * hour + 260_000, 10 * hour + 20_000, 5000))
      )

      assert.deepStrictEqual([one?.bound, other?.bound], [25_000 + 240_000, 5000 + 240_000])
    })
  )

  it.effect(
    "counts from the answer where it came in the millisecond of its request, or the clock was set forward",
    () =>
      Effect.gen(function* () {
        const told = (wall: number) =>
          Effect.map(
            withClocks({ wall, elapsed: 26_000 }, Expiry.told(10 * hour + 240_000, 10 * hour, 5000)),
            ({ bound }) => bound
          )

        assert.strictEqual(yield* told(10 * hour), 26_000 + 240_000)
        assert.strictEqual(yield* told(11 * hour), 5000 + 240_000)
      })
  )

  it.effect("that was kept is as far off as the wall clock says", () =>
    Effect.gen(function* () {
      const expiry = yield* withClocks({ wall: hour, elapsed: 7000 }, Expiry.kept(hour + 60_000))
      assert.deepStrictEqual(expiry, { at: hour + 60_000, bound: 67_000 })
    })
  )
})

describe("a run after the clock was set back", () => {
  it.effect("goes on with a cursor that lives for ever", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(2 * hour)
      const { asked, connector } = Linked.make({
        list: ListConnector.offers(8),
        cursor: "continuation",
        replay: "safe"
      })
      assert.isFalse(yield* Linked.killedAfter(Linked.run(connector), 250))
      const before = asked.length
      yield* TestClock.setTime(hour)

      assert.isFalse(yield* Linked.killedAfter(Linked.run(connector), 50))

      assert.isDefined(asked[before]?.cursor)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("does not go on with a cursor of which nobody knows how long it has lived", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(2 * hour)
      const { asked, connector } = Linked.make({
        list: ListConnector.offers(8),
        cursor: "continuation",
        replay: "safe",
        lifetime: { _tag: "Fixed", ttl: Duration.minutes(4) }
      })
      assert.isFalse(yield* Linked.killedAfter(Linked.run(connector), 250))
      const before = asked.length
      assert.isDefined((yield* Linked.checkpoint).expiresAt)
      yield* TestClock.setTime(hour)

      assert.isFalse(yield* Linked.killedAfter(Linked.run(connector), 50))

      assert.isAbove(asked.length, before)
      assert.isUndefined(asked[before]?.cursor)
    }).pipe(Effect.provide(Linked.watched()))
  )
})
