/**
 * Looks for planted bugs and prints what found them: `node quality/planted/main.ts [id…] [--seeds 1..500]`.
 *
 * `--keep` makes the run small in which a bug showed, and keeps it with the runs that once failed.
 */
import { Console, Effect } from "effect"
import { availableParallelism } from "node:os"
import { parseArgs } from "node:util"
import * as Hunt from "./Hunt.ts"
import * as PlantedBugs from "./PlantedBugs.ts"
import * as Table from "./Table.ts"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: "string", default: "1..500" }, keep: { type: "boolean", default: false } }
})

const known = [...PlantedBugs.hunted, ...PlantedBugs.found]

const program = Effect.gen(function* () {
  const range = /^(\d+)\.\.(\d+)$/.exec(values.seeds)
  const unknown = positionals.find((id) => !known.some((bug) => bug.id === id))
  if (range === null) return yield* new Hunt.HuntFailed({ message: `--seeds is like 1..500, not ${values.seeds}` })
  if (unknown !== undefined) {
    const ids = known.map(({ id }) => id).join(", ")
    return yield* new Hunt.HuntFailed({ message: `there is no planted bug "${unknown}"; there are ${ids}` })
  }
  const seeds = { from: Number(range[1]), to: Number(range[2]) }
  const bugs = known.filter(({ id }) => positionals.length === 0 || positionals.includes(id))
  const hunted = yield* Effect.forEach(
    bugs,
    (bug) => Effect.tap(Hunt.hunt(bug, seeds), (one) => Console.error(Table.line(one))),
    { concurrency: availableParallelism() }
  )
  yield* Console.log(`${Table.of(hunted)}\n\n${Table.summary(hunted)}`)
  const missed = hunted.filter((one) => !Hunt.isExpected(one))
  if (missed.length > 0) {
    const names = missed.map(
      ({ bug, found, unplanted }) =>
        `${bug.id} (${unplanted === undefined ? (found?.oracle ?? "nothing") : "without it as well"}, not ${bug.oracles.join(" or ")})`
    )
    return yield* new Hunt.HuntFailed({ message: `not found as expected: ${names.join(", ")}` })
  }
  if (values.keep) yield* Effect.forEach(hunted, Hunt.keep, { concurrency: availableParallelism() })
})

await Effect.runPromise(
  Effect.catchTag(program, "HuntFailed", ({ message }) =>
    Effect.andThen(
      Console.error(message),
      Effect.sync(() => {
        process.exitCode = 1
      })
    )
  )
)
