/**
 * A meal plan of a supplier.
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
export const Board = Schema.Struct({
  code: Schema.String,
  /** The code that searches give. */
  boardCode: Schema.NullOr(Schema.String),
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
export type Board = typeof Board.Type

const { Code, OptionalInstant, OptionalText, OptionalTexts } = WireNode

const Wire = Schema.Struct({
  code: Code,
  boardData: Schema.Struct({ boardCode: OptionalText, texts: OptionalTexts }),
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
 * Decodes a board's node as the API sends it; issues name the API's own fields.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Board, {
    decode: SchemaGetter.transform(({ code, createdAt, boardData, updatedAt }) => ({
      code: String(code),
      boardCode: WireNode.textOf(boardData.boardCode),
      name: WireNode.nameOf(boardData.texts),
      texts: WireNode.textsOf(boardData.texts),
      createdAt: WireNode.instantOf(createdAt),
      updatedAt: WireNode.instantOf(updatedAt)
    })),
    encode: SchemaGetter.forbidden(() => "a board is only read")
  })
)
