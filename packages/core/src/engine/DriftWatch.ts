/**
 * Watches the shape of a stream's raw records for a run, under the host's policy, and keeps it for the next.
 *
 * @since 0.1.0
 */
import { Effect, Result } from "effect"
import type { Drift, Policy } from "../contract/Drift.ts"
import type * as ConnectorStream from "../contract/ConnectorStream.ts"
import { StoreError, StoreMismatch, SyncStore } from "../contract/SyncStore.ts"
import { Shape, ShapeLog } from "../drift/index.ts"
import type { DecodedPage } from "./RecordDecoder.ts"
import * as Refusal from "./Refusal.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface DriftWatch {
  /** Takes in a page. One clear line when the run has to stop before the page is committed. */
  readonly observe: (records: ReadonlyArray<unknown>) => string | undefined
  /** The page without the rows that the host wants in quarantine. Comes after `observe`. */
  readonly sift: (decoded: DecodedPage, records: ReadonlyArray<unknown>) => DecodedPage
  /** All drift of the run, and the shape is kept. `whole` when every partition was read from its head to its end. */
  readonly finish: (end: {
    readonly completed: boolean
    readonly whole: boolean
  }) => Effect.Effect<ReadonlyArray<Drift>, StoreError>
}

/**
 * Fails when the shape that earlier runs kept can't be read.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  connector: string,
  stream: Pick<ConnectorStream.Any<unknown>, "name" | "record">,
  policy: Policy
): Effect.fn.Return<DriftWatch, StoreError, SyncStore> {
  const store = yield* SyncStore
  const text = yield* store.shape(connector, stream.name)
  const isKept = text !== undefined && text !== forgotten
  if (policy === "ignore") {
    const forget = isKept ? store.saveShape(connector, stream.name, forgotten) : Effect.void
    return { ...none, finish: () => Effect.as(forget, []) }
  }
  const kept = isKept ? Shape.decode(text) : undefined
  if (kept !== undefined && Result.isFailure(kept)) {
    return yield* new StoreError({
      store: `shape ${connector}/${stream.name}`,
      reason: new StoreMismatch({ detail: `${kept.failure.message}; sync it once with the drift policy "ignore"` })
    })
  }
  const log = ShapeLog.make({ record: stream.record, kept: kept?.success, policy })
  return {
    observe: (records) => {
      log.observe(records)
      if (policy !== "fail" || !log.hasDrifted()) return undefined
      return `${log
        .drifts()
        .map(({ detail }) => detail)
        .join("; ")}; a run with the drift policy "warn" accepts it`
    },
    sift: (decoded, records) =>
      policy === "quarantine" && log.hasDrifted()
        ? Refusal.apply(
            decoded,
            decoded.positions.flatMap((position, index) =>
              log.inspect(records[position]).map((issue) => ({ ...issue, index }))
            )
          )
        : decoded,
    finish: Effect.fnUntraced(function* ({ completed, whole }) {
      const { drifts, shape } = log.finish({ completed, resumed: !whole })
      yield* store.saveShape(connector, stream.name, Shape.encode(shape))
      return drifts
    })
  }
})

/** What is kept of a stream that nobody watches: compared with an old shape, the next run would be alarmed by it all. */
const forgotten = ""

const none: Omit<DriftWatch, "finish"> = { observe: () => undefined, sift: (decoded) => decoded }
