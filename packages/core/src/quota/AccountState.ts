/**
 * What a ledger remembers of an account.
 *
 * Its times are of its own, which never goes back: the clock's epoch milliseconds plus `skew`, which grows by as much as the
 * clock is set back. Otherwise all that was written down would lie in the future, and the account would stand still. Where there
 * is a second clock, one that can't be set, `skew` shrinks by as much as the first is set forward too: a pause would end before
 * its time.
 *
 * @since 0.1.0
 */
import * as QuotaLedger from "./QuotaLedger.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface AccountState {
  /** The latest time seen. */
  seen: number
  skew: number
  /** The milliseconds of the clock that can't be set when `seen` was seen. */
  elapsed: number
  /** When all of this may be forgotten. */
  until: number
  /** The end of the pause in force, whatever it was for. */
  paused: number
  /** The end of the pause that throttles put in force. */
  cool: number
  /** When the last throttle came that was not an answer to a request older than the throttle before it; -1 for never. */
  throttledAt: number
  /** Throttles without a wait since the last answer. */
  strikes: number
  /** Has the provider answered since the last throttle? Otherwise one request at a time tries. */
  open: boolean
  /** The ticket of the request that tries, 0 for none, its slot, and when the others stop waiting for it. */
  probe: number
  probeAt: number
  probeUntil: number
  tickets: number
  /** The longest spacing asked for. */
  spacing: number
  /** Slots within the longest spacing of the present, and all of the future, ascending. */
  readonly slots: Array<number>
  readonly lanes: Map<string, Lane>
}

/**
 * An account's requests of one kind. Their slots never go back, so that each waits for its turn.
 *
 * @category models
 * @since 0.1.0
 */
export interface Lane {
  /** The slot and the weight of the last request; -1 and 0 before the first. */
  last: number
  lastWeight: number
  /** The weight of all requests so far. */
  total: number
  /** The weight of those that are no longer in the log. */
  dropped: number
  /** The longest window that the log serves; 0 for no log. */
  window: number
  /** Slots with the total up to and with each, ascending. */
  readonly log: Array<{ readonly at: number; readonly total: number }>
  /** By the length of the window. */
  readonly fixed: Map<number, { start: number; used: number }>
  /** By limit and window: when the bucket is full again. */
  readonly buckets: Map<string, number>
  readonly readings: Map<string, KeptReading>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface KeptReading {
  readonly reset: number
  readonly remaining: number
  /** Between two requests of weight 1; meaningless when nothing remains. */
  readonly spacing: number
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (clock: number, elapsed = 0): AccountState => ({
  seen: clock,
  skew: 0,
  elapsed,
  until: 0,
  paused: 0,
  cool: 0,
  throttledAt: -1,
  strikes: 0,
  open: false,
  probe: 0,
  probeAt: 0,
  probeUntil: 0,
  tickets: 0,
  spacing: 0,
  slots: [],
  lanes: new Map()
})

/**
 * @category getters
 * @since 0.1.0
 */
export const laneOf = (state: AccountState, kind: string): Lane => {
  const known = state.lanes.get(kind)
  if (known !== undefined) return known
  const lane: Lane = {
    last: -1,
    lastWeight: 0,
    total: 0,
    dropped: 0,
    window: 0,
    log: [],
    fixed: new Map(),
    buckets: new Map(),
    readings: new Map()
  }
  state.lanes.set(kind, lane)
  return lane
}

/**
 * The account's time at the clock's, and at that of the one that can't be set, where there is one.
 *
 * @category getters
 * @since 0.1.0
 */
export const timeOf = (state: AccountState, clock: number, elapsed?: number): number =>
  Math.max(state.seen, clock + state.skew - setBy(state, clock, elapsed))

/**
 * Lets the account's time go on to what it is now, and gives it.
 *
 * @category combinators
 * @since 0.1.0
 */
export const tick = (state: AccountState, clock: number, elapsed?: number): number => {
  state.skew -= setBy(state, clock, elapsed)
  state.elapsed = elapsed ?? state.elapsed
  state.seen = Math.max(state.seen, clock + state.skew)
  keep(state, state.seen + QuotaLedger.idle)
  return state.seen
}

/** How far the clock was set since it was last seen; what may be its trembling is none. */
const setBy = (state: AccountState, clock: number, elapsed: number | undefined): number => {
  const moved = clock + state.skew - state.seen
  const by = moved - (elapsed === undefined ? Math.max(0, moved) : elapsed - state.elapsed)
  return Math.abs(by) > QuotaLedger.clockSlack ? by : 0
}

/**
 * @category combinators
 * @since 0.1.0
 */
export const keep = (state: AccountState, until: number): void => {
  state.until = Math.max(state.until, until)
}
