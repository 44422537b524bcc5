import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { OrderWindow } from "../../src/index.ts"

const day = 86_400_000
const longest = 7 * day

/** Whole seconds of some years, with month ends, leap days and the hours in which clocks change among them. */
const Second = Schema.Int.check(
  Schema.isBetween({
    minimum: Date.parse("2023-12-31T00:00:00Z") / 1000,
    maximum: Date.parse("2028-03-31T00:00:00Z") / 1000
  })
)

const Length = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 400 * 86_400 }))

const at = (text: string) => Date.parse(`2026-03-${text}Z`)

const edges = ["2026-03-29T01:00:00Z", "2026-10-25T00:30:00Z", "2024-02-29T23:59:59Z", "2026-12-31T23:59:59Z"]

/** The windows, once they are seen to cover the time as they should. */
const check = (from: number, to: number, open: boolean) => {
  const windows = OrderWindow.windowsOf(from, open ? undefined : to, to)
  assert.strictEqual(windows[0]?.from, from)
  assert.isTrue(windows.every((window) => window.to > window.from && window.to - window.from <= longest))
  assert.isTrue(windows.slice(1).every((window, at) => window.from === windows[at]?.to))
  const end = windows.at(-1)?.to ?? 0
  // Without an end the last window goes on, so that its name stays.
  assert.isTrue(open ? end >= to && end - to < longest : end === to)
  for (const window of windows) assert.deepStrictEqual(OrderWindow.ofName(OrderWindow.nameOf(window)), window)
  for (const at of [from, to - 1, ...windows.map((window) => window.from), ...windows.map((window) => window.to - 1)]) {
    assert.strictEqual(windows.filter((window) => window.from <= at && at < window.to).length, 1)
  }
  return windows
}

describe("OrderWindow.windowsOf", () => {
  it.prop(
    "covers every instant exactly once, in windows of at most seven days",
    [Second, Length, Schema.Boolean],
    ([from, length, open]) => {
      check(from * 1000, (from + length) * 1000, open)
    }
  )

  it("does so where months end, years are leap years and clocks change", () => {
    for (const edge of edges) {
      for (const days of [1 / 86_400, 1, 6, 7, 8, 31, 366]) {
        const windows = check(Date.parse(edge), Date.parse(edge) + days * day, false)
        assert.strictEqual(windows.length, Math.ceil(days / 7))
      }
    }
  })

  it("keeps the names of its windows while time goes by", () => {
    const from = Date.parse("2026-01-01T00:00:00Z")
    const earlier = OrderWindow.windowsOf(from, undefined, from + 10 * day)
    const later = OrderWindow.windowsOf(from, undefined, from + 12 * day)

    assert.deepStrictEqual(later, earlier)
  })
})

describe("OrderWindow.askedOf", () => {
  const window = { from: Date.parse("2026-03-01T00:00:00Z"), to: Date.parse("2026-03-08T00:00:00Z") }
  const cases: ReadonlyArray<readonly [string, { from: number; to?: number } | undefined, number, string | undefined]> =
    [
      ["the whole window", undefined, at("20T00:00:00"), "01T00:00:00 08T00:00:00"],
      ["nothing past now", undefined, at("04T10:11:12"), "01T00:00:00 04T10:11:12"],
      ["what changed", { from: at("03T00:00:00") }, at("20T00:00:00"), "03T00:00:00 08T00:00:00"],
      [
        "what changed then",
        { from: at("02T00:00:00"), to: at("03T00:00:00") },
        at("20T00:00:00"),
        "02T00:00:00 03T00:00:00"
      ],
      ["nothing of a window before", { from: at("09T00:00:00") }, at("20T00:00:00"), undefined],
      ["nothing of a window ahead", undefined, window.from, undefined],
      ["nothing of a window behind", { from: 0, to: window.from }, at("20T00:00:00"), undefined]
    ]
  for (const [what, changed, now, wanted] of cases) {
    it(`asks for ${what}`, () => {
      const asked = OrderWindow.askedOf(window, changed, now)

      assert.strictEqual(
        asked && `${asked.from} ${asked.to}`,
        wanted
          ?.split(" ")
          .map((text) => `2026-03-${text}+00:00`)
          .join(" ")
      )
    })
  }
})
