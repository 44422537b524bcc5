/**
 * A booking made through the affiliate: of a stay, a car, a flight, an attraction or a taxi.
 *
 * Its key is its id. What is known of the guest stays in the raw record alone. Source: Booking.com's OpenAPI of the Demand API
 * 3.1 and 3.2, `/orders/details`.
 *
 * @since 0.1.0
 */
import { CivilDate, Decimal, Instant } from "@innlet/core/domain"
import { Option, Schema, SchemaGetter } from "effect"
import * as WireId from "../WireId.ts"
import * as WireMoney from "./WireMoney.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const Order = Schema.Struct({
  id: Schema.String,
  /** `accommodations`, `cars`, `flights`, `attractions`, `taxis`; null where the order names none. */
  service: Schema.NullOr(Schema.String),
  /** That of the service's own system. */
  reservation: Schema.NullOr(Schema.String),
  /** The API's own word, such as `booked`, `cancelled_by_guest`, `stayed`. */
  status: Schema.NullOr(Schema.String),
  createdAt: Schema.NullOr(Instant.Checked),
  /** When the API last changed it. */
  updatedAt: Schema.NullOr(Instant.Checked),
  /** An instant or a date, as it came; version 3.2 only. */
  start: Schema.NullOr(Schema.String),
  end: Schema.NullOr(Schema.String),
  /** ISO 4217: of the amounts below; the product's in version 3.2. */
  currency: Schema.NullOr(Schema.String),
  total: Schema.NullOr(Decimal.Checked),
  /** What the commission is counted of. */
  commissionable: Schema.NullOr(Decimal.Checked),
  /** The final commission, once it is known. */
  commission: Schema.NullOr(Decimal.Checked),
  estimatedCommission: Schema.NullOr(Decimal.Checked),
  /** The booker's; version 3.2 only, as the amount in it. */
  bookerCurrency: Schema.NullOr(Schema.String),
  bookerTotal: Schema.NullOr(Decimal.Checked)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Order = typeof Order.Type

const nullable = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const isInstant = Schema.is(Instant.FromWire)

const Moment = nullable(
  Schema.String.check(
    Schema.makeFilter(
      (text: string) => CivilDate.isCivilDate(text) || isInstant(text) || "Expected a date or an instant",
      {
        expected: "a date or an instant"
      }
    )
  )
)

const Service = nullable(Schema.Struct({ reservation: nullable(WireId.WireId) }))

const Wire = Schema.Struct({
  id: WireId.WireId,
  status: nullable(Schema.String),
  created: nullable(Instant.FromWire),
  updated: nullable(Instant.FromWire),
  start: Moment,
  end: Moment,
  accommodations: Service,
  cars: Service,
  flights: Service,
  attractions: Service,
  taxis: nullable(Schema.Array(Schema.Struct({ reservation: nullable(WireId.WireId) }))),
  // One in 3.1, two under another name in 3.2; so are the amounts.
  currency: WireMoney.OptionalCurrency,
  currencies: WireMoney.OptionalCurrency,
  price: nullable(
    Schema.Struct({
      total: WireMoney.OptionalMoney,
      commissionable: WireMoney.OptionalMoney,
      total_price: WireMoney.OptionalMoney,
      commissionable_price: WireMoney.OptionalMoney
    })
  ),
  commission: nullable(
    Schema.Struct({
      actual_amount: WireMoney.OptionalMoney,
      estimated_amount: WireMoney.OptionalMoney,
      actual_commission_amount: WireMoney.OptionalMoney,
      estimated_commission_amount: WireMoney.OptionalMoney
    })
  )
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

const services = ["accommodations", "cars", "flights", "attractions"] as const

const serviceOf = (
  wire: typeof Wire.Type
): { readonly service: string | null; readonly reservation: string | null } => {
  const service = services.find((name) => wire[name] !== undefined && wire[name] !== null)
  const [taxi] = wire.taxis ?? []
  const booked = service === undefined ? taxi : wire[service]
  const reservation = booked?.reservation ?? null
  return {
    service: service ?? (taxi === undefined ? null : "taxis"),
    reservation: reservation === null ? null : WireId.textOf(reservation)
  }
}

/**
 * Decodes an order as the API sends it; issues name the API's own fields.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Wire.pipe(
  Schema.decodeTo(Order, {
    decode: SchemaGetter.transform((wire) => {
      const { commission, price } = wire
      const currency = wire.currencies ?? wire.currency
      const total = price?.total_price ?? price?.total
      return {
        id: WireId.textOf(wire.id),
        ...serviceOf(wire),
        status: wire.status ?? null,
        createdAt: Instant.utcOrNull(wire.created),
        updatedAt: Instant.utcOrNull(wire.updated),
        start: wire.start ?? null,
        end: wire.end ?? null,
        currency: WireMoney.currencyOf(currency),
        total: WireMoney.amountOf(total),
        commissionable: WireMoney.amountOf(price?.commissionable_price ?? price?.commissionable),
        commission: WireMoney.amountOf(commission?.actual_commission_amount ?? commission?.actual_amount),
        estimatedCommission: WireMoney.amountOf(
          commission?.estimated_commission_amount ?? commission?.estimated_amount
        ),
        bookerCurrency: WireMoney.bookerCurrencyOf(currency),
        bookerTotal: WireMoney.bookerAmountOf(total)
      }
    }),
    encode: SchemaGetter.forbidden(() => "an order is only read")
  })
)
