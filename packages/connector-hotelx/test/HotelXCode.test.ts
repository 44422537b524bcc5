import { assert, describe, it } from "@effect/vitest"
import { advice, connection, edgesOf, error, readText, refused, said } from "./Answers.ts"

describe("a code", () => {
  const table: ReadonlyArray<readonly [code: string, withToken: string, without: string]> = [
    ["11400", "CursorRejected invalid", "RequestRejected"],
    ["22401", "AccessDenied", "AccessDenied"],
    ["22500", "ProviderUnavailable", "ProviderUnavailable"],
    ["22512", "ProviderUnavailable", "ProviderUnavailable"],
    ["GRAPHQL_VALIDATION_FAILED", "RequestRejected", "RequestRejected"],
    ["GRAPHQL_PARSE_FAILED", "RequestRejected", "RequestRejected"],
    ["BAD_USER_INPUT", "RequestRejected", "RequestRejected"],
    ["99999", "UnexpectedResponse", "UnexpectedResponse"],
    ["TIMEOUT", "UnexpectedResponse", "UnexpectedResponse"]
  ]
  for (const [code, ...expected] of table) {
    const forms: ReadonlyArray<readonly [where: string, body: unknown]> = [
      ["in errors", { data: { hotelX: null }, errors: [error(code)] }],
      ["on the only node", connection({ token: null, count: 0, edges: edgesOf(refused(code)) })],
      ["on every node", connection({ token: "t", count: 0, edges: edgesOf(refused("11204"), refused(code)) })],
      ["on the connection", connection({ edges: null, adviseMessage: advice(code) })]
    ]
    for (const [where, body] of forms) {
      it(`${code} ${where}: ${expected.join(", without a token ")}`, () => {
        assert.deepStrictEqual([said(body), said(body, { withToken: false })], expected)
      })
    }
  }

  it("from inside Travelgate may have moved the list on", () => {
    const read = readText(JSON.stringify({ data: { hotelX: null }, errors: [error("22500")] }))

    assert.isTrue("processed" in read && read.processed === "maybe" && read.isRetryable)
  })

  it("gives no half of a character", () => {
    const read = readText(JSON.stringify({ errors: [error("11400", `${"x".repeat(187)}\u{1f600}\ud800`)] }))

    assert.isTrue("detail" in read && read.detail.isWellFormed() && read.detail.length === 200)
  })

  it("stands in the reason in one clean line, with the provider's words", () => {
    const read = readText(JSON.stringify({ errors: [error("11400", `maxSize\u001b[2J\nis ${"x".repeat(500)}`)] }))

    assert.isTrue(
      "detail" in read && /^code 11400: maxSize \[2J is x+$/.test(read.detail) && read.detail.length === 200
    )
  })
})
