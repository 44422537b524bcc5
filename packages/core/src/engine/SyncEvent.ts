/**
 * What a running sync tells its host, in the order it happens; after `PageCommitted` the page is in the store.
 *
 * @since 0.1.0
 */
import type { Counts } from "../contract/Checkpoint.ts"
import type { Drift } from "../contract/Drift.ts"
import type { ConnectorError } from "../contract/ConnectorError.ts"
import type { Transition } from "../resilience/Breaker.ts"
import type * as Verdict from "../contract/Verdict.ts"

/**
 * Where an event comes from.
 *
 * @category models
 * @since 0.1.0
 */
interface Source {
  readonly connector: string
  readonly stream: string
  readonly partition: string
}

/**
 * @category models
 * @since 0.1.0
 */
export type SyncEvent<Record = unknown> =
  | (Source & {
      readonly _tag: "SweepStarted"
      /** Does it go on from a checkpoint? */
      readonly resumed: boolean
      /** It asks for what changed since, and for everything where absent; epoch milliseconds. */
      readonly since: number | undefined
      readonly counts: Counts
    })
  | (Source & {
      readonly _tag: "PageCommitted"
      /** The page's decoded records. */
      readonly records: ReadonlyArray<Record>
      /** Since the sweep began. */
      readonly counts: Counts
      /** Which pass over the list, from 1. */
      readonly pass: number
      /** How far this pass is, in records, where that is known. */
      readonly position: number | undefined
      /** The total number of records as last declared. */
      readonly total: number | undefined
    })
  | (Source & {
      readonly _tag: "RetryScheduled"
      readonly error: ConnectorError
      readonly delayMs: number
    })
  | (Source & { readonly _tag: "SweepCompleted"; readonly counts: Counts; readonly verdict: Verdict.Verdict })
  /** The shape of the raw records changed: one event a run for each change. */
  | (Omit<Source, "partition"> & { readonly _tag: "SchemaDrifted"; readonly drift: Drift })
  | {
      readonly _tag: "AccountPaused"
      readonly connector: string
      /** Nothing is sent before; epoch milliseconds. */
      readonly until: number
    }
  | ({ readonly _tag: "BreakerChanged"; readonly connector: string } & Transition)
