import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import * as AnswerReason from "../../src/client/AnswerReason.ts"
import { cpuMillis } from "../CpuTime.ts"

const secrets = [Redacted.make("s3cret-token")]

describe("AnswerReason.said", () => {
  it.each([
    ["nothing of an empty body", "", ""],
    ["nothing of HTML", "<h1>no</h1>", ""],
    ["nothing of a list", "[1]", ""],
    ["nothing of a number", "5", ""],
    ["nothing of other fields", `{"a":"b"}`, ""],
    ["the first of a list of errors", `{"errors":[{"code":"A","message":"b"},{"code":"C"}]}`, " (A: b)"],
    ["an error as an object", `{"error":{"code":"INVALID_DATA","message":"no"}}`, " (INVALID_DATA: no)"],
    ["an OAuth error", `{"error":"invalid_grant","error_description":"expired"}`, " (invalid_grant: expired)"],
    [
      "problem details",
      `{"type":"https://x.test/quota","title":"Too many","status":429}`,
      " (https://x.test/quota: Too many)"
    ],
    ["a type and a message", `{"type":"invalid_input","message":"no such page"}`, " (invalid_input: no such page)"],
    ["a message alone", `{"message":"no"}`, " (no)"],
    ["an error in words", `{"errors":["no such page"]}`, " (no such page)"],
    ["a numeric code", `{"error_code":1,"code":42,"message":"no"}`, " (42: no)"],
    ["a message that is no text", `{"message":{"en":"no"}}`, ""],
    ["an echoed secret, not", `{"message":"Bearer s3cret-token is wrong"}`, " (Bearer <redacted> is wrong)"],
    ["control characters, not", `{"message":"a\\u001b[2Jb\\r\\nc\\u2028d"}`, " (a [2Jb  c d)"],
    ["a name from the prototype, not", `{"__proto__":{"message":"no"}}`, ""],
    ["200 characters of a long message", `{"message":"${"x".repeat(5000)}"}`, ` (${"x".repeat(200)})`]
  ])("says %s", (_, body, words) => {
    assert.strictEqual(AnswerReason.said(body, secrets), words)
  })

  it("redacts before it cuts", () => {
    const body = JSON.stringify({ message: `${"x".repeat(195)}s3cret-token` })

    assert.notInclude(AnswerReason.said(body, secrets), "s3cr")
  })

  it("gives no half of a character, where one comes or is cut", () => {
    const cut = JSON.stringify({ message: `${"x".repeat(199)}\u{1f600}` })

    assert.strictEqual(AnswerReason.said('{"message":"a\\ud800b"}', secrets), " (a\ufffdb)")
    assert.isTrue(AnswerReason.said(cut, secrets).isWellFormed())
  })

  it("is quick on a large hostile body", () => {
    const spent = cpuMillis(() => {
      AnswerReason.said(`{"message":"${"\\u001b".repeat(100_000)}`, secrets)
      AnswerReason.said("[".repeat(200_000), secrets)
    })

    assert.isBelow(spent, 200)
  })
})
