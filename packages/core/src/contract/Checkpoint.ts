/**
 * Where a partition stands: the walk's state after the last committed page, who may write next, and what was counted.
 *
 * A checkpoint is written only together with the page it speaks of. `(epoch, seq)` fences writers: a run that takes the
 * partition over raises `epoch`, every commit raises `seq`, and a commit that expects another pair changes nothing.
 *
 * @since 0.1.0
 */

/**
 * What was counted, in records unless the name says otherwise. After every commit
 * `received = inserted + updated + unchanged + deadLettered`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Counts {
  readonly pages: number
  /** Requests sent for pages, retries and token calls included. */
  readonly requests: number
  readonly retries: number
  readonly received: number
  readonly inserted: number
  readonly updated: number
  /** Already stored, in this or a newer version. */
  readonly unchanged: number
  readonly deadLettered: number
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const noCounts: Counts = {
  pages: 0,
  requests: 0,
  retries: 0,
  received: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  deadLettered: 0
}

/**
 * @category combinators
 * @since 0.1.0
 */
export const addCounts = (a: Counts, b: Counts): Counts => ({
  pages: a.pages + b.pages,
  requests: a.requests + b.requests,
  retries: a.retries + b.retries,
  received: a.received + b.received,
  inserted: a.inserted + b.inserted,
  updated: a.updated + b.updated,
  unchanged: a.unchanged + b.unchanged,
  deadLettered: a.deadLettered + b.deadLettered
})

/**
 * The counts with what became of a page's rows.
 *
 * @category combinators
 * @since 0.1.0
 */
export const addWritten = (counts: Counts, written: Pick<Counts, "inserted" | "updated" | "unchanged">): Counts => ({
  ...counts,
  inserted: counts.inserted + written.inserted,
  updated: counts.updated + written.updated,
  unchanged: counts.unchanged + written.unchanged
})

/**
 * @category models
 * @since 0.1.0
 */
export type Status = "running" | "completed" | "failed" | "suspended"

/**
 * @category models
 * @since 0.1.0
 */
export interface Checkpoint {
  readonly connector: string
  readonly stream: string
  /** Encoded by the stream's partition codec. */
  readonly partition: string
  /** The sweep this belongs to; kept when it is resumed, new when the partition starts over. */
  readonly run: string
  readonly epoch: number
  readonly seq: number
  /** Who raised the epoch: tells the commits of two runs that raised it to the same number apart. */
  readonly writer: string
  readonly status: Status
  /** The walk's state, as JSON. Opaque to stores. */
  readonly walk: string
  /** Of the connector's package that wrote this. */
  readonly connectorVersion: string
  /** Changes when the record's fields do. */
  readonly recordSchema: string
  /** When the sweep began; epoch milliseconds. */
  readonly startedAt: number
  /** When this was written; epoch milliseconds. */
  readonly updatedAt: number
  /** When the next cursor stops working; epoch milliseconds. */
  readonly expiresAt: number | undefined
  /**
   * When the request that the walk stands at was about to be sent, where it must not be sent twice; epoch milliseconds.
   * A run that finds it doesn't know whether the provider moved on, and begins the walk anew; so it does after a list
   * that stalled.
   */
  readonly intent: number | undefined
  /** The sweep asks for what changed since, and for everything where absent; epoch milliseconds. */
  readonly since: number | undefined
  /** Everything that changed before is in the store; epoch milliseconds. Outlives the sweep that raised it. */
  readonly watermark: number | undefined
  /** When a suspended sweep may go on; epoch milliseconds. */
  readonly resumeAt: number | undefined
  /** One clear line: why a `failed` or `suspended` sweep stopped. */
  readonly problem: string | undefined
  /** The verdict of a `completed` sweep, as JSON. */
  readonly verdict: string | undefined
  /** Since the sweep began. The store adds `inserted`, `updated` and `unchanged` of each page as it writes them. */
  readonly counts: Counts
}
