/**
 * A walk as a pure machine: it says what to ask for, takes in what came, and says whether to go on. It holds no
 * resources and does no I/O, so that every interleaving can be tried in memory and its state can stand in a checkpoint.
 *
 * @since 0.1.0
 */
import type { Stall } from "./PaginationError.ts"
import type { EndSignal } from "../contract/Traversal.ts"

/**
 * What to ask for next.
 *
 * @category models
 * @since 0.1.0
 */
export interface Request {
  /** Records to skip, the encoded cursor, or nothing for the first page. */
  readonly cursor: number | string | undefined
  /** In records. */
  readonly pageSize: number
}

/**
 * What a page showed.
 *
 * @category models
 * @since 0.1.0
 */
export interface Facts {
  /**
   * One identity a record, in page order. A record that could not be decoded has one that begins with `unkeyed`: enough
   * to recognise it, not enough to anchor on.
   */
  readonly keys: ReadonlyArray<string>
  readonly total: number | undefined
  /** Where the answer says it starts. */
  readonly offset: number | undefined
  /** The encoded cursor of the next page. */
  readonly next: string | undefined
  /** Is that known to lie further on? */
  readonly advances: boolean
  readonly evidence: ReadonlyArray<EndSignal>
}

/**
 * What comes after a page.
 *
 * @category models
 * @since 0.1.0
 */
export type Step<State> =
  | { readonly _tag: "Next"; readonly state: State; readonly outcome: string }
  | { readonly _tag: "PassEnd"; readonly state: State }
  | { readonly _tag: "Stalled"; readonly stall: Stall; readonly detail: string }

/**
 * @category constants
 * @since 0.1.0
 */
export const unkeyed = "\u0000"

/**
 * @category constructors
 * @since 0.1.0
 */
export const next = <State>(state: State, outcome = "accepted"): Step<State> => ({ _tag: "Next", state, outcome })

/**
 * @category constructors
 * @since 0.1.0
 */
export const passEnd = <State>(state: State): Step<State> => ({ _tag: "PassEnd", state })

/**
 * @category constructors
 * @since 0.1.0
 */
export const stalled = (stall: Stall, detail: string): Step<never> => ({ _tag: "Stalled", stall, detail })

/**
 * The most requests a pass may send: far more than a list of `total` records in pages of `longest` needs.
 *
 * @category limits
 * @since 0.1.0
 */
export const requestBudget = (total: number, longest: number): number =>
  100_000 + 10 * Math.ceil(total / Math.max(1, longest))
