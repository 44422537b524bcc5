/**
 * That a record which can't be read costs itself and no other.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import * as Keys from "../../Keys.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Pull from "../../Pull.ts"
import type { Bench, Opened } from "../../Bench.ts"
import type { Truth } from "../../Subject.ts"
import * as Walker from "../../Walker.ts"

/** The scene with the fewest malformed rows, one at least: many of them stop a stream as changed in shape. */
const scene = Effect.fnUntraced(function* (bench: Bench) {
  let best:
    | { readonly opened: Opened; readonly rows: ReadonlyArray<Truth>; readonly bad: number; readonly seed: number }
    | undefined
  for (let seed = 1; seed <= mostSeeds && best?.bad !== 1; seed++) {
    const opened = yield* bench.open({ seed, pages: 5, malformed: 0.05 })
    const rows = yield* opened.setting.rows(bench.stream)
    const bad = rows.filter(({ malformed }) => malformed).length
    if (bad > 0 && (best === undefined || bad < best.bad)) best = { opened, rows, bad, seed }
  }
  const none = `no row of the subject is malformed in ${mostSeeds} scenes that ask for a few`
  return best ?? (yield* new Broken({ detail: none }))
})

const mostSeeds = 30

/**
 * @category laws
 * @since 0.1.0
 */
export const malformed: Law = {
  name: "makes a dead letter of a malformed record and keeps its neighbours",
  group: "record",
  check: Effect.fnUntraced(function* (bench) {
    const { opened, rows, seed } = yield* scene(bench)
    // What is not even read where nothing is malformed is another law's.
    const usual = new Set(Pages.keysOf(yield* Walker.walkAll(yield* bench.open({ seed, pages: 5 }))))
    const isDue = ({ key }: Truth) => usual.has(key) || !rows.some((row) => usual.has(row.key))
    const kept = yield* Pull.store
    const report = yield* Pull.run(opened, opened, kept)
    if (report?.outcome._tag !== "Completed") {
      return yield* new Broken({ detail: `a few malformed records end the sync: ${Pull.outcomeOf(report)}` })
    }
    const { keys, letters } = yield* Pull.storedIn(opened, kept)
    const good = rows.filter((row) => !row.malformed && isDue(row)).map(({ key }) => key)
    const bad = rows.filter((row) => row.malformed && isDue(row)).map(({ key }) => key)
    const lost = Keys.difference(good, keys)
    if (lost !== undefined) return yield* new Broken({ detail: `beside malformed records ${lost.detail}` })
    // One whose id is the bad field is still kept, and nobody can tell which it is.
    const kinds = new Set(letters.map(({ hash }) => hash)).size
    if (kinds !== bad.length) {
      const without = bad.find((key) => !letters.some(({ row }) => row === key))
      const detail = `${bad.length} malformed records became ${kinds} dead letters${without === undefined ? "" : `, none of ${without}`}`
      return yield* new Broken({ detail })
    }
    const unexplained = letters.find(({ issues }) => issues.length === 0)
    if (unexplained !== undefined) {
      return yield* new Broken({ detail: `the dead letter of ${unexplained.row} does not say what is wrong` })
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [malformed]
