import { assert, describe, it } from "@effect/vitest"
import type { StoredDeadLetter } from "../../src/contract/DeadLetter.ts"
import * as ReplayReport from "../../src/engine/ReplayReport.ts"

const source = { connector: "demo", stream: "prices" }

const letter = (id: string, fields: Partial<StoredDeadLetter> = {}): StoredDeadLetter => ({
  ...source,
  id,
  partition: "all",
  run: "run",
  page: 1,
  position: 0,
  key: undefined,
  issues: [],
  raw: "{}",
  bytes: 2,
  hash: id,
  whole: true,
  firstSeen: 1,
  lastSeen: 1,
  timesSeen: 1,
  recordSchema: "s",
  attempts: 0,
  status: "waiting",
  ...fields
})

const failing = (message: string, status: StoredDeadLetter["status"] = "waiting") => ({
  letter: letter(message),
  issues: [{ path: "price", message }],
  status
})

const nothing = { inserted: 0, updated: 0, unchanged: 0 }

describe("a report of a replay", () => {
  it("adds up what every part wrote, and takes for gone what no part accounts for", () => {
    const report = ReplayReport.make(source)
    report.due(
      Array.from({ length: 30 }, (_, i) => letter(String(i))),
      false
    )
    report.add({ written: { inserted: 1, updated: 2, unchanged: 3 }, failed: [failing("n/a")] })
    report.add({ written: { inserted: 4, updated: 5, unchanged: 6 }, failed: [failing("n/a", "quarantined")] })

    assert.deepStrictEqual(report.done(), {
      ...source,
      inserted: 5,
      updated: 7,
      unchanged: 9,
      failed: 2,
      quarantined: 1,
      skipped: { quarantined: 0, cut: 0, gone: 7 },
      issues: [{ path: "price", message: "n/a", count: 2 }]
    })
  })

  it("counts letters that it leaves alone by why, cut ones first", () => {
    const report = ReplayReport.make(source)
    const letters = [
      letter("a"),
      letter("b", { whole: false, status: "quarantined" }),
      letter("c", { status: "quarantined" }),
      letter("d", { whole: false })
    ]

    assert.deepStrictEqual(
      report.due(letters, false).map(({ id }) => id),
      ["a"]
    )
    assert.deepStrictEqual(report.done().skipped, { quarantined: 1, cut: 2, gone: 1 })
  })

  it("tells twenty kinds of issues, and goes on counting those, the most frequent first", () => {
    const report = ReplayReport.make(source)
    const kinds = Array.from({ length: 22 }, (_, i) => failing(`kind ${i}`))
    report.add({ written: nothing, failed: kinds })
    report.add({ written: nothing, failed: [failing("kind 19"), failing("kind 19"), failing("kind 7")] })

    const { failed, issues } = report.done()

    assert.deepStrictEqual([failed, issues.length], [25, 20])
    assert.deepStrictEqual(
      issues.slice(0, 3).map(({ count, message }) => [message, count]),
      [
        ["kind 19", 3],
        ["kind 7", 2],
        ["kind 0", 1]
      ]
    )
  })
})
