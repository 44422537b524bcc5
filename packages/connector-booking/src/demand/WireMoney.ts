/**
 * An amount as the Demand API sends it: a number in version 3.1, and one for each of two currencies in 3.2, of the
 * accommodation or product and of the booker. Source: Booking.com's OpenAPI of both versions.
 *
 * @since 0.1.0
 */
import { Decimal } from "@innlet/core/domain"
import { Schema } from "effect"

const Amount = Schema.optionalKey(Schema.NullOr(Decimal.FromWire))

/**
 * @category schemas
 * @since 0.1.0
 */
export const WireMoney = Schema.Union([
  Decimal.FromWire,
  Schema.Struct({ accommodation_currency: Amount, product_currency: Amount, booker_currency: Amount })
])

/**
 * @category schemas
 * @since 0.1.0
 */
export const OptionalMoney = Schema.optionalKey(Schema.NullOr(WireMoney))

type Money = typeof WireMoney.Type | null | undefined

const textOrNull = (amount: number | string | null | undefined): string | null =>
  amount === null || amount === undefined ? null : Decimal.textOf(amount)

/**
 * The amount in the currency of the accommodation or product; in 3.1, in the one there is.
 *
 * @category getters
 * @since 0.1.0
 */
export const amountOf = (money: Money): string | null =>
  typeof money === "object" && money !== null
    ? textOrNull(money.accommodation_currency ?? money.product_currency)
    : textOrNull(money)

/**
 * The amount in the currency of the booker; null in 3.1.
 *
 * @category getters
 * @since 0.1.0
 */
export const bookerAmountOf = (money: Money): string | null =>
  typeof money === "object" && money !== null ? textOrNull(money.booker_currency) : null

const Code = Schema.String.check(Schema.isPattern(/^[A-Z]{3}$/, { expected: "a currency such as EUR" }))
const OptionalCode = Schema.optionalKey(Schema.NullOr(Code))

/**
 * The currencies of the amounts: one in version 3.1, two in 3.2.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OptionalCurrency = Schema.optionalKey(
  Schema.NullOr(
    Schema.Union([Code, Schema.Struct({ accommodation: OptionalCode, product: OptionalCode, booker: OptionalCode })])
  )
)

type Currency = (typeof OptionalCurrency)["Type"] | undefined

/**
 * ISO 4217; that of `amountOf`.
 *
 * @category getters
 * @since 0.1.0
 */
export const currencyOf = (currency: Currency): string | null =>
  typeof currency === "object" && currency !== null
    ? (currency.accommodation ?? currency.product ?? null)
    : (currency ?? null)

/**
 * ISO 4217; that of `bookerAmountOf`.
 *
 * @category getters
 * @since 0.1.0
 */
export const bookerCurrencyOf = (currency: Currency): string | null =>
  typeof currency === "object" && currency !== null ? (currency.booker ?? null) : null
