import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Rows from "./Rows.ts"
import * as Runs from "./Runs.ts"

const declaredRow = (id: number, rest: Rows.Row) => ({ id, price: id, ...rest })

const named = (i: number, word: string) => ({
  property_id: word,
  hotelName: word,
  code: `${word} ${i}`,
  remark: i % 2 === 0 ? "" : word
})

const coded = (from: number, code: (i: number) => string) =>
  Array.from({ length: 500 }, (_, i) => ({ id: from + i, code: code(i) }))

/** One record in five has a fee. */
const fees = (from: number, taxed: (i: number) => boolean) =>
  Array.from({ length: 500 }, (_, i) => ({
    id: from + i,
    ...(i % 5 === 0 ? { fee: taxed(i) ? { sum: i, tax: 1 } : { sum: i } } : {})
  }))

/** 10,000 rows; those of a property stand together, and some properties have a promotion. */
const promoted = (from: number, isPromoted: (property: number) => boolean, rows = 100) =>
  Array.from({ length: 10_000 }, (_, i) => ({
    id: from + i,
    property: Math.floor(i / rows),
    ...(isPromoted(Math.floor(i / rows)) ? { promotion: 10 } : {})
  }))

describe("ShapeLog on clean rows", () => {
  for (const seed of [1, 2, 3]) {
    it(
      `tells nothing of 10,000 other rows with fields that come at 0.1 % to 99 % (seed ${seed})`,
      { timeout: 60_000 },
      () => {
        let { shape: kept } = Runs.run(Rows.rows(seed, 10_000))
        for (const run of [1, 2]) {
          const { drifts, shape } = Runs.run(Rows.rows(seed + run * 1000, 10_000, run * 10_000), { kept })

          assert.deepStrictEqual(drifts, [])
          kept = shape
        }
      }
    )
  }

  it("tells nothing of the fields that the schema declares, first seen, gone or null", () => {
    const Declared = Schema.Struct({
      id: Schema.Int,
      price: Schema.NullOr(Schema.Finite),
      note: Schema.optionalKey(Schema.String),
      board: Schema.optional(Schema.NullOr(Schema.Literals(["RO", "BB", "HB", "AI"]))),
      taxes: Schema.optionalKey(
        Schema.Array(Schema.Struct({ code: Schema.String, amount: Schema.optionalKey(Schema.Finite) }))
      )
    })
    const phases: ReadonlyArray<(id: number) => Rows.Row> = [
      (id) => declaredRow(id, { board: id % 2 === 0 ? "RO" : "BB", taxes: [{ code: `T${id}` }] }),
      (id) => declaredRow(id, { price: null, note: "new", taxes: [{ code: `T${id}`, amount: 3 }] }),
      (id) => declaredRow(id, { board: null }),
      (id) => declaredRow(id, { board: "AI" })
    ]
    let kept: Runs.Options["kept"]
    for (const [at, phase] of phases.entries()) {
      const rows = Array.from({ length: 2000 }, (_, i) => phase(at * 2000 + i))
      const { drifts, shape } = Runs.run(rows, { kept, record: Declared })

      assert.deepStrictEqual(drifts, [])
      kept = shape
    }
  })

  it("tells nothing of keys, names and texts, however few there were", () => {
    const kept = Runs.learned(
      Array.from({ length: 2000 }, (_, i) => named(i, ["alpha", "beta", "gamma"][i % 3]!)),
      Schema.Unknown
    )
    const records = Array.from({ length: 2000 }, (_, i) => named(i, i % 100 === 1 ? "delta" : "alpha"))

    assert.deepStrictEqual(Runs.brief(Runs.run(records, { kept, record: Schema.Unknown }).drifts), ["value remark 20"])
  })

  it("tells a value that is new beside others as rare only when it comes often", () => {
    const kept = Runs.learned(
      coded(0, (i) => (i === 99 ? "RARE" : i % 2 === 0 ? "A" : "B")),
      Schema.Unknown
    )
    const next = (step: number) => {
      const records = coded(1000, (i) => (i % step === 0 ? "NEW" : "A"))
      return Runs.brief(Runs.run(records, { kept, record: Schema.Unknown }).drifts)
    }

    assert.deepStrictEqual([next(100), next(50)], [[], ["value code 10"]])
  })

  it("tells a field that is new in an object that seldom comes only when it comes often", () => {
    const kept = Runs.learned(
      fees(0, () => false),
      Schema.Unknown
    )
    const next = (step: number) => {
      const records = fees(1000, (i) => i % step === 0)
      return Runs.brief(Runs.run(records, { kept, record: Schema.Unknown }).drifts)
    }

    assert.deepStrictEqual([next(100), next(50)], [[], ["added fee.tax 10"]])
  })

  it("takes a number that a double can't hold, sent as its text, for a number and for a string", () => {
    const long = "12345678901234567890"
    const rows = (from: number, at: number) =>
      Array.from({ length: 500 }, (_, i) => ({ id: from + i, n: i === at ? long : i, s: i === at ? long : `s${i}` }))
    const short = Runs.learned(rows(0, -1), Schema.Unknown)
    const mixed = Runs.run(rows(1000, 7), { kept: short, record: Schema.Unknown })

    assert.deepStrictEqual(mixed.drifts, [])
    const texts = rows(2000, -1).map((row) => ({ ...row, n: String(row.n) }))
    assert.deepStrictEqual(Runs.brief(Runs.run(texts, { kept: mixed.shape, record: Schema.Unknown }).drifts), [
      "retyped n 500"
    ])
  })

  it("takes an empty list for any list, and for the empty object that PHP writes as one", () => {
    const kept = Runs.learned(
      Array.from({ length: 500 }, (_, id) => ({ id, extras: { wifi: true }, tags: ["A"] })),
      Schema.Unknown
    )
    const rows = Array.from({ length: 500 }, (_, i) => ({
      id: 500 + i,
      extras: i % 2 === 0 ? [] : { wifi: true },
      tags: []
    }))

    assert.deepStrictEqual(Runs.run(rows, { kept, record: Schema.Unknown }).drifts, [])
  })

  it("tells nothing of a field that some properties have, when a run sees others", () => {
    const kept = Runs.learned(
      promoted(0, (property) => property === 4 || property === 60),
      Schema.Unknown
    )
    const { drifts, shape } = Runs.run(
      promoted(10_000, () => false),
      { kept, record: Schema.Unknown }
    )

    assert.deepStrictEqual(drifts, [])
    assert.deepStrictEqual(
      Runs.brief(
        Runs.run(
          promoted(20_000, () => false),
          { kept: shape, record: Schema.Unknown }
        ).drifts
      ),
      ["removed promotion 10000"]
    )
  })

  for (const rows of [100, 30]) {
    it(`tells nothing of a field that every second property has, when a run sees ${rows} rows of one`, () => {
      const kept = Runs.learned(
        promoted(0, (property) => property % 2 === 0, rows),
        Schema.Unknown
      )
      const one = promoted(10_000, () => false).slice(0, rows)

      assert.deepStrictEqual(Runs.run(one, { kept, record: Schema.Unknown }).drifts, [])
    })
  }

  it("tells nothing of a field that only the end of the list has, when a run has none", () => {
    const kept = Runs.learned(
      promoted(0, (property) => property >= 50),
      Schema.Unknown
    )

    assert.deepStrictEqual(
      Runs.run(
        promoted(10_000, () => false),
        { kept, record: Schema.Unknown }
      ).drifts,
      []
    )
  })

  it("tells a removed field that every second record had, whatever the size of pages", () => {
    for (const size of [1, 100, 10_000]) {
      const observed = (records: ReadonlyArray<unknown>, kept?: Runs.Options["kept"]) => {
        const watched = Runs.log({ kept, record: Schema.Unknown })
        for (const page of Rows.pagesOf(records, size)) watched.observe(page)
        return watched.finish({ completed: true })
      }
      const { shape } = observed(promoted(0, (property) => property % 2 === 0, 1))

      assert.deepStrictEqual(
        Runs.brief(
          observed(
            promoted(10_000, () => false, 1),
            shape
          ).drifts
        ),
        ["removed promotion 10000"]
      )
    }
  })

  it("tells nothing of texts that were few, or of values that were too many for what was seen", () => {
    const texts = Runs.learned(
      coded(0, (i) => ["Sea view", "High floor"][i % 2]!),
      Schema.Unknown
    )
    const codes = Runs.learned(
      coded(0, (i) => (i < 120 ? "ABCDEFGHIJKLMNO"[i % 15]! : "")),
      Schema.Unknown
    )
    const next = coded(1000, (i) => (i % 3 === 0 ? "Z" : "A"))

    assert.deepStrictEqual(Runs.run(next, { kept: texts, record: Schema.Unknown }).drifts, [])
    assert.deepStrictEqual(Runs.run(next, { kept: codes, record: Schema.Unknown }).drifts, [])
  })

  it("never takes texts for codes again", () => {
    let kept = Runs.learned(
      coded(0, (i) => `Room ${i}`),
      Schema.Unknown
    )
    for (const from of [1000, 2000, 3000]) {
      kept = Runs.run(
        coded(from, (i) => ["A", "B"][i % 2]!),
        { kept, record: Schema.Unknown }
      ).shape
    }

    assert.deepStrictEqual(
      Runs.run(
        coded(4000, (i) => `Room ${i}`),
        { kept, record: Schema.Unknown }
      ).drifts,
      []
    )
  })

  it("tells nothing of an object where there were empty lists alone", () => {
    const kept = Runs.learned(
      Array.from({ length: 500 }, (_, id) => ({ id, extras: [] })),
      Schema.Unknown
    )

    for (const extras of [{ wifi: true }, [1]]) {
      const records = Array.from({ length: 500 }, (_, id) => ({ id, extras }))

      assert.deepStrictEqual(Runs.run(records, { kept, record: Schema.Unknown }).drifts, [])
    }
  })
})
