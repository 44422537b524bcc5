/**
 * What the answer of a token endpoint means: tokens that may be used, or who has to act.
 *
 * @since 0.1.0
 */
import { Redacted, Result } from "effect"
import * as Redaction from "../client/Redaction.ts"
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
import * as RetryAfter from "../resilience/RetryAfter.ts"
import * as Secret from "./Secret.ts"
import type { Answer } from "../resilience/Throttle.ts"
import * as TokenPlan from "./TokenPlan.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Tokens {
  readonly accessToken: Redacted.Redacted
  /** Milliseconds, counted from the request. */
  readonly life: number
  /** The one to renew by from now on, where the provider rotates them. */
  readonly refreshToken: Redacted.Redacted | undefined
}

/** Characters of an access or refresh token. */
const maxTokenLength = 65_536
const maxCodeLength = 64

/**
 * Reads an answer as RFC 6749, sections 5.1 and 5.2, says, and takes `token_type` for granted where it is left out.
 *
 * **Details**
 *
 * `invalid_grant`, `invalid_client`, `unauthorized_client` and status 401 are `AuthenticationFailed`; `access_denied` and
 * 403 are `AccessDenied`; another error code is `RequestRejected`; 429 is `QuotaExceeded`; `temporarily_unavailable`,
 * `server_error`, 408 and 5xx are `ProviderUnavailable`; a redirect is `OriginRefused`. What is not JSON, a token that a header
 * can't carry, and a `token_type` other than bearer are `UnexpectedResponse`.
 *
 * @category decoding
 * @since 0.1.0
 */
export const read = (
  answer: Answer,
  secrets: ReadonlyArray<Redacted.Redacted>,
  now: number
): Result.Result<Tokens, Reason> => {
  const { body, headers, status } = answer
  const fields = objectOf(body)
  const code = fields === undefined ? undefined : codeOf(fields["error"], secrets)
  const said = code === undefined ? `with status ${status}` : `with status ${status}: ${code}`
  const detail = `the token endpoint answered ${said}`
  const retryAfter = RetryAfter.waitOf(headers["retry-after"], headers["date"], now)
  // 0 is the status of a redirect that a browser's fetch keeps from us.
  if (status === 0 || (status >= 300 && status < 400)) {
    return Result.fail(new OriginRefused({ detail: `${detail}: a redirect is not followed` }))
  }
  if (status === 429) return Result.fail(new QuotaExceeded({ detail, retryAfter }))
  if (status >= 500 || status === 408 || code === "temporarily_unavailable" || code === "server_error") {
    return Result.fail(new ProviderUnavailable({ detail, retryAfter, processed: "no" }))
  }
  const isSuccess = status >= 200 && status < 300
  // Some answer an error with status 200.
  if (isSuccess && fields !== undefined && (code === undefined || "access_token" in fields)) return tokensOf(fields)
  if (status === 401 || (code !== undefined && refusals.has(code))) {
    return Result.fail(new AuthenticationFailed({ detail: `${detail}${code === "invalid_grant" ? advice : ""}` }))
  }
  if (status === 403 || code === "access_denied") return Result.fail(new AccessDenied({ detail }))
  return Result.fail(
    fields === undefined || status < 200
      ? new UnexpectedResponse({ detail: `${detail} and no JSON object; is it the token URL?` })
      : new RequestRejected({ detail })
  )
}

const refusals: ReadonlySet<string> = new Set(["invalid_grant", "invalid_client", "unauthorized_client"])

const advice = "; the grant is used up or revoked, authorise the client anew"

const tokensOf = (fields: Fields): Result.Result<Tokens, UnexpectedResponse> => {
  const { access_token: accessToken, expires_in: expiresIn, refresh_token: refreshToken, token_type: type } = fields
  if (type !== undefined && type !== null && (typeof type !== "string" || type.toLowerCase() !== "bearer")) {
    return unexpected("a token_type that is not bearer")
  }
  if (typeof accessToken !== "string" || accessToken === "") return unexpected("no access_token")
  if (accessToken.length > maxTokenLength) return unexpected(`an access_token over ${maxTokenLength} characters`)
  if (!Secret.isToken(accessToken)) return unexpected("an access_token with characters that a header can't carry")
  const tokens = { accessToken: Redacted.make(accessToken), life: TokenPlan.lifeOf(expiresIn) }
  if (refreshToken === undefined || refreshToken === null || refreshToken === "") {
    return Result.succeed({ ...tokens, refreshToken: undefined })
  }
  if (typeof refreshToken !== "string" || refreshToken.length > maxTokenLength || !Secret.isToken(refreshToken)) {
    return unexpected("a refresh_token that is no plain text")
  }
  return Result.succeed({ ...tokens, refreshToken: Redacted.make(refreshToken) })
}

const unexpected = (what: string) =>
  Result.fail(new UnexpectedResponse({ detail: `the token endpoint answered with ${what}` }))

interface Fields {
  readonly [name: string]: unknown
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const objectOf = (body: string): Fields | undefined => {
  try {
    const parsed: unknown = JSON.parse(body)
    return isFields(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

/** The characters of RFC 6749, section 5.2. A code that echoes a secret is scrubbed before it is cut. */
const codeOf = (error: unknown, secrets: ReadonlyArray<Redacted.Redacted>): string | undefined => {
  if (typeof error !== "string" || error === "") return undefined
  const printable = Redaction.scrub(secrets, error.slice(0, maxTokenLength)).replaceAll(/[^\x20-\x7e]/g, "?")
  return printable.slice(0, maxCodeLength)
}
