/** What a gate owes under load and when time is odd. */
import { assert, describe } from "@effect/vitest"
import { Duration, Effect, Random } from "effect"
import { account, answered, asking, forever, most, none, quota, sent, testing, type Using } from "./Subject.ts"

export const suite = (name: string, using: Using, isThere: boolean): void => {
  const test = testing(using)

  describe.skipIf(!isThere)(`${name}: odd times`, () => {
    test("goes on when the clock is set back by a day", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        yield* answered(subject)
        const one = asking([quota(2, "10 seconds"), quota(2, "10 seconds", "fixed"), quota(2, "10 seconds", "bucket")])
        yield* gate.pause(account, Duration.seconds(3))
        const before = yield* sent(subject, [one, one], "5 seconds")
        yield* answered(subject)
        yield* time.set("-1 day")
        const after = yield* sent(subject, [one, one, one, one])

        assert.deepStrictEqual(before, [3, 3])
        assert.deepStrictEqual(after, [13, 13, 23, 23])
      }))

    test("does not run ahead when the clock trembles", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        yield* answered(subject)
        const one = asking([quota(1, "10 seconds")])
        yield* gate.admit(one, none)
        for (let back = 0; back < 40; back++) {
          yield* time.set(back % 2 === 0 ? "-900 millis" : "900 millis")
          assert.strictEqual((yield* gate.admit(one, none))._tag, "TooLong")
        }
      }))

    test("takes another slot for a request that comes to its slot too late, so that a process that stood still sends no burst", (subject) =>
      Effect.gen(function* () {
        const { gate, time } = subject
        yield* answered(subject)
        const at: Array<number> = []
        for (let asks = 0; asks < 12; asks++) {
          yield* Effect.forkScoped(
            Effect.andThen(
              gate.admit(asking([quota(2, "1 second")]), forever),
              Effect.sync(() => at.push(time.elapsed() / 1000))
            )
          )
        }
        yield* time.run("0 seconds")
        yield* time.stall("10 seconds")
        yield* time.run("30 seconds")

        assert.deepStrictEqual(at, [0, 0, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14])
      }))
  })

  describe.skipIf(!isThere)(`${name}: load`, () => {
    for (const seed of [1, 2, 3]) {
      test(`keeps every window of a random ten minutes to its limit, seed ${seed}`, (subject) =>
        Effect.gen(function* () {
          const { gate, time } = subject
          const quotas = [quota(8, "1 second"), quota(60, "20 seconds"), quota(400, "5 minutes")]
          const grants: Array<{ readonly at: number; readonly weight: number }> = []
          const pauses: Array<{ readonly from: number; readonly to: number }> = []
          for (let worker = 0; worker < 12; worker++) {
            yield* Effect.forkScoped(
              Effect.forever(
                Effect.gen(function* () {
                  yield* Effect.sleep(Duration.millis(yield* Random.nextIntBetween(0, 3000)))
                  const weight = yield* Random.nextIntBetween(1, 5)
                  const admission = yield* gate.admit(asking(quotas, { weight }), Duration.seconds(90))
                  if (admission._tag === "TooLong") return
                  grants.push({ at: time.elapsed(), weight })
                  yield* Effect.sleep(Duration.millis(yield* Random.nextIntBetween(20, 900)))
                  const fate = yield* Random.nextIntBetween(0, 100)
                  if (fate < 2) {
                    const wait = fate === 0 ? undefined : Duration.seconds(yield* Random.nextIntBetween(1, 10))
                    const inForce = yield* gate.throttled(account, wait, admission.sentAfter)
                    pauses.push({ from: time.elapsed(), to: time.elapsed() + Duration.toMillis(inForce) })
                  } else yield* gate.ended(account, fate < 5 ? "lost" : "answered", admission.sentAfter)
                })
              ).pipe(Effect.provideService(Random.Random, yield* seeded(seed * 100 + worker)))
            )
          }
          yield* time.run("10 minutes")

          assert.deepStrictEqual(
            quotas.map(({ limit, window }) => most(grants, Duration.toMillis(window)) <= limit),
            [true, true, true],
            quotas.map(({ window }) => most(grants, Duration.toMillis(window))).join()
          )
          assert.isAbove(grants.length, 150)
          assert.isAbove(pauses.length, 0)
          // A pause that began in the same instant may come after a grant.
          const inPause = grants.filter(({ at }) => pauses.some(({ from, to }) => at > from && at < to))
          assert.deepStrictEqual(inPause, [])
        }))
    }
  })
}

const seeded = (seed: number) => Random.withSeed(Effect.service(Random.Random), `${seed}`)
