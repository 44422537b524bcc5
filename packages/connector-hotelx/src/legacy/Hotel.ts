/**
 * A hotel of one supplier, as the supplier describes it. What has no field here stands in the raw record.
 *
 * Source: Travelgate documentation, HotelList, and `hotel.xsd`.
 *
 * @since 0.1.0
 */
import { Decimal } from "@innlet/core/domain"
import { Option, Schema, SchemaGetter, Struct } from "effect"
import * as WireText from "./WireText.ts"

/**
 * Texts are as the provider sent them, save for spaces around numbers; null where it sent none.
 *
 * @category models
 * @since 0.1.0
 */
export const Hotel = Schema.Struct({
  /** The code to ask availability with; may be compound, with `#`. */
  code: Schema.String,
  /** The supplier's own code. */
  providerCode: Schema.NullOr(Schema.String),
  giataId: Schema.NullOr(Schema.String),
  name: Schema.NullOr(Schema.String),
  address: Schema.NullOr(Schema.String),
  town: Schema.NullOr(Schema.String),
  zipCode: Schema.NullOr(Schema.String),
  /** ISO 3166-1 alpha-2, as the supplier gives it. */
  country: Schema.NullOr(Schema.String),
  /** In decimal degrees. */
  latitude: Schema.NullOr(Decimal.Checked),
  /** In decimal degrees. */
  longitude: Schema.NullOr(Decimal.Checked),
  /** Of the list of categories. */
  categoryCode: Schema.NullOr(Schema.String),
  /** H, A, AH, C, AT, HS, CA, V, B or D. */
  type: Schema.NullOr(Schema.String),
  chainCode: Schema.NullOr(Schema.String),
  exclusiveDeal: Schema.NullOr(Schema.Boolean),
  /** Of the destination tree. */
  destinationCode: Schema.NullOr(Schema.String),
  destinationName: Schema.NullOr(Schema.String),
  /** The destination to ask availability with. */
  availDestinationCode: Schema.NullOr(Schema.String),
  email: Schema.NullOr(Schema.String),
  telephone: Schema.NullOr(Schema.String),
  web: Schema.NullOr(Schema.String),
  propertyCategoryCode: Schema.NullOr(Schema.String),
  propertyCategoryName: Schema.NullOr(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Hotel = typeof Hotel.Type

const Wire = Schema.Struct({
  Code: WireText.Code,
  ProviderCode: WireText.OptionalElement,
  GiataId: WireText.OptionalElement,
  Name: WireText.OptionalElement,
  Address: WireText.OptionalElement,
  Town: WireText.OptionalElement,
  ZipCode: WireText.OptionalElement,
  CountryISOCode: WireText.OptionalElement,
  Latitude: WireText.OptionalDecimal,
  Longitude: WireText.OptionalDecimal,
  CategoryCode: WireText.OptionalElement,
  Type: WireText.OptionalElement,
  ChainCode: WireText.OptionalElement,
  ExclusiveDeal: WireText.OptionalTruth,
  AvailDestination: WireText.optionalGroup({ "@code": WireText.OptionalAttribute }),
  GeographicDestination: WireText.optionalGroup({
    "@code": WireText.OptionalAttribute,
    "@name": WireText.OptionalAttribute
  }),
  Contact: WireText.optionalGroup({
    Email: WireText.OptionalElement,
    Telephone: WireText.OptionalElement,
    Web: WireText.OptionalElement
  }),
  PropertyCategory: WireText.optionalGroup({ Code: WireText.OptionalElement, Name: WireText.OptionalElement })
})

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
 * Decodes a `Hotel` element as `XmlRecord` gives it; issues name the service's own elements.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Hotel, {
    decode: SchemaGetter.transform((wire) => {
      const destination = WireText.groupOf(wire.GeographicDestination)
      const contact = WireText.groupOf(wire.Contact)
      const category = WireText.groupOf(wire.PropertyCategory)
      return {
        ...keyOfWire(wire),
        providerCode: WireText.textOf(wire.ProviderCode),
        giataId: WireText.textOf(wire.GiataId),
        name: WireText.textOf(wire.Name),
        address: WireText.textOf(wire.Address),
        town: WireText.textOf(wire.Town),
        zipCode: WireText.textOf(wire.ZipCode),
        country: WireText.textOf(wire.CountryISOCode),
        latitude: WireText.trimmedOf(wire.Latitude),
        longitude: WireText.trimmedOf(wire.Longitude),
        categoryCode: WireText.textOf(wire.CategoryCode),
        type: WireText.textOf(wire.Type),
        chainCode: WireText.textOf(wire.ChainCode),
        exclusiveDeal: WireText.truthOf(wire.ExclusiveDeal),
        destinationCode: WireText.textOf(destination?.["@code"]),
        destinationName: WireText.textOf(destination?.["@name"]),
        availDestinationCode: WireText.textOf(WireText.groupOf(wire.AvailDestination)?.["@code"]),
        email: WireText.textOf(contact?.Email),
        telephone: WireText.textOf(contact?.Telephone),
        web: WireText.textOf(contact?.Web),
        propertyCategoryCode: WireText.textOf(category?.Code),
        propertyCategoryName: WireText.textOf(category?.Name)
      }
    }),
    encode: SchemaGetter.forbidden(() => "a hotel is only read")
  })
)
