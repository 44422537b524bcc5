import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect } from "effect"
import { TestClock } from "effect/testing"
import * as Expiry from "../../src/engine/Expiry.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const hour = 3_600_000

/** A clock of both kinds, which stand where they are put. */
const clockAt = (times: { wall: number; elapsed: number }): Clock.Clock => ({
  currentTimeMillisUnsafe: () => times.wall,
  currentTimeMillis: Effect.sync(() => times.wall),
  currentTimeNanosUnsafe: () => BigInt(times.wall) * 1_000_000n,
  currentTimeNanos: Effect.sync(() => BigInt(times.wall) * 1_000_000n),
  monotonicTimeNanosUnsafe: () => BigInt(times.elapsed) * 1_000_000n,
  monotonicTimeNanos: Effect.sync(() => BigInt(times.elapsed) * 1_000_000n),
  sleep: () => Effect.never
})

const withClock = <A>(times: { wall: number; elapsed: number }, effect: Effect.Effect<A>) =>
  Effect.provideService(effect, Clock.Clock, clockAt(times))

describe("an expiry", () => {
  it.effect("comes no later when the wall clock is set back, and sooner when it is set forward", () =>
    Effect.gen(function* () {
      const times = { wall: 10 * hour, elapsed: 5000 }
      const expiry = yield* withClock(times, Expiry.told(10 * hour + 240_000, 10 * hour, 5000))
      const left = Effect.map(withClock(times, Expiry.standing(expiry)), (at) => (at ?? 0) - times.wall)

      assert.strictEqual(yield* left, 240_000)
      Object.assign(times, { wall: 9 * hour + 100_000, elapsed: 105_000 })
      assert.strictEqual(yield* left, 140_000)
      Object.assign(times, { wall: 10 * hour + 230_000, elapsed: 106_000 })
      assert.strictEqual(yield* left, 10_000)
      assert.isUndefined(yield* withClock(times, Expiry.standing(undefined)))
    })
  )

  it.effect("counts all of the time since it was asked for where the clocks disagree", () =>
    Effect.gen(function* () {
      // Asked for at 5 s, sent 20 s later, answered after one more; the second time the clock was set back meanwhile.
      const agree = { wall: 10 * hour + 21_000, elapsed: 26_000 }
      const differ = { wall: 9 * hour, elapsed: 26_000 }

      const [one, other] = yield* Effect.forEach([agree, differ], (times) =>
        withClock(times, Expiry.told(10 * hour + 260_000, 10 * hour + 20_000, 5000))
      )

      assert.deepStrictEqual([one?.bound, other?.bound], [25_000 + 240_000, 5000 + 240_000])
    })
  )

  it.effect("that was kept is as far off as the wall clock says", () =>
    Effect.gen(function* () {
      const expiry = yield* withClock({ wall: hour, elapsed: 7000 }, Expiry.kept(hour + 60_000))
      assert.deepStrictEqual(expiry, { at: hour + 60_000, bound: 67_000 })
    })
  )
})

describe("a run after the clock was set back", () => {
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
