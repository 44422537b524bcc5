/**
 * What the database held at a moment, put together from what changed up to then.
 *
 * @since 0.1.0
 */
import type { History, Timed } from "../History.ts"
import type { Item } from "../Listing.ts"
import type { StoredCheckpoint, StoredLetter, StoredRow } from "../Snapshot.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Standing {
  /** By key. */
  readonly rows: ReadonlyMap<string, StoredRow>
  /** By partition. */
  readonly checkpoints: ReadonlyMap<string, StoredCheckpoint>
  /** By the hash of the record, within its partition. */
  readonly letters: ReadonlyMap<string, StoredLetter>
}

/**
 * An entry of the history, with what stood after it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Moment {
  readonly moment: number
  readonly entry: Timed
  /** The same value throughout: it moves on with the walk. */
  readonly standing: Standing
}

/**
 * Walks through a history from its beginning to its end.
 *
 * @category constructors
 * @since 0.1.0
 */
export function* through({ entries }: Pick<History, "entries">): Generator<Moment> {
  const rows = new Map<string, StoredRow>()
  const checkpoints = new Map<string, StoredCheckpoint>()
  const letters = new Map<string, StoredLetter>()
  const standing = { rows, checkpoints, letters }
  for (const [moment, entry] of entries.entries()) {
    if (entry._tag === "Stored") {
      for (const { after } of entry.change.rows) rows.set(after.key, after)
      for (const { key } of entry.change.lostRows) rows.delete(key)
      for (const { after } of entry.change.checkpoints) checkpoints.set(after.partition, after)
      for (const letter of entry.change.settled) letters.delete(`${letter.partition}\u001f${letter.hash}`)
      for (const letter of entry.change.letters) letters.set(`${letter.partition}\u001f${letter.hash}`, letter)
    }
    yield { moment, entry, standing }
  }
}

/**
 * Every state that a record ever had, by its JSON.
 *
 * @category getters
 * @since 0.1.0
 */
export const itemsOf = ({ truth }: Pick<History, "truth">): ReadonlyMap<string, Item> =>
  new Map([...truth.values()].flat().flatMap(({ states }) => states.map(({ item }) => [item.text, item] as const)))

/**
 * Did the checkpoint's sweep come to its end with this change?
 *
 * @category guards
 * @since 0.1.0
 */
export const isCompletion = ({
  after,
  before
}: {
  readonly before: StoredCheckpoint | undefined
  readonly after: StoredCheckpoint
}): boolean => after.status === "completed" && (before?.status !== "completed" || before.run !== after.run)

/**
 * The moment at which each sweep was first seen, by its run.
 *
 * @category getters
 * @since 0.1.0
 */
export const beginnings = ({ entries }: Pick<History, "entries">): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  for (const [moment, entry] of entries.entries()) {
    if (entry._tag !== "Stored") continue
    for (const { after } of entry.change.checkpoints) {
      const name = sweepOf(after)
      if (!found.has(name)) found.set(name, moment)
    }
  }
  return found
}

/**
 * A sweep's name: the runs of two partitions may be called alike.
 *
 * @category getters
 * @since 0.1.0
 */
export const sweepOf = ({ partition, run }: Pick<StoredCheckpoint, "partition" | "run">): string =>
  `${partition} ${run}`
