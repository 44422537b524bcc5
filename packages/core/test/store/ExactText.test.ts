import { assert, describe, it } from "@effect/vitest"
import * as ExactText from "../../src/store/ExactText.ts"

describe("ExactText", () => {
  for (const text of [
    "",
    "plain",
    "\u0000",
    "\ud800",
    "\ufffd",
    '\ufffd"',
    '\ufffd"a"',
    "\ufffda",
    "\ufffd12",
    "\ufffdtrue"
  ]) {
    it(`gives ${JSON.stringify(text)} back as it was`, () => {
      assert.strictEqual(ExactText.decode(ExactText.encode(text)), text)
      assert.strictEqual(ExactText.decode(ExactText.encodeUtf8(text)), text)
    })
  }

  for (const stored of ['\ufffd"', '\ufffd"a', '\ufffd"a"b']) {
    it(`takes ${JSON.stringify(stored)}, which it never wrote, for the text itself`, () => {
      assert.strictEqual(ExactText.decode(stored), stored)
    })
  }

  for (const value of ["\ud800", "a\udc00\ud800b", "é\ud83d\ude00\ud83d"]) {
    it(`keeps JSON with ${JSON.stringify(value)} in it JSON of the same value, which UTF-8 can hold`, () => {
      const json = `{"raw":"${value}"}`
      const encoded = ExactText.encodeJson(json)

      assert.isTrue(encoded.isWellFormed())
      assert.deepStrictEqual(JSON.parse(encoded), { raw: value })
    })
  }

  it("leaves JSON as it is that UTF-8 can hold", () => {
    const json = ` { "raw" : "é\ud83d\ude00\\ud800" }\n`
    assert.strictEqual(ExactText.encodeJson(json), json)
  })
})
