/**
 * A field of a stream's records: where it stands in the raw record, and what it is.
 *
 * - `text`: as it came. `id`: text, or a whole number as its text.
 * - `integer`: a whole number that a double holds, or its text. `boolean`: true or false, 1 or 0, `Y` or `no` and such.
 * - `decimal`: exact, as money is. `date`: a civil date. `instant`: a moment, stored in UTC.
 * - `json`: whatever stands there.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { Pointer } from "./Place.ts"
import * as Value from "./Value.ts"

/**
 * A field that is read.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Read = Schema.Struct({
  type: Schema.Literals(["text", "id", "integer", "boolean", "decimal", "date", "instant", "json"]),
  /**
   * In the raw record. `/$key` is the key of a record that stood in a map. @default the field's own name
   */
  from: Schema.optionalKey(Pointer),
  /**
   * May it, or what it stands in, be absent, null or an empty text? Then it is null; a text without `values` and JSON may be
   * empty texts themselves. @default false
   */
  optional: Schema.optionalKey(Schema.Boolean),
  /** How an instant without a zone is to be read, and a number as an instant. @default as ISO 8601 with its zone */
  as: Schema.optionalKey(Schema.Literals(["plain", "epochSeconds", "epochMillis"])),
  /** The values that a text or an id may have. Others become dead letters. */
  values: Schema.optionalKey(Schema.Array(Schema.String))
}).annotate({ identifier: "Read" })

/**
 * A field that is the same for all records, or for all of a partition.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Given = Schema.Union([
  Schema.Struct({ constant: Value.Scalar }),
  Schema.Struct({ partition: Schema.String })
])

/**
 * @category schemas
 * @since 0.1.0
 */
export const Field = Schema.Union([Read, ...Given.members])

/**
 * @category models
 * @since 0.1.0
 */
export type Field = typeof Field.Type
