import { assert, describe, it } from "@effect/vitest"
import * as Simulation from "../../src/simulator/Simulation.ts"

describe("Simulation", () => {
  it("breaks no invariant in the first worlds", { timeout: 120_000 }, () => {
    for (let seed = 1; seed <= 12; seed++) {
      assert.deepStrictEqual(
        Simulation.run({ seed }).violations.map(({ detail, oracle }) => `seed ${seed}: ${oracle}: ${detail}`),
        []
      )
    }
  })

  it("gives one trace for one seed, and for its recording", { timeout: 120_000 }, () => {
    for (const seed of [3, 8]) {
      const first = Simulation.run({ seed })

      assert.strictEqual(Simulation.run({ seed }).hash, first.hash)
      assert.strictEqual(Simulation.run({ seed, recording: first.recording }).hash, first.hash)
    }
  })

  it("kills, interrupts and overtakes processes and comes to its end all the same", { timeout: 120_000 }, () => {
    const wanted = { families: ["crash", "interrupt", "zombie"], kinds: ["keyset"] } as const
    const entries = Array.from({ length: 30 }, (_, at) => at + 1).flatMap((seed) => {
      const { history, violations } = Simulation.run({ seed, wanted })
      assert.deepStrictEqual(violations, [])
      assert.isTrue(history.finished)
      return history.entries.map(({ _tag }) => _tag)
    })

    for (const tag of ["Killed", "Interrupted", "Paused", "Resumed"] as const) assert.include(entries, tag)
  })
})
