/**
 * That what a queue gave stays in it until it is safe elsewhere.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import * as Keys from "../../Keys.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Walker from "../../Walker.ts"

/**
 * @category laws
 * @since 0.1.0
 */
export const acknowledged: Law = {
  name: "acknowledges messages only with the cursor after their page",
  group: "resumption",
  appliesTo: ({ stream: { traversal } }) => traversal.cursor === "queue",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    for (const partition of yield* Walker.partsOf(opened)) {
      const [first] = yield* Walker.walk(opened, partition, { pages: 1 })
      const [again] = yield* Walker.walk({ ...opened, ...(yield* opened.again) }, partition, { pages: 1 })
      const different = Keys.difference(first?.keys ?? [], again?.keys ?? [])
      if (different !== undefined) {
        const detail = `read again before it was acknowledged, ${different.detail}`
        return yield* new Broken({ detail, ...Walker.at({ partition, page: 1 }) })
      }
      const rest = yield* Walker.walk(opened, partition)
      const keys = Pages.keysOf(rest)
      const twice = keys.find((key, at) => keys.indexOf(key) !== at)
      if (twice !== undefined) {
        const detail = `message ${twice} comes again after its page was acknowledged`
        return yield* new Broken({ detail, ...Pages.placeOf(rest.toReversed(), twice) })
      }
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [acknowledged]
