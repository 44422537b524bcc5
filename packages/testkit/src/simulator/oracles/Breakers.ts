/**
 * I16: what a circuit breaker lets through.
 *
 * @since 0.1.0
 */
import type { Found, Oracle } from "./Oracle.ts"

/** What is decided in one millisecond may be sent in the next. */
const grace = 1

interface Circuit {
  readonly to: "Closed" | "Open" | "HalfOpen"
  readonly at: number
  readonly inFlight: Set<number>
}

/**
 * @category oracles
 * @since 0.1.0
 */
export const probes: Oracle = {
  name: "I16",
  invariant: "While a circuit is open nothing is sent, while it is half open one request at a time",
  check: (history) => {
    const found: Array<Found> = []
    const circuits = new Map<string, Circuit>()
    const sender = new Map<number, number>()
    for (const [moment, entry] of history.entries.entries()) {
      if (entry._tag === "Told" && entry.event._tag === "BreakerChanged") {
        const { rule, to } = entry.event
        circuits.set(`${entry.process} ${rule}`, { to, at: entry.at, inFlight: new Set() })
      }
      if (entry._tag === "Answered" || entry._tag === "Abandoned")
        for (const { inFlight } of circuits.values()) inFlight.delete(entry.request)
      if (entry._tag !== "Sent") continue
      sender.set(entry.request, entry.process)
      for (const [name, { at, inFlight, to }] of circuits) {
        if (!name.startsWith(`${entry.process} `) || name.endsWith(" schema")) continue
        if (to === "Open" && entry.at > at + grace)
          found.push({ moment, detail: `process ${entry.process} sends ${entry.request} through an open circuit` })
        if (to === "HalfOpen" && inFlight.size > 0)
          found.push({ moment, detail: `process ${entry.process} sends ${inFlight.size + 1} probes at a time` })
        inFlight.add(entry.request)
      }
    }
    return found
  }
}
