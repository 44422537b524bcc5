/**
 * What an answer means that is no page, the same way for every provider unless its connector knows better.
 *
 * @since 0.1.0
 */
import type { Duration, Redacted } from "effect"
import {
  AccessDenied,
  AuthenticationFailed,
  OriginRefused,
  ProviderUnavailable,
  QuotaExceeded,
  type Reason,
  RequestRejected,
  UnexpectedResponse
} from "../contract/ConnectorError.ts"
import * as RateLimitHeaders from "../resilience/RateLimitHeaders.ts"
import * as Throttle from "../resilience/Throttle.ts"
import * as Redaction from "./Redaction.ts"

/**
 * A whole answer.
 *
 * @category models
 * @since 0.1.0
 */
export type Answer = Throttle.Answer

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** How the provider tells what is left of its limits. */
  readonly dialect: RateLimitHeaders.Dialect
  /** How the provider says "too many requests", beside status 429. */
  readonly throttles: ReadonlyArray<Throttle.Rule>
  /** The wait after a throttle that tells none; left out, the gate's own escalating pause. */
  readonly cooldown: Duration.Duration | undefined
}

/**
 * The reason of a refusal, or nothing for an answer with status 2xx that says no more. By status: 401 is a refused
 * credential, 403 a missing right, 408 and 5xx an outage, another 4xx a wrong request, 3xx a redirect that must not be
 * followed.
 *
 * @category classification
 * @since 0.1.0
 */
export const reasonOf = (
  answer: Answer,
  options: Options,
  secrets: ReadonlyArray<Redacted.Redacted>,
  now: number
): Reason | undefined => {
  const { headers, status } = answer
  const asked = () => RateLimitHeaders.waitAsked(headers, options.dialect, now)
  const throttle = Throttle.classify(options.throttles, answer, (text) => Redaction.scrub(secrets, text))
  if (throttle?._tag === "Throttled") {
    return new QuotaExceeded({ detail: throttle.detail, retryAfter: asked() ?? options.cooldown })
  }
  if (throttle?._tag === "Refused") return new RequestRejected({ detail: throttle.detail })
  if (status >= 200 && status < 300) return undefined
  const detail = `status ${status}${said(answer.body, secrets)}`
  if (status === 401) return new AuthenticationFailed({ detail: `the credentials were refused, ${detail}` })
  if (status === 403) return new AccessDenied({ detail })
  if (status >= 500 || status === 408) {
    return new ProviderUnavailable({ detail, retryAfter: asked(), processed: "maybe" })
  }
  if (status >= 400) return new RequestRejected({ detail })
  return status >= 300
    ? new OriginRefused({ detail: `${detail}: a redirect is not followed` })
    : new UnexpectedResponse({ detail })
}

/** More of an error body is not looked at. */
const maxErrorBody = 65_536

/**
 * The provider's own words in an error body, as ` (CODE: message)`: short, printable and without our secrets should it
 * echo them. Nothing when the body is not JSON, or has none of the usual fields.
 *
 * @category getters
 * @since 0.1.0
 */
export const said = (body: string, secrets: ReadonlyArray<Redacted.Redacted>): string => {
  let parsed: unknown
  try {
    parsed = JSON.parse(body.slice(0, maxErrorBody))
  } catch {
    return ""
  }
  const words = wordsOf(firstOf(parsed))
  const clean = Redaction.scrub(secrets, words)
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ")
    .slice(0, 200)
    .toWellFormed()
    .trim()
  return clean === "" ? "" : ` (${clean})`
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The object that speaks: `errors[0]`, `error`, or the body itself. */
const firstOf = (parsed: unknown): unknown => {
  if (!isObject(parsed)) return undefined
  const { error, errors } = parsed
  if (Array.isArray(errors)) return errors[0]
  return isObject(error) ? error : parsed
}

const wordsOf = (at: unknown): string => {
  if (typeof at === "string") return at
  if (!isObject(at)) return ""
  const code = at["code"] ?? at["id"] ?? at["error"] ?? at["type"]
  const message = at["message"] ?? at["detail"] ?? at["error_description"] ?? at["title"]
  return [code, message].filter((word) => typeof word === "string" || typeof word === "number").join(": ")
}
