import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { TimeFormat } from "../../src/TimeFormat.ts"
import * as TimeText from "../../src/TimeText.ts"

const at = Date.UTC(2026, 2, 1, 12, 34, 56, 789)
const formats = TimeFormat.literals

describe("TimeText.format", () => {
  it("writes a time as each format has it, rounded down", () => {
    assert.deepStrictEqual(Object.fromEntries(formats.map((as) => [as, TimeText.format(as, at)])), {
      date: "2026-03-01",
      instant: "2026-03-01T12:34:56.789Z",
      seconds: "2026-03-01T12:34:56Z",
      offset: "2026-03-01T12:34:56+00:00",
      plain: "2026-03-01 12:34:56",
      epochSeconds: 1_772_368_496,
      epochMillis: 1_772_368_496_789
    })
  })

  it("rounds down before 1970 too", () => {
    assert.strictEqual(TimeText.format("seconds", -1), "1969-12-31T23:59:59Z")
    assert.strictEqual(TimeText.format("date", -1), "1969-12-31")
    assert.strictEqual(TimeText.format("epochSeconds", -1), -1)
  })

  it("writes no time that has more than four digits of a year", () => {
    assert.strictEqual(TimeText.format("instant", Number.MAX_VALUE), "9999-12-31T23:59:59.999Z")
    assert.strictEqual(TimeText.format("instant", -Number.MAX_VALUE), "0000-01-01T00:00:00.000Z")
  })
})

describe("TimeText.parse", () => {
  const Millis = Schema.Int.check(Schema.isBetween({ minimum: -62_167_219_200_000, maximum: 253_402_300_799_999 }))

  it.effect.prop("reads back what was written, to the format's unit", [Millis], ([millis]) =>
    Effect.sync(() => {
      for (const as of formats) {
        const unit = TimeText.unitOf(as)
        assert.strictEqual(TimeText.parse(as, TimeText.format(as, millis)), Math.floor(millis / unit) * unit, as)
      }
    })
  )

  it("reads zones, fractions and the forms that providers mix", () => {
    const expected = Date.UTC(2026, 2, 1, 10, 15, 5)
    for (const text of [
      "2026-03-01T10:15:05Z",
      "2026-03-01t10:15:05z",
      "2026-03-01T10:15:05+00:00",
      "2026-03-01T11:15:05+01:00",
      "2026-03-01T05:45:05-0430",
      "2026-03-01 20:45:05+10:30"
    ]) {
      assert.strictEqual(TimeText.parse("seconds", text), expected, text)
    }
    assert.strictEqual(TimeText.parse("instant", "2026-03-01T10:15:05.324083439Z"), expected + 324)
    assert.strictEqual(TimeText.parse("instant", "2026-03-01T10:15:05.5Z"), expected + 500)
    assert.strictEqual(TimeText.parse("plain", "2026-03-01 10:15:05"), expected)
    assert.strictEqual(TimeText.parse("plain", "2026-03-01T10:15:05"), expected)
    assert.strictEqual(TimeText.parse("epochSeconds", "1772360105"), expected)
    assert.strictEqual(TimeText.parse("epochMillis", 1_772_360_105_000), expected)
  })

  it("takes nothing for a time that could mean two, or that does not exist", () => {
    for (const [as, text] of [
      ["seconds", "2026-03-01T10:15:05"],
      ["instant", "2026-03-01"],
      ["seconds", "2026-02-29T10:15:05Z"],
      ["date", "2026-13-01"],
      ["date", "2026-03-01Z"],
      ["seconds", "2026-03-01T24:00:00Z"],
      ["seconds", "2026-03-01T10:15:60Z"],
      ["seconds", "2026-03-01T10:15:05+24:00"],
      ["plain", ""],
      ["seconds", `2026-03-01T10:15:05Z${" ".repeat(1000)}`],
      ["epochSeconds", "1e9"],
      ["epochMillis", "9999999999999999999"],
      ["epochSeconds", NaN],
      ["epochSeconds", 999_999_999_999]
    ] as const) {
      assert.isUndefined(TimeText.parse(as, text), `${as} ${text}`)
    }
  })
})

describe("the zone of the machine", () => {
  it.effect.prop(
    "changes no text and no time",
    [Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4_102_444_800_000 }))],
    ([millis]) =>
      Effect.sync(() => {
        const zone = process.env["TZ"]
        const zones = new Set<number>()
        const seen = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"].map((name) => {
          process.env["TZ"] = name
          zones.add(new Date(2026, 6, 1).getTimezoneOffset())
          return formats.map((as) => [TimeText.format(as, millis), TimeText.parse(as, TimeText.format(as, millis))])
        })
        if (zone === undefined) delete process.env["TZ"]
        else process.env["TZ"] = zone
        assert.strictEqual(zones.size, 4)
        for (const one of seen) assert.deepStrictEqual(one, seen[0])
      })
  )
})
