/**
 * The ledger of one process.
 *
 * @since 0.1.0
 */
import { Clock, Effect } from "effect"
import * as AccountLedger from "./AccountLedger.ts"
import * as AccountState from "./AccountState.ts"
import type * as QuotaLedger from "./QuotaLedger.ts"
import * as Slot from "./Slot.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface MemoryLedger extends QuotaLedger.Ledger {
  /** Takes a slot that another ledger granted, `wait` from now, so that this one knows of it. */
  readonly note: (rules: QuotaLedger.Rules, wait: number) => Effect.Effect<void>
  /** How many accounts it remembers. */
  readonly size: Effect.Effect<number>
}

/** How often idle accounts are looked for. */
const sweep = 60_000

interface Accounts {
  readonly states: Map<string, AccountState.AccountState>
  sweptAt: number
}

/**
 * An empty ledger. Instants of two clocks can't be compared, so each clock has accounts of its own.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): MemoryLedger => {
  const clocks = new WeakMap<Clock.Clock, Accounts>()

  const accountsOf = (clock: Clock.Clock, now: number, elapsed: number): Accounts => {
    const known = clocks.get(clock)
    if (known === undefined) {
      const accounts: Accounts = { states: new Map(), sweptAt: elapsed }
      clocks.set(clock, accounts)
      return accounts
    }
    if (elapsed - known.sweptAt >= sweep) {
      known.sweptAt = elapsed
      for (const [account, state] of known.states) {
        if (state.until <= AccountState.timeOf(state, now, elapsed)) known.states.delete(account)
      }
    }
    return known
  }

  const using = <A>(account: string, f: (state: AccountState.AccountState, now: number) => A): Effect.Effect<A> =>
    Clock.clockWith((clock) =>
      Effect.sync(() => {
        const now = Math.floor(clock.currentTimeMillisUnsafe())
        const elapsed = Math.floor(Number(clock.monotonicTimeNanosUnsafe()) / 1e6)
        const { states } = accountsOf(clock, now, elapsed)
        const state = states.get(account) ?? AccountState.make(now, elapsed)
        states.set(account, state)
        return f(state, AccountState.tick(state, now, elapsed))
      })
    )

  return {
    admit: (rules, maxWait) =>
      Effect.map(
        using(rules.account, (state, now) => AccountLedger.admit(state, rules, maxWait, now)),
        (decision) => {
          if (decision._tag !== "Granted") return decision
          const { at, ticket, ...grant } = decision
          return {
            ...grant,
            confirm: using(rules.account, (state, now) => AccountLedger.confirm(state, rules.kind, ticket, at, now))
          }
        }
      ),
    throttled: (account, wait, chance, sentAfter) =>
      using(account, (state, now) => AccountLedger.throttled(state, wait, chance, sentAfter, now)),
    pause: (account, wait) => using(account, (state, now) => AccountLedger.pause(state, wait, now)),
    ended: (account, how, sentAfter) => using(account, (state, now) => AccountLedger.ended(state, how, sentAfter, now)),
    observed: (account, kind, readings) =>
      using(account, (state, now) => AccountLedger.observed(state, kind, readings, now)),
    note: (rules, wait) =>
      using(rules.account, (state, now) => {
        const lane = AccountState.laneOf(state, rules.kind)
        Slot.prune(state, lane, now)
        Slot.take(state, lane, rules, Math.max(lane.last, now + wait))
      }),
    size: Clock.clockWith((clock) => Effect.sync(() => clocks.get(clock)?.states.size ?? 0))
  }
}
