import { assert, describe, it } from "@effect/vitest"
import * as ExchangeLine from "../../src/cli/ExchangeLine.ts"
import { FaultCatalogue } from "../../src/index.ts"

const request = { method: "GET", path: "/v1/rates", query: "offset=0", headers: {}, body: "" }
const answered = (status: number) => ({ status, headers: {}, body: "" })
const at = Date.UTC(2026, 2, 1, 9, 8, 7, 6)

describe("ExchangeLine.of", () => {
  it("says when, what was asked, and what was answered", () => {
    assert.strictEqual(
      ExchangeLine.of({ request, happening: [], response: answered(200) }, 7, at),
      "09:08:07.006    7 GET /v1/rates?offset=0 200"
    )
  })

  it("names all that went wrong, and has no status where the provider was not asked", () => {
    const [reset, late] = [FaultCatalogue.get("N8")!, FaultCatalogue.get("H1")!]
    assert.strictEqual(
      ExchangeLine.of(
        { request: { ...request, query: "" }, happening: [reset.what, late.what], response: undefined },
        12_345,
        at
      ),
      `09:08:07.006 12345 GET /v1/rates -  ! N8 ${reset.title}  ! H1 ${late.title}`
    )
    const cut = { _tag: "Connection", connection: "cut" } as const
    assert.match(
      ExchangeLine.of({ request, happening: [cut], response: answered(200) }, 1, at),
      / 200  ! the connection is "cut"$/
    )
  })

  it("lets a client write nothing on the terminal", () => {
    const line = ExchangeLine.of(
      { request: { ...request, path: "/\u001b[2J", query: "a=\n\u202e" }, happening: [], response: answered(404) },
      1,
      at
    )
    assert.match(line, /^[\x20-\x7e]+$/)
    assert.include(line, "/\\u001b[2J?a=\\u000a\\u202e 404")
  })
})
