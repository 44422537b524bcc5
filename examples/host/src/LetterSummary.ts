/**
 * Many dead letters in few words: how many there are, what is wrong with them, and the newest of them.
 *
 * @since 0.1.0
 */
import type { DeadLetter } from "@innlet/core/contract"
import { Struct } from "effect"

/** Kinds of problems told apart. */
const kindsTold = 20

/**
 * A letter without its record.
 *
 * @category models
 * @since 0.1.0
 */
export type Heading = Omit<DeadLetter.StoredDeadLetter, "raw">

/**
 * @category models
 * @since 0.1.0
 */
export interface LetterSummary {
  readonly total: number
  readonly waiting: number
  readonly quarantined: number
  /** The first 20 kinds of problems, the most frequent first; a letter can have several. */
  readonly problems: ReadonlyArray<DeadLetter.Issue & { readonly count: number }>
  /** The newest first, as many as were asked for. */
  readonly newest: ReadonlyArray<Heading>
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const empty: LetterSummary = { total: 0, waiting: 0, quarantined: 0, problems: [], newest: [] }

/**
 * The summary with more letters, of which it keeps the newest `limit`.
 *
 * @category combinators
 * @since 0.1.0
 */
export const add = (
  before: LetterSummary,
  letters: ReadonlyArray<DeadLetter.StoredDeadLetter>,
  limit: number
): LetterSummary => {
  const waiting = letters.filter(({ status }) => status === "waiting").length
  return {
    total: before.total + letters.length,
    waiting: before.waiting + waiting,
    quarantined: before.quarantined + letters.length - waiting,
    problems: letters
      .flatMap(({ issues }) => issues)
      .reduce(withProblem, before.problems)
      .toSorted(byCount),
    newest: [...before.newest, ...letters.map(headingOf)]
      .toSorted((a, b) => b.lastSeen - a.lastSeen || (a.id < b.id ? -1 : 1))
      .slice(0, limit)
  }
}

const headingOf = (letter: DeadLetter.StoredDeadLetter): Heading => Struct.omit(letter, ["raw"])

const byCount = (a: { readonly count: number }, b: { readonly count: number }): number => b.count - a.count

const withProblem = (
  problems: LetterSummary["problems"],
  { message, path }: DeadLetter.Issue
): LetterSummary["problems"] => {
  const at = problems.findIndex((problem) => problem.path === path && problem.message === message)
  const before = problems[at]
  if (before !== undefined) return problems.with(at, { ...before, count: before.count + 1 })
  return problems.length < kindsTold ? [...problems, { path, message, count: 1 }] : problems
}
