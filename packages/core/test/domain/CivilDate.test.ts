import { assert, describe, it } from "@effect/vitest"
import { CivilDate } from "../../src/domain/index.ts"

describe("CivilDate.dayOf", () => {
  it("counts the days that UTC counts, over three centuries and their leap years", () => {
    const days = Array.from({ length: 120_000 }, (_, i) => i - 60_000)
    const wrong = days.filter((day) => {
      const date = new Date(day * 86_400_000).toISOString().slice(0, 10)
      return CivilDate.dayOf(date) !== day || CivilDate.ofDay(day) !== date
    })

    assert.deepStrictEqual(wrong, [])
  })

  it("knows the first and the last day that can be written", () => {
    assert.deepStrictEqual(
      ["0000-01-01", "0000-02-29", "0000-03-01", "0099-12-31", "9999-12-31"].map((date) => [
        CivilDate.ofDay(CivilDate.dayOf(date)),
        CivilDate.dayOf(date) * 86_400_000
      ]),
      ["0000-01-01", "0000-02-29", "0000-03-01", "0099-12-31", "9999-12-31"].map((date) => [
        date,
        Date.parse(`${date}T00:00:00Z`)
      ])
    )
  })
})
