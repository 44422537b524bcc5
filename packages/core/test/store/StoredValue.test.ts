/** How values and texts stand in a store, and come back from it. */
import { assert, describe, it } from "@effect/vitest"
import type { ColumnKind } from "../../src/contract/StreamTable.ts"
import * as ExactText from "../../src/store/ExactText.ts"
import * as RowEncoder from "../../src/store/RowEncoder.ts"
import * as SqlTable from "../../src/store/SqlTable.ts"
import * as SqlValue from "../../src/store/SqlValue.ts"

describe("ExactText", () => {
  it("brings every text back, and leaves plain ones as they are", () => {
    const texts = [
      "",
      "a",
      "é\u{1f3e8}",
      "\ufffd",
      '\ufffd"',
      '\ufffd"a"',
      '\ufffd"x',
      "a\u0000",
      "\ud800",
      "\udc00\ud800"
    ]
    for (const text of texts) {
      assert.strictEqual(ExactText.decode(ExactText.encode(text)), text)
      assert.strictEqual(ExactText.decode(ExactText.encodeUtf8(text)), text)
      assert.isTrue(ExactText.isPlain(ExactText.encode(text)), JSON.stringify(text))
      assert.isTrue(ExactText.encodeUtf8(text).isWellFormed(), JSON.stringify(text))
    }
    for (const text of ["", "a", "é\u{1f3e8}", "\ufffd"]) assert.strictEqual(ExactText.encode(text), text)
    assert.strictEqual(new Set(texts.map(ExactText.encode)).size, texts.length)
    assert.deepStrictEqual(["a", "a\u0000", "\ud800"].map(ExactText.isPlain), [true, false, false])
    assert.strictEqual(ExactText.decode('\ufffd"no text'), '\ufffd"no text')
  })
})

describe("SqlTable.nameIn", () => {
  it("shortens a long name to one of its own", () => {
    const long = "n".repeat(70)
    const name = SqlTable.nameIn({ maxName: 63 }, long)

    assert.strictEqual(SqlTable.nameIn({ maxName: 63 }, "n".repeat(63)), "n".repeat(63))
    assert.match(name, /^n{54}_[0-9a-f]{8}$/)
    assert.notStrictEqual(SqlTable.nameIn({ maxName: 63 }, `${long}x`), name)
    assert.strictEqual(SqlTable.nameIn({ maxName: 63 }, long), name)
  })
})

const encoded = (kind: ColumnKind, v: unknown, nullable = false) => {
  const values: Array<unknown> = []
  const encode = RowEncoder.make({
    connector: "demo",
    stream: "rates",
    name: "demo_rates",
    columns: [column(kind, nullable)],
    key: [column(kind)],
    version: undefined,
    fingerprint: ""
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test keeps what it is given, of any type
  encode({ identity: "k", record: { v }, raw: "{}" }, values as never, 1)
  return values
}

const column = (kind: ColumnKind, nullable = false) => ({ field: "v", name: "v", kind, nullable })

describe("RowEncoder and SqlValue", () => {
  it("keep each kind so that it comes back as it was", () => {
    for (const [kind, v, kept] of [
      ["text", "a", "a"],
      ["text", "a\ud800", '\ufffd"a\\ud800"'],
      ["date", "2026-03-01", "2026-03-01"],
      ["decimal", "1.50", "1.50"],
      ["boolean", true, 1],
      ["boolean", false, 0],
      ["integer", 7, 7],
      ["number", 1.5, 1.5],
      ["json", { a: [1, null] }, '{"a":[1,null]}'],
      ["json", "a", '"a"'],
      ["json", 0, "0"],
      ["json", false, "false"]
    ] as const) {
      assert.deepStrictEqual(encoded(kind, v).slice(1), [kept, "{}"], kind)
      assert.deepStrictEqual<unknown>(SqlValue.valueOf(kind, kept), v, kind)
    }
    assert.deepStrictEqual(encoded("decimal", 12345678901234567890n)[1], "12345678901234567890")
    assert.deepStrictEqual(encoded("decimal", 7)[1], "7")
    assert.deepStrictEqual(encoded("integer", 12345678901234567890n)[1], 12345678901234567890n)
    assert.deepStrictEqual(encoded("json", { a: 12345678901234567890n })[1], '{"a":"12345678901234567890"}')
    assert.deepStrictEqual(encoded("json", 5n)[1], "5")
  })

  it("keep nothing as nothing, and the null of JSON as its own where nothing may be absent", () => {
    for (const v of [null, undefined]) {
      for (const kind of ["text", "date", "decimal", "boolean", "integer", "number", "instant"] as const) {
        assert.isNull(encoded(kind, v)[1], kind)
      }
      assert.isNull(encoded("json", v, true)[1])
      assert.strictEqual(encoded("json", v)[1], "null")
      assert.isNull(SqlValue.valueOf("json", v))
    }
    assert.isNull(encoded("text", {})[1])
    assert.isNull(encoded("number", "1")[1])
  })

  it("take what drivers give for a value", () => {
    const at = new Date("2026-03-01T10:00:00.000Z")
    assert.strictEqual(SqlValue.valueOf("instant", at), "2026-03-01T10:00:00.000Z")
    for (const truth of [true, 1, 1n]) assert.isTrue(SqlValue.valueOf("boolean", truth))
    for (const lie of [false, 0, 0n, "1"]) assert.isFalse(SqlValue.valueOf("boolean", lie))
    assert.strictEqual(SqlValue.valueOf("number", "1.5"), 1.5)
    assert.strictEqual(SqlValue.valueOf("integer", "7"), 7)
    assert.strictEqual(SqlValue.valueOf("integer", 7n), 7)
    assert.strictEqual(SqlValue.valueOf("integer", "9007199254740993"), 9007199254740993n)
    assert.strictEqual(SqlValue.valueOf("integer", -9007199254740993n), -9007199254740993n)
    assert.strictEqual(SqlValue.valueOf("integer", 2 ** 62), 2 ** 62)
    assert.strictEqual(SqlValue.textOf("integer", "-9007199254740993"), "-9007199254740993")
    assert.deepStrictEqual(SqlValue.valueOf("json", { a: 1 }), { a: 1 })
    assert.strictEqual(SqlValue.valueOf("decimal", 12n), "12")
    assert.strictEqual(SqlValue.textOf("integer", 7n), "7")
    assert.strictEqual(SqlValue.textOf("json", '{"a":1}'), '{"a":1}')
    assert.strictEqual(SqlValue.textOf("boolean", 1), "true")
    assert.isNull(SqlValue.textOf("text", null))
  })
})
