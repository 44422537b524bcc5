/**
 * A node of a supplier's tree of destinations. The nodes come as a flat list that names children only; whoever wants a node's
 * parent looks for the one node that names it as a child.
 *
 * Source: Travelgate documentation, GeographicDestinationTree: a city is the lowest node that is open for availability, a zone
 * one above it.
 *
 * @since 0.1.0
 */
import { Option, Schema, SchemaGetter, Struct } from "effect"
import * as WireText from "./WireText.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const Destination = Schema.Struct({
  code: Schema.String,
  name: Schema.NullOr(Schema.String),
  /** Can availability be asked with it? */
  avail: Schema.NullOr(Schema.Boolean),
  /** Codes of the nodes right below, in the provider's order. */
  children: Schema.Array(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Destination = typeof Destination.Type

const Wire = Schema.Struct({
  "@code": WireText.CodeAttribute,
  "@name": WireText.OptionalAttribute,
  "@avail": WireText.OptionalTruth,
  DestinationLeaf: Schema.optionalKey(Schema.Array(Schema.Struct({ "@code": WireText.CodeAttribute })))
})

const WireKey = Wire.mapFields(Struct.pick(["@code"]))
const decodeKey = Schema.decodeUnknownOption(WireKey)

const keyOfWire = (wire: typeof WireKey.Type) => ({ code: wire["@code"] })

/**
 * The key of a raw record that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = (raw: unknown): ReturnType<typeof keyOfWire> | undefined =>
  Option.getOrUndefined(Option.map(decodeKey(raw), keyOfWire))

/**
 * Decodes a `DestinationTree` element as `XmlRecord` gives it; issues name the service's own attributes.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Destination, {
    decode: SchemaGetter.transform((wire) => ({
      ...keyOfWire(wire),
      name: WireText.textOf(wire["@name"]),
      avail: WireText.truthOf(wire["@avail"]),
      children: (wire.DestinationLeaf ?? []).map((leaf) => leaf["@code"])
    })),
    encode: SchemaGetter.forbidden(() => "a destination is only read")
  })
)
