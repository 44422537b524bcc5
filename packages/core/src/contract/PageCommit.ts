/**
 * Everything one page changes, as one value: a store makes all of it visible or none of it.
 *
 * @since 0.1.0
 */
import type { AuditEntry } from "./AuditEntry.ts"
import type { Checkpoint } from "./Checkpoint.ts"
import type { DeadLetter } from "./DeadLetter.ts"
import type { Ledger } from "./Ledger.ts"
import type { StagedRecords } from "./StagedPage.ts"

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
  /** The pair that has to stand in the store, or nothing when there is no checkpoint yet. */
  readonly expected: { readonly epoch: number; readonly seq: number } | undefined
  /** What stands there afterwards, its counts without this page's `inserted`, `updated` and `unchanged`. */
  readonly checkpoint: Checkpoint
  /** The page's number in the sweep, from 1; 0 when only the checkpoint moves. */
  readonly page: number
  /** The partition the rows belong to, which a backfill's checkpoint does not name. */
  readonly partition: string
  /** In page order, each key once. */
  readonly rows: ReadonlyArray<Row>
  readonly deadLetters: ReadonlyArray<DeadLetter>
  /** The requests behind this commit. */
  readonly audit: ReadonlyArray<AuditEntry>
  /** Puts the sweep's ledger in the place of the one before. */
  readonly ledger: Ledger | undefined
  /** When the rows were observed, which is when their page was asked for; epoch milliseconds. */
  readonly observedAt: number
  /**
   * Remember the rows' keys as seen in this pass, if the sweep had not seen them before; the store keeps them until the
   * sweep completes. Absent where nothing asks for them.
   */
  readonly seenIn: number | undefined
  /** A page to keep for later. */
  readonly stage: StagedRecords | undefined
  /** What became of the rows where `StreamStore.deliver` has taken them already. */
  readonly delivered?: Written | undefined
  /** The number of the staged page that these rows are of; it is dropped. */
  readonly unstage: number | undefined
  /** Mark the partition's rows that nothing observed since the sweep began as deleted, at the checkpoint's `updatedAt`. */
  readonly deleteUnseen: boolean
}

/**
 * Rows on their way to a place outside of the store.
 *
 * @category models
 * @since 0.1.0
 */
export interface Delivery extends Pick<PageCommit, "partition" | "page" | "rows" | "observedAt"> {
  /** Of the sweep. */
  readonly run: string
}

/**
 * Creates a commit; what is left out is nothing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (commit: Pick<PageCommit, "expected" | "checkpoint"> & Partial<PageCommit>): PageCommit => ({
  page: 0,
  partition: commit.checkpoint.partition,
  rows: [],
  deadLetters: [],
  audit: [],
  ledger: undefined,
  observedAt: commit.checkpoint.updatedAt,
  seenIn: undefined,
  stage: undefined,
  unstage: undefined,
  deleteUnseen: false,
  ...commit
})

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
