/**
 * The earliest time at which every rule admits a request, and the taking of it.
 *
 * @since 0.1.0
 */
import { type AccountState, keep, type Lane } from "./AccountState.ts"
import * as QuotaLedger from "./QuotaLedger.ts"

const day = 86_400_000
const minute = 60_000

/**
 * The quiet hours' factor at a time of the clock, and when it ends to hold.
 *
 * @category getters
 * @since 0.1.0
 */
export const regimeAt = (
  quiet: QuotaLedger.QuietRule | undefined,
  clock: number
): { readonly factor: number; readonly ends: number } => {
  if (quiet === undefined) return { factor: 1, ends: Number.POSITIVE_INFINITY }
  const midnight = Math.floor(clock / day) * day
  const from = quiet.from * minute
  const to = quiet.to * minute
  const now = clock - midnight
  const isQuiet = from <= to ? now >= from && now < to : now >= from || now < to
  let ends = Number.POSITIVE_INFINITY
  for (const edge of [from, to, from + day, to + day]) if (edge > now) ends = Math.min(ends, edge)
  return { factor: isQuiet ? quiet.factor : 1, ends: midnight + ends }
}

/**
 * A quota's limit, or the part of it that quiet hours leave.
 *
 * @category getters
 * @since 0.1.0
 */
export const limitOf = (limit: number, factor: number): number => Math.max(1, Math.floor(limit * factor))

/**
 * The earliest slot, not before `now`, and what it waits for. Each round raises `at` to what the rules ask for at the
 * present factor, and no farther than that factor holds, until nothing raises it any more.
 *
 * @category getters
 * @since 0.1.0
 */
export const earliest = (
  state: AccountState,
  lane: Lane,
  rules: QuotaLedger.Rules,
  now: number
): { readonly at: number; readonly because: QuotaLedger.Because | undefined } => {
  let at = now
  let because: QuotaLedger.Because | undefined
  const raise = (to: number, why: QuotaLedger.Because) => {
    if (to > at) {
      at = Math.ceil(to)
      because = why
    }
  }
  for (;;) {
    const before = at
    const { ends, factor } = regimeAt(rules.quiet, before - state.skew)
    raise(state.paused, "pause")
    raise(lane.last, "quota")
    for (const { remaining, reset, spacing } of lane.readings.values()) {
      if (reset > at) raise(remaining === 0 ? reset : Math.min(reset, lane.last + lane.lastWeight * spacing), "quota")
    }
    if (rules.spacing > 0) {
      const spacing = Math.ceil(rules.spacing / factor)
      for (const slot of state.slots) {
        const apart = slot <= at ? spacing : Math.ceil(rules.spacing / regimeAt(rules.quiet, slot - state.skew).factor)
        if (Math.abs(slot - at) < apart) raise(slot + spacing, "quota")
      }
    }
    for (const quota of rules.quotas) {
      const limit = limitOf(quota.limit, factor)
      raise(rules.weight > limit ? ends + state.skew : freeAt(lane, quota, limit, rules.weight, at), "quota")
    }
    if (at === before || at - now > QuotaLedger.horizon) return { at, because }
    at = Math.min(at, ends + state.skew)
  }
}

/** When the quota has room for the weight; any time up to `at` for now. */
const freeAt = (lane: Lane, quota: QuotaLedger.QuotaRule, limit: number, weight: number, at: number): number => {
  switch (quota.counting) {
    case "sliding": {
      // The request that holds this unit of weight has to leave the window.
      const unit = lane.total + weight - limit
      if (unit <= lane.dropped) return at
      return (lane.log[firstFrom(lane.log, unit)]?.at ?? at - quota.window) + quota.window
    }
    case "fixed": {
      const window = lane.fixed.get(quota.window)
      return window !== undefined && at < window.start + quota.window && window.used + weight > limit
        ? window.start + quota.window
        : at
    }
    case "bucket": {
      const full = lane.buckets.get(bucketOf(quota)) ?? 0
      return full > at ? full + (weight * quota.window) / limit - quota.window : at
    }
  }
}

/** The index of the first entry whose total is at least `total`. */
const firstFrom = (log: Lane["log"], total: number): number => {
  let low = 0
  let high = log.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (log[middle]!.total < total) low = middle + 1
    else high = middle
  }
  return low
}

const bucketOf = (quota: QuotaLedger.QuotaRule): string => `${quota.limit}:${quota.window}`

/**
 * Takes the slot in all rules, and gives its ticket.
 *
 * @category combinators
 * @since 0.1.0
 */
export const take = (state: AccountState, lane: Lane, rules: QuotaLedger.Rules, at: number): number => {
  const { factor } = regimeAt(rules.quiet, at - state.skew)
  const later = state.slots.findLastIndex((slot) => slot <= at)
  state.slots.splice(later + 1, 0, at)
  lane.last = at
  lane.lastWeight = rules.weight
  lane.total += rules.weight
  for (const quota of rules.quotas) {
    keep(state, at + quota.window)
    if (quota.counting === "sliding") {
      lane.window = Math.max(lane.window, quota.window)
    } else if (quota.counting === "fixed") {
      const window = lane.fixed.get(quota.window)
      if (window !== undefined && at < window.start + quota.window) window.used += rules.weight
      else lane.fixed.set(quota.window, { start: startOf(quota.window, at, state.skew), used: rules.weight })
    } else {
      const full = Math.max(lane.buckets.get(bucketOf(quota)) ?? 0, at)
      lane.buckets.set(bucketOf(quota), full + (rules.weight * quota.window) / limitOf(quota.limit, factor))
    }
  }
  if (lane.window === 0) lane.dropped = lane.total
  else lane.log.push({ at, total: lane.total })
  state.tickets += 1
  return state.tickets
}

const startOf = (window: number, at: number, skew: number): number => Math.floor((at - skew) / window) * window + skew

/**
 * Forgets what no rule looks at any more.
 *
 * @category combinators
 * @since 0.1.0
 */
export const prune = (state: AccountState, lane: Lane, now: number): void => {
  const past = state.slots.findIndex((slot) => slot >= now - state.spacing)
  state.slots.splice(0, past < 0 ? state.slots.length : past)
  const kept = lane.log.findIndex(({ at }) => at > now - lane.window)
  const count = kept < 0 ? lane.log.length : kept
  lane.dropped = lane.log[count - 1]?.total ?? lane.dropped
  lane.log.splice(0, count)
}
