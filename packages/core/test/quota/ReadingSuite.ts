/** What a gate owes about what the provider says is left. */
import { assert, describe } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { answered, asking, forever, none, quota, reading, sent, testing, type Using } from "./Subject.ts"

const seconds = (remaining: number, reset: number, named: string) =>
  reading({ name: named, remaining, resetAfter: Duration.seconds(reset) })

export const suite = (name: string, using: Using, isThere: boolean): void => {
  const test = testing(using)

  describe.skipIf(!isThere)(`${name}: what the provider says is left`, () => {
    test("sends at ninety percent of what is left until the reset", (subject) =>
      Effect.gen(function* () {
        const { gate } = subject
        yield* answered(subject)
        const one = asking([])
        yield* gate.admit(one, none)
        yield* gate.observed(one, [reading({ remaining: 10, resetAfter: Duration.seconds(90) })])
        const at = yield* sent(subject, [...Array.from({ length: 11 }, () => one), asking([], { weight: 2 }), one])

        assert.deepStrictEqual(at, [10, 20, 30, 40, 50, 60, 70, 80, 90, 90, 90, 90, 90])
      }))

    test("spaces by weight, and other kinds not at all", (subject) =>
      Effect.gen(function* () {
        const { gate } = subject
        yield* answered(subject)
        yield* gate.observed(asking([]), [reading({ remaining: 20, resetAfter: Duration.seconds(180) })])
        const at = yield* sent(subject, [
          ...[1, 3, 1].map((weight) => asking([], { weight })),
          ...[1, 1].map((weight) => asking([], { weight, kind: "search" }))
        ])

        assert.deepStrictEqual(at, [0, 10, 40, 0, 0])
      }))

    test("sends nothing of the kind until the reset when nothing is left", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        yield* answered(subject)
        const limited = asking([quota(1, "5 seconds")])
        const at: Array<number> = []
        const send = Effect.andThen(
          gate.admit(limited, forever),
          Effect.sync(() => at.push(time.elapsed() / 1000))
        )
        for (let waiting = 0; waiting < 3; waiting++) yield* Effect.forkScoped(send)
        yield* time.run("1 second")
        yield* gate.observed(limited, [reading({ share: 0, resetAfter: Duration.seconds(20) })])
        const other = yield* sent(subject, [asking([], { kind: "search" })])

        assert.deepStrictEqual(at, [0, 21, 26])
        assert.deepStrictEqual(other, [1])
      }))

    test("knows the limit of a share from the reading or from the declared quota of its window", (subject) =>
      Effect.gen(function* () {
        const { gate } = subject
        yield* answered(subject)
        const fields = { share: 0.5, resetAfter: Duration.seconds(90) }
        const spacings: Array<number> = []
        for (const [name, told] of [
          ["limit", { ...fields, limit: 20 }],
          ["window", { ...fields, window: Duration.minutes(2) }],
          ["neither", fields]
        ] as const) {
          const one = asking([quota(40, "2 minutes")], { account: name })
          yield* answered(subject, name)
          yield* gate.observed(one, [reading(told)])
          const [first, second] = yield* sent(subject, [one, one], "1 minute")
          spacings.push(second! - first!)
        }

        assert.deepStrictEqual(spacings, [10, 5, 0])
      }))

    test("keeps the strictest of several names, and loosens none by an answer that was overtaken", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        yield* answered(subject)
        const one = asking([])
        yield* gate.admit(one, none)
        yield* gate.observed(one, [seconds(10, 90, "minute"), seconds(1000, 3600, "hour")])
        yield* gate.observed(one, [seconds(11, 90, "minute")])
        const overtaken = yield* sent(subject, [one], "20 seconds")
        yield* gate.observed(one, [seconds(80, 72, "minute")])
        yield* gate.observed(one, [seconds(80, 144, "minute")])
        const renewed = yield* sent(subject, [one, one], "20 seconds")

        assert.deepStrictEqual(overtaken, [10])
        assert.deepStrictEqual(renewed, [20, 24])
        assert.strictEqual(time.elapsed(), 40_000)
      }))
  })
}
