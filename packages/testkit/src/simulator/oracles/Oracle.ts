/**
 * An invariant, and the check for it.
 *
 * @since 0.1.0
 */
import type { History } from "../History.ts"

/**
 * Where in the history it shows, and what is wrong in one line.
 *
 * @category models
 * @since 0.1.0
 */
export interface Found {
  readonly moment: number
  readonly detail: string
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Violation extends Found {
  readonly oracle: string
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Oracle {
  /** As `I10`. */
  readonly name: string
  /** The sentence that it checks. */
  readonly invariant: string
  readonly check: (history: History) => ReadonlyArray<Found>
}
