import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import * as Backfill from "../src/Backfill.ts"
import * as Wording from "../src/Wording.ts"
import { Effect } from "effect"

describe("Wording", () => {
  it("writes what is no printable character as its code", () => {
    assert.strictEqual(Wording.plain("Zürich 東京 😀 a\tb"), "Zürich 東京 😀 a\\u0009b")
    assert.strictEqual(
      Wording.plain("\u001b[2J\u009b\u202e\u2028\u0000\ud800x\n"),
      "\\u001b[2J\\u009b\\u202e\\u2028\\u0000\\ud800x\\u000a"
    )
    assert.strictEqual(Wording.plainLines("a\u0007\nb"), "a\\u0007\nb")
  })

  it("reads lengths of time as people type them", () => {
    assert.deepStrictEqual(
      ["90m", "24h", "7d", "1s"].map((text) => Duration.toMillis(Wording.timeOf(text) ?? Duration.zero)),
      [5_400_000, 86_400_000, 604_800_000, 1000]
    )
    for (const text of ["", "0h", "h", "24", "24 h", "-1h", "1w", "1.5h", "1toString", "9999999d"]) {
      assert.isUndefined(Wording.timeOf(text), text)
    }
  })

  it("says how long ago something was in one unit", () => {
    assert.deepStrictEqual([-5, 0, 59_999, 60_000, 3_600_000, 47 * 3_600_000, 48 * 3_600_000].map(Wording.age), [
      "0 s",
      "0 s",
      "59 s",
      "1 min",
      "1 h",
      "47 h",
      "2 d"
    ])
  })
})

describe("Backfill.parse", () => {
  it.effect("takes dates as their first moments in UTC, and instants of any zone", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Backfill.parse("2026-03-01..2026-03-02"), {
        from: Date.parse("2026-03-01T00:00:00Z"),
        to: Date.parse("2026-03-02T00:00:00Z")
      })
      assert.deepStrictEqual(yield* Backfill.parse("2026-03-01T12:00:00+02:00..2026-03-02"), {
        from: Date.parse("2026-03-01T10:00:00Z"),
        to: Date.parse("2026-03-02T00:00:00Z")
      })
    })
  )

  it.effect.each([
    "",
    "2026-03-01",
    "2026-03-01..",
    "..2026-03-01",
    "2026-02-30..2026-03-01",
    "2026-03-01..2026-03-02..2026-03-03",
    "2026-03-01T12:00:00..2026-03-02",
    "2026-03-02..2026-03-02",
    "2026-03-02..2026-03-01"
  ])("refuses %j", (text) =>
    Effect.gen(function* () {
      const { exitCode, lines } = yield* Effect.flip(Backfill.parse(text))
      assert.deepStrictEqual([exitCode, lines.length], [2, 1])
      assert.isTrue(lines[0]?.startsWith(`--backfill ${text}: Expected`))
    })
  )
})
