/**
 * Keeps the recent exchanges of one connector's run, in bounded memory, and sums them up.
 *
 * @since 0.1.0
 */
import type { Health, RecentExchange } from "../contract/Health.ts"

/** Exchanges kept to be shown. */
const shown = 50
/** Latencies kept for the 95th percentile. */
const sampled = 1000

/**
 * @category models
 * @since 0.1.0
 */
export interface HealthLog {
  readonly add: (exchange: RecentExchange) => void
  /** How many were added. */
  readonly requests: () => number
  /** Nothing is sent before this instant, epoch milliseconds; a later one is never shortened. */
  readonly pause: (until: number) => void
  /** At `now`, epoch milliseconds. */
  readonly snapshot: (now: number) => Health
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (connector: string): HealthLog => {
  const exchanges: Array<RecentExchange> = []
  const latencies: Array<number> = []
  let requests = 0
  let failures = 0
  let throttled = 0
  let latencySum = 0
  let pausedUntil = 0
  return {
    add: (exchange) => {
      latencies[requests % sampled] = exchange.latency
      exchanges[requests % shown] = exchange
      requests++
      latencySum += exchange.latency
      if (exchange.problem !== null) failures++
      if (exchange.throttled) throttled++
    },
    requests: () => requests,
    pause: (until) => {
      pausedUntil = Math.max(pausedUntil, until)
    },
    snapshot: (now) => ({
      connector,
      updatedAt: now,
      pausedUntil: pausedUntil > now ? pausedUntil : null,
      requests,
      failures,
      throttled,
      averageLatency: requests === 0 ? 0 : latencySum / requests,
      p95Latency: percentile(latencies, 0.95),
      exchanges: [...exchanges.slice(requests % shown), ...exchanges.slice(0, requests % shown)].slice(-requests)
    })
  }
}

/** The smallest value that at least `share` of the values don't exceed. */
const percentile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}
