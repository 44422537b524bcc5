/**
 * The records that a stream's partitions are made of: those of its parent stream, as they stand in the store.
 *
 * @since 0.1.0
 */
import { Effect, Schema, Stream } from "effect"
import type { Checkpoint } from "../contract/Checkpoint.ts"
import type { Parent, ParentValues } from "../contract/ConnectorStream.ts"
import * as StreamTable from "../contract/StreamTable.ts"
import { StoreError, StoreMismatch, SyncStore } from "../contract/SyncStore.ts"
import * as PartitionSync from "./PartitionSync.ts"
import * as Verdict from "../contract/Verdict.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface ParentRecords {
  /** Each once, in order. */
  readonly values: ReadonlyArray<ParentValues>
  /** Why parents may be missing, and with them whole partitions. */
  readonly doubts: ReadonlyArray<string>
}

/**
 * Fails when the parent stream was never synced: without its records nothing would be asked for, and that would look like the
 * end.
 *
 * @category constructors
 * @since 0.1.0
 */
export const read = Effect.fnUntraced(function* (
  connector: string,
  { fields, stream }: Parent
): Effect.fn.Return<ParentRecords, StoreError, SyncStore> {
  const store = yield* SyncStore
  const table = StreamTable.make(connector, stream)
  const known = table.columns.map(({ field }) => field)
  const unknown = fields.find((field) => !known.includes(field))
  if (unknown !== undefined) {
    return yield* Effect.die(new Error(`${connector}/${stream.name} has no field "${unknown}" to make partitions of`))
  }
  const checkpoints = (yield* store.checkpoints).filter(
    (checkpoint) =>
      checkpoint.connector === connector &&
      checkpoint.stream === stream.name &&
      !PartitionSync.isBackfill(checkpoint.partition)
  )
  if (checkpoints.length === 0) {
    const detail = `no record of ${connector}/${stream.name} is here to make partitions of; sync it first`
    return yield* new StoreError({ store: `${connector}/${stream.name}`, reason: new StoreMismatch({ detail }) })
  }
  const distinct = new Map<string, ParentValues>()
  const opened = yield* store.open(table)
  yield* Stream.runForEach(opened.observations({ fields }), (page) =>
    Effect.sync(() => {
      for (const { values } of page) distinct.set(JSON.stringify(values), values)
    })
  )
  return {
    values: [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, values]) => values),
    doubts: [...new Set(checkpoints.flatMap((checkpoint) => doubtsOf(`${connector}/${stream.name}`, checkpoint)))]
  }
})

const decodeVerdict = Schema.decodeUnknownOption(Schema.fromJsonString(Verdict.Verdict))

const doubtsOf = (parent: string, { status, verdict }: Checkpoint): ReadonlyArray<string> => {
  if (status !== "completed") return [`partitions may be missing, since ${parent} was not read to its end`]
  const decoded = decodeVerdict(verdict)
  return decoded._tag === "Some" && decoded.value._tag !== "Unproven"
    ? []
    : [`partitions may be missing, since ${parent} is not known to be complete`]
}
