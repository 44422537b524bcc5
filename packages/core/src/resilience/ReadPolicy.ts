/**
 * How one page is read for as long as that makes sense, in one order that nothing else repeats:
 * `retry( quota gate( circuit breaker( deadline( request ))))`.
 *
 * The deadline is innermost, so that a request that hangs can't hold the breaker; the breaker is inside the retry, so that
 * it counts requests and probes with one; the gate is outside the breaker, so that waiting for a quota doesn't look like a
 * probe. What is waited for is never slept through when it is long: the run is suspended instead.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect } from "effect"
import type { ConnectorError } from "../contract/ConnectorError.ts"
import * as Backoff from "./Backoff.ts"
import * as PageTry from "./PageTry.ts"
import type { RetryBudget } from "./RetryBudget.ts"
import * as TryObserver from "./TryObserver.ts"

/** Tries of one page, the first counted. */
const maxTries = 4

/**
 * How a page read ended. `Suspended` means that a later run may go on, not before `resumeAt` (epoch milliseconds).
 *
 * @category models
 * @since 0.1.0
 */
export type PageRead<Page> = {
  /** Tries after the first. */
  readonly retries: number
} & (
  | { readonly _tag: "Read"; readonly page: Page }
  | { readonly _tag: "Failed"; readonly error: ConnectorError }
  | { readonly _tag: "Suspended"; readonly error: ConnectorError; readonly resumeAt: number }
)

/**
 * @category models
 * @since 0.1.0
 */
export interface Options extends PageTry.Options {
  /** Of the run. */
  readonly budget: RetryBudget
  /** May this very request be sent again after a failure in which the provider possibly acted? */
  readonly replay: "safe" | "unsafe"
  readonly onRetry: (error: ConnectorError, delay: Duration.Duration) => Effect.Effect<void>
}

/**
 * Reads a page. A failure is retried when its reason can pass, and, where the cursor must not be replayed, only when the
 * provider certainly did not act on it. A wait that the cursor does not survive ends as `CursorRejected`, after the wait,
 * so that the walk begins again.
 *
 * @category combinators
 * @since 0.1.0
 */
export const read = Effect.fnUntraced(function* <Page, R>(
  effect: Effect.Effect<Page, ConnectorError, R>,
  options: Options
): Effect.fn.Return<PageRead<Page>, never, R> {
  const { budget, replay } = options
  budget.sent()
  let backedOff = TryObserver.noWait
  for (let retries = 0; ; retries++) {
    const tried = yield* PageTry.once(effect, options, retries + 1, backedOff)
    if (tried._tag === "Read" || tried._tag === "Suspended") return { ...tried, retries }
    const { error } = tried
    const mayReplay = replay === "safe" || error.processed === "no"
    if (tried._tag === "Final" || !error.isRetryable || !mayReplay) return { _tag: "Failed", error, retries }
    const now = yield* Clock.currentTimeMillis
    if (retries + 1 >= maxTries || !budget.take()) {
      return error.reason._tag === "QuotaExceeded"
        ? { _tag: "Suspended", error, retries, resumeAt: PageTry.after(now, tried.pause ?? PageTry.maxWait) }
        : { _tag: "Failed", error, retries }
    }
    const delay = tried.pause ?? (yield* Backoff.delay(retries + 1))
    yield* options.onRetry(error, delay)
    backedOff = TryObserver.noWait
    if (tried.pause !== undefined) continue
    yield* Effect.sleep(delay)
    backedOff = { waited: Duration.toMillis(delay), because: "backoff" }
    if (options.expiresAt !== undefined && PageTry.after(now, delay) >= options.expiresAt) {
      return { _tag: "Failed", error: PageTry.outlived(options, delay), retries }
    }
  }
})
