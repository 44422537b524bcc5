/**
 * What a sweep asks for: everything, what a host wants filled in again, or what changed since the last sweep that was
 * complete.
 *
 * @since 0.1.0
 */
import { Duration } from "effect"
import type { Checkpoint } from "../contract/Checkpoint.ts"
import type { ChangesFilter } from "../contract/ConnectorStream.ts"
import type { Changes } from "../contract/Partition.ts"
import type { StreamTable } from "../contract/StreamTable.ts"
import type { StreamContext } from "./StreamContext.ts"

const defaultLookBack = Duration.minutes(10)

/**
 * The changes to ask for; nothing where everything is. A sweep that goes on asks for what it began with.
 *
 * @category constructors
 * @since 0.1.0
 */
export const of = <R>(
  { backfill, fresh, options, stream, table }: StreamContext<R>,
  previous: Checkpoint | undefined,
  resumed: Checkpoint | undefined
): Changes | undefined => {
  const { changes } = stream
  if (changes === undefined) return undefined
  if (backfill !== undefined) return { from: edge(changes, backfill.from), to: endOf(changes, backfill.to) }
  if (resumed !== undefined) return resumed.since === undefined ? undefined : { from: resumed.since }
  const watermark = watermarkOf(table, previous)
  const wanted = options.incremental || changes.only === true
  if (fresh || !wanted || watermark === undefined) return undefined
  const lookBack = Duration.toMillis(changes.lookBack ?? defaultLookBack)
  return { from: edge(changes, watermark - lookBack) }
}

/**
 * Before when everything is in the store, epoch milliseconds; nothing where it was stored in another shape, and has to be
 * read again.
 *
 * @category getters
 * @since 0.1.0
 */
export const watermarkOf = (
  { fingerprint }: Pick<StreamTable, "fingerprint">,
  previous: Checkpoint | undefined
): number | undefined => (previous?.recordSchema === fingerprint ? previous.watermark : undefined)

/**
 * The provider's own step at or before an instant, and one more where its filter leaves that step out: a record that
 * changed within the step of the edge is asked for twice rather than never.
 */
const edge = ({ from, resolution }: ChangesFilter, at: number): number => {
  const step = stepOf(resolution)
  const floored = Math.floor(at / step) * step
  return Math.max(0, from === "exclusive" ? floored - step : floored)
}

/** The provider's own step at or after an instant: what changed within the last step is not left out. */
const endOf = ({ resolution }: ChangesFilter, at: number): number => {
  const step = stepOf(resolution)
  return Math.ceil(at / step) * step
}

const stepOf = (resolution: Duration.Input): number => Math.max(1, Duration.toMillis(resolution))
