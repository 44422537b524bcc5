import { afterAll, assert, describe, it } from "@effect/vitest"
import { FaultCatalogue, Outcome } from "@innlet/testkit"
import { Effect } from "effect"
import { subjects } from "../subjects/index.ts"
import * as Cell from "./Cell.ts"
import * as Judge from "./Judge.ts"
import * as Plan from "./Plan.ts"
import { type Tally, tableOf } from "./Table.ts"
import { nameOf, type Target, targets } from "./Target.ts"

const settled = await Promise.all(
  targets.map((target) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const calm = yield* Cell.run(target, { faults: [] })
        const setting = yield* Effect.scoped(subjects[target.subject]!.make({ seed: 1, pages: 1 }))
        const known = Plan.knownOf(setting.provider.name, calm)
        return { target, calm, cells: Plan.plan(target, known), leftOut: Plan.leftOut(target, known) }
      })
    )
  )
)

const tally: Array<Tally> = []

/** A sync that meets the fault, or a provider whose data change so. */
const met = (target: Target, { what, when }: FaultCatalogue.FaultEntry) =>
  what._tag === "World" && typeof what.world !== "string"
    ? Cell.run(target, { faults: [], scene: { volatility: what.world } })
    : Cell.run(target, { faults: [{ what, when }] })

for (const { calm, cells, target } of settled) {
  describe(`a sync of ${nameOf(target)}`, () => {
    it("completes with everything where nothing goes wrong", () => {
      assert.strictEqual(calm.first.report.outcome._tag, "Completed")
      assert.deepStrictEqual(Judge.violations(calm), [])
      assert.isAtLeast(calm.truth.size, 9)
    })

    for (const planned of cells) {
      const { because, entry, expected } = planned
      const promise = Outcome.text(expected) + (because === undefined ? "" : `, since ${because}`)
      it.live(`${entry.id}, ${entry.title}: ${promise}`, () =>
        Effect.gen(function* () {
          const wrong = Judge.verdict(planned, yield* met(target, entry), calm.first)
          tally.push({ target, family: FaultCatalogue.familyOf(entry), isRight: wrong.length === 0 })

          assert.deepStrictEqual(wrong, [])
        })
      )
    }
  })
}

describe("the matrix", () => {
  it("has no difference that no list needs", () => {
    assert.deepStrictEqual(Plan.unused(settled.flatMap(({ cells, leftOut }) => [...cells, ...leftOut])), [])
  })

  it.live("leaves out no cell that would be as the catalogue says", () =>
    Effect.gen(function* () {
      for (const { calm, leftOut, target } of settled) {
        for (const cell of leftOut) {
          const wrong = Judge.verdict(cell, yield* met(target, cell.entry), calm.first)
          assert.isAbove(wrong.length, 0, `${nameOf(target)} ${cell.entry.id}: it is not so that ${cell.because}`)
        }
      }
    })
  )

  it("has 300 cells or more", () => {
    assert.isAtLeast(
      settled.reduce((sum, { cells }) => sum + cells.length, 0),
      300
    )
  })

  it("fails in every cell whose fault is left out", () => {
    for (const { calm, cells, target } of settled) {
      const passing = cells.filter((cell) => Judge.verdict(cell, calm, calm.first).length === 0)
      assert.deepStrictEqual(
        passing.map(({ entry }) => `${nameOf(target)} ${entry.id}`),
        []
      )
    }
  })
})

afterAll(() => console.log(tableOf(tally)))
