/**
 * What a request carries to be let in, and what can be done when it was not.
 *
 * Credentials add themselves to a request anew for every try. They know which of the request's names and values are
 * secret, so that whoever writes something down can leave them out.
 *
 * @since 0.1.0
 */
import { Effect, Redacted, Schema } from "effect"
import { HttpClientRequest, UrlParams } from "effect/http"
import type * as ConnectorError from "../contract/ConnectorError.ts"
import * as Secret from "./Secret.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Credentials {
  /** Identifies whom requests are counted by, telling no secret: 16 hex digits. */
  readonly account: string
  /** Names that carry secrets: of headers in lower case, of query parameters as they are. */
  readonly secretNames: { readonly headers: ReadonlyArray<string>; readonly params: ReadonlyArray<string> }
  /** Every secret that may go over the wire right now, so that it can be taken out of what a provider says. */
  readonly secrets: Effect.Effect<ReadonlyArray<Redacted.Redacted>>
  /** Adds itself to a request; to be called for every try, since a signature lives for seconds. */
  readonly sign: (request: HttpClientRequest.HttpClientRequest) => Effect.Effect<Signed, ConnectorError.Reason>
  /**
   * After a 401: true when there is something else to try, once; false when the refusal is final. To be called after
   * every 401, the one of the second try as well.
   */
  readonly renew: (refused: Signed) => Effect.Effect<boolean, ConnectorError.Reason>
  /** The provider took what `sign` gave. Cheap; to be called after every answer that isn't a 401. */
  readonly accepted: (signed: Signed) => Effect.Effect<void>
}

/**
 * A request that may be sent, and which of the credentials' secrets it carries: renewed ones have a higher generation.
 *
 * @category models
 * @since 0.1.0
 */
export interface Signed {
  readonly request: HttpClientRequest.HttpClientRequest
  readonly generation: number
}

/**
 * Credentials that can't be made of what was given. The detail is one line and doesn't repeat a secret.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidCredentials extends Schema.TaggedError<InvalidCredentials>()("InvalidCredentials", {
  detail: Schema.String
}) {
  override get message(): string {
    return this.detail
  }
}

/**
 * What makes credentials that nothing can renew.
 *
 * @category models
 * @since 0.1.0
 */
export interface Custom {
  /** What kind they are; with `identity` it decides the account. */
  readonly kind: string
  /** What tells one account of the kind from another, such as a key's id. */
  readonly identity: ReadonlyArray<string>
  readonly secretNames: { readonly headers?: ReadonlyArray<string>; readonly params?: ReadonlyArray<string> }
  readonly secrets: ReadonlyArray<Redacted.Redacted> | Effect.Effect<ReadonlyArray<Redacted.Redacted>>
  readonly sign: (
    request: HttpClientRequest.HttpClientRequest
  ) => Effect.Effect<HttpClientRequest.HttpClientRequest, ConnectorError.Reason>
}

/**
 * For a scheme that has no constructor of its own.
 *
 * **Gotchas**
 *
 * Secrets are checked by whoever makes them, with `Secret.headerFlaw` for one.
 *
 * @category constructors
 * @since 0.1.0
 */
export const custom = ({ identity, kind, secretNames, secrets, sign }: Custom): Credentials => ({
  account: Secret.account(kind, identity),
  secretNames: {
    headers: (secretNames.headers ?? []).map((name) => name.toLowerCase()),
    params: secretNames.params ?? []
  },
  secrets: Effect.isEffect(secrets) ? secrets : Effect.succeed(secrets),
  sign: (request) => Effect.map(sign(request), (signed) => ({ request: signed, generation: 0 })),
  renew: () => Effect.succeed(false),
  accepted: () => Effect.void
})

/**
 * For a provider that lets everybody in.
 *
 * @category constructors
 * @since 0.1.0
 */
export const none: Credentials = custom({
  kind: "none",
  identity: [],
  secretNames: {},
  secrets: [],
  sign: Effect.succeed
})

/**
 * `Authorization: Bearer …` of RFC 6750, section 2.1, with a token that doesn't change.
 *
 * @category constructors
 * @since 0.1.0
 */
export const bearer = (token: Redacted.Redacted): Effect.Effect<Credentials, InvalidCredentials> =>
  Secret.isToken(Redacted.value(token))
    ? header("authorization", token, { prefix: "Bearer " })
    : refuse("the bearer token", Secret.headerFlaw(token) ?? "holds a space")

/**
 * A key or id in a header, after a fixed prefix where the provider wants one, its space included: `Apikey `.
 *
 * @category constructors
 * @since 0.1.0
 */
export const header = (
  name: string,
  value: Redacted.Redacted,
  options?: { readonly prefix?: string | undefined }
): Effect.Effect<Credentials, InvalidCredentials> => {
  const prefix = options?.prefix ?? ""
  if (!Secret.isHeaderName(name)) return refuse("the name of the header", "is not a token of RFC 9110")
  const flaw = Secret.headerFlaw(value)
  if (flaw !== undefined) return refuse(`the value of the header ${name}`, flaw)
  if (prefix !== "" && (Secret.headerFlaw(Redacted.make(prefix.trimEnd())) ?? "") !== "") {
    return refuse(`the prefix of the header ${name}`, "is not plain ASCII text")
  }
  return Effect.succeed(
    custom({
      kind: "header",
      identity: [name.toLowerCase(), prefix, Redacted.value(value)],
      secretNames: { headers: [name] },
      secrets: [value],
      sign: (request) => Effect.succeed(HttpClientRequest.setHeader(request, name, `${prefix}${Redacted.value(value)}`))
    })
  )
}

/**
 * A key in the query. One of the same name that the URL has already, as in a provider's next link, is replaced; the rest of
 * the query keeps its bytes.
 *
 * @category constructors
 * @since 0.1.0
 */
export const queryParam = (name: string, value: Redacted.Redacted): Effect.Effect<Credentials, InvalidCredentials> => {
  if (!/^[\w.~[\]-]{1,64}$/.test(name)) return refuse("the name of the query parameter", "is not a plain word")
  const flaw = Secret.textFlaw(value)
  if (flaw !== undefined) return refuse(`the value of the query parameter ${name}`, flaw)
  if (!Redacted.value(value).isWellFormed()) return refuse(`the value of the query parameter ${name}`, "is not Unicode")
  return Effect.succeed(
    custom({
      kind: "queryParam",
      identity: [name, Redacted.value(value)],
      secretNames: { params: [name] },
      secrets: [value],
      sign: (request) => Effect.succeed(withParam(request, name, Redacted.value(value)))
    })
  )
}

/**
 * `Authorization: Basic …` of RFC 7617, in UTF-8. Requests are counted by the user, whose name is no secret: it may stand in
 * a page as data.
 *
 * @category constructors
 * @since 0.1.0
 */
export const basic = (
  user: Redacted.Redacted,
  password: Redacted.Redacted
): Effect.Effect<Credentials, InvalidCredentials> => {
  const flaw = Secret.textFlaw(user) ?? (Redacted.value(user).includes(":") ? "holds a colon" : undefined)
  if (flaw !== undefined) return refuse("the user name", flaw)
  const passwordFlaw = Secret.textFlaw(password)
  if (passwordFlaw !== undefined) return refuse("the password", passwordFlaw)
  const pair = Redacted.make(
    Buffer.from(`${Redacted.value(user)}:${Redacted.value(password)}`, "utf8").toString("base64")
  )
  return Effect.succeed(
    custom({
      kind: "basic",
      identity: [Redacted.value(user)],
      secretNames: { headers: ["authorization"] },
      secrets: [pair, password],
      sign: (request) =>
        Effect.succeed(HttpClientRequest.setHeader(request, "authorization", `Basic ${Redacted.value(pair)}`))
    })
  )
}

/**
 * Fails with `InvalidCredentials`: what is wrong with which part.
 *
 * @category errors
 * @since 0.1.0
 */
export const refuse = (part: string, flaw: string): Effect.Effect<never, InvalidCredentials> =>
  Effect.fail(new InvalidCredentials({ detail: `${part} ${flaw}` }))

/** As text: to parse and write the query anew would change how the rest of it is encoded. */
const withParam = (
  request: HttpClientRequest.HttpClientRequest,
  name: string,
  value: string
): HttpClientRequest.HttpClientRequest => {
  const [, path = "", query = "", fragment = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(request.url) ?? []
  const pairs = query.length > 1 ? query.slice(1).split("&") : []
  const kept = pairs.filter((pair) => !new URLSearchParams(pair).has(name))
  const signed = [...kept, `${encodeURIComponent(name)}=${encodeURIComponent(value)}`].join("&")
  return HttpClientRequest.makeWith(
    request.method,
    `${path}?${signed}${fragment}`,
    UrlParams.remove(request.urlParams, name),
    request.hash,
    request.headers,
    request.body
  )
}
