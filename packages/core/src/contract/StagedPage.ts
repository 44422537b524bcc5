/**
 * A page as it was received, kept until it is decoded and committed: a cursor that lives for minutes is followed at the
 * provider's pace, and the rows are written at the consumer's.
 *
 * @since 0.1.0
 */

/**
 * @category models
 * @since 0.1.0
 */
export interface StagedPage {
  /** Its number in the sweep, from 1; staged pages are taken in this order. */
  readonly page: number
  readonly pass: number
  /** Of `records`, in bytes of UTF-8. */
  readonly bytes: number
  /** When it was asked for; epoch milliseconds. */
  readonly observedAt: number
  /** The total number of records the answer declares. */
  readonly total: number | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface StagedRecords extends StagedPage {
  /** The raw records, as a JSON array. */
  readonly records: string
}
