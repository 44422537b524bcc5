/**
 * What an answer means that is no page, by its status, a header or a place in its body; asked before an answer is believed,
 * one with status 200 too.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { Pointer } from "./Place.ts"
import { Scalar } from "./Value.ts"

/**
 * - `cursorExpired`, `cursorInvalid`, `cursorForeign`: the walk begins anew.
 * - `throttled`, `throttledDaily`: too many requests; the account waits.
 * - `authentication`: the credentials were refused. `denied`: a right is missing.
 * - `rejected`: the request is wrong. `unavailable`: an outage, which is tried again.
 * - `windowTooLarge`: the same in smaller windows.
 * - `empty`: a page without records. Status 204 is one by itself where an empty page ends the list.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Meaning = Schema.Literals([
  "cursorExpired",
  "cursorInvalid",
  "cursorForeign",
  "throttled",
  "throttledDaily",
  "authentication",
  "denied",
  "rejected",
  "unavailable",
  "windowTooLarge",
  "empty"
])

/**
 * @category models
 * @since 0.1.0
 */
export type Meaning = typeof Meaning.Type

/**
 * Every condition that is given has to hold, and one has to be given. Rules are asked in order.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Rule = Schema.Struct({
  status: Schema.optionalKey(Schema.Union([Schema.Int, Schema.Array(Schema.Int)])),
  /** `contains` is looked for in any case. */
  header: Schema.optionalKey(Schema.Struct({ name: Schema.String, contains: Schema.optionalKey(Schema.String) })),
  /**
   * A place in the body, and what it has there: any of `equals`, where 429 and "429" are the same; a text that `contains` this,
   * in any case; or else anything but null and an empty list or object, which good answers have there too.
   */
  body: Schema.optionalKey(
    Schema.Struct({
      at: Pointer,
      equals: Schema.optionalKey(Schema.Union([Scalar, Schema.Array(Scalar)])),
      contains: Schema.optionalKey(Schema.String)
    })
  ),
  /** Looked for in any case in the first 1,024 characters. */
  text: Schema.optionalKey(Schema.String),
  means: Meaning
}).check(
  Schema.makeFilter(
    ({ body, header, status, text }) =>
      [body, header, status, text].some((condition) => condition !== undefined) ||
      "Expected a status, a header, a body or a text to know the answer by",
    {
      identifier: "Rule",
      toJsonSchema: () => ({ anyOf: ["status", "header", "body", "text"].map((name) => ({ required: [name] })) })
    }
  )
)

/**
 * @category models
 * @since 0.1.0
 */
export type Rule = typeof Rule.Type
