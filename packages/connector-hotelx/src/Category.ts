/**
 * A class of hotels of a supplier, such as its stars.
 *
 * Its key is the node's `code`.
 *
 * @since 0.1.0
 */
import { Instant } from "@innlet/core/domain"
import { Schema, SchemaGetter } from "effect"
import * as WireNode from "./WireNode.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const Category = Schema.Struct({
  code: Schema.String,
  /** The code that hotels name. */
  categoryCode: Schema.NullOr(Schema.String),
  /** In the first language that came. */
  name: Schema.NullOr(Schema.String),
  texts: Schema.Array(WireNode.Text),
  createdAt: Schema.NullOr(Instant.Checked),
  /** When Travelgate last changed it. */
  updatedAt: Schema.NullOr(Instant.Checked)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Category = typeof Category.Type

const { Code, OptionalInstant, OptionalText, OptionalTexts } = WireNode

const Wire = Schema.Struct({
  code: Code,
  categoryData: Schema.Struct({ categoryCode: OptionalText, texts: OptionalTexts }),
  createdAt: OptionalInstant,
  updatedAt: OptionalInstant
})

/**
 * The key of a raw record that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = WireNode.keyOf

/**
 * Decodes a category's node as the API sends it; issues name the API's own fields.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Category, {
    decode: SchemaGetter.transform(({ code, createdAt, categoryData, updatedAt }) => ({
      code: String(code),
      categoryCode: WireNode.textOf(categoryData.categoryCode),
      name: WireNode.nameOf(categoryData.texts),
      texts: WireNode.textsOf(categoryData.texts),
      createdAt: WireNode.instantOf(createdAt),
      updatedAt: WireNode.instantOf(updatedAt)
    })),
    encode: SchemaGetter.forbidden(() => "a category is only read")
  })
)
