import { assert, describe, it } from "@effect/vitest"
import { Cause, Duration, Effect, Exit, Fiber, Metric, Ref } from "effect"
import { TestClock } from "effect/testing"
import {
  AccessDenied,
  AuthenticationFailed,
  ConnectorError,
  CursorRejected,
  ProviderUnavailable,
  QuotaExceeded,
  type Reason,
  RequestRejected,
  UnexpectedResponse
} from "../../src/contract/ConnectorError.ts"
import * as Breaker from "../../src/resilience/Breaker.ts"

const failing = (reason: Reason) => Effect.fail(new ConnectorError({ connector: "test", stream: "rates", reason }))
const unavailable = (retryAfter?: Duration.Input) =>
  failing(
    new ProviderUnavailable({
      detail: "503",
      retryAfter: retryAfter === undefined ? undefined : Duration.fromInputUnsafe(retryAfter),
      processed: "maybe"
    })
  )

/** How an attempt ended, in a word. */
const attempt = (request: Effect.Effect<string, ConnectorError>, provider = "provider") =>
  Effect.flatMap(Breaker.Breaker, (breaker) => breaker.attempt(provider, request)).pipe(
    Effect.match({
      onFailure: ({ reason }) => reason._tag,
      onSuccess: (page) => (typeof page === "string" ? page : page._tag)
    })
  )
const times = (n: number, request: Effect.Effect<string, ConnectorError>) =>
  Effect.forEach(Array.from({ length: n }), () => attempt(request))
const openFor = (provider = "provider") => Effect.flatMap(Breaker.Breaker, (breaker) => breaker.openFor(provider))
const good = Effect.succeed("page")

describe("Breaker", () => {
  it.effect("opens after five failures in a row and sends nothing until ten seconds are over", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* times(5, unavailable()),
        Array.from({ length: 5 }, () => "ProviderUnavailable")
      )
      assert.strictEqual(Duration.toSeconds((yield* openFor())!), 10)
      assert.strictEqual(yield* attempt(Effect.die("sent")), "Open")

      yield* TestClock.adjust("9999 millis")
      assert.strictEqual(yield* attempt(Effect.die("sent")), "Open")
      yield* TestClock.adjust("1 millis")
      assert.isUndefined(yield* openFor())
      assert.strictEqual(yield* attempt(good), "page")
      assert.strictEqual(yield* attempt(unavailable()), "ProviderUnavailable")
      assert.isUndefined(yield* openFor())
    })
  )

  it.effect("counts anew after an answer", () =>
    Effect.gen(function* () {
      yield* times(4, unavailable())
      yield* attempt(good)
      yield* times(4, unavailable())

      assert.isUndefined(yield* openFor())
    })
  )

  it.effect("opens when half of the last twenty failed, never five in a row", () =>
    Effect.gen(function* () {
      for (let i = 0; i < 9; i++) yield* Effect.andThen(attempt(good), attempt(unavailable()))
      yield* attempt(good)
      assert.isUndefined(yield* openFor())
      yield* attempt(unavailable())

      assert.isDefined(yield* openFor())
    })
  )

  it.effect("opens after three pages in a row of which no record could be read", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.Breaker
      for (const readable of [false, false, true, false, false]) yield* breaker.page("provider", readable)
      assert.isUndefined(yield* openFor())
      yield* breaker.page("provider", false)

      assert.strictEqual(Duration.toSeconds((yield* openFor())!), 10)
    })
  )

  for (const reason of [
    new RequestRejected({ detail: "400" }),
    new AuthenticationFailed({ detail: "401" }),
    new AccessDenied({ detail: "403" }),
    new CursorRejected({ why: "expired", detail: "400" }),
    new QuotaExceeded({ detail: "429", retryAfter: undefined })
  ]) {
    it.effect(`never opens for ${reason._tag}`, () =>
      Effect.gen(function* () {
        yield* times(100, failing(reason))

        assert.isUndefined(yield* openFor())
      })
    )
  }

  it.effect("opens for answers that are no pages", () =>
    Effect.gen(function* () {
      yield* times(5, failing(new UnexpectedResponse({ detail: "HTML" })))

      assert.isDefined(yield* openFor())
    })
  )

  it.effect("stays open as long as the provider asks, and no other provider's stays with it", () =>
    Effect.gen(function* () {
      yield* times(4, unavailable())
      yield* attempt(unavailable("2 minutes"))

      assert.strictEqual(Duration.toSeconds((yield* openFor())!), 120)
      assert.isUndefined(yield* openFor("another"))
      assert.strictEqual(yield* attempt(good, "another"), "page")
    })
  )

  it.effect("stays open twice as long each time, five minutes at most", () =>
    Effect.gen(function* () {
      yield* times(4, unavailable())
      const waits: Array<number> = []
      for (let i = 0; i < 8; i++) {
        yield* attempt(unavailable())
        const open = (yield* openFor())!
        waits.push(Duration.toSeconds(open))
        yield* TestClock.adjust(open)
      }

      assert.deepStrictEqual(waits, [10, 20, 40, 80, 160, 300, 300, 300])
    })
  )

  it.effect("probes with exactly one request, and the others wait for its end", () =>
    Effect.gen(function* () {
      yield* times(5, unavailable())
      yield* TestClock.adjust("10 seconds")
      const inFlight = yield* Ref.make(0)
      const most = yield* Ref.make(0)
      const sent = yield* Ref.make(0)
      const probe = Effect.gen(function* () {
        yield* Ref.update(sent, (n) => n + 1)
        const now = yield* Ref.updateAndGet(inFlight, (n) => n + 1)
        yield* Ref.update(most, (n) => Math.max(n, now))
        yield* Effect.sleep("5 seconds")
        yield* Ref.update(inFlight, (n) => n - 1)
        return "page"
      })
      const fibers = yield* Effect.forEach(Array.from({ length: 20 }), () => Effect.forkChild(attempt(probe)))
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual(yield* Ref.get(sent), 1)

      yield* TestClock.adjust("20 seconds")
      const ends = yield* Effect.forEach(fibers, Fiber.join)
      assert.deepStrictEqual(new Set(ends), new Set(["page"]))
    })
  )

  it.effect("is not held by a probe that is bounded by its deadline", () =>
    Effect.gen(function* () {
      yield* times(5, unavailable())
      yield* TestClock.adjust("10 seconds")
      const hung = yield* Effect.forkChild(
        attempt(Effect.timeoutOrElse(Effect.never, { duration: "60 seconds", orElse: () => unavailable() }))
      )
      yield* TestClock.adjust("60 seconds")
      assert.strictEqual(yield* Fiber.join(hung), "ProviderUnavailable")
      const open = (yield* openFor())!
      yield* TestClock.adjust(open)

      assert.strictEqual(Duration.toSeconds(open), 20)
      assert.strictEqual(yield* attempt(good), "page")
    })
  )

  it.effect("frees the probe of an interrupted run", () =>
    Effect.gen(function* () {
      yield* times(5, unavailable())
      yield* TestClock.adjust("10 seconds")
      const probe = yield* Effect.forkChild(attempt(Effect.never))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(probe)

      assert.strictEqual(yield* attempt(good), "page")
    })
  )

  it.effect("tells listeners and metrics of every transition", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.Breaker
      const told: Array<string> = []
      yield* breaker.listen("provider", ({ from, openMs, rule, to }) =>
        Effect.sync(() => told.push(`${rule} ${from}->${to} ${openMs ?? ""}`.trim()))
      )
      yield* times(5, unavailable())
      yield* TestClock.adjust("10 seconds")
      yield* attempt(good)

      assert.deepStrictEqual(told, [
        "consecutive Closed->Open 10000",
        "consecutive Open->HalfOpen",
        "consecutive HalfOpen->Closed"
      ])
      const metrics = yield* Metric.snapshot
      const opened = metrics.filter(
        ({ attributes, id }) => id === "innlet_breaker_transitions_total" && attributes?.["to"] === "Open"
      )
      assert.isAbove(opened.length, 0)
    }).pipe(Effect.scoped, Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("counts by the clock it runs under", () =>
    Effect.gen(function* () {
      yield* times(5, unavailable())

      assert.isDefined(yield* openFor())
      assert.isUndefined(yield* Effect.provide(openFor(), TestClock.layer()))
    })
  )

  it.effect("has a state of its own when a layer gives it", () =>
    Effect.gen(function* () {
      yield* times(5, unavailable())

      assert.isUndefined(yield* Effect.provide(openFor(), Breaker.layerMemory))
    })
  )

  it.effect("takes a request that dies for no failure of the provider", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.Breaker
      for (let i = 0; i < 30; i++) {
        const exit = yield* Effect.exit(breaker.attempt("provider", Effect.die("a bug")))
        assert(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
      }

      assert.isUndefined(yield* breaker.openFor("provider"))
    })
  )

  it.effect("tells which rule opened it, and only those who listen to that provider", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.Breaker
      const told: Array<string> = []
      const other: Array<string> = []
      yield* breaker.listen("provider", ({ from, provider, rule, to }) =>
        Effect.sync(() => told.push(`${provider} ${rule} ${from}->${to}`))
      )
      yield* breaker.listen("other", ({ rule }) => Effect.sync(() => other.push(rule)))
      for (let i = 0; i < 10; i++) {
        yield* breaker.attempt("provider", good)
        yield* Effect.ignore(breaker.attempt("provider", unavailable()))
      }
      for (let i = 0; i < 3; i++) yield* breaker.page("provider", false)

      assert.deepStrictEqual(told, ["provider rate Closed->Open", "provider schema Closed->Open"])
      assert.deepStrictEqual(other, [])
    }).pipe(Effect.scoped)
  )
})
