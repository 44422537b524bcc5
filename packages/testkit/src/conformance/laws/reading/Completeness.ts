/**
 * That nothing of a list is left out, at any page size.
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
export const everyRecord: Law = {
  name: "reads every record of every stream once",
  group: "reading",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    // Before the walk: what a queue has given is gone from it.
    const rows = yield* opened.setting.rows(bench.stream)
    const reads = yield* Pages.walked(opened)
    const keys = rows.map(({ key }) => key)
    const different = Keys.difference(keys, Pages.keysOf(reads))
    if (different === undefined) return
    // A record that is missing belongs to the page that holds the one before it.
    const before = keys.slice(0, keys.indexOf(different.key)).findLast((key) => Pages.keysOf(reads).includes(key))
    const found = Pages.placeOf(reads.toReversed(), different.key)
    const place = "page" in found || before === undefined ? found : Pages.placeOf(reads, before)
    return yield* new Broken({ detail: different.detail, ...place })
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const anyPageSize: Law = {
  name: "reads the same records at any page size",
  group: "reading",
  appliesTo: ({ stream: { pageSize } }) => pageSize.min < pageSize.max,
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const expected = Pages.keysOf(yield* Pages.walked(opened))
    for (const pageSize of sizesOf(opened.stream.pageSize, expected.length)) {
      const fresh = yield* bench.open()
      const reads = yield* Walker.walkAll(fresh, { pageSize })
      const different = Keys.difference(expected, Pages.keysOf(reads))
      if (different !== undefined) {
        const detail = `with ${pageSize} records a page ${different.detail}`
        return yield* new Broken({ detail, ...Pages.placeOf(reads, different.key) })
      }
    }
  })
}

/** The least, one that divides nothing evenly, one between, and one that holds everything, as far as the stream takes them. */
const sizesOf = (
  {
    default: size,
    max,
    min,
    step
  }: { readonly default: number; readonly max: number; readonly min: number; readonly step: number },
  records: number
): ReadonlyArray<number> => {
  const fitting = (wanted: number) => Math.min(max, Math.max(min, Math.ceil(wanted / step) * step))
  // Fifty requests tell as much as a thousand.
  const least = Math.ceil(records / 50)
  return [...new Set([least, Math.ceil(size * 0.7), size + 1, records + 1].map(fitting))].filter((n) => n !== size)
}

/**
 * @category laws
 * @since 0.1.0
 */
export const inOrder: Law = {
  name: "hands records on in the provider's order",
  group: "reading",
  appliesTo: ({ stream: { pageSize, traversal } }) => traversal.order !== "unspecified" && pageSize.min < pageSize.max,
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const expected = Pages.keysOf(yield* Pages.walked(opened))
    for (const pageSize of sizesOf(opened.stream.pageSize, expected.length)) {
      const reads = yield* Walker.walkAll(yield* bench.open(), { pageSize })
      const keys = Pages.keysOf(reads)
      // What is missing is another law's.
      if (Keys.difference(expected, keys) !== undefined) continue
      const different = Keys.differenceInOrder(expected, keys)
      if (different !== undefined) {
        const detail = `with ${pageSize} records a page ${different.detail}`
        return yield* new Broken({ detail, ...Pages.placeOf(reads, different.key) })
      }
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [everyRecord, anyPageSize, inOrder]
