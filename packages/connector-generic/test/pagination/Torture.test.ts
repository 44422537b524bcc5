import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { cases, fitsWindow, inWindow, isSilent, run, scenarios } from "./Torture.ts"

describe("a list that a provider tells wrongly", () => {
  for (const torture of cases) {
    it.effect(`${scenarios[torture.scenario]}: ${torture.kind} ends as ${torture.end}`, () =>
      Effect.gen(function* () {
        const got = yield* run(torture)

        assert.strictEqual(got.end, torture.end)
        assert.isFalse(isSilent(torture, got))
        assert.isBelow(got.requests, 60)
      })
    )
  }

  for (const torture of cases.filter(fitsWindow)) {
    it.effect(`${scenarios[torture.scenario]}: never ends short in a window of time either, ${torture.kind}`, () =>
      Effect.gen(function* () {
        const whole = inWindow(torture)

        const got = yield* run(whole)

        assert.isFalse(isSilent(whole, got), JSON.stringify(got))
        assert.isBelow(got.requests, 60)
      })
    )
  }
})
