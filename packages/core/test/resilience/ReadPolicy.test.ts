import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Ref } from "effect"
import { TestClock } from "effect/testing"
import {
  AuthenticationFailed,
  ConnectorError,
  ProviderUnavailable,
  QuotaExceeded,
  type Processed,
  type Reason
} from "../../src/contract/ConnectorError.ts"
import * as ReadPolicy from "../../src/resilience/ReadPolicy.ts"

const failure = (reason: Reason) => new ConnectorError({ connector: "test", stream: "rates", reason })
const quota = (retryAfter?: Duration.Input) =>
  failure(
    new QuotaExceeded({
      detail: "429",
      retryAfter: retryAfter === undefined ? undefined : Duration.fromInputUnsafe(retryAfter)
    })
  )
const unavailable = (processed: Processed = "maybe") =>
  failure(new ProviderUnavailable({ detail: "503", retryAfter: undefined, processed }))

/** Fails with each error in turn, then succeeds; counts what was sent. */
const reading = (errors: ReadonlyArray<ConnectorError>, replay: "safe" | "unsafe" = "safe") =>
  Effect.gen(function* () {
    const sent = yield* Ref.make(0)
    const page = Effect.gen(function* () {
      const n = yield* Ref.getAndUpdate(sent, (count) => count + 1)
      const error = errors[n]
      return error === undefined ? "page" : yield* error
    })
    const fiber = yield* Effect.forkChild(
      ReadPolicy.read(page, { connector: "test", stream: "rates", replay, onRetry: () => Effect.void })
    )
    return { fiber, sent: Ref.get(sent) }
  })

describe("ReadPolicy.read", () => {
  it.effect("waits what the provider asks for and no less", () =>
    Effect.gen(function* () {
      const { fiber, sent } = yield* reading([quota("30 seconds")])

      yield* TestClock.adjust("29900 millis")
      assert.strictEqual(yield* sent, 1)
      yield* TestClock.adjust("1 second")
      const read = yield* Fiber.join(fiber)
      assert.deepStrictEqual(read, { _tag: "Read", page: "page", retries: 1 })
    })
  )

  it.effect("sends a page at most four times and then fails", () =>
    Effect.gen(function* () {
      const { fiber, sent } = yield* reading(Array.from({ length: 9 }, () => unavailable()))

      yield* TestClock.adjust("1 hour")
      const read = yield* Fiber.join(fiber)
      assert.strictEqual(read._tag, "Failed")
      assert.strictEqual(yield* sent, 4)
    })
  )

  it.effect("suspends at once when the provider asks for more than fifteen minutes", () =>
    Effect.gen(function* () {
      const { fiber, sent } = yield* reading([quota("1 hour")])

      const read = yield* Fiber.join(fiber)
      assert.strictEqual(read._tag === "Suspended" && read.resumeAt, 3_600_000)
      assert.strictEqual(yield* sent, 1)
    })
  )

  it.effect("suspends when the quota stays used up", () =>
    Effect.gen(function* () {
      const { fiber } = yield* reading(Array.from({ length: 9 }, () => quota()))

      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Suspended")
    })
  )

  it.effect("does not retry what can't pass", () =>
    Effect.gen(function* () {
      const { fiber, sent } = yield* reading([failure(new AuthenticationFailed({ detail: "401" }))])

      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Failed")
      assert.strictEqual(yield* sent, 1)
    })
  )

  it.effect("never replays an unsafe cursor after an answer that may have been lost", () =>
    Effect.gen(function* () {
      const { fiber, sent } = yield* reading([unavailable("maybe")], "unsafe")

      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Failed")
      assert.strictEqual(yield* sent, 1)
    })
  )

  it.effect("replays an unsafe cursor when the provider certainly did not act", () =>
    Effect.gen(function* () {
      const { fiber, sent } = yield* reading([unavailable("no")], "unsafe")

      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Read")
      assert.strictEqual(yield* sent, 2)
    })
  )

  it.effect("gives a page that never comes sixty seconds a try", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        ReadPolicy.read(Effect.never, {
          connector: "test",
          stream: "rates",
          replay: "unsafe",
          onRetry: () => Effect.void
        })
      )

      yield* TestClock.adjust("60 seconds")
      const read = yield* Fiber.join(fiber)
      assert.strictEqual(read._tag === "Failed" && read.error.processed, "maybe")
    })
  )
})
