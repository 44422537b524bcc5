/**
 * I4 and I5: what is newer stays, and who was overtaken changes nothing any more.
 *
 * @since 0.1.0
 */
import type { History } from "../History.ts"
import type { Item } from "../Listing.ts"
import type { Found, Oracle } from "./Oracle.ts"
import * as Requests from "./Requests.ts"
import * as Standing from "./Standing.ts"

/**
 * @category oracles
 * @since 0.1.0
 */
export const forward: Oracle = {
  name: "I4",
  invariant:
    "A stored version is never replaced by an older one, without versions by none that was read before; and of several in one page " +
    "it is the newest",
  check: (history) => {
    const found: Array<Found> = []
    const items = Standing.itemsOf(history)
    const { plan } = history
    const newest = plan.versioned && plan.has("bad") ? newestIn(history) : new Map<string, number>()
    const inOrder = !plan.has("clock")
    for (const [moment, entry] of history.entries.entries()) {
      if (entry._tag !== "Stored") continue
      for (const { after, before } of entry.change.rows) {
        const rev = items.get(after.raw)?.rev
        const served = newest.get(`${after.partition} ${after.observedAt} ${after.key}`)
        if (before?.raw !== after.raw && rev !== undefined && served !== undefined && rev < served) {
          found.push({ moment, detail: `row ${after.key} is version ${rev}, beside which its page holds ${served}` })
        }
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
 * The newest good version of each record that a page shows twice, by partition, time of the request and key. Of requests that two
 * processes sent in one millisecond it can't be told which one's page was committed.
 */
const newestIn = (history: History): ReadonlyMap<string, number> => {
  const newest = new Map<string, number>()
  const requests = Requests.of(history)
  const perMoment = Map.groupBy(requests, ({ sent }) => `${sent.partition} ${sent.sentAt}`)
  for (const { acted, sent } of requests) {
    if ((perMoment.get(`${sent.partition} ${sent.sentAt}`)?.length ?? 0) > 1) continue
    const seen = new Set<string>()
    const ofPage: Array<Item> = (acted?.served ?? []).filter(({ isBad }) => !isBad)
    for (const { key } of ofPage) {
      if (key === undefined) continue
      if (seen.has(key)) {
        const revs = ofPage.filter((item) => item.key === key).map(({ rev }) => rev)
        newest.set(`${sent.partition} ${sent.sentAt} ${key}`, Math.max(...revs))
      }
      seen.add(key)
    }
  }
  return newest
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
