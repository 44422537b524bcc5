import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Random } from "effect"
import * as Backoff from "../../src/resilience/Backoff.ts"

/** The waits before retries 1 to 9 when chance gives `share` of the longest. */
const waits = (share: number) =>
  Effect.forEach([1, 2, 3, 4, 5, 6, 7, 8, 9], Backoff.delay).pipe(
    Effect.map((delays) => delays.map(Duration.toMillis)),
    Effect.provideService(Random.Random, { nextDoubleUnsafe: () => share, nextIntUnsafe: () => 0 })
  )

describe("Backoff.delay", () => {
  it.effect("doubles from half a second to 30 seconds at most", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* waits(1), [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    })
  )

  it.effect("is anything between nothing and that, by chance", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* waits(0.25)).slice(0, 3), [125, 250, 500])
      assert.deepStrictEqual((yield* waits(0)).slice(0, 3), [0, 0, 0])
    })
  )
})
