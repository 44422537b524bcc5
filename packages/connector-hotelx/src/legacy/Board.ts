/**
 * A board, such as bed and breakfast, in a supplier's own codes.
 *
 * Source: Travelgate documentation, MealPlanList.
 *
 * @since 0.1.0
 */
import * as NamedCode from "./NamedCode.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const Board = NamedCode.NamedCode

/**
 * @category models
 * @since 0.1.0
 */
export type Board = NamedCode.NamedCode

/**
 * The key of a raw record that may be bad otherwise.
 *
 * @category getters
 * @since 0.1.0
 */
export const keyOf = NamedCode.keyOf

/**
 * Decodes a `MealPlan` element as `XmlRecord` gives it; issues name the service's own elements.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FromWire = NamedCode.FromWire
