import { assert, describe, it } from "@effect/vitest"
import { Console, Effect } from "effect"
import * as Hunt from "./Hunt.ts"
import * as PlantedBugs from "./PlantedBugs.ts"
import * as Table from "./Table.ts"

/** As many as may be needed to find a bug. */
const seeds = { from: 1, to: 500 }

/** Found within a few seeds each; all of them, which takes minutes, with `INNLET_HUNT=all`. */
const soon: ReadonlySet<string> = new Set([
  "exhausted-retries-end",
  "stalled-walk-end",
  "unreadable-answer-end",
  "bad-record-ends-page",
  "steps-by-limit",
  "unanchored-page-accepted",
  "checkpoint-before-rows",
  "rows-before-checkpoint",
  "known-page-without-checkpoint",
  "lost-commit-believed",
  "staged-page-dropped-early",
  "staged-pages-left",
  "falsy-key-dropped",
  "older-version-replaces",
  "repeats-not-counted",
  "letters-by-issue",
  "secret-in-letter",
  "segment-named-before-commit",
  "deletes-from-suffix",
  "retry-after-date-in-seconds",
  "retry-after-shortened",
  "request-unbounded",
  "too-many-tries",
  "refused-token-kept",
  "short-token-always-renewed"
])

const hunted = PlantedBugs.all.filter(({ id }) => process.env["INNLET_HUNT"] === "all" || soon.has(id))

describe("the simulator", () => {
  it.live(
    `finds ${hunted.length} planted bugs within ${seeds.to} seeds, and nothing where none is planted`,
    () =>
      Effect.gen(function* () {
        const all = yield* Effect.forEach(hunted, (bug) => Hunt.hunt(bug, seeds), { concurrency: 2 })
        // Else a seed at which the simulator is wrong by itself would count as a find.
        const to = Math.max(...all.map(({ bug, seeds }) => (bug?.world === "segments" ? 1 : seeds)))
        const unplanted = yield* Hunt.hunt(undefined, { from: seeds.from, to })
        yield* Console.log(`${Table.of([...all, unplanted])}\n\n${Table.summary([...all, unplanted])}`)
        assert.deepStrictEqual(
          all.filter((one) => !Hunt.isExpected(one)).map(({ bug, found }) => [bug?.id, found?.oracle]),
          []
        )
        assert.isUndefined(unplanted.found)
      }),
    { timeout: 3_600_000 }
  )
})
