/**
 * Where changes are asked for from.
 *
 * @since 0.1.0
 */
import type { History } from "../History.ts"
import { lookBack } from "../servers/Server.ts"
import type { Found } from "./Oracle.ts"
import * as Standing from "./Standing.ts"

/**
 * Sweeps of changes that begin behind what is known: not as far before the beginning of the last sweep that vouches for itself as
 * the provider needs to show a change.
 *
 * @category getters
 * @since 0.1.0
 */
export const gaps = (history: History): ReadonlyArray<Found> => {
  // An instant of a clock that was moved is comparable with none.
  if (!history.plan.has("incremental") || history.plan.has("clock")) return []
  const found: Array<Found> = []
  const begun = Standing.beginnings(history)
  const known = new Map<string, number>()
  for (const [moment, entry] of history.entries.entries()) {
    if (entry._tag === "Stored") {
      for (const moved of entry.change.checkpoints) {
        const { partition, verdict } = moved.after
        if (!Standing.isCompletion(moved) || verdict === null || verdict.includes(`"Unproven"`)) continue
        const from = history.entries[begun.get(Standing.sweepOf(moved.after)) ?? moment]?.at ?? 0
        known.set(partition, Math.max(from, known.get(partition) ?? 0))
      }
    }
    if (entry._tag !== "Sent" || entry.since === undefined) continue
    const until = (known.get(entry.partition) ?? 0) - lookBack
    if (entry.since > until) {
      found.push({
        moment,
        detail: `process ${entry.process} asks for the changes of ${entry.partition} ${entry.since - until} ms later than it may`
      })
    }
  }
  return found
}
