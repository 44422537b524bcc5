/**
 * A short hash that tells whether two pages hold the same records in the same order. Not for security.
 *
 * @since 0.1.0
 */

/**
 * 53 bits over the parts and their order.
 *
 * @category hashing
 * @since 0.1.0
 */
export const of = (parts: ReadonlyArray<string>): string => combine(each(parts)).toString(36)

/**
 * 53 bits for each part: equal parts have equal hashes.
 *
 * @category hashing
 * @since 0.1.0
 */
export const each = (parts: ReadonlyArray<string>): Float64Array => {
  const hashes = new Float64Array(parts.length)
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!
    let a = 0xdeadbeef
    let b = 0x41c6ce57
    for (let i = 0; i < part.length; i++) {
      const unit = part.charCodeAt(i)
      a = Math.imul(a ^ unit, 2654435761)
      b = Math.imul(b ^ unit, 1597334677)
    }
    hashes[at] = mixed(a, b)
  }
  return hashes
}

/**
 * Does any part come twice? Sorted hashes tell it at a fraction of what a Set of strings costs.
 *
 * @category guards
 * @since 0.1.0
 */
export const repeats = (parts: ReadonlyArray<string>, hashes: Float64Array = each(parts)): boolean => {
  const sorted = hashes.toSorted()
  return sorted.some((hash, at) => at > 0 && hash === sorted[at - 1]) && new Set(parts).size < parts.length
}

/**
 * One hash over hashes and their order.
 *
 * @category hashing
 * @since 0.1.0
 */
export const combine = (hashes: Float64Array): number => {
  let a = 0xdeadbeef ^ hashes.length
  let b = 0x41c6ce57
  for (const hash of hashes) {
    a = Math.imul(a ^ (hash >>> 0), 2654435761)
    b = Math.imul(b ^ (hash / 4294967296), 1597334677)
  }
  return mixed(a, b)
}

const mixed = (a: number, b: number): number => {
  const x = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  const y = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(x ^ (x >>> 13), 3266489909)
  return 4294967296 * (2097151 & y) + (x >>> 0)
}
