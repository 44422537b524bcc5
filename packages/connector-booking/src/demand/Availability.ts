/**
 * What an accommodation sells for a stay, right now: its products, how many are left, and their prices.
 *
 * Its key is the stay's name and the accommodation's id. An accommodation that sells nothing for the stay is not listed. The raw
 * record is `{"stay": …, "result": …}`, the result as it came. Source: Booking.com's OpenAPI of the Demand API,
 * `/accommodations/availability` of 3.2; `/accommodations/bulk-availability` of 3.1 is taken to answer alike.
 *
 * @since 0.1.0
 */
import { CivilDate, Decimal } from "@innlet/core/domain"
import { Option, Schema, SchemaGetter } from "effect"
import * as WireId from "../WireId.ts"
import * as WireMoney from "./WireMoney.ts"
import * as WireStay from "./WireStay.ts"

const Amount = Schema.NullOr(Decimal.Checked)

/**
 * A room under certain conditions. Amounts are as in a search's result.
 *
 * @category models
 * @since 0.1.0
 */
export const Product = Schema.Struct({
  id: Schema.String,
  room: Schema.NullOr(Schema.String),
  /** Left at this price. */
  available: Schema.NullOr(Schema.Int),
  base: Amount,
  display: Amount,
  total: Amount,
  bookerBase: Amount,
  bookerDisplay: Amount,
  bookerTotal: Amount
})

/**
 * @category models
 * @since 0.1.0
 */
export const Availability = Schema.Struct({
  /** The name of the stay. */
  stay: Schema.String,
  accommodationId: Schema.String,
  checkin: CivilDate.Checked,
  checkout: CivilDate.Checked,
  /** ISO 4217; of the accommodation in version 3.2. */
  currency: Schema.NullOr(Schema.String),
  bookerCurrency: Schema.NullOr(Schema.String),
  products: Schema.Array(Product)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Availability = typeof Availability.Type

const Count = Schema.optionalKey(Schema.NullOr(Schema.Int))

const WireProduct = Schema.Struct({
  id: WireId.WireId,
  room: WireId.OptionalWireId,
  number_available: Count,
  // The same in version 3.1.
  number_available_at_this_price: Count,
  price: WireStay.OptionalPrice
})

const Wire = Schema.Struct({
  stay: WireStay.WireStay,
  result: Schema.Struct({
    id: WireId.WireId,
    currency: WireMoney.OptionalCurrency,
    products: Schema.optionalKey(Schema.NullOr(Schema.Array(WireProduct)))
  })
})

const decodeKey = Schema.decodeUnknownOption(
  Schema.Struct({ stay: WireStay.WireStay, result: Schema.Struct({ id: WireId.WireId }) })
)

/**
 * The key of a raw record that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = (raw: unknown): { readonly stay: string; readonly accommodationId: string } | undefined =>
  Option.getOrUndefined(
    Option.map(decodeKey(raw), ({ result, stay }) => ({ stay: stay.name, accommodationId: WireId.textOf(result.id) }))
  )

/**
 * Decodes what an accommodation sells; issues name the API's own fields, below `result`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Availability, {
    decode: SchemaGetter.transform(({ result, stay }) => ({
      stay: stay.name,
      accommodationId: WireId.textOf(result.id),
      checkin: stay.checkin,
      checkout: stay.checkout,
      currency: WireMoney.currencyOf(result.currency),
      bookerCurrency: WireMoney.bookerCurrencyOf(result.currency),
      products: (result.products ?? []).map(({ id, price, room, ...counts }) => ({
        id: WireId.textOf(id),
        room: room === undefined || room === null ? null : WireId.textOf(room),
        available: counts.number_available ?? counts.number_available_at_this_price ?? null,
        ...WireStay.amountsOf(price)
      }))
    })),
    encode: SchemaGetter.forbidden(() => "availability is only read")
  })
)
