import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { Row } from "./Rows.ts"
import { brief, learned, run, without } from "./Runs.ts"

const record = Schema.Unknown

const rows = (from: number, count = 500): ReadonlyArray<Row> =>
  Array.from({ length: count }, (_, i) => ({
    id: from + i,
    price: i / 4,
    city: `City ${i}`,
    penalties: [{ amount: i }]
  }))

/** Only the first half of the list has notes, and only the second half has tags. */
const list = (from: number) =>
  rows(from, 2000).map((each, i) => (i < 1000 ? { ...each, notes: `n ${i}` } : { ...each, tags: [i] }))

/** Only the last quarter of the list has tags, if any. */
const tagged = (from: number, has: boolean) =>
  rows(from, 2000).map((each, i) => (has && i >= 1500 ? { ...each, tags: [i] } : each))

const part = { completed: false }
const rest = { completed: true, resumed: true }

describe("ShapeLog over runs that end early", () => {
  it("compares with nothing before a whole sweep was seen", () => {
    const first = run(list(0).slice(0, 300), { record, end: part })
    const second = run(list(0).slice(300), { kept: first.shape, record, end: rest })
    const third = run(list(0), { kept: second.shape, record })

    assert.deepStrictEqual([first.drifts, second.drifts, third.drifts], [[], [], []])
    assert.deepStrictEqual(
      [first, second, third].map(({ shape }) => shape.learned),
      [false, true, true]
    )
  })

  it("compares with nothing after a first run of which nothing was kept", () => {
    const second = run(list(0).slice(1000), { record, end: rest })
    const third = run(list(0), { kept: second.shape, record })

    assert.deepStrictEqual([second.drifts, third.drifts], [[], []])
    assert.isTrue(third.shape.learned)
  })

  it("takes no field for removed that a part of the list lacks", () => {
    let kept = learned(list(0), record)
    for (const from of [10_000, 20_000, 30_000]) {
      const failed = run(list(from).slice(0, 1000), { kept, record, end: part })
      const resumed = run(list(from).slice(1000), { kept: failed.shape, record, end: rest })

      assert.deepStrictEqual([failed.drifts, resumed.drifts], [[], []])
      kept = resumed.shape
    }
    assert.deepStrictEqual(run(list(40_000), { kept, record }).drifts, [])
  })

  it("takes no field for removed because runs failed before they came to it", () => {
    let kept = learned(tagged(0, true), record)
    for (const from of [10_000, 20_000, 30_000]) {
      kept = run(tagged(from, false), { kept, record, end: part }).shape
    }

    assert.deepStrictEqual(run(tagged(40_000, false), { kept, record }).drifts, [])
  })

  it("keeps the same of a list that was read in one run and in two", () => {
    const whole = learned(list(0), record)
    const first = run(list(0).slice(0, 700), { record, end: part })
    const second = run(list(0).slice(700), { kept: first.shape, record, end: rest })
    const counts = (shape: typeof whole) => shape.paths.map(({ name, step, types }) => ({ name, step, types }))

    assert.deepStrictEqual(counts(second.shape), counts(whole))
  })

  it("tells drift in a part, and not what is missing from it", () => {
    const records = rows(5000, 50).map((each, i) => ({
      ...without(each, "city"),
      ...(i % 5 === 0 ? { extra: 1 } : {})
    }))
    const { drifts } = run(records, { kept: learned(rows(0), record), record, end: part })

    assert.deepStrictEqual(brief(drifts), ["added extra 10", "nullable city 50"])
  })
})
