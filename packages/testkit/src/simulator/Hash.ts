/**
 * A running hash (FNV-1a, two lanes of 32 bits) over what happened in a simulation: equal runs have equal hashes. Not fit for
 * anything that an adversary may choose.
 *
 * @since 0.1.0
 */

/**
 * @category models
 * @since 0.1.0
 */
export interface Hash {
  readonly add: (...parts: ReadonlyArray<string | number>) => void
  /** 16 hexadecimal digits. */
  readonly digest: () => string
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (): Hash => {
  let low = 0x811c9dc5
  let high = 0xc2b2ae35
  const byte = (value: number) => {
    low = Math.imul(low ^ value, 0x01000193)
    high = Math.imul(high ^ value, 0x85ebca6b)
    high ^= high >>> 15
  }
  return {
    add: (...parts) => {
      for (const part of parts) {
        const text = typeof part === "number" ? String(part) : part
        for (let at = 0; at < text.length; at++) byte(text.charCodeAt(at))
        byte(0x1f)
      }
    },
    digest: () => [high, low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("")
  }
}
