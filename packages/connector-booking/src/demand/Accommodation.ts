/**
 * An accommodation and what is lasting about it.
 *
 * Its key is its id. What `extras` bring stays in the raw record. Source: Booking.com's OpenAPI of the Demand API 3.1 and 3.2,
 * `/accommodations/details`, which tells no time of a modification.
 *
 * @since 0.1.0
 */
import { Decimal } from "@innlet/core/domain"
import { Option, Schema, SchemaGetter } from "effect"
import * as WireId from "../WireId.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const Accommodation = Schema.Struct({
  id: Schema.String,
  /** In the first language that came. */
  name: Schema.NullOr(Schema.String),
  /** By language. */
  names: Schema.Record(Schema.String, Schema.String),
  /** The API's own word, such as `open`. */
  status: Schema.NullOr(Schema.String),
  /** An id of the API's constants, as those of places below. */
  accommodationType: Schema.NullOr(Schema.Int),
  /** ISO 3166-1 alpha-2, in lower case. */
  country: Schema.NullOr(Schema.String),
  city: Schema.NullOr(Schema.String),
  regions: Schema.Array(Schema.String),
  /** In the first language that came. */
  address: Schema.NullOr(Schema.String),
  postalCode: Schema.NullOr(Schema.String),
  /** Degrees, exactly as they came. */
  latitude: Schema.NullOr(Decimal.Checked),
  longitude: Schema.NullOr(Decimal.Checked),
  stars: Schema.NullOr(Decimal.Checked),
  /** Of 10. */
  reviewScore: Schema.NullOr(Decimal.Checked),
  numberOfReviews: Schema.NullOr(Schema.Int),
  numberOfRooms: Schema.NullOr(Schema.Int),
  /** ISO 4217. */
  currency: Schema.NullOr(Schema.String),
  url: Schema.NullOr(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Accommodation = typeof Accommodation.Type

const nullable = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const ByLanguage = nullable(Schema.Record(Schema.String, Schema.NullOr(Schema.String)))
const Number = nullable(Decimal.FromWire)

const Wire = Schema.Struct({
  id: WireId.WireId,
  name: ByLanguage,
  accommodation_status: nullable(Schema.String),
  accommodation_type: nullable(Schema.Int),
  currency: nullable(Schema.String),
  location: nullable(
    Schema.Struct({
      address: ByLanguage,
      city: nullable(WireId.WireId),
      country: nullable(Schema.String),
      postal_code: nullable(Schema.String),
      regions: nullable(Schema.Array(WireId.WireId)),
      coordinates: nullable(Schema.Struct({ latitude: Number, longitude: Number }))
    })
  ),
  number_of_rooms: nullable(Schema.Int),
  rating: nullable(Schema.Struct({ number_of_reviews: nullable(Schema.Int), review_score: Number, stars: Number })),
  // Text in 3.1, by device in 3.2.
  url: nullable(Schema.Union([Schema.String, Schema.Struct({ web: nullable(Schema.String) })]))
})

const decodeKey = Schema.decodeUnknownOption(Schema.Struct({ id: WireId.WireId }))

/**
 * The key of a raw record that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = (raw: unknown): { readonly id: string } | undefined =>
  Option.getOrUndefined(Option.map(decodeKey(raw), ({ id }) => ({ id: WireId.textOf(id) })))

const textsOf = (texts: (typeof ByLanguage)["Type"] | undefined): { readonly [language: string]: string } =>
  Object.fromEntries(
    Object.entries(texts ?? {}).flatMap(([language, text]) => (text === null ? [] : [[language, text]]))
  )

const firstOf = (texts: (typeof ByLanguage)["Type"] | undefined): string | null =>
  Object.values(textsOf(texts))[0] ?? null

const decimalOf = (value: number | string | null | undefined): string | null =>
  value === null || value === undefined ? null : Decimal.textOf(value)

/**
 * Decodes an accommodation as the API sends it; issues name the API's own fields.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Accommodation, {
    decode: SchemaGetter.transform(({ location, rating, url, ...wire }) => ({
      id: WireId.textOf(wire.id),
      name: firstOf(wire.name),
      names: textsOf(wire.name),
      status: wire.accommodation_status ?? null,
      accommodationType: wire.accommodation_type ?? null,
      country: location?.country ?? null,
      city: location?.city === undefined || location.city === null ? null : WireId.textOf(location.city),
      regions: (location?.regions ?? []).map(WireId.textOf),
      address: firstOf(location?.address),
      postalCode: location?.postal_code ?? null,
      latitude: decimalOf(location?.coordinates?.latitude),
      longitude: decimalOf(location?.coordinates?.longitude),
      stars: decimalOf(rating?.stars),
      reviewScore: decimalOf(rating?.review_score),
      numberOfReviews: rating?.number_of_reviews ?? null,
      numberOfRooms: wire.number_of_rooms ?? null,
      currency: wire.currency ?? null,
      url: typeof url === "string" ? url : (url?.web ?? null)
    })),
    encode: SchemaGetter.forbidden(() => "an accommodation is only read")
  })
)
