/**
 * How many retries a run may make, so that a provider in trouble is not asked many times over.
 *
 * @since 0.1.0
 */

/** Retries as a share of first tries; the per-client budget of Google's SRE book, chapter 21. */
const share = 0.1
/** A short run may retry this often. */
const least = 10

/**
 * @category models
 * @since 0.1.0
 */
export interface RetryBudget {
  /** Counts a first try. */
  readonly sent: () => void
  /** Takes one retry; false, and nothing taken, when the budget is used up. */
  readonly take: () => boolean
}

/**
 * A budget of 10 % of the first tries, and at least ten retries.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): RetryBudget => {
  let first = 0
  let retries = 0
  return {
    sent: () => {
      first++
    },
    take: () => {
      if (retries >= Math.max(least, Math.floor(first * share))) return false
      retries++
      return true
    }
  }
}
