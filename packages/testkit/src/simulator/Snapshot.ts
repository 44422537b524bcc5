/**
 * What stands in the database: the state that another process would find, and how it differs from the one before.
 *
 * @since 0.1.0
 */

/**
 * A row of a stream's table.
 *
 * @category models
 * @since 0.1.0
 */
export interface StoredRow {
  readonly table: string
  /** The key's columns, one after the other. */
  readonly key: string
  readonly raw: string
  readonly partition: string
  readonly run: string
  readonly page: number
  readonly observedAt: number
  readonly confirmedAt: number
  readonly deletedAt: number | null
}

/**
 * @category models
 * @since 0.1.0
 */
export interface StoredCheckpoint {
  readonly stream: string
  readonly partition: string
  readonly run: string
  readonly epoch: number
  readonly seq: number
  readonly writer: string
  readonly status: string
  readonly walk: string
  readonly intent: number | null
  readonly since: number | null
  readonly watermark: number | null
  readonly resumeAt: number | null
  readonly startedAt: number
  readonly verdict: string | null
  readonly pages: number
  readonly requests: number
  readonly retries: number
  readonly received: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly deadLettered: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface StoredLetter {
  readonly id: string
  readonly partition: string
  readonly key: string | null
  readonly raw: string
  /** Of the whole record as it came. */
  readonly hash: string
  readonly timesSeen: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface StagedBytes {
  readonly partition: string
  readonly run: string
  readonly page: number
  readonly bytes: number
}

/**
 * What one commit changed, as others see it. Rows, checkpoints and letters are those that are new or other than before.
 *
 * @category models
 * @since 0.1.0
 */
export interface Change {
  readonly rows: ReadonlyArray<{ readonly before: StoredRow | undefined; readonly after: StoredRow }>
  /** Keys whose rows are gone, by table. */
  readonly lostRows: ReadonlyArray<StoredRow>
  readonly checkpoints: ReadonlyArray<{
    readonly before: StoredCheckpoint | undefined
    readonly after: StoredCheckpoint
  }>
  readonly letters: ReadonlyArray<StoredLetter>
  readonly settled: ReadonlyArray<StoredLetter>
  /** All that wait. */
  readonly staged: ReadonlyArray<StagedBytes>
  /** Entries of the audit. */
  readonly audited: number
  /** Until when the provider is known to want nothing; epoch milliseconds, 0 where it is not known. */
  readonly pausedUntil: number
}
