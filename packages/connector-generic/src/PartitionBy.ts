/**
 * How a stream is split into partitions, each read, kept and judged on its own. Several ways are combined, each with each.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { Parameter, Scalar } from "./Value.ts"

const Name = Schema.String.check(
  Schema.isPattern(/^[a-z][a-z0-9_]{0,40}$/u, { expected: "a name of the form [a-z][a-z0-9_]*" })
)

/**
 * One partition a value: a country, a property.
 *
 * @category schemas
 * @since 0.1.0
 */
export const List = Schema.Struct({
  by: Schema.Literal("list"),
  name: Name,
  values: Schema.Union([Schema.Array(Scalar), Parameter]),
  /** So many values in one partition, for providers that take several at a time. @default 1 */
  batch: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 })))
}).annotate({ identifier: "List" })

/**
 * Windows of civil dates over what the run asks for, or over `horizon` around today (UTC) where it asks for nothing.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Window = Schema.Struct({
  by: Schema.Literal("window"),
  days: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 3660 })),
  /** Days before today, and from today on. */
  horizon: Schema.Struct({
    past: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
    future: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
  })
}).annotate({ identifier: "Window" })

/**
 * One partition a record of another stream, which has to be synced before.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Parent = Schema.Struct({
  by: Schema.Literal("parent"),
  stream: Name,
  /** Names of the partition's parts, and the parent's fields that they are. */
  take: Schema.Record(Name, Schema.String),
  /** So many parents in one partition; only with one field. @default 1 */
  batch: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 }))),
  /**
   * Splits a parent that is too large, by the room types or rate plans that its record lists: every record of the stream has to
   * belong to one of them. A partition that is not split lacks the part, and what a request would send of it is left out.
   */
  shard: Schema.optionalKey(
    Schema.Struct({
      /** Of the partition's part. */
      name: Name,
      /** The parent's field of type `json` that lists the values. */
      values: Schema.String,
      /**
       * The parent's integer field with its number of records; without it, a value counts for every day that the run asks for.
       */
      size: Schema.optionalKey(Schema.String),
      /** In records. @default 50,000 */
      threshold: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0)))
    })
  )
}).annotate({ identifier: "Parent" })

/**
 * @category schemas
 * @since 0.1.0
 */
export const PartitionBy = Schema.Union([List, Window, Parent])

/**
 * @category models
 * @since 0.1.0
 */
export type PartitionBy = typeof PartitionBy.Type
