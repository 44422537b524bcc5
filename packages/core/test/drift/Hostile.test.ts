import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as Shape from "../../src/drift/Shape.ts"
import { learned, log, run } from "./Runs.ts"

const clean = (i: number) => ({ id: i, board: ["RO", "BB"][i % 2], policies: [{ amount: i }] })

const kept = learned(
  Array.from({ length: 300 }, (_, i) => clean(i)),
  Schema.Unknown
)

/** With fields that are called as secrets are. */
const guarded = (i: number) => ({
  ...clean(i),
  password: ["letmein", "hunter"][i % 2],
  guest: { "Card-Number": ["AAAA", "BBBB"][i % 2], country: ["DE", "FR"][i % 2] }
})

const parsed = (text: string): unknown => JSON.parse(text)

const hostile: ReadonlyArray<readonly [name: string, value: unknown]> = [
  ["objects nested 100,000 deep", parsed(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)],
  ["arrays nested 100,000 deep", parsed(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)],
  ["a text of 10 million characters", "x".repeat(10_000_000)],
  ["a text of a million digits", "1".repeat(1_000_000)],
  ["10,000 keys", Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`key_${i}`, i]))],
  ["a key of a million characters", { ["k".repeat(1_000_000)]: 1 }],
  ["a list of 20,000 lists", Array.from({ length: 20_000 }, () => [[1]])],
  ["__proto__ as a key", parsed(`{"__proto__":{"__proto__":1,"constructor":2},"constructor":{"prototype":3}}`)],
  ["names of Object's own", parsed(`{"hasOwnProperty":1,"toString":null,"valueOf":[],"length":{"name":1}}`)],
  ["lone surrogates and nulls", parsed(`{"\\ud800":"\\udfff","\\u0000":"\\u0000","":"","a.b[]":{"{}":1}}`)],
  ["numbers out of bounds", [1e308, -0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]],
  ["what is no JSON", [undefined, 1n, Symbol("s"), () => 1, new Date(0), new Map()]],
  ["an object without a prototype", Object.assign(Object.create(null), { a: 1 })]
]

/** Where in a record a hostile value may stand. */
const places: ReadonlyArray<(value: unknown, i: number) => unknown> = [
  (value) => value,
  (value, i) => ({ ...clean(i), extra: value }),
  (value, i) => ({ ...clean(i), id: value }),
  (value, i) => ({ ...clean(i), board: value }),
  (value, i) => ({ ...clean(i), policies: value }),
  (value, i) => ({ ...clean(i), policies: [value, { amount: value }] })
]

describe("ShapeLog on hostile records", () => {
  for (const [name, value] of hostile) {
    it(`takes ${name}`, { timeout: 60_000 }, () => {
      for (const place of places) {
        const records = Array.from({ length: 3 }, (_, i) => place(value, i))
        for (const before of [undefined, kept]) {
          const watched = log({ kept: before, record: Schema.Unknown, policy: "quarantine" })
          watched.observe(records)
          watched.observe(Array.from({ length: 20 }, (_, i) => clean(i)))
          const issues = watched.inspect(records[0])
          const { drifts, shape } = watched.finish({ completed: true })
          const text = Shape.encode(shape)

          assert.isBelow(text.length, 200_000)
          assert.deepStrictEqual(Shape.decode(text), Result.succeed(shape))
          assert.strictEqual(issues.length, before === undefined ? 0 : drifts.length - issuesLess(drifts))
          for (const { detail, path, sample } of drifts) {
            assert.isAtMost(sample.length, 100)
            assert.isTrue([detail, path, sample].every((line) => line.isWellFormed() && !/[\0\n]/.test(line)))
          }
        }
      }
    })
  }

  it("names an own field __proto__ and a field of any characters", () => {
    const records = Array.from({ length: 10 }, (_, i) =>
      parsed(`{"a.b":1,"__proto__":2,${JSON.stringify(clean(i)).slice(1)}`)
    )
    const { drifts } = run(records, { kept, record: Schema.Unknown })

    assert.deepStrictEqual(drifts.map(({ path }) => path).toSorted(), [`["a.b"]`, "__proto__"])
  })

  it("misses a field that every object inherits", () => {
    const named = Array.from({ length: 300 }, (_, i) => ({ ...clean(i), constructor: i, valueOf: 1 }))
    const shape = learned(named, Schema.Unknown)
    const { drifts } = run([...named.slice(0, 290), clean(1000)], { kept: shape, record: Schema.Unknown })

    assert.deepStrictEqual(drifts.map(({ detail }) => detail).toSorted(), [
      "constructor was always given and is missing now",
      "valueOf was always given and is missing now"
    ])
  })

  it("cuts no character in two", () => {
    const records = [{ ...clean(1), note: `${"x".repeat(97)}😀${"x".repeat(10)}` }]

    assert.deepStrictEqual(
      run(records, { kept, record: Schema.Unknown }).drifts.map(({ sample }) => sample),
      [`"${"x".repeat(97)}\ufffd…`]
    )
  })

  it("shows and keeps nothing of fields that are called as secrets are", () => {
    const shape = learned(
      Array.from({ length: 300 }, (_, i) => guarded(i)),
      Schema.Unknown
    )
    const drifted = {
      ...guarded(1),
      password: 424242,
      guest: { "Card-Number": ["CCCC"], country: "DE", cvc: "911" },
      auth: { user: "ada", accessToken: "t0ken", keys: [{ apiKey: { value: "k3y" } }] }
    }
    const { drifts } = run([...Array.from({ length: 30 }, (_, i) => guarded(i)), drifted], {
      kept: shape,
      record: Schema.Unknown
    })

    assert.notMatch(Shape.encode(shape), /letmein|hunter|AAAA|BBBB/)
    assert.match(Shape.encode(shape), /DE/)
    assert.deepStrictEqual(drifts.map(({ path, sample }) => `${path} ${sample}`).toSorted(), [
      'auth {"user":"ada","accessToken":"[redacted]","keys":[{"apiKey":{"value":"[redacted]"}}]}',
      'guest.Card-Number ["[redacted]"]',
      'guest.cvc "[redacted]"',
      'password "[redacted]"'
    ])
  })

  it("cuts a sample where it is long", () => {
    const records = [{ ...clean(1), note: { text: `${"é".repeat(60)}😀${"x".repeat(1000)}`, more: [1, 2] } }]
    const [drift] = run(records, { kept, record: Schema.Unknown }).drifts

    assert.strictEqual(drift?.sample.length, 100)
    assert.isTrue(drift?.sample.startsWith(`{"text":"éé`) && drift.sample.endsWith("…"))
  })
})

/** Removed fields have no issue. */
const issuesLess = (drifts: ReadonlyArray<{ readonly kind: string }>): number =>
  drifts.filter(({ kind }) => kind === "removed").length
