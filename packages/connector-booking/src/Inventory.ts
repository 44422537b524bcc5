/**
 * How many rooms of one type are left to sell for one stay date.
 *
 * Its key is property, room type and stay date, and the rate plan where the provider counts by plan.
 *
 * @since 0.1.0
 */
import { CivilDate, Instant } from "@innlet/core/domain"
import { Option, Schema, SchemaGetter, Struct } from "effect"
import * as WireId from "./WireId.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const Inventory = Schema.Struct({
  propertyId: Schema.String,
  /** Empty when the provider names none. */
  roomTypeId: Schema.String,
  /** Of the stay, in the property's own calendar. */
  date: CivilDate.Checked,
  /** Empty when the provider counts rooms of all plans together. */
  ratePlanId: Schema.String,
  /** Rooms left to sell. */
  available: Schema.Int,
  /** Is the room closed for sale on this date? */
  closed: Schema.NullOr(Schema.Boolean),
  /** When the provider last changed it. */
  updatedAt: Schema.NullOr(Instant.Checked)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Inventory = typeof Inventory.Type

const Wire = Schema.Struct({
  property_id: WireId.WireId,
  room_type_id: WireId.OptionalWireId,
  date: CivilDate.CivilDate,
  rate_plan_id: WireId.OptionalWireId,
  available: Schema.Int,
  closed: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  updated_at: Schema.optionalKey(Schema.NullOr(Instant.FromWire))
})

const WireKey = Wire.mapFields(Struct.pick(["property_id", "room_type_id", "date", "rate_plan_id"]))
const decodeKey = Schema.decodeUnknownOption(WireKey)

const keyOfWire = (wire: typeof WireKey.Type) => ({
  propertyId: WireId.textOf(wire.property_id),
  roomTypeId: WireId.textOf(wire.room_type_id),
  date: wire.date,
  ratePlanId: WireId.textOf(wire.rate_plan_id)
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
 * Decodes an inventory record as the API sends it; issues name the API's own fields.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Inventory, {
    decode: SchemaGetter.transform((wire) => ({
      ...keyOfWire(wire),
      available: wire.available,
      closed: wire.closed ?? null,
      updatedAt: Instant.utcOrNull(wire.updated_at)
    })),
    encode: SchemaGetter.forbidden(() => "inventory is only read")
  })
)
