import { assert, describe, it } from "@effect/vitest"
import { XmlItems, XmlReader, XmlRecord } from "../../src/xml/index.ts"

const valueOf = (document: string, lists: ReadonlyArray<string> = []): XmlRecord.XmlValue | undefined => {
  const builder = XmlRecord.builder(new Set(lists))
  const reader = XmlReader.make(builder)
  assert.isUndefined(reader.write(document) ?? reader.end())
  const value = builder.take()
  assert.isUndefined(builder.take())
  return value
}

const itemsOf = (document: string, options: XmlItems.Options): XmlItems.Items => {
  const items = XmlItems.make(options)
  const reader = XmlReader.make(items)
  assert.isUndefined(reader.write(document) ?? reader.end())
  return items.result()
}

describe("XmlRecord", () => {
  for (const [what, document, expected] of [
    ["a text verbatim", "<a> 00123 \n</a>", " 00123 \n"],
    ["a blank text verbatim", "<a>  </a>", "  "],
    ["an empty element as an empty text", "<a/>", ""],
    ["attributes and text", '<a b="01" c=""> t </a>', { "@b": "01", "@c": "", "#text": " t " }],
    ["no blank text with attributes", '<a b="1"> \n\t&#13;</a>', { "@b": "1" }],
    ["a no-break space as text", '<a b="1">\u00a0</a>', { "@b": "1", "#text": "\u00a0" }],
    ["a child", "<a>\n <b>1</b>\n</a>", { b: "1" }],
    [
      "children that come more than once in their order",
      "<a><b>1</b><c/><b>2</b><b>3</b></a>",
      { b: ["1", "2", "3"], c: "" }
    ],
    ["a declared list of one and of two", "<a><l>1</l><d><m/><m/></d></a>", { l: ["1"], d: { m: ["", ""] } }],
    ["mixed content", "<a>\n<b/>x <b/> y</a>", { b: ["", ""], "#text": "x  y" }],
    ["CDATA as text", "<a> <![CDATA[<b>]]> </a>", " <b> "]
  ] as const) {
    it(`gives ${what}`, () => assert.deepStrictEqual<unknown>(valueOf(document, ["l", "m"]), expected))
  }

  it("makes own properties of names that objects inherit", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"]
    for (const name of names) {
      const one = valueOf(`<a><${name}><x>1</x></${name}></a>`)
      assert.strictEqual(JSON.stringify(one), `{"${name}":{"x":"1"}}`)
      assert.strictEqual(JSON.stringify(valueOf(`<a><${name}/><${name}/><${name}/></a>`)), `{"${name}":["","",""]}`)
      assert.strictEqual(JSON.stringify(valueOf(`<a><${name}/></a>`, [name])), `{"${name}":[""]}`)
      assert.strictEqual(JSON.stringify(valueOf(`<a ${name}="1"/>`)), `{"@${name}":"1"}`)
      assert.strictEqual(Object.getPrototypeOf(one), Object.prototype)
    }
    assert.isUndefined(Reflect.get({}, "x"))
  })
})

describe("XmlItems", () => {
  const path = ["R", "Hotels", "Hotel"]

  it("gives the items, and the rest without them", () => {
    const document =
      '<R v="1"><Token n="2"> t </Token>\n<Hotels k="x">\n <Hotel><Code>01</Code></Hotel>\n <Other/>\n <Hotel/></Hotels><Hotel/></R>'
    assert.deepStrictEqual(itemsOf(document, { items: [path] }), {
      root: "R",
      rest: { "@v": "1", Token: { "@n": "2", "#text": " t " }, Hotels: { "@k": "x", Other: "" }, Hotel: "" },
      items: [{ Code: "01" }, ""],
      count: 2
    })
  })

  it("leaves an emptied container empty, and its text", () => {
    assert.deepStrictEqual(itemsOf("<R><Hotels>\n<Hotel/>\n</Hotels></R>", { items: [path] }).rest, { Hotels: "" })
    assert.deepStrictEqual(itemsOf("<R><Hotels> <Hotel/></Hotels><b>  </b></R>", { items: [path] }).rest, {
      Hotels: "",
      b: "  "
    })
    assert.deepStrictEqual(itemsOf("<R><Hotels> x <Hotel/> y</Hotels></R>", { items: [path] }).rest, {
      Hotels: " x  y"
    })
  })

  it("takes several paths, and an item within an item as its part", () => {
    const document = "<R><a><i>1<i>2</i></i></a><b><i>3</i></b><i>4</i></R>"
    const { count, items, rest } = itemsOf(document, {
      items: [
        ["R", "a", "i"],
        ["R", "a", "i", "i"],
        ["R", "b", "i"]
      ]
    })
    assert.deepStrictEqual(items, [{ i: "2", "#text": "1" }, "3"])
    assert.strictEqual(count, 2)
    assert.deepStrictEqual(rest, { a: "", b: "", i: "4" })
  })

  it("gives the root's name, and its text as a record", () => {
    assert.deepStrictEqual(itemsOf("<s:Other xmlns:s='x'>t</s:Other>", { items: [path] }), {
      root: "Other",
      rest: { "#text": "t" },
      items: [],
      count: 0
    })
    assert.deepStrictEqual(itemsOf("<R/>", { items: [path] }).rest, {})
    assert.deepStrictEqual(itemsOf("<R><x/></R>", { items: [["R"]] }), {
      root: "R",
      rest: {},
      items: [{ x: "" }],
      count: 1
    })
  })

  it("keeps lists in items and in the rest", () => {
    const options = { items: [path], lists: ["x"] }
    const { items, rest } = itemsOf("<R><x/><Hotels><Hotel><x>1</x></Hotel></Hotels></R>", options)
    assert.deepStrictEqual(items, [{ x: ["1"] }])
    assert.deepStrictEqual(rest, { x: [""], Hotels: "" })
  })

  for (const [count, sizes] of [
    [0, []],
    [499, [499]],
    [500, [500]],
    [1201, [500, 500, 201]]
  ] as const) {
    it(`hands on ${count} items in batches and keeps none`, () => {
      const batches: Array<ReadonlyArray<XmlRecord.XmlValue>> = []
      const hotels = Array.from({ length: count }, (_, i) => `<Hotel>${i}</Hotel>`)
      const result = itemsOf(`<R><Hotels>${hotels.join("\n")}</Hotels></R>`, {
        items: [path],
        onItems: (batch) => batches.push(batch)
      })
      assert.deepStrictEqual(
        batches.map(({ length }) => length),
        [...sizes]
      )
      assert.deepStrictEqual(
        batches.flat(),
        hotels.map((_, i) => String(i))
      )
      assert.deepStrictEqual(result.items, [])
      assert.strictEqual(result.count, count)
    })
  }

  it("has no result before its root is closed, and takes no second root", () => {
    const items = XmlItems.make({ items: [path] })
    assert.throws(() => items.result())
    items.open("R", [])
    assert.throws(() => items.result())
    items.close("R")
    assert.strictEqual(items.result().root, "R")
    assert.throws(() => items.open("R", []))
  })

  it("does not count an item that another's tag closes", () => {
    const items = XmlItems.make({ items: [path] })
    const reader = XmlReader.make(items)
    assert.strictEqual(reader.write("<R><Hotels><Hotel>1</Hotel><Hotel>2</Hotels></R>")?.kind, "NotWellFormed")
    assert.throws(() => items.result())
  })

  it("is fed by the events of an outer reader", () => {
    const items = XmlItems.make({ items: [path] })
    let depth = 0
    const reader = XmlReader.make({
      open: (name, attributes) => {
        if (++depth > 2) items.open(name, attributes)
      },
      text: (text) => {
        if (depth > 2) items.text(text)
      },
      close: (name) => {
        if (depth-- > 2) items.close(name)
      }
    })
    assert.isUndefined(reader.write("<E><B> <R><Hotels><Hotel>1</Hotel></Hotels></R> </B></E>") ?? reader.end())
    assert.deepStrictEqual(items.result(), { root: "R", rest: { Hotels: "" }, items: ["1"], count: 1 })
  })
})
