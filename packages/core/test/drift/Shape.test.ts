import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as Shape from "../../src/drift/Shape.ts"
import * as Rows from "./Rows.ts"
import { run } from "./Runs.ts"

const failureOf = (text: string): string | undefined => {
  const result = Shape.decode(text)
  return Result.isFailure(result) ? result.failure.message : undefined
}

const path = (fields: Partial<Shape.Path>): Shape.Path => ({
  step: "field",
  name: "",
  types: {},
  absent: 0,
  since: 0,
  gap: 0,
  ...fields
})

const root = path({ step: "record", types: { object: 1 } })

const text = (paths: ReadonlyArray<unknown>) => JSON.stringify({ version: 1, learned: true, paths })

/** Any JSON, small. */
const AnyJson = Schema.Array(Schema.Json)

const known = (shape: Shape.Shape) => shape.paths.map(({ name, step, types }) => JSON.stringify([name, step, types]))

describe("Shape", () => {
  it("is the same when it was kept and read again", () => {
    const { shape } = run(Rows.rows(1, 2000))

    assert.deepStrictEqual(Shape.decode(Shape.encode(shape)), Result.succeed(shape))
  })

  it.prop("can be kept whatever the records were", [AnyJson, AnyJson], ([first, second]) => {
    const { shape } = run(first, { record: Schema.Unknown })
    const next = run(second, { record: Schema.Unknown, kept: shape, policy: "fail" })

    assert.deepStrictEqual(Shape.decode(Shape.encode(shape)), Result.succeed(shape))
    assert.deepStrictEqual(Shape.decode(Shape.encode(next.shape)), Result.succeed(next.shape))
  })

  it.prop("shows no drift in the records it was learned from, in any order", [AnyJson], ([values]) => {
    const records = Array.from({ length: 40 * values.length }, (_, id) => ({ id, value: values[id % values.length] }))
    const { shape } = run(records, { record: Schema.Unknown })

    assert.deepStrictEqual(run(records.toReversed(), { record: Schema.Unknown, kept: shape }).drifts, [])
  })

  it.prop(
    "shows no drift in a list that was read in two runs, wherever the first was cut",
    [Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 })), Schema.Boolean],
    ([cut, keptFirst]) => {
      // Fields that come often, seldom, and in one stretch of the list alone.
      const list = Array.from({ length: 1000 }, (_, id) => ({
        id,
        board: id % 3 === 0 ? "RO" : "BB",
        ...(id % 2 === 0 ? { often: id } : {}),
        ...(id % 97 === 0 ? { seldom: null } : {}),
        ...(id >= 400 && id < 450 ? { stretch: [{ a: id }] } : {})
      }))
      const { shape } = run(list, { record: Schema.Unknown })
      const first = run(list.slice(0, cut), { record: Schema.Unknown, kept: shape, end: { completed: false } })
      const second = run(list.slice(cut), {
        record: Schema.Unknown,
        kept: keptFirst ? first.shape : shape,
        end: { completed: true, resumed: true }
      })
      const third = run(list, { record: Schema.Unknown, kept: second.shape })

      assert.deepStrictEqual([...first.drifts, ...second.drifts, ...third.drifts], [])
    }
  )

  it.prop("learns the same from parts as from the whole", [AnyJson, AnyJson], ([first, second]) => {
    const options = { record: Schema.Unknown, end: { completed: false } }
    const whole = run([...first, null, ...second], options).shape
    const parts = run(second, { ...options, kept: run([...first, null], options).shape }).shape

    assert.deepStrictEqual(known(parts).toSorted(), known(whole).toSorted())
  })

  it("refuses what can't be read, in one line that says why", () => {
    const cases: ReadonlyArray<readonly [text: string, reason: RegExp]> = [
      ["", /no JSON/],
      ["[1", /no JSON/],
      ["null", /no JSON that has a version/],
      [`{"version":"1"}`, /no JSON that has a version/],
      [`{"version":2,"learned":true,"paths":[]}`, /of version 2, and this release reads 1/],
      [`{"version":1}`, /learned/],
      [text([]), /no paths/],
      [text([{ ...root, types: { object: -1 } }]), /object/],
      [text([{ ...root, types: { object: 1e300 } }]), /object/],
      [text([path({})]), /path 0 /],
      [text([root, root]), /path 1 /],
      [text([root, path({ in: 1, name: "a" })]), /path 1 /],
      [text([root, path({ name: "a" })]), /path 1 /],
      [text([root, path({ in: 0, name: "a" }), path({ in: 0, name: "a" })]), /path 2 /],
      [text([root, path({ in: 0, values: Array.from({ length: 33 }, (_, i) => [`${i}`, 1] as const) })]), /32 values/],
      [text([root, ...Array.from({ length: 17 }, (_, i) => path({ in: i, name: "a" }))]), /path 17 /],
      [text([root, ...Array.from({ length: 2000 }, (_, i) => path({ in: 0, name: `${i}` }))]), /2001 paths/],
      [`${'{"paths":'.repeat(100_000)}1${"}".repeat(100_000)}`, /no JSON that has a version/],
      [`{"version":1,"learned":true,"paths":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, /paths/]
    ]
    for (const [kept, reason] of cases) {
      const message = failureOf(kept)

      assert.match(message ?? "", reason)
      assert.match(message ?? "", /^the kept shape can't be read: [^\n]+$/)
    }
  })

  it("reads a shape whose names are hostile", () => {
    const hostile = `{"version":1,"learned":true,"paths":[{"step":"record","name":"","types":{"object":1},"absent":0,"since":0,"gap":0},{"in":0,"step":"field","name":"__proto__","types":{"string":1,"__proto__":{"a":1}},"absent":0,"since":0,"gap":0,"values":[["\\ud800",1]]}]}`

    assert.isUndefined(failureOf(hostile))
  })
})
