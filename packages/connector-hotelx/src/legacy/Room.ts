/**
 * A kind of room that a supplier sells, in one language.
 *
 * Source: Travelgate documentation, RoomList, and `hotel.xsd`, which alone names the language.
 *
 * @since 0.1.0
 */
import { Option, Schema, SchemaGetter, Struct } from "effect"
import * as WireText from "./WireText.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const Room = Schema.Struct({
  code: Schema.String,
  /** Empty where the provider names none: then it is the one that was asked for. */
  language: Schema.String,
  name: Schema.NullOr(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Room = typeof Room.Type

const Wire = Schema.Struct({
  Code: WireText.Code,
  Language: WireText.OptionalElement,
  Name: WireText.OptionalElement
})

const WireKey = Wire.mapFields(Struct.pick(["Code", "Language"]))
const decodeKey = Schema.decodeUnknownOption(WireKey)

const keyOfWire = ({ Code, Language }: typeof WireKey.Type) => ({
  code: WireText.textOf(Code) ?? "",
  language: WireText.trimmedOf(Language) ?? ""
})

/**
 * The key of a raw record that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = (raw: unknown): ReturnType<typeof keyOfWire> | undefined =>
  Option.getOrUndefined(Option.map(decodeKey(raw), keyOfWire))

/**
 * Decodes a `RoomInfo` element as `XmlRecord` gives it; issues name the service's own elements.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Room, {
    decode: SchemaGetter.transform((wire) => ({ ...keyOfWire(wire), name: WireText.textOf(wire.Name) })),
    encode: SchemaGetter.forbidden(() => "a room is only read")
  })
)
