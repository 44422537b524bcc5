/**
 * I8 and I9: cursors are followed, and no further than they lead.
 *
 * @since 0.1.0
 */
import type { Found, Oracle } from "./Oracle.ts"
import * as Requests from "./Requests.ts"

/** Pages in a row that bring nothing new before a walk has to stop, beside the list's own. */
const patience = 40

/**
 * @category oracles
 * @since 0.1.0
 */
export const found: Oracle = {
  name: "I8",
  invariant: "A list that goes round in circles is left after a lap or two",
  check: (history) => {
    const { plan } = history
    if (!plan.has("loop")) return []
    const most = patience + 3 * Math.ceil(plan.rows / plan.pageSize)
    const found: Array<Found> = []
    const known = new Map<string, Set<string>>()
    const inVain = new Map<string, number>()
    for (const { acted, actedMoment, sent } of Requests.of(history)) {
      if (acted === undefined || actedMoment === undefined) continue
      const walk = `${sent.process} ${sent.partition}`
      const texts = known.get(walk) ?? new Set()
      known.set(walk, texts)
      const isNew = acted.served.some(({ text }) => !texts.has(text))
      for (const { text } of acted.served) texts.add(text)
      const count = isNew ? 0 : (inVain.get(walk) ?? 0) + 1
      inVain.set(walk, count)
      if (count === most) {
        found.push({
          moment: actedMoment,
          detail: `process ${sent.process} asked for ${count} pages in a row that brought nothing new`
        })
      }
    }
    return found
  }
}

/**
 * @category oracles
 * @since 0.1.0
 */
export const opaque: Oracle = {
  name: "I9",
  invariant: "A cursor comes back as it was given out, character by character",
  check: (history) => {
    if (history.plan.kind === "offset") return []
    const partitions = new Map<number, string>()
    const given = new Map<string, Set<string>>()
    const found: Array<Found> = []
    for (const [moment, entry] of history.entries.entries()) {
      if (entry._tag === "Acted" && entry.next !== undefined) {
        const partition = partitions.get(entry.request) ?? ""
        given.set(partition, (given.get(partition) ?? new Set()).add(entry.next))
      }
      if (entry._tag !== "Sent") continue
      const { cursor, partition, request } = entry
      partitions.set(request, partition)
      if (cursor !== undefined && given.get(partition)?.has(cursor) !== true) {
        found.push({ moment, detail: `${JSON.stringify(cursor)} was never given out for ${partition}` })
      }
    }
    return found
  }
}
