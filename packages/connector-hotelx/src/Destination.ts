/**
 * A place that hotels are listed under, a node of the supplier's tree of destinations.
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
export const Destination = Schema.Struct({
  code: Schema.String,
  /** In the first language that came. */
  name: Schema.NullOr(Schema.String),
  texts: Schema.Array(WireNode.Text),
  /** `ZONE`, `CITY` or `COUNTRY`; a word that is new to us is kept. */
  type: Schema.NullOr(Schema.String),
  /** May it be searched for? */
  available: Schema.NullOr(Schema.Boolean),
  /** The code of the destination above it. */
  parentCode: Schema.NullOr(Schema.String),
  /** The codes of the smallest destinations below it. */
  leafCodes: Schema.Array(Schema.String),
  /** The codes of its neighbours. */
  closestCodes: Schema.Array(Schema.String),
  createdAt: Schema.NullOr(Instant.Checked),
  /** When Travelgate last changed it. */
  updatedAt: Schema.NullOr(Instant.Checked)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Destination = typeof Destination.Type

const { Code, OptionalInstant, OptionalText, OptionalTexts, nullable } = WireNode

const Wire = Schema.Struct({
  code: Code,
  destinationData: Schema.Struct({
    texts: OptionalTexts,
    type: OptionalText,
    available: nullable(Schema.Boolean),
    parent: OptionalText,
    destinationLeaf: nullable(Schema.Array(Schema.String)),
    closestDestinations: nullable(Schema.Array(Schema.String))
  }),
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
 * Decodes a destination's node as the API sends it; issues name the API's own fields.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Destination, {
    decode: SchemaGetter.transform(({ code, createdAt, destinationData, updatedAt }) => ({
      code: String(code),
      name: WireNode.nameOf(destinationData.texts),
      texts: WireNode.textsOf(destinationData.texts),
      type: WireNode.textOf(destinationData.type),
      available: destinationData.available ?? null,
      parentCode: WireNode.textOf(destinationData.parent),
      leafCodes: destinationData.destinationLeaf ?? [],
      closestCodes: destinationData.closestDestinations ?? [],
      createdAt: WireNode.instantOf(createdAt),
      updatedAt: WireNode.instantOf(updatedAt)
    })),
    encode: SchemaGetter.forbidden(() => "a destination is only read")
  })
)
