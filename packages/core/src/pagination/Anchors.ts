/**
 * The records by which an anchored walk knows that a page begins where the pages before it ended: the keys of the last accepted
 * pages, the newest page first.
 *
 * @since 0.1.0
 */
import * as Walk from "./Walk.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Anchors = ReadonlyArray<ReadonlyArray<string>>

/** Pages whose keys can serve. */
const pages = 4
/** Keys of the newest page that a checkpoint keeps. */
const most = 64
/** How far from the newest page's end the next one usually begins. */
const near = 10

/**
 * @category combinators
 * @since 0.1.0
 */
export const after = (anchors: Anchors, keys: ReadonlyArray<string>): Anchors => [keys, ...anchors].slice(0, pages)

/**
 * What a checkpoint keeps.
 *
 * @category getters
 * @since 0.1.0
 */
export const kept = ([newest]: Anchors): Anchors => (newest === undefined ? [] : [newest.slice(-most)])

/**
 * Does a page that was to bring `back` records again begin within what is known? Its first readable record has to be known, and one
 * more where more than one was to come again: a single record may have left the list and come back at its end, and lie far behind
 * what was not read yet.
 *
 * @category guards
 * @since 0.1.0
 */
export const hold = (anchors: Anchors, keys: ReadonlyArray<string>, back: number): boolean => {
  const start = keys.findIndex((key) => !key.startsWith(Walk.unkeyed))
  const [first, second] = [keys[start], keys[start + 1]]
  if (first === undefined) return false
  // The newest page's end is where the overlap lies, so it is tried before all that is known.
  const at = (anchors[0] ?? []).lastIndexOf(first)
  const isNear = at >= 0 && at >= anchors[0]!.length - near
  if (isNear && (back < 2 || (second !== undefined && second === anchors[0]![at + 1]))) return true
  const known = knownOf(anchors)
  if (!known.has(first)) return false
  const others = keys.filter((key) => key !== first)
  return back < 2 || others.length === 0 || others.some((key) => known.has(key))
}

/**
 * Is there a key that is not known?
 *
 * @category guards
 * @since 0.1.0
 */
export const lack = (anchors: Anchors, keys: ReadonlyArray<string>): boolean => {
  const known = knownOf(anchors)
  return keys.some((key) => !known.has(key))
}

const knownOf = (anchors: Anchors): ReadonlySet<string> => {
  const known = new Set<string>()
  for (const page of anchors) for (const key of page) known.add(key)
  return known
}
