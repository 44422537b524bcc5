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
  penalties: [{ amount: i }, { amount: 1 }]
})

const rows = (from: number, count = 500) => Array.from({ length: count }, (_, i) => row(from + i))

const drifted = (from: number, count = 500) =>
  changed(
    rows(from, count).map((record) => without(record, "city")),
    5,
    (record) => ({ ...record, price: "1", board: "AI", extra: { a: 1 }, penalties: [{ amount: 1 }, { amount: null }] })
  )

const all = [
  "added extra 100",
  "nullable penalties[].amount 100",
  "removed city 500",
  "retyped price 100",
  "value board 100"
]

const record = Schema.Unknown

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
      { path: "city", message: "schema drift: was always given and is missing now" }
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
})

// Only the first half of the list has notes, and only the second half has tags.
const list = (from: number) =>
  rows(from, 2000).map((each, i) => (i < 1000 ? { ...each, notes: `n ${i}` } : { ...each, tags: [i] }))

describe("ShapeLog over runs that end early", () => {
  const part = { completed: false }
  const rest = { completed: true, resumed: true }

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

  it("keeps the same of a list that was read in one run and in two", () => {
    const whole = learned(list(0), record)
    const first = run(list(0).slice(0, 700), { record, end: part })
    const second = run(list(0).slice(700), { kept: first.shape, record, end: rest })
    const counts = (shape: typeof whole) => shape.paths.map(({ name, step, types }) => ({ name, step, types }))

    assert.deepStrictEqual(counts(second.shape), counts(whole))
  })

  it("tells drift in a part, and not what is missing from it", () => {
    const { drifts } = run(drifted(1000, 50), { kept: learned(rows(0), record), record, end: part })

    assert.deepStrictEqual(brief(drifts), [
      "added extra 10",
      "nullable city 50",
      "nullable penalties[].amount 10",
      "retyped price 10",
      "value board 10"
    ])
  })
})
