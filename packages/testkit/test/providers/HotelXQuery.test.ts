import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as HotelXQuery from "../../src/providers/HotelXQuery.ts"

const names = (selection: HotelXQuery.Selection): unknown =>
  [...selection.values()].map((field) =>
    field.selection === undefined ? field.name : [field.name, names(field.selection)]
  )

const failureOf = (source: string, variables?: Record<string, string | null>): string | undefined =>
  Result.getOrUndefined(Result.flip(HotelXQuery.read(source, variables)))

describe("HotelXQuery.read", () => {
  it("gives the selections in order, whatever the layout", () => {
    const query = Result.getOrThrow(HotelXQuery.read("# content\n{hotelX{hotels{token,count edges{node{code}}}}}"))

    assert.deepStrictEqual(names(query), [
      ["hotelX", [["hotels", ["token", "count", ["edges", [["node", ["code"]]]]]]]]
    ])
  })

  it("fills variables in, with their defaults and declared types", () => {
    const source = `query Q($a: [String!]!, $b: Int = 7, $c: String) { x(a: $a, b: $b, c: $c, d: {e: [$b, -1.5e2, "q\\"}", ON, null]}) }`
    const field = Result.getOrThrow(HotelXQuery.read(source, { a: ["1"] })).get("x")

    assert.deepStrictEqual(
      [...(field?.arguments ?? [])],
      [
        ["a", { value: ["1"], type: "[String!]!" }],
        ["b", { value: 7, type: "Int" }],
        ["c", { value: undefined, type: "String" }],
        ["d", { value: { e: [7, -150, 'q"}', "ON", null] }, type: undefined }]
      ]
    )
  })

  it.each([
    ["no query at all", "", /Expected "{"/],
    ["an open brace", "{ hotelX { hotels", /found "<EOF>"/],
    ["an empty selection", "{ hotelX { } }", /Expected Name, found "}"/],
    ["a second operation", "{ a } { b }", /Unexpected "{" after the query/],
    ["a mutation", "mutation { a }", /Expected "{", found "mutation"/],
    ["an alias", "{ b: a }", /aliases/],
    ["a fragment", "{ a { ...F } }", /fragments/],
    ["a directive", "{ a @skip }", /directives/],
    ["an unknown variable", "{ a(b: $c) }", /"\$c" is not defined/],
    ["an unused variable", "query ($c: Int) { a }", /"\$c" is never used/],
    ["an argument that comes twice", "{ a(b: 1, b: 2) }", /one argument named "b"/],
    ["a field that comes twice", "{ a a }", /"a" once only/],
    ["a stray character", "{ a ; }", /Unexpected character at 4/],
    ["an open list", "{ a(b: [1", /Unexpected "<EOF>"/]
  ] as const)("refuses %s", (_, source, message) => {
    assert.match(failureOf(source) ?? "", message)
  })

  it("refuses a required variable without a value, null included", () => {
    const source = "query ($c: ID!) { a(b: $c) }"

    assert.match(failureOf(source) ?? "", /"\$c" of required type "ID!" was not provided/)
    assert.match(failureOf(source, { c: null }) ?? "", /was not provided/)
    assert.strictEqual(failureOf(source, { c: "2" }), undefined)
  })

  it("survives a query nested deeper than the stack", () => {
    assert.notStrictEqual(failureOf("{a".repeat(200_000)), undefined)
  })
})
