import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Fiber, Ref } from "effect"
import { TestClock } from "effect/testing"
import { AuthenticationFailed, type ConnectorError, RequestRejected } from "../../src/contract/ConnectorError.ts"
import * as QuotaGate from "../../src/quota/QuotaGate.ts"
import * as Attempt from "../../src/resilience/Attempt.ts"
import * as Breaker from "../../src/resilience/Breaker.ts"
import * as ReadPolicy from "../../src/resilience/ReadPolicy.ts"
import * as RetryBudget from "../../src/resilience/RetryBudget.ts"
import { failure, inVirtualTime, quota, run, unavailable } from "./Reading.ts"

/** Fails with each error in turn, then succeeds; notes when it was sent. */
const provider = (errors: ReadonlyArray<ConnectorError>) => {
  const sentAt: Array<number> = []
  const page = Effect.gen(function* () {
    const error = errors[sentAt.length]
    sentAt.push(yield* Clock.currentTimeMillis)
    return error === undefined ? "page" : yield* error
  })
  return { page, sentAt }
}
const always = (error: ConnectorError) => provider(Array.from({ length: 10_000 }, () => error))

const sent = (expiresAt: number | undefined) =>
  Effect.gen(function* () {
    let requests = 0
    const delays: Array<number> = []
    const failing = Effect.suspend(() => (requests++ === 0 ? Effect.fail(unavailable()) : Effect.succeed("page")))
    const began = yield* Clock.currentTimeMillis
    const { options } = run({
      expiresAt: expiresAt === undefined ? undefined : began + expiresAt,
      onRetry: (_, delay) => Effect.sync(() => void delays.push(Duration.toMillis(delay)))
    })
    const read = yield* inVirtualTime(ReadPolicy.read(failing, options), "1 millis")
    assert.isAtMost(delays[0]!, 500)
    return [read._tag, requests]
  })

describe("ReadPolicy.read", () => {
  it.effect("waits what the provider asks for and no less", () =>
    Effect.gen(function* () {
      const { page, sentAt } = provider([quota(Duration.seconds(30))])
      const read = yield* inVirtualTime(ReadPolicy.read(page, run().options))

      assert.deepStrictEqual(read, { _tag: "Read", page: "page", retries: 1 })
      assert.strictEqual(sentAt.length, 2)
      assert.isAtLeast(sentAt[1]! - sentAt[0]!, 30_000)
      assert.isAtMost(sentAt[1]! - sentAt[0]!, 31_000)
    })
  )

  it.effect("keeps to the Retry-After of an outage too, and so do the account's other readers", () =>
    Effect.gen(function* () {
      const down = provider([unavailable("maybe", Duration.seconds(20))])
      const reading = yield* Effect.forkChild(ReadPolicy.read(down.page, run().options))
      yield* TestClock.adjust("1 second")
      const other = provider([])
      yield* inVirtualTime(ReadPolicy.read(other.page, run().options))
      yield* inVirtualTime(Fiber.join(reading))

      assert.isAtLeast(down.sentAt[1]!, 20_000)
      assert.isAtLeast(other.sentAt[0]!, 20_000)
    })
  )

  it.effect("sends a page at most four times and then fails", () =>
    Effect.gen(function* () {
      const { page, sentAt } = always(unavailable())
      const read = yield* inVirtualTime(ReadPolicy.read(page, run().options))

      assert.deepStrictEqual([read._tag, read.retries, sentAt.length], ["Failed", 3, 4])
    })
  )

  it.effect("retries no more than the run's budget allows", () =>
    Effect.gen(function* () {
      const budget = RetryBudget.make()
      const { page, sentAt } = always(unavailable())
      for (let i = 0; i < 8; i++) {
        // A provider of its own each time, so that no breaker opens.
        yield* inVirtualTime(ReadPolicy.read(page, run({ budget, provider: `provider ${i}` }).options))
      }

      assert.strictEqual(sentAt.length, 8 + 10)
    })
  )

  it.effect("suspends at once when the provider asks for more than fifteen minutes, and asks nothing meanwhile", () =>
    Effect.gen(function* () {
      const { page, sentAt } = always(quota(Duration.hours(1)))
      const { options, pauses } = run()

      const first = yield* ReadPolicy.read(page, options)
      assert.strictEqual(first._tag === "Suspended" && first.resumeAt, 3_600_000)
      yield* TestClock.adjust("30 minutes")
      const second = yield* ReadPolicy.read(page, run().options)
      assert.strictEqual(second._tag === "Suspended" && second.resumeAt, 3_600_000)
      assert.deepStrictEqual([sentAt.length, pauses], [1, [3_600_000]])
    })
  )

  it.effect("suspends when the quota stays used up", () =>
    Effect.gen(function* () {
      const { page, sentAt } = always(quota())
      const read = yield* inVirtualTime(ReadPolicy.read(page, run().options))

      assert.strictEqual(sentAt.length, 4)
      assert.isAbove(read._tag === "Suspended" ? read.resumeAt : 0, sentAt[3]!)
    })
  )

  for (const reason of [new AuthenticationFailed({ detail: "401" }), new RequestRejected({ detail: "400" })]) {
    it.effect(`does not retry ${reason._tag}`, () =>
      Effect.gen(function* () {
        const { page, sentAt } = always(failure(reason))

        assert.strictEqual((yield* ReadPolicy.read(page, run().options))._tag, "Failed")
        assert.strictEqual(sentAt.length, 1)
      })
    )
  }

  it.effect("never replays an unsafe cursor after an answer that may have been lost", () =>
    Effect.gen(function* () {
      const { page, sentAt } = provider([unavailable("maybe")])
      const read = yield* inVirtualTime(ReadPolicy.read(page, run({ replay: "unsafe" }).options))

      assert.deepStrictEqual([read._tag, sentAt.length], ["Failed", 1])
    })
  )

  it.effect("replays an unsafe cursor when the provider certainly did not act", () =>
    Effect.gen(function* () {
      const { page, sentAt } = provider([unavailable("no"), quota(Duration.seconds(1))])
      const read = yield* inVirtualTime(ReadPolicy.read(page, run({ replay: "unsafe" }).options))

      assert.deepStrictEqual([read._tag, sentAt.length], ["Read", 3])
    })
  )

  it.effect("gives a page that never comes sixty seconds a try", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(ReadPolicy.read(Effect.never, run({ replay: "unsafe" }).options))

      yield* TestClock.adjust("59999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      const read = yield* Fiber.join(fiber)
      assert.strictEqual(read._tag === "Failed" && read.error.processed, "maybe")
    })
  )

  it.effect("frees its place at the gate when it is interrupted", () =>
    Effect.gen(function* () {
      const hanging = yield* Effect.forkChild(ReadPolicy.read(Effect.never, run().options))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(hanging)
      const { page, sentAt } = provider([])
      yield* inVirtualTime(ReadPolicy.read(page, run().options), "10 millis")

      assert.isAtMost(sentAt[0]!, 2000)
    })
  )

  for (const [what, error] of [
    ["a throttle", quota(Duration.minutes(5))],
    ["an outage that names its end", unavailable("maybe", Duration.minutes(5))]
  ] as const) {
    it.effect(`gives a cursor up that would not outlive the wait after ${what}, and sends it no more`, () =>
      Effect.gen(function* () {
        const { page, sentAt } = always(error)
        const { options } = run({ expiresAt: 4 * 60_000 })
        const read = yield* inVirtualTime(ReadPolicy.read(page, options))

        assert.strictEqual(read._tag === "Failed" && read.error.reason._tag, "CursorRejected")
        assert.strictEqual(sentAt.length, 1)
        const anew = provider([])
        yield* inVirtualTime(ReadPolicy.read(anew.page, { ...options, expiresAt: undefined }))
        assert.isAtLeast(anew.sentAt[0]!, 5 * 60_000)
      })
    )
  }

  it.effect("gives a cursor up that dies during a backoff", () =>
    Effect.gen(function* () {
      const { page, sentAt } = always(unavailable())
      const read = yield* inVirtualTime(ReadPolicy.read(page, run({ expiresAt: 1 }).options))

      assert.strictEqual(read._tag === "Failed" && read.error.reason._tag, "CursorRejected")
      assert.strictEqual(sentAt.length, 1)
    })
  )

  it.effect("stays below 1.10 requests a page when the provider is gone for a thousand pages", () =>
    Effect.gen(function* () {
      const budget = RetryBudget.make()
      const up = yield* Ref.make(true)
      const sent = yield* Ref.make(0)
      const page = Effect.gen(function* () {
        yield* Ref.update(sent, (n) => n + 1)
        return (yield* Ref.get(up)) ? "page" : yield* unavailable()
      })
      const ends: Record<string, number> = {}
      for (let i = 0; i < 1000; i++) {
        if (i === 100) yield* Ref.set(up, false)
        const { _tag } = yield* inVirtualTime(ReadPolicy.read(page, run({ budget }).options))
        ends[_tag] = (ends[_tag] ?? 0) + 1
        // A host that comes back as soon as it may.
        if (_tag === "Suspended") yield* TestClock.adjust("10 seconds")
      }

      assert.strictEqual(ends["Read"], 100)
      assert.strictEqual((ends["Failed"] ?? 0) + (ends["Suspended"] ?? 0), 900)
      assert.isAtMost(yield* Ref.get(sent), 1100)
      // The breaker does better than the budget: most pages were not even asked for.
      assert.isAtMost(yield* Ref.get(sent), 250)
    })
  )

  it.effect("suspends while the breaker is open and reads again as soon as it probes", () =>
    Effect.gen(function* () {
      const back = 95_000
      const page = Effect.gen(function* () {
        return (yield* Clock.currentTimeMillis) >= back ? "page" : yield* unavailable()
      })
      let last: ReadPolicy.PageRead<string> | undefined
      let opened = 0
      while (last?._tag !== "Read") {
        last = yield* inVirtualTime(ReadPolicy.read(page, run({ replay: "unsafe" }).options), "100 millis")
        const now = yield* Clock.currentTimeMillis
        if (last._tag === "Suspended") {
          opened = Math.max(opened, last.resumeAt - now)
          yield* TestClock.adjust(Duration.millis(last.resumeAt - now))
        }
      }

      // Within the breaker's longest opening and one probe's deadline of the provider's return.
      assert.isAtMost(yield* Clock.currentTimeMillis, back + opened + 60_000)
      assert.isAbove(opened, 0)
    })
  )

  it.effect("is not held by a probe that hangs", () =>
    Effect.gen(function* () {
      const { page } = always(unavailable())
      for (let i = 0; i < 5; i++) yield* ReadPolicy.read(page, run({ replay: "unsafe" }).options)
      yield* TestClock.adjust("10 seconds")
      const hanging = yield* Effect.forkChild(ReadPolicy.read(Effect.never, run({ replay: "unsafe" }).options))
      yield* TestClock.adjust("60 seconds")
      assert.strictEqual((yield* Fiber.join(hanging))._tag, "Failed")
      yield* TestClock.adjust("20 seconds")

      assert.strictEqual((yield* inVirtualTime(ReadPolicy.read(Effect.succeed("page"), run().options)))._tag, "Read")
    })
  )

  it.effect(
    "sends nothing on an account for thirty seconds after one 429 to fifty readers, and holds no other account",
    () =>
      Effect.gen(function* () {
        const sentAt: Array<number> = []
        const throttledAt: Array<number> = []
        const page = Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const nth = sentAt.push(now)
          yield* Effect.sleep("50 millis")
          if (nth === 120) {
            throttledAt.push(yield* Clock.currentTimeMillis)
            return yield* quota(Duration.seconds(30))
          }
          return "page"
        })
        const other = provider([])
        const budget = RetryBudget.make()
        const shards = Effect.forEach(
          Array.from({ length: 50 }),
          () =>
            Effect.forEach(Array.from({ length: 20 }), () =>
              Effect.delay(ReadPolicy.read(page, run({ budget }).options), "10 millis")
            ),
          { concurrency: "unbounded" }
        )
        const fiber = yield* Effect.forkChild(shards)
        while (throttledAt.length === 0) yield* TestClock.adjust("10 millis")
        const [throttled = 0] = throttledAt
        const before = sentAt.length
        yield* TestClock.adjust("1 second")
        yield* inVirtualTime(ReadPolicy.read(other.page, run({ account: "other", provider: "other" }).options))
        yield* inVirtualTime(Fiber.join(fiber))

        assert.isAtMost(other.sentAt[0]!, throttled + 5000)
        const after = sentAt.slice(before)
        assert.isAbove(after.length, 0)
        assert.deepStrictEqual(
          after.filter((at) => at < throttled + 30_000),
          []
        )
        assert.strictEqual(sentAt.length, 1001)
      })
  )

  it.effect("sends at most three requests in ten seconds when fifty readers meet throttles that name no wait", () =>
    Effect.gen(function* () {
      const { page, sentAt } = always(quota())
      const budget = RetryBudget.make()
      const fibers = yield* Effect.forEach(Array.from({ length: 50 }), () =>
        Effect.forkChild(ReadPolicy.read(page, run({ budget }).options))
      )
      yield* TestClock.adjust("10 seconds")
      yield* Effect.forEach(fibers, Fiber.interrupt)

      assert.isAtLeast(sentAt.length, 1)
      assert.isAtMost(sentAt.length, 3)
    })
  )

  it.effect("reports every try with what it waited for", () =>
    Effect.gen(function* () {
      const { exchanges, options } = run()
      const { page } = provider([quota(Duration.seconds(30)), unavailable()])
      yield* inVirtualTime(ReadPolicy.read(page, options))

      assert.deepStrictEqual(
        exchanges.map(({ attempt, because, problem, throttled }) => [attempt, because, problem, throttled]),
        [
          [1, null, "429", true],
          [2, "pause", "503", false],
          [3, "backoff", null, false]
        ]
      )
      assert.isAtLeast(exchanges[1]!.waited, 30_000)
    })
  )

  it.effect("lets a request within a try through the gate, which counts it", () =>
    Effect.gen(function* () {
      const quotas = [{ kind: "read" as const, limit: 2, window: Duration.minutes(1) }]
      const asking = { account: "account", kind: "read" as const, weight: 1, quotas }
      const twice = Effect.gen(function* () {
        yield* Effect.mapError((yield* Attempt.Current).admitAnother, failure)
        return yield* Clock.currentTimeMillis
      })
      const first = yield* inVirtualTime(ReadPolicy.read(twice, run({ asking }).options))
      const second = yield* inVirtualTime(ReadPolicy.read(twice, run({ asking }).options))

      assert.strictEqual(first._tag === "Read" && first.page, 0)
      assert.isAtLeast(second._tag === "Read" ? second.page : 0, 60_000)
    })
  )

  it.effect("backs off for as long as it says", () =>
    Effect.gen(function* () {
      const delays: Array<number> = []
      const { page, sentAt } = always(unavailable())
      const { options } = run({
        onRetry: (_, delay) => Effect.sync(() => void delays.push(Math.ceil(Duration.toMillis(delay))))
      })
      yield* inVirtualTime(ReadPolicy.read(page, options), "1 millis")

      assert.strictEqual(delays.length, 3)
      const gaps = sentAt.slice(1).map((at, i) => at - sentAt[i]!)
      for (const [i, delay] of delays.entries()) assert.isAtMost(Math.abs(gaps[i]! - delay), 1)
      assert.isAbove(Math.max(...delays), 10)
    })
  )

  it.effect("reads with all workers at once when the provider has answered", () =>
    Effect.gen(function* () {
      const slow = Effect.delay(Effect.succeed("page"), "10 seconds")
      yield* inVirtualTime(ReadPolicy.read(Effect.succeed("page"), run().options))
      const begun = yield* Clock.currentTimeMillis
      const all = Effect.forEach([1, 2, 3, 4], () => ReadPolicy.read(slow, run().options), { concurrency: 4 })
      yield* inVirtualTime(all)

      assert.isAtMost((yield* Clock.currentTimeMillis) - begun, 11_000)
    })
  )

  it.effect("suspends on a long wait even when the cursor must not be replayed, and schedules no retry", () =>
    Effect.gen(function* () {
      const retries: Array<unknown> = []
      const { options } = run({ replay: "unsafe", onRetry: (error) => Effect.sync(() => void retries.push(error)) })
      const read = yield* ReadPolicy.read(always(unavailable("maybe", Duration.hours(2))).page, options)

      assert.strictEqual(read._tag === "Suspended" && read.resumeAt, 7_200_000)
      assert.deepStrictEqual(retries, [])
    })
  )

  const exchange: Attempt.Exchange = {
    method: "GET",
    url: "https://api.test/rates",
    status: 200,
    problem: undefined,
    sentAt: 0,
    latency: 5,
    throttled: false,
    readings: []
  }

  it.effect("counts an exchange that the client reports once", () =>
    Effect.gen(function* () {
      const { exchanges, options } = run()
      yield* ReadPolicy.read(
        Effect.flatMap(Attempt.Current, ({ observe }) => observe(exchange)),
        options
      )

      assert.deepStrictEqual(
        exchanges.map(({ method, url }) => `${method} ${url}`),
        ["GET https://api.test/rates"]
      )
    })
  )

  it.effect("slows down to what the provider says is left", () =>
    Effect.gen(function* () {
      const reading = { name: "", limit: 100, remaining: 10, share: undefined, window: undefined }
      const told = { ...exchange, readings: [{ ...reading, resetAfter: Duration.minutes(1) }] }
      const page = Effect.flatMap(Attempt.Current, ({ observe }) => Effect.as(observe(told), "page"))
      yield* inVirtualTime(ReadPolicy.read(page, run().options), "100 millis")
      const begun = yield* Clock.currentTimeMillis
      yield* inVirtualTime(ReadPolicy.read(Effect.succeed("page"), run().options), "100 millis")

      assert.isAtLeast((yield* Clock.currentTimeMillis) - begun, 60_000 / 9 - 200)
    })
  )

  for (const [when, opensAt] of [
    ["before it is asked for", Duration.millis(500)],
    ["while it waits for the gate", Duration.seconds(3)]
  ] as const) {
    it.effect(`sends no further request of a try when the circuit opens ${when}`, () =>
      Effect.gen(function* () {
        const quotas = [{ kind: "read" as const, limit: 1, window: Duration.seconds(5) }]
        const { options } = run({ asking: { account: "account", kind: "read", weight: 1, quotas } })
        const sent: Array<string> = []
        const replaying = Effect.gen(function* () {
          sent.push("first")
          yield* Effect.sleep("1 second")
          yield* Effect.mapError((yield* Attempt.Current).admitAnother, failure)
          sent.push("second")
        })
        const breaker = yield* Breaker.Breaker
        const failed = Effect.ignore(breaker.attempt(options.provider, Effect.fail(unavailable())))
        yield* Effect.forkChild(Effect.delay(Effect.repeat(failed, { times: 20 }), opensAt))
        const read = yield* inVirtualTime(ReadPolicy.read(replaying, options), "100 millis")

        assert.deepStrictEqual(sent, ["first"])
        assert.strictEqual(read._tag, "Suspended")
        assert.strictEqual(read._tag === "Suspended" && read.error.reason._tag, "ProviderUnavailable")
      }).pipe(Effect.provide(Breaker.layerMemory, { local: true }))
    )
  }

  for (const [life, sends] of [
    [59_999, false],
    [60_001, true],
    [undefined, true]
  ] as const) {
    it.effect(`${sends ? "sends" : "does not send"} a cursor of ${life} ms that was kept waiting for a minute`, () =>
      Effect.gen(function* () {
        const { options } = run({ expiresAt: life, deadline: "5 minutes" })
        let sent = 0
        const kept = Effect.gen(function* () {
          yield* Effect.sleep("1 minute")
          yield* Effect.mapError((yield* Attempt.Current).ready, failure)
          sent++
        })
        const read = yield* inVirtualTime(ReadPolicy.read(kept, options))

        assert.strictEqual(sent, sends ? 1 : 0)
        assert.strictEqual(
          read._tag === "Failed" ? read.error.reason._tag : read._tag,
          sends ? "Read" : "CursorRejected"
        )
      })
    )
  }

  for (const [late, slots] of [
    [["250 millis"], 1],
    [["251 millis", "250 millis"], 2],
    [["5 seconds", "5 seconds", "5 seconds"], 3]
  ] as const) {
    it.effect(`takes ${slots} slots for a request that comes to them ${late.join(", then ")} late`, () =>
      Effect.gen(function* () {
        const quotas = [{ kind: "read" as const, limit: 4, window: Duration.hours(1) }]
        const { options } = run({ asking: { account: "account", kind: "read", weight: 1, quotas } })
        const slow = Effect.gen(function* () {
          const { ready } = yield* Attempt.Current
          for (const wait of late) {
            yield* Effect.sleep(wait)
            if (yield* Effect.mapError(ready, failure)) break
          }
        })
        const gate = yield* QuotaGate.QuotaGate
        const read = yield* inVirtualTime(ReadPolicy.read(slow, options), "1 millis")
        const left = yield* Effect.replicateEffect(gate.admit(options.asking, Duration.zero), 4)

        assert.strictEqual(read._tag, "Read")
        assert.strictEqual(left.filter(({ _tag }) => _tag === "Admitted").length, 4 - slots)
      }).pipe(Effect.provide(QuotaGate.layerMemory, { local: true }))
    )
  }

  for (const [pause, ends] of [
    [Duration.seconds(30), "Read"],
    [Duration.minutes(20), "Suspended"]
  ] as const) {
    it.effect(`keeps a pause of ${Duration.format(pause)} that began while it waited for another's probe`, () =>
      Effect.gen(function* () {
        const breaker = yield* Breaker.Breaker
        const { options } = run()
        yield* inVirtualTime(ReadPolicy.read(Effect.succeed("page"), options))
        const failed = Effect.ignore(breaker.attempt(options.provider, Effect.fail(unavailable())))
        yield* Effect.repeat(failed, { times: 20 })
        yield* TestClock.adjust((yield* breaker.openFor(options.provider)) ?? Duration.zero)

        let throttledAt: number | undefined
        let sentAt = Infinity
        const probe = Effect.gen(function* () {
          yield* Effect.sleep("100 millis")
          throttledAt ??= yield* Clock.currentTimeMillis
          return yield* quota(pause)
        })
        const other = Effect.map(Clock.currentTimeMillis, (now) => (sentAt = now))
        yield* Effect.forkChild(ReadPolicy.read(probe, options))
        yield* Effect.yieldNow
        const read = yield* inVirtualTime(ReadPolicy.read(other, run().options), "1 millis")

        assert.strictEqual(read._tag, ends)
        assert.isAtLeast(sentAt, (throttledAt ?? Infinity) + Duration.toMillis(pause))
      }).pipe(Effect.provide([Breaker.layerMemory, QuotaGate.layerMemory], { local: true }))
    )
  }

  it.effect("sends in spite of a slow breaker, after it gave two slots up", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.Breaker
      const slow: Breaker.Breaker = {
        openFor: breaker.openFor,
        page: breaker.page,
        listen: breaker.listen,
        attempt: (provider, request) => Effect.delay(breaker.attempt(provider, request), "300 millis")
      }
      const quotas = [{ kind: "read" as const, limit: 4, window: Duration.hours(1) }]
      const { options } = run({ asking: { account: "account", kind: "read", weight: 1, quotas } })
      const { page, sentAt } = provider([])
      const read = yield* inVirtualTime(
        ReadPolicy.read(page, options).pipe(Effect.provideService(Breaker.Breaker, slow)),
        "1 millis"
      )
      const gate = yield* QuotaGate.QuotaGate
      const left = yield* Effect.replicateEffect(gate.admit(options.asking, Duration.zero), 4)

      assert.strictEqual(read._tag, "Read")
      assert.strictEqual(sentAt.length, 1)
      assert.strictEqual(left.filter(({ _tag }) => _tag === "Admitted").length, 1)
    }).pipe(Effect.provide([Breaker.layerMemory, QuotaGate.layerMemory], { local: true }))
  )

  it.effect("frees its place after a request within a try was lost", () =>
    Effect.gen(function* () {
      const failing = Effect.gen(function* () {
        yield* Effect.sleep("1 second")
        yield* Effect.mapError((yield* Attempt.Current).admitAnother, failure)
        return yield* unavailable("maybe")
      })
      yield* inVirtualTime(ReadPolicy.read(failing, run({ replay: "unsafe" }).options))
      const begun = yield* Clock.currentTimeMillis
      yield* inVirtualTime(ReadPolicy.read(Effect.succeed("page"), run().options))

      assert.isAtMost((yield* Clock.currentTimeMillis) - begun, 1000)
    })
  )

  it.effect("lets a long run retry a tenth of its requests", () =>
    Effect.gen(function* () {
      const budget = RetryBudget.make()
      for (let i = 0; i < 120; i++) yield* ReadPolicy.read(Effect.succeed("page"), run({ budget }).options)
      let retries = 0
      while (budget.take()) retries++

      assert.strictEqual(retries, 12)
    })
  )

  it.effect("sends a cursor again that lives longer than the backoff, and not one that dies with it", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* sent(undefined), ["Read", 2])
      assert.deepStrictEqual(yield* sent(501), ["Read", 2])
      assert.deepStrictEqual(yield* sent(0), ["Failed", 1])
    })
  )
})
