/**
 * One piece of work for a worker, and what came of it.
 *
 * @since 0.1.0
 */
import type * as Fuzzer from "./Fuzzer.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Task {
  readonly target: string
  /** The target with its planted defect? */
  readonly planted: boolean
  readonly seed: number
  /** Fresh inputs; for each unit of the target's weight where it is `weighted`. */
  readonly executions: number
  readonly weighted: boolean
  readonly corpus: ReadonlyArray<string>
  readonly withCoverage: boolean
  readonly untilFound: boolean
  /** Ends early then; milliseconds since the epoch. */
  readonly until: number | undefined
  /** Cuts the corpus to what is needed to reach the same, of at most so many inputs. */
  readonly distil: number | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Done extends Fuzzer.Outcome {
  /** Milliseconds. */
  readonly took: number
  /** Characters of the code's functions: those that ran, and all. */
  readonly reached: { readonly ran: number; readonly all: number } | undefined
}
