/**
 * Ids of accommodations, cut into batches for endpoints that take so many at a time.
 *
 * **Gotchas**
 *
 * A batch is named by its ids. An accommodation that is new among the others moves those after it to other batches, which
 * then begin new checkpoints.
 *
 * @since 0.1.0
 */

/**
 * The most ids of one request. Source: Booking.com's OpenAPI of the Demand API 3.2, `/accommodations/availability`; assumed of
 * 3.1's `/accommodations/bulk-availability`.
 *
 * @category constants
 * @since 0.1.0
 */
export const most = 50

/**
 * What is wrong with ids, in one line; nothing where they can be used.
 *
 * @category guards
 * @since 0.1.0
 */
export const flawOf = (ids: ReadonlyArray<number>): string | undefined => {
  if (ids.length === 0) return "Expected at least one accommodation"
  const bad = ids.find((id) => !Number.isSafeInteger(id) || id < 1)
  if (bad !== undefined) return `${bad} is not the id of an accommodation`
  const twice = ids.find((id, at) => ids.indexOf(id) < at)
  return twice === undefined ? undefined : `the accommodation ${twice} comes twice`
}

/**
 * Batches of at most `size` ids, ascending, named by their ids: `10004,10007`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const cut = (ids: ReadonlyArray<number>, size: number): ReadonlyArray<string> => {
  const sorted = [...new Set(ids)].toSorted((a, b) => a - b)
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, at) =>
    sorted.slice(at * size, (at + 1) * size).join(",")
  )
}

/**
 * The ids of a batch.
 *
 * @category getters
 * @since 0.1.0
 */
export const idsOf = (batch: string): ReadonlyArray<number> => batch.split(",").map(Number)
