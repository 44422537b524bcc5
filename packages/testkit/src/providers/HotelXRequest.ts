/**
 * A request to the mock Hotel-X provider: why it never reaches a list, or which lists it asks for.
 *
 * @since 0.1.0
 */
import { Result, Schema } from "effect"
import type { HotelXOptions } from "./HotelXOptions.ts"
import * as HotelXQuery from "./HotelXQuery.ts"
import * as HotelXSchema from "./HotelXSchema.ts"
import type * as Provider from "./Provider.ts"

/**
 * What the body of a request asks for, or what is wrong with it.
 *
 * @category models
 * @since 0.1.0
 */
export type Reader = (body: string) => Result.Result<ReadonlyArray<HotelXSchema.Asked>, string>

const refusal = (status: number, body: Schema.Json, headers: Record<string, string> = {}): Provider.Response => ({
  status,
  headers,
  body: JSON.stringify(body)
})

/**
 * The answer to a query that can't be read.
 *
 * @category constructors
 * @since 0.1.0
 */
export const invalid = (message: string): Provider.Response =>
  refusal(400, { errors: [{ message, extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] })

/**
 * The refusal of a request that is not the provider's business, or not signed as it should be. Source: Travelgate
 * documentation, authorization and request headers.
 *
 * @category getters
 * @since 0.1.0
 */
export const refused = (
  settings: Pick<HotelXOptions, "base" | "strictHeaders"> & { readonly apiKey: string },
  request: Provider.Request
): Provider.Response | undefined => {
  const base = settings.base ?? ""
  if (request.path !== `${base}/` && (base === "" || request.path !== base)) {
    return refusal(404, { error: `no such path: ${request.path}` })
  }
  if (request.method !== "POST") return refusal(405, { error: "use POST" }, { allow: "POST" })
  const [, key] = /^apikey +(\S+)$/i.exec(String(request.headers["authorization"])) ?? []
  if (key !== settings.apiKey) return refusal(401, { error: "Authorization not allowed" })
  if (settings.strictHeaders === true && !/\bgzip\b/i.test(String(request.headers["accept-encoding"]))) {
    return refusal(400, { error: "the header accept-encoding: gzip is mandatory" })
  }
  return undefined
}

const Body = Schema.fromJsonString(
  Schema.Struct({
    query: Schema.String,
    variables: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, Schema.Json)))
  })
)
const bodyOf = Schema.decodeUnknownResult(Body)

/**
 * @category constructors
 * @since 0.1.0
 */
export const reader = (options: Pick<HotelXOptions, "relay">): Reader => {
  // The requests of one scroll are the same word for word, and reading one costs as much as answering it.
  let last: { readonly body: string; readonly lists: ReturnType<Reader> } | undefined
  return (body) => {
    if (last?.body !== body) last = { body, lists: read(options, body) }
    return last.lists
  }
}

const read = (options: Pick<HotelXOptions, "relay">, text: string): ReturnType<Reader> => {
  const body = bodyOf(text)
  if (Result.isFailure(body)) return Result.fail("The body is no GraphQL request: JSON with a query, and variables.")
  return Result.flatMap(HotelXQuery.read(body.success.query, body.success.variables ?? {}), (query) =>
    HotelXSchema.askedOf(query, options.relay ?? "refused")
  )
}
