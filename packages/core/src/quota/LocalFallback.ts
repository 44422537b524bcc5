/**
 * A ledger that keeps going on this process's share of the quotas while the shared one can't be reached.
 *
 * @since 0.1.0
 */
import { Duration, Effect } from "effect"
import * as MemoryLedger from "./MemoryLedger.ts"
import * as Monotonic from "./Monotonic.ts"
import type { QuotaGateError } from "./QuotaGateError.ts"
import type * as QuotaLedger from "./QuotaLedger.ts"

/** How long the shared ledger is left alone after a failure. */
const retryAfter = Duration.seconds(5)

/**
 * The shared ledger, or this process's own with limits divided by `processes`; the way there is told by one warning, the way
 * back by one message. What this process was granted, and told of throttles, it takes along; what others were granted it
 * can't know: in the window of a change the account may be asked up to twice its limit.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  shared: Effect.Effect<QuotaLedger.Ledger, QuotaGateError>,
  processes: number
): QuotaLedger.Ledger => {
  const own = MemoryLedger.make()
  let down: { readonly since: number } | undefined

  const using = <A>(
    onShared: (ledger: QuotaLedger.Ledger) => Effect.Effect<A, QuotaGateError>,
    onOwn: (ledger: MemoryLedger.MemoryLedger) => Effect.Effect<A, QuotaGateError>
  ): Effect.Effect<A, QuotaGateError> =>
    Effect.gen(function* () {
      const now = yield* Monotonic.millis
      if (down !== undefined && now - down.since < Duration.toMillis(retryAfter)) return yield* onOwn(own)
      // The others stay away while this one looks.
      if (down !== undefined) down = { since: now }
      const result = yield* Effect.result(Effect.flatMap(shared, onShared))
      if (result._tag === "Success") {
        if (down !== undefined) yield* Effect.logInfo("quota gate: Redis answers again; quotas are shared again")
        down = undefined
        return result.success
      }
      if (result.failure.reason !== "StoreUnavailable") return yield* result.failure
      const isNew = down === undefined
      down = { since: yield* Monotonic.millis }
      if (isNew) yield* Effect.logWarning(`${result.failure.message} ${share(processes)}`)
      return yield* onOwn(own)
    })

  return {
    admit: (rules, maxWait) => {
      const divided = divide(rules, processes)
      return using(
        (ledger) =>
          Effect.map(ledger.admit(rules, maxWait), (decision) => {
            if (decision._tag !== "Granted") return decision
            // A slot of a ledger that is gone can't be confirmed.
            const confirm = Effect.orElseSucceed(decision.confirm, (): QuotaLedger.Confirmation => ({ _tag: "Back" }))
            return { ...decision, confirm }
          }).pipe(
            Effect.tap((decision) => (decision._tag === "Granted" ? own.note(divided, decision.wait) : Effect.void))
          ),
        (ledger) => ledger.admit(divided, maxWait)
      )
    },
    throttled: (account, wait, chance, sentAfter) =>
      using(
        (ledger) =>
          Effect.tap(ledger.throttled(account, wait, chance, sentAfter), (inForce) =>
            own.throttled(account, inForce, chance, sentAfter)
          ),
        (ledger) => ledger.throttled(account, wait, chance, sentAfter)
      ),
    pause: (account, wait) =>
      using(
        (ledger) => Effect.andThen(ledger.pause(account, wait), own.pause(account, wait)),
        (ledger) => ledger.pause(account, wait)
      ),
    ended: (account, how, sentAfter) =>
      using(
        (ledger) => ledger.ended(account, how, sentAfter),
        (ledger) => ledger.ended(account, how, sentAfter)
      ),
    observed: (account, kind, readings) => {
      const divided = readings.map((reading) => ({ ...reading, remaining: reading.remaining / processes }))
      return using(
        (ledger) => Effect.andThen(ledger.observed(account, kind, readings), own.observed(account, kind, divided)),
        (ledger) => ledger.observed(account, kind, divided)
      )
    }
  }
}

/**
 * One process's share. Where a quota has less than one request of this weight for each, one is let through in a longer
 * window.
 *
 * @category getters
 * @since 0.1.0
 */
export const divide = (rules: QuotaLedger.Rules, processes: number): QuotaLedger.Rules => ({
  ...rules,
  spacing: rules.spacing * processes,
  quotas: rules.quotas.map((quota) => {
    const limit = Math.max(rules.weight, Math.floor(quota.limit / processes))
    return limit * processes <= quota.limit
      ? { ...quota, limit }
      : { counting: "sliding", limit, window: Math.ceil((quota.window * limit * processes) / quota.limit) }
  })
})

const share = (processes: number): string =>
  processes === 1
    ? "Until it is back, this process keeps the quotas alone."
    : `Until it is back, this process keeps to 1/${processes} of each quota.`
