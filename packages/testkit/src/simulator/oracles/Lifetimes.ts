/**
 * I12: cursors are used while they live.
 *
 * @since 0.1.0
 */
import type { Found, Oracle } from "./Oracle.ts"
import * as Requests from "./Requests.ts"

/** A request is on its way some steps after it was decided on. */
const grace = 5

/**
 * @category oracles
 * @since 0.1.0
 */
export const alive: Oracle = {
  name: "I12",
  invariant: "No cursor is sent after its life is over, counted from when the page that gave it was asked for",
  check: (history) => {
    const { plan } = history
    const ttl = plan.kind === "scroll" && plan.ttl === 0 ? 240_000 : plan.ttl
    if (ttl === 0 || plan.has("clock") || plan.has("stall")) return []
    const found: Array<Found> = []
    const exchanges = Requests.of(history)
    // What was on its way when its process stood still goes out when that goes on.
    const resumed = new Set(
      history.entries.flatMap((entry) => (entry._tag === "Resumed" ? [`${entry.process} ${entry.at}`] : []))
    )
    const askedAt = new Map<string, number>()
    const byMoment = [
      ...exchanges.map((one) => ({ moment: one.sentMoment, one, isSent: true })),
      ...exchanges.filter(Requests.brought).map((one) => ({ moment: one.answeredMoment ?? 0, one, isSent: false }))
    ].toSorted((a, b) => a.moment - b.moment)
    for (const { isSent, moment, one } of byMoment) {
      const { cursor, partition, process } = one.sent
      if (!isSent) {
        const next = one.acted?.next
        // Who gave it last counts: a scroll gives the same one again.
        if (next !== undefined)
          askedAt.set(`${partition} ${next}`, Math.max(one.sent.at, askedAt.get(`${partition} ${next}`) ?? 0))
      } else if (cursor !== undefined) {
        const given = askedAt.get(`${partition} ${cursor}`)
        const isLate = given !== undefined && one.sent.at > given + ttl + grace
        if (isLate && !resumed.has(`${process} ${one.sent.at}`)) {
          found.push({
            moment,
            detail: `process ${process} sends a cursor ${one.sent.at - given} ms after its page was asked for`
          })
        }
      }
    }
    return found
  }
}
