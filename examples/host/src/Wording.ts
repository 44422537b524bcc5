/**
 * How the host words numbers: thousands with commas, times in the two largest units.
 *
 * @since 0.1.0
 */

const thousands = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 })

/**
 * `12300` → `12,300`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const count = (n: number): string => thousands.format(n)

/**
 * Milliseconds in words: `0.3 s`, `2 s`, `3 min 10 s`, `1 h 5 min`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const time = (ms: number): string => {
  if (ms < 1000) return ms < 50 ? "0 s" : `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/**
 * Epoch milliseconds as ISO 8601 in UTC.
 *
 * @category formatting
 * @since 0.1.0
 */
export const instant = (ms: number): string => new Date(ms).toISOString()
