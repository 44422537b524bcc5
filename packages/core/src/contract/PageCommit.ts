/**
 * Everything one page changes, as one value: a store makes all of it visible or none of it.
 *
 * @since 0.1.0
 */
import type { AuditEntry } from "./AuditEntry.ts"
import type { Checkpoint } from "./Checkpoint.ts"
import type { DeadLetter } from "./DeadLetter.ts"

/**
 * A decoded record and the raw one it came from.
 *
 * @category models
 * @since 0.1.0
 */
export interface Row {
  /** The key as one string; see `StreamTable.identityOf`. */
  readonly identity: string
  readonly record: { readonly [field: string]: unknown }
  /** The record as JSON, as it was received. */
  readonly raw: string
}

/**
 * @category models
 * @since 0.1.0
 */
export interface PageCommit {
  /** The pair that has to stand in the store, or `None`-like `undefined` when there is no checkpoint yet. */
  readonly expected: { readonly epoch: number; readonly seq: number } | undefined
  /** What stands there afterwards, its counts without this page's `inserted`, `updated` and `unchanged`. */
  readonly checkpoint: Checkpoint
  /** In page order. Where a key comes twice, the later one is the newer. */
  readonly rows: ReadonlyArray<Row>
  readonly deadLetters: ReadonlyArray<DeadLetter>
  /** The page request behind this commit; absent when only the checkpoint moves. */
  readonly audit: AuditEntry | undefined
  /** When the rows were observed, which is when their page was asked for; epoch milliseconds. */
  readonly observedAt: number
  /**
   * Remember the rows' keys as seen in this pass, if the sweep had not seen them before; the store keeps them until the
   * sweep completes. Absent where nothing asks for them.
   */
  readonly seenIn: number | undefined
}

/**
 * How many of a commit's rows had which effect.
 *
 * @category models
 * @since 0.1.0
 */
export interface Written {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
}
