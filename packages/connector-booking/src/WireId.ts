/**
 * An identifier as providers send it, text or a whole number, and as Innlet keeps it, text: `00123` and `123` differ.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * @category schemas
 * @since 0.1.0
 */
export const WireId = Schema.Union([Schema.NonEmptyString, Schema.Int])

/**
 * The same, where the provider may leave it out.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OptionalWireId = Schema.optionalKey(Schema.NullOr(Schema.Union([Schema.String, Schema.Int])))

/**
 * The identifier as text; empty where there is none, so that it can stand in a key.
 *
 * @category getters
 * @since 0.1.0
 */
export const textOf = (id: string | number | null | undefined): string =>
  id === null || id === undefined ? "" : String(id)
