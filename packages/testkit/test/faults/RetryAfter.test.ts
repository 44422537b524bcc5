import { assert, describe, it } from "@effect/vitest"
import { RetryAfter } from "@innlet/testkit"

const now = Date.UTC(1994, 10, 6, 8, 49, 30)

describe("RetryAfter.valueOf", () => {
  it.each([
    ["none", undefined],
    ["seconds", "7"],
    ["imfFixdate", "Sun, 06 Nov 1994 08:49:37 GMT"],
    ["rfc850", "Sunday, 06-Nov-94 08:49:37 GMT"],
    ["asctime", "Sun Nov  6 08:49:37 1994"],
    ["fractional", "6.5"],
    ["negative", "-1"],
    ["garbage", "soon"]
  ] as const)("writes the form %s as RFC 9110 shows it: %s", (form, expected) => {
    assert.strictEqual(RetryAfter.valueOf(form, 6400, now), expected)
  })
})
