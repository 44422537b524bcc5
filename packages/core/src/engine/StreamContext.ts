/**
 * What the sync of a stream needs, made once for all its partitions: the table, the plan, and compiled codecs.
 *
 * @since 0.1.0
 */
import { Duration, type Effect, Result, Schema } from "effect"
import type * as ConnectorStream from "../contract/ConnectorStream.ts"
import * as StreamTable from "../contract/StreamTable.ts"
import type { Span } from "../contract/Partition.ts"
import type { StreamStore } from "../contract/SyncStore.ts"
import type { Traversal } from "../contract/Traversal.ts"
import * as Sweep from "../pagination/Sweep.ts"
import type * as QuotaGate from "../quota/QuotaGate.ts"
import type { DriftWatch } from "./DriftWatch.ts"
import * as RecordDecoder from "./RecordDecoder.ts"
import type { RunContext } from "./RunContext.ts"
import type * as StreamOptions from "./StreamOptions.ts"
import type { SyncEvent } from "./SyncEvent.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface StreamContext<R> {
  readonly run: RunContext
  readonly connector: RunContext["connector"]
  /** What one page request asks of the quota gate. */
  readonly asking: QuotaGate.Asking
  readonly stream: ConnectorStream.Any<R>
  readonly table: StreamTable.StreamTable
  readonly store: StreamStore
  readonly plan: Sweep.Plan
  readonly decode: ReturnType<typeof RecordDecoder.make>
  readonly encodePartition: (partition: unknown) => string
  readonly encodeCursor: (cursor: unknown) => string
  /** Nothing when a kept cursor is not one of this stream. */
  readonly decodeCursor: (text: string) => { readonly cursor: unknown } | undefined
  /** Begin a new sweep even where one could be resumed. */
  readonly fresh: boolean
  readonly options: StreamOptions.Resolved
  /** Fill in again what changed then, apart from what goes forward. */
  readonly backfill: Span | undefined
  /** Are pages staged, since their cursor lives too short to wait for commits? */
  readonly staged: boolean
  readonly drift: DriftWatch
  readonly onEvent: (event: SyncEvent) => Effect.Effect<void>
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = <R>(
  given: Pick<StreamContext<R>, "run" | "stream" | "table" | "store" | "fresh" | "options" | "backfill" | "drift">
): StreamContext<R> => {
  const { run, stream, table } = given
  const decodeCursor = Schema.decodeUnknownResult(stream.cursor)
  return {
    ...given,
    staged: livesShort(stream.traversal),
    connector: run.connector,
    onEvent: run.onEvent,
    asking: {
      account: run.account,
      kind: stream.quota?.kind ?? "read",
      weight: stream.quota?.weight ?? 1,
      quotas: run.quotas,
      pace: run.connector.pace
    },
    plan: Sweep.plan(stream.traversal, stream.pageSize, stream.pageSize.default),
    decode: RecordDecoder.make(stream, table),
    encodePartition: Schema.encodeUnknownSync(stream.partition),
    encodeCursor: Schema.encodeUnknownSync(stream.cursor),
    decodeCursor: (text) => {
      const result = decodeCursor(text)
      return Result.isSuccess(result) ? { cursor: result.success } : undefined
    }
  }
}

/** A cursor that lives longer outlasts any commit. */
const shortLife = Duration.minutes(15)

const livesShort = ({ cursor, lifetime }: Traversal<unknown>): boolean => {
  if (cursor === "offset" || lifetime._tag === "Unlimited") return false
  return lifetime._tag === "Stated" || Duration.isLessThanOrEqualTo(lifetime.ttl, shortLife)
}
