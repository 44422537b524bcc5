/**
 * OAuth 2.0 (RFC 6749) as credentials: the client credentials grant and the refresh token grant.
 *
 * **Details**
 *
 * - A token is renewed five minutes before it expires, or at half of its life where that is later. When that fails, the
 *   old one is used until it expires.
 * - All that need a token at the same time share one token call and its outcome, in this process and in those that share the
 *   token store.
 * - After a 401 there is one renewal. A token that comes of it and is refused as well, without ever having been taken, is
 *   the last until it expires, after a restart too.
 * - A token, and the refresh token that came with it, is kept in the store before it is used. One that can't be kept is not
 *   used; it is kept later if that is possible.
 * - Token calls are counted in the store before they are made, so that no series of crashes makes more of them. A refusal
 *   of the token endpoint is not asked for again for ten minutes unless the secrets change.
 *
 * **Gotchas**
 *
 * A process that ends between the provider's answer and the keeping of a rotated refresh token has lost it. The old one
 * is tried again; where the provider gives no grace, that ends in `AuthenticationFailed` and the client has to be authorised
 * anew.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Redacted, Result } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import * as Origin from "../resilience/Origin.ts"
import { type Credentials, type InvalidCredentials, refuse } from "./Credentials.ts"
import * as Secret from "./Secret.ts"
import * as TokenEndpoint from "./TokenEndpoint.ts"
import type { MaxCalls } from "./TokenPlan.ts"
import * as TokenSource from "./TokenSource.ts"
import { TokenStore, type TokenStoreError } from "./TokenStore.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** `https`, or `http` to this machine; without a query. */
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  /**
   * How the client shows who it is: by the `Authorization` header or by fields of the form (RFC 6749, section 2.3.1).
   *
   * @default "basic"
   */
  readonly clientAuthentication?: "basic" | "body" | undefined
  /** Separated by spaces. */
  readonly scope?: string | undefined
  /** Further fields of the form, such as `audience`. */
  readonly form?: Readonly<Record<string, string | Redacted.Redacted>> | undefined
  /**
   * The most token calls in every stretch of a window. Guesty for one gives 5 in 24 hours
   * (open-api-docs.guesty.com).
   *
   * @default 10 in 1 hour
   */
  readonly maxCalls?: { readonly count: number; readonly window: Duration.Input } | undefined
}

type Made = Effect.Effect<Credentials, InvalidCredentials | TokenStoreError, HttpClient.HttpClient | TokenStore>

/**
 * A token for the client itself (RFC 6749, section 4.4).
 *
 * @category constructors
 * @since 0.1.0
 */
export const clientCredentials = (options: Options): Made => make(options, undefined)

/**
 * A token by a refresh token (RFC 6749, section 6), which the provider may replace with every answer. The newest is in the
 * token store; the one given here is the first. Another one given here is another account, with a record of its own.
 *
 * @category constructors
 * @since 0.1.0
 */
export const refreshToken = (options: Options & { readonly refreshToken: Redacted.Redacted }): Made =>
  make(options, options.refreshToken)

const make = Effect.fnUntraced(function* (
  options: Options,
  firstRefreshToken: Redacted.Redacted | undefined
): Effect.fn.Return<Credentials, InvalidCredentials | TokenStoreError, HttpClient.HttpClient | TokenStore> {
  const { endpoint, identity, maxCalls, secrets, seed } = yield* checked(options, firstRefreshToken)
  const http = yield* HttpClient.HttpClient
  const store = yield* TokenStore
  const account = Secret.account("oauth", identity)

  const source: TokenSource.TokenSource = yield* TokenSource.make(store, {
    account,
    seed,
    maxCalls,
    refreshToken: firstRefreshToken,
    call: (refreshToken) =>
      Effect.flatMap(
        Effect.suspend(() => source.secrets),
        (tokens) => TokenEndpoint.call(http, endpoint, refreshToken, [...secrets, ...tokens])
      )
  })

  return {
    account,
    secretNames: { headers: ["authorization"], params: [] },
    secrets: Effect.map(source.secrets, (tokens) => [...tokens, ...secrets]),
    sign: (request) =>
      Effect.map(source.current, ({ generation, token }) => ({
        request: HttpClientRequest.setHeader(request, "authorization", `Bearer ${Redacted.value(token.value)}`),
        generation
      })),
    renew: ({ generation }) => source.another(generation),
    accepted: ({ generation }) => source.accept(generation)
  }
})

interface Checked {
  readonly endpoint: TokenEndpoint.TokenEndpoint
  readonly maxCalls: MaxCalls
  /** All that the token endpoint is sent, beside tokens. */
  readonly secrets: ReadonlyArray<Redacted.Redacted>
  /** Who asks for which rights. Not the client's secret, which changes without a change of either. */
  readonly identity: ReadonlyArray<string>
  readonly seed: string
}

const reserved: ReadonlySet<string> = new Set(["grant_type", "client_id", "client_secret", "refresh_token", "scope"])

const checked = Effect.fnUntraced(function* (
  options: Options,
  firstRefreshToken: Redacted.Redacted | undefined
): Effect.fn.Return<Checked, InvalidCredentials> {
  const { clientAuthentication = "basic", clientId, clientSecret, form = {}, scope, tokenUrl } = options
  const url = Origin.baseUrl(tokenUrl)
  if (Result.isFailure(url)) return yield* refuse("the token URL is refused:", url.failure)
  const fields = Object.entries(form)
  const texts: ReadonlyArray<readonly [string, Redacted.Redacted | undefined]> = [
    ["the client id", Redacted.make(clientId)],
    ["the client secret", clientSecret],
    ["the scope", scope === undefined ? undefined : Redacted.make(scope)],
    ["the refresh token", firstRefreshToken]
  ]
  for (const [part, value] of texts) {
    if (value === undefined) continue
    const flaw = Secret.textFlaw(value)
    if (flaw !== undefined) return yield* refuse(part, flaw)
  }
  const taken = fields.find(([name]) => reserved.has(name))
  if (taken !== undefined) return yield* refuse(`the form field ${taken[0]}`, "is set by an option of its own")
  const { count, window } = options.maxCalls ?? { count: 10, window: "1 hour" }
  const maxCalls = { count, window: Duration.fromInputUnsafe(window) }
  if (!Number.isSafeInteger(count) || count < 1 || count > 1000) {
    return yield* refuse("maxCalls.count", "is not a whole number from 1 to 1000")
  }
  if (!(Duration.toMillis(maxCalls.window) > 0 && Duration.isFinite(maxCalls.window))) {
    return yield* refuse("maxCalls.window", "is not a length of time")
  }
  const pair = Buffer.from(`${formEncoded(clientId)}:${formEncoded(Redacted.value(clientSecret))}`).toString("base64")
  const authorization = clientAuthentication === "basic" ? Redacted.make(`Basic ${pair}`) : undefined
  const plain = fields.map(([name, value]) => [name, Redacted.isRedacted(value) ? Redacted.value(value) : value])
  const refresh = firstRefreshToken === undefined ? [] : [Redacted.value(firstRefreshToken)]
  return {
    endpoint: {
      url: new URL(tokenUrl).href,
      authorization,
      form: [
        ...(scope === undefined ? [] : [["scope", scope] as const]),
        ...(clientAuthentication === "body"
          ? ([
              ["client_id", clientId],
              ["client_secret", clientSecret]
            ] as const)
          : []),
        ...fields
      ]
    },
    maxCalls,
    secrets: [
      clientSecret,
      Redacted.make(pair),
      ...(firstRefreshToken === undefined ? [] : [firstRefreshToken]),
      ...fields.flatMap(([, value]) => (Redacted.isRedacted(value) ? [value] : []))
    ],
    identity: [url.success, clientId, scope ?? "", JSON.stringify(plain), ...refresh],
    seed: Secret.account("seed", [clientAuthentication, Redacted.value(clientSecret)])
  }
})

/** RFC 6749, section 2.3.1: id and secret are encoded as in a form before they are joined. */
const formEncoded = (value: string): string => new URLSearchParams([["", value]]).toString().slice(1)
