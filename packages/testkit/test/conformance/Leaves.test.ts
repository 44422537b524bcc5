import { assert, describe, it } from "@effect/vitest"
import * as Leaves from "../../src/conformance/Leaves.ts"

const answer = (body: string | Uint8Array, type = "application/json") => ({
  status: 200,
  headers: { "content-type": type },
  body
})

const has = (body: string | Uint8Array, leaf: string | number): boolean => Leaves.said([answer(body)], []).has(leaf)

describe("Leaves.of", () => {
  it("lists texts and numbers with their places", () => {
    assert.deepStrictEqual(Leaves.of({ id: "1", price: [{ amount: 2.5 }], empty: "", none: null, yes: true }), [
      { path: "id", value: "1" },
      { path: "price.0.amount", value: 2.5 }
    ])
  })

  it("tells what no provider can have sent", () => {
    assert.deepStrictEqual(Leaves.of({ at: { day: new Date(0) } }), { foreign: "Date", path: "at.day" })
    assert.deepStrictEqual(Leaves.of({ id: 1n }), { foreign: "bigint 1", path: "id" })
    assert.deepStrictEqual(Leaves.of([undefined]), { foreign: "undefined undefined", path: "0" })
    assert.deepStrictEqual(Leaves.of(NaN), { foreign: "number NaN", path: "" })
  })
})

describe("Leaves.said", () => {
  it("knows the texts of JSON, however they are escaped", () => {
    assert.isTrue(has(String.raw`{"name":"Caf\u00e9 \"A\""}`, 'Café "A"'))
    assert.isFalse(has('{"name":"Hotel"}', "hotel"))
    assert.isFalse(has('{"name":"Hotel "}', "Hotel"))
  })

  it("knows a number in any spelling of the same value", () => {
    assert.isTrue(has('{"price":12.50}', 12.5))
    assert.isTrue(has('{"price":1e3}', 1000))
    assert.isFalse(has('{"price":12.50}', 12))
  })

  it("knows a long number by all of its digits", () => {
    assert.isTrue(has('{"id":9007199254740993}', "9007199254740993"))
    assert.isFalse(has('{"id":9007199254740993}', 9_007_199_254_740_992))
  })

  it("knows the texts of XML, escaped once or twice, and put together", () => {
    assert.isTrue(has("<a><n>Bed &amp; breakfast</n></a>", "Bed & breakfast"))
    assert.isTrue(has("<a>&lt;n&gt;Bed &amp;amp; breakfast&lt;/n&gt;</a>", "Bed & breakfast"))
    assert.isTrue(has("<a><![CDATA[x ]]]]><![CDATA[> y]]></a>", "x ]]> y"))
    assert.isFalse(has("<a><n>Hotel</n></a>", "Hostel"))
  })

  it("knows what the request said, and where something stood", () => {
    assert.isTrue(Leaves.said([answer("{}")], ["hotel=7"]).has("7"))
    assert.isTrue(has('{"closed":{"temporarily":[7]}}', "closed.temporarily"))
  })

  it("reads bytes that are no UTF-8", () => {
    assert.isTrue(has(Buffer.from("<a>Café</a>", "latin1"), "Café"))
  })
})
