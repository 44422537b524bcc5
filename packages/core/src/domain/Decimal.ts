/**
 * An exact decimal, kept as its text: what money is in Innlet.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import * as StreamTable from "../contract/StreamTable.ts"

/**
 * Decimal digits with an optional sign and fraction, no exponent: `120.5`, `-3`, `0.10`. Trailing zeros are kept as they
 * came. `BigDecimal.fromStringUnsafe` computes with it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Decimal = Schema.String.check(Schema.isPattern(/^-?\d{1,40}(\.\d{1,40})?$/)).annotate({
  [StreamTable.columnKind]: "decimal"
})

/**
 * The same, for a canonical record whose wire form has been checked.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Checked = Schema.String.annotate({ [StreamTable.columnKind]: "decimal" })

/**
 * A decimal as providers send it: text, or a JSON number.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = Schema.Union([
  Schema.Finite.check(
    Schema.makeFilter((value: number) => isPlain(value) || "Expected a decimal without an exponent", {
      expected: "a decimal without an exponent"
    })
  ),
  Schema.String.check(Schema.isPattern(/^-?\d{1,40}(\.\d{1,40})?$/, { expected: "a decimal such as 120.50" }))
])

/**
 * The same, not below zero.
 *
 * @category schemas
 * @since 0.1.0
 */
export const NonNegativeFromWire = FromWire.check(
  Schema.makeFilter((value: number | string) => Number(value) >= 0 || "Expected a decimal of 0 or more", {
    expected: "a decimal of 0 or more"
  })
)

/** Is the number written without an exponent? Those are the bounds that ECMAScript sets. */
const isPlain = (value: number): boolean => {
  const size = Math.abs(value)
  return size === 0 || (size >= 1e-6 && size < 1e21)
}

/**
 * The text of a decimal from the wire. A JSON number yields the digits it was sent with, as `ExactJson` sees to.
 *
 * @category getters
 * @since 0.1.0
 */
export const textOf = (value: number | string): string => (typeof value === "string" ? value : String(value))
