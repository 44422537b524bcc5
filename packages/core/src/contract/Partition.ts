/**
 * A disjoint part of a stream, read, checkpointed and judged on its own.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * The partition of a stream that can't be split.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Whole = Schema.Literal("all")

/**
 * The stay dates a run asks for: civil dates `YYYY-MM-DD`, from `from` up to but not including `to`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Window {
  readonly from: string
  readonly to: string
}
