/**
 * That a run may end anywhere, and the next one goes on from there.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import * as Keys from "../../Keys.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Pull from "../../Pull.ts"

/**
 * @category laws
 * @since 0.1.0
 */
export const afterEachPage: Law = {
  name: "ends with the same rows when runs are cut after every page",
  group: "resumption",
  check: Effect.fnUntraced(function* (bench) {
    const expected = yield* Pull.undisturbed(yield* bench.open())
    const opened = yield* bench.open()
    // A cursor that must not be sent twice makes the next run begin again, which has to get further each time.
    const { replay } = opened.stream.traversal
    const kept = yield* Pull.store
    for (let runs = 1; ; runs++) {
      const cutAfter = runs > cuts ? undefined : replay === "safe" ? 1 : runs
      const report = yield* Pull.run(opened, yield* opened.again, kept, { cutAfter, unfinished: true })
      if (report === undefined) continue
      if (report.outcome._tag !== "Completed") {
        return yield* new Broken({ detail: `after ${runs - 1} runs that were cut, ${Pull.outcomeOf(report)}` })
      }
      if (replay === "safe" && report.restarts > 0) {
        const times = report.restarts === 1 ? "once" : `${report.restarts} times`
        return yield* new Broken({ page: 2, detail: `its walk began again ${times} where it had to go on` })
      }
      const different = Keys.difference(expected.keys, (yield* Pull.storedIn(opened, kept)).keys)
      if (different === undefined) return
      return yield* new Broken({ detail: `after ${runs - 1} runs that were cut, ${different.detail}` })
    }
  })
}

/** After so many runs that were cut, one may go to the end. */
const cuts = 12

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [afterEachPage]
