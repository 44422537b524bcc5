/**
 * What all streams of one run share: whom the provider counts, the budget of retries, and the health that is kept for the
 * next process.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect, type Scope } from "effect"
import type { Connector } from "../contract/Connector.ts"
import type { RecentExchange } from "../contract/Health.ts"
import type * as Quota from "../contract/Quota.ts"
import { type StoreError, SyncStore } from "../contract/SyncStore.ts"
import * as QuotaGate from "../quota/QuotaGate.ts"
import * as Breaker from "../resilience/Breaker.ts"
import * as HealthLog from "../resilience/HealthLog.ts"
import * as RetryBudget from "../resilience/RetryBudget.ts"
import type { SyncEvent } from "./SyncEvent.ts"

/** Milliseconds between two saves of the health of a run that goes well. */
const saveEvery = 2000

/**
 * The part of a connector that a run needs beside its streams.
 *
 * @category models
 * @since 0.1.0
 */
export type Provider = Pick<Connector, "name" | "version"> &
  Partial<Pick<Connector, "quotas" | "pace" | "account" | "provider">>

/**
 * @category models
 * @since 0.1.0
 */
export interface RunContext {
  readonly connector: Provider
  readonly account: string
  /** Whose failures count together. */
  readonly provider: string
  readonly quotas: ReadonlyArray<Quota.Quota>
  readonly budget: RetryBudget.RetryBudget
  readonly onEvent: (event: SyncEvent) => Effect.Effect<void>
  readonly onExchange: (exchange: RecentExchange) => Effect.Effect<void>
  /** Nothing may be sent before `until`, epoch milliseconds; the next process will know. */
  readonly onPause: (until: number) => Effect.Effect<void>
}

/**
 * Begins a run: pauses the account for as long as an earlier run was told to, and saves the health when the scope closes.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  connector: Provider,
  onEvent: (event: SyncEvent) => Effect.Effect<void>
): Effect.fn.Return<RunContext, StoreError, SyncStore | Scope.Scope> {
  const store = yield* SyncStore
  const account = connector.account ?? connector.name
  const provider = connector.provider ?? connector.name
  const begun = yield* Clock.currentTimeMillis
  const log = HealthLog.make(connector.name)
  const until = yield* pausedUntil(connector.name)
  if (until > begun) {
    log.pause(until)
    // A gate that can't be told can't admit anything either, and says so then.
    yield* Effect.ignore((yield* QuotaGate.QuotaGate).pause(account, Duration.millis(until - begun)))
  }
  let saved = begun
  const save = Effect.gen(function* () {
    saved = yield* Clock.currentTimeMillis
    yield* store
      .saveHealth(log.snapshot(saved))
      .pipe(
        Effect.catch((error) => Effect.logWarning(`the health of ${connector.name} was not saved: ${error.message}`))
      )
  })
  // A run that asked nothing leaves the health of the one before.
  yield* Effect.addFinalizer(() => (log.requests() === 0 ? Effect.void : save))
  yield* (yield* Breaker.Breaker).listen(provider, (transition) =>
    onEvent({ _tag: "BreakerChanged", connector: connector.name, ...transition })
  )
  return {
    connector,
    account,
    provider,
    quotas: connector.quotas ?? [],
    budget: RetryBudget.make(),
    onEvent,
    onExchange: Effect.fnUntraced(function* (exchange) {
      log.add(exchange)
      if ((yield* Clock.currentTimeMillis) - saved >= saveEvery) yield* save
    }),
    onPause: Effect.fnUntraced(function* (pausedTo) {
      log.pause(pausedTo)
      yield* save
      yield* onEvent({ _tag: "AccountPaused", connector: connector.name, until: pausedTo })
    })
  }
})

/** When the latest of the waits ends that earlier runs of this connector left behind; 0 for none. */
const pausedUntil = Effect.fnUntraced(function* (name: string): Effect.fn.Return<number, StoreError, SyncStore> {
  const store = yield* SyncStore
  const checkpoints = yield* store.checkpoints
  const healths = yield* store.health
  return Math.max(
    0,
    ...checkpoints.filter(({ connector }) => connector === name).map(({ resumeAt }) => resumeAt ?? 0),
    ...healths.filter(({ connector }) => connector === name).map((health) => health.pausedUntil ?? 0)
  )
})
