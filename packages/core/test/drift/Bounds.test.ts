import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as Shape from "../../src/drift/Shape.ts"
import { brief, learned, log, run } from "./Runs.ts"

const record = Schema.Unknown

const paths = (shape: Shape.Shape, depth = 0): ReadonlyArray<string> =>
  shape.paths.slice(depth).map(({ name, step }) => (step === "field" ? name : step))

const list = <A>(length: number, make: (i: number) => A): ReadonlyArray<A> => Array.from({ length }, (_, i) => make(i))

/** A name of letters alone, another one for each number. */
const word = (i: number): string => {
  let name = ""
  for (let rest = i + 1; rest > 0; rest = Math.floor(rest / 16)) name += "ghijklmnopqrstuv"[rest % 16]
  return name
}

/** Three keys a record. */
const contents = (from: number, key: (i: number) => string) =>
  list(2000, (i) => ({
    id: from + i,
    content: Object.fromEntries(list(3, (j) => [key((from + i) * 3 + j), { title: "Hôtel", stars: j }]))
  }))

const totals = (from: number) => list(500, (i) => ({ total: i, [`x${from + i}`]: 1, [`y${from + i}`]: 2 }))

/** How many values are kept of a path that has so many. */
const valuesOf = (codes: number) =>
  learned(
    list(5000, (id) => ({ id, code: word(id % codes) })),
    record
  ).paths.find(({ name }) => name === "code")?.values?.length

describe("ShapeLog in bounded memory", () => {
  const maps: ReadonlyArray<readonly [name: string, key: (i: number) => string]> = [
    ["numbers", (i) => String(100_000 + i)],
    ["days", (i) => new Date(i * 86_400_000).toISOString().slice(0, 10)],
    ["ids of letters and digits", (i) => `H-${100_000 + i}`],
    ["hexadecimal ids", (i) => (0xabcdef01 + i * 7919).toString(16).padStart(12, "f")],
    ["words", (i) => word(100_000 + i)]
  ]
  for (const [name, key] of maps) {
    it(`makes one path of an object that is keyed by ${name}`, () => {
      const first = run(contents(0, key), { record })

      assert.deepStrictEqual(paths(first.shape), ["record", "id", "content", "values", "title", "stars"])
      const second = run(contents(2000, key), { kept: first.shape, record })
      assert.deepStrictEqual(second.drifts, [])
      const retyped = contents(4000, key).map((row, i) =>
        i < 10 ? { ...row, content: { [key(i)]: { title: "x", stars: "5" } } } : row
      )
      assert.deepStrictEqual(brief(run(retyped, { kept: second.shape, record }).drifts), ["retyped content{}.stars 10"])
    })
  }

  for (const size of [10, 1_000_000]) {
    it(`keeps a small shape of 1,000,000 distinct keys, ${size} a record`, { timeout: 60_000 }, () => {
      const watched = log({ record })
      for (let from = 0; from < 1_000_000; from += size) {
        watched.observe([{ prices: Object.fromEntries(list(size, (i) => [`p${word(from + i)}`, i])) }])
      }
      const { shape } = watched.finish({ completed: true })

      assert.deepStrictEqual(paths(shape), ["record", "prices", "values"])
      assert.strictEqual(shape.paths[2]?.types.number, 1_000_000)
    })
  }

  it("keeps the fields of a wide record apart, and tells of one more", () => {
    const wide = (id: number) => ({ id, ...Object.fromEntries(list(300, (i) => [`field_${word(i)}`, i])) })
    const kept = learned(list(200, wide), record)

    assert.strictEqual(kept.paths.length, 302)
    const records = list(200, (i) => ({ ...wide(200 + i), ...(i === 5 ? { one_more: 1 } : {}) }))
    assert.deepStrictEqual(brief(run(records, { kept, record }).drifts), ["added one_more 1"])
  })

  it("makes one path of the keys of a few objects", () => {
    for (const [key, count] of [
      [(i: number) => `H-${100_000 + i}`, 10],
      [(i: number) => word(100_000 + i), 70]
    ] as const) {
      const of = (from: number) => list(count, (i) => ({ id: from + i, content: { [key(from + i)]: { title: "x" } } }))
      const kept = learned(of(0), record)

      assert.deepStrictEqual(paths(kept), ["record", "id", "content", "values", "title"])
      assert.deepStrictEqual(run(of(1000), { kept, record }).drifts, [])
    }
  })

  it("has room again for the paths that became one", () => {
    const records = list(60, (i) => ({ [`m${word(i)}`]: Object.fromEntries(list(600, (j) => [`k${word(j)}`, j])) }))
    const kept = learned([...records, { last: 1 }], Schema.Unknown)

    assert.isFalse(Shape.isFull(kept))
    assert.include(paths(kept), "last")
  })

  it("keeps declared fields apart from the keys beside them", () => {
    const Content = Schema.StructWithRest(Schema.Struct({ total: Schema.Int }), [
      Schema.Record(Schema.String, Schema.Unknown)
    ])
    const kept = learned(totals(1000), Content)

    assert.deepStrictEqual(paths(kept), ["record", "total", "values"])
    assert.deepStrictEqual(
      kept.paths.map(({ types }) => types.number),
      [undefined, 500, 1000]
    )
    const records = totals(2000).map((row) => ({ ...row, total: String(row.total) }))
    assert.deepStrictEqual(brief(run(records, { kept, record: Content }).drifts), ["retyped total 500"])
  })

  it("makes one path of what the schema declares as a record", () => {
    const Prices = Schema.Struct({ id: Schema.Int, prices: Schema.Record(Schema.String, Schema.Finite) })
    const kept = learned(
      list(500, (id) => ({ id, prices: { EUR: 1, USD: 2 } })),
      Prices
    )

    assert.deepStrictEqual(paths(kept), ["record", "id", "prices", "values"])
    assert.deepStrictEqual(
      run(
        list(500, (id) => ({ id: 500 + id, prices: { EUR: 1, SEK: 2 } })),
        { kept, record: Prices }
      ).drifts,
      []
    )
  })

  it("keeps at most 2,000 paths, 16 levels and 32 values, and says when there may be more", () => {
    const bushy = (i: number) =>
      Object.fromEntries(list(100, (j) => [`a${word(j)}`, Object.fromEntries(list(60, (k) => [`b${word(k)}`, i]))]))
    const { shape } = run(list(20, bushy), { record })

    assert.strictEqual(shape.paths.length, Shape.maxPaths)
    assert.isTrue(Shape.isFull(shape))
    assert.isBelow(Shape.encode(shape).length, 300_000)
    assert.deepStrictEqual(Shape.decode(Shape.encode(shape)), Result.succeed(shape))
    // There was no room for what the last branches hold, so it is no news.
    assert.deepStrictEqual(
      run(
        list(20, (i) => bushy(i + 20)),
        { kept: shape, record }
      ).drifts,
      []
    )
  })

  it("looks 16 levels deep", () => {
    const nested = (depth: number, leaf: unknown): unknown => (depth === 0 ? leaf : { a: nested(depth - 1, leaf) })
    const of = (depth: number, leaf: unknown) => list(200, (id) => ({ id, b: nested(depth - 1, leaf) }))

    for (const [depth, expected] of [
      [15, ["retyped", "number", "string"]],
      [16, ["retyped", "number", "string"]],
      [17, []]
    ] as const) {
      const { drifts } = run(of(depth, "x"), { kept: learned(of(depth, 1), record), record })

      assert.deepStrictEqual(
        drifts.flatMap(({ from, kind, to }) => [kind, from, to]),
        [...expected]
      )
    }
  })

  it("drops the values of a path that has more than 32", () => {
    assert.deepStrictEqual(
      [32, 33].map((codes) => valuesOf(codes)),
      [32, undefined]
    )
  })

  it("halves counts that grow too large, and loses nothing that came once", () => {
    const first = learned(
      list(300, (id) => ({ id, ...(id === 7 ? { rare: 1 } : {}) })),
      record
    )
    const huge: Shape.Shape = {
      ...first,
      paths: first.paths.map((path) => ({
        ...path,
        types: path.step === "record" ? { object: 1_000_000_000 } : path.types
      }))
    }
    const { shape } = run(
      list(10, (id) => ({ id: 300 + id })),
      { kept: huge, record }
    )

    assert.deepStrictEqual(
      shape.paths.map(({ absent, types }) => [types, absent]),
      [
        [{ object: 500_000_005 }, 0],
        [{ number: 155 }, 0],
        [{ number: 1 }, 155]
      ]
    )
  })
})
