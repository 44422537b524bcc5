import { assert, describe, it } from "@effect/vitest"
import * as ExactText from "../../src/store/ExactText.ts"

describe("ExactText", () => {
  for (const text of ["", "plain", "\u0000", "\ud800", "\ufffd", '\ufffd"', '\ufffd"a"', "\ufffda"]) {
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
})
