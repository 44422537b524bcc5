import { assert, describe, it } from "@effect/vitest"
import { Fault, Occasion, type Provider, Schedule } from "@innlet/testkit"
import { Effect } from "effect"

const what = { _tag: "Connection", connection: "reset" } as const
const request = (path: string, body = ""): Provider.Request => ({ method: "GET", path, query: "", headers: {}, body })

/** The requests at which it happens, from 1. */
const happensAt = Effect.fnUntraced(function* (when: Occasion.Occasion, requests: ReadonlyArray<Provider.Request>) {
  const schedule = yield* Schedule.make([{ when, what }])
  return requests.flatMap((each, index) => (schedule.next(each).includes(what) ? [index + 1] : []))
})

const tokenAmongLists = [
  request("/oauth2/token"),
  request("/v1/a"),
  request("/v1/b"),
  request("/v1/a"),
  request("/v1/a")
]

describe("Schedule", () => {
  it.effect("counts requests for lists, and leaves those for tokens aside", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* happensAt({ at: 2 }, tokenAmongLists), [3])
      assert.deepStrictEqual(yield* happensAt({ at: 2, times: "always" }, tokenAmongLists), [3, 4, 5])
    })
  )

  it.effect("counts requests for tokens alone where it is told to", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* happensAt({ at: 1, times: "always", of: "tokens" }, tokenAmongLists), [1])
    })
  )

  it.effect("counts the requests whose path holds a text", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* happensAt({ every: 2, path: "/a" }, tokenAmongLists), [4])
    })
  )

  it.effect("gives a page that is asked for again its number again, by page", () =>
    Effect.gen(function* () {
      const asked = ["1", "2", "2", "3", "2"].map((body) => request("/v1/a", body))
      assert.deepStrictEqual(yield* happensAt({ at: 2, per: "page" }, asked), [2, 3, 5])
      assert.deepStrictEqual(yield* happensAt({ at: 2 }, asked), [2])
    })
  )

  it.effect("tells all that happens at once, in the order it was given", () =>
    Effect.gen(function* () {
      const other = { _tag: "Damage", damage: "html" } as const
      const schedule = yield* Schedule.make([Fault.at(2, other), Fault.every(2, what), Fault.at(3, other)])
      const told = [1, 2, 3].map(() => schedule.next(request("/v1/a")))

      assert.deepStrictEqual(told, [[], [other, what], [other]])
    })
  )

  it.effect("happens by chance at the same requests for the same seed, about as often as the chance is", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 2000 }, () => request("/v1/a"))
      const first = yield* happensAt({ chance: 0.1, seed: 7 }, many)

      assert.deepStrictEqual(yield* happensAt({ chance: 0.1, seed: 7 }, many), first)
      assert.notDeepEqual(yield* happensAt({ chance: 0.1, seed: 8 }, many), first)
      assert.isTrue(first.length > 150 && first.length < 250, String(first.length))
      assert.deepStrictEqual(yield* happensAt({ chance: 0 }, many), [])
    })
  )
})
