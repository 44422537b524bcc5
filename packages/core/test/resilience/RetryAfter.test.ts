import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import * as RetryAfter from "../../src/resilience/RetryAfter.ts"
import { cpuMillis } from "../CpuTime.ts"

const now = Date.UTC(2026, 10, 21, 12, 0, 0)
const lastInstant = 8.64e15
const seconds = (header: string | undefined, date?: string, at = now): number | undefined => {
  const wait = RetryAfter.waitOf(header, date, at)
  return wait === undefined ? undefined : Duration.toSeconds(wait)
}
const shown = (header: string): string => JSON.stringify(header).slice(0, 60)

describe("RetryAfter.waitOf", () => {
  const cases: ReadonlyArray<readonly [header: string, seconds: number | undefined]> = [
    ["0", 0],
    ["00", 0],
    ["007", 7],
    ["30", 30],
    [" 30 ", 30],
    ["\t30\t", 30],
    ["3600", 3600],
    ["315360000", 315360000],
    ["9".repeat(20), (lastInstant - now) / 1000],
    ["9".repeat(256), (lastInstant - now) / 1000],
    ["9".repeat(257), undefined],
    ["9".repeat(1_000_000), undefined],
    [" ".repeat(1_000_000), undefined],
    ["Sat, 21 Nov 2026 12:00:45 GMT", 45],
    ["  Sat, 21 Nov 2026 12:00:45 GMT  ", 45],
    ["Sat, 21 Nov 2026 12:00:00 GMT", 0],
    ["Saturday, 21-Nov-26 12:01:00 GMT", 60],
    ["Sat Nov 21 12:00:10 2026", 10],
    ["Sun Nov  1 12:00:10 2026", 0],
    ["Sat, 21 Nov 2020 12:00:45 GMT", 0],
    ["Sunday, 06-Nov-94 08:49:37 GMT", 0],
    ["Saturday, 21-Nov-76 12:00:00 GMT", (Date.UTC(2076, 10, 21, 12) - now) / 1000],
    ["Sunday, 21-Nov-77 12:00:00 GMT", 0],
    ["Fri, 31 Dec 9999 23:59:59 GMT", (Date.UTC(9999, 11, 31, 23, 59, 59) - now) / 1000],
    ["Thu, 31 Dec 2026 23:59:60 GMT", (Date.UTC(2027, 0, 1) - now) / 1000],
    ["Tue, 29 Feb 2028 00:00:00 GMT", (Date.UTC(2028, 1, 29) - now) / 1000],
    ["Mon, 01 Jan 0026 00:00:00 GMT", undefined],
    ["-5", undefined],
    ["-0", undefined],
    ["1.5", undefined],
    ["1,5", undefined],
    ["1,000", undefined],
    ["1e9", undefined],
    ["0x10", undefined],
    ["+3", undefined],
    ["5s", undefined],
    ["1 0", undefined],
    ["Infinity", undefined],
    ["NaN", undefined],
    ["\u0663\u0660", undefined],
    ["\uff13\uff10", undefined],
    ["soon", undefined],
    ["", undefined],
    ["   ", undefined],
    [",", undefined],
    ["2026-11-21T12:00:45Z", undefined],
    ["1795262445", 1795262445],
    ["Sat, 31 Feb 2026 12:00:45 GMT", undefined],
    ["Sat, 29 Feb 2027 12:00:45 GMT", undefined],
    ["Sat, 00 Nov 2026 12:00:45 GMT", undefined],
    ["Sat, 21 Nov 2026 25:00:45 GMT", undefined],
    ["Sat, 21 Nov 2026 12:60:45 GMT", undefined],
    ["Sat, 21 Nov 2026 12:00:61 GMT", undefined],
    ["Sat, 21 Nov 2026 12:00:45 CET", undefined],
    ["Sat, 21 Nov 2026 12:00:45 +0000", undefined],
    ["Sat, 21 Foo 2026 12:00:45 GMT", undefined],
    ["Xyz, 21 Nov 2026 12:00:45 GMT", undefined],
    ["sat, 21 nov 2026 12:00:45 gmt", undefined],
    ["Sat, 21 Nov 2026 12:00:45 GMT!", undefined],
    ["5, 10", 10],
    ["10, 5", 10],
    ["30, 30, 30", 30],
    ["5,  10", 10],
    ["soon, 7", 7],
    ["-5, 7", 7],
    ["soon, later", undefined],
    ["1,5, 3", 3],
    ["5, Sat, 21 Nov 2026 12:00:45 GMT", 45],
    ["Sat, 21 Nov 2026 12:00:45 GMT, 50", 50],
    ["Sat, 21 Nov 2026 12:00:45 GMT, Sat, 21 Nov 2026 12:00:50 GMT", 50],
    ["Sat Nov 21 12:00:10 2026, Saturday, 21-Nov-26 12:01:00 GMT", 60],
    ["Sat, 21", undefined],
    ["Sat, 31 Feb 2026 12:00:45 GMT, 8", 8]
  ]
  for (const [index, [header, expected]] of cases.entries()) {
    it(`reads ${shown(header)} as ${expected ?? "nothing"} (${index})`, () =>
      assert.strictEqual(seconds(header), expected))
  }

  it("reads no header as nothing", () => assert.isUndefined(seconds(undefined)))

  for (const [date, expected] of [
    ["Sat, 21 Nov 2026 13:00:00 GMT", 45],
    [" Sat, 21 Nov 2026 13:00:00 GMT ", 45],
    ["Sat, 21 Nov 2026 14:00:00 GMT", 0],
    ["yesterday", 3645],
    ["", 3645],
    ["1795266000", 3645],
    [" ".repeat(1_000_000), 3645]
  ] as const) {
    it(`counts a date from the response's Date ${shown(date)}, or else from the local clock`, () =>
      assert.strictEqual(seconds("Sat, 21 Nov 2026 13:00:45 GMT", date), expected))
  }

  it("counts seconds from the answer, whatever its Date", () => {
    assert.strictEqual(seconds("45", "Sat, 21 Nov 2020 13:00:00 GMT"), 45)
  })

  it("leads to an instant that a date can hold", () => {
    const wait = RetryAfter.waitOf("9".repeat(20), undefined, now)

    assert.strictEqual(new Date(now + Duration.toMillis(wait!)).toISOString(), "+275760-09-13T00:00:00.000Z")
  })

  for (const [what, header] of [
    ["commas", ", ".repeat(32_768)],
    ["day names", "Sat, ".repeat(13_107)],
    ["digits", "9".repeat(65_536)],
    ["letters", "A".repeat(65_536)],
    ["blanks", `5${" ".repeat(65_534)}x`]
  ] as const) {
    it(`reads 64 KB of ${what} in under 50 ms`, () =>
      assert.isBelow(
        cpuMillis(() => seconds(header, header)),
        50
      ))
  }
})

describe("RetryAfter.httpDate", () => {
  const at = Date.UTC(2026, 10, 21, 12, 0, 45)
  for (const [value, expected] of [
    ["Sat, 21 Nov 2026 12:00:45 GMT", at],
    ["Saturday, 21-Nov-26 12:00:45 GMT", at],
    ["Sat Nov 21 12:00:45 2026", at],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["45", undefined],
    ["2026-11-21", undefined],
    ["Xyz, 21 Nov 2026 12:00:45 GMT", undefined],
    ["Caturday, 21-Nov-26 12:00:45 GMT", undefined],
    ["Xyz Nov 21 12:00:45 2026", undefined],
    [" Sat, 21 Nov 2026 12:00:45 GMT", undefined],
    ["S".repeat(1_000_000), undefined]
  ] as const) {
    it(`reads ${shown(value)} as ${expected ?? "nothing"}`, () =>
      assert.strictEqual(RetryAfter.httpDate(value, now), expected))
  }

  for (const [clock, year] of [
    [2026, 2001],
    [2099, 2101],
    [2050, 2001],
    [2051, 2101]
  ] as const) {
    it(`reads a year 01 seen in ${clock} as ${year}`, () =>
      assert.strictEqual(
        RetryAfter.httpDate("Monday, 01-Jan-01 00:00:00 GMT", Date.UTC(clock, 5)),
        Date.UTC(year, 0, 1)
      ))
  }
})

describe("RetryAfter.httpDate, month by month", () => {
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  const now = Date.UTC(2026, 0, 1)

  for (const [month, name] of months.entries()) {
    it(`reads a date in ${name} in all three forms`, () => {
      const at = Date.UTC(2026, month, 7, 8, 9, 10)

      assert.strictEqual(RetryAfter.httpDate(`Tue, 07 ${name} 2026 08:09:10 GMT`, now), at)
      assert.strictEqual(RetryAfter.httpDate(`Tuesday, 07-${name}-26 08:09:10 GMT`, now), at)
      assert.strictEqual(RetryAfter.httpDate(`Tue ${name}  7 08:09:10 2026`, now), at)
    })
  }

  it("reads nothing around a date", () => {
    for (const date of [
      "Tue, 07 Apr 2026 08:09:10 GMT",
      "Tuesday, 07-Apr-26 08:09:10 GMT",
      "Tue Apr  7 08:09:10 2026"
    ]) {
      assert.isDefined(RetryAfter.httpDate(date, now))
      for (const more of [`x${date}`, `${date}x`, ` ${date}`, `${date} `]) {
        assert.isUndefined(RetryAfter.httpDate(more, now), more)
      }
    }
    assert.isUndefined(RetryAfter.httpDate("xTue, 07 Apr 2026 08:09:10 GMT", now))
    assert.isUndefined(RetryAfter.httpDate("Tue, 07 Apr 1899 08:09:10 GMT", now))
    assert.strictEqual(RetryAfter.httpDate("Tue, 07 Apr 1900 08:09:10 GMT", now), Date.UTC(1900, 3, 7, 8, 9, 10))
  })
})
