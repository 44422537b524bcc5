/**
 * I21 and I26: how processes end, and what they make of what others left.
 *
 * @since 0.1.0
 */
import type { SyncReport } from "@innlet/core/engine"
import type { Found, Oracle } from "./Oracle.ts"

/**
 * @category oracles
 * @since 0.1.0
 */
export const clean: Oracle = {
  name: "I21",
  invariant: "A run that ended or was interrupted leaves no transaction open",
  check: ({ entries }) =>
    entries.flatMap((entry, moment) =>
      entry._tag === "Ended" && entry.leavesLocked
        ? [{ moment, detail: `process ${entry.process} ended (${entry.how}) with a transaction open` }]
        : []
    )
}

/**
 * @category oracles
 * @since 0.1.0
 */
export const careful: Oracle = {
  name: "I26",
  invariant: "A checkpoint of a newer version is refused: nothing is sent, and it stays as it is",
  check: ({ entries }) => {
    const found: Array<Found> = []
    let upgraded: { readonly process: number; readonly partitions: ReadonlyArray<string> } | undefined
    for (const [moment, entry] of entries.entries()) {
      if (entry._tag === "Upgraded") upgraded = entry
      // Checkpoints are put back before another one starts.
      if (entry._tag === "Started") upgraded = undefined
      if (upgraded === undefined || !("process" in entry) || entry.process !== upgraded.process) continue
      const { partitions, process } = upgraded
      if (entry._tag === "Sent" && partitions.includes(entry.partition)) {
        found.push({ moment, detail: `process ${process} goes on from a checkpoint that it can't know` })
      }
      if (
        entry._tag === "Stored" &&
        entry.change.checkpoints.some(({ after }) => partitions.includes(after.partition))
      ) {
        found.push({ moment, detail: `process ${process} overwrites a checkpoint that it can't know` })
      }
      if (entry._tag !== "Ended" && entry._tag !== "Killed") continue
      if (entry._tag === "Ended" && entry.how === "report" && isCompleted(entry.report)) {
        found.push({ moment, detail: `process ${process} does not say that a checkpoint is of a newer version` })
      }
      upgraded = undefined
    }
    return found
  }
}

/** Of several partitions that fail, a report tells one. */
const isCompleted = ({ streams }: SyncReport.SyncReport): boolean =>
  streams.every(({ outcome }) => outcome._tag === "Completed")
