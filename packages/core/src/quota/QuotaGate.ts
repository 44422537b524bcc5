/**
 * The one place where requests wait until the provider allows them: quotas, spacing, pauses, and what the provider says is
 * left, for all workers of an account together.
 *
 * A slot is taken before it is waited for, so workers that ask at the same moment never share one. Within one kind of request
 * slots are given in the order of asking. A pause that begins meanwhile holds those who already wait; their slots then count
 * as used, since a provider may count them too.
 *
 * An account whose provider has not answered yet, or that was throttled since the last answer, has one request in flight at a
 * time; the others wait until `ended` tells of an answer, or until ninety seconds are over.
 *
 * @since 0.1.0
 */
import { Context, Duration, Effect, Layer, Random } from "effect"
import { Redis } from "effect/persistence"
import type { QuotaReading } from "../contract/Quota.ts"
import * as Admission from "./Admission.ts"
import { type Asking, millisOf, readingsOf, rulesOf } from "./Asking.ts"
import * as LocalFallback from "./LocalFallback.ts"
import * as MemoryLedger from "./MemoryLedger.ts"
import { QuotaGateError } from "./QuotaGateError.ts"
import type { Ledger } from "./QuotaLedger.ts"
import * as RedisConnection from "./RedisConnection.ts"
import * as RedisLedger from "./RedisLedger.ts"

export type { Admission } from "./Admission.ts"
export type { Asking } from "./Asking.ts"
export type { Because } from "./QuotaLedger.ts"
export { QuotaGateError } from "./QuotaGateError.ts"

/**
 * Where `sentAfter` may be given, it is the admission's: an answer to a request that was sent before the last throttle then
 * changes nothing, however late it comes.
 *
 * @category services
 * @since 0.1.0
 */
export interface QuotaGate {
  /**
   * Waits until the request may be sent. Gives `TooLong` without waiting, and takes nothing, when that is later than `maxWait`
   * from now; and during the wait, as soon as it turns out to be.
   */
  readonly admit: (asking: Asking, maxWait: Duration.Duration) => Effect.Effect<Admission.Admission, QuotaGateError>
  /**
   * The provider throttled: nobody of the account sends before the wait is over. Without a wait: 5, 10, 20 to 60 seconds, of
   * which the later half is by chance, longer with every throttle until an answer. Gives the pause in force.
   */
  readonly throttled: (
    account: string,
    wait: Duration.Duration | undefined,
    sentAfter?: number
  ) => Effect.Effect<Duration.Duration, QuotaGateError>
  /** Nobody of the account sends for this long. Never shortens a longer pause. */
  readonly pause: (account: string, wait: Duration.Duration) => Effect.Effect<void, QuotaGateError>
  /** The request came to an end: `answered` for any answer that is no throttle, `lost` for none. */
  readonly ended: (account: string, how: "answered" | "lost", sentAfter?: number) => Effect.Effect<void, QuotaGateError>
  /**
   * What the provider said is left for requests of this kind: until it counts anew they are sent at 90 % of the rate that uses
   * it up, and not at all when nothing is left.
   */
  readonly observed: (asking: Asking, readings: ReadonlyArray<QuotaReading>) => Effect.Effect<void, QuotaGateError>
}

const make = (ledger: Ledger): QuotaGate => ({
  admit: (asking, maxWait) => Effect.flatMap(rulesOf(asking), (rules) => Admission.wait(ledger, rules, maxWait)),
  throttled: Effect.fnUntraced(function* (account, wait, sentAfter) {
    const chance = yield* Random.next
    const inForce = yield* ledger.throttled(account, wait === undefined ? undefined : millisOf(wait), chance, sentAfter)
    return Duration.millis(inForce)
  }),
  pause: (account, wait) => ledger.pause(account, millisOf(wait)),
  ended: (account, how, sentAfter) => ledger.ended(account, how, sentAfter),
  observed: (asking, readings) => {
    const known = readingsOf(asking, readings)
    return known.length === 0 ? Effect.void : ledger.observed(asking.account, asking.kind, known)
  }
})

/**
 * The gate; if none is provided, one in memory that the whole process shares.
 *
 * @category references
 * @since 0.1.0
 */
export const QuotaGate = Context.Reference<QuotaGate>("@innlet/core/quota/QuotaGate", {
  defaultValue: () => make(MemoryLedger.make())
})

/**
 * A gate in memory, of its own.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory: Layer.Layer<never> = Layer.effect(
  QuotaGate,
  Effect.sync(() => make(MemoryLedger.make()))
)

/**
 * What becomes of requests while Redis can't be reached: `fail` lets none through; `local` lets each process keep its share of
 * every quota, for which it has to know how many processes share the account at most.
 *
 * @category models
 * @since 0.1.0
 */
export type RedisOptions = {
  /** Begins every key. @default "innlet:quota:" */
  readonly prefix?: string | undefined
  /** Whose time counts; a clock of one's own is for virtual time alone. @default "redis" */
  readonly now?: "redis" | "clock" | undefined
  /** How long Redis may take for one answer. @default 2 seconds */
  readonly timeout?: Duration.Input | undefined
} & (
  | { readonly onFailure: "fail" }
  | {
      readonly onFailure: "local"
      /** A whole number, at least 1. */
      readonly processes: number
    }
)

/**
 * A gate that all processes with the same Redis and prefix share. Build the client with `disableOfflineQueue`: a command queued
 * while it is disconnected takes a slot later that nobody uses. A Redis that loses keys (no persistence, eviction) forgets what
 * was used.
 *
 * The client's own layer fails by itself when Redis is down at the start; `layerRedisWith` takes it in.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRedis = (options: RedisOptions): Layer.Layer<never, QuotaGateError, Redis.Redis> =>
  Layer.effect(
    QuotaGate,
    Effect.gen(function* () {
      const ledger = RedisLedger.make(yield* Redis.Redis, settingsOf(options))
      return yield* gateOf(options, Effect.succeed(ledger))
    })
  )

/**
 * `layerRedis` with the client inside, so that a Redis that is down at the start is treated as one that goes down later: a
 * `QuotaGateError`, or each process's share until the client can be built.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRedisWith = <E, R>(
  client: Layer.Layer<Redis.Redis, E, R>,
  options: RedisOptions
): Layer.Layer<never, QuotaGateError, R> =>
  Layer.effect(
    QuotaGate,
    Effect.gen(function* () {
      const { connect } = yield* RedisConnection.make(client, settingsOf(options))
      if (options.onFailure === "fail") yield* connect
      return yield* gateOf(options, connect)
    })
  )

const settingsOf = (options: RedisOptions): RedisLedger.Options => ({
  prefix: options.prefix ?? "innlet:quota:",
  now: options.now ?? "redis",
  timeout: Duration.fromInputUnsafe(options.timeout ?? "2 seconds")
})

const gateOf = (options: RedisOptions, ledger: Effect.Effect<Ledger, QuotaGateError>) => {
  if (options.onFailure === "fail") return Effect.map(ledger, make)
  const { processes } = options
  return Number.isSafeInteger(processes) && processes >= 1
    ? Effect.succeed(make(LocalFallback.make(ledger, processes)))
    : new QuotaGateError({
        reason: "InvalidAsking",
        detail: `onFailure "local" needs processes, a whole number of at least 1, not ${String(processes)}.`
      })
}
