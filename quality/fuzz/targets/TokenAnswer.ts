/** Answers of token endpoints: a status, headers and a body, as JSON. */
import { inspect } from "node:util"
import { Redacted, Result } from "effect"
import * as TokenAnswer from "../../../packages/core/src/credentials/TokenAnswer.ts"
import * as TokenPlan from "../../../packages/core/src/credentials/TokenPlan.ts"
import { holds, type Target } from "../Target.ts"

const secret = "s3cr3t-0123456789"
const secrets = [Redacted.make(secret), Redacted.make("client id: a/b+c")]
const statuses = [0, 100, 200, 201, 302, 400, 401, 403, 408, 429, 500, 503] as const

const make = (read: typeof TokenAnswer.read): Target => ({
  name: "token-answer",
  what: "OAuth token answers",
  form: "json",
  sources: ["core/src/credentials/TokenAnswer.ts", "core/src/credentials/Secret.ts", "fuzz/targets/TokenAnswer.ts"],
  seeds: [
    '{"access_token":"abc.def","token_type":"Bearer","expires_in":3600,"refresh_token":"r"}',
    '{"access_token":"abc","expires_in":"3599","scope":"x"}',
    '{"error":"invalid_grant","error_description":"s3cr3t-0123456789 is no good"}',
    '{"error":"s3cr3t-0123456789"}',
    '{"error":"temporarily_unavailable"}',
    '{"access_token":"a\\r\\nb","token_type":"mac"}',
    '{"access_token":"x","expires_in":-1}',
    "<html>"
  ],
  words: [
    '"access_token":',
    '"expires_in":',
    "1e400",
    '"token_type":"mac"',
    '"error":',
    "access_denied",
    secret,
    "\\r\\n",
    "\u00e9"
  ],
  maxLength: 140_000,
  weight: 3,
  run: (input) => {
    let told = ""
    for (const status of statuses) {
      const answer = read({ status, headers: { "retry-after": "5" }, body: input }, secrets, 0)
      if (Result.isSuccess(answer)) {
        const { accessToken, life, refreshToken } = answer.success
        const texts = [accessToken, ...(refreshToken === undefined ? [] : [refreshToken])].map(Redacted.value)
        for (const text of texts) holds(/^[\x21-\x7e]{1,65536}$/.test(text), "a token that no header carries")
        holds(Number.isSafeInteger(life) && life >= 30_000 && life <= 24 * 3_600_000, `a token lives ${life} ms`)
        holds(status >= 200 && status < 300, `a token with status ${status}`)
        holds(!inspect(answer.success.accessToken).includes(texts[0]!) || texts[0]!.length < 12, "a token shows itself")
        told += "t"
        continue
      }
      const { _tag, detail } = answer.failure
      holds(!detail.includes(secret), "a problem holds a secret")
      holds(detail.length < 300 && !/[\p{Cc}\u2028\u2029]/u.test(detail), "a problem is more than a short line")
      const token = /"access_token":"([^"]{12,})"/.exec(input)?.[1]
      holds(token === undefined || !detail.includes(token), "a problem holds a token")
      told += _tag[0]
    }
    const life = TokenPlan.lifeOf(input)
    holds(life >= 30_000 && life <= 24 * 3_600_000, `a life of ${life} ms`)
    return told
  }
})

export const target = make(TokenAnswer.read)

/** Does not round a life to milliseconds. */
export const planted = make((answer, held, now) =>
  Result.map(TokenAnswer.read(answer, held, now), (tokens) =>
    /"expires_in":\d+\.\d/.test(answer.body) ? { ...tokens, life: tokens.life + 0.5 } : tokens
  )
)
