import { assert, describe, it } from "@effect/vitest"
import { Duration, Result, Schema } from "effect"
import { Length } from "../../src/domain/index.ts"

const decode = Schema.decodeUnknownResult(Length.Length)

describe("Length", () => {
  it.each([
    ["7 days", 604_800_000],
    ["1 week", 604_800_000],
    ["1.5 hours", 5_400_000],
    ["1 minute", 60_000],
    ["200 millis", 200]
  ])("reads %s", (text, millis) => {
    assert.strictEqual(Result.getOrUndefined(decode(text)), text)
    assert.strictEqual(Duration.toMillis(Length.of(text)), millis)
    assert.strictEqual(Duration.toMillis(Length.optional(text) ?? Duration.zero), millis)
  })

  it.each(["", "7", "days", "0 days", "0.0 millis", "-1 day", "7  days", " 7 days", "7 days ", "1e3 millis", "1 year"])(
    "refuses %j",
    (text) => {
      assert.include(
        String(Result.getFailure(decode(text))),
        'Expected a length of time such as "7 days" or "200 millis"'
      )
    }
  )

  it("knows nothing of what is absent", () => {
    assert.isUndefined(Length.optional(undefined))
  })
})
