/**
 * What one page request asked and got: enough to explain a sweep page by page afterwards.
 *
 * @since 0.1.0
 */

/**
 * @category models
 * @since 0.1.0
 */
export interface AuditEntry {
  /** Which pass over the list, from 1. */
  readonly pass: number
  /** The offset asked for, or a hash of the cursor; absent on a first page without one. */
  readonly cursor: string | undefined
  /** The page size asked for, in records. */
  readonly limit: number
  readonly received: number
  readonly total: number | undefined
  /** When the request was sent; epoch milliseconds. */
  readonly sentAt: number
  /** From sending to the whole answer, retries and their waits included; milliseconds. */
  readonly latency: number
  readonly retries: number
  /** What the walk made of the page: `accepted`, `unanchored`, `end`, or why it failed. */
  readonly outcome: string
}
