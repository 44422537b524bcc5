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
export const of = (parts: ReadonlyArray<string>): string => {
  let a = 0xdeadbeef ^ parts.length
  let b = 0x41c6ce57
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      const unit = part.charCodeAt(i)
      a = Math.imul(a ^ unit, 2654435761)
      b = Math.imul(b ^ unit, 1597334677)
    }
    a = Math.imul(a ^ 0x10000, 2654435761)
    b = Math.imul(b ^ 0x10001, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36)
}
