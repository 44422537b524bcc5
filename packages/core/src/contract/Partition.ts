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

/**
 * A time, from `from` up to but not including `to`; epoch milliseconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * What changed in a time: instants `from`, up to but not including `to`; without `to`, up to now. Epoch milliseconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Changes {
  readonly from: number
  readonly to?: number | undefined
}
