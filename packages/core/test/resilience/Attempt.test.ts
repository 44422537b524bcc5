/** What a client may ask of the try that it is part of. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { TestClock } from "effect/testing"
import type * as QuotaGate from "../../src/quota/QuotaGate.ts"
import * as Attempt from "../../src/resilience/Attempt.ts"
import { failure } from "./Reading.ts"
import { admitted, gateOf, gone, once, shown } from "./ToldGate.ts"

/** Lets the try through, and does as told with the requests within it. */
const then = (second: QuotaGate.QuotaGate["admit"]) => {
  let asked = 0
  return gateOf({ admit: (asking, maxWait) => (asked++ === 0 ? Effect.succeed(admitted) : second(asking, maxWait)) })
}

describe("a further request within a try", () => {
  const another = Effect.gen(function* () {
    yield* Effect.mapError((yield* Attempt.Current).admitAnother, failure)
    return "page"
  })

  it.effect("gives the try's place back and takes one of its own", () =>
    Effect.gen(function* () {
      const waits: Array<number> = []
      const { gate, told } = then((_, maxWait) =>
        Effect.sync(() => {
          waits.push(Duration.toMillis(maxWait))
          return { ...admitted, sentAfter: 99 }
        })
      )

      assert.deepStrictEqual(yield* once(another, gate), { _tag: "Read", page: "page" })
      assert.deepStrictEqual(told, [
        ["ended", "account", "lost", 7],
        ["ended", "account", "answered", 99]
      ])
      assert.deepStrictEqual(waits, [10_000])
    })
  )

  it.effect("fails where the quota is used up or the gate is gone", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1 second")
      const usedUp = then(() => Effect.succeed({ _tag: "TooLong", resumeAt: 21_000, because: "quota" }))
      const past = then(() => Effect.succeed({ _tag: "TooLong", resumeAt: 1, because: "quota" }))
      const unreachable = then(() => gone)

      assert.deepStrictEqual(shown(yield* once(another, usedUp.gate)), {
        _tag: "Error",
        reason: "QuotaExceeded",
        detail: "the quota is used up for now",
        pause: 20_000
      })
      assert.deepInclude(shown(yield* once(another, past.gate)), { pause: 0 })
      assert.deepStrictEqual(shown(yield* once(another, unreachable.gate)), {
        _tag: "Error",
        reason: "QuotaUnavailable",
        detail: gone.message,
        pause: undefined
      })
    })
  )

  it.effect("is free outside of a try", () =>
    Effect.gen(function* () {
      const { admitAnother, observe } = yield* Attempt.Current
      yield* admitAnother
      yield* observe({
        method: "GET",
        url: "https://api.test",
        status: 200,
        problem: undefined,
        sentAt: 0,
        latency: 0,
        throttled: false,
        readings: []
      })
    })
  )
})
