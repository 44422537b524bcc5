/**
 * Where a stream that goes by time begins.
 *
 * @since 0.1.0
 */
import * as TimeText from "../TimeText.ts"
import * as Declared from "./Declared.ts"
import type * as Pagination from "./Pagination.ts"
import type { Asked } from "./Strategy.ts"

/**
 * Where what is asked for begins: with the changes that are wanted, or where everything does; epoch milliseconds.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (start: typeof Pagination.Start.Type, { changed, now }: Pick<Asked, "changed" | "now">): number => {
  if (changed !== undefined) return changed.from
  return "at" in start ? (TimeText.parse("instant", start.at) ?? 0) : now - Declared.millisOf(start.ago)
}

/**
 * The last whole step at or before a time; milliseconds.
 *
 * @category math
 * @since 0.1.0
 */
export const floor = (at: number, step: number): number => Math.floor(at / step) * step

/**
 * The first whole step at or after a time; milliseconds.
 *
 * @category math
 * @since 0.1.0
 */
export const ceil = (at: number, step: number): number => Math.ceil(at / step) * step
