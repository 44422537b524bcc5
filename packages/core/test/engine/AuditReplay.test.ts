import { assert, describe, it } from "@effect/vitest"
import type { StoredAuditEntry } from "../../src/contract/AuditEntry.ts"
import { type Counts, noCounts } from "../../src/contract/Checkpoint.ts"
import * as AuditReplay from "../../src/engine/AuditReplay.ts"

const entry = (page: number, fields: Partial<StoredAuditEntry> = {}): StoredAuditEntry => ({
  connector: "booking",
  stream: "rates",
  partition: "all",
  run: "run",
  epoch: 1,
  seq: page,
  pass: 1,
  page,
  attempt: 1,
  cursor: String((page - 1) * 100),
  limit: 100,
  status: 200,
  problem: null,
  sentAt: page * 1000,
  latency: 20,
  waited: 0,
  received: 100,
  total: 1000,
  correlationId: null,
  contentHash: `hash-${page}`,
  outcome: "accepted",
  ...fields
})

const failure = (page: number, fields: Partial<StoredAuditEntry> = {}): StoredAuditEntry =>
  entry(page, {
    status: 503,
    problem: "ProviderUnavailable: status 503",
    received: 0,
    total: null,
    contentHash: null,
    outcome: "retried",
    ...fields
  })

const saying = (entries: ReadonlyArray<StoredAuditEntry>) =>
  AuditReplay.explain(entries).pages.map(({ problems, remarks }) => [
    ...remarks,
    ...problems.map((line) => `! ${line}`)
  ])

const problemsOf = (changes: Partial<Counts>) =>
  AuditReplay.explain([entry(1)], {
    status: "completed",
    counts: { ...noCounts, pages: 1, requests: 1, received: 100, ...changes }
  }).problems

const comesAgain = (fields: Partial<StoredAuditEntry>) =>
  saying([entry(1, fields), entry(2, { ...fields, cursor: "100" })])[1]?.filter((line) => line.includes("same"))

const stepsTo = (cursor: string | null) =>
  saying([entry(1), entry(2, { cursor })])[1]?.filter((line) => /starts|overlaps|again at/.test(line))

describe("AuditReplay.explain", () => {
  it("says of a quiet sweep what was taken in, and finds no problem", () => {
    const { pages, passes, problems, sums } = AuditReplay.explain([
      entry(1),
      entry(2, { cursor: "90", total: 990 }),
      entry(3, { cursor: "190", received: 30, total: 990, outcome: "end" })
    ])

    assert.deepStrictEqual(
      pages.map(({ remarks }) => remarks),
      [
        ["taken in"],
        ["taken in", "overlaps the page before by 10", "the total went from 1000 to 990"],
        ["taken in, and the pass ends here", "starts where the page before ended"]
      ]
    )
    assert.deepStrictEqual([pages.flatMap((page) => page.problems), problems], [[], []])
    assert.deepStrictEqual(passes, [
      { pass: 1, pages: 3, received: 230, firstTotal: 1000, lastTotal: 990, ended: true }
    ])
    assert.deepStrictEqual(sums, { pages: 3, requests: 3, retries: 0, received: 230, waited: 0, latency: 60 })
  })

  it("puts the requests of a page together, their waits and problems with them", () => {
    const { pages, sums } = AuditReplay.explain([
      failure(1),
      failure(1, { attempt: 2, waited: 500 }),
      failure(1, { attempt: 3, waited: 1000, status: 429, problem: null }),
      entry(1, { attempt: 4, waited: 60_000 })
    ])

    assert.strictEqual(pages.length, 1)
    assert.deepStrictEqual([pages[0]?.requests.length, pages[0]?.waited, pages[0]?.received], [4, 61_500, 100])
    assert.deepStrictEqual(pages[0]?.problems, ["2 times: ProviderUnavailable: status 503", "status 429"])
    assert.deepStrictEqual([sums.pages, sums.retries], [1, 3])
  })

  it("keeps pages apart of which the audit lacks requests", () => {
    const { pages } = AuditReplay.explain([failure(1), entry(2, { attempt: 2 })])
    assert.deepStrictEqual(
      pages.map(({ page, requests }) => [page, requests.length]),
      [
        [1, 1],
        [2, 1]
      ]
    )
  })

  it("says that a page which came nowhere ended the sweep", () => {
    const { pages, sums } = AuditReplay.explain([entry(1), failure(2), failure(2, { attempt: 2, outcome: "failed" })])

    assert.deepStrictEqual(pages[1]?.problems, [
      "no page came, and the sweep stopped here",
      "2 times: ProviderUnavailable: status 503"
    ])
    assert.strictEqual(sums.pages, 1)
  })

  it("says why the walk went back, and how far", () => {
    assert.deepStrictEqual(
      saying([
        entry(1),
        entry(2, { cursor: "90", outcome: "unanchored" }),
        entry(3, { cursor: "80" }),
        entry(4, { cursor: "170" })
      ]),
      [
        ["taken in"],
        [
          "overlaps the page before by 10",
          "! it holds no record of the pages before, so the list moved: kept but not believed"
        ],
        ["taken in", "went back by 20 to find a known record"],
        ["taken in", "overlaps the page before by 10"]
      ]
    )
  })

  it("finds records that were never asked for", () => {
    assert.deepStrictEqual(saying([entry(1), entry(2, { cursor: "110" })])[1], [
      "taken in",
      "! it starts 10 records behind the page before: they were not asked for"
    ])
  })

  it("finds a page that came twice, more records than asked for, and a walk that began again", () => {
    assert.deepStrictEqual(
      saying([
        entry(1, { cursor: null }),
        entry(2, { cursor: "x1y2", contentHash: "hash-1" }),
        entry(3, { cursor: "x3z4", received: 120 }),
        entry(4, { cursor: null, contentHash: "hash-4" })
      ]).map((lines) => lines.filter((line) => line.startsWith("!"))),
      [
        [],
        ["! the same records as page 1"],
        ["! 120 records came where 100 were asked for"],
        ["! the walk began again at the head"]
      ]
    )
  })

  it("lets each pass and each partition begin anew", () => {
    const second = { pass: 2, cursor: "0", contentHash: "hash-1" }
    const other = { partition: "2026-04", pass: 2, cursor: "0", contentHash: "hash-1" }
    const lines = saying([entry(1), entry(2, { outcome: "end" }), entry(3, second), entry(4, other)]).flat()

    assert.isEmpty(lines.filter((line) => line.startsWith("!")))
  })

  it("says where another run took over", () => {
    assert.deepStrictEqual(saying([entry(1), entry(2, { epoch: 2, cursor: "100" })])[1], [
      "taken in",
      "starts where the page before ended",
      "! another run took the sweep over here"
    ])
  })

  it("names every stall, and an outcome it does not know", () => {
    for (const outcome of ["EmptyRun", "PageRepeated", "RequestBudget", "somethingNew"]) {
      assert.strictEqual(AuditReplay.explain([entry(1, { outcome })]).pages[0]?.problems.length, 1, outcome)
    }
  })

  it("says in words of their own what became of each kind of page", () => {
    const kinds = ["accepted", "end", "unanchored", "refused", "otherOffset", "repeated", "empty", "retried", "failed"]
    const stalls = ["CursorRepeated", "PageRepeated", "EmptyRun", "OffsetMismatch", "EndWithoutEvidence"]
    const outcomes = [...kinds, ...stalls, "RequestBudget", "NoProgress"]
    const said = outcomes.map((outcome) => saying([entry(1, { outcome })])[0]?.[0] ?? "")

    assert.isEmpty(said.filter((line) => !/[a-z]{2} [a-z]{2}/.test(line) || line.includes("the walk says")))
    assert.strictEqual(new Set(said).size, outcomes.length)
  })

  it("goes on from a page that came again at another offset", () => {
    const again = entry(2, { cursor: "90", outcome: "repeated" })
    assert.deepStrictEqual(saying([entry(1), again, entry(3, { cursor: "190" })])[2], [
      "taken in",
      "starts where the page before ended"
    ])
  })

  it("finds pages that the audit lacks", () => {
    assert.deepStrictEqual(AuditReplay.explain([entry(2), entry(3), entry(7)]).problems, [
      "the audit has no page 1",
      "the audit has no pages 4 to 6"
    ])
    assert.deepStrictEqual(AuditReplay.explain([]).problems, ["no request of this run is in the audit"])
  })

  const counts: Counts = {
    ...noCounts,
    pages: 2,
    requests: 2,
    received: 200,
    inserted: 150,
    unchanged: 49,
    deadLettered: 1
  }

  it("finds sums that the checkpoint has otherwise, once the sweep stands still", () => {
    const entries = [entry(1), entry(2, { cursor: "100" })]
    const problems = (changes: Partial<Counts>, status: "completed" | "running" = "completed") =>
      AuditReplay.explain(entries, { status, counts: { ...counts, ...changes } }).problems

    assert.deepStrictEqual(problems({}), [])
    assert.deepStrictEqual(problems({ inserted: 149 }), [
      "received 200, but inserted + updated + unchanged + dead letters are 199"
    ])
    assert.deepStrictEqual(problems({ requests: 3, pages: 3 }), [
      "the audit has 2 pages, the checkpoint counts 3",
      "the audit has 2 requests, the checkpoint counts 3"
    ])
    assert.deepStrictEqual(problems({ requests: 3 }, "running"), [])
  })

  it("keeps the requests of two passes apart, and each pass with its own sums", () => {
    const { pages, passes } = AuditReplay.explain([
      entry(1, { total: 10 }),
      entry(2, { total: 20, outcome: "end" }),
      failure(3, { pass: 2, total: 30 }),
      entry(3, { pass: 3, attempt: 2, total: 40, received: 7 })
    ])

    assert.deepStrictEqual(
      pages.map(({ page, pass, requests }) => [pass, page, requests.length]),
      [
        [1, 1, 1],
        [1, 2, 1],
        [2, 3, 1],
        [3, 3, 1]
      ]
    )
    assert.deepStrictEqual(passes, [
      { pass: 1, pages: 2, received: 200, firstTotal: 10, lastTotal: 20, ended: true },
      { pass: 2, pages: 0, received: 0, firstTotal: 30, lastTotal: 30, ended: false },
      { pass: 3, pages: 1, received: 7, firstTotal: 40, lastTotal: 40, ended: false }
    ])
  })

  it("keeps the requests of two partitions apart, though pass and page are the same", () => {
    const { pages } = AuditReplay.explain([failure(1), entry(1, { partition: "2026-04", attempt: 2 })])

    assert.deepStrictEqual(
      pages.map(({ partition, requests }) => [partition, requests.length]),
      [
        ["all", 1],
        ["2026-04", 1]
      ]
    )
  })

  it("tells the first and the last total that a pass was told, whichever pages told it", () => {
    const entries = [null, 10, 20, null].map((total, at) => entry(at + 1, { total, cursor: String(at * 100) }))
    const { pages, passes } = AuditReplay.explain(entries)

    assert.deepStrictEqual([passes[0]?.firstTotal, passes[0]?.lastTotal], [10, 20])
    assert.deepStrictEqual(
      pages.map(({ remarks }) => remarks.filter((line) => line.includes("total"))),
      [[], [], ["the total went from 10 to 20"], []]
    )
  })

  it("compares a total with the last that was told", () => {
    const totals = [1000, null, 990].map((total, at) => entry(at + 1, { total, cursor: String(at * 100) }))

    assert.include(saying(totals)[2] ?? [], "the total went from 1000 to 990")
  })

  it("takes a page whose records were not let in for none, though its content is known", () => {
    const halted = entry(2, { cursor: "100", outcome: "failed", received: 0 })
    const { pages, sums } = AuditReplay.explain([entry(1), halted, entry(2, { cursor: "100", epoch: 2, attempt: 1 })])

    assert.deepStrictEqual([sums.pages, sums.received], [2, 200])
    assert.deepStrictEqual(pages[1]?.problems, ["no page came, and the sweep stopped here", "status 200"])
    assert.deepStrictEqual(pages[2]?.remarks, ["taken in", "starts where the page before ended"])
    assert.deepStrictEqual(pages[2]?.problems, ["another run took the sweep over here"])
  })

  it("tells what was wrong with a page that came", () => {
    const { pages } = AuditReplay.explain([entry(1, { problem: "a header that no one knows" })])

    assert.deepStrictEqual(pages[0]?.problems, ["a header that no one knows"])
  })

  it("says nothing of a step from where no offset was", () => {
    assert.deepStrictEqual(saying([entry(1, { cursor: null }), entry(2, { cursor: "100" })])[1], ["taken in"])
  })

  it("takes two requests of one attempt for two pages", () => {
    const { pages, sums } = AuditReplay.explain([failure(1), failure(1), entry(1, { attempt: 2 })])

    assert.deepStrictEqual(
      pages.map(({ requests }) => requests.length),
      [1, 2]
    )
    assert.strictEqual(sums.retries, 1)
  })

  it("adds up what became of the records, each kind by itself", () => {
    assert.deepStrictEqual(problemsOf({ inserted: 40, updated: 30, unchanged: 20, deadLettered: 10 }), [])
    assert.deepStrictEqual(problemsOf({ inserted: 40, updated: 30, unchanged: 20, deadLettered: 9 }), [
      "received 100, but inserted + updated + unchanged + dead letters are 99"
    ])
  })

  it("says what it does not know the meaning of", () => {
    assert.deepStrictEqual(saying([entry(1, { outcome: "odd" })]), [['! the walk says "odd"']])
  })

  it("tells a page that came again by its records, and no empty page and none without a hash", () => {
    assert.deepStrictEqual(comesAgain({ contentHash: "h" }), ["! the same records as page 1"])
    assert.deepStrictEqual(comesAgain({ contentHash: "h", received: 0 }), [])
    assert.deepStrictEqual(comesAgain({ contentHash: null }), [])
  })

  it("takes only whole numbers for offsets", () => {
    assert.deepStrictEqual(stepsTo("100"), ["starts where the page before ended"])
    for (const hash of ["0100", "100a", "a100", "1".repeat(16), "-100"]) assert.deepStrictEqual(stepsTo(hash), [], hash)
    assert.deepStrictEqual(stepsTo(null), ["! the walk began again at the head"])
  })

  it("tells of a request that nothing answered, and of one without a page and a problem", () => {
    const { pages } = AuditReplay.explain([
      failure(1, { status: null, problem: null }),
      failure(1, { attempt: 2, status: 500, problem: null, outcome: "failed" })
    ])

    assert.deepStrictEqual(pages[0]?.problems.slice(1), ["no answer", "status 500"])
    assert.deepStrictEqual(AuditReplay.explain([entry(1)]).pages[0]?.problems, [])
  })
})
