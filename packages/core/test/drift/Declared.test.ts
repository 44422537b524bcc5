import { assert, describe, it } from "@effect/vitest"
import { Schema, SchemaGetter } from "effect"
import * as Declared from "../../src/drift/Declared.ts"
import { brief, learned, run } from "./Runs.ts"

const Board = Schema.Literals(["RO", "BB"])

class Guest extends Schema.Class<Guest>("Guest")({ name: Schema.String, age: Schema.optionalKey(Schema.Int) }) {}

interface Tree {
  readonly label: string
  readonly children: ReadonlyArray<Tree>
}
const Tree = Schema.Struct({
  label: Schema.String,
  children: Schema.Array(Schema.suspend((): Schema.Codec<Tree> => Tree))
})

const Wire = Schema.Struct({
  id: Schema.Int,
  price: Schema.FiniteFromString,
  board: Board,
  class: Schema.NullOr(Schema.Literals([1, 2, 3])),
  note: Schema.optionalKey(Schema.String),
  seen: Schema.optional(Schema.NullOr(Schema.String)),
  guests: Schema.Array(Guest),
  tree: Tree,
  stay: Schema.Union([
    Schema.Struct({ kind: Schema.Literal("night"), nights: Schema.Int }),
    Schema.Struct({ kind: Schema.Literal("day"), hours: Schema.Int })
  ]),
  prices: Schema.Record(Schema.String, Schema.Finite),
  raw: Schema.Json,
  rest: Schema.StructWithRest(Schema.Struct({ a: Schema.Int }), [Schema.Record(Schema.String, Schema.Unknown)])
})

const Record = Wire.pipe(
  Schema.decodeTo(Schema.Struct({ key: Schema.String }), {
    decode: SchemaGetter.transform(({ id }) => ({ key: String(id) })),
    encode: SchemaGetter.forbidden(() => "only read")
  })
)

const at = (path: ReadonlyArray<string>): Declared.Declared | undefined =>
  path.reduce<Declared.Declared | undefined>(
    (declared, name) => (name === "[]" ? declared?.item() : name === "{}" ? declared?.entry() : declared?.field(name)),
    Declared.of(Record)
  )

const optional = (...path: ReadonlyArray<string>) => at(path)?.optional

const literals = (...path: ReadonlyArray<string>) => [...(at(path)?.literals ?? [])]

const coded = (codes: ReadonlyArray<string>) => codes.map((code, id) => ({ id, code }))

describe("Declared", () => {
  it("knows the fields of the wire, and not those of the record", () => {
    for (const path of [
      ["id"],
      ["guests", "[]", "name"],
      ["tree", "children", "[]", "children", "[]", "label"],
      ["stay", "nights"],
      ["stay", "hours"],
      ["prices", "{}"],
      ["rest", "a"]
    ]) {
      assert.isDefined(at(path), path.join("."))
    }
    for (const path of [
      ["key"],
      ["guests", "name"],
      ["raw", "x"],
      ["rest", "b"],
      ["rest", "{}"],
      ["__proto__"],
      ["toString"]
    ]) {
      assert.isUndefined(at(path), path.join("."))
    }
  })

  it("knows what may be absent or null", () => {
    assert.deepStrictEqual(
      [optional("note"), optional("seen"), optional("class"), optional("guests", "[]", "age"), optional("raw")],
      [true, true, true, true, true]
    )
    // A field of one of two shapes may be absent; one of both may not.
    assert.deepStrictEqual([optional("stay", "nights"), optional("stay", "kind")], [true, false])
    assert.deepStrictEqual([optional("id"), optional("price"), optional("guests", "[]", "name")], [false, false, false])
  })

  it("knows closed sets of values", () => {
    assert.deepStrictEqual(literals("board"), ["RO", "BB"])
    assert.deepStrictEqual(literals("class"), ["1", "2", "3"])
    assert.deepStrictEqual(literals("stay", "kind"), ["night", "day"])
    assert.deepStrictEqual(literals("price"), [])
  })

  it("tells values outside of a declared set, however few came before", () => {
    const Rate = Schema.Struct({ id: Schema.Int, board: Board, stars: Schema.Literals([1, 2, 3]) })
    const kept = learned([{ id: 1, board: "RO", stars: 1 }], Rate)
    const next = Array.from({ length: 40 }, (_, i) => ({
      id: 2 + i,
      board: i % 10 === 0 ? "All 24/7" : "BB",
      stars: i % 20 === 0 ? 4 : 3
    }))
    const { drifts, shape } = run(next, { kept, record: Rate })

    assert.deepStrictEqual(brief(drifts), ["value board 4", "value stars 2"])
    assert.deepStrictEqual(run(next, { kept: shape, record: Rate }).drifts, [])
    assert.deepStrictEqual(brief(run([{ id: 99, board: "", stars: 5 }], { kept: shape, record: Rate }).drifts), [
      "value board 1",
      "value stars 1"
    ])
  })

  it("knows a declared set of any size", () => {
    const codes = Array.from({ length: 100 }, (_, i) => `C${i}`)
    const Coded = Schema.Struct({ id: Schema.Int, code: Schema.Literals(codes) })
    const { shape } = run(coded(codes), { kept: learned(coded(codes), Coded), record: Coded })

    assert.deepStrictEqual(brief(run(coded(["C99", "C100"]), { kept: shape, record: Coded }).drifts), ["value code 1"])
  })

  it("tells a field that a schema of unknown values doesn't name", () => {
    const kept = learned(
      [{ a: 1, b: { c: 1 } }],
      Schema.StructWithRest(Schema.Struct({ a: Schema.Int }), [Schema.Record(Schema.String, Schema.Unknown)])
    )

    assert.deepStrictEqual(
      brief(
        run([{ a: 1, b: { c: 1, d: 2 }, e: 3 }], { kept, record: Schema.Record(Schema.String, Schema.Json) }).drifts
      ),
      ["added b.d 1", "added e 1"]
    )
  })
})
