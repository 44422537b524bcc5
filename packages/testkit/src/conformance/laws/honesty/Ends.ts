/**
 * That a list ends by the signs it declares, and by no other.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { Broken, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Walker from "../../Walker.ts"

/**
 * @category laws
 * @since 0.1.0
 */
export const evidence: Law = {
  name: "ends a list only by a sign that it declares",
  group: "traversal honesty",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const { traversal } = opened.stream
    for (const read of yield* Pages.walked(opened)) {
      const undeclared = read.evidence.find((sign) => !traversal.end.includes(sign))
      if (undeclared !== undefined) {
        const detail = `"${undeclared}" is given as a sign of the end and not declared as one`
        return yield* new Broken({ detail, ...Walker.at(read) })
      }
      // An offset's list may end by a short page, which is for the walk to see.
      const silent = read.evidence.length === 0 && (traversal.cursor !== "offset" || read.records.length === 0)
      if (read.next === undefined && silent) {
        return yield* new Broken({ detail: "no next page, and no sign of the end", ...Walker.at(read) })
      }
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const shortPages: Law = {
  name: "has no short page before the last, where one is a sign of the end",
  group: "traversal honesty",
  appliesTo: ({ stream: { traversal } }) => traversal.end.includes("shortPage"),
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    for (const [, reads] of Pages.byPartition(yield* Pages.walked(opened))) {
      const full = reads.filter(({ records }) => records.length > 0).slice(0, -1)
      const longest = Math.max(0, ...full.map(({ records }) => records.length))
      const short = full.find(({ records }) => records.length < longest)
      if (short === undefined) continue
      const detail = `${short.records.length} records where a page holds ${longest}, and others follow`
      return yield* new Broken({ detail, ...Walker.at(short) })
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const exactTotal: Law = {
  name: "declares a total exact only if it counts every record",
  group: "traversal honesty",
  appliesTo: ({ stream: { traversal } }) => traversal.total === "exact",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    for (const [partition, reads] of Pages.byPartition(yield* Pages.walked(opened))) {
      const count = new Set(Pages.keysOf(reads)).size
      const wrong = reads.find(({ records, total }) => total !== undefined && total !== count && records.length > 0)
      if (wrong !== undefined) {
        const detail = `the total is ${wrong.total}, and the list has ${count} records`
        return yield* new Broken({ detail, ...Walker.at(wrong) })
      }
      if (reads.every(({ total }) => total === undefined)) {
        return yield* new Broken({ detail: "no page says a total", ...Walker.at({ partition, page: 1 }) })
      }
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [evidence, shortPages, exactTotal]
