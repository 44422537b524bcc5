/** What is assumed where a connector or an engine says nothing. */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import * as Checkpoint from "../../src/contract/Checkpoint.ts"
import * as Drift from "../../src/contract/Drift.ts"
import * as Health from "../../src/contract/Health.ts"
import * as Page from "../../src/contract/Page.ts"
import * as PageCommit from "../../src/contract/PageCommit.ts"
import * as Traversal from "../../src/contract/Traversal.ts"

const counts: Checkpoint.Counts = {
  pages: 1,
  requests: 2,
  retries: 3,
  received: 4,
  inserted: 5,
  updated: 6,
  unchanged: 7,
  deadLettered: 8
}

describe("Checkpoint counts", () => {
  it("add up member by member", () => {
    const tens: Checkpoint.Counts = {
      pages: 10,
      requests: 20,
      retries: 30,
      received: 40,
      inserted: 50,
      updated: 60,
      unchanged: 70,
      deadLettered: 80
    }
    assert.deepStrictEqual(Checkpoint.addCounts(counts, tens), {
      pages: 11,
      requests: 22,
      retries: 33,
      received: 44,
      inserted: 55,
      updated: 66,
      unchanged: 77,
      deadLettered: 88
    })
    assert.deepStrictEqual(Checkpoint.addCounts(counts, Checkpoint.noCounts), counts)
  })

  it("take what was written, and nothing else of it", () => {
    assert.deepStrictEqual(Checkpoint.addWritten(counts, { inserted: 10, updated: 20, unchanged: 30 }), {
      ...counts,
      inserted: 15,
      updated: 26,
      unchanged: 37
    })
  })
})

describe("Page.make", () => {
  it("says nothing that it is not told", () => {
    const none = Option.none()
    assert.deepStrictEqual(Page.make({ records: [1] }), {
      records: [1],
      next: none,
      total: none,
      offset: none,
      limit: none,
      expiresAt: none,
      advances: false,
      evidence: []
    })
    assert.deepStrictEqual(Page.make({ records: [], evidence: ["emptyPage"] }).evidence, ["emptyPage"])
  })
})

describe("PageCommit.make", () => {
  it("moves a checkpoint and nothing else", () => {
    const checkpoint: Checkpoint.Checkpoint = {
      connector: "demo",
      stream: "rates",
      partition: "p",
      run: "r",
      epoch: 1,
      seq: 2,
      writer: "w",
      status: "running",
      walk: "{}",
      connectorVersion: "1",
      recordSchema: "s",
      startedAt: 1,
      updatedAt: 9,
      expiresAt: undefined,
      intent: undefined,
      since: undefined,
      watermark: undefined,
      resumeAt: undefined,
      problem: undefined,
      verdict: undefined,
      counts
    }

    assert.deepStrictEqual(PageCommit.make({ expected: undefined, checkpoint }), {
      expected: undefined,
      checkpoint,
      page: 0,
      partition: "p",
      rows: [],
      deadLetters: [],
      audit: [],
      ledger: undefined,
      observedAt: 9,
      seenIn: undefined,
      stage: undefined,
      unstage: undefined,
      deleteUnseen: false
    })
  })
})

describe("Traversal", () => {
  it("promises as little as can be where a connector says nothing", () => {
    const offset = Traversal.offset()
    assert.strictEqual(offset.at(7), 7)
    assert.deepStrictEqual<unknown>(
      { ...offset, at: "any" },
      {
        at: "any",
        cursor: "offset",
        replay: "safe",
        lifetime: { _tag: "Unlimited" },
        order: "unspecified",
        total: "none",
        end: ["emptyPage", "shortPage"]
      }
    )
    assert.deepStrictEqual(Traversal.linked("link"), {
      cursor: "link",
      replay: "unsafe",
      lifetime: { _tag: "Unlimited" },
      order: "unspecified",
      total: "none",
      end: ["absentCursor"]
    })
    assert.deepStrictEqual(Traversal.linked("link", { replay: "safe", end: ["code:0"] }).end, ["code:0"])
  })
})

const names: ReadonlyArray<unknown> = [
  null,
  "",
  "other",
  1,
  "ignore",
  "warn",
  "quarantine",
  "fail",
  "added",
  "removed",
  "retyped",
  "nullable",
  "value",
  "quota",
  "pause",
  "probe",
  "backoff"
]

const taken = (schema: Schema.Decoder<unknown>) =>
  names.filter((name) => Result.isSuccess(Schema.decodeUnknownResult(schema)(name)))

/** What a value comes back as, which of its members have a type, and which have to be there. */
const kept = (schema: Schema.Decoder<unknown>, value: object) => {
  const decode = Schema.decodeUnknownResult(schema)
  const without = (name: string) => Object.fromEntries(Object.entries(value).filter(([other]) => other !== name))
  return {
    back: Result.getOrThrow(decode(JSON.parse(JSON.stringify(value)))),
    typed: Object.keys(value).filter((name) => Result.isFailure(decode({ ...value, [name]: { of: "another" } }))),
    required: Object.keys(value).filter((name) => Result.isFailure(decode(without(name))))
  }
}

describe("what a store keeps as JSON", () => {
  const drift: Drift.Drift = {
    kind: "retyped",
    path: "price",
    count: 2,
    sample: '"1"',
    from: "number",
    to: "string",
    detail: "d"
  }
  const exchange: Health.RecentExchange = {
    stream: "rates",
    method: "GET",
    url: "u",
    status: 200,
    problem: null,
    sentAt: 1,
    latency: 2,
    attempt: 1,
    waited: 0,
    because: null,
    throttled: false,
    correlationId: "c"
  }
  const health: Health.Health = {
    connector: "demo",
    updatedAt: 1,
    pausedUntil: null,
    requests: 1,
    failures: 0,
    throttled: 0,
    averageLatency: 2,
    p95Latency: 2,
    exchanges: [exchange]
  }

  it("is what was written, and each member has its type", () => {
    for (const [schema, value] of [
      [Drift.Drift, drift],
      [Health.Health, health]
    ] as const) {
      assert.deepStrictEqual(kept(schema, value), {
        back: value,
        typed: Object.keys(value),
        required: Object.keys(value)
      })
    }
    assert.deepStrictEqual(kept(Health.RecentExchange, exchange), {
      back: exchange,
      typed: Object.keys(exchange),
      required: Object.keys(exchange).filter((name) => name !== "correlationId")
    })
  })

  it("knows the kinds and policies of drift, and what is waited for", () => {
    assert.deepStrictEqual(taken(Drift.Policy), ["ignore", "warn", "quarantine", "fail"])
    assert.deepStrictEqual(taken(Drift.Kind), ["added", "removed", "retyped", "nullable", "value"])
    assert.deepStrictEqual(taken(Health.RecentExchange.fields.because), [null, "quota", "pause", "probe", "backoff"])
  })
})
