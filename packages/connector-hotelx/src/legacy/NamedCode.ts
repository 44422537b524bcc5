/**
 * A code of a supplier and what it is called: all that the lists of boards and of categories hold.
 *
 * @since 0.1.0
 */
import { Option, Schema, SchemaGetter, Struct } from "effect"
import * as WireText from "./WireText.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const NamedCode = Schema.Struct({
  code: Schema.String,
  /** In the language that was asked for. */
  name: Schema.NullOr(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export type NamedCode = typeof NamedCode.Type

const Wire = Schema.Struct({ Code: WireText.Code, Name: WireText.OptionalElement })

const WireKey = Wire.mapFields(Struct.pick(["Code"]))
const decodeKey = Schema.decodeUnknownOption(WireKey)

const keyOfWire = ({ Code }: typeof WireKey.Type) => ({ code: WireText.textOf(Code) ?? "" })

/**
 * The key of a raw record that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = (raw: unknown): ReturnType<typeof keyOfWire> | undefined =>
  Option.getOrUndefined(Option.map(decodeKey(raw), keyOfWire))

/**
 * Decodes an element as `XmlRecord` gives it; issues name the service's own elements.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(NamedCode, {
    decode: SchemaGetter.transform((wire) => ({ ...keyOfWire(wire), name: WireText.textOf(wire.Name) })),
    encode: SchemaGetter.forbidden(() => "codes are only read")
  })
)
