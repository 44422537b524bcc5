/**
 * A value that a request carries: a literal, or the name of something that is known when the request is made. There are no
 * templates: a name stands alone, and what it stands for is sent whole.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import * as TimeFormat from "./TimeFormat.ts"

/**
 * @category schemas
 * @since 0.1.0
 */
export const Scalar = Schema.Union([Schema.String, Schema.Finite, Schema.Boolean, Schema.Null])

/**
 * @category models
 * @since 0.1.0
 */
export type Scalar = typeof Scalar.Type

const Name = Schema.String.check(
  Schema.isPattern(/^[a-zA-Z][a-zA-Z0-9_]{0,62}$/u, { expected: "a name of letters, digits and _" })
)

/**
 * What a host gives: `{"parameter": "language"}`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Parameter = Schema.Struct({ parameter: Name })

/**
 * What the partition is made of: `{"partition": "property_id"}`. A batch is a list, or one text with `join` between.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OfPartition = Schema.Struct({ partition: Name, join: Schema.optionalKey(Schema.String) })

/**
 * An edge of the partition's window: `{"window": "from"}`. The window is half open.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OfWindow = Schema.Struct({
  window: Schema.Literals(["from", "to"]),
  /** @default "date" */
  as: Schema.optionalKey(TimeFormat.TimeFormat),
  /** `last` sends the last day or step inside of the window, for providers whose end is included. @default "end" */
  edge: Schema.optionalKey(Schema.Literals(["end", "last"]))
})

/**
 * @category schemas
 * @since 0.1.0
 */
export const Value = Schema.Union([Scalar, Parameter, OfPartition, OfWindow]).annotate({
  identifier: "Value",
  description:
    "What is sent: a literal, or the name of a parameter, of a part of the partition, or of an edge of its window"
})

/**
 * @category models
 * @since 0.1.0
 */
export type Value = typeof Value.Type

/**
 * A body: any JSON whose leaves may be values. An object with one of their keys alone is a value; `{"literal": …}` is what
 * it holds, as it stands.
 *
 * @category models
 * @since 0.1.0
 */
export type Body = Value | ReadonlyArray<Body> | { readonly [name: string]: Body }

/**
 * @category schemas
 * @since 0.1.0
 */
export const Body: Schema.Codec<Body> = Schema.Union([
  Value,
  Schema.Array(Schema.suspend((): Schema.Codec<Body> => Body)),
  Schema.Record(
    Schema.String,
    Schema.suspend((): Schema.Codec<Body> => Body)
  )
]).annotate({
  identifier: "Body",
  description: 'Any JSON whose leaves may be values; {"literal": …} is sent as it stands'
})
