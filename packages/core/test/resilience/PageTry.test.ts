/** One try of a page, with a gate and a breaker that do as they are told. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Metric } from "effect"
import { TestClock } from "effect/testing"
import { UnexpectedResponse } from "../../src/contract/ConnectorError.ts"
import * as QuotaGate from "../../src/quota/QuotaGate.ts"
import * as Attempt from "../../src/resilience/Attempt.ts"
import * as Breaker from "../../src/resilience/Breaker.ts"
import * as PageTry from "../../src/resilience/PageTry.ts"
import * as ReadPolicy from "../../src/resilience/ReadPolicy.ts"
import * as TryObserver from "../../src/resilience/TryObserver.ts"
import { failure, inVirtualTime, quota, run, unavailable } from "./Reading.ts"
import { admitted, gateOf, gone, once, shown } from "./ToldGate.ts"

const page = Effect.succeed("page")

/** A gate at which nobody gets through before an instant. */
const tooLong = (resumeAt: number) =>
  gateOf({ admit: () => Effect.succeed({ _tag: "TooLong", resumeAt, because: "quota" }) }).gate

const countedAs = (outcome: string) => ({ connector: "test", stream: "rates", outcome })

describe("PageTry.once", () => {
  it.effect("tells the gate that an answer came, and when the request was let through", () =>
    Effect.gen(function* () {
      const { gate, told } = gateOf()

      assert.deepStrictEqual(yield* once(page, gate), { _tag: "Read", page: "page" })
      assert.deepStrictEqual(told, [
        ["admit", 15 * 60_000],
        ["ended", "account", "answered", 7]
      ])
    })
  )

  for (const [what, error, ended] of [
    ["a refusal", failure(new UnexpectedResponse({ detail: "HTML" })), "answered"],
    ["an outage that may have hidden an answer", unavailable("maybe"), "lost"],
    ["an outage before the request was sent", unavailable("no"), "lost"]
  ] as const) {
    it.effect(`tells the gate what ${what} means for its place`, () =>
      Effect.gen(function* () {
        const { gate, told } = gateOf()

        assert.deepStrictEqual(shown(yield* once(Effect.fail(error), gate)), {
          _tag: "Error",
          reason: error.reason._tag,
          detail: error.reason.detail,
          pause: undefined
        })
        assert.deepStrictEqual(told.slice(1), [["ended", "account", ended, 7]])
      })
    )
  }

  it.effect("pauses the account for as long as an outage asks for", () =>
    Effect.gen(function* () {
      const { gate, told } = gateOf()
      const { options, pauses } = run()
      yield* TestClock.adjust("1 second")
      const tried = yield* once(Effect.fail(unavailable("maybe", Duration.seconds(20))), gate, options)

      assert.deepStrictEqual(shown(tried), {
        _tag: "Error",
        reason: "ProviderUnavailable",
        detail: "503",
        pause: 20_000
      })
      assert.deepStrictEqual(told.slice(1), [
        ["ended", "account", "lost", 7],
        ["pause", "account", 20_000]
      ])
      assert.deepStrictEqual(pauses, [21_000])
    })
  )

  it.effect("suspends where the wait is longer than a quarter of an hour, and not where it is as long", () =>
    Effect.gen(function* () {
      const { gate } = gateOf()
      const long = Duration.toMillis(PageTry.maxWait) + 1

      assert.deepInclude(shown(yield* once(Effect.fail(quota(Duration.millis(long))), gate)), {
        _tag: "Suspended",
        resumeAt: long
      })
      assert.deepInclude(shown(yield* once(Effect.fail(quota(PageTry.maxWait)), gate)), {
        _tag: "Error",
        pause: 900_000
      })
    })
  )

  it.effect("gives up where the gate can't be asked, or told of a throttle", () =>
    Effect.gen(function* () {
      const unasked = gateOf({ admit: () => gone })
      const untold = gateOf({ throttled: () => gone })
      const final = { _tag: "Final", reason: "QuotaUnavailable", detail: gone.message }

      assert.deepStrictEqual(shown(yield* once(Effect.die("sent"), unasked.gate)), final)
      assert.deepStrictEqual(shown(yield* once(Effect.fail(quota()), untold.gate)), final)
      assert.include(gone.message, "Redis is gone")
    })
  )

  it.effect("reads a page though the gate can't be told of it", () =>
    Effect.gen(function* () {
      const { gate } = gateOf({ ended: () => gone })

      assert.deepStrictEqual(yield* once(page, gate), { _tag: "Read", page: "page" })
    })
  )

  it.effect("waits no longer for the gate than the cursor lives", () =>
    Effect.gen(function* () {
      const { gate, told } = gateOf()
      yield* TestClock.adjust("1 minute")
      for (const expiresAt of [61_000, 60_000, 1, 60_000 + 20 * 60_000]) {
        yield* once(page, gate, run({ expiresAt }).options)
      }

      assert.deepStrictEqual(
        told.filter((what) => Array.isArray(what) && what[0] === "admit"),
        [1000, 0, 0, 900_000].map((wait) => ["admit", wait])
      )
    })
  )

  it.effect("ends a cursor that the gate outlives, and suspends without one", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1 minute")
      const soon = 60_000 + 5 * 60_000
      const { options } = run({ expiresAt: 60_001 })

      assert.deepStrictEqual(shown(yield* once(page, tooLong(soon), options)), {
        _tag: "Final",
        reason: "CursorRejected",
        detail: "a wait of 5m outlives the cursor"
      })
      assert.deepStrictEqual(shown(yield* once(page, tooLong(soon))), {
        _tag: "Suspended",
        reason: "QuotaExceeded",
        detail: "nothing may be sent for 5m",
        resumeAt: soon
      })
      // A wait of hours suspends the run, with or without a cursor.
      assert.deepInclude(shown(yield* once(page, tooLong(60_000 + 3_600_000), options)), {
        _tag: "Suspended",
        detail: "nothing may be sent for 1h"
      })
      assert.deepInclude(shown(yield* once(page, tooLong(60_000 + 900_000), options)), { _tag: "Final" })
      const tried = yield* once(page, tooLong(soon))
      assert(tried._tag === "Suspended")
      assert.deepStrictEqual(tried.error.retryAfter, Duration.minutes(5))
    })
  )

  it.effect("sends nothing while the breaker is open, and frees its place when it opens meanwhile", () =>
    Effect.gen(function* () {
      const { gate, told } = gateOf()
      const open = { _tag: "Open", retryAfter: Duration.seconds(10) } as const
      const { attempt, listen, openFor, page: notePage } = yield* Breaker.Breaker
      const closed = { attempt, listen, openFor, page: notePage }
      const detail = "it failed too often of late; the circuit breaker is open for 10s"
      const suspended = { _tag: "Suspended", reason: "ProviderUnavailable", detail, resumeAt: 10_000 }
      const before = PageTry.once(Effect.die("sent"), run().options, 1, TryObserver.noWait).pipe(
        Effect.provideService(QuotaGate.QuotaGate, gate),
        Effect.provideService(Breaker.Breaker, { ...closed, openFor: () => Effect.succeed(open.retryAfter) })
      )
      assert.deepStrictEqual(shown(yield* before), suspended)
      assert.deepStrictEqual(told, [])

      const meanwhile = PageTry.once(page, run().options, 1, TryObserver.noWait).pipe(
        Effect.provideService(QuotaGate.QuotaGate, gate),
        Effect.provideService(Breaker.Breaker, { ...closed, attempt: () => Effect.succeed(open) })
      )
      assert.deepStrictEqual(shown(yield* meanwhile), suspended)
      assert.deepStrictEqual(told.slice(1), [["ended", "account", "lost", 7]])
    })
  )

  it.effect("frees its place when it is interrupted", () =>
    Effect.gen(function* () {
      const { gate, told } = gateOf()
      const fiber = yield* Effect.forkChild(once(Effect.never, gate))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)

      assert.deepStrictEqual(told.slice(1), [["ended", "account", "lost", 7]])
    })
  )

  it.effect("names the deadline that passed", () =>
    Effect.gen(function* () {
      const { gate } = gateOf()
      const tried = yield* inVirtualTime(once(Effect.never, gate, run({ deadline: "2 seconds" }).options))

      assert.deepInclude(shown(tried), { reason: "ProviderUnavailable", detail: "no answer within 2s" })
    })
  )

  it.effect("reports the try itself where its client reports nothing", () =>
    Effect.gen(function* () {
      const { exchanges, options } = run()
      const { gate } = gateOf({
        admit: () => Effect.succeed({ ...admitted, waited: Duration.seconds(3), because: "pause" })
      })
      yield* TestClock.adjust("1 minute")
      yield* inVirtualTime(once(Effect.delay(page, "2 seconds"), gate, options))
      yield* inVirtualTime(once(Effect.delay(unavailable(), "1 second"), gate, options))

      const read = { stream: "rates", method: "READ", url: "test/rates", status: null, attempt: 1 }
      assert.deepStrictEqual(exchanges, [
        { ...read, sentAt: 60_000, latency: 2000, problem: null, throttled: false, waited: 3000, because: "pause" },
        { ...read, sentAt: 62_000, latency: 1000, problem: "503", throttled: false, waited: 3000, because: "pause" }
      ])
    })
  )

  it.effect("reports what its client says, and only the first exchange has waited", () =>
    Effect.gen(function* () {
      const { exchanges, options } = run()
      const { gate, told } = gateOf({
        admit: () => Effect.succeed({ ...admitted, waited: Duration.seconds(3), because: "quota" })
      })
      const sent = { method: "GET", url: "https://api.test/rates", sentAt: 1, latency: 2, throttled: false }
      const reading = { name: "", limit: 1, remaining: 1, share: undefined, window: undefined, resetAfter: undefined }
      const both = Effect.gen(function* () {
        const { observe } = yield* Attempt.Current
        yield* observe({ ...sent, status: undefined, problem: "reset", readings: [] })
        yield* observe({ ...sent, status: 200, problem: undefined, readings: [reading] })
        return "page"
      })
      yield* once(both, gate, options)

      const common = { ...sent, stream: "rates", attempt: 1 }
      assert.deepStrictEqual(exchanges, [
        { ...common, status: null, problem: "reset", waited: 3000, because: "quota" },
        { ...common, status: 200, problem: null, waited: 0, because: null }
      ])
      assert.deepStrictEqual(
        told.filter((what) => Array.isArray(what) && what[0] === "observed"),
        [["observed", "account", 1]]
      )
    })
  )

  it.effect("counts requests by connector, stream and outcome", () =>
    Effect.gen(function* () {
      const { gate } = gateOf()
      yield* once(page, gate)
      yield* once(Effect.fail(unavailable()), gate)
      yield* once(Effect.fail(unavailable()), gate)
      const counts = (yield* Metric.snapshot).flatMap(({ attributes, id, state }) =>
        id === "innlet_page_requests_total" ? [[attributes, state]] : []
      )

      assert.deepStrictEqual(counts, [
        [countedAs("Page"), { count: 1, incremental: true }],
        [countedAs("ProviderUnavailable"), { count: 2, incremental: true }]
      ])
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("gives up at once where the gate is gone, though that could pass", () =>
    Effect.gen(function* () {
      const { gate } = gateOf({ admit: () => gone })
      const { options } = run({ onRetry: () => Effect.die("retried") })
      const read = yield* ReadPolicy.read(Effect.die("sent"), options).pipe(
        Effect.provideService(QuotaGate.QuotaGate, gate)
      )

      assert.strictEqual(read._tag === "Failed" && read.error.reason._tag, "QuotaUnavailable")
      assert.strictEqual(read.retries, 0)
    })
  )
})
