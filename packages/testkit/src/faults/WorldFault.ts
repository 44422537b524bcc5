/**
 * How the data of a provider changes while they are read. Applied where the provider is made, and to its lists.
 *
 * @since 0.1.0
 */
import type { Volatility } from "../world/Volatility.ts"

/**
 * - `clear`: every row is deleted.
 * - `double`: as many rows as there are come in, anywhere.
 * - `recreate`: a row that was read is deleted, and comes back at the end under the same key with other content.
 * - `deleteBehind`: the rows of the page before are deleted, which a walk would overlap with.
 * - `reorder`: rows that sort alike stand in another order at every request.
 *
 * @category models
 * @since 0.1.0
 */
export type Upheaval = "clear" | "double" | "recreate" | "deleteBehind" | "reorder"

/**
 * @category models
 * @since 0.1.0
 */
export interface WorldFault {
  readonly _tag: "World"
  readonly world: Volatility | Upheaval
}
