/**
 * One try of reading a page, as the client below it sees it: it reports what went over the wire, and asks before it sends
 * more than the one request it was admitted for.
 *
 * @since 0.1.0
 */
import { Context, Effect } from "effect"
import type * as ConnectorError from "../contract/ConnectorError.ts"
import type { QuotaReading } from "../contract/Quota.ts"

/**
 * A request and what came of it. It holds no secret: its URL is redacted.
 *
 * @category models
 * @since 0.1.0
 */
export interface Exchange {
  readonly method: string
  /** Redacted. */
  readonly url: string
  /** Nothing when no answer came. */
  readonly status: number | undefined
  /** One line; nothing for a page. */
  readonly problem: string | undefined
  /** Epoch milliseconds. */
  readonly sentAt: number
  /** Milliseconds from sending to the whole body, or to the failure. */
  readonly latency: number
  /** Did the provider say that it throttles us? */
  readonly throttled: boolean
  /** The name the provider gave the exchange. */
  readonly correlationId?: string | undefined
  /** What the provider said is left of its limits. */
  readonly readings: ReadonlyArray<QuotaReading>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Attempt {
  readonly observe: (exchange: Exchange) => Effect.Effect<void>
  /** To be awaited before any further request: a token call, a replay after a 401. */
  readonly admitAnother: Effect.Effect<void, ConnectorError.Reason>
  /**
   * To be awaited right before each request, when it is signed. Gives `false` after it had to ask for another slot, since the one
   * before was too old: the request is then to be signed anew, and this awaited again. Fails when the cursor has died.
   */
  readonly ready: Effect.Effect<boolean, ConnectorError.Reason>
}

/**
 * The try that the running fiber is part of; outside of one nothing is observed and nothing waits.
 *
 * @category references
 * @since 0.1.0
 */
export const Current = Context.Reference<Attempt>("@innlet/core/resilience/Attempt", {
  defaultValue: () => ({ observe: () => Effect.void, admitAnother: Effect.void, ready: Effect.succeed(true) })
})
