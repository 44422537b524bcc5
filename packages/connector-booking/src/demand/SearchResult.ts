/**
 * What one search found of one accommodation: the cheapest product that fits, and its price.
 *
 * Its key is the search's name and the accommodation's id. An answer does not repeat what was searched for, so the raw record is
 * `{"stay": …, "result": …}`, the result as it came. Source: Booking.com's OpenAPI of the Demand API 3.1 and 3.2,
 * `/accommodations/search`.
 *
 * @since 0.1.0
 */
import { CivilDate, Decimal } from "@innlet/core/domain"
import { Option, Schema, SchemaGetter } from "effect"
import * as WireId from "../WireId.ts"
import * as WireMoney from "./WireMoney.ts"
import * as WireStay from "./WireStay.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const SearchResult = Schema.Struct({
  /** The name of the search. */
  search: Schema.String,
  accommodationId: Schema.String,
  checkin: CivilDate.Checked,
  checkout: CivilDate.Checked,
  /** ISO 4217: of the amounts below; the accommodation's in version 3.2. */
  currency: Schema.NullOr(Schema.String),
  /** In units of `currency`, for the whole stay, as the others: without charges. */
  base: Schema.NullOr(Decimal.Checked),
  /** What has to be shown to a traveller; `book` in version 3.1. */
  display: Schema.NullOr(Decimal.Checked),
  /** With all charges. */
  total: Schema.NullOr(Decimal.Checked),
  /** The booker's; version 3.2 only, as the amounts in it. */
  bookerCurrency: Schema.NullOr(Schema.String),
  bookerBase: Schema.NullOr(Decimal.Checked),
  bookerDisplay: Schema.NullOr(Decimal.Checked),
  bookerTotal: Schema.NullOr(Decimal.Checked),
  url: Schema.NullOr(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export type SearchResult = typeof SearchResult.Type

const Wire = Schema.Struct({
  stay: WireStay.WireStay,
  result: Schema.Struct({
    id: WireId.WireId,
    currency: WireMoney.OptionalCurrency,
    price: WireStay.OptionalPrice,
    url: Schema.optionalKey(Schema.NullOr(Schema.String))
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
export const keyOf = (raw: unknown): { readonly search: string; readonly accommodationId: string } | undefined =>
  Option.getOrUndefined(
    Option.map(decodeKey(raw), ({ result, stay }) => ({ search: stay.name, accommodationId: WireId.textOf(result.id) }))
  )

/**
 * Decodes what a search found; issues name the API's own fields, below `result`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(SearchResult, {
    decode: SchemaGetter.transform(({ result, stay }) => ({
      search: stay.name,
      accommodationId: WireId.textOf(result.id),
      checkin: stay.checkin,
      checkout: stay.checkout,
      currency: WireMoney.currencyOf(result.currency),
      bookerCurrency: WireMoney.bookerCurrencyOf(result.currency),
      ...WireStay.amountsOf(result.price),
      url: result.url ?? null
    })),
    encode: SchemaGetter.forbidden(() => "a search's result is only read")
  })
)
