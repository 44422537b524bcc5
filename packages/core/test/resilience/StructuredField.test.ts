import { assert, describe, it } from "@effect/vitest"
import * as StructuredField from "../../src/resilience/StructuredField.ts"

const shown = ({ parameters, value }: StructuredField.Item) => [
  value._tag === "Other" ? value.text : value.value,
  ...[...parameters].map(([key, bare]) => `${key}=${bare._tag === "Other" ? bare.text : bare.value}`)
]
const list = (text: string) => StructuredField.list(text)?.map(shown)
const dictionary = (text: string) => {
  const entries = StructuredField.dictionary(text)
  return entries && [...entries].map(([key, item]) => [key, ...shown(item)])
}

describe("StructuredField.list", () => {
  it("is empty where the text is empty or blank", () => {
    assert.deepStrictEqual(list(""), [])
    assert.deepStrictEqual(list("   "), [])
  })

  it("holds items with their parameters, of a key that comes twice the last", () => {
    assert.deepStrictEqual(list('  "a";q=1;  w=?0;x, 7  ,\t-0;y=z/1;y=:YQ==:'), [
      ["a", "q=1", "w=?0", "x=?1"],
      [7],
      [0, "y=:YQ==:"]
    ])
  })

  for (const text of [
    ",",
    "1,",
    "1 2",
    "1;",
    "1;=2",
    "1;a=",
    "1;a=,2",
    "(1 2)",
    '"a',
    '"ü"',
    "1234567890123456",
    "1.",
    "1.2345",
    "é",
    "\t1"
  ]) {
    it(`is nothing of ${JSON.stringify(text)}`, () => assert.isUndefined(list(text)))
  }

  it("tells whole numbers and texts from all else", () => {
    assert.deepStrictEqual(
      StructuredField.list('1, "1", 1.5, a*, ?1, @1659578233, %"f%c3%bc"')?.map(({ value }) => value._tag),
      ["Integer", "String", "Other", "Other", "Other", "Other", "Other"]
    )
  })
})

describe("StructuredField.dictionary", () => {
  it("holds items by key, the last of each, and true where none is given", () => {
    assert.deepStrictEqual(dictionary("a=1, b;x=2,c,a=3;y"), [
      ["a", 3, "y=?1"],
      ["b", "?1", "x=2"],
      ["c", "?1"]
    ])
    assert.deepStrictEqual(dictionary(""), [])
  })

  for (const text of ["1", "a=", "a=1,", "a=1 b=2", "a;=1", "A=1", "a;", "b;x="]) {
    it(`is nothing of ${JSON.stringify(text)}`, () => assert.isUndefined(dictionary(text)))
  }
})
