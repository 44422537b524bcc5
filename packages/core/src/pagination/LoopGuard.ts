/**
 * Notices a list that goes round in circles: cursors that come again, pages that come again under other cursors, and
 * runs of empty pages. It remembers the last few pages only, so cycles longer than its memory are left to the request
 * budget.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/** Longer than the longest cycle that has to be noticed, five. */
const memory = 8
/** One full page may come again by chance when records are inserted before it; two in a row may not. */
const strong = 8
const patience = 2 * strong
/** A page of one or two records comes again by as many insertions, so it takes many such pages to tell a loop. */
const weak = 1
const weakBelow = 3
/** Empty pages in a row that claim there is more. */
const emptyPages = 5

/**
 * @category schemas
 * @since 0.1.0
 */
export const LoopGuard = Schema.Struct({
  cursors: Schema.Array(Schema.String),
  pages: Schema.Array(Schema.Struct({ at: Schema.String, print: Schema.String })),
  repeated: Schema.Int,
  empty: Schema.Int
})

/**
 * @category models
 * @since 0.1.0
 */
export type LoopGuard = typeof LoopGuard.Type

/**
 * @category constructors
 * @since 0.1.0
 */
export const start: LoopGuard = { cursors: [], pages: [], repeated: 0, empty: 0 }

/**
 * Takes in a page of `received` records, read at `at`. A page read again at the same place is no repeat.
 *
 * @category combinators
 * @since 0.1.0
 */
export const page = (
  guard: LoopGuard,
  seen: { readonly at: string; readonly print: string; readonly received: number }
): LoopGuard => {
  const { at, print, received } = seen
  const repeats = guard.pages.some((known) => known.print === print && known.at !== at)
  const weight = received < weakBelow ? weak : strong
  return {
    ...guard,
    pages: [{ at, print }, ...guard.pages].slice(0, memory),
    repeated: repeats ? guard.repeated + weight : 0,
    empty: 0
  }
}

/**
 * Takes in an empty page that is not the end.
 *
 * @category combinators
 * @since 0.1.0
 */
export const emptyPage = (guard: LoopGuard): LoopGuard => ({ ...guard, empty: guard.empty + 1 })

/**
 * Takes in a cursor that is about to be used.
 *
 * @category combinators
 * @since 0.1.0
 */
export const cursor = (guard: LoopGuard, value: string): LoopGuard => ({
  ...guard,
  cursors: [value, ...guard.cursors].slice(0, memory)
})

/**
 * @category guards
 * @since 0.1.0
 */
export const knowsCursor = (guard: LoopGuard, value: string): boolean => guard.cursors.includes(value)

/**
 * @category guards
 * @since 0.1.0
 */
export const goesRound = (guard: LoopGuard): boolean => guard.repeated >= patience

/**
 * @category guards
 * @since 0.1.0
 */
export const runsEmpty = (guard: LoopGuard): boolean => guard.empty > emptyPages
