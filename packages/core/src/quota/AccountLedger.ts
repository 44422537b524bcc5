/**
 * The decisions on one account, over its state and plain numbers. `RedisScript` makes the same ones in Lua: a change here is a
 * change there.
 *
 * @since 0.1.0
 */
import { type AccountState, keep, type Lane, laneOf } from "./AccountState.ts"
import * as QuotaLedger from "./QuotaLedger.ts"
import * as Slot from "./Slot.ts"

/**
 * A grant still lacks the way to confirm it, which is the store's.
 *
 * @category models
 * @since 0.1.0
 */
export type Decision = Grant | QuotaLedger.Later | QuotaLedger.TooLong

/**
 * @category models
 * @since 0.1.0
 */
export interface Grant {
  readonly _tag: "Granted"
  readonly at: number
  readonly ticket: number
  readonly wait: number
  readonly because: QuotaLedger.Because | undefined
  readonly sentAfter: number
}

/**
 * While nobody knows whether the provider answers, one request is granted, and only for now: nothing is reserved ahead.
 *
 * @category combinators
 * @since 0.1.0
 */
export const admit = (state: AccountState, rules: QuotaLedger.Rules, maxWait: number, now: number): Decision => {
  const lane = laneOf(state, rules.kind)
  state.spacing = Math.max(state.spacing, Math.ceil(rules.spacing / (rules.quiet?.factor ?? 1)))
  Slot.prune(state, lane, now)
  const { at, because } = Slot.earliest(state, lane, rules, now)
  const wait = at - now
  if (because !== undefined && wait > Math.min(maxWait, QuotaLedger.horizon)) {
    return { _tag: "TooLong", resumeAt: at - state.skew, because }
  }
  if (!state.open) {
    if (isProbing(state, now)) {
      return maxWait > 0
        ? { _tag: "Later", wait: Math.min(QuotaLedger.poll, state.probeUntil - now, maxWait), because: "probe" }
        : { _tag: "TooLong", resumeAt: state.probeUntil - state.skew, because: "probe" }
    }
    if (because !== undefined) return { _tag: "Later", wait, because }
  }
  const ticket = Slot.take(state, lane, rules, at)
  if (!state.open) probe(state, ticket, at, now)
  return { _tag: "Granted", at, ticket, wait, because, sentAfter: at - state.skew }
}

/**
 * @category combinators
 * @since 0.1.0
 */
export const confirm = (
  state: AccountState,
  kind: string,
  ticket: number,
  at: number,
  now: number
): QuotaLedger.Confirmation => {
  if (at > now) return { _tag: "Early", wait: at - now }
  if (state.paused > now || isUsedUp(laneOf(state, kind), now)) return { _tag: "Back" }
  if (!state.open && state.probe !== ticket) {
    if (isProbing(state, now)) return { _tag: "Back" }
    probe(state, ticket, at, now)
  }
  return { _tag: "Send", late: now - at }
}

/**
 * Gives the pause in force. A throttle that answers a request older than the throttle before it lengthens the pause only if
 * the provider says so: fifty requests in flight are throttled fifty times for one cause.
 *
 * @category combinators
 * @since 0.1.0
 */
export const throttled = (
  state: AccountState,
  wait: number | undefined,
  chance: number,
  sentAfter: number | undefined,
  now: number
): number => {
  const isFresh = isSinceThrottle(state, sentAfter, now)
  if (wait !== undefined) {
    state.cool = Math.max(state.cool, now + wait)
  } else if (isFresh) {
    state.strikes += 1
    const { first, most } = QuotaLedger.cooldown
    const longest = Math.min(most, first * 2 ** Math.min(state.strikes - 1, 10))
    state.cool = Math.max(state.cool, now + Math.ceil(longest / 2 + (longest / 2) * chance))
  }
  if (isFresh) {
    state.throttledAt = now
    state.probe = 0
  }
  state.open = false
  state.paused = Math.max(state.paused, state.cool)
  keep(state, state.paused + QuotaLedger.idle)
  return Math.max(0, state.paused - now)
}

/**
 * @category combinators
 * @since 0.1.0
 */
export const pause = (state: AccountState, wait: number, now: number): void => {
  state.paused = Math.max(state.paused, now + wait)
  keep(state, state.paused + QuotaLedger.idle)
}

/**
 * @category combinators
 * @since 0.1.0
 */
export const ended = (
  state: AccountState,
  how: "answered" | "lost",
  sentAfter: number | undefined,
  now: number
): void => {
  const isFresh = isSinceThrottle(state, sentAfter, now)
  const isProbe = state.probe !== 0 && (sentAfter === undefined ? isFresh : sentAfter + state.skew === state.probeAt)
  if (how === "answered" && (isFresh || isProbe)) {
    state.open = true
    state.strikes = 0
    state.probe = 0
  } else if (isProbe) {
    state.probe = 0
  }
}

/**
 * A later reading of a name takes the place of the one before it, but within one window what is left only shrinks: an answer
 * that was overtaken by another loosens nothing.
 *
 * @category combinators
 * @since 0.1.0
 */
export const observed = (
  state: AccountState,
  kind: string,
  readings: ReadonlyArray<QuotaLedger.Reading>,
  now: number
): void => {
  const kept = laneOf(state, kind).readings
  for (const [name, { reset }] of kept) if (reset <= now) kept.delete(name)
  for (const { name, remaining, reset: resetAfter } of readings) {
    const reset = now + resetAfter
    const old = kept.get(name)
    if (old !== undefined && remaining > old.remaining && Math.abs(reset - old.reset) <= QuotaLedger.sameReset) continue
    if (old === undefined && kept.size >= QuotaLedger.mostReadings) continue
    const spacing = remaining === 0 ? 0 : resetAfter / (QuotaLedger.useOfRemaining * remaining)
    kept.set(name, { reset, remaining, spacing })
    keep(state, reset + QuotaLedger.idle)
  }
}

const isProbing = (state: AccountState, now: number): boolean => state.probe !== 0 && state.probeUntil > now

const probe = (state: AccountState, ticket: number, at: number, now: number): void => {
  state.probe = ticket
  state.probeAt = at
  state.probeUntil = now + QuotaLedger.lease
}

/** Nobody sends while a throttle's pause lasts, so what ends then without a time of its own was sent before it. */
const isSinceThrottle = (state: AccountState, sentAfter: number | undefined, now: number): boolean =>
  sentAfter === undefined ? now >= state.cool : sentAfter + state.skew >= state.throttledAt

const isUsedUp = (lane: Lane, now: number): boolean => {
  for (const { remaining, reset } of lane.readings.values()) if (remaining === 0 && reset > now) return true
  return false
}
