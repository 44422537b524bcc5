/**
 * A raw record that could not be decoded or stored, with where it came from and why.
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
  /** As `StreamTable.identityOf` would give it, where the key's fields could be read. */
  readonly key: string | undefined
  readonly issues: ReadonlyArray<Issue>
  /** The record as JSON, as it was received; only its beginning where `whole` is false. */
  readonly raw: string
  /** Of the whole record as JSON, in bytes of UTF-8. */
  readonly bytes: number
  /** SHA-256 of the whole record as JSON, hexadecimal. */
  readonly hash: string
  /** Can it be replayed? Not where `raw` was cut or a secret was taken out of it. */
  readonly whole: boolean
}

/**
 * `waiting` letters are replayed; one that failed twice is a poison and `quarantined`.
 *
 * @category models
 * @since 0.1.0
 */
export type Status = "waiting" | "quarantined"

/**
 * A dead letter as a store keeps it. The same record that comes again, in another pass or run, is one letter seen more
 * often.
 *
 * @category models
 * @since 0.1.0
 */
export interface StoredDeadLetter extends DeadLetter {
  /** Unique in the store, hexadecimal; made of connector, stream, partition and hash. */
  readonly id: string
  readonly connector: string
  readonly stream: string
  /** Of the rows it would be one of. */
  readonly partition: string
  /** The sweep that saw it last, and its page there. */
  readonly run: string
  readonly page: number
  /** What the record was to be decoded as; see `StreamTable.fingerprint`. */
  readonly recordSchema: string
  /** Epoch milliseconds, as `lastSeen`. */
  readonly firstSeen: number
  readonly lastSeen: number
  readonly timesSeen: number
  /** How often a replay failed. */
  readonly attempts: number
  readonly status: Status
}

/**
 * Which letters; what is left out does not matter.
 *
 * @category models
 * @since 0.1.0
 */
export interface Selection {
  readonly connector?: string | undefined
  readonly stream?: string | undefined
  readonly status?: Status | undefined
  /** The beginning of an id. */
  readonly id?: string | undefined
  /** Only letters whose id comes after; for reading in parts, in the order of ids. */
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

/**
 * What came of replaying letters, as one value: a store makes all of it visible or none of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Replayed<Row> {
  /** They decode now: each row is written as its page would have, and its letter is gone. */
  readonly decoded: ReadonlyArray<{ readonly letter: StoredDeadLetter; readonly row: Row }>
  /** They still don't: one more attempt each. */
  readonly failed: ReadonlyArray<{
    readonly letter: StoredDeadLetter
    readonly issues: ReadonlyArray<Issue>
    readonly status: Status
  }>
}
