/**
 * Finds the records that two neighbouring pages share, since walks overlap pages on purpose and nothing is to be counted
 * twice. Records are compared by what they hold: their keys are not known before they are decoded.
 *
 * @since 0.1.0
 */

/** How far before the end of a page the next one may begin. */
const reach = 64

/** Deeper records count as different. */
const maxDepth = 32

/**
 * What has to be remembered of a page to find what the next one shares with it.
 *
 * @category getters
 * @since 0.1.0
 */
export const tailOf = (page: ReadonlyArray<unknown>): ReadonlyArray<unknown> => page.slice(-reach)

/**
 * The positions in `page` of the records that also stand at the end of the page before, where this one begins there. One
 * that changed between the two requests is not among them.
 *
 * @category getters
 * @since 0.1.0
 */
export const between = (tail: ReadonlyArray<unknown>, page: ReadonlyArray<unknown>): ReadonlySet<number> => {
  if (page.length === 0) return none
  for (let from = 0; from < tail.length; from++) {
    if (!isSame(tail[from], page[0], 0)) continue
    const length = Math.min(tail.length - from, page.length)
    const shared = new Set<number>()
    for (let i = 0; i < length; i++) if (isSame(tail[from + i], page[i], 0)) shared.add(i)
    // Records without a key may be the same by chance.
    if (shared.size * 2 > length) return shared
  }
  return none
}

const none: ReadonlySet<number> = new Set()

const isSame = (a: unknown, b: unknown, depth: number): boolean => {
  if (a === b) return true
  if (!isObject(a) || !isObject(b) || depth > maxDepth || Array.isArray(a) !== Array.isArray(b)) return false
  for (const key in a) if (!Object.hasOwn(b, key) || !isSame(a[key], b[key], depth + 1)) return false
  for (const key in b) if (!Object.hasOwn(a, key)) return false
  return true
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null
