import { assert, describe, it } from "@effect/vitest"
import * as Regressions from "./Regressions.ts"
import * as Workers from "./Workers.ts"

describe("simulation", () => {
  for (const [file, regression] of Regressions.all()) {
    it(`stays mended: ${regression.bug}`, { timeout: 60_000 }, () => {
      assert.deepStrictEqual(Regressions.run(regression).violations, [], file)
    })
  }

  it("finds nothing in fresh seeds, of which some are run twice", { timeout: 120_000 }, () => {
    const summaries = Workers.sequence(
      { from: 20_001, to: 20_025, stopAtFirst: false, twice: 10, wanted: {} },
      () => undefined
    )

    assert.deepStrictEqual(
      summaries.flatMap(({ seed, violations }) =>
        violations.map(({ detail, oracle }) => `seed ${seed}: ${oracle}: ${detail}`)
      ),
      []
    )
    assert.strictEqual(summaries.filter(({ isTwice }) => isTwice).length, 2)
  })
})
