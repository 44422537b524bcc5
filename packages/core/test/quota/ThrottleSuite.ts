/** What a gate owes about throttles, pauses and probing. */
import { assert, describe } from "@effect/vitest"
import { Duration, Effect, Fiber } from "effect"
import { account, answered, asking, none, quota, sent, testing, workers, type Using } from "./Subject.ts"

export const suite = (name: string, using: Using, isThere: boolean): void => {
  const test = testing(using)

  describe.skipIf(!isThere)(`${name}: throttles and pauses`, () => {
    test("holds all fifty workers of a throttled account for as long as was asked, and no other account", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        yield* answered(subject)
        yield* answered(subject, "flights")
        const rate = [quota(5, "1 second")]
        const held = yield* workers(subject, asking(rate), 50, (at) => gate.ended(account, "answered", at))
        const free = yield* workers(subject, asking(rate, { account: "flights" }), 50, (at) =>
          gate.ended("flights", "answered", at)
        )
        yield* time.run("3500 millis")
        const inForce = yield* gate.throttled(account, Duration.seconds(30))
        yield* time.run("60 seconds")

        assert.deepStrictEqual(inForce, Duration.seconds(30))
        assert.strictEqual(held.filter((at) => at <= 3500).length, 20)
        assert.strictEqual(held.filter((at) => at > 3500 && at < 33_500).length, 0)
        assert.isAbove(held.filter((at) => at >= 33_500).length, 50)
        assert.strictEqual(free.filter((at) => at > 3500 && at < 33_500).length, 150)
      }))

    for (const told of [true, false]) {
      test(`sends three requests at most in the first ten seconds when each is throttled without a wait${told ? ", told which" : ""}`, (subject) =>
        Effect.gen(function* () {
          const { gate, time } = subject
          const at = yield* workers(subject, asking([quota(1000, "1 second")]), 50, (sentAfter) =>
            Effect.asVoid(gate.throttled(account, undefined, ...(told ? [sentAfter] : [])))
          )
          yield* time.run("5 minutes")

          const first = at.filter((sentAt) => sentAt <= 10_000).length
          assert.isAtMost(first, 3)
          assert.isAtLeast(first, 2)
          assert.isAtMost(at.length, 16)
          assert.isAtLeast(at.length, 7)
        }))

      test(`sends two more at most in ten seconds when fifty in flight are throttled together${told ? ", told which" : ""}`, (subject) =>
        Effect.gen(function* () {
          const { gate, time } = subject
          yield* answered(subject)
          const at = yield* workers(subject, asking([quota(1000, "1 second")]), 50, (sentAfter) =>
            Effect.asVoid(gate.throttled(account, undefined, ...(told ? [sentAfter] : [])))
          )
          yield* time.run("10 seconds")

          assert.strictEqual(at.filter((sentAt) => sentAt === 0).length, 50)
          assert.isAtMost(at.length, 52)
          assert.isAtLeast(at.length, 51)
        }))
    }

    test("pauses 5, 10, 20, 40, 60 seconds, at least half of each, and 5 again after an answer", ({ gate, time }) =>
      Effect.gen(function* () {
        const longest = [5, 10, 20, 40, 60, 60]
        for (const seconds of longest) {
          const pause = Duration.toSeconds(yield* gate.throttled(account, undefined))
          assert.isTrue(pause >= seconds / 2 && pause <= seconds, `${pause} of ${seconds} s`)
          yield* time.run(Duration.seconds(pause))
        }
        yield* gate.ended(account, "answered")

        assert.isAtMost(Duration.toSeconds(yield* gate.throttled(account, undefined)), 5)
      }))

    test("takes fifty throttles of requests in flight together for one", ({ gate, time }) =>
      Effect.gen(function* () {
        yield* gate.ended(account, "answered")
        const now = time.clock.currentTimeMillisUnsafe()
        yield* time.run("1 second")
        const first = yield* gate.throttled(account, undefined, now)
        for (let other = 0; other < 49; other++)
          yield* gate.throttled(account, undefined, other % 2 === 0 ? now : undefined)
        yield* time.run(first)

        assert.isAtMost(Duration.toSeconds(yield* gate.throttled(account, undefined)), 10)
      }))

    test("never shortens a pause", (subject) =>
      Effect.gen(function* () {
        const { gate } = subject
        yield* answered(subject)
        yield* gate.pause(account, Duration.seconds(40))
        yield* gate.pause(account, Duration.seconds(10))
        const inForce = yield* gate.throttled(account, Duration.seconds(20))
        yield* gate.throttled(account, undefined)

        assert.deepStrictEqual(inForce, Duration.seconds(40))
        assert.deepStrictEqual(yield* sent(subject, [asking([])]), [40])
      }))

    test("sends back who waited for a slot when a pause began meanwhile, and counts that slot", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        yield* answered(subject)
        const one = asking([quota(1, "10 seconds")])
        const fiber = yield* Effect.forkScoped(sent(subject, [one, one, one], "0 seconds"))
        yield* time.run("5 seconds")
        yield* Fiber.join(fiber)
        yield* gate.pause(account, Duration.seconds(7))

        const third = yield* sent(subject, [one])
        assert.deepStrictEqual(third, [30])
        // The second's slot at 10 s lay in the pause: it got one after the last.
        const next = yield* gate.admit(one, none)
        assert.strictEqual(next._tag, "Admitted")
      }))

    test("says what it waits for", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        const now = time.clock.currentTimeMillisUnsafe()
        yield* gate.pause(account, Duration.hours(1))
        const paused = yield* gate.admit(asking([]), Duration.minutes(15))
        yield* time.run("1 hour")
        yield* gate.admit(asking([]), none)
        const probing = yield* gate.admit(asking([]), none)

        assert.deepStrictEqual(paused, { _tag: "TooLong", resumeAt: now + 3_600_000, because: "pause" })
        assert.deepStrictEqual(probing, { _tag: "TooLong", resumeAt: now + 3_690_000, because: "probe" })
      }))

    test("takes a wait of centuries for 31 days", ({ gate }) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* gate.throttled(account, Duration.infinity), Duration.days(31))
      }))
  })

  describe.skipIf(!isThere)(`${name}: probing`, () => {
    test("has one request in flight until the provider answers", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        const before = yield* sent(
          subject,
          Array.from({ length: 20 }, () => asking([])),
          "5 seconds"
        )
        yield* gate.ended(account, "answered")
        const at = time.elapsed()
        yield* time.run("1 second")
        const after = yield* sent(subject, [asking([])], "0 seconds")

        assert.deepStrictEqual(before, [0, ...Array.from({ length: 19 }, () => undefined)])
        assert.deepStrictEqual(after, [at / 1000 + 1])
      }))

    test("lets all go soon after the answer", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        const at = yield* workers(subject, asking([]), 20, (sentAfter) =>
          Effect.andThen(gate.ended(account, "answered", sentAfter), Effect.never)
        )
        yield* time.run("1 second")

        assert.strictEqual(at.length, 20)
        assert.isAtMost(Math.max(...at), 350)
      }))

    test("waits for nobody who gave up during a pause", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        yield* gate.throttled(account, Duration.seconds(30))
        const first = yield* Effect.forkScoped(gate.admit(asking([]), Duration.minutes(5)))
        yield* time.run("10 seconds")
        yield* Fiber.interrupt(first)

        assert.deepStrictEqual(yield* sent(subject, [asking([])], "1 minute"), [30])
      }))

    test("lets the next one try when one is lost, and after ninety seconds", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        const at = yield* workers(subject, asking([]), 3, () => Effect.never)
        yield* time.run("10 seconds")
        yield* gate.ended(account, "lost")
        yield* time.run("200 seconds")

        assert.deepStrictEqual(at, [0, 10_250, 100_250])
      }))

    test("is not opened by the late answer to a request from before the throttle", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        yield* answered(subject)
        const old = time.clock.currentTimeMillisUnsafe()
        yield* time.run("1 second")
        yield* gate.throttled(account, Duration.seconds(3), old)
        yield* gate.ended(account, "answered")
        yield* time.run("4 seconds")
        yield* gate.ended(account, "answered", old)
        yield* gate.ended(account, "lost", old)
        const closed = yield* sent(subject, [asking([]), asking([])], "1 second")
        yield* gate.ended(account, "lost", old)
        const still = yield* sent(subject, [asking([])], "1 second")

        assert.deepStrictEqual(closed, [5, undefined])
        assert.deepStrictEqual(still, [undefined])
      }))
  })
}
