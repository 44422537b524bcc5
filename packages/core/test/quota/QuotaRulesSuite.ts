/** What a gate owes about quotas, spacing and quiet hours. */
import { assert, describe } from "@effect/vitest"
import { Duration, Effect, Fiber } from "effect"
import type { Kind } from "../../src/contract/Quota.ts"
import { answered, asking, forever, none, quota, sent, testing, type Using } from "./Subject.ts"

export const suite = (name: string, using: Using, isThere: boolean): void => {
  const test = testing(using)

  describe.skipIf(!isThere)(`${name}: quotas`, () => {
    test("lets through a sliding quota's limit, then each as another leaves the window", (subject) =>
      Effect.gen(function* () {
        yield* answered(subject)
        const first = yield* sent(
          subject,
          Array.from({ length: 2 }, () => asking([quota(3, "10 seconds")])),
          "4 seconds"
        )
        const then = yield* sent(
          subject,
          Array.from({ length: 5 }, () => asking([quota(3, "10 seconds")]))
        )

        assert.deepStrictEqual(first, [0, 0])
        assert.deepStrictEqual(then, [4, 10, 10, 14, 20])
      }))

    test("counts a fixed quota in windows since 1970", (subject) =>
      Effect.gen(function* () {
        yield* answered(subject)
        yield* subject.time.run("7 seconds")
        const at = yield* sent(
          subject,
          Array.from({ length: 5 }, () => asking([quota(2, "10 seconds", "fixed")]))
        )

        assert.deepStrictEqual(at, [7, 7, 10, 10, 20])
      }))

    test("lets a bucket's limit through at once and refills it evenly", (subject) =>
      Effect.gen(function* () {
        yield* answered(subject)
        const at = yield* sent(
          subject,
          Array.from({ length: 6 }, () => asking([quota(4, "10 seconds", "bucket")]))
        )

        assert.deepStrictEqual(at, [0, 0, 0, 0, 2.5, 5])
      }))

    test("keeps to all quotas of a kind together, and takes a slot in all", (subject) =>
      Effect.gen(function* () {
        yield* answered(subject)
        const quotas = [quota(2, "1 second"), quota(3, "10 seconds", "fixed"), quota(5, "1 minute", "bucket")]
        const at = yield* sent(
          subject,
          Array.from({ length: 7 }, () => asking(quotas))
        )

        assert.deepStrictEqual(at, [0, 0, 1, 10, 10, 12, 24])
      }))

    test("lets fifty that ask at the same moment overshoot nothing", (subject) =>
      Effect.gen(function* () {
        yield* answered(subject)
        const at = yield* sent(
          subject,
          Array.from({ length: 50 }, () => asking([quota(7, "1 second")]))
        )

        assert.deepStrictEqual(
          at,
          Array.from({ length: 50 }, (_, index) => Math.floor(index / 7))
        )
      }))

    test("keeps kinds apart, however long one waits", (subject) =>
      Effect.gen(function* () {
        yield* answered(subject)
        const quotas = [quota(1, "1 hour", "sliding", "search"), quota(2, "1 second")]
        const kinds: ReadonlyArray<Kind> = ["search", "search", "read", "write", "read", "read"]
        const at = yield* sent(
          subject,
          kinds.map((kind) => asking(quotas, { kind }))
        )

        assert.deepStrictEqual(at, [0, 3600, 0, 0, 0, 1])
      }))

    test("counts weights, and lets nobody overtake a heavy request of its kind", (subject) =>
      Effect.gen(function* () {
        yield* answered(subject)
        const at = yield* sent(
          subject,
          [3, 2, 1, 5, 1].map((weight) => asking([quota(5, "10 seconds")], { weight }))
        )

        assert.deepStrictEqual(at, [0, 0, 10, 20, 30])
      }))

    test("refuses a request that no window ever admits, and names the quota", ({ gate }) =>
      Effect.gen(function* () {
        const tooHeavy = yield* Effect.flip(gate.admit(asking([quota(3, "10 seconds")], { weight: 4 }), forever))
        const noLimit = yield* Effect.flip(gate.admit(asking([quota(0, "10 seconds")]), forever))
        const noWeight = yield* Effect.flip(gate.admit(asking([], { weight: 0 }), forever))

        assert.deepStrictEqual(
          [tooHeavy, noLimit, noWeight].map(({ message }) => message),
          [
            "quota gate: InvalidAsking: the quota of 3 read per 10s: a request of weight 4 never fits. Split it, or mend the quota.",
            "quota gate: InvalidAsking: the quota of 0 read per 10s: a quota is at least 1 per window of 1 ms to 400 days.",
            "quota gate: InvalidAsking: the weight of a request is a whole number of at least 1, not 0."
          ]
        )
      }))

    test("says how long and what for a request waited", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        yield* answered(subject)
        const first = yield* gate.admit(asking([quota(1, "10 seconds")]), forever)
        const second = yield* Effect.forkScoped(gate.admit(asking([quota(1, "10 seconds")]), forever))
        yield* time.run("10 seconds")

        const now = time.clock.currentTimeMillisUnsafe()
        assert.deepStrictEqual(first, {
          _tag: "Admitted",
          waited: Duration.zero,
          because: undefined,
          sentAfter: now - 10_000
        })
        assert.deepStrictEqual(yield* Fiber.join(second), {
          _tag: "Admitted",
          waited: Duration.seconds(10),
          because: "quota",
          sentAfter: now
        })
      }))

    test("takes nothing and does not wait when the slot is too far away", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        yield* answered(subject)
        const one = asking([quota(1, "10 seconds")])
        yield* gate.admit(one, none)
        const start = time.clock.currentTimeMillisUnsafe()
        for (let refused = 0; refused < 5; refused++) {
          const admission = yield* gate.admit(one, Duration.millis(9_999))
          assert.deepStrictEqual(admission, { _tag: "TooLong", resumeAt: start + 10_000, because: "quota" })
        }

        assert.deepStrictEqual(yield* sent(subject, [one, one]), [10, 20])
      }))
  })

  describe.skipIf(!isThere)(`${name}: spacing and quiet hours`, () => {
    test("spaces the requests of all kinds, in the gaps between those that wait for a quota", (subject) =>
      Effect.gen(function* () {
        yield* answered(subject)
        const pace = { spacing: Duration.seconds(2) }
        const quotas = [quota(1, "5 seconds", "sliding", "search")]
        const kinds: ReadonlyArray<Kind> = ["search", "search", "read", "write", "read"]
        const at = yield* sent(
          subject,
          kinds.map((kind) => asking(quotas, { kind, pace }))
        )

        assert.deepStrictEqual(at, [0, 5, 2, 7, 9])
      }))

    const quiet = { from: 22 * 60, to: 6 * 60, factor: 0.5 }

    test(
      "keeps half the limit in quiet hours over midnight",
      (subject) =>
        Effect.gen(function* () {
          yield* answered(subject)
          const one = asking([quota(5, "10 minutes", "fixed")], { pace: { quietHours: quiet } })
          const evening = yield* sent(
            subject,
            Array.from({ length: 9 }, () => one),
            "1 hour"
          )
          yield* subject.time.run("7 hours")
          // An account that was idle for an hour begins anew.
          yield* answered(subject)
          const morning = yield* sent(
            subject,
            Array.from({ length: 7 }, () => one)
          )

          assert.deepStrictEqual(evening, [0, 0, 0, 0, 0, 600, 600, 1200, 1200])
          assert.deepStrictEqual(
            morning.map((at) => at! / 60),
            [480, 480, 490, 490, 490, 490, 490]
          )
        }),
      // Ten minutes before the quiet hours, and so again at their end.
      Date.UTC(2030, 0, 1, 21, 50)
    )

    test(
      "doubles the spacing in quiet hours, and waits for their end with what fits only then",
      (subject) =>
        Effect.gen(function* () {
          yield* answered(subject)
          const pace = { spacing: Duration.minutes(5), quietHours: quiet }
          const light = yield* sent(
            subject,
            Array.from({ length: 4 }, () => asking([], { pace })),
            "1 hour"
          )
          const heavy = yield* sent(subject, [asking([quota(5, "1 minute")], { kind: "read", weight: 3, pace })])

          assert.deepStrictEqual(
            light.map((at) => at! / 60),
            [0, 5, 15, 25]
          )
          assert.deepStrictEqual(
            heavy.map((at) => at! / 60),
            [490]
          )
        }),
      Date.UTC(2030, 0, 1, 21, 50)
    )
  })
}
