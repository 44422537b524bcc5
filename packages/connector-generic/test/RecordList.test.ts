import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as Document from "../src/Document.ts"
import * as RecordList from "../src/RecordList.ts"
import type { Records } from "../src/StreamManifest.ts"

const read = (
  format: Document.Format,
  text: string,
  records: typeof Records.Type,
  withKey = false
): ReadonlyArray<unknown> | string => {
  const document = Result.getOrThrow(Document.parse(format, text))
  return Result.merge(RecordList.of(records, { document, text }, { format, withKey }))
}

const json = (text: string, records: typeof Records.Type, withKey = false) => read("json", text, records, withKey)
const xml = (text: string, records: typeof Records.Type) => read("xml", text, records)

describe("RecordList of JSON", () => {
  it("is the list at the place, as it stands", () => {
    assert.deepStrictEqual(json('{"data":{"items":[{"id":1},2,null]}}', { at: "/data/items" }), [{ id: 1 }, 2, null])
    assert.deepStrictEqual(json("[1]", { at: "" }), [1])
    assert.deepStrictEqual(json('{"items":[]}', { at: "/items" }), [])
  })

  it("is a failure where there is no list, which is not the same as an empty one", () => {
    for (const text of ['{"data":{}}', '{"data":{"items":null}}', '{"data":null}', "{}", "[]", "null", ""]) {
      assert.strictEqual(json(text, { at: "/data/items" }), "the answer has no records at /data/items", text)
    }
    assert.strictEqual(json("", { at: "" }), "the answer has no records at the top of the answer")
  })

  it("is a failure where something else than a list stands", () => {
    assert.strictEqual(json('{"items":{}}', { at: "/items" }), "the answer has no list at /items, but an object")
    assert.strictEqual(json('{"items":"none"}', { at: "/items" }), "the answer has no list at /items, but a string")
  })

  it("is empty without a list where the manifest says so, if what it stands in is there", () => {
    const records = { at: "/data/items", absentWhenEmpty: true }
    assert.deepStrictEqual(json('{"data":{"total":0}}', records), [])
    assert.deepStrictEqual(json('{"data":{"items":null}}', records), [])
    for (const text of ['{"data":null}', '{"data":""}', '{"data":[]}', "{}", ""]) {
      assert.strictEqual(json(text, records), "the answer has no records at /data/items", text)
    }
    assert.strictEqual(json("", { at: "/items", absentWhenEmpty: true }), "the answer has no records at /items")
  })

  const map = { at: "/hotels", map: true }

  it("gives a map's members in the order of the text, also where they look like numbers", () => {
    const text = '{"hotels":{"b":{"n":1},"10":{"n":2},"9":{"n":3},"a":4}}'
    assert.deepStrictEqual(json(text, map), [{ n: 1 }, { n: 2 }, { n: 3 }, 4])
    assert.deepStrictEqual(json(text, map, true), [
      { n: 1, $key: "b" },
      { n: 2, $key: "10" },
      { n: 3, $key: "9" },
      { $key: "a", $value: 4 }
    ])
  })

  it("lets the map's key win over a member of that name, and keeps a member named like the prototype", () => {
    assert.deepStrictEqual(json('{"hotels":{"7":{"$key":"8"}}}', map, true), [{ $key: "7" }])
    const [record] = json('{"hotels":{"__proto__":{"__proto__":1}}}', map, true)
    assert.strictEqual(JSON.stringify(record), '{"__proto__":1,"$key":"__proto__"}')
  })

  it("is a failure where a map has two members of one name, since parsing drops the first", () => {
    assert.strictEqual(
      json('{"hotels":{"1":{},"2":{},"\\u0031":{}}}', map),
      "members 1 and 3 of the map at /hotels have one name, and one of them would be lost"
    )
  })

  it("takes an empty list for an empty map where that is declared, and no other list", () => {
    assert.deepStrictEqual(json('{"hotels":[]}', { ...map, absentWhenEmpty: true }), [])
    assert.strictEqual(json('{"hotels":[]}', map), "the answer has no records by name at /hotels, but a list")
    assert.strictEqual(json('{"hotels":[1]}', map), "the answer has no records by name at /hotels, but a list")
    assert.strictEqual(json("{}", map), "the answer has no records at /hotels")
  })

  it.prop(
    "loses no member of a map and keeps their order, whatever they are called",
    [Schema.UniqueArray(Schema.Union([Schema.String, Schema.Literals(["0", "1", "2", "10", "007", "-1", "1.5"])]))],
    ([names]) => {
      const text = `{"hotels":{${names.map((name, at) => `${JSON.stringify(name)}:${at}`).join(", ")}}}`
      assert.deepStrictEqual(
        json(text, map, true),
        names.map((name, at) => ({ $key: name, $value: at }))
      )
    },
    { arbitrary: { runs: 300 } }
  )
})

describe("RecordList of XML", () => {
  const records = { at: "/RS/Hotels/Hotel" }

  it("takes one element for a list of one, an empty one too", () => {
    assert.deepStrictEqual(xml('<RS><Hotels><Hotel id="1"/><Hotel id="2"/></Hotels></RS>', records), [
      { "@id": "1" },
      { "@id": "2" }
    ])
    assert.deepStrictEqual(xml('<RS><Hotels><Hotel id="1"/></Hotels></RS>', records), [{ "@id": "1" }])
    assert.deepStrictEqual(xml("<RS><Hotels><Hotel/></Hotels></RS>", records), [""])
  })

  it("is empty where the element that the list stands in is", () => {
    for (const hotels of [
      "<Hotels/>",
      "<Hotels>\n  </Hotels>",
      '<Hotels total="0"/>',
      "<Hotels><!-- none --></Hotels>"
    ]) {
      assert.deepStrictEqual(xml(`<RS>${hotels}</RS>`, records), [], hotels)
    }
  })

  it("is a failure where that element is missing, comes twice or holds a text", () => {
    for (const text of [
      "<RS/>",
      "<RS><Error>no</Error></RS>",
      "<RS><Hotels>no</Hotels></RS>",
      "<RS><Hotels/><Hotels/></RS>",
      "<Other/>",
      ""
    ]) {
      assert.strictEqual(xml(text, records), "the answer has no records at /RS/Hotels/Hotel", text)
    }
  })

  it("takes no other document for an empty list", () => {
    assert.strictEqual(xml("<Fault/>", { at: "/Hotels" }), "the answer has no records at /Hotels")
  })

  it("is a failure for an empty element too where the manifest says that the list is never left out", () => {
    assert.strictEqual(
      xml("<RS><Hotels/></RS>", { ...records, absentWhenEmpty: false }),
      "the answer has no records at /RS/Hotels/Hotel"
    )
  })

  it("has no maps, whose order a tree does not keep", () => {
    assert.strictEqual(
      xml("<RS><Hotels><a/></Hotels></RS>", { at: "/RS/Hotels", map: true }),
      "records by name are read from JSON alone: leave out map"
    )
  })
})
