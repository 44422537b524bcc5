/**
 * The token endpoint of RFC 6749: one call, bounded in time and size, and reported.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect, Option, Redacted, Result, Stream } from "effect"
import { FetchHttpClient, type HttpClient, HttpClientRequest, type HttpClientResponse } from "effect/http"
import * as ClientFailure from "../client/ClientFailure.ts"
import * as Redaction from "../client/Redaction.ts"
import { ProviderUnavailable, type Reason, UnexpectedResponse } from "../contract/ConnectorError.ts"
import * as Attempt from "../resilience/Attempt.ts"
import * as TokenAnswer from "./TokenAnswer.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface TokenEndpoint {
  readonly url: string
  /** The value of the `Authorization` header, where the client shows by it who it is. */
  readonly authorization: Redacted.Redacted | undefined
  /** Form fields that every call carries. */
  readonly form: ReadonlyArray<readonly [string, string | Redacted.Redacted]>
}

/** For the whole call, its answer included. */
const deadline = Duration.seconds(30)
/** For the body of an answer whose status says enough. */
const bodyDeadline = Duration.seconds(5)
const maxBody = 1_048_576

/**
 * Asks for a token, by the refresh token where there is one and for the client itself otherwise, and reports the exchange.
 *
 * **Details**
 *
 * Every `ProviderUnavailable` says `processed: "no"`, since the request that wants the token has not been sent. Whether
 * the provider has issued a token is another matter: where refresh tokens rotate, the next call tries the old one
 * again, which a provider with a grace period takes.
 *
 * @category requests
 * @since 0.1.0
 */
export const call = Effect.fnUntraced(function* (
  http: HttpClient.HttpClient,
  endpoint: TokenEndpoint,
  refreshToken: Redacted.Redacted | undefined,
  secrets: ReadonlyArray<Redacted.Redacted>
): Effect.fn.Return<TokenAnswer.Tokens, Reason> {
  const { observe } = yield* Attempt.Current
  const sentAt = yield* Clock.currentTimeMillis
  let status: number | undefined
  const result = yield* withoutRedirects(Redaction.withRedaction(http).execute(requestOf(endpoint, refreshToken))).pipe(
    Effect.mapError((error) => beforeSending(ClientFailure.reasonOf(error))),
    Effect.flatMap((response) => {
      status = response.status
      return read(response, secrets)
    }),
    Effect.timeoutOrElse({
      duration: deadline,
      orElse: () => Effect.fail(unavailable(`the token endpoint gave no answer within ${Duration.format(deadline)}`))
    }),
    Effect.result
  )
  const reason = Result.isFailure(result) ? result.failure : undefined
  yield* observe({
    method: "POST",
    url: Redaction.scrub(secrets, endpoint.url),
    status,
    problem: reason === undefined ? undefined : `${reason._tag}: ${reason.detail}`,
    sentAt,
    latency: (yield* Clock.currentTimeMillis) - sentAt,
    throttled: reason?._tag === "QuotaExceeded",
    readings: []
  })
  return yield* Effect.fromResult(result)
})

const requestOf = (endpoint: TokenEndpoint, refreshToken: Redacted.Redacted | undefined) => {
  const fields: TokenEndpoint["form"] =
    refreshToken === undefined
      ? [["grant_type", "client_credentials"]]
      : [
          ["grant_type", "refresh_token"],
          ["refresh_token", refreshToken]
        ]
  const form = [...fields, ...endpoint.form].map(([name, value]) => [name, textOf(value)] as const)
  const request = HttpClientRequest.post(endpoint.url).pipe(
    HttpClientRequest.acceptJson,
    HttpClientRequest.bodyUrlParams(form)
  )
  return endpoint.authorization === undefined
    ? request
    : HttpClientRequest.setHeader(request, "authorization", Redacted.value(endpoint.authorization))
}

const textOf = (value: string | Redacted.Redacted): string =>
  Redacted.isRedacted(value) ? Redacted.value(value) : value

/** A `fetch` follows redirects unless told, and would send the form and its secrets along. */
const withoutRedirects = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Effect.serviceOption(FetchHttpClient.RequestInit), (init) =>
    Effect.provideService(effect, FetchHttpClient.RequestInit, { ...Option.getOrUndefined(init), redirect: "manual" })
  )

const read = Effect.fnUntraced(function* (
  response: HttpClientResponse.HttpClientResponse,
  secrets: ReadonlyArray<Redacted.Redacted>
): Effect.fn.Return<TokenAnswer.Tokens, Reason> {
  const whole = bodyOf(response)
  // An answer that is no success is classified by its status, even when its body never comes.
  const body = isSuccess(response.status)
    ? yield* whole
    : yield* whole.pipe(
        Effect.timeoutOrElse({ duration: bodyDeadline, orElse: () => Effect.succeed("") }),
        Effect.orElseSucceed(() => "")
      )
  const now = yield* Clock.currentTimeMillis
  const answer = { status: response.status, headers: response.headers, body }
  return yield* Effect.fromResult(TokenAnswer.read(answer, secrets, now))
})

const isSuccess = (status: number): boolean => status >= 200 && status < 300

const bodyOf = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<string, Reason> =>
  response.stream.pipe(
    Stream.mapError((error): Reason => {
      return error.reason._tag === "EmptyBodyError"
        ? new UnexpectedResponse({ detail: "the token endpoint answered with an empty body" })
        : beforeSending(ClientFailure.reasonOf(error))
    }),
    Stream.runFoldEffect(
      () => ({ size: 0, chunks: new Array<Uint8Array>() }),
      ({ chunks, size }, chunk) => {
        chunks.push(chunk)
        return size + chunk.length <= maxBody
          ? Effect.succeed({ size: size + chunk.length, chunks })
          : Effect.fail(
              new UnexpectedResponse({ detail: `the token endpoint's answer has more than ${maxBody} bytes` })
            )
      }
    ),
    Effect.map(({ chunks }) => new TextDecoder("utf-8").decode(Buffer.concat(chunks)))
  )

const unavailable = (detail: string) => new ProviderUnavailable({ detail, retryAfter: undefined, processed: "no" })

const beforeSending = (reason: Reason): Reason =>
  reason._tag === "ProviderUnavailable" ? unavailable(`the token endpoint: ${reason.detail}`) : reason
