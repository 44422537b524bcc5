/**
 * That a connector remembers nothing between two reads: where it reads is in the request alone.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import * as Keys from "../../Keys.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Walker from "../../Walker.ts"

/**
 * A queue has one reader by nature.
 *
 * @category laws
 * @since 0.1.0
 */
export const interleaved: Law = {
  name: "reads two walks at once as it reads one",
  group: "reading",
  appliesTo: ({ stream: { traversal } }) => traversal.cursor !== "queue",
  check: Effect.fnUntraced(function* (bench) {
    const expected = Pages.byPartition(yield* Pages.walked(yield* bench.open()))
    const opened = yield* bench.open()
    const parts = yield* Walker.partsOf(opened)
    // Two walks of one part, and one of each other part, a page at a time in turn, each a page behind the one before.
    const walks = [...parts.slice(0, 1), ...parts].map((partition) => ({ partition, reads: new Array<Walker.Read>() }))
    const going = new Set(walks)
    for (let round = 1; going.size > 0; round++) {
      for (const [at, walk] of walks.entries()) {
        const { partition, reads } = walk
        if (at >= round || !going.has(walk)) continue
        const cursor = reads.at(-1)?.next
        const read = yield* Walker.readPage(opened, opened, { partition, cursor, page: reads.length + 1 })
        reads.push(read)
        if (read.next === undefined || reads.length > most) going.delete(walk)
      }
    }
    for (const { partition, reads } of walks) {
      const alone = expected.find(([part]) => part.name === partition.name)?.[1] ?? []
      const different = Keys.difference(Pages.keysOf(alone), Pages.keysOf(reads))
      if (different !== undefined) {
        const place = { ...Walker.at({ partition, page: 1 }), ...Pages.placeOf([...alone, ...reads], different.key) }
        return yield* new Broken({ detail: `beside another walk ${different.detail}`, ...place })
      }
    }
  })
}

/** Pages of one part; a walk that another one leads astray may never end. */
const most = 500

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [interleaved]
