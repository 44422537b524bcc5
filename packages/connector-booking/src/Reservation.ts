/**
 * A booked stay.
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
export const Reservation = Schema.Struct({
  id: Schema.String,
  propertyId: Schema.String,
  roomTypeId: Schema.String,
  ratePlanId: Schema.String,
  /** The first night. */
  checkIn: CivilDate.Checked,
  /** The morning after the last night. */
  checkOut: CivilDate.Checked,
  /** The provider's own word, such as `confirmed` or `cancelled`. */
  status: Schema.String,
  /** ISO 4217. */
  currency: Schema.NullOr(Schema.String),
  /** Of the whole stay, in units of `currency`. */
  totalPrice: Schema.NullOr(Decimal.Checked),
  createdAt: Schema.NullOr(Instant.Checked),
  /** When the provider last changed it. */
  updatedAt: Schema.NullOr(Instant.Checked)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Reservation = typeof Reservation.Type

const OptionalInstant = Schema.optionalKey(Schema.NullOr(Instant.FromWire))

const Wire = Schema.Struct({
  id: WireId.WireId,
  property_id: WireId.WireId,
  room_type_id: WireId.OptionalWireId,
  rate_plan_id: WireId.OptionalWireId,
  check_in: CivilDate.CivilDate,
  check_out: CivilDate.CivilDate,
  status: Schema.NonEmptyString,
  currency: Schema.optionalKey(Schema.NullOr(Schema.String.check(Schema.isPattern(/^[A-Z]{3}$/)))),
  total_price: Schema.optionalKey(Schema.NullOr(Decimal.FromWire)),
  created_at: OptionalInstant,
  updated_at: OptionalInstant
})

const WireKey = Wire.mapFields(Struct.pick(["id"]))
const decodeKey = Schema.decodeUnknownOption(WireKey)

const keyOfWire = (wire: typeof WireKey.Type) => ({
  id: WireId.textOf(wire.id)
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
 * Decodes a reservation as the API sends it; issues name the API's own fields.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Reservation, {
    decode: SchemaGetter.transform((wire) => ({
      ...keyOfWire(wire),
      propertyId: WireId.textOf(wire.property_id),
      roomTypeId: WireId.textOf(wire.room_type_id),
      ratePlanId: WireId.textOf(wire.rate_plan_id),
      checkIn: wire.check_in,
      checkOut: wire.check_out,
      status: wire.status,
      currency: wire.currency ?? null,
      totalPrice: wire.total_price === undefined || wire.total_price === null ? null : Decimal.textOf(wire.total_price),
      createdAt: Instant.utcOrNull(wire.created_at),
      updatedAt: Instant.utcOrNull(wire.updated_at)
    })),
    encode: SchemaGetter.forbidden(() => "a reservation is only read")
  })
)
