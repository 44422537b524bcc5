/**
 * I11: rows are taken for deleted only on good grounds.
 *
 * @since 0.1.0
 */
import type { Found, Oracle } from "./Oracle.ts"
import * as Standing from "./Standing.ts"

/** A larger share of a partition is not marked at once. */
const share = 0.2

/**
 * @category oracles
 * @since 0.1.0
 */
export const grounded: Oracle = {
  name: "I11",
  invariant:
    "A row is marked as deleted only by a proven sweep of the whole list that met no bad record, and never one that was there",
  check: (history) => {
    const found: Array<Found> = []
    const begun = Standing.beginnings(history)
    const standing = new Map<string, Set<string>>()
    for (const [moment, entry] of history.entries.entries()) {
      if (entry._tag !== "Stored") continue
      const marked = new Map<string, Array<string>>()
      for (const { after, before } of entry.change.rows) {
        const { deletedAt, key, partition } = after
        const alive = standing.get(partition) ?? new Set()
        standing.set(partition, alive)
        if (deletedAt === null) alive.add(key)
        else if (before !== undefined && before.deletedAt === null)
          marked.set(partition, [...(marked.get(partition) ?? []), key])
      }
      for (const [partition, keys] of marked) {
        const note = (detail: string) =>
          found.push({ moment, detail: `${partition}: ${keys.length} rows were marked ${detail}` })
        const by = entry.change.checkpoints.find(({ after }) => after.partition === partition)?.after
        const alive = standing.get(partition) ?? new Set()
        if (by?.status !== "completed" || by.verdict?.includes(`"Proven"`) !== true)
          note(`by a sweep that is ${by?.verdict ?? by?.status}`)
        else if (by.since !== null) note("by a sweep of changes")
        else if (by.deadLettered > 0) note(`beside ${by.deadLettered} bad records`)
        if (keys.length > alive.size * share) note(`of ${alive.size}`)
        const from = by === undefined ? moment : (begun.get(Standing.sweepOf(by)) ?? moment)
        for (const life of history.truth.get(partition) ?? []) {
          if (!keys.includes(life.id) || life.born > from || (life.died !== undefined && life.died <= moment)) continue
          note(`with ${life.id}, which was there throughout`)
        }
        for (const key of keys) alive.delete(key)
      }
    }
    return found
  }
}
