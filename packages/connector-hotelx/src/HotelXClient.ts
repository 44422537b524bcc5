/**
 * One content query to Hotel-X, and what its answer means.
 *
 * Every query is a `POST` of `{"query", "variables"}` to the one URL. The first call of a list carries the token `""`; the
 * following ones repeat it word for word with the token of the answer before, which may be the same on every page.
 * Source: Travelgate documentation, hotels and token pagination.
 *
 * @since 0.1.0
 */
import { type AnswerReason, ProviderClient } from "@innlet/core/client"
import { ConnectorError, type Page } from "@innlet/core/contract"
import type { Credentials } from "@innlet/core/credentials"
import { Effect, Option } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import * as HotelXAnswer from "./HotelXAnswer.ts"
import * as HotelXQueries from "./HotelXQueries.ts"

/**
 * What a client needs to know; checked by `HotelXConnector.make`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly connector: string
  /** Without a trailing slash. */
  readonly baseUrl: string
  readonly credentials: Credentials.Credentials
  /** Two-letter codes; none asks for what there is. */
  readonly languages: ReadonlyArray<string>
  readonly relay: HotelXQueries.Relay
  readonly endForms: ReadonlyArray<HotelXAnswer.EndForm>
  /** How long Travelgate may work on a request, in milliseconds. */
  readonly operationTimeout: number | undefined
}

/**
 * What a query asks for, beside the place in its list.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked {
  readonly criteria: { readonly [field: string]: unknown }
  /** Of hotels only. */
  readonly filter?: { readonly [condition: string]: string } | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface HotelXClient {
  /** Reads the first page of a paged stream, or the one that a token of the list leads to. */
  readonly page: (
    stream: "hotels" | "destinations" | "rooms",
    asked: Asked,
    token: Option.Option<string>
  ) => Effect.Effect<Page.Page<unknown, string>, ConnectorError.ConnectorError>
  /** Reads a stream that comes in one answer. */
  readonly whole: (
    stream: "boards" | "categories" | "metadata",
    asked: Asked
  ) => Effect.Effect<Page.Page<unknown, string>, ConnectorError.ConnectorError>
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (http: HttpClient.HttpClient, options: Options): HotelXClient => {
  const { baseUrl, connector, languages, operationTimeout, relay } = options
  // No dialect: Travelgate limits no rate and documents no headers about one.
  const client = ProviderClient.make(http, { ...options, reasonOf: speaksGraphQL })
  const endForms = new Set(options.endForms)

  const ask = Effect.fnUntraced(function* (
    asked: Omit<HotelXAnswer.Asked, "endForms">,
    variables: { readonly [name: string]: unknown }
  ) {
    const { stream } = asked
    const language = languages.length === 0 || stream === "metadata" ? {} : { language: languages }
    const query = HotelXQueries.textOf(stream, relay)
    // The absolute URL: a path of "/" would add a slash to a base URL that has a path of its own.
    const request = HttpClientRequest.post(baseUrl).pipe(
      HttpClientRequest.setHeaders(
        operationTimeout === undefined ? {} : { "tgx-operation-timeout": String(operationTimeout) }
      ),
      HttpClientRequest.acceptJson,
      HttpClientRequest.bodyText(
        JSON.stringify({ query, variables: { ...variables, ...language } }),
        "application/json"
      )
    )
    const read = HotelXAnswer.read(yield* client.send(stream, request), { ...asked, endForms })
    return HotelXAnswer.isPage(read)
      ? read
      : yield* new ConnectorError.ConnectorError({ connector, stream, reason: read })
  })

  return {
    page: (stream, { criteria, filter }, token) =>
      ask(
        { stream, paged: true, withToken: Option.isSome(token) },
        { criteria, token: Option.getOrElse(token, () => ""), ...(filter !== undefined && { filter }) }
      ),
    whole: (stream, { criteria }) => ask({ stream, paged: false, withToken: false }, { criteria })
  }
}

/**
 * GraphQL servers answer a query that is wrong with status 400 or 422, or with 200, and with `errors` each time: those say
 * more than the status.
 */
const speaksGraphQL = ({ body, status }: AnswerReason.Answer): "page" | undefined =>
  (status === 400 || status === 422) && /^\s*\{/.test(body) && body.includes('"errors"') ? "page" : undefined
