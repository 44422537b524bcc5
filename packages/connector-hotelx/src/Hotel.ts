/**
 * A hotel of a supplier's portfolio.
 *
 * Its key is `hotelData.hotelCode`: the code that searches and bookings take, and the one to tell repeated hotels by, since a
 * list may hold a hotel twice. The node's `code` is Travelgate's own and kept beside it. Source: Travelgate documentation,
 * hotels, and change log of August 2019.
 *
 * Descriptions, media, amenities, fees and mappings stay in the raw record.
 *
 * @since 0.1.0
 */
import { Decimal, Instant } from "@innlet/core/domain"
import { Option, Schema, SchemaGetter } from "effect"
import * as WireNode from "./WireNode.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const Hotel = Schema.Struct({
  hotelCode: Schema.String,
  /** Travelgate's own. */
  code: Schema.NullOr(Schema.String),
  /** The supplier's own, where it differs. */
  supplierHotelCode: Schema.NullOr(Schema.String),
  name: Schema.NullOr(Schema.String),
  /** Of the stream `categories`. */
  categoryCode: Schema.NullOr(Schema.String),
  chainCode: Schema.NullOr(Schema.String),
  propertyTypeCode: Schema.NullOr(Schema.String),
  propertyTypeName: Schema.NullOr(Schema.String),
  exclusiveDeal: Schema.NullOr(Schema.Boolean),
  address: Schema.NullOr(Schema.String),
  city: Schema.NullOr(Schema.String),
  zipCode: Schema.NullOr(Schema.String),
  /** The letters of ISO 3166-2 without the country. */
  state: Schema.NullOr(Schema.String),
  /** ISO 3166-1 alpha-2. */
  country: Schema.NullOr(Schema.String),
  /** In degrees, with the digits that came. */
  latitude: Schema.NullOr(Decimal.Checked),
  longitude: Schema.NullOr(Decimal.Checked),
  /** Of the stream `destinations`. */
  destinationCode: Schema.NullOr(Schema.String),
  email: Schema.NullOr(Schema.String),
  telephone: Schema.NullOr(Schema.String),
  web: Schema.NullOr(Schema.String),
  /** From when guests may check in, `hh:mm` in the hotel's own time. */
  checkInFrom: Schema.NullOr(Schema.String),
  /** Until when guests have to check out, `hh:mm` in the hotel's own time. */
  checkOutUntil: Schema.NullOr(Schema.String),
  /** In the buyer's or the supplier's order of preference. */
  ranks: Schema.Array(Schema.Int),
  /** Such as `VI` and `CA`; codes that are new to us are kept. */
  cardTypes: Schema.Array(Schema.String),
  createdAt: Schema.NullOr(Instant.Checked),
  /** When Travelgate last changed it. */
  updatedAt: Schema.NullOr(Instant.Checked)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Hotel = typeof Hotel.Type

const { Code, OptionalInstant, OptionalText, nullable } = WireNode

const Schedule = nullable(
  Schema.Struct({ schedule: nullable(Schema.Struct({ startTime: OptionalText, endTime: OptionalText })) })
)

const HotelData = Schema.Struct({
  hotelCode: Code,
  hotelCodeSupplier: OptionalText,
  hotelName: OptionalText,
  categoryCode: OptionalText,
  chainCode: OptionalText,
  propertyType: nullable(Schema.Struct({ propertyCode: OptionalText, name: OptionalText })),
  exclusiveDeal: nullable(Schema.Boolean),
  location: nullable(
    Schema.Struct({
      address: OptionalText,
      city: OptionalText,
      zipCode: OptionalText,
      state: OptionalText,
      country: OptionalText,
      coordinates: nullable(
        Schema.Struct({ latitude: nullable(Decimal.FromWire), longitude: nullable(Decimal.FromWire) })
      ),
      closestDestination: nullable(Schema.Struct({ code: OptionalText }))
    })
  ),
  contact: nullable(Schema.Struct({ email: OptionalText, telephone: OptionalText, web: OptionalText })),
  checkIn: Schedule,
  checkOut: Schedule,
  rank: nullable(Schema.Array(Schema.Int)),
  cardTypes: nullable(Schema.Array(Schema.String))
})

const Wire = Schema.Struct({
  code: OptionalText,
  hotelData: HotelData,
  createdAt: OptionalInstant,
  updatedAt: OptionalInstant
})

const decodeKey = Schema.decodeUnknownOption(Schema.Struct({ hotelData: Schema.Struct({ hotelCode: Code }) }))

/**
 * The key of a raw record that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = (raw: unknown): { readonly hotelCode: string } | undefined =>
  Option.getOrUndefined(Option.map(decodeKey(raw), ({ hotelData }) => ({ hotelCode: String(hotelData.hotelCode) })))

/**
 * Decodes a hotel's node as the API sends it; issues name the API's own fields.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Hotel, {
    decode: SchemaGetter.transform(({ code, createdAt, hotelData, updatedAt }) => {
      const { textOf } = WireNode
      const { contact, location, propertyType } = hotelData
      return {
        hotelCode: String(hotelData.hotelCode),
        code: textOf(code),
        supplierHotelCode: textOf(hotelData.hotelCodeSupplier),
        name: textOf(hotelData.hotelName),
        categoryCode: textOf(hotelData.categoryCode),
        chainCode: textOf(hotelData.chainCode),
        propertyTypeCode: textOf(propertyType?.propertyCode),
        propertyTypeName: textOf(propertyType?.name),
        exclusiveDeal: hotelData.exclusiveDeal ?? null,
        address: textOf(location?.address),
        city: textOf(location?.city),
        zipCode: textOf(location?.zipCode),
        state: textOf(location?.state),
        country: textOf(location?.country),
        latitude: textOf(location?.coordinates?.latitude),
        longitude: textOf(location?.coordinates?.longitude),
        destinationCode: textOf(location?.closestDestination?.code),
        email: textOf(contact?.email),
        telephone: textOf(contact?.telephone),
        web: textOf(contact?.web),
        checkInFrom: textOf(hotelData.checkIn?.schedule?.startTime),
        checkOutUntil: textOf(hotelData.checkOut?.schedule?.endTime),
        ranks: hotelData.rank ?? [],
        cardTypes: hotelData.cardTypes ?? [],
        createdAt: WireNode.instantOf(createdAt),
        updatedAt: WireNode.instantOf(updatedAt)
      }
    }),
    encode: SchemaGetter.forbidden(() => "a hotel is only read")
  })
)
