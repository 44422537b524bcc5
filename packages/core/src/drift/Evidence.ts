/**
 * When a difference between two runs is drift, and when it may be chance. Counts are of observations, not of records.
 *
 * @since 0.1.0
 */

/** Below that many values, a type or a null that is missing among them proves nothing. */
const enoughTypes = 20
const enoughValues = 100

/** So many observations at a path make whatever was not among them new, however often the path comes. */
const many = 10_000

/** What was never seen is new where this many of it were missing before, had it come as often then: e⁻⁷ is 1 in 1,000. */
const expected = 7

/** A field is gone when its absence by chance is less likely than 1 in 1,000,000. */
const chance = Math.log(1_000_000)

/** And when it stays away this many times as long as it ever did, since records that are alike stand together. */
const patience = 3

/** Each value of a closed set came this often on average. */
const closedRepeats = 10

/**
 * Has a path shown the types it has?
 *
 * @category guards
 * @since 0.1.0
 */
export const knowsTypes = (values: number): boolean => values >= enoughTypes

/**
 * Is a value that was never null or absent one that never is?
 *
 * @category guards
 * @since 0.1.0
 */
export const isAlwaysGiven = (values: number, missing: number): boolean => missing === 0 && values >= enoughValues

/**
 * Have so many objects shown the fields they have? Those that come with at least every second record have; rare ones may
 * not have shown their rare fields.
 *
 * @category guards
 * @since 0.1.0
 */
export const isFamiliar = (objects: number, records: number): boolean => objects * 2 >= records || objects >= many

/**
 * Is what came `count` times among `now` observations news, when it was not among the `before` earlier ones? A run that is
 * not as long yet counts as if it were, since the first may always come early.
 *
 * @category guards
 * @since 0.1.0
 */
export const isNews = (before: number, count: number, now: number): boolean =>
  before * count >= expected * Math.max(now, before)

/**
 * Is a field gone that came `present` times among `before` objects, and in none of the `since` that followed? `gap` is the
 * longest stretch of objects in which it was absent before.
 *
 * @category guards
 * @since 0.1.0
 */
export const isGone = (present: number, before: number, since: number, gap: number): boolean =>
  // Were records in random order, the chance that all that have the field come first would be (before / all) ^ present.
  since > 0 && present * Math.log1p(since / before) >= chance && since >= patience * gap

/**
 * Do the values of a path, with how often each came, form a closed set?
 *
 * @category guards
 * @since 0.1.0
 */
export const isClosed = (counts: ReadonlyArray<number>): boolean => {
  const sum = counts.reduce((total, count) => total + count, 0)
  return sum >= Math.max(enoughValues, counts.length * closedRepeats)
}
