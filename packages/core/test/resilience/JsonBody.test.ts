import { assert, describe, it } from "@effect/vitest"
import * as JsonBody from "../../src/resilience/JsonBody.ts"

const documentOf = (text: string, hint?: RegExp) => JsonBody.make(text).document(hint)

const of = (length: number) => {
  const empty = '{"pad":"","code":429}'
  return `{"pad":"${"x".repeat(length - empty.length)}","code":429}`
}

describe("JsonBody.make", () => {
  it("parses what starts like an object or an array, and nothing else", () => {
    assert.deepStrictEqual(documentOf('{"a":1}'), { a: 1 })
    assert.deepStrictEqual(documentOf("[1]"), [1])
    assert.deepStrictEqual(documentOf('\ufeff \n{"a":1}'), { a: 1 })
    for (const text of ['"a"', "1", "true", "null", "", "<a>", "x{}", `${" ".repeat(65)}{}`]) {
      assert.isUndefined(documentOf(text), text)
    }
  })

  it("takes what does not parse for no document", () => {
    assert.isUndefined(documentOf("{"))
    assert.isUndefined(documentOf('[1,"\ufeff]'))
    assert.deepStrictEqual(documentOf('{"a":"\ufeff"}'), { a: "\ufeff" })
  })

  it("looks at the ends of a text of more than 8,192 characters before it parses", () => {
    assert.isDefined(documentOf(of(8192)))
    assert.isUndefined(documentOf(of(8193)))
    assert.isDefined(documentOf(of(8193), /"code"/))
    assert.isUndefined(documentOf(of(8193), /"nothing"/))
    assert.isDefined(documentOf(of(20_000), /"pad"/))
  })
})

describe("JsonBody.pointerOf", () => {
  it("reads the pointers of RFC 6901", () => {
    assert.deepStrictEqual(JsonBody.pointerOf(""), [])
    assert.deepStrictEqual(JsonBody.pointerOf("/"), [""])
    assert.deepStrictEqual(JsonBody.pointerOf("/a~1b/~01/0"), ["a/b", "~1", "0"])
    for (const text of ["a", "a/b", "/~", "/a~2", "#/a"]) assert.isUndefined(JsonBody.pointerOf(text), text)
  })
})

describe("JsonBody.valueAt", () => {
  const document = { list: [{ a: 1 }, 2, 3, 4, 5, 6, 7, 8, 9, 10, "tenth"], nothing: null, text: "abc" }

  it("follows members and places", () => {
    assert.strictEqual(JsonBody.valueAt(document, []), document)
    assert.strictEqual(JsonBody.valueAt(document, ["list", "0", "a"]), 1)
    assert.strictEqual(JsonBody.valueAt(document, ["list", "10"]), "tenth")
    assert.strictEqual(JsonBody.valueAt(document, ["list", "1"]), 2)
    assert.isNull(JsonBody.valueAt(document, ["nothing"]))
  })

  it("leads nowhere through other spellings of a place, scalars and inherited members", () => {
    for (const pointer of [
      ["list", "length"],
      ["list", "01"],
      ["list", "x0"],
      ["list", "0x"],
      ["list", "-1"],
      ["nothing", "a"],
      ["text", "length"],
      ["toString"],
      ["absent"],
      ["absent", "a"]
    ]) {
      assert.isUndefined(JsonBody.valueAt(document, pointer), pointer.join("/"))
    }
    const strange: Array<number> & { x0?: number; "01"?: number; "0x"?: number } = [1]
    Object.assign(strange, { x0: 1, "01": 1, "0x": 1, ["1".repeat(12)]: 1 })
    for (const token of ["x0", "01", "0x", "length", "1".repeat(12)]) {
      assert.isUndefined(JsonBody.valueAt(strange, [token]), token)
    }
  })
})

describe("JsonBody.isSame", () => {
  it("takes a number and a boolean for their text, and nothing for a null", () => {
    for (const [value, expected] of [
      [429, 429],
      ["429", 429],
      [429, "429"],
      ["false", false],
      [false, "false"],
      [true, "true"],
      [null, null]
    ] as const) {
      assert.isTrue(JsonBody.isSame(value, expected), `${String(value)} and ${String(expected)}`)
    }
    for (const [value, expected] of [
      [null, "null"],
      ["null", null],
      [undefined, null],
      [undefined, "undefined"],
      [["429"], 429],
      [{}, "[object Object]"],
      [428, 429]
    ] as const) {
      assert.isFalse(JsonBody.isSame(value, expected), `${JSON.stringify(value)} and ${expected}`)
    }
  })
})

describe("JsonBody.hintOf", () => {
  it("finds the member with its value, spelled plainly", () => {
    const hint = JsonBody.hintOf(["error", "code.x"], 429)

    for (const text of ['"code.x":429', '"code.x" : 429', '"code.x":"429"']) assert.isTrue(hint.test(text), text)
    for (const text of ['"codeyx":429', '"code.x":428', '"code":429', "429"]) assert.isFalse(hint.test(text), text)
  })

  it("looks for the value alone where the member is a place, or none", () => {
    for (const pointer of [[], ["list", "0"], ["12"]]) {
      assert.isTrue(JsonBody.hintOf(pointer, "a+b").test('["a+b"]'), pointer.join("/"))
      assert.isFalse(JsonBody.hintOf(pointer, "a+b").test('["aab"]'), pointer.join("/"))
    }
    for (const member of ["a1", "1a"]) assert.isFalse(JsonBody.hintOf([member], 5).test("[5]"), member)
    assert.isTrue(JsonBody.hintOf(["a"], 'say "x"').test(String.raw`{"a":"say \"x\""}`))
  })
})

const holders = (holder: object) => [holder, { error: holder }, { errors: holder }, { errors: [holder] }]

describe("JsonBody.messagesOf and hasCode", () => {
  const members = [
    ["error_msg", "error_message", "errorMessage", "message", "msg", "detail", "title", "error", "Message"],
    ["code", "status", "statusCode", "status_code", "error_code", "errorCode"]
  ] as const

  it("reads every member that providers use, at the top and under errors", () => {
    for (const name of members[0]) {
      for (const document of holders({ [name]: "slow down" })) {
        assert.include(JsonBody.messagesOf(document), "slow down", JSON.stringify(document))
      }
    }
    for (const name of members[1]) {
      for (const document of holders({ [name]: "429" })) {
        assert.isTrue(JsonBody.hasCode(document, 429), JSON.stringify(document))
      }
    }
    assert.isFalse(JsonBody.hasCode({ code: 428, other: 429 }, 429))
  })

  it("takes only texts that say something for messages", () => {
    assert.deepStrictEqual(JsonBody.messagesOf({ message: " \t", error_msg: "", detail: 1, title: " kept " }), [
      " kept "
    ])
    assert.deepStrictEqual(JsonBody.messagesOf(undefined), [])
  })
})

describe("JsonBody.lineOf", () => {
  it("keeps 200 characters and marks what it cut", () => {
    assert.strictEqual(JsonBody.lineOf("x".repeat(200)), "x".repeat(200))
    assert.strictEqual(JsonBody.lineOf("x".repeat(201)), `${"x".repeat(199)}…`)
    assert.strictEqual(JsonBody.lineOf(`${"x".repeat(198)}\u{1f3e8}xx`), `${"x".repeat(198)}…`)
  })

  it("has no blanks around it and one in a row", () => {
    assert.strictEqual(JsonBody.lineOf("  a \r\n b\u0000 "), "a b")
    // What is behind 1,024 characters is not looked at.
    assert.strictEqual(JsonBody.lineOf(`a${" ".repeat(1023)}b`), "a")
  })
})
