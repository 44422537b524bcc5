/**
 * One request to the Demand API. Every one is a `POST` of JSON that reads; nothing here can write.
 *
 * A following page is asked for with `{"page": token}` and nothing else: the token holds what was asked for first. Source:
 * Booking.com's development guide, pagination.
 *
 * @since 0.1.0
 */
import { ProviderClient } from "@innlet/core/client"
import { ConnectorError, type Page } from "@innlet/core/contract"
import type { Credentials } from "@innlet/core/credentials"
import { Duration, Effect, Option } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import * as DemandAnswer from "./DemandAnswer.ts"

/**
 * What a client needs to know; checked by `DemandConnector.make`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly connector: string
  /** With the version, without a trailing slash. */
  readonly baseUrl: string
  readonly credentials: Credentials.Credentials
  readonly affiliateId: number
}

/**
 * The endpoints that are read.
 *
 * @category models
 * @since 0.1.0
 */
export type Path =
  | "/accommodations/details"
  | "/accommodations/details/changes"
  | "/accommodations/search"
  | "/accommodations/availability"
  | "/accommodations/bulk-availability"
  | "/orders/details"

/**
 * @category models
 * @since 0.1.0
 */
export interface Asked {
  readonly path: Path
  /** Of the first page. */
  readonly body: DemandAnswer.JsonObject
  /** What a following page asks for beside its token. @default nothing */
  readonly beside?: DemandAnswer.JsonObject | undefined
  /** Gives a record what its answer does not say of it. @default the record as it came */
  readonly record?: ((raw: unknown) => unknown) | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface DemandClient {
  /** Reads the first page of a list, or the one that a token leads to. */
  readonly page: (
    stream: string,
    asked: Asked,
    token: Option.Option<string>
  ) => Effect.Effect<Page.Page<unknown, string>, ConnectorError.ConnectorError>
  /** The JSON of an answer that comes whole. */
  readonly answer: (
    stream: string,
    path: Path,
    body: DemandAnswer.JsonObject
  ) => Effect.Effect<DemandAnswer.JsonObject, ConnectorError.ConnectorError>
}

/**
 * The wait after a 429 that names none: the whole partner account is blocked for a minute, and then counts from zero. Source:
 * Booking.com's development guide, rate limiting.
 */
const accountBlock = Duration.minutes(1)

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (http: HttpClient.HttpClient, options: Options): DemandClient => {
  const { affiliateId, connector } = options
  // No dialect: the Demand API documents no headers about its limits.
  const sender = (paged: boolean) =>
    ProviderClient.make(http, {
      ...options,
      cooldown: accountBlock,
      reasonOf: (answer) => DemandAnswer.reasonOf(answer, paged)
    })
  const [first, following] = [sender(false), sender(true)]

  const ask = Effect.fnUntraced(function* (stream: string, path: Path, body: DemandAnswer.JsonObject, paged: boolean) {
    const request = HttpClientRequest.post(path).pipe(
      HttpClientRequest.setHeader("x-affiliate-id", String(affiliateId)),
      HttpClientRequest.acceptJson,
      HttpClientRequest.bodyText(JSON.stringify(body), "application/json")
    )
    const read = DemandAnswer.read(yield* (paged ? following : first).send(stream, request), paged)
    return DemandAnswer.isReason(read)
      ? yield* new ConnectorError.ConnectorError({ connector, stream, reason: read })
      : read.json
  })

  return {
    answer: (stream, path, body) => ask(stream, path, body, false),
    page: Effect.fnUntraced(function* (stream, { beside, body, path, record = (raw: unknown) => raw }, token) {
      const asked = Option.match(token, {
        onNone: () => body,
        onSome: (page): DemandAnswer.JsonObject => ({ page, ...beside })
      })
      const page = DemandAnswer.page(yield* ask(stream, path, asked, Option.isSome(token)), record)
      return DemandAnswer.isReason(page)
        ? yield* new ConnectorError.ConnectorError({ connector, stream, reason: page })
        : page
    })
  }
}
