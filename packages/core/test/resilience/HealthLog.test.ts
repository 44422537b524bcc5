import { assert, describe, it } from "@effect/vitest"
import type { RecentExchange } from "../../src/contract/Health.ts"
import * as HealthLog from "../../src/resilience/HealthLog.ts"

const exchange = (latency: number, changes: Partial<RecentExchange> = {}): RecentExchange => ({
  stream: "rates",
  method: "GET",
  url: `https://api.test/${latency}`,
  status: 200,
  problem: null,
  sentAt: 0,
  latency,
  attempt: 1,
  waited: 0,
  because: null,
  throttled: false,
  ...changes
})

describe("HealthLog", () => {
  it("sums up nothing as nothing", () => {
    const { averageLatency, exchanges, p95Latency, pausedUntil, requests } = HealthLog.make("test").snapshot(7)

    assert.deepStrictEqual([requests, averageLatency, p95Latency, pausedUntil, exchanges], [0, 0, 0, null, []])
  })

  it("counts errors and throttles, and takes the 95th percentile", () => {
    const log = HealthLog.make("test")
    for (let ms = 1; ms <= 100; ms++) log.add(exchange(ms))
    log.add(exchange(0, { problem: "QuotaExceeded: 429", throttled: true, status: 429 }))
    log.add(exchange(0, { problem: "ProviderUnavailable: 503", status: 503 }))
    const health = log.snapshot(0)

    assert.deepStrictEqual([health.requests, health.failures, health.throttled], [102, 2, 1])
    assert.approximately(health.averageLatency, 5050 / 102, 1e-9)
    assert.strictEqual(health.p95Latency, 95)
  })

  for (const n of [1, 49, 50, 51, 100, 123]) {
    it(`keeps the last fifty of ${n} exchanges, oldest first`, () => {
      const log = HealthLog.make("test")
      for (let i = 1; i <= n; i++) log.add(exchange(i))

      assert.deepStrictEqual(
        log.snapshot(0).exchanges.map(({ latency }) => latency),
        Array.from({ length: Math.min(n, 50) }, (_, i) => n - Math.min(n, 50) + i + 1)
      )
    })
  }

  it("keeps the longest pause, until it is over", () => {
    const log = HealthLog.make("test")
    log.pause(5000)
    log.pause(3000)

    assert.deepStrictEqual([log.snapshot(4999).pausedUntil, log.snapshot(5000).pausedUntil], [5000, null])
  })
})
