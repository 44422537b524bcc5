import { assert, describe, it } from "@effect/vitest"
import { Coverage } from "@innlet/core/engine"
import * as CoverageReport from "../src/CoverageReport.ts"
import * as CoverageStrip from "../src/CoverageStrip.ts"

const now = Date.parse("2026-03-01T12:00:00Z")
const hour = 3_600_000

/** A day a character: `o` fresh, `s` stale, anything else missing. */
const daysOf = (drawn: string): Float64Array =>
  Float64Array.from(drawn, (day) => (day === "o" ? now - hour : day === "s" ? now - 30 * hour : Coverage.none))

const strip = (drawn: string, width: number): string =>
  CoverageStrip.strip(
    CoverageStrip.scale({ from: "2026-03-01", days: drawn.length }, width),
    daysOf(drawn),
    now - 24 * hour
  )

describe("CoverageStrip.strip", () => {
  it("draws a character a day where there is room", () => {
    assert.strictEqual(strip("oos..o", 6), "██▒··█")
    assert.strictEqual(strip("oos..o", 99), "██▒··█")
  })

  it("shows the worst days of a bucket, so that no hole hides", () => {
    assert.strictEqual(strip("ooooos..o.o", 6), "██▒·▄█")
    assert.strictEqual(strip(`${"o".repeat(364)}.`, 40), `${"█".repeat(36)}▄`)
  })

  it("puts all days into one character at worst", () => {
    assert.strictEqual(strip("o.o", 1), "▄")
    assert.strictEqual(strip("ooo", 0), "█")
  })
})

const ruler = (from: string, days: number, width: number): string =>
  CoverageStrip.ruler(CoverageStrip.scale({ from, days }, width))

describe("CoverageStrip.ruler", () => {
  it("names months over their first days, and the year where it begins", () => {
    assert.strictEqual(ruler("2026-12-20", 50, 50), "Dec 2026    Jan 2027                       Feb")
    assert.strictEqual(ruler("2026-03-01", 62, 62), `Mar${" ".repeat(28)}Apr${" ".repeat(27)}May`)
  })

  it("leaves out names that have no room", () => {
    for (const width of [1, 3, 7, 20, 80]) {
      const line = ruler("2026-01-01", 365, width)
      assert.isAtMost(line.length, width + 8)
      assert.match(line, /^Jan 2026( |$)/)
    }
  })
})

describe("CoverageReport", () => {
  const horizon = { from: "2026-03-01", to: "2026-03-07", days: 6 }
  const group = (values: ReadonlyArray<string | null>, drawn: string): Coverage.Group => ({
    values,
    observed: drawn.length,
    first: "2026-03-01",
    last: "2026-03-06",
    holes: drawn.includes(".") ? [{ from: "2026-03-02", to: "2026-03-03", days: 1 }] : [],
    staleDays: 1,
    stale: [],
    oldest: now - 30 * hour,
    newest: now - hour,
    days: daysOf(drawn)
  })
  const look: CoverageReport.Look = {
    stream: "booking/rates",
    now,
    staleBefore: now - 24 * hour,
    coverage: {
      ...horizon,
      grid: { by: ["propertyId", "ratePlanId"], date: "date" },
      groups: [group(["P1", "BAR"], "ooooos"), group(["P\u001b[31m", null], "o.ooo.")],
      totals: {
        groups: 2,
        cells: 12,
        observed: 10,
        missing: 2,
        stale: 1,
        oldest: now - 30 * hour,
        newest: now - hour,
        undated: 1
      }
    }
  }

  it("draws a calendar with its sums, harmless to a terminal", () => {
    assert.deepStrictEqual(CoverageReport.toTable(look, 120).split("\n"), [
      "propertyId   ratePlanId  days  stale  oldest  Mar",
      "P1           BAR          6/6      1    30 h  █████▒",
      "P\\u001b[31m  -            6/6      1    30 h  █·███·",
      "",
      "█ observed  ▒ stale  ▄ some days missing  · none",
      "booking/rates: 2 groups from 2026-03-01 up to 2026-03-07 (6 days)",
      "10 of 12 cells observed (83.3 %), 1 stale, 2 missing in 1 group",
      "observed between 30 h and 1 h ago",
      "1 row without a date that exists"
    ])
  })

  it("says how many days a character is where the line is short", () => {
    const lines = CoverageReport.toTable(
      { ...look, coverage: { ...look.coverage, days: 60, groups: [group(["P1", "BAR"], "o".repeat(60))] } },
      70
    ).split("\n")
    assert.isAtMost(Math.max(...lines.slice(0, 2).map((line) => line.length)), 70)
    assert.match(lines[3] ?? "", / {2}\(\d+ days a character\)$/)
  })

  it("keeps every range for programs, and instants as text", () => {
    const json = JSON.parse(CoverageReport.toJson(look))
    assert.deepStrictEqual(json.groups[1], {
      propertyId: "P\u001b[31m",
      ratePlanId: null,
      observed: 6,
      first: "2026-03-01",
      last: "2026-03-06",
      holes: [{ from: "2026-03-02", to: "2026-03-03", days: 1 }],
      staleDays: 1,
      stale: [],
      oldest: "2026-02-28T06:00:00.000Z",
      newest: "2026-03-01T11:00:00.000Z"
    })
    assert.deepStrictEqual([json.now, json.totals.oldest], ["2026-03-01T12:00:00.000Z", "2026-02-28T06:00:00.000Z"])
  })

  it("never says 100 % where a cell is missing", () => {
    const totals = { ...look.coverage.totals, cells: 100_000, observed: 99_999 }
    assert.include(CoverageReport.toTable({ ...look, coverage: { ...look.coverage, totals } }, 120), "(99.9 %)")
  })
})
