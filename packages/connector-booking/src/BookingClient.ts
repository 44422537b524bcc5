/**
 * One request to a Booking-shaped API, and what its answer means.
 *
 * The shape is `GET {baseUrl}/v1/{stream}?offset&limit` with a bearer token, answered by
 * `{"meta":{"total_count","offset","limit"},"results":[…]}`. It is the offset profile that revenue tools commonly put in
 * front of Booking data; Booking's own Demand API pages by a token in a POST body and is another profile.
 *
 * @since 0.1.0
 */
import { ProviderClient, type AnswerReason } from "@innlet/core/client"
import { ConnectorError, Page } from "@innlet/core/contract"
import type { Credentials } from "@innlet/core/credentials"
import { ExactJson } from "@innlet/core/domain"
import { Paginator } from "@innlet/core/pagination"
import { Duration, Effect, Option } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"

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
  readonly credentials: Credentials.Credentials
}

/**
 * @category models
 * @since 0.1.0
 */
export interface BookingClient {
  /** Reads the page of `stream` that skips `offset` records and holds at most `limit`. `filter` is sent as it is. */
  readonly page: (
    stream: string,
    offset: number,
    limit: number,
    filter?: { readonly [parameter: string]: string }
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
export const make = (http: HttpClient.HttpClient, options: Options): BookingClient => {
  // No dialect: Booking documents no headers about its limits.
  const client = ProviderClient.make(http, { ...options, cooldown: accountBlock })
  return {
    page: Effect.fnUntraced(function* (stream, offset, limit, filter = {}) {
      const request = HttpClientRequest.get(`/v1/${stream}`).pipe(
        HttpClientRequest.setUrlParams({ ...filter, offset, limit }),
        HttpClientRequest.acceptJson
      )
      const page = pageOf(yield* client.send(stream, request), offset)
      return "detail" in page
        ? yield* new ConnectorError.ConnectorError({ connector: options.connector, stream, reason: page })
        : page
    })
  }
}

const pageOf = (
  { body, headers, status }: AnswerReason.Answer,
  offset: number
): Page.Page<unknown, number> | ConnectorError.UnexpectedResponse => {
  if (status !== 200) return unexpected(`status ${status} instead of 200`)
  let answer: unknown
  try {
    answer = ExactJson.parse(body)
  } catch {
    const type = headers["content-type"] ?? "no content type"
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
