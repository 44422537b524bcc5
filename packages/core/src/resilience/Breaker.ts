/**
 * Stops asking a provider that keeps failing, and finds out with one request at a time whether it is back.
 *
 * It opens after five requests failed in a row, when half of the last twenty failed, or after three pages in a row none of
 * whose records could be read. Only failures of the provider count: a refused request, a refused credential or a throttle
 * says that it is there.
 *
 * @since 0.1.0
 */
import { Cause, Clock, Context, Duration, Effect, Exit, Layer, Metric, Option, Schedule, Scope } from "effect"
import { CircuitBreaker } from "effect/persistence"
import type { ConnectorError } from "../contract/ConnectorError.ts"
import * as Admission from "../quota/Admission.ts"

/** Requests in a row. */
const inARow = CircuitBreaker.consecutive(5)
/** Of the last twenty requests. */
const ofTheLast = CircuitBreaker.rate({ threshold: 0.5, size: 20 })
/** Pages in a row. */
const unreadablePages = CircuitBreaker.consecutive(3)

/** Ten seconds at first, twice as long each time it opens again, five minutes at most. */
const openDuration = Schedule.min([Schedule.exponential("10 seconds"), Schedule.spaced("5 minutes")])
/** The longest wait a provider can ask an open breaker for; longer ones suspend the run by themselves. */
const maxOpenDuration = Duration.minutes(15)
/** How often a request that waits for another one's probe looks again: later than it may use its slot. */
const lookAgain = Duration.millis(Admission.grace + 1)

/**
 * A change of state, of one of the three ways to open.
 *
 * @category models
 * @since 0.1.0
 */
export interface Transition {
  readonly provider: string
  readonly rule: "consecutive" | "rate" | "schema"
  readonly from: "Closed" | "Open" | "HalfOpen"
  readonly to: "Closed" | "Open" | "HalfOpen"
  /** How long it stays open; milliseconds. */
  readonly openMs: number | undefined
}

/**
 * The breaker is open: nothing was sent, and nothing may be sent for `retryAfter`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Open {
  readonly _tag: "Open"
  readonly retryAfter: Duration.Duration
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Breaker {
  /** How long nothing may be sent to a provider; nothing when something may. */
  readonly openFor: (provider: string) => Effect.Effect<Duration.Duration | undefined>
  /**
   * Runs one request, which has to be bounded by a time-out, and takes note of how it ends. While another request probes
   * the provider it waits for that one.
   */
  readonly attempt: <A, R>(
    provider: string,
    request: Effect.Effect<A, ConnectorError, R>
  ) => Effect.Effect<A | Open, ConnectorError, R>
  /** Takes note of a page: could any of its records be read? */
  readonly page: (provider: string, readable: boolean) => Effect.Effect<void>
  /** Calls `f` with every transition of `provider` until the scope closes. */
  readonly listen: (
    provider: string,
    f: (transition: Transition) => Effect.Effect<void>
  ) => Effect.Effect<void, never, Scope.Scope>
}

const transitionsTotal = Metric.counter("innlet_breaker_transitions_total", {
  description: "Changes of state of a provider's circuit breaker",
  incremental: true
})

/**
 * A breaker over the given store.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<Breaker, never, CircuitBreaker.CircuitBreakerStore | Scope.Scope> = Effect.gen(
  function* () {
    const store = yield* CircuitBreaker.CircuitBreakerStore
    const listeners = new Set<{
      readonly provider: string
      readonly f: (transition: Transition) => Effect.Effect<void>
    }>()

    const rule = Effect.fnUntraced(function* (name: Transition["rule"], tripPolicy: CircuitBreaker.TripPolicy) {
      const keyOf = (provider: string) => `${provider}#${name}`
      const told = (transition: CircuitBreaker.Transition | undefined) =>
        transition === undefined ? Effect.void : tell(name, transition)
      const circuit = yield* CircuitBreaker.make({ tripPolicy, openDuration, maxOpenDuration }).pipe(
        // The circuit's own stream of transitions could miss those before somebody subscribes.
        Effect.provideService(CircuitBreaker.CircuitBreakerStore, {
          state: store.state,
          admit: (key) => Effect.tap(store.admit(key), ({ transition }) => told(transition)),
          record: (options) => Effect.tap(store.record(options), told)
        })
      )
      return { circuit, keyOf }
    })

    const tell = Effect.fnUntraced(function* (name: Transition["rule"], circuit: CircuitBreaker.Transition) {
      const transition: Transition = {
        provider: circuit.key.slice(0, -`#${name}`.length),
        rule: name,
        from: circuit.from,
        to: circuit.to,
        openMs: circuit.to === "Open" ? Duration.toMillis(circuit.retryAfter) : undefined
      }
      const { provider, to } = transition
      yield* Metric.update(Metric.withAttributes(transitionsTotal, { provider, rule: name, to }), 1)
      for (const listener of listeners) if (listener.provider === provider) yield* listener.f(transition)
    })

    const row = yield* rule("consecutive", inARow)
    const rate = yield* rule("rate", ofTheLast)
    const schema = yield* rule("schema", unreadablePages)

    const attempt = <A, R>(
      provider: string,
      request: Effect.Effect<A, ConnectorError, R>
    ): Effect.Effect<A | Open, ConnectorError, R> => {
      const counted: Effect.Effect<A, ConnectorError | CircuitBreaker.CircuitBreakerError, R> = row.circuit.execute(
        request,
        { key: row.keyOf(provider), classify: outcomeOf }
      )
      return rate.circuit.execute(counted, { key: rate.keyOf(provider), classify: outcomeOf }).pipe(
        Effect.catchTag("CircuitBreakerError", (error): Effect.Effect<A | Open, ConnectorError, R> => {
          switch (error.reason._tag) {
            case "CircuitOpen":
              return Effect.succeed({ _tag: "Open", retryAfter: error.reason.retryAfter })
            case "CircuitHalfOpen":
              return Effect.delay(
                Effect.suspend(() => attempt(provider, request)),
                lookAgain
              )
            case "CircuitBreakerStoreError":
              // The circuit runs a request unrecorded when its store fails; it never fails with this.
              return Effect.die(error)
          }
        })
      )
    }

    return {
      openFor: Effect.fnUntraced(function* (provider) {
        const waits = yield* Effect.forEach([row, rate, schema], ({ circuit, keyOf }) =>
          circuit.state(keyOf(provider)).pipe(
            Effect.map((state) => (state._tag === "Open" ? Duration.toMillis(state.retryAfter) : 0)),
            // A store that can't be read must not stop a pull; the attempt itself is then unrecorded too.
            Effect.orElseSucceed(() => 0)
          )
        )
        const wait = Math.max(...waits)
        return wait > 0 ? Duration.millis(wait) : undefined
      }),
      attempt,
      page: (provider, readable) =>
        schema.circuit
          .execute(Effect.void, {
            key: schema.keyOf(provider),
            classify: () => (readable ? CircuitBreaker.success : CircuitBreaker.failure())
          })
          .pipe(Effect.ignore),
      listen: (provider, f) => {
        const listener = { provider, f }
        return Effect.acquireRelease(
          Effect.sync(() => listeners.add(listener)),
          () => Effect.sync(() => listeners.delete(listener))
        )
      }
    }
  }
)

const outcomeOf = (exit: Exit.Exit<unknown, ConnectorError | CircuitBreaker.CircuitBreakerError>) => {
  if (Exit.isSuccess(exit)) return CircuitBreaker.success
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  if (error?._tag !== "ConnectorError") return CircuitBreaker.ignored
  switch (error.reason._tag) {
    case "ProviderUnavailable":
      return CircuitBreaker.failure({ retryAfter: error.retryAfter })
    case "UnexpectedResponse":
      return CircuitBreaker.failure()
    default:
      return CircuitBreaker.ignored
  }
}

/** Instants of two clocks can't be compared, so each clock has a breaker of its own. */
const ofClocks = new WeakMap<Clock.Clock, Breaker>()

const ofThisClock: Effect.Effect<Breaker> = Effect.gen(function* () {
  const clock = yield* Clock.Clock
  const known = ofClocks.get(clock)
  if (known !== undefined) return known
  // It lives as long as its clock, which for a process is for ever.
  const scope = yield* Scope.make()
  const context = yield* Layer.buildWithScope(CircuitBreaker.layerStoreMemory(), scope)
  const breaker = yield* make.pipe(Effect.provide(context), Effect.provideService(Scope.Scope, scope))
  const raced = ofClocks.get(clock)
  if (raced !== undefined) return raced
  ofClocks.set(clock, breaker)
  return breaker
})

/**
 * The breaker in use: one for the process, in memory, unless a layer gives another.
 *
 * @category references
 * @since 0.1.0
 */
export const Breaker = Context.Reference<Breaker>("@innlet/core/resilience/Breaker", {
  defaultValue: () => ({
    openFor: (provider) => Effect.flatMap(ofThisClock, (breaker) => breaker.openFor(provider)),
    attempt: (provider, request) => Effect.flatMap(ofThisClock, (breaker) => breaker.attempt(provider, request)),
    page: (provider, readable) => Effect.flatMap(ofThisClock, (breaker) => breaker.page(provider, readable)),
    listen: (provider, f) => Effect.flatMap(ofThisClock, (breaker) => breaker.listen(provider, f))
  })
})

/**
 * A breaker of its own, in memory.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory: Layer.Layer<never> = Layer.effect(Breaker, make).pipe(
  Layer.provide(CircuitBreaker.layerStoreMemory())
)

/**
 * A breaker over the store of the host's choice, such as `CircuitBreaker.layerStoreRedis` of `effect/persistence`.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerStore: Layer.Layer<never, never, CircuitBreaker.CircuitBreakerStore> = Layer.effect(Breaker, make)
