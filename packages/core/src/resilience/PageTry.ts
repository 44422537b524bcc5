/**
 * One try of reading a page: the breaker is looked at, the gate waited for, and the request sent within its deadline; then
 * both are told how it ended.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect, Metric, Result } from "effect"
import {
  ConnectorError,
  CursorRejected,
  ProviderUnavailable,
  QuotaExceeded,
  QuotaUnavailable,
  type Reason
} from "../contract/ConnectorError.ts"
import * as Admission from "../quota/Admission.ts"
import * as Monotonic from "../quota/Monotonic.ts"
import * as QuotaGate from "../quota/QuotaGate.ts"
import * as Attempt from "./Attempt.ts"
import * as Breaker from "./Breaker.ts"
import * as TryObserver from "./TryObserver.ts"

const usualDeadline = Duration.seconds(60)

/**
 * A longer wait suspends the run instead.
 *
 * @category constants
 * @since 0.1.0
 */
export const maxWait = Duration.minutes(15)

/**
 * @category models
 * @since 0.1.0
 */
export interface Options extends TryObserver.Options {
  /** Whose failures count together. */
  readonly provider: string
  /** When the cursor that is asked with stops working; epoch milliseconds. */
  readonly expiresAt: number | undefined
  /** From sending to the whole page. @default 60 seconds */
  readonly deadline?: Duration.Input | undefined
  /** The provider wants nothing before `until`, epoch milliseconds. */
  readonly onPause: (until: number) => Effect.Effect<void>
}

/**
 * How one try ended.
 *
 * @category models
 * @since 0.1.0
 */
export type Tried<Page> =
  | { readonly _tag: "Read"; readonly page: Page }
  | { readonly _tag: "Final"; readonly error: ConnectorError }
  | { readonly _tag: "Suspended"; readonly error: ConnectorError; readonly resumeAt: number }
  /** The gate makes whoever asks next wait out the pause. */
  | { readonly _tag: "Error"; readonly error: ConnectorError; readonly pause: Duration.Duration | undefined }

const requestsTotal = Metric.counter("innlet_page_requests_total", {
  description: "Requests for a page, by how they ended",
  incremental: true
})

/**
 * @category combinators
 * @since 0.1.0
 */
export const once = Effect.fnUntraced(function* <Page, R>(
  effect: Effect.Effect<Page, ConnectorError, R>,
  options: Options,
  attempt: number,
  backedOff: TryObserver.Wait
): Effect.fn.Return<Tried<Page>, never, R> {
  const breaker = yield* Breaker.Breaker
  for (let late = 0; ; late++) {
    const open = yield* breaker.openFor(options.provider)
    if (open !== undefined) return yield* suspendedByBreaker(options, open)
    const admitted = yield* admit(options)
    if ("_tag" in admitted) return admitted
    const { because, sentAfter, slot } = admitted
    const wait = because === null ? backedOff : admitted
    const mayGiveUp = late < Admission.mostLate
    const tried = yield* send(effect, options, attempt, { ...wait, sentAfter, slot }, mayGiveUp)
    if (tried !== undefined) return tried
  }
})

/** Waits until the gate lets one request through. */
const admit = Effect.fnUntraced(function* (options: Options): Effect.fn.Return<TryObserver.Admitted | Tried<never>> {
  const gate = yield* QuotaGate.QuotaGate
  const now = yield* Clock.currentTimeMillis
  const patience =
    options.expiresAt === undefined
      ? maxWait
      : Duration.min(maxWait, Duration.millis(Math.max(0, options.expiresAt - now)))
  const admission = yield* Effect.result(gate.admit(options.asking, patience))
  if (Result.isFailure(admission)) return quotaUnavailable(options, admission.failure)
  if (admission.success._tag === "Admitted") {
    const { because, sentAfter, waited } = admission.success
    const slot = yield* Monotonic.millis
    return { waited: Duration.toMillis(waited), because: because ?? null, sentAfter, slot }
  }
  const { resumeAt } = admission.success
  const wait = Duration.millis(Math.max(0, resumeAt - now))
  if (options.expiresAt !== undefined && Duration.isLessThanOrEqualTo(wait, maxWait)) {
    // The cursor would be dead by then; the walk that begins again waits for the gate without one.
    return { _tag: "Final", error: outlived(options, wait) }
  }
  const reason = new QuotaExceeded({ detail: `nothing may be sent for ${Duration.format(wait)}`, retryAfter: wait })
  return { _tag: "Suspended", error: failure(options, reason), resumeAt }
})

/**
 * Sends the request, bounded, and tells gate and breaker how it ended. Gives nothing when its slot was too old as the breaker
 * let it through: the probe it waited for may have had the account paused.
 */
const send = Effect.fnUntraced(function* <Page, R>(
  effect: Effect.Effect<Page, ConnectorError, R>,
  options: Options,
  attempt: number,
  admitted: TryObserver.Admitted,
  mayGiveUp: boolean
): Effect.fn.Return<Tried<Page> | undefined, never, R> {
  const breaker = yield* Breaker.Breaker
  const gate = yield* QuotaGate.QuotaGate
  const { account } = options.asking
  const sentAt = yield* Clock.currentTimeMillis
  const observed = TryObserver.make(gate, options, attempt, admitted)
  const staysClosed = Effect.flatMap(breaker.openFor(options.provider), (open) =>
    open === undefined ? Effect.void : Effect.fail(openedMeanwhile)
  )
  // Another request of the account may have failed since this one was admitted.
  const admitAnother = Effect.andThen(observed.attempt.admitAnother, staysClosed)
  const current: Attempt.Attempt = {
    observe: observed.attempt.observe,
    admitAnother,
    ready: Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      if (options.expiresAt !== undefined && now >= options.expiresAt) {
        return yield* outlived(options, Duration.millis(now - sentAt)).reason
      }
      if (yield* observed.inTime) return true
      yield* admitAnother
      return false
    })
  }
  const request = Effect.flatMap(Monotonic.millis, (now) =>
    mayGiveUp && now - admitted.slot > Admission.grace
      ? Effect.fail(failure(options, cameLate))
      : Effect.map(bounded(effect, options), (page) => ({ _tag: "Page" as const, page }))
  )
  const answer = yield* breaker.attempt(options.provider, request).pipe(
    Effect.provideService(Attempt.Current, current),
    Effect.result,
    Effect.onInterrupt(() => Effect.ignore(gate.ended(account, "lost", observed.sentAfter())))
  )
  const now = yield* Clock.currentTimeMillis
  const sentAfter = observed.sentAfter()
  if (Result.isFailure(answer) && answer.failure.reason === cameLate) {
    yield* Effect.ignore(gate.ended(account, "lost", sentAfter))
    return undefined
  }
  const outcome = Result.isSuccess(answer) ? answer.success._tag : answer.failure.reason._tag
  yield* Metric.update(
    Metric.withAttributes(requestsTotal, { connector: options.connector, stream: options.stream.name, outcome }),
    1
  )
  if (Result.isSuccess(answer)) {
    const opened = answer.success._tag === "Open" ? answer.success.retryAfter : undefined
    // The gate forgets a slot by itself when it can't be told.
    yield* Effect.ignore(gate.ended(account, opened === undefined ? "answered" : "lost", sentAfter))
    if (answer.success._tag === "Open") return yield* suspendedByBreaker(options, answer.success.retryAfter)
    yield* observed.otherwise({ sentAt, latency: now - sentAt, problem: undefined, throttled: false })
    return { _tag: "Read", page: answer.success.page }
  }
  const error = answer.failure
  if (error.reason === openedMeanwhile) {
    yield* Effect.ignore(gate.ended(account, "lost", sentAfter))
    return yield* suspendedByBreaker(options, (yield* breaker.openFor(options.provider)) ?? Duration.zero)
  }
  const throttled = error.reason._tag === "QuotaExceeded"
  yield* observed.otherwise({ sentAt, latency: now - sentAt, problem: error.reason.detail, throttled })
  const asked = error.retryAfter
  const paused = yield* Effect.result(
    throttled
      ? gate.throttled(account, asked, sentAfter)
      : Effect.as(
          asked === undefined
            ? gate.ended(account, error.processed === "yes" ? "answered" : "lost", sentAfter)
            : Effect.andThen(gate.ended(account, "lost", sentAfter), gate.pause(account, asked)),
          asked
        )
  )
  if (Result.isFailure(paused)) return quotaUnavailable(options, paused.failure)
  const pause = paused.success
  if (pause === undefined) return { _tag: "Error", error, pause }
  const resumeAt = after(now, pause)
  yield* options.onPause(resumeAt)
  return Duration.isGreaterThan(pause, maxWait)
    ? { _tag: "Suspended", error, resumeAt }
    : { _tag: "Error", error, pause }
})

/** Counts for nothing with the breaker, and may reach a try that waits for the same token. */
const openedMeanwhile = new QuotaUnavailable({ detail: "the circuit breaker has opened meanwhile" })

/** Counts for nothing with the breaker. */
const cameLate = new QuotaUnavailable({ detail: "the request came too late to its slot" })

const bounded = <Page, R>(effect: Effect.Effect<Page, ConnectorError, R>, options: Options) => {
  const deadline = Duration.fromInputUnsafe(options.deadline ?? usualDeadline)
  return Effect.timeoutOrElse(effect, {
    duration: deadline,
    orElse: () =>
      Effect.fail(
        failure(
          options,
          new ProviderUnavailable({
            detail: `no answer within ${Duration.format(deadline)}`,
            retryAfter: undefined,
            processed: "maybe"
          })
        )
      )
  })
}

const failure = ({ connector, stream }: Options, reason: Reason) =>
  new ConnectorError({ connector, stream: stream.name, reason })

const suspendedByBreaker = (options: Options, open: Duration.Duration): Effect.Effect<Tried<never>> =>
  Effect.map(Clock.currentTimeMillis, (now) => ({
    _tag: "Suspended",
    error: failure(
      options,
      new ProviderUnavailable({
        detail: `it failed too often of late; the circuit breaker is open for ${Duration.format(open)}`,
        retryAfter: open,
        processed: "no"
      })
    ),
    resumeAt: after(now, open)
  }))

const quotaUnavailable = (options: Options, { message }: QuotaGate.QuotaGateError): Tried<never> => ({
  _tag: "Final",
  error: failure(options, new QuotaUnavailable({ detail: message }))
})

/**
 * The cursor is dead before the wait is over.
 *
 * @category errors
 * @since 0.1.0
 */
export const outlived = (options: Options, wait: Duration.Duration) =>
  failure(
    options,
    new CursorRejected({ why: "expired", detail: `a wait of ${Duration.format(wait)} outlives the cursor` })
  )

/**
 * `now` and the wait; the last instant a `Date` can hold bounds what a provider can ask for.
 *
 * @category getters
 * @since 0.1.0
 */
export const after = (now: number, wait: Duration.Duration): number => Math.min(now + Duration.toMillis(wait), 8.64e15)
