import { assert, describe, it } from "@effect/vitest"
import { ConnectorError, Verdict } from "@innlet/core/contract"
import type { SyncReport } from "@innlet/core/engine"
import * as RunReport from "../src/RunReport.ts"

const counts = {
  pages: 250,
  requests: 252,
  retries: 2,
  received: 25_000,
  inserted: 24_900,
  updated: 12,
  unchanged: 87,
  deadLettered: 1
}

const report = (stream: string, outcome: SyncReport.Outcome): SyncReport.StreamReport => ({
  connector: "booking",
  stream,
  counts,
  restarts: 0,
  outcome,
  durationMs: 3123.4,
  drift: []
})

const refusal = new ConnectorError.ConnectorError({
  connector: "booking",
  stream: "rates",
  reason: new ConnectorError.AuthenticationFailed({ detail: "status 401" })
})

const proven = report("rates", { _tag: "Completed", verdict: Verdict.proven("stable order, anchored pages") })
const unproven = report("inventory", { _tag: "Completed", verdict: Verdict.unproven(["the list moved"]) })
const suspended = report("rates", { _tag: "Suspended", resumeAt: 1_800_000_000_000, error: refusal })
const failed = report("reservations", { _tag: "Failed", error: refusal })

describe("RunReport", () => {
  it("tells completed, unproven, suspended and failed apart by exit code, the worst first", () => {
    assert.deepStrictEqual(
      [[proven], [proven, unproven], [unproven, suspended], [suspended, failed]].map(RunReport.exitCodeOf),
      [0, 3, 75, 1]
    )
  })

  it("says one line for each stream that is not completed", () => {
    assert.deepStrictEqual(RunReport.problemsOf([proven, suspended, failed]), [
      "booking/rates: AuthenticationFailed: status 401; suspended until 2027-01-15T08:00:00.000Z",
      "booking/reservations: booking/rates: AuthenticationFailed: status 401"
    ])
  })
})

describe("RunReport.toJson", () => {
  it("keeps every field of every outcome", () => {
    const common = { connector: "booking", ...counts, restarts: 0, durationMs: 3123, drift: [] }

    assert.deepStrictEqual(JSON.parse(RunReport.toJson([unproven, suspended])), {
      status: "suspended",
      streams: [
        {
          ...common,
          stream: "inventory",
          status: "completed",
          verdict: "Unproven",
          reasons: ["the list moved"],
          error: null,
          resumeAt: null
        },
        {
          ...common,
          stream: "rates",
          status: "suspended",
          verdict: null,
          reasons: [],
          error: "booking/rates: AuthenticationFailed: status 401",
          resumeAt: "2027-01-15T08:00:00.000Z"
        }
      ]
    })
  })
})

describe("RunReport.toTable", () => {
  it("aligns the counts, with the ground of each verdict below", () => {
    assert.deepStrictEqual(RunReport.toTable([proven, unproven]).split("\n"), [
      "stream             status     pages  requests  received  inserted  updated  unchanged  dead letters  retries  time  verdict",
      "booking/rates      completed    250       252    25,000    24,900       12         87             1        2   3 s  Proven",
      "booking/inventory  completed    250       252    25,000    24,900       12         87             1        2   3 s  Unproven",
      "booking/rates: Proven: stable order, anchored pages",
      "booking/inventory: Unproven: the list moved",
      'booking/rates: 1 dead letter; see why with "dead-letters list booking/rates"',
      'booking/inventory: 1 dead letter; see why with "dead-letters list booking/inventory"'
    ])
  })

  it("says how often a walk began again", () => {
    assert.include(
      RunReport.toTable([{ ...proven, restarts: 2 }]),
      "\nbooking/rates: the walk began again 2 times, since its cursor was lost\n"
    )
  })

  it("says what drifted, and nothing of dead letters where there are none", () => {
    const drift = {
      kind: "retyped",
      path: "price",
      count: 1200,
      sample: '"n/a\u001b"',
      from: "number",
      to: "string",
      detail: "price was a number and is a string now"
    } as const
    const drifted = { ...proven, drift: [drift], counts: { ...counts, deadLettered: 0 } }

    assert.deepStrictEqual(RunReport.toTable([drifted]).split("\n").slice(2), [
      "booking/rates: Proven: stable order, anchored pages",
      'booking/rates: drift: price was a number and is a string now (1,200 records, such as "n/a\\u001b")'
    ])
    assert.deepStrictEqual(JSON.parse(RunReport.toJson([drifted])).streams[0].drift, [drift])
  })
})
