/**
 * What one try of reading a page tells: its exchanges go to the health and what they say of limits to the gate, and what the
 * client sends beside its one request goes through the gate too.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect } from "effect"
import { QuotaExceeded, QuotaUnavailable } from "../contract/ConnectorError.ts"
import type { RecentExchange } from "../contract/Health.ts"
import * as Admission from "../quota/Admission.ts"
import * as Monotonic from "../quota/Monotonic.ts"
import type * as QuotaGate from "../quota/QuotaGate.ts"
import type * as Attempt from "./Attempt.ts"

/** A request within a try waits no longer for the gate, lest the try's deadline pass. */
const maxInnerWait = Duration.seconds(10)

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly connector: string
  readonly stream: { readonly name: string }
  /** What the gate has to know to admit one request. */
  readonly asking: QuotaGate.Asking
  readonly onExchange: (exchange: RecentExchange) => Effect.Effect<void>
}

/**
 * What a try was kept waiting by; milliseconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Wait {
  readonly waited: number
  readonly because: RecentExchange["because"]
}

/**
 * The gate let a try through.
 *
 * @category models
 * @since 0.1.0
 */
export interface Admitted extends Wait {
  /** The gate's own time of the try. */
  readonly sentAfter: number
  /** When the gate let it through, by the clock that can't be set; milliseconds. */
  readonly slot: number
}

/**
 * @category constants
 * @since 0.1.0
 */
export const noWait: Wait = { waited: 0, because: null }

/**
 * @category models
 * @since 0.1.0
 */
export interface TryObserver {
  readonly attempt: Pick<Attempt.Attempt, "observe" | "admitAnother">
  /** Is the slot of the next request not too old? One that was given up twice is used, since a slow process has to get on too. */
  readonly inTime: Effect.Effect<boolean>
  /** The gate's own time of the try's last request. */
  readonly sentAfter: () => number
  /** The try itself, where its client reported nothing. */
  readonly otherwise: (exchange: {
    readonly sentAt: number
    readonly latency: number
    readonly problem: string | undefined
    readonly throttled: boolean
  }) => Effect.Effect<void>
}

/**
 * Takes note of every exchange of a try, and of the try itself where the connector's client reports none.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  gate: QuotaGate.QuotaGate,
  options: Options,
  attempt: number,
  { because, sentAfter: admittedAt, slot: first, waited }: Admitted
): TryObserver => {
  const { asking, onExchange, stream } = options
  const wait: Wait = { because, waited }
  let sentAfter = admittedAt
  let slot = first
  let late = 0
  let reported = 0
  const note = (exchange: Omit<RecentExchange, "stream" | "attempt" | "waited" | "because">) =>
    onExchange({ ...exchange, stream: stream.name, attempt, ...(reported++ === 0 ? wait : noWait) })
  const current: TryObserver["attempt"] = {
    observe: ({ readings, ...exchange }) =>
      Effect.andThen(
        note({ ...exchange, status: exchange.status ?? null, problem: exchange.problem ?? null }),
        readings.length === 0 ? Effect.void : Effect.ignore(gate.observed(asking, readings))
      ),
    admitAnother: Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const admission = yield* gate.ended(asking.account, "lost", sentAfter).pipe(
        // The try's one place goes to the next request, lest it wait for itself.
        Effect.andThen(gate.admit(asking, maxInnerWait)),
        Effect.mapError(({ message }) => new QuotaUnavailable({ detail: message }))
      )
      if (admission._tag === "Admitted") {
        sentAfter = admission.sentAfter
        slot = yield* Monotonic.millis
        return
      }
      const retryAfter = Duration.millis(Math.max(0, admission.resumeAt - now))
      return yield* new QuotaExceeded({ detail: "the quota is used up for now", retryAfter })
    })
  }
  return {
    attempt: current,
    inTime: Effect.map(Monotonic.millis, (now) => now - slot <= Admission.grace || ++late > Admission.mostLate),
    sentAfter: () => sentAfter,
    otherwise: (exchange) =>
      reported > 0
        ? Effect.void
        : note({
            ...exchange,
            method: "READ",
            url: `${options.connector}/${stream.name}`,
            status: null,
            problem: exchange.problem ?? null
          })
  }
}
