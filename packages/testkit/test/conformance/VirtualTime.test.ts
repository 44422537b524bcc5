import { assert, describe, it } from "@effect/vitest"
import { Clock, Deferred, Effect, Exit, Fiber } from "effect"
import { VirtualTime } from "../../src/conformance/index.ts"

/** Settles after so many turns of the event loop. */
const turns = (left: number): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => resolve(left <= 1 ? undefined : turns(left - 1)))
  })

describe("VirtualTime.run", () => {
  it.effect("sleeps for a day without waiting", () =>
    Effect.gen(function* () {
      const passed = yield* VirtualTime.run(
        Effect.gen(function* () {
          yield* Effect.sleep("1 day")
          return (yield* Clock.currentTimeMillis) - VirtualTime.start
        })
      )

      assert.strictEqual(passed, 86_400_000)
    })
  )

  it.effect("lets no time pass while a fiber has something to do", () =>
    Effect.gen(function* () {
      const times = yield* VirtualTime.run(
        Effect.gen(function* () {
          const sleeper = yield* Effect.forkChild(Effect.andThen(Effect.sleep("1 second"), Clock.currentTimeMillis))
          for (let turns = 0; turns < 5000; turns++) yield* Effect.yieldNow
          const busy = yield* Clock.currentTimeMillis
          return [busy, yield* Fiber.join(sleeper)]
        })
      )

      assert.deepStrictEqual(times, [VirtualTime.start, VirtualTime.start + 1000])
    })
  )

  it.effect("wakes sleepers in the order of their times", () =>
    Effect.gen(function* () {
      const woken: Array<number> = []
      yield* VirtualTime.run(
        Effect.forEach(
          [3, 1, 2],
          (seconds) => Effect.andThen(Effect.sleep(`${seconds} seconds`), () => Effect.sync(() => woken.push(seconds))),
          { concurrency: "unbounded" }
        )
      )

      assert.deepStrictEqual(woken, [1, 2, 3])
    })
  )

  it.effect("forgets a sleeper that was interrupted", () =>
    Effect.gen(function* () {
      const passed = yield* VirtualTime.run(
        Effect.gen(function* () {
          yield* Effect.timeoutOption(Effect.sleep("1 minute"), "1 second")
          // Nothing but the sleeper that is gone could let time pass meanwhile.
          yield* Effect.promise(() => turns(100))
          return (yield* Clock.currentTimeMillis) - VirtualTime.start
        })
      )

      assert.strictEqual(passed, 1000)
    })
  )

  it.effect("waits for a promise before it lets time pass", () =>
    Effect.gen(function* () {
      const passed = yield* VirtualTime.run(
        Effect.gen(function* () {
          yield* Effect.timeout(
            Effect.promise(() => Promise.resolve().then(() => undefined)),
            "1 second"
          )
          return (yield* Clock.currentTimeMillis) - VirtualTime.start
        })
      )

      assert.strictEqual(passed, 0)
    })
  )

  it.effect("dies of an effect that waits for what never comes", () =>
    Effect.gen(function* () {
      const never = yield* Deferred.make<void>()
      const exit = yield* Effect.exit(VirtualTime.run(Deferred.await(never)))

      assert.isTrue(Exit.isFailure(exit))
      assert.include(String(exit), "what never comes")
    })
  )

  it.effect("dies of an effect that sleeps for ever, a day at a time", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(VirtualTime.run(Effect.forever(Effect.sleep("1 day"))))

      assert.include(String(exit), "after a year of virtual time")
    })
  )
})
