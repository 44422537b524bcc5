import { assert, describe, it } from "@effect/vitest"
import type { Drift } from "../../src/contract/Drift.ts"
import { Anything, policiesWith, rows } from "./Offers.ts"
import type { Row } from "./Rows.ts"
import { brief, changed, learned, run, without } from "./Runs.ts"

const drift = (fields: Partial<Drift>): Drift => ({
  kind: "added",
  path: "",
  count: 50,
  sample: "",
  from: null,
  to: null,
  detail: "",
  ...fields
})

const cases: ReadonlyArray<readonly [name: string, change: (row: Row) => unknown, expected: Drift]> = [
  [
    "a new field",
    (record) => ({ ...record, promo: { code: "SPRING" } }),
    drift({ path: "promo", sample: `{"code":"SPRING"}`, detail: "promo is new" })
  ],
  [
    "a new field whose name is no plain word",
    (record) => ({ ...record, "total price": null }),
    drift({ path: `["total price"]`, sample: "null", detail: `["total price"] is new` })
  ],
  [
    "a new field within an array, counted by records",
    policiesWith((policy) => ({ ...policy, zone: "CET" })),
    drift({ path: "cancellation.policies[].zone", sample: `"CET"`, detail: "cancellation.policies[].zone is new" })
  ],
  [
    "a new field in an object that is keyed by days",
    (record) => ({ ...record, days: { "2026-05-01": { price: 1, open: true, minStay: 2 } } }),
    drift({ path: "days{}.minStay", sample: "2", detail: "days{}.minStay is new" })
  ],
  [
    "a number that is a string now",
    (record) => ({ ...record, price: "12.50" }),
    drift({
      kind: "retyped",
      path: "price",
      sample: `"12.50"`,
      from: "number",
      to: "string",
      detail: "price was a number and is a string now"
    })
  ],
  [
    "a number that is an object now, with no word on what is in it",
    policiesWith((policy) => ({ ...policy, penalty: { amount: { value: 1, unit: "EUR" }, currency: "EUR" } })),
    drift({
      kind: "retyped",
      path: "cancellation.policies[].penalty.amount",
      sample: `{"value":1,"unit":"EUR"}`,
      from: "number",
      to: "object",
      detail: "cancellation.policies[].penalty.amount was a number and is an object now"
    })
  ],
  [
    "a list that is an object now",
    (record) => ({ ...record, cancellation: { refundable: true, policies: { deadline: "2026-03-01" } } }),
    drift({
      kind: "retyped",
      path: "cancellation.policies",
      sample: `{"deadline":"2026-03-01"}`,
      from: "array",
      to: "object",
      detail: "cancellation.policies was an array and is an object now"
    })
  ],
  [
    "elements of another type",
    (record) => ({ ...record, cancellation: { refundable: true, policies: ["free"] } }),
    drift({
      kind: "retyped",
      path: "cancellation.policies[]",
      sample: `"free"`,
      from: "object",
      to: "string",
      detail: "cancellation.policies[] was an object and is a string now"
    })
  ],
  [
    "null where there was a value",
    (record) => ({ ...record, price: null }),
    drift({
      kind: "nullable",
      path: "price",
      sample: "null",
      detail: "price was always given and is null now"
    })
  ],
  [
    "nothing where there was a value",
    (record) => without(record, "price"),
    drift({ kind: "nullable", path: "price", detail: "price was always given and is missing now" })
  ],
  [
    "a field that is missing in some elements of an array",
    policiesWith((policy, at) => (at === 0 ? policy : without(policy, "deadline"))),
    drift({
      kind: "nullable",
      path: "cancellation.policies[].deadline",
      detail: "cancellation.policies[].deadline was always given and is missing now"
    })
  ],
  [
    "a code that is new",
    (record) => ({ ...record, board: "AI" }),
    drift({ kind: "value", path: "board", sample: `"AI"`, detail: `board has the new value "AI"` })
  ],
  [
    "a value that looks like no code",
    (record) => ({ ...record, board: "All inclusive, 24 h" }),
    drift({
      kind: "value",
      path: "board",
      sample: `"All inclusive, 24 h"`,
      detail: `board has the new value "All inclusive, 24 h"`
    })
  ],
  [
    "a new code within an array",
    policiesWith((policy) => ({ ...policy, penalty: { amount: 1, currency: "GBP" } })),
    drift({
      kind: "value",
      path: "cancellation.policies[].penalty.currency",
      sample: `"GBP"`,
      detail: `cancellation.policies[].penalty.currency has the new value "GBP"`
    })
  ],
  [
    "a record that is no object",
    () => 1,
    drift({
      kind: "retyped",
      path: "",
      sample: "1",
      from: "object",
      to: "number",
      detail: "the record was an object and is a number now"
    })
  ]
]

describe("ShapeLog", () => {
  for (const [name, change, expected] of cases) {
    it(`tells ${name}, once a run`, () => {
      const kept = learned(rows(0), Anything)

      const { drifts, shape } = run(changed(rows(1000), 10, change), { kept, record: Anything })

      assert.deepStrictEqual(drifts, [expected])
      assert.deepStrictEqual(run(changed(rows(2000), 10, change), { kept: shape, record: Anything }).drifts, [])
    })
  }

  it("tells several new values of a path as one drift", () => {
    const boards = ["AI", "FB", "SC", "BB1", "X", "Y", "Z"]
    const records = rows(1000).map((record, i) => (i % 10 === 0 ? { ...record, board: boards[(i / 10) % 7] } : record))

    const { drifts } = run(records, { kept: learned(rows(0), Anything), record: Anything })

    assert.deepStrictEqual(drifts, [
      drift({
        kind: "value",
        path: "board",
        sample: `"AI"`,
        detail: `board has new values "AI", "FB", "SC", "BB1", "X" and 2 more`
      })
    ])
  })

  it("tells a new value in each of two runs, however seldom each came", () => {
    let kept = learned(rows(0), Anything)
    for (const board of ["AI", "FB"]) {
      const { drifts, shape } = run(
        changed(rows(1000), 500, (record) => ({ ...record, board })),
        { kept, record: Anything }
      )

      assert.deepStrictEqual(brief(drifts), ["value board 1"])
      kept = shape
    }
  })

  it("tells new values that are too many or too long to be kept, and takes the path for open then", () => {
    for (const [board, detail] of [
      [(i: number) => `NEW-${i}`, `board has new values "NEW-0", "NEW-1", "NEW-2", "NEW-3", "NEW-4" and others`],
      [(i: number) => `${i}`.repeat(40).padEnd(80, "é"), `board has the new value "${"0".repeat(38)}…`]
    ] as const) {
      const records = (from: number) => rows(from).map((record, i) => ({ ...record, board: board(from + i - 1000) }))
      const { drifts, shape } = run(records(1000), { kept: learned(rows(0), Anything), record: Anything })

      assert.deepStrictEqual(
        drifts.map((each) => each.detail),
        [detail]
      )
      assert.deepStrictEqual(run(records(2000), { kept: shape, record: Anything }).drifts, [])
    }
  })

  it("tells that a value is null in some records and missing in others", () => {
    const records = rows(1000).map((record, i) =>
      i === 3 ? { ...record, price: null } : i === 4 ? without(record, "price") : record
    )

    assert.deepStrictEqual(run(records, { kept: learned(rows(0), Anything), record: Anything }).drifts, [
      drift({
        kind: "nullable",
        path: "price",
        count: 2,
        sample: "null",
        detail: "price was always given and is null or missing now"
      })
    ])
  })

  it("tells many drifts at once", () => {
    const records = rows(1000).map((record, i) => ({
      ...without(record, "cancellation"),
      ...(i % 2 === 0 ? { price: "1" } : {}),
      ...(i % 5 === 0 ? { board: null } : {}),
      extra: i
    }))

    assert.deepStrictEqual(brief(run(records, { kept: learned(rows(0), Anything), record: Anything }).drifts), [
      "added extra 500",
      "nullable board 100",
      "removed cancellation 500",
      "retyped price 250"
    ])
  })

  it("counts a record once that two pages share", () => {
    const records = rows(1000, 190).map((record) => ({ ...record, extra: true }))
    const pages = [records.slice(0, 100), records.slice(90, 190)]
    const overlapping = pages.flatMap((page) => structuredClone(page))

    assert.deepStrictEqual(brief(run(overlapping, { kept: learned(rows(0), Anything), record: Anything }).drifts), [
      "added extra 190"
    ])
  })

  for (const key of ["policy-", ""]) {
    it(`tells that an object with fields is keyed by data such as "${key}100" now`, () => {
      const keyed = rows(1000).map((record, i) => ({
        ...record,
        cancellation: Object.fromEntries([0, 1, 2].map((j) => [`${key}${100 + 3 * i + j}`, true]))
      }))

      assert.deepStrictEqual(brief(run(keyed, { kept: learned(rows(0), Anything), record: Anything }).drifts), [
        "added cancellation{} 500"
      ])
    })
  }
})
