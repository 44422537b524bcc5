import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { pull } from "./Pull.ts"

describe("an odd page", () => {
  for (const [damage, code] of [
    ["nullData", "hotelData"],
    ["nullNode", ""]
  ] as const) {
    it.effect(`with ${damage} in its middle loses nothing but what isn't there, which becomes a dead letter`, () =>
      Effect.gen(function* () {
        const { deadLetters, missing, stored, verdict } = yield* pull({
          hotels: 200,
          fail: [{ hotelx: damage, at: 2 }]
        })

        assert.deepStrictEqual([stored.length, missing, deadLetters.length], [199, 1, 1])
        assert.strictEqual(deadLetters[0]!.issues[0]?.path, code)
        assert.notStrictEqual(verdict, "Proven")
      })
    )
  }

  for (const damage of ["duplicates", "unknownEnum", "warning"] as const) {
    it.effect(`with ${damage} loses nothing`, () =>
      Effect.gen(function* () {
        const { deadLetters, missing, stored, verdict } = yield* pull({
          hotels: 200,
          fail: [{ hotelx: damage, at: 2 }]
        })

        assert.deepStrictEqual([stored.length, missing, deadLetters.length, verdict], [200, 0, 0, "Attested"])
      })
    )
  }

  it.effect("without edges ends no list that counts more", () =>
    Effect.gen(function* () {
      const { missing, requests, verdict } = yield* pull({ hotels: 200, fail: [{ hotelx: "nullEdges", at: 2 }] })

      assert.deepStrictEqual([missing, verdict], [0, "Attested"])
      assert.strictEqual(requests.filter(({ first }) => first).length, 2)
    })
  )

  for (const damage of ["html", "cut", "partial"] as const) {
    it.effect(`that is ${damage} fails the run, and the next one reads the list whole`, () =>
      Effect.gen(function* () {
        const mock = { hotels: 200, fail: [{ hotelx: damage, at: 3 }] } as const
        const first = yield* pull(mock)
        const second = yield* pull(mock, { runs: 2 })

        assert.include(first.verdict, "UnexpectedResponse")
        assert.deepStrictEqual([second.stored.length, second.missing, second.verdict], [200, 0, "Attested"])
      })
    )
  }

  for (const code of ["22500", "22512"]) {
    it.effect(`that is ${code} begins the list anew with a token, and is asked for again without one`, () =>
      Effect.gen(function* () {
        const later = yield* pull({ hotels: 200, fail: [{ hotelx: "advise", code, at: 3 }] })
        const first = yield* pull({ hotels: 200, fail: [{ hotelx: "advise", code, at: 1 }] })

        assert.deepStrictEqual([later.missing, later.verdict, later.requests.length], [0, "Attested", 8])
        assert.deepStrictEqual([first.missing, first.verdict, first.requests.length], [0, "Attested", 6])
      })
    )
  }
})
