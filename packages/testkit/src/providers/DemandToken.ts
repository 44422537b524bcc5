/**
 * The tokens of pages: an offset and the request that began the list, with an audience and a time of expiry.
 *
 * Those of most endpoints are JSON Web Tokens signed with HS256, as the one that Booking.com's guide shows; those of orders are
 * plain base64, as in its OpenAPI of 3.2. Both are stateless: nothing of a list is kept, so that it shifts as it changes.
 *
 * @since 0.1.0
 */
import { Option, Schema } from "effect"
import { createHmac } from "node:crypto"

/**
 * @category schemas
 * @since 0.1.0
 */
export const Claims = Schema.Struct({
  /** What was asked for first, and where the page begins. */
  p: Schema.Struct({ offset: Schema.Int, request: Schema.Record(Schema.String, Schema.Json) }),
  /** Names the endpoint. */
  aud: Schema.String,
  /** Epoch seconds. */
  exp: Schema.Int
})

/**
 * @category models
 * @since 0.1.0
 */
export type Claims = typeof Claims.Type

/**
 * Why a token is refused.
 *
 * @category models
 * @since 0.1.0
 */
export type Refusal = "invalid_token" | "expired_token" | "token_endpoint_mismatch"

const header = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url")
const key = "mock-of-the-demand-api"

const signed = (content: string): string => createHmac("sha256", key).update(content).digest("base64url")

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (claims: Claims): string => {
  const json = Buffer.from(JSON.stringify(claims))
  if (claims.aud === "ORDERS_DETAILS") return json.toString("base64")
  const content = `${header}.${json.toString("base64url")}`
  return `${content}.${signed(content)}`
}

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Claims))

/**
 * What a token says, where it is one of the endpoint `aud` and lives; `now` is in epoch milliseconds.
 *
 * @category parsing
 * @since 0.1.0
 */
export const read = (token: string, aud: string, now: number): Claims | Refusal => {
  const [head, body, signature] = token.split(".")
  if (body !== undefined && signature !== signed(`${head}.${body}`)) return "invalid_token"
  const claims = decode(Buffer.from(body ?? token, body === undefined ? "base64" : "base64url").toString())
  if (Option.isNone(claims)) return "invalid_token"
  if (claims.value.aud !== aud) return "token_endpoint_mismatch"
  return now >= claims.value.exp * 1000 ? "expired_token" : claims.value
}
