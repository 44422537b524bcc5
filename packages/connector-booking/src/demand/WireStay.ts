/**
 * The stay that a record was asked for with, and the prices of a stay as the Demand API sends them.
 *
 * @since 0.1.0
 */
import { CivilDate } from "@innlet/core/domain"
import { Schema } from "effect"
import type * as Stay from "./Stay.ts"
import * as WireMoney from "./WireMoney.ts"

/**
 * What a raw record is told of the stay it was asked for with.
 *
 * @category schemas
 * @since 0.1.0
 */
export const WireStay = Schema.Struct({
  name: Schema.NonEmptyString,
  checkin: CivilDate.CivilDate,
  checkout: CivilDate.CivilDate
})

/**
 * The raw record of what an answer holds.
 *
 * @category constructors
 * @since 0.1.0
 */
export const record =
  ({ checkin, checkout, name }: Stay.Stay) =>
  (result: unknown): unknown => ({ stay: { name, checkin, checkout }, result })

/**
 * `book` in version 3.1 is `display` in 3.2. Source: Booking.com's migration guide to version 3.2.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OptionalPrice = Schema.optionalKey(
  Schema.NullOr(
    Schema.Struct({
      base: WireMoney.OptionalMoney,
      book: WireMoney.OptionalMoney,
      display: WireMoney.OptionalMoney,
      total: WireMoney.OptionalMoney
    })
  )
)

/**
 * The amounts of a price, each in the currency of the accommodation and in that of the booker.
 *
 * @category getters
 * @since 0.1.0
 */
export const amountsOf = (price: (typeof OptionalPrice)["Type"] | undefined) => {
  const display = price?.display ?? price?.book
  return {
    base: WireMoney.amountOf(price?.base),
    display: WireMoney.amountOf(display),
    total: WireMoney.amountOf(price?.total),
    bookerBase: WireMoney.bookerAmountOf(price?.base),
    bookerDisplay: WireMoney.bookerAmountOf(display),
    bookerTotal: WireMoney.bookerAmountOf(price?.total)
  }
}
