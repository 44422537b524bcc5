import { assert, describe, it } from "@effect/vitest"
import { Console, Effect } from "effect"
import * as Hunt from "./Hunt.ts"
import * as Regressions from "../simulation/Regressions.ts"
import * as PlantedBugs from "./PlantedBugs.ts"
import * as Table from "./Table.ts"

/** As many as may be needed to find a bug. */
const seeds = { from: 1, to: 500 }

/** They take most of the time together, and are hunted with `INNLET_HUNT=all` alone. */
const late: ReadonlySet<string> = new Set([
  "ambiguous-records-dropped",
  "begins-again-for-ever",
  "empty-page-end",
  "half-open-unlimited",
  "only-last-cursor-known",
  "open-intent-forgotten",
  "stale-run-commits",
  "steps-by-limit"
])

const hunted = PlantedBugs.hunted.filter(({ id }) => process.env["INNLET_HUNT"] === "all" || !late.has(id))

const misses = (all: ReadonlyArray<Hunt.Hunted>) =>
  all.filter((one) => !Hunt.isExpected(one)).map(({ bug, found, unplanted }) => [bug.id, found, unplanted])

describe("the simulator", () => {
  it.live(
    `finds ${hunted.length} planted bugs within ${seeds.to} seeds, and nothing there where none is planted`,
    () =>
      Effect.gen(function* () {
        const all = yield* Effect.forEach(hunted, (bug) => Hunt.hunt(bug, seeds), { concurrency: 2 })
        yield* Console.log(`${Table.of(all)}\n\n${Table.summary(all)}`)
        assert.deepStrictEqual(misses(all), [])
      }),
    { timeout: 3_600_000 }
  )

  it.live(
    "finds each mistake that it once found, put back, in the run that was kept of it",
    () =>
      Effect.gen(function* () {
        const kept = Regressions.all().map(([, { bug }]) => bug)
        assert.deepStrictEqual(kept, PlantedBugs.found.map(({ id }) => id).toSorted())
        const all = yield* Effect.forEach(PlantedBugs.found, Hunt.again, { concurrency: 2 })
        yield* Console.log(Table.of(all))
        assert.deepStrictEqual(misses(all), [])
      }),
    { timeout: 600_000 }
  )
})
