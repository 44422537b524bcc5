import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import * as RetryAfter from "../../src/resilience/RetryAfter.ts"

const now = Date.UTC(2026, 10, 21, 12, 0, 0)
const seconds = (header: string | undefined, date?: string): number | undefined => {
  const wait = RetryAfter.waitOf(header, date, now)
  return wait === undefined ? undefined : Duration.toSeconds(wait)
}

describe("RetryAfter.waitOf", () => {
  const cases: ReadonlyArray<readonly [header: string, seconds: number | undefined]> = [
    ["0", 0],
    ["30", 30],
    [" 30 ", 30],
    ["3600", 3600],
    ["315360000", 315360000],
    ["Sat, 21 Nov 2026 12:00:45 GMT", 45],
    ["Saturday, 21-Nov-26 12:01:00 GMT", 60],
    ["Sat Nov 21 12:00:10 2026", 10],
    ["Sun Nov  1 12:00:10 2026", 0],
    ["Sat, 21 Nov 2020 12:00:45 GMT", 0],
    ["Sunday, 06-Nov-94 08:49:37 GMT", 0],
    ["Fri, 31 Dec 9999 23:59:59 GMT", (Date.UTC(9999, 11, 31, 23, 59, 59) - now) / 1000],
    ["-5", undefined],
    ["1.5", undefined],
    ["1e9", undefined],
    ["+3", undefined],
    ["soon", undefined],
    ["", undefined],
    ["2026-11-21T12:00:45Z", undefined],
    ["Sat, 31 Feb 2026 12:00:45 GMT", undefined],
    ["Sat, 21 Nov 2026 25:00:45 GMT", undefined],
    ["Sat, 21 Nov 2026 12:00:45 CET", undefined],
    ["Sat, 21 Foo 2026 12:00:45 GMT", undefined],
    ["9".repeat(1_000_000), undefined]
  ]
  for (const [header, expected] of cases) {
    it(`reads "${header.slice(0, 40)}" as ${expected ?? "nothing"}`, () =>
      assert.strictEqual(seconds(header), expected))
  }

  it("reads twenty digits as a wait that stays a finite number", () => {
    assert.isTrue(Number.isFinite(seconds("9".repeat(20))))
  })

  it("counts from the response's own date where there is one", () => {
    assert.strictEqual(seconds("Sat, 21 Nov 2026 13:00:45 GMT", "Sat, 21 Nov 2026 13:00:00 GMT"), 45)
  })

  it("counts from the local clock where the response's date can't be read", () => {
    assert.strictEqual(seconds("Sat, 21 Nov 2026 12:00:45 GMT", "yesterday"), 45)
  })
})
