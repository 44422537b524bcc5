/**
 * What the steps of one partition's sweep share.
 *
 * @since 0.1.0
 */
import { Data } from "effect"
import type { AuditEntry } from "../contract/AuditEntry.ts"
import type { Changes } from "../contract/Partition.ts"
import type { BadRecords } from "./BadRecords.ts"
import type { CheckpointWriter, Position } from "./CheckpointWriter.ts"
import type { StreamContext } from "./StreamContext.ts"
import type { Outcome } from "./SyncReport.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface SweepContext<R> {
  readonly stream: StreamContext<R>
  readonly partition: unknown
  /** As events and checkpoints name it; a backfill's partition has a name of its own. */
  readonly source: { readonly connector: string; readonly stream: string; readonly partition: string }
  readonly writer: CheckpointWriter
  /** Ask only for what changed then. */
  readonly changed: Changes | undefined
  readonly bad: BadRecords
}

/**
 * The sweep stops here, with its checkpoint kept.
 *
 * @category errors
 * @since 0.1.0
 */
export class Halt extends Data.TaggedError("Halt")<{
  readonly outcome: Exclude<Outcome, { readonly _tag: "Completed" }>
  /** Where the walk stands, if not where it was committed last. */
  readonly position?: Position | undefined
  readonly audit?: ReadonlyArray<AuditEntry> | undefined
  /** Requests and retries that no commit has counted. */
  readonly counted?: { readonly requests: number; readonly retries: number } | undefined
}> {}

/**
 * Where a walk stands whose next request is not on its way.
 *
 * @category getters
 * @since 0.1.0
 */
export const at = (walk: string, expiresAt?: number): Position => ({ walk, expiresAt, intent: undefined })
