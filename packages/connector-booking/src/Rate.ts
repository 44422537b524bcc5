/**
 * The price of one rate plan of one property for one stay date.
 *
 * Its key is property, rate plan, stay date and currency, and the room type where the provider gives one: one plan is
 * often sold for several room types, and leaving the room out would let their prices overwrite each other.
 *
 * @since 0.1.0
 */
import { CivilDate, Decimal, Instant } from "@innlet/core/domain"
import { Option, Schema, SchemaGetter, Struct } from "effect"
import * as WireId from "./WireId.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const Rate = Schema.Struct({
  propertyId: Schema.String,
  ratePlanId: Schema.String,
  /** Of the stay, in the property's own calendar. */
  date: CivilDate.Checked,
  /** ISO 4217. */
  currency: Schema.String,
  /** Empty when the provider names none. */
  roomTypeId: Schema.String,
  /** In units of `currency`, not minor units. */
  price: Decimal.Checked,
  /** Rooms left to sell. */
  available: Schema.NullOr(Schema.Int),
  /** When the provider last changed it. */
  updatedAt: Schema.NullOr(Instant.Checked)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Rate = typeof Rate.Type

const Wire = Schema.Struct({
  property_id: WireId.WireId,
  rate_plan_id: WireId.WireId,
  date: CivilDate.CivilDate,
  currency: Schema.String.check(Schema.isPattern(/^[A-Z]{3}$/)),
  room_type_id: WireId.OptionalWireId,
  price: Decimal.NonNegativeFromWire,
  available: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  updated_at: Schema.optionalKey(Schema.NullOr(Instant.FromWire))
})

const WireKey = Wire.mapFields(Struct.pick(["property_id", "rate_plan_id", "date", "currency", "room_type_id"]))
const decodeKey = Schema.decodeUnknownOption(WireKey)

const keyOfWire = (wire: typeof WireKey.Type) => ({
  propertyId: WireId.textOf(wire.property_id),
  ratePlanId: WireId.textOf(wire.rate_plan_id),
  date: wire.date,
  currency: wire.currency,
  roomTypeId: WireId.textOf(wire.room_type_id)
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
 * Decodes a rate as the API sends it; issues name the API's own fields.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Rate, {
    decode: SchemaGetter.transform((wire) => ({
      ...keyOfWire(wire),
      price: Decimal.textOf(wire.price),
      available: wire.available ?? null,
      updatedAt: Instant.utcOrNull(wire.updated_at)
    })),
    encode: SchemaGetter.forbidden(() => "a rate is only read")
  })
)
