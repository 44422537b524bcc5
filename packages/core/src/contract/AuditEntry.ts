/**
 * What one request asked and got: enough to explain a sweep request by request afterwards.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * @category schemas
 * @since 0.1.0
 */
export const AuditEntry = Schema.Struct({
  /** Which pass over the list, from 1. */
  pass: Schema.Int,
  /** Which page of the sweep it was sent for, from 1. */
  page: Schema.Int,
  /** Which request for this page, from 1. */
  attempt: Schema.Int,
  /** The offset asked for, or a hash of the cursor; nothing on a first page without one. */
  cursor: Schema.NullOr(Schema.String),
  /** The page size asked for, in records. */
  limit: Schema.Int,
  /** Of the answer; nothing where none came or its client reports none. */
  status: Schema.NullOr(Schema.Int),
  /** Why it brought no page, in one line without secrets; nothing for a page. */
  problem: Schema.NullOr(Schema.String),
  /** Epoch milliseconds. */
  sentAt: Schema.Finite,
  /** From sending to the whole answer; milliseconds. */
  latency: Schema.Finite,
  /** Milliseconds waited before it was sent. */
  waited: Schema.Finite,
  /** Records of the page. */
  received: Schema.Int,
  /** The total number of records the answer declares. */
  total: Schema.NullOr(Schema.Finite),
  /** The name the provider gave this exchange, such as its `x-request-id`. */
  correlationId: Schema.NullOr(Schema.String),
  /** Of the page's raw records, in order; equal hashes are equal pages. Nothing without a page. */
  contentHash: Schema.NullOr(Schema.String),
  /** What the walk made of the page: `accepted`, `unanchored`, `end`, or why it failed; `retried` or `failed` without one. */
  outcome: Schema.String
})

/**
 * @category models
 * @since 0.1.0
 */
export type AuditEntry = typeof AuditEntry.Type

/**
 * An entry with the place it has in a store.
 *
 * @category models
 * @since 0.1.0
 */
export interface StoredAuditEntry extends AuditEntry {
  readonly connector: string
  readonly stream: string
  readonly partition: string
  readonly run: string
  /** The commit it was written with; orders the entries of a run. */
  readonly epoch: number
  readonly seq: number
}
