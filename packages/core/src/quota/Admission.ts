/**
 * The answer of a gate, and the waiting for it.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect } from "effect"
import type { QuotaGateError } from "./QuotaGateError.ts"
import type { Because, Confirmation, Ledger, Rules } from "./QuotaLedger.ts"

/**
 * `waited` is zero, and `because` nothing, for a request that did not wait; otherwise `because` tells its longest wait.
 *
 * @category models
 * @since 0.1.0
 */
export type Admission =
  | {
      readonly _tag: "Admitted"
      readonly waited: Duration.Duration
      readonly because: Because | undefined
      /** The request's slot, in epoch milliseconds of the gate's clock. */
      readonly sentAfter: number
    }
  | {
      readonly _tag: "TooLong"
      /** Epoch milliseconds of the gate's clock. */
      readonly resumeAt: number
      readonly because: Because
    }

/**
 * A request that comes to its slot later than this takes another, lest a process that stood still sends all at once; milliseconds.
 *
 * @category constants
 * @since 0.1.0
 */
export const grace = 250

/**
 * How often; then it is sent, since a process that is always late has to get on too.
 *
 * @category constants
 * @since 0.1.0
 */
export const mostLate = 2

/**
 * Takes a slot and waits for it; takes another when it can't be used any more.
 *
 * @category combinators
 * @since 0.1.0
 */
export const wait = Effect.fnUntraced(function* (ledger: Ledger, rules: Rules, maxWait: Duration.Duration) {
  const clock = yield* Clock.Clock
  const start = clock.monotonicTimeNanosUnsafe()
  let longest = 0
  let because: Because | undefined
  let late = 0
  const elapsed = () => (longest === 0 ? 0 : Number(clock.monotonicTimeNanosUnsafe() - start) / 1e6)

  for (;;) {
    const left = Math.max(0, Math.floor(Duration.toMillis(maxWait) - elapsed()))
    const decision = yield* ledger.admit(rules, left)
    if (decision._tag === "TooLong") return decision
    if (decision.wait > longest) {
      longest = decision.wait
      because = decision.because
    }
    if (decision.wait > 0) yield* Effect.sleep(Duration.millis(decision.wait))
    if (decision._tag === "Later") continue
    const isStill = decision.wait === 0 || (yield* isConfirmed(decision.confirm, () => (late += 1) <= mostLate))
    if (!isStill) continue
    const admission: Admission = {
      _tag: "Admitted",
      waited: Duration.millis(Math.round(elapsed())),
      because,
      sentAfter: decision.sentAfter
    }
    return admission
  }
})

/** May the slot be used? A timer may be early; a slot that is too late is given up as long as `mayGiveUp`. */
const isConfirmed = Effect.fnUntraced(function* (
  confirm: Effect.Effect<Confirmation, QuotaGateError>,
  mayGiveUp: () => boolean
) {
  for (;;) {
    const confirmation = yield* confirm
    if (confirmation._tag === "Back") return false
    if (confirmation._tag === "Send") return confirmation.late <= grace || !mayGiveUp()
    yield* Effect.sleep(Duration.millis(confirmation.wait))
  }
})
