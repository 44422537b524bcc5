import { assert, describe, it } from "@effect/vitest"
import { Anything, policiesWith, rows } from "./Offers.ts"
import type { Row } from "./Rows.ts"
import { brief, learned, type Options, run, without } from "./Runs.ts"

const record = Anything

const lacking = (from: number, count?: number) => rows(from, count).map((each) => without(each, "price"))

/** What each of the runs tells, one after the other. */
const told = (...runs: ReadonlyArray<ReadonlyArray<Row>>) => {
  let kept: Options["kept"]
  return runs.map((records) => {
    const { drifts, shape } = run(records, { kept, record })
    kept = shape
    return brief(drifts)
  })
}

describe("ShapeLog on removed fields", () => {
  it("tells one at the end, with the records that lack it", () => {
    const { drifts, shape } = run(lacking(1000), { kept: learned(rows(0), record), record })

    assert.deepStrictEqual(drifts, [
      {
        kind: "removed",
        path: "price",
        count: 500,
        sample: "",
        from: null,
        to: null,
        detail: "price was always given and is never given now"
      }
    ])
    assert.deepStrictEqual(run(lacking(2000), { kept: shape, record }).drifts, [])
  })

  it("tells how often an optional one was given", () => {
    const some = rows(0).map((each, i) => (i % 4 === 0 ? each : without(each, "price")))

    assert.deepStrictEqual(
      run(lacking(1000), { kept: learned(some, record), record }).drifts.map(({ detail }) => detail),
      ["price was given 125 times in 500 and is never given now"]
    )
  })

  it("tells one within an array, and no field within it", () => {
    const gone = rows(1000)
      .map(policiesWith((policy) => without(policy, "penalty")))
      .map((each, i) => (i < 100 ? { ...each, cancellation: { refundable: true, policies: [] } } : each))

    assert.deepStrictEqual(brief(run(gone, { kept: learned(rows(0), record), record }).drifts), [
      "removed cancellation.policies[].penalty 400"
    ])
  })

  it("tells one again that comes back and goes", () => {
    assert.deepStrictEqual(told(rows(0), lacking(1000), lacking(2000), rows(3000), rows(4000), lacking(5000)), [
      [],
      ["removed price 500"],
      [],
      ["added price 500"],
      [],
      ["removed price 500"]
    ])
  })

  it("tells one that goes in runs too small to tell it alone", () => {
    assert.deepStrictEqual(told(rows(0), lacking(1000, 6), lacking(2000, 6), lacking(3000, 6), lacking(4000, 6)), [
      [],
      ["nullable price 6"],
      [],
      ["removed price 6"],
      []
    ])
  })
})
