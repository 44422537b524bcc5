import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import type * as Document from "../src/Document.ts"
import { Meaning, type Rule } from "../src/Rule.ts"
import * as RuleSet from "../src/RuleSet.ts"

const answer = (body: string, status = 200, headers: Record<string, string> = {}) => ({ status, headers, body })

const found = (rule: Omit<Rule, "means">, asked: RuleSet.Asked, format: Document.Format = "json") =>
  RuleSet.make([{ ...rule, means: "rejected" }], format).meaningOf(asked)?.detail

describe("RuleSet", () => {
  it("knows an answer by its status, one or several", () => {
    assert.strictEqual(found({ status: 404 }, answer("", 404)), "status 404")
    assert.strictEqual(found({ status: [404, 410] }, answer("", 410)), "status 410")
    assert.isUndefined(found({ status: [404, 410] }, answer("", 400)))
  })

  it("knows it by a header, or by what that contains in any case", () => {
    const asked = answer("", 403, { "x-error-code": "ERR_403_DEVELOPER_OVER_QPS" })
    assert.strictEqual(
      found({ header: { name: "X-Error-Code", contains: "over_qps" } }, asked),
      "status 403, X-Error-Code ERR_403_DEVELOPER_OVER_QPS"
    )
    assert.isDefined(found({ header: { name: "x-error-code" } }, asked))
    assert.isUndefined(found({ header: { name: "x-error-code", contains: "rate" } }, asked))
    assert.isUndefined(found({ header: { name: "x-other" } }, asked))
  })

  it("knows it by what its body has at a place, in either spelling", () => {
    assert.strictEqual(
      found({ body: { at: "/error_code", equals: 429 } }, answer('{"error_code":"429","error_msg":"Too Many"}')),
      "status 200, error_code 429: Too Many"
    )
    for (const [value, body] of [
      [429, '{"error_code":429}'],
      ["429", '{"error_code":429}'],
      [false, '{"error_code":"false"}'],
      [null, '{"error_code":null}']
    ] as const) {
      assert.isDefined(found({ body: { at: "/error_code", equals: value } }, answer(body)), body)
    }
    assert.isUndefined(found({ body: { at: "/error_code", equals: null } }, answer('{"error_code":"null"}')))
    assert.isUndefined(found({ body: { at: "/error_code", equals: null } }, answer("{}")))
    assert.isUndefined(found({ body: { at: "/error_code", equals: 429 } }, answer('{"error_code":4290}')))
    assert.isDefined(found({ body: { at: "/e", equals: ["a", "b"] } }, answer('{"e":"b"}')))
  })

  it("knows it by a text at a place that contains another, in any case", () => {
    const rule = { body: { at: "/errors/0/message", contains: "page TOKEN" } }
    assert.strictEqual(
      found(rule, answer('{"errors":[{"message":"the Page token expired"}]}', 400)),
      "status 400, errors/0/message the Page token expired"
    )
    assert.isUndefined(found(rule, answer('{"errors":[{"message":"no"}]}')))
    assert.isUndefined(found(rule, answer('{"errors":[{"message":5}]}')))
  })

  it("takes null and an empty list at a place for nothing, and anything else for something", () => {
    const rule = { body: { at: "/errors" } }
    for (const errors of ["null", "[]", "{}"]) assert.isUndefined(found(rule, answer(`{"errors":${errors}}`)), errors)
    assert.isUndefined(found(rule, answer('{"other":"errors"}')))
    for (const errors of ['""', "false", "0", '"x"', "[1]", '{"a":1}']) {
      assert.isDefined(found(rule, answer(`{"errors":${errors}}`)), errors)
    }
  })

  it("knows it by a text in its first 1,024 characters, and no later", () => {
    assert.strictEqual(
      found({ text: "developer over qps" }, answer("Developer Over Qps", 403)),
      "status 403: Developer Over Qps"
    )
    assert.isDefined(found({ text: "late" }, answer(`${" ".repeat(1020)}late`)))
    assert.isUndefined(found({ text: "late" }, answer(`${" ".repeat(1021)}late`)))
  })

  it("asks for all conditions of a rule", () => {
    const rule = { status: 400, body: { at: "/type", equals: "link" }, text: "x" }
    assert.isDefined(found(rule, answer('{"type":"link","x":1}', 400)))
    assert.isUndefined(found(rule, answer('{"type":"link","x":1}', 410)))
    assert.isUndefined(found(rule, answer('{"type":"lin","x":1}', 400)))
    assert.isUndefined(found(rule, answer('{"type":"link"}', 400)))
  })

  it("takes the first rule that holds", () => {
    const rules = RuleSet.make(
      [
        { status: 400, body: { at: "/id", equals: "expired" }, means: "cursorExpired" },
        { status: 400, means: "rejected" },
        { body: { at: "/id", equals: "expired" }, means: "empty" }
      ],
      "json"
    )
    assert.strictEqual(rules.meaningOf(answer('{"id":"expired"}', 400))?.means, "cursorExpired")
    assert.strictEqual(rules.meaningOf(answer('{"id":"other"}', 400))?.means, "rejected")
    assert.strictEqual(rules.meaningOf(answer('{"id":"expired"}'))?.means, "empty")
    assert.isUndefined(rules.meaningOf(answer('{"id":"other"}')))
  })

  it("finds an error in the middle of a large page, and one whose name is escaped", () => {
    const filler = `"filler":[${Array.from({ length: 50_000 }, (_, i) => i).join(",")}]`
    const rule = { body: { at: "/deep/error", equals: "x" } }
    assert.isDefined(found(rule, answer(`{${filler},"deep":{"error":"x"},${filler.replace("filler", "more")}}`)))
    assert.isDefined(found(rule, answer('{"deep":{"\\u0065rror":"x"}}')))
  })

  it("parses a body only where a rule may find something in it", () => {
    let parsed = 0
    const asked = (body: string, status = 200): RuleSet.Asked => ({
      ...answer(body, status),
      document: () => {
        parsed++
        return JSON.parse(body)
      }
    })
    const rules = RuleSet.make(
      [
        { status: 400, body: { at: "/error" }, means: "rejected" },
        { body: { at: "/error" }, means: "denied" }
      ],
      "json"
    )
    assert.isUndefined(rules.meaningOf(asked('{"data":[1,"the error"]}')))
    assert.strictEqual(parsed, 0)
    assert.strictEqual(rules.meaningOf(asked('{"error":1}'))?.means, "denied")
    assert.isAbove(parsed, 0)
  })

  it("knows no answer by a body that can't be read", () => {
    for (const body of ["", "<html>error</html>", '{"error":']) {
      assert.isUndefined(found({ body: { at: "/error" } }, answer(body, 500)), body)
    }
  })

  it("looks into XML as it does into JSON", () => {
    const body = '<RS><Errors><Error Code="392" ShortText="Too many"/></Errors></RS>'
    assert.strictEqual(
      found({ body: { at: "/RS/Errors/Error/@Code", equals: 392 } }, answer(body), "xml"),
      "status 200, RS/Errors/Error/@Code 392"
    )
    assert.strictEqual(found({ body: { at: "/RS/Errors/Error" } }, answer(body), "xml"), "status 200: Too many")
    assert.isDefined(found({ body: { at: "/RS/Fault" } }, answer("<RS><Fault/></RS>"), "xml"))
    assert.isUndefined(found({ body: { at: "/RS/Errors" } }, answer("<RS><Rows/></RS>"), "xml"))
    assert.isDefined(found({ text: "<errors>" }, answer(body), "xml"))
  })

  it("gives the provider's words on one line of at most 200 characters, redacted before they are cut", () => {
    const body = JSON.stringify({ message: `first\r\nsecond ${"x".repeat(160)} s3cr3t-token ${"y".repeat(200)}` })
    const detail = RuleSet.make([{ status: 400, means: "rejected" }], "json").meaningOf(answer(body, 400), (text) =>
      text.replaceAll("s3cr3t-token", "<redacted>")
    )?.detail
    assert.strictEqual(detail?.length, 200)
    assert.match(detail ?? "", /^status 400: first second x+ <redacted> y*…$/)
  })
})

/** In seconds. */
const wait = (means: Meaning, asked?: Duration.Duration) => {
  const retryAfter = RuleSet.reasonOf(means, "why", asked)?.retryAfter
  return retryAfter === undefined ? undefined : Duration.toSeconds(retryAfter)
}

describe("RuleSet.reasonOf", () => {
  it("is a reason for every meaning but an empty page and a window that is too large", () => {
    const reasons = Meaning.literals.map((means) => {
      const reason = RuleSet.reasonOf(means, "why", undefined)
      return [means, reason?._tag, reason?._tag === "CursorRejected" ? reason.why : undefined]
    })
    assert.deepStrictEqual(reasons, [
      ["cursorExpired", "CursorRejected", "expired"],
      ["cursorInvalid", "CursorRejected", "invalid"],
      ["cursorForeign", "CursorRejected", "foreign"],
      ["throttled", "QuotaExceeded", undefined],
      ["throttledDaily", "QuotaExceeded", undefined],
      ["authentication", "AuthenticationFailed", undefined],
      ["denied", "AccessDenied", undefined],
      ["rejected", "RequestRejected", undefined],
      ["unavailable", "ProviderUnavailable", undefined],
      ["windowTooLarge", undefined, undefined],
      ["empty", undefined, undefined]
    ])
  })

  it("keeps the wait that the provider asked for, and waits an hour for a quota of the day that asks for none", () => {
    assert.deepStrictEqual(
      [wait("throttled"), wait("throttledDaily"), wait("unavailable")],
      [undefined, 3600, undefined]
    )
    for (const means of ["throttled", "throttledDaily", "unavailable"] as const) {
      assert.strictEqual(wait(means, Duration.seconds(7)), 7)
    }
  })
})
