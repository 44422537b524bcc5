/**
 * One stream of a manifest: the request of a page, how pages follow each other, where records stand in an answer, and what
 * they are.
 *
 * @since 0.1.0
 */
import { Length } from "@innlet/core/domain"
import { Schema } from "effect"
import * as Field from "./Field.ts"
import * as Pagination from "./pagination/Pagination.ts"
import * as PartitionBy from "./PartitionBy.ts"
import { Placement, Pointer } from "./Place.ts"
import * as Rule from "./Rule.ts"
import * as TimeFormat from "./TimeFormat.ts"
import * as Value from "./Value.ts"

/**
 * @category schemas
 * @since 0.1.0
 */
export const Request = Schema.Struct({
  /** `POST` only for providers that read by it. @default "GET" */
  method: Schema.optionalKey(Schema.Literals(["GET", "POST"])),
  /** Segments after the base URL, such as `["v1", "properties", {"partition": "property_id"}]`. */
  path: Schema.Array(Value.Value),
  query: Schema.optionalKey(Schema.Record(Schema.String, Value.Value)),
  headers: Schema.optionalKey(Schema.Record(Schema.String, Value.Value)),
  /** JSON; with the format `xml`, an object with the root element. */
  body: Schema.optionalKey(Value.Body),
  /** Of body and answer. @default "json" */
  format: Schema.optionalKey(Schema.Literals(["json", "xml"]))
}).annotate({ identifier: "Request" })

/**
 * Where the records stand: a list, or, with `map`, an object of JSON whose members are the records, in the order of the
 * answer's text; two members of one name fail the page, as one of them would be lost. In XML one element alone is a list of
 * one.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Records = Schema.Struct({
  at: Pointer,
  map: Schema.optionalKey(Schema.Boolean),
  /**
   * Is the list left out where it is empty? What it stands in has to be there; in XML that may be empty. A map may then be an
   * empty list, as PHP writes it. @default false, for `xml` true
   */
  absentWhenEmpty: Schema.optionalKey(Schema.Boolean)
}).annotate({ identifier: "Records" })

/**
 * How the provider lists only what changed. A `feed` and a `timeWindow` are asked by their own placements, and need none here.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Changes = Schema.Struct({
  from: Schema.optionalKey(Placement),
  to: Schema.optionalKey(Placement),
  /** Query parameters that are sent where changes are asked for, and only there. */
  query: Schema.optionalKey(Schema.Record(Schema.String, Value.Value)),
  /** @default "instant" */
  as: Schema.optionalKey(TimeFormat.TimeFormat),
  /** What the provider counts modification times in. @default "1 second" */
  resolution: Schema.optionalKey(Length.Length),
  /** Is a record in that changed exactly at `from`? @default "exclusive", which is right for both */
  bound: Schema.optionalKey(Schema.Literals(["inclusive", "exclusive"])),
  /** How far behind the last look every look begins. @default "10 minutes" */
  lookBack: Schema.optionalKey(Length.Length)
}).annotate({ identifier: "Changes" })

const Count = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }))

/**
 * In records.
 *
 * @category schemas
 * @since 0.1.0
 */
export const PageSize = Schema.Struct({
  default: Count,
  /** @default 1 */
  min: Schema.optionalKey(Count),
  /** @default the default */
  max: Schema.optionalKey(Count),
  /** Sizes have to be multiples of it. @default 1 */
  step: Schema.optionalKey(Count)
}).annotate({ identifier: "PageSize" })

/**
 * @category schemas
 * @since 0.1.0
 */
export const StreamManifest = Schema.Struct({
  description: Schema.optionalKey(Schema.String),
  request: Request,
  pagination: Pagination.Pagination,
  records: Records,
  /** By name. */
  fields: Schema.Record(Schema.String, Field.Field),
  /** The fields that identify a record. */
  key: Schema.Array(Schema.String),
  /** The field with the provider's last modification. */
  version: Schema.optionalKey(Schema.String),
  /** The fields by which the records are a calendar. */
  grid: Schema.optionalKey(Schema.Struct({ by: Schema.Array(Schema.String), date: Schema.String })),
  pageSize: Schema.optionalKey(PageSize),
  /** What the provider promises about the order of the list. @default "unspecified" */
  order: Schema.optionalKey(Schema.Literals(["immutable", "append", "mutable", "unspecified"])),
  partitions: Schema.optionalKey(Schema.Array(PartitionBy.PartitionBy)),
  changes: Schema.optionalKey(Changes),
  /** Asked before those of the whole manifest. */
  errors: Schema.optionalKey(Schema.Array(Rule.Rule)),
  quota: Schema.optionalKey(
    Schema.Struct({
      kind: Schema.optionalKey(Schema.Literals(["read", "search"])),
      weight: Schema.optionalKey(Count)
    })
  ),
  /** The longest a page may take. @default "60 seconds" */
  deadline: Schema.optionalKey(Length.Length)
}).annotate({ identifier: "StreamManifest" })

/**
 * @category models
 * @since 0.1.0
 */
export type StreamManifest = typeof StreamManifest.Type
