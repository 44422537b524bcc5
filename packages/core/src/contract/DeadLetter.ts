/**
 * A raw record that could not be decoded, with where it came from and why.
 *
 * @since 0.1.0
 */

/**
 * @category models
 * @since 0.1.0
 */
export interface Issue {
  /** Of the field in the raw record, dot-separated; empty for the record itself. */
  readonly path: string
  readonly message: string
}

/**
 * @category models
 * @since 0.1.0
 */
export interface DeadLetter {
  /** Position in its page, from 0. */
  readonly position: number
  readonly issues: ReadonlyArray<Issue>
  /** The record as JSON, as it was received. */
  readonly raw: string
}
