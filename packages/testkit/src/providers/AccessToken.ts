/**
 * The token endpoint of a mock provider: the client credentials grant of OAuth 2.0, RFC 6749 sections 4.4, 5.1 and 5.2.
 *
 * @since 0.1.0
 */
import { Duration } from "effect"
import * as Scripted from "../faults/Scripted.ts"
import * as ListAnswer from "./ListAnswer.ts"
import type * as Provider from "./Provider.ts"
import type { Quota } from "./Quota.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface AccessToken {
  readonly token: string
  /** Epoch milliseconds. */
  readonly issuedAt: number
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface SignInOptions {
  /** @default "test-client" */
  readonly clientId?: string | undefined
  /** @default "test-secret" */
  readonly clientSecret?: string | undefined
  /** How long a token lives. */
  readonly tokenTtl?: Duration.Input | undefined
  /** Scripted failures of the token endpoint; its requests are counted alone. @default none */
  readonly failToken?: ReadonlyArray<Scripted.StatusFault> | undefined
}

/**
 * A token endpoint.
 *
 * @category models
 * @since 0.1.0
 */
export interface SignIn extends SignInOptions {
  readonly path: string
  readonly tokenTtl: Duration.Input
  /** How many tokens are issued in a time, which slides. @default any number */
  readonly quota?: Quota | undefined
}

/**
 * Issues a token, if the request is right; `number` counts the requests for tokens from 1.
 *
 * @category combinators
 * @since 0.1.0
 */
export const issue = (
  signIn: SignIn,
  request: Provider.Request,
  now: number,
  issued: ReadonlyArray<AccessToken>,
  number: number
): readonly [answer: ListAnswer.Answer, issued: ReadonlyArray<AccessToken>] => {
  const refused = refusalOf(signIn, request, now, issued, number)
  if (refused !== undefined) return [refused, issued]
  const ttl = Duration.toMillis(signIn.tokenTtl)
  const token = `mock-${issued.length + 1}-${now.toString(36)}`
  const body = { access_token: token, token_type: "Bearer", expires_in: Math.floor(ttl / 1000) }
  return [
    ListAnswer.refusal(200, body, { "cache-control": "no-store" }),
    [...issued, { token, issuedAt: now, expiresAt: now + ttl }]
  ]
}

/**
 * Why the bearer token of a request doesn't count, if so.
 *
 * @category guards
 * @since 0.1.0
 */
export const objection = (
  request: Provider.Request,
  now: number,
  issued: ReadonlyArray<AccessToken>
): "no bearer token" | "unknown token" | "the token has expired" | undefined => {
  const token = bearerOf(request)
  if (token === undefined) return "no bearer token"
  const found = issued.find((each) => each.token === token)
  if (found === undefined) return "unknown token"
  return now < found.expiresAt ? undefined : "the token has expired"
}

/**
 * The token of `Authorization: Bearer …`.
 *
 * @category getters
 * @since 0.1.0
 */
export const bearerOf = (request: Provider.Request): string | undefined =>
  /^bearer +(\S+)$/i.exec(String(request.headers["authorization"]))?.[1]

const refusalOf = (
  signIn: SignIn,
  request: Provider.Request,
  now: number,
  issued: ReadonlyArray<AccessToken>,
  number: number
): ListAnswer.Answer | undefined => {
  if (request.method !== "POST") return ListAnswer.refusal(405, { error: "invalid_request" }, { allow: "POST" })
  const fault = Scripted.statusAt(signIn.failToken ?? [], number)
  if (fault !== undefined) {
    const wait = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter.seconds) }
    return ListAnswer.refusal(fault.status, fault.body ?? { error: "server_error" }, { ...wait, ...fault.headers })
  }
  const form = new URLSearchParams(request.body)
  if (form.get("grant_type") === null) return ListAnswer.refusal(400, { error: "invalid_request" })
  const { id, secret } = basicOf(request) ?? { id: form.get("client_id"), secret: form.get("client_secret") }
  if (id !== (signIn.clientId ?? "test-client") || secret !== (signIn.clientSecret ?? "test-secret")) {
    return ListAnswer.refusal(401, { error: "invalid_client" }, { "www-authenticate": "Basic" })
  }
  if (form.get("grant_type") !== "client_credentials")
    return ListAnswer.refusal(400, { error: "unsupported_grant_type" })
  if (signIn.quota === undefined) return undefined
  const { requests, window } = signIn.quota
  const recent = issued.filter(({ issuedAt }) => now < issuedAt + Duration.toMillis(window))
  const [oldest] = recent
  if (oldest === undefined || recent.length < requests) return undefined
  const wait = oldest.issuedAt + Duration.toMillis(window) - now
  return ListAnswer.refusal(429, { error: "too_many_requests" }, { "retry-after": String(Math.ceil(wait / 1000)) })
}

const basicOf = (request: Provider.Request): { readonly id: string; readonly secret: string } | undefined => {
  const [, encoded] = /^basic +(\S+)$/i.exec(String(request.headers["authorization"])) ?? []
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, "base64").toString("utf8")
  const colon = text.indexOf(":")
  return colon < 0 ? undefined : { id: decoded(text.slice(0, colon)), secret: decoded(text.slice(colon + 1)) }
}

/** Section 2.3.1 has both parts form-encoded before they are joined. */
const decoded = (text: string): string => new URLSearchParams(`text=${text}`).get("text") ?? ""
