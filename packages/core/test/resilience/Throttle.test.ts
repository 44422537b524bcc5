import { assert, describe, it } from "@effect/vitest"
import * as Throttle from "../../src/resilience/Throttle.ts"
import { cpuMillis } from "../CpuTime.ts"

type Outcome = "throttled" | "daily" | "refused" | "nothing"

interface Sent {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

const answer = (sent: Sent): Throttle.Answer => ({
  status: sent.status ?? 200,
  headers: sent.headers ?? {},
  body: typeof sent.body === "string" ? sent.body : sent.body === undefined ? "" : JSON.stringify(sent.body)
})

const outcome = (verdict: Throttle.Verdict | undefined): Outcome => {
  if (verdict === undefined) return "nothing"
  if (verdict._tag === "Refused") return "refused"
  assert.strictEqual(verdict._tag, "Throttled")
  return verdict.daily ? "daily" : "throttled"
}

const detail = (rules: ReadonlyArray<Throttle.Rule>, sent: Sent): string | undefined =>
  Throttle.classify(rules, answer(sent))?.detail

const table = (name: string, rules: ReadonlyArray<Throttle.Rule>, cases: ReadonlyArray<readonly [Sent, Outcome]>) => {
  describe(`Throttle.classify by ${name}`, () => {
    for (const [index, [sent, expected]] of cases.entries()) {
      it(`takes ${JSON.stringify(sent).slice(0, 100)} for ${expected} (${index})`, () =>
        assert.strictEqual(outcome(Throttle.classify(rules, answer(sent))), expected))
    }
  })
}

const hotels = Array.from({ length: 10_000 }, (_, i) => ({ id: i, name: `Hotel ${i}`, stars: (i % 5) + 1, ok: true }))
const large = (first: object, last: object): string => JSON.stringify({ ...first, hotels, ...last })

table(
  "no rule",
  [],
  [
    [{ status: 429 }, "throttled"],
    [{ status: 429, body: "<html>slow down</html>" }, "throttled"],
    [{ status: 429, body: { success: true } }, "throttled"],
    [{ status: 403, headers: { "x-mashery-error-code": "ERR_403_DEVELOPER_OVER_QPS" } }, "nothing"],
    [{ status: 503, headers: { "retry-after": "5" } }, "nothing"],
    [{ status: 420 }, "nothing"],
    [{ body: { error_code: 429 } }, "nothing"],
    [{ body: { success: false } }, "nothing"],
    [{ status: 204 }, "nothing"]
  ]
)

const code = (value: string): Sent => ({ status: 403, headers: { "x-mashery-error-code": value } })
const page403 = (body: unknown): Sent => ({ status: 403, body })

table(
  "mashery",
  [Throttle.mashery],
  [
    [code("ERR_403_DEVELOPER_OVER_QPS"), "throttled"],
    [code("ERR_403_DEVELOPER_OVER_RATE"), "daily"],
    [code("err_403_developer_over_rate"), "daily"],
    [code("Developer Over QPS"), "throttled"],
    [code("Developer Over Rate"), "daily"],
    [code("ERR_403_NOT_AUTHORIZED"), "nothing"],
    [code("ERR_403_DEVELOPER_INACTIVE"), "nothing"],
    [code("OVERRATED"), "nothing"],
    [page403("<h1>Developer Over Qps</h1>"), "throttled"],
    [page403("<h1>Developer Over Rate</h1>"), "daily"],
    [page403("DEVELOPER  OVER  QPS"), "throttled"],
    [page403({ error: { message: "developer over rate" } }), "daily"],
    [page403("<h1>Not Authorized</h1>"), "nothing"],
    [page403("<h1>Developer Inactive</h1>"), "nothing"],
    [page403("Forbidden"), "nothing"],
    [page403(""), "nothing"],
    [{ ...code(""), body: "Developer Over Qps" }, "throttled"],
    [{ ...code("ERR_403_NOT_AUTHORIZED"), body: "Developer Over Qps" }, "nothing"],
    [{ ...code("ERR_403_DEVELOPER_OVER_RATE"), status: 429 }, "daily"],
    [{ ...code("ERR_403_DEVELOPER_OVER_QPS"), status: 200 }, "nothing"],
    [{ ...code("ERR_403_DEVELOPER_OVER_QPS"), status: 401 }, "nothing"],
    [{ status: 200, body: "Developer Over Qps" }, "nothing"]
  ]
)

table(
  "hostex",
  [Throttle.hostex],
  [
    [{ body: { error_code: 429, error_msg: "Too Many Attempts." } }, "throttled"],
    [{ body: { error_code: "429" } }, "throttled"],
    [{ body: '\ufeff \n{ "error_code" :\n 429 }' }, "throttled"],
    [{ body: { error_code: 200, data: {} } }, "nothing"],
    [{ body: { error_code: 4290 } }, "nothing"],
    [{ body: { error_code: "429 " } }, "nothing"],
    [{ body: { error_code: null } }, "nothing"],
    [{ body: { error_code: [429] } }, "nothing"],
    [{ body: { data: { error_code: 429 } } }, "nothing"],
    [{ body: [{ error_code: 429 }] }, "nothing"],
    [{ body: '"error_code":429' }, "nothing"],
    [{ body: '{"error_code":429' }, "nothing"],
    [{ body: "<error_code>429</error_code>" }, "nothing"],
    [{ status: 201, body: { error_code: 429 } }, "nothing"],
    [{ status: 429, body: { error_code: 200 } }, "throttled"],
    [{ body: large({ error_code: 429 }, {}) }, "throttled"],
    [{ body: large({}, { error_code: 429 }) }, "throttled"],
    [{ body: large({ error_code: 200 }, {}) }, "nothing"],
    [{ body: large({ hotel: { error_code: 429 } }, {}) }, "nothing"]
  ]
)

table(
  "envelope",
  [Throttle.envelope],
  [
    [{ body: { success: false, message: "Invalid propertyID" } }, "refused"],
    [{ body: { success: "false", message: "Invalid propertyID" } }, "refused"],
    [{ body: { success: false } }, "refused"],
    [{ body: { success: false, message: "Rate limit exceeded" } }, "throttled"],
    [{ body: { success: false, message: "RATE_LIMIT" } }, "throttled"],
    [{ body: { success: false, message: "Too many requests, slow down" } }, "throttled"],
    [{ body: { success: false, message: "Request was throttled." } }, "throttled"],
    [{ body: { success: false, error: "Throttle limit reached", message: "Wait" } }, "throttled"],
    [{ body: { success: false, error: { message: "too-many-requests" } } }, "throttled"],
    [{ body: { success: false, errors: [{ message: "rate-limited" }] } }, "throttled"],
    [{ body: { success: false, code: 429 } }, "throttled"],
    [{ body: { success: false, status: "429" } }, "throttled"],
    [{ body: { success: false, error: { code: 429 } } }, "throttled"],
    [{ body: { success: false, code: 400, message: "The rate plan is not yours" } }, "refused"],
    [{ body: { success: false, message: 429 } }, "refused"],
    [{ status: 202, body: { success: false } }, "refused"],
    [{ status: 404, body: { success: false } }, "nothing"],
    [{ status: 300, body: { success: false } }, "nothing"],
    [{ body: { success: true } }, "nothing"],
    [{ body: { success: 0 } }, "nothing"],
    [{ body: { success: null } }, "nothing"],
    [{ body: { Success: false } }, "nothing"],
    [{ body: { data: { success: false } } }, "nothing"],
    [{ body: [{ success: false }] }, "nothing"],
    [{ body: "" }, "nothing"],
    [{ body: "{" }, "nothing"],
    [{ body: "null" }, "nothing"],
    [{ body: "[".repeat(8000) }, "nothing"],
    [{ body: '{"__proto__":{"success":false}}' }, "nothing"],
    [{ body: large({ success: false }, {}) }, "refused"],
    [{ body: large({}, { success: false, message: "Too many requests" }) }, "throttled"],
    [{ body: large({ success: true }, { success: true }) }, "nothing"],
    [{ body: JSON.stringify({ hotels, success: false, more: hotels }) }, "nothing"]
  ]
)

const own = [
  Throttle.refusedWhen({ status: [200, 202], body: { pointer: "/errors/0/ext~1code", equals: "BAD" } }),
  Throttle.throttledWhen({ status: 503, header: { name: "X-Why", pattern: /^slow/gi }, daily: true }),
  Throttle.throttledWhen({ body: { pointer: "/a~0b/blocked", equals: true } }),
  Throttle.throttledWhen({ body: { pointer: "/left", equals: 0 }, status: 400 }),
  Throttle.refusedWhen({ body: { pointer: "/gone", equals: null } }),
  Throttle.refusedWhen({ body: { pointer: "/", equals: "empty name" } }),
  Throttle.refusedWhen({ body: { pointer: "/__proto__/__proto__", equals: null } })
]

table("rules of one's own", own, [
  [{ body: { errors: [{ "ext/code": "BAD" }] } }, "refused"],
  [{ status: 202, body: { errors: [{ "ext/code": "BAD" }] } }, "refused"],
  [{ status: 201, body: { errors: [{ "ext/code": "BAD" }] } }, "nothing"],
  [{ body: { errors: { "0": { "ext/code": "BAD" } } } }, "refused"],
  [{ status: 503, headers: { "x-why": "SLOW down" } }, "daily"],
  [{ status: 503, headers: { "x-why": "not slow" } }, "nothing"],
  [{ status: 503 }, "nothing"],
  [{ status: 500, body: { "a~b": { blocked: true } } }, "throttled"],
  [{ body: { "a~b": { blocked: "true" } } }, "throttled"],
  [{ body: { "a~b": { blocked: 1 } } }, "nothing"],
  [{ status: 400, body: { left: "0" } }, "throttled"],
  [{ status: 400, body: { left: 10 } }, "nothing"],
  [{ status: 400, body: { left: false } }, "nothing"],
  [{ body: { gone: null } }, "refused"],
  [{ body: { gone: "null" } }, "nothing"],
  [{ body: {} }, "nothing"],
  [{ body: { "": "empty name" } }, "refused"],
  [{ status: 429 }, "throttled"]
])

describe("Throttle.classify", () => {
  it("lets the first rule that speaks win", () => {
    const rules = [Throttle.refusedWhen({ status: 429 }), Throttle.throttledWhen({ status: 429, daily: true })]

    assert.strictEqual(outcome(Throttle.classify(rules, answer({ status: 429 }))), "refused")
    assert.strictEqual(outcome(Throttle.classify(rules.toReversed(), answer({ status: 429 }))), "daily")
  })

  it("asks a global pattern anew each time", () => {
    const rules = [Throttle.throttledWhen({ header: { name: "x-why", pattern: /slow/g } })]
    const slow = answer({ headers: { "x-why": "slow" } })

    const outcomes = [1, 2, 3].map(() => outcome(Throttle.classify(rules, slow)))

    assert.deepStrictEqual(outcomes, ["throttled", "throttled", "throttled"])
  })

  for (const [what, sent, expected] of [
    ["its message", { status: 429, body: { message: "Slow down" } }, "status 429: Slow down"],
    ["its plain text", { status: 429, body: "Throttle limit reached\r\n" }, "status 429: Throttle limit reached"],
    ["nothing of a page in HTML", { status: 429, body: "<h1>No</h1>" }, "status 429"],
    ["nothing of a large document", { status: 429, body: large({ message: "Slow" }, {}) }, "status 429"],
    ["a problem's detail", { status: 429, body: { title: "Quota", detail: "Daily quota" } }, "status 429: Daily quota"],
    ["an error object's message", { status: 429, body: { error: { message: "No" } } }, "status 429: No"],
    ["an errors object's title", { status: 429, body: { errors: { title: "No" } } }, "status 429: No"],
    [
      "one line",
      { status: 429, body: "a\r\nb\tc\u0000d\u001b[31me\u2028f\u202eg\u00a0h" },
      "status 429: a b c d [31me f g h"
    ],
    ["no half of a character", { status: 429, body: "a\ud83d" }, "status 429: a"]
  ] as const) {
    it(`tells ${what} in its detail`, () => assert.strictEqual(detail([], sent), expected))
  }

  it("tells what it knows the throttle by", () => {
    const body = { error_code: 429, error_msg: "Too Many Attempts." }

    assert.strictEqual(detail([Throttle.hostex], { body }), "status 200, error_code 429: Too Many Attempts.")
    assert.strictEqual(
      detail([Throttle.mashery], code("ERR_403_DEVELOPER_OVER_QPS")),
      "status 403, ERR_403_DEVELOPER_OVER_QPS"
    )
    assert.strictEqual(
      detail([Throttle.mashery], page403("<p>developer over qps</p>")),
      "status 403, developer over qps"
    )
    assert.strictEqual(detail(own, { status: 503, headers: { "x-why": "slow" } }), "status 503, x-why slow")
    assert.strictEqual(
      detail([Throttle.envelope], { body: { success: false, message: "Invalid propertyID" } }),
      "status 200, success false: Invalid propertyID"
    )
  })

  for (const [what, text] of [
    ["letters", "x".repeat(1_000_000)],
    ["pairs", "\u{1f3e8}".repeat(5_000)],
    ["pairs, one off", `x${"\u{1f3e8}".repeat(5_000)}`],
    ["controls", `a${"\u0007".repeat(100_000)}b`],
    ["blanks", " ".repeat(1_000_000)]
  ] as const) {
    it(`keeps its detail to 200 printable characters of ${what}`, () => {
      for (const body of [text, JSON.stringify({ message: text.slice(0, 2000) })]) {
        const line = detail([], { status: 429, body }) ?? ""

        assert.isAtMost(line.length, 200)
        assert.match(line, /^status 429[^\p{C}]*$/u)
      }
    })
  }

  it("redacts before it cuts, so that no half of a secret is left", () => {
    const secret = "s3cret".repeat(10)
    const sent = answer({ status: 429, body: { message: `${"x".repeat(150)} ${secret}` } })

    const verdict = Throttle.classify([], sent, (text) => text.replaceAll(secret, "***"))

    assert.strictEqual(verdict?.detail, `status 429: ${"x".repeat(150)} ***`)
  })
})

describe("Throttle.throttledWhen", () => {
  for (const pointer of ["error_code", "#/a", "/a~", "/a~2"]) {
    it(`refuses the pointer "${pointer}" and names it`, () =>
      assert.throws(() => Throttle.throttledWhen({ body: { pointer, equals: 1 } }), `"${pointer}" is no JSON pointer`))
  }

  it("refuses to speak of every answer", () => {
    assert.throws(() => Throttle.throttledWhen({}), "needs a status, a header or a body")
    assert.throws(() => Throttle.refusedWhen({ status: [] }), "needs a status, a header or a body")
  })
})

describe("Throttle.classify of a large page", () => {
  const all = [Throttle.mashery, Throttle.hostex, Throttle.envelope, ...own]
  const millis = (sent: Throttle.Answer): number => cpuMillis(() => Throttle.classify(all, sent))

  it("doesn't parse a good page", () => {
    const parse = JSON.parse
    let parsed = 0
    JSON.parse = (text: string): unknown => {
      parsed++
      const document: unknown = parse(text)
      return document
    }
    try {
      Throttle.classify(all, answer({ body: large({ success: true, error_code: 200 }, { success: true }) }))
    } finally {
      JSON.parse = parse
    }

    assert.strictEqual(parsed, 0)
  })

  it("parses a failure once, whatever the number of rules", () => {
    const parse = JSON.parse
    let parsed = 0
    JSON.parse = (text: string): unknown => {
      parsed++
      const document: unknown = parse(text)
      return document
    }
    try {
      Throttle.classify([...all, ...all], answer({ body: { success: true, error_code: 200, broken: 1 } }))
      Throttle.classify([...all, ...all], answer({ body: "{broken" }))
    } finally {
      JSON.parse = parse
    }

    assert.strictEqual(parsed, 2)
  })

  it("takes under 5 ms for a good page of 1 MB", () => {
    const page = answer({ body: large({ success: true }, { padding: "x".repeat(500_000) }) })

    assert.isAbove(page.body.length, 1_000_000)
    assert.isBelow(millis(page), 5)
  })

  for (const [what, body] of [
    ["open brackets", "[".repeat(65_536)],
    ["open braces", '{"a":'.repeat(13_107)],
    ["blanks", " ".repeat(65_536)],
    ["blanks after a member", `{"success"${" ".repeat(65_526)}`],
    ["members", '{"success":'.repeat(6_000)],
    ["false successes", `{${'"success":false,'.repeat(4_000)}"a":1}`],
    ["developers", "developer ".repeat(6_553)],
    ["blanks after developer", `developer${" ".repeat(65_000)}over`],
    ["backslashes", "\\".repeat(65_536)]
  ] as const) {
    it(`takes under 50 ms for 64 KB of ${what}`, () => {
      for (const status of [200, 403, 429]) {
        assert.isBelow(millis({ status, headers: { "x-mashery-error-code": body, "x-why": body }, body }), 50)
        assert.isBelow(millis({ status, headers: {}, body }), 50)
      }
    })
  }
})
