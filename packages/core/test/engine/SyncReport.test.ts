import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import { noCounts } from "../../src/contract/Checkpoint.ts"
import { ConnectorError, QuotaExceeded } from "../../src/contract/ConnectorError.ts"
import * as Verdict from "../../src/contract/Verdict.ts"
import * as SyncReport from "../../src/engine/SyncReport.ts"

const error = new ConnectorError({
  connector: "demo",
  stream: "rates",
  reason: new QuotaExceeded({ detail: "429", retryAfter: Duration.hours(1) })
})
const part = (outcome: SyncReport.Outcome, inserted = 1, restarts = 0) => ({
  outcome,
  restarts,
  counts: { ...noCounts, inserted }
})
const proven = part({ _tag: "Completed", verdict: Verdict.proven("keyset") }, 1, 2)
const attested = part({ _tag: "Completed", verdict: Verdict.attested("scroll", 1) }, 10, 3)
const suspended = part({ _tag: "Suspended", error, resumeAt: Date.UTC(2026, 2, 1) }, 100)
const failed = part({ _tag: "Failed", error }, 1000)

const merged = (
  parts: Parameters<typeof SyncReport.merge>[3],
  more?: Parameters<typeof SyncReport.merge>[4]
): SyncReport.StreamReport => SyncReport.merge("demo", "rates", 7, parts, more)

describe("SyncReport.merge", () => {
  it("adds up the parts, and is as sure as the least sure of them", () => {
    assert.deepStrictEqual(merged([proven, attested]), {
      connector: "demo",
      stream: "rates",
      durationMs: 7,
      drift: [],
      counts: { ...noCounts, inserted: 11 },
      restarts: 5,
      outcome: attested.outcome
    })
    assert.deepStrictEqual(merged([]).outcome, {
      _tag: "Completed",
      verdict: Verdict.unproven(["no partition was read"])
    })
  })

  it("is a failure where a part failed, and suspended where one was", () => {
    assert.deepStrictEqual(merged([proven, suspended, failed]).outcome, failed.outcome)
    assert.deepStrictEqual(merged([proven, suspended]).outcome, suspended.outcome)
    assert.strictEqual(merged([proven, suspended, failed]).counts.inserted, 1101)
  })

  it("proves nothing where there are doubts, and keeps the drift", () => {
    const drift = [
      { kind: "added" as const, path: "a", count: 1, sample: "1", from: null, to: null, detail: "a is new" }
    ]
    const report = merged([proven], { doubts: ["a parent is missing"], drift })

    assert.deepStrictEqual(report.outcome, {
      _tag: "Completed",
      verdict: Verdict.unproven(["a parent is missing"])
    })
    assert.deepStrictEqual(report.drift, drift)
    assert.deepStrictEqual(merged([proven], { doubts: [] }).outcome, proven.outcome)
  })
})

describe("SyncIncomplete", () => {
  it("says of every stream that was not completed why, and nothing of the others", () => {
    const report = { streams: [merged([failed]), merged([proven]), merged([suspended])] }

    assert.strictEqual(
      new SyncReport.SyncIncomplete({ report }).message,
      "demo/rates: QuotaExceeded: 429; demo/rates: QuotaExceeded: 429; suspended until 2026-03-01T00:00:00.000Z"
    )
  })
})

describe("SyncReport.problemOf", () => {
  it("is what stopped the stream, and until when", () => {
    assert.strictEqual(SyncReport.problemOf(merged([proven])), "")
    assert.strictEqual(SyncReport.problemOf(merged([failed])), "demo/rates: QuotaExceeded: 429")
    assert.strictEqual(
      SyncReport.problemOf(merged([suspended])),
      "demo/rates: QuotaExceeded: 429; suspended until 2026-03-01T00:00:00.000Z"
    )
  })
})
