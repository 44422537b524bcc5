import { assert, describe, it } from "@effect/vitest"
import { JsonText } from "@innlet/testkit"
import { Schema } from "effect"

const text = '{ "meta" : {"total":12.50, "next":null}, "a/b":[ 1e400 ,"x,]}\\"", {"id":9007199254740993}] }'

describe("JsonText", () => {
  it("finds a value at a pointer as it is written", () => {
    assert.deepStrictEqual(
      ["/meta/total", "/meta/next", "/meta", "", "/none", "/meta/none", "/meta/total/x"].map((at) =>
        JsonText.get(text, at)
      ),
      ["12.50", "null", '{"total":12.50, "next":null}', text, undefined, undefined, undefined]
    )
    assert.strictEqual(JsonText.get('[1,[2,"3"]]', "/1/1"), '"3"')
  })

  it("takes a list apart whatever stands in its texts", () => {
    const span = JsonText.find('{"list":[ 1e400 ,"x,]}\\"", {"id":[1,2]},[] ]}', "/list")
    const items = JsonText.itemsOf('{"list":[ 1e400 ,"x,]}\\"", {"id":[1,2]},[] ]}', span!)
    assert.deepStrictEqual(
      items.map(({ from, to }) => '{"list":[ 1e400 ,"x,]}\\"", {"id":[1,2]},[] ]}'.slice(from, to)),
      ["1e400", '"x,]}\\""', '{"id":[1,2]}', "[]"]
    )
  })

  it("changes one value and no byte beside it", () => {
    assert.strictEqual(JsonText.set(text, "/meta/next", '"abc"'), text.replace("null", '"abc"'))
    assert.strictEqual(JsonText.set(text, "/meta/more", "1"), text.replace("null}", 'null,"more":1}'))
    assert.strictEqual(JsonText.set('{"a":{}}', "/a/b", "1"), '{"a":{"b":1}}')
    assert.strictEqual(JsonText.set('{"a":1,"b":2,"c":3}', "/b", undefined), '{"a":1,"c":3}')
    assert.strictEqual(JsonText.set('{"a":1}', "/b/c", "1"), '{"a":1}')
  })

  it("finds nothing in what is no JSON, and ends", () => {
    for (const broken of ["", "{", "[1,", '{"a', '{"a":', "{,}", "[,]", "]", '{"a":1', "<html>"]) {
      assert.isTrue([undefined, ""].includes(JsonText.get(broken, "/a")), broken)
      assert.strictEqual(JsonText.set(broken, "/a/b", "1"), broken)
    }
  })

  it.prop("reads and writes what JSON.parse and JSON.stringify do", [Schema.Json, Schema.Json], (values) => {
    // A zero below zero is written as any zero.
    const [value, other] = JSON.parse(JSON.stringify(values))
    const json = JSON.stringify({ first: 1, value, last: [value] }, null, 1)
    assert.deepStrictEqual(JSON.parse(JsonText.get(json, "/value") ?? ""), value)
    assert.deepStrictEqual(JSON.parse(JsonText.get(json, "/last/0") ?? ""), value)
    const changed = JsonText.set(json, "/value", JSON.stringify(other))
    assert.deepStrictEqual(JSON.parse(changed), { first: 1, value: other, last: [value] })
  })

  it("reads lists nested deeper than any stack", () => {
    const deep = "[".repeat(300_000) + "]".repeat(300_000)
    assert.strictEqual(JsonText.get(`{"a":${deep},"b":2}`, "/b"), "2")
  })
})
