/**
 * Tells an answer that means "too fast" from a refusal and from a page, by status, headers and body: providers throttle
 * with 429, with 403 and with 200.
 *
 * Rules are data, asked in order; the first that speaks wins. Nothing throws once a rule is made. How long to wait is not
 * read here: `RateLimitHeaders.waitAsked` does.
 *
 * **Details**
 *
 * Rules on the body are asked for every page, so they look before they parse. A body that starts with neither `{` nor `[`
 * is not parsed, and one of more than 8,192 characters only if its first or last 4,096 hold the member with the value that
 * the rule asks for, in plain spelling. A larger body that says so only in its middle is taken for a page. A body is
 * parsed at most once.
 *
 * @since 0.1.0
 */
import { identity } from "effect"
import * as JsonBody from "./JsonBody.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/**
 * The provider throttles us, or it refused the request in an answer that looks like a success.
 *
 * `detail` is in the provider's words, one printable line of at most 200 characters.
 *
 * @category models
 * @since 0.1.0
 */
export type Verdict =
  | {
      readonly _tag: "Throttled"
      /** Is it a quota of the day? Then a wait of seconds is of no use. */
      readonly daily: boolean
      readonly detail: string
    }
  | { readonly _tag: "Refused"; readonly detail: string }

/**
 * A sign by which a provider's throttle, or its refusal, is known.
 *
 * @category models
 * @since 0.1.0
 */
export type Rule =
  | { readonly _tag: "Mashery" | "Envelope" }
  | {
      readonly _tag: "When"
      /** One of these; empty for any. */
      readonly statuses: ReadonlyArray<number>
      readonly header: { readonly name: string; readonly pattern: RegExp } | undefined
      readonly body:
        | { readonly pointer: JsonBody.Pointer; readonly equals: JsonBody.Scalar; readonly hint: RegExp }
        | undefined
      readonly means: "Throttled" | "Refused"
      readonly daily: boolean
    }

/**
 * What a rule of one's own asks for. At least one condition, and all that are given hold.
 *
 * @category models
 * @since 0.1.0
 */
export interface Conditions {
  readonly status?: number | ReadonlyArray<number> | undefined
  /** The name in any case; the pattern is tried on the first 1,024 characters of the value and has to be linear. */
  readonly header?: { readonly name: string; readonly pattern: RegExp } | undefined
  /** A JSON pointer (RFC 6901) and the value there; a number or a boolean may also come as its text. */
  readonly body?: { readonly pointer: string; readonly equals: JsonBody.Scalar } | undefined
}

/**
 * A rule for a throttle. Throws on conditions that can't be asked, with a line that names what to fix.
 *
 * @category constructors
 * @since 0.1.0
 */
export const throttledWhen = (
  conditions: Conditions & {
    /**
     * Is it a quota of the day?
     *
     * @default false
     */
    readonly daily?: boolean | undefined
  }
): Rule => when(conditions, "Throttled", conditions.daily ?? false)

/**
 * A rule for a refusal. Throws on conditions that can't be asked, with a line that names what to fix.
 *
 * @category constructors
 * @since 0.1.0
 */
export const refusedWhen = (conditions: Conditions): Rule => when(conditions, "Refused", false)

/**
 * Status 429 (RFC 6585, section 4). It is always asked last, given or not.
 *
 * @category rules
 * @since 0.1.0
 */
export const standard: Rule = throttledWhen({ status: 429 })

/**
 * Hotelbeds, "API Errors": status 403 has five meanings, two of which are "Developer Over QPS" (the throttle) and
 * "Developer Over Rate" (the daily quota), to be told apart by the body or by the header `X-Mashery-Error-Code`. The header
 * counts where it is sent. Its values are those of the gateway, Mashery: `ERR_403_DEVELOPER_OVER_QPS` and
 * `ERR_403_DEVELOPER_OVER_RATE`; other APIs behind it document the same with status 429 too.
 *
 * @category rules
 * @since 0.1.0
 */
export const mashery: Rule = { _tag: "Mashery" }

/**
 * Hostex, "Rate Limits": status 200, `{"error_code":429,"error_msg":"Too Many Attempts."}` and `Retry-After` in seconds.
 *
 * @category rules
 * @since 0.1.0
 */
export const hostex: Rule = throttledWhen({ status: 200, body: { pointer: "/error_code", equals: 429 } })

/**
 * `{"success":false,"message":"…"}` with any status 2xx, as Cloudbeds' API v1.3 answers (its OpenAPI document; there some
 * calls know no other status than 200). It is a throttle if its code or status is 429 or its message speaks of a rate
 * limit, of too many requests or of throttling, else a refusal.
 *
 * @category rules
 * @since 0.1.0
 */
export const envelope: Rule = { _tag: "Envelope" }

/**
 * What the answer means by the first rule that knows it, `standard` last; nothing if it may be a page, or a failure of
 * another kind. `redact` takes secrets out of the provider's words before they are cut to a line, since half a secret
 * would not be known again; left out, nothing is taken out.
 *
 * @category classification
 * @since 0.1.0
 */
export const classify = (
  rules: ReadonlyArray<Rule>,
  answer: Answer,
  redact: (text: string) => string = identity
): Verdict | undefined => {
  const body = JsonBody.make(answer.body)
  for (const rule of [...rules, standard]) {
    const verdict = ask(rule, answer, body)
    if (verdict !== undefined) return { ...verdict, detail: JsonBody.lineOf(redact(verdict.detail)) }
  }
  return undefined
}

const ask = (rule: Rule, answer: Answer, body: JsonBody.JsonBody): Verdict | undefined => {
  switch (rule._tag) {
    case "Mashery":
      return askMashery(answer)
    case "Envelope":
      return askEnvelope(answer, body)
    case "When":
      return askWhen(rule, answer, body)
  }
}

/** How much of a header or of an error page is searched. In characters. */
const maxSearched = 1024

const askWhen = (
  rule: Extract<Rule, { readonly _tag: "When" }>,
  answer: Answer,
  body: JsonBody.JsonBody
): Verdict | undefined => {
  const signs: Array<string> = []
  if (rule.statuses.length > 0 && !rule.statuses.includes(answer.status)) return undefined
  if (rule.header !== undefined) {
    const value = answer.headers[rule.header.name]
    if (value === undefined || !rule.header.pattern.test(value.slice(0, maxSearched))) return undefined
    signs.push(`${rule.header.name} ${value}`)
  }
  if (rule.body !== undefined) {
    const { pointer, equals, hint } = rule.body
    if (!JsonBody.isSame(JsonBody.valueAt(body.document(hint), pointer), equals)) return undefined
    signs.push(`${pointer.join("/")} ${equals}`)
  }
  const detail = detailOf(`status ${[answer.status, ...signs].join(", ")}`, body)
  return rule.means === "Throttled" ? { _tag: "Throttled", daily: rule.daily, detail } : { _tag: "Refused", detail }
}

const overHeader = /over[_ ](qps|rate)/i
const overText = /developer\s{1,8}over\s{1,8}(qps|rate)/i

const askMashery = (answer: Answer): Verdict | undefined => {
  if (answer.status !== 403 && answer.status !== 429) return undefined
  const code = answer.headers["x-mashery-error-code"]?.trim()
  const found =
    code === undefined || code === ""
      ? overText.exec(answer.body.slice(0, maxSearched))
      : overHeader.exec(code.slice(0, maxSearched))
  if (found === null) return undefined
  const detail = `status ${answer.status}, ${code || found[0]}`
  return { _tag: "Throttled", daily: found[1]?.toLowerCase() === "rate", detail }
}

const failed = /"success"\s*:\s*"?false/
const throttles = /rate[\s_-]?limit|too[\s_-]many[\s_-]requests|throttl/i

const askEnvelope = (answer: Answer, body: JsonBody.JsonBody): Verdict | undefined => {
  if (answer.status < 200 || answer.status > 299) return undefined
  const document = body.document(failed)
  if (!JsonBody.isSame(JsonBody.valueAt(document, ["success"]), false)) return undefined
  const detail = detailOf(`status ${answer.status}, success false`, body)
  const isThrottle =
    JsonBody.hasCode(document, 429) ||
    JsonBody.messagesOf(document).some((text) => throttles.test(text.slice(0, maxSearched)))
  return isThrottle ? { _tag: "Throttled", daily: false, detail } : { _tag: "Refused", detail }
}

/** What is not JSON is the message itself, but for a page in HTML. The text is whole: it is cut after it is redacted. */
const detailOf = (sign: string, body: JsonBody.JsonBody): string => {
  const isForm = /^[\ufeff\s]{0,64}[{[<]/.test(body.text)
  const said = isForm ? JsonBody.messagesOf(body.document())[0] : body.text.trim()
  return said === undefined || said === "" ? sign : `${sign}: ${said}`
}

/** A declaration, since the rules above are made when the module is loaded. */
function when(conditions: Conditions, means: "Throttled" | "Refused", daily: boolean): Rule {
  const { status, header, body } = conditions
  const statuses = status === undefined ? [] : typeof status === "number" ? [status] : status
  if (statuses.length === 0 && header === undefined && body === undefined) {
    throw new Error("a throttle rule needs a status, a header or a body to ask for")
  }
  const pointer = body === undefined ? undefined : JsonBody.pointerOf(body.pointer)
  if (body !== undefined && pointer === undefined) {
    throw new Error(`a throttle rule's pointer "${body.pointer}" is no JSON pointer: write "/" before every name`)
  }
  return {
    _tag: "When",
    statuses,
    // A pattern that is global or sticky remembers where it stopped.
    header: header && {
      name: header.name.toLowerCase(),
      pattern: new RegExp(header.pattern.source, header.pattern.flags.replaceAll(/[gy]/g, ""))
    },
    body: body && pointer && { pointer, equals: body.equals, hint: JsonBody.hintOf(pointer, body.equals) },
    means,
    daily
  }
}
