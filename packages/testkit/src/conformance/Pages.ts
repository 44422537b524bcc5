/**
 * What several laws ask of a walk before they can say anything: that it had pages enough to show it.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { Opened } from "./Bench.ts"
import { Broken } from "./Law.ts"
import * as Walker from "./Walker.ts"

/** Fewer pages have no middle. */
const fewest = 3

/**
 * A walk over the whole stream, nothing disturbed, that shows something: three pages at least, or the whole list in one
 * answer where the provider does not cut it into pages.
 *
 * @category constructors
 * @since 0.1.0
 */
export const walked = Effect.fnUntraced(function* (
  opened: Opened,
  options: Walker.Options = {}
): Effect.fn.Return<ReadonlyArray<Walker.Read>, Broken> {
  const reads = yield* Walker.walkAll(opened, options)
  const problem = yield* tooFew(opened, reads)
  return problem === undefined ? reads : yield* new Broken({ detail: problem })
})

/**
 * Why these pages show nothing, or nothing.
 *
 * @category getters
 * @since 0.1.0
 */
export const tooFew = Effect.fnUntraced(function* (
  opened: Opened,
  reads: ReadonlyArray<Walker.Read>
): Effect.fn.Return<string | undefined, Broken> {
  const { length } = reads.filter(({ records }) => records.length > 0)
  if (length >= fewest) return undefined
  const { max, min } = opened.stream.pageSize
  if (length > 0 && min < max && reads.every(({ page }) => page === 1)) {
    // A list whose provider has no pages is whole whatever is asked for.
    const whole = yield* Effect.forEach(reads, (read) => Walker.readPage(opened, opened, { ...read, pageSize: min }))
    const cut = whole.some(
      ({ next, records }, at) => next !== undefined || records.length !== reads[at]?.records.length
    )
    if (!cut && whole.some(({ records }) => records.length > min)) return undefined
  }
  return `the subject has ${length} ${length === 1 ? "page" : "pages"} with records, and ${fewest} are the least that shows anything`
})

/**
 * The keys of all pages, in order.
 *
 * @category getters
 * @since 0.1.0
 */
export const keysOf = (reads: ReadonlyArray<Walker.Read>): ReadonlyArray<string> => reads.flatMap(({ keys }) => keys)

/**
 * The pages of each partition.
 *
 * @category getters
 * @since 0.1.0
 */
export const byPartition = (
  reads: ReadonlyArray<Walker.Read>
): ReadonlyArray<readonly [partition: Walker.Part, reads: ReadonlyArray<Walker.Read>]> =>
  [...Map.groupBy(reads, ({ partition }) => partition.name).values()].flatMap((some) =>
    some[0] === undefined ? [] : [[some[0].partition, some] as const]
  )

/**
 * Where a record was read: its page and its partition, for a message.
 *
 * @category getters
 * @since 0.1.0
 */
export const placeOf = (reads: ReadonlyArray<Walker.Read>, key: string) => {
  const read = reads.find(({ keys }) => keys.includes(key))
  return read === undefined ? {} : Walker.at(read)
}
