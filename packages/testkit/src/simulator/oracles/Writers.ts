/**
 * I4 and I5: what is newer stays, and who was overtaken changes nothing any more.
 *
 * @since 0.1.0
 */
import type { Found, Oracle } from "./Oracle.ts"
import * as Standing from "./Standing.ts"

/**
 * @category oracles
 * @since 0.1.0
 */
export const forward: Oracle = {
  name: "I4",
  invariant: "A stored version is never replaced by an older one; without versions, by none that was read before",
  check: (history) => {
    const found: Array<Found> = []
    const items = Standing.itemsOf(history)
    const { plan } = history
    const inOrder = !plan.has("clock")
    for (const [moment, entry] of history.entries.entries()) {
      if (entry._tag !== "Stored") continue
      for (const { after, before } of entry.change.rows) {
        // A row that was gone and comes back is as it came back.
        if (before === undefined || before.deletedAt !== null || before.raw === after.raw) continue
        const [old, now] = [items.get(before.raw), items.get(after.raw)]
        if (old === undefined || now === undefined) continue
        if (plan.versioned ? now.rev < old.rev : inOrder && after.observedAt < before.observedAt) {
          found.push({ moment, detail: `row ${after.key} went from version ${old.rev} back to ${now.rev}` })
        }
      }
    }
    return found
  }
}

/**
 * @category oracles
 * @since 0.1.0
 */
export const fenced: Oracle = {
  name: "I5",
  invariant: "(epoch, seq) rises with every commit, and a run that another one took over from commits nothing more",
  check: (history) => {
    const found: Array<Found> = []
    const owners = new Map<string, number>()
    for (const [moment, entry] of history.entries.entries()) {
      if (entry._tag !== "Stored") continue
      for (const { after, before } of entry.change.checkpoints) {
        const from = before === undefined ? { epoch: 0, seq: 0 } : before
        const what = `${after.partition}: ${from.epoch}.${from.seq} became ${after.epoch}.${after.seq}`
        if (after.epoch === from.epoch) {
          if (after.seq <= from.seq) found.push({ moment, detail: what })
          if (before !== undefined && before.writer !== after.writer)
            found.push({ moment, detail: `${what}, by another writer` })
          const owner = owners.get(after.partition)
          if (owner !== undefined && owner !== entry.process) {
            found.push({
              moment,
              detail: `${what} by process ${entry.process}, though process ${owner} had taken over`
            })
          }
        } else {
          if (after.epoch !== from.epoch + 1 || after.seq !== 0) found.push({ moment, detail: what })
          owners.set(after.partition, entry.process)
        }
      }
    }
    return found
  }
}
