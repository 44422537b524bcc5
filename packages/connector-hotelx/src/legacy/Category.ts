/**
 * A category of hotels, such as a number of stars, in a supplier's own codes.
 *
 * Source: Travelgate documentation, CategoryList.
 *
 * @since 0.1.0
 */
import * as NamedCode from "./NamedCode.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const Category = NamedCode.NamedCode

/**
 * @category models
 * @since 0.1.0
 */
export type Category = NamedCode.NamedCode

/**
 * The key of a raw record that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = NamedCode.keyOf

/**
 * Decodes a `Category` element as `XmlRecord` gives it; issues name the service's own elements.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = NamedCode.FromWire
