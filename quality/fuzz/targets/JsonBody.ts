/** Bodies of failures: a status, then the body. What they say, whether they throttle, and one line of it. */
import { identity, Redacted } from "effect"
import * as AnswerReason from "../../../packages/core/src/client/AnswerReason.ts"
import * as JsonBody from "../../../packages/core/src/resilience/JsonBody.ts"
import * as RateLimitHeaders from "../../../packages/core/src/resilience/RateLimitHeaders.ts"
import * as Throttle from "../../../packages/core/src/resilience/Throttle.ts"
import { holds, same, type Target } from "../Target.ts"

const secret = "s3cr3t-0123456789"
const half = secret.slice(0, 10)
const secrets = [Redacted.make(secret)]
const rules = [
  Throttle.mashery,
  Throttle.hostex,
  Throttle.envelope,
  Throttle.throttledWhen({ status: 503, header: { name: "x-why", pattern: /slow/ } }),
  Throttle.refusedWhen({ body: { pointer: "/errors/0/code", equals: "denied" } })
]
const options = { dialect: RateLimitHeaders.none, throttles: rules, cooldown: undefined }

const isLine = (text: string, longest = 200): boolean =>
  text.length <= longest && text.isWellFormed() && !/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text)

const make = (lineOf: typeof JsonBody.lineOf): Target => ({
  name: "failure-body",
  what: "bodies of failures and throttles",
  form: "json",
  sources: [
    "core/src/resilience/JsonBody.ts",
    "core/src/resilience/Throttle.ts",
    "core/src/client/AnswerReason.ts",
    "fuzz/targets/JsonBody.ts"
  ],
  seeds: [
    '{"error_code":429,"error_msg":"Too Many Attempts."}',
    '{"success":false,"message":"Rate limit reached","code":"429"}',
    '{"success":"false","message":"no such property"}',
    '{"errors":[{"code":"denied","detail":"key s3cr3t-0123456789 is not yours"}]}',
    "<html>503 Developer Over QPS</html>",
    "Developer Over Rate",
    '{"error":{"message":"a\\u0000\\u202eb\\ud800","status":429}}',
    '\ufeff {"title":"x"}',
    ""
  ],
  words: [
    '"success":false',
    '"code":429',
    "too many requests",
    "throttled",
    "Developer Over QPS",
    secret,
    "\\u202e",
    "\ud83d"
  ],
  maxLength: 20_000,
  weight: 3,
  run: (input) => {
    let told = ""
    for (const status of [200, 403, 429, 503]) {
      const answer = {
        status,
        headers: { "x-why": input.slice(0, 40), "x-mashery-error-code": undefined },
        body: input
      }
      const verdict = Throttle.classify(rules, answer, identity)
      if (verdict !== undefined)
        holds(isLine(verdict.detail), `a detail that is no line: ${JSON.stringify(verdict.detail)}`)
      const reason = AnswerReason.reasonOf(answer, options, secrets, 0)
      holds(status === 200 || reason !== undefined, `status ${status} is no failure`)
      if (reason !== undefined) {
        holds(!reason.detail.includes(secret), "a detail holds a secret")
        // Half a secret is one too.
        const isCut = reason.detail.includes(half) && !input.replaceAll(secret, "").includes(half)
        holds(!isCut, "a detail holds half a secret")
        holds(isLine(reason.detail, 260), `a detail that is no line: ${JSON.stringify(reason.detail)}`)
      }
      told += verdict === undefined ? "-" : verdict._tag[0]
    }
    const line = lineOf(input)
    holds(isLine(line), `no line: ${JSON.stringify(line.slice(0, 220))}`)
    same(lineOf(line), line, "a line of a line")
    const pointer = JsonBody.pointerOf(input.slice(0, 40))
    if (pointer !== undefined && pointer.length > 0) {
      const text = pointer.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")
      same(text, input.slice(0, 40), "the pointer, written again")
      holds(
        JsonBody.hintOf(pointer, 429).test(`{${JSON.stringify(pointer.at(-1))}:429}`),
        "the hint does not match its member"
      )
    }
    return told
  }
})

export const target = make(JsonBody.lineOf)

/** Lets the mark through that turns a line around. */
export const planted = make((text) =>
  `${JsonBody.lineOf(text)}${text.includes("\u202e") ? "\u202e" : ""}`.slice(0, 200)
)
