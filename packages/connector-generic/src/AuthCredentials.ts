/**
 * The credentials that a manifest declares, with the secrets that the host gives.
 *
 * @since 0.1.0
 */
import { ConnectorError } from "@innlet/core/contract"
import { Credentials, OAuth, Secret, Signature, TokenStore } from "@innlet/core/credentials"
import { Length } from "@innlet/core/domain"
import { Effect, Option, Redacted } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { Auth } from "./Auth.ts"
import { withValueAt } from "./Place.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** The host's secret of a name; undefined where it gives none. */
  readonly secret: (name: string) => Redacted.Redacted | undefined
  /** As `Origin.baseUrl` gives it; a token URL that is a path is one of its own. */
  readonly baseUrl: string
}

/**
 * Why there are no credentials; its message is one line without secrets.
 *
 * @category models
 * @since 0.1.0
 */
export type Failure = Credentials.InvalidCredentials | TokenStore.TokenStoreError

/**
 * Fails where a secret is missing, by its name, and where one can't be sent as it is declared.
 *
 * OAuth keeps its tokens in the `TokenStore` of whoever makes them: without one it fails, since a token that a restart
 * forgets is asked for again, which providers with few token calls a day take badly. The other kinds ask for none.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  auth: Auth,
  options: Options
): Effect.Effect<Credentials.Credentials, Failure, HttpClient.HttpClient> => {
  const secret = (name: string): Effect.Effect<Redacted.Redacted, Credentials.InvalidCredentials> => {
    const value = options.secret(name)
    return value === undefined ? Credentials.refuse(`the secret "${name}"`, "is not given") : Effect.succeed(value)
  }
  const both = <A, E>(
    [one, other]: readonly [string, string],
    use: (one: Redacted.Redacted, other: Redacted.Redacted) => Effect.Effect<A, E>
  ) => Effect.flatMap(Effect.all([secret(one), secret(other)]), ([first, second]) => use(first, second))
  switch (auth.type) {
    case "none":
      return Effect.succeed(Credentials.none)
    case "bearer":
      return Effect.flatMap(secret(auth.token), Credentials.bearer)
    case "header":
      return Effect.flatMap(secret(auth.key), (key) => Credentials.header(auth.header, key, { prefix: auth.prefix }))
    case "query":
      return Effect.flatMap(secret(auth.key), (key) => Credentials.queryParam(auth.query, key))
    case "basic":
      return both([auth.user, auth.password], Credentials.basic)
    case "expedia":
      return both([auth.apiKey, auth.sharedSecret], (apiKey, sharedSecret) =>
        Signature.expedia({ apiKey, sharedSecret })
      )
    case "hotelbeds":
      return both([auth.apiKey, auth.secret], (apiKey, shared) => Signature.hotelbeds({ apiKey, secret: shared }))
    case "body":
      return Effect.flatMap(
        Effect.forEach(Object.entries(auth.fields), ([at, name]) =>
          Effect.map(secret(name), (value) => ({ at, name, value }))
        ),
        ofBody
      )
    case "oauth2":
      return Effect.flatMap(
        Effect.all([
          both([auth.clientId, auth.clientSecret], (...pair) => Effect.succeed(pair)),
          auth.refreshToken === undefined ? Effect.undefined : secret(auth.refreshToken)
        ]),
        ([[clientId, clientSecret], refreshToken]) =>
          ofOAuth(auth, { clientId, clientSecret, refreshToken, baseUrl: options.baseUrl })
      )
  }
}

const ofOAuth = Effect.fnUntraced(function* (
  auth: Extract<Auth, { readonly type: "oauth2" }>,
  given: {
    readonly clientId: Redacted.Redacted
    readonly clientSecret: Redacted.Redacted
    readonly refreshToken: Redacted.Redacted | undefined
    readonly baseUrl: string
  }
): Effect.fn.Return<Credentials.Credentials, Failure, HttpClient.HttpClient> {
  const store = yield* Effect.serviceOption(TokenStore.TokenStore)
  if (Option.isNone(store)) {
    return yield* Credentials.refuse("OAuth", "needs a TokenStore to keep its tokens in: provide a layer of one")
  }
  const { clientAuthentication, maxCalls, scope, tokenUrl } = auth
  const options: OAuth.Options = {
    tokenUrl: /^https?:\/\//i.test(tokenUrl) ? tokenUrl : `${given.baseUrl}/${tokenUrl.replace(/^\/+/, "")}`,
    clientId: Redacted.value(given.clientId),
    clientSecret: given.clientSecret,
    clientAuthentication,
    scope,
    maxCalls: maxCalls && { count: maxCalls.count, window: Length.of(maxCalls.window) }
  }
  const { refreshToken } = given
  const made =
    refreshToken === undefined ? OAuth.clientCredentials(options) : OAuth.refreshToken({ ...options, refreshToken })
  return yield* Effect.provideService(made, TokenStore.TokenStore, store.value)
})

interface Field {
  readonly at: string
  readonly name: string
  readonly value: Redacted.Redacted
}

/** Secrets in the body of a request, put there anew for every try. A request without a JSON body is refused, not sent. */
const ofBody = (
  fields: ReadonlyArray<Field>
): Effect.Effect<Credentials.Credentials, Credentials.InvalidCredentials> => {
  for (const { at, name, value } of fields) {
    const flaw = Secret.textFlaw(value) ?? (Redacted.value(value).isWellFormed() ? undefined : "is not Unicode")
    if (flaw !== undefined) return Credentials.refuse(`the secret "${name}"`, flaw)
    if (at === "") return Credentials.refuse(`the secret "${name}"`, "can't be a whole body: name a place in it")
  }
  return Effect.succeed(
    Credentials.custom({
      kind: "body",
      identity: fields
        .toSorted((a, b) => (a.at < b.at ? -1 : 1))
        .flatMap(({ at, value }) => [at, Redacted.value(value)]),
      secretNames: {},
      secrets: fields.map(({ value }) => value),
      sign: (request) => {
        const body = jsonOf(request)
        if (body === undefined) {
          const detail = `the credentials go into a JSON object, and this ${request.method} has none as its body`
          return Effect.fail(new ConnectorError.RequestRejected({ detail }))
        }
        const signed = fields.reduce<unknown>(
          (tree, { at, value }) => withValueAt(tree, at, Redacted.value(value)),
          body.tree
        )
        return Effect.succeed(HttpClientRequest.bodyText(request, JSON.stringify(signed), body.type))
      }
    })
  )
}

const jsonOf = ({
  body
}: HttpClientRequest.HttpClientRequest): { readonly tree: object; readonly type: string } | undefined => {
  if (body._tag !== "Uint8Array") return undefined
  try {
    const tree: unknown = JSON.parse(new TextDecoder().decode(body.body))
    return typeof tree === "object" && tree !== null && !Array.isArray(tree)
      ? { tree, type: body.contentType }
      : undefined
  } catch {
    return undefined
  }
}
