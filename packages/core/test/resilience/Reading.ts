/** What the tests of the read policy share: the options of a run, and virtual time that passes until an effect is done. */
import { Effect, Fiber, Random } from "effect"
import { TestClock } from "effect/testing"
import type { Duration } from "effect"
import {
  ConnectorError,
  ProviderUnavailable,
  QuotaExceeded,
  type Processed,
  type Reason
} from "../../src/contract/ConnectorError.ts"
import type { RecentExchange } from "../../src/contract/Health.ts"
import type * as ReadPolicy from "../../src/resilience/ReadPolicy.ts"
import * as RetryBudget from "../../src/resilience/RetryBudget.ts"

export const failure = (reason: Reason) => new ConnectorError({ connector: "test", stream: "rates", reason })

export const quota = (retryAfter?: Duration.Duration) => failure(new QuotaExceeded({ detail: "429", retryAfter }))

export const unavailable = (processed: Processed = "maybe", retryAfter?: Duration.Duration) =>
  failure(new ProviderUnavailable({ detail: "503", retryAfter, processed }))

/** Options of a run of its own, and what it reported. */
export const run = (changes: Partial<ReadPolicy.Options> & { readonly account?: string } = {}) => {
  const { account, ...others } = changes
  const exchanges: Array<RecentExchange> = []
  const pauses: Array<number> = []
  const options: ReadPolicy.Options = {
    connector: "test",
    stream: { name: "rates" },
    replay: "safe",
    provider: "provider",
    asking: { account: account ?? "account", kind: "read", weight: 1, quotas: [] },
    budget: RetryBudget.make(),
    expiresAt: undefined,
    onRetry: () => Effect.void,
    onExchange: (exchange) => Effect.sync(() => void exchanges.push(exchange)),
    onPause: (until) => Effect.sync(() => void pauses.push(until)),
    ...others
  }
  return { options, exchanges, pauses }
}

/** Lets virtual time pass in steps until the effect is done; what it draws at random is the same each time. */
export const inVirtualTime = Effect.fnUntraced(function* <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  step: Duration.Input = "1 second"
) {
  const fiber = yield* Effect.forkChild(Random.withSeed(effect, "reading"))
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust(step)
  return yield* Fiber.join(fiber)
})
