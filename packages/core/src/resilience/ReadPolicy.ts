/**
 * How one page is read for as long as that makes sense: a deadline for each try, few retries, the provider's own waits
 * kept to, and a suspension where the wait is longer than a process may sleep.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect, Result } from "effect"
import { ConnectorError, ProviderUnavailable } from "../contract/ConnectorError.ts"
import * as Backoff from "./Backoff.ts"

/** Tries of one page, the first counted. */
const maxTries = 4
/** For one try, from sending to the whole page. */
const deadline = Duration.seconds(60)
/** A longer wait suspends the run instead. */
const maxWait = Duration.minutes(15)
/** The wait of a run that used up its tries on a quota and was not told how long. */
const quotaWait = Duration.minutes(1)

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
 * Reads a page. A failure is retried when its reason can pass, and, where the cursor must not be replayed, only when the
 * provider certainly did not act on it.
 *
 * @category combinators
 * @since 0.1.0
 */
export const read = Effect.fnUntraced(function* <Page, R>(
  effect: Effect.Effect<Page, ConnectorError, R>,
  options: {
    readonly connector: string
    readonly stream: string
    readonly replay: "safe" | "unsafe"
    readonly onRetry: (error: ConnectorError, delay: Duration.Duration) => Effect.Effect<void>
  }
): Effect.fn.Return<PageRead<Page>, never, R> {
  const bounded = effect.pipe(
    Effect.timeoutOrElse({
      duration: deadline,
      orElse: () =>
        Effect.fail(
          new ConnectorError({
            connector: options.connector,
            stream: options.stream,
            reason: new ProviderUnavailable({
              detail: `no answer within ${Duration.format(deadline)}`,
              retryAfter: undefined,
              processed: "maybe"
            })
          })
        )
    }),
    Effect.result
  )
  for (let retries = 0; ; retries++) {
    const result = yield* bounded
    if (Result.isSuccess(result)) return { _tag: "Read", page: result.success, retries }
    const error = result.failure
    const mayReplay = options.replay === "safe" || error.processed === "no"
    if (!error.isRetryable || !mayReplay) return { _tag: "Failed", error, retries }
    const now = yield* Clock.currentTimeMillis
    const wait = error.retryAfter
    if (wait !== undefined && Duration.isGreaterThan(wait, maxWait)) {
      return { _tag: "Suspended", error, retries, resumeAt: resumeAt(now, wait) }
    }
    if (retries + 1 >= maxTries) {
      return error.reason._tag === "QuotaExceeded"
        ? { _tag: "Suspended", error, retries, resumeAt: resumeAt(now, wait ?? quotaWait) }
        : { _tag: "Failed", error, retries }
    }
    const delay = yield* Backoff.delay(retries + 1, error)
    yield* options.onRetry(error, delay)
    yield* Effect.sleep(delay)
  }
})

/** The last instant a `Date` can hold bounds what a provider can ask for. */
const resumeAt = (now: number, wait: Duration.Duration): number => Math.min(now + Duration.toMillis(wait), 8.64e15)
