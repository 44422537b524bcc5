import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { Policy } from "../../src/contract/Drift.ts"
import type { Row } from "./Rows.ts"
import { brief, changed, learned, log, run, without } from "./Runs.ts"

const row = (i: number): Row => ({
  id: i,
  price: i / 4,
  board: ["RO", "BB"][i % 2],
  city: `City ${i}`,
  stars: i % 6,
  penalties: [{ amount: i }, { amount: 1 }]
})

const rows = (from: number, count = 500) => Array.from({ length: count }, (_, i) => row(from + i))

const drifted = (from: number, count = 500) =>
  changed(
    rows(from, count).map((record) => without(record, "city")),
    5,
    (record) => ({
      ...without(record, "stars"),
      price: "1",
      board: "AI",
      extra: { a: 1 },
      penalties: [{ amount: 1 }, { amount: null }, { amount: null }]
    })
  )

const all = [
  "added extra 100",
  "nullable penalties[].amount 100",
  "nullable stars 100",
  "removed city 500",
  "retyped price 100",
  "value board 100"
]

const record = Schema.Unknown

const keyed = (from: number) => rows(from).map((each, i) => ({ ...each, penalties: [{ [`${from}-${i}`]: 1 }] }))

const lacking = (from: number) => rows(from).map((each) => without(each, "city"))

const halfLacking = (from: number) => changed(rows(from), 2, (each) => without(each, "city"))

/** One record in five has a fee, so what a fee holds is not well known. */
const fees = (from: number) => rows(from).map((each, i) => (i % 5 === 0 ? { ...each, fee: { sum: i } } : each))

describe("Policy", () => {
  const kept = learned(rows(0), record)

  it("warn learns what it tells", () => {
    const first = run(drifted(1000), { kept, record, policy: "warn" })

    assert.deepStrictEqual(brief(first.drifts), all)
    assert.deepStrictEqual(run(drifted(2000), { kept: first.shape, record, policy: "warn" }).drifts, [])
    assert.deepStrictEqual(run(drifted(2000), { kept: first.shape, record, policy: "fail" }).drifts, [])
  })

  it("ignore learns and tells nothing", () => {
    const watched = log({ kept, record, policy: "ignore" })
    watched.observe(drifted(1000))
    const { drifts, shape } = watched.finish({ completed: true })

    assert.deepStrictEqual([drifts, watched.drifts(), watched.inspect(drifted(1000)[0])], [[], [], []])
    assert.isFalse(watched.hasDrifted())
    assert.deepStrictEqual(run(drifted(2000), { kept: shape, record, policy: "warn" }).drifts, [])
  })

  for (const policy of ["quarantine", "fail"] satisfies ReadonlyArray<Policy>) {
    it(`${policy} tells it again in every run, until one under warn has accepted it`, () => {
      let shape = kept
      for (const from of [1000, 2000, 3000]) {
        const result = run(drifted(from), { kept: shape, record, policy })

        assert.deepStrictEqual(brief(result.drifts), all)
        shape = result.shape
      }
      // What was refused has left no trace.
      assert.deepStrictEqual(run(rows(4000), { kept: shape, record, policy }).drifts, [])
      const accepted = run(drifted(5000), { kept: shape, record, policy: "warn" })

      assert.deepStrictEqual(brief(accepted.drifts), all)
      assert.deepStrictEqual(run(drifted(6000), { kept: accepted.shape, record, policy }).drifts, [])
    })
  }

  it("quarantine tells again that an object is keyed by data now", () => {
    let shape = kept
    for (const from of [1000, 2000, 3000]) {
      const result = run(keyed(from), { kept: shape, record, policy: "quarantine" })

      assert.include(brief(result.drifts).join(), "added penalties[]{} 500")
      shape = result.shape
    }
  })

  it("fail tells again a removal that was undone for a while", () => {
    let shape = learned(halfLacking(0), record)
    const told: Array<ReadonlyArray<string>> = []
    for (const records of [lacking(1000), lacking(2000), halfLacking(3000), lacking(4000)]) {
      const result = run(records, { kept: shape, record, policy: "fail" })
      told.push(brief(result.drifts))
      shape = result.shape
    }

    assert.deepStrictEqual(told, [["removed city 500"], ["removed city 500"], [], ["removed city 500"]])
  })

  it("fail can tell after the page that shows it", () => {
    const watched = log({ kept, record, policy: "fail" })
    watched.observe(rows(1000, 100))
    assert.isFalse(watched.hasDrifted())
    watched.observe(changed(rows(1100, 100), 50, (each) => ({ ...each, extra: 1 })))

    assert.isTrue(watched.hasDrifted())
    assert.deepStrictEqual(brief(watched.drifts()), ["added extra 2"])
  })

  it("quarantine names what each record shows, once a drift and where it is first", () => {
    const watched = log({ kept, record, policy: "quarantine" })
    const [bad, good, ...rest] = drifted(1000, 100)
    watched.observe([bad, good, ...rest])

    assert.deepStrictEqual(watched.inspect(bad), [
      { path: "price", message: "schema drift: was a number and is a string now" },
      { path: "board", message: `schema drift: has the new value "AI"` },
      { path: "penalties.1.amount", message: "schema drift: was always given and is null now" },
      { path: "extra", message: "schema drift: is new" },
      { path: "city", message: "schema drift: was always given and is missing now" },
      { path: "stars", message: "schema drift: was always given and is missing now" }
    ])
    // It lacks the city alone.
    assert.deepStrictEqual(watched.inspect(good), [
      { path: "city", message: "schema drift: was always given and is missing now" }
    ])
    assert.deepStrictEqual(watched.inspect(row(7)), [])
  })

  it("quarantine judges a record of a later page that was not observed", () => {
    const watched = log({ kept, record, policy: "quarantine" })
    watched.observe(changed(rows(1000, 100), 50, (each) => ({ ...each, extra: 1 })))

    assert.deepStrictEqual(watched.inspect({ ...row(5000), extra: 2 }), [
      { path: "extra", message: "schema drift: is new" }
    ])
    assert.deepStrictEqual(watched.inspect({ ...row(5000), other: 2 }), [])
  })

  it("quarantine lets a record pass whose difference may be chance", () => {
    const watched = log({ kept: learned(fees(0), record), record, policy: "quarantine" })
    const taxed = { ...row(9000), fee: { sum: 1, tax: 2 } }
    watched.observe([...fees(1000), taxed, { ...row(9001), extra: 1 }])

    assert.isTrue(watched.hasDrifted())
    assert.deepStrictEqual(watched.inspect(taxed), [])
  })
})
