/**
 * One request to a Booking-shaped API, and what its answer means.
 *
 * The shape is `GET {baseUrl}/v1/{stream}?offset&limit` with a bearer token, answered by
 * `{"meta":{"total_count","offset","limit"},"results":[…]}`. It is the offset profile that revenue tools commonly put in
 * front of Booking data; Booking's own Demand API pages by a token in a POST body and is another profile.
 *
 * @since 0.1.0
 */
import { ConnectorError, Page } from "@innlet/core/contract"
import { ExactJson } from "@innlet/core/domain"
import { Paginator } from "@innlet/core/pagination"
import { RetryAfter } from "@innlet/core/resilience"
import { Clock, Duration, Effect, Option, Redacted } from "effect"
import { HttpClient, HttpClientError, HttpClientRequest, type HttpClientResponse } from "effect/http"

/**
 * What a client needs to know; checked by `BookingConnector.make`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly connector: string
  /** Without a trailing slash. */
  readonly baseUrl: string
  readonly token: Redacted.Redacted
}

/**
 * @category models
 * @since 0.1.0
 */
export interface BookingClient {
  /** Reads the page of `stream` that skips `offset` records and holds at most `limit`. */
  readonly page: (
    stream: string,
    offset: number,
    limit: number
  ) => Effect.Effect<Page.Page<unknown, number>, ConnectorError.ConnectorError>
}

/**
 * The wait after a 429 without a usable header. Booking blocks the whole account for about a minute and then starts
 * counting anew. Source: Booking.com Demand API documentation, development guide, rate limiting.
 */
const accountBlock = Duration.minutes(1)

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (http: HttpClient.HttpClient, options: Options): BookingClient => ({
  page: Effect.fn("booking.page")(function* (stream, offset, limit) {
    const fail = (reason: ConnectorError.Reason) =>
      Effect.fail(new ConnectorError.ConnectorError({ connector: options.connector, stream, reason }))
    const request = HttpClientRequest.get(`${options.baseUrl}/v1/${stream}`).pipe(
      HttpClientRequest.setUrlParams({ offset, limit }),
      HttpClientRequest.bearerToken(options.token),
      HttpClientRequest.acceptJson
    )
    const answer = yield* Effect.result(
      http.execute(request).pipe(
        Effect.flatMap((response) => Effect.map(response.text, (body) => ({ response, body }))),
        // Partners reject headers they don't know.
        Effect.provideService(HttpClient.TracerPropagationEnabled, false)
      )
    )
    if (answer._tag === "Failure") return yield* fail(reasonOfFailure(answer.failure))
    const { body, response } = answer.success
    const refusal = reasonOfAnswer(response, body, options.token, yield* Clock.currentTimeMillis)
    if (refusal !== undefined) return yield* fail(refusal)
    const page = pageOf(body, offset, response)
    return "detail" in page ? yield* fail(page) : page
  })
})

/**
 * What a request without an answer means. The provider can't have acted when no connection came about.
 *
 * @category classification
 * @since 0.1.0
 */
export const reasonOfFailure = (error: HttpClientError.HttpClientError): ConnectorError.Reason => {
  const { reason } = error
  switch (reason._tag) {
    case "TransportError":
    case "DecodeError":
    case "EmptyBodyError": {
      const code = codeOf(reason.cause)
      return new ConnectorError.ProviderUnavailable({
        detail: code === undefined ? "the connection was lost" : `the connection failed with ${code}`,
        retryAfter: undefined,
        processed: code !== undefined && beforeSending.has(code) ? "no" : "maybe"
      })
    }
    case "EncodeError":
    case "InvalidUrlError":
    case "StatusCodeError":
      return new ConnectorError.RequestRejected({ detail: `the request could not be made: ${reason._tag}` })
  }
}

/**
 * What an answer means that is not a page; nothing for an answer with status 200.
 *
 * @category classification
 * @since 0.1.0
 */
export const reasonOfAnswer = (
  response: Pick<HttpClientResponse.HttpClientResponse, "status" | "headers">,
  body: string,
  token: Redacted.Redacted,
  now: number
): ConnectorError.Reason | undefined => {
  const { headers, status } = response
  if (status === 200) return undefined
  const detail = `status ${status}${saidIn(body, token)}`
  const retryAfter = RetryAfter.waitOf(headers["retry-after"], headers["date"], now)
  if (status === 401) return new ConnectorError.AuthenticationFailed({ detail: `the token was refused, ${detail}` })
  if (status === 403) return new ConnectorError.AccessDenied({ detail })
  if (status === 429) return new ConnectorError.QuotaExceeded({ detail, retryAfter: retryAfter ?? accountBlock })
  if (status >= 500 || status === 408) {
    return new ConnectorError.ProviderUnavailable({ detail, retryAfter, processed: "maybe" })
  }
  if (status >= 300 && status < 400) {
    return new ConnectorError.OriginRefused({ detail: `${detail}: a redirect is never followed` })
  }
  return status >= 400
    ? new ConnectorError.RequestRejected({ detail })
    : new ConnectorError.UnexpectedResponse({ detail: `${detail} instead of 200` })
}

const beforeSending: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH"
])

/** The system's error code, wherever in the chain of causes the transport put it. */
const codeOf = (cause: unknown): string | undefined => {
  for (let at = cause, depth = 0; typeof at === "object" && at !== null && depth < 8; depth++) {
    if ("code" in at && typeof at.code === "string") return at.code
    if ("errors" in at && Array.isArray(at.errors) && at.errors.length > 0) at = at.errors[0]
    else at = "cause" in at ? at.cause : undefined
  }
  return undefined
}

/** The provider's own words in an error body, short, printable, and without our token should it echo it. */
const saidIn = (body: string, token: Redacted.Redacted): string => {
  let errors: unknown
  try {
    const parsed: unknown = JSON.parse(body)
    errors = isObject(parsed) ? parsed["errors"] : undefined
  } catch {
    return ""
  }
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined
  if (!isObject(first)) return ""
  const words = [first["code"] ?? first["id"], first["message"]].filter((word) => typeof word === "string").join(": ")
  const secret = Redacted.value(token)
  const clean = (secret === "" ? words : words.replaceAll(secret, "<redacted>"))
    .replaceAll(/\p{Cc}/gu, " ")
    .slice(0, 200)
  return clean === "" ? "" : ` (${clean})`
}

const pageOf = (
  body: string,
  offset: number,
  response: Pick<HttpClientResponse.HttpClientResponse, "headers">
): Page.Page<unknown, number> | ConnectorError.UnexpectedResponse => {
  let answer: unknown
  try {
    answer = ExactJson.parse(body)
  } catch {
    const type = response.headers["content-type"] ?? "no content type"
    return unexpected(`the answer is not whole JSON (${type}, ${body.length} characters)`)
  }
  if (!isObject(answer)) return unexpected("the answer is not a JSON object")
  if (answer["errors"] !== undefined) return unexpected("the answer has status 200 and reports errors")
  const records: unknown = answer["results"]
  if (!Array.isArray(records)) return unexpected('the answer has no list "results"')
  const meta = isObject(answer["meta"]) ? answer["meta"] : {}
  return Page.make<unknown, number>({
    records,
    next: Paginator.offset.next(records.length, offset),
    total: countOf(meta["total_count"]),
    offset: countOf(meta["offset"]),
    limit: countOf(meta["limit"]),
    evidence: records.length === 0 ? ["emptyPage"] : []
  })
}

const unexpected = (detail: string) => new ConnectorError.UnexpectedResponse({ detail })

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Counts are hints: one that is not a whole number of 0 or more counts as not given. */
const countOf = (value: unknown): Option.Option<number> =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? Option.some(value) : Option.none()
