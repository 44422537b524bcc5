import { assert, describe, it } from "@effect/vitest"
import { HostawayProvider } from "@innlet/testkit"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { get, keysOf } from "./ask.ts"

const reservations = "/v1/reservations"
const bearer = { authorization: "Bearer test-token" }

const made = (options: HostawayProvider.HostawayOptions = {}) => HostawayProvider.make({ throttle: [], ...options })

const read = (
  provider: HostawayProvider.HostawayProvider,
  query: string,
  path = reservations,
  headers: Readonly<Record<string, string>> = bearer
) =>
  Effect.map(provider.handle(get(path, query, headers)), (response) => ({
    ...response,
    json: JSON.parse(response.body)
  }))

describe("HostawayProvider.make", () => {
  it.effect("is read by offset, and counts all rows and pages", () =>
    Effect.gen(function* () {
      const provider = yield* made({ rows: 230 })
      const seen: Array<string> = []
      for (let offset = 0; offset < 230; offset += 100) {
        const { json } = yield* read(provider, `limit=100&offset=${offset}`)
        const { result, ...place } = json
        assert.deepStrictEqual(place, {
          status: "success",
          limit: 100,
          offset,
          count: 230,
          page: offset / 100 + 1,
          totalPages: 3
        })
        seen.push(...result.map(({ id }: { readonly id: number }) => String(id)))
      }

      assert.deepStrictEqual(seen.toSorted(), keysOf(yield* provider.rows("reservations")))
      assert.deepStrictEqual((yield* read(provider, "offset=230")).json.result, [])
    })
  )

  it.effect("lists the listings that reservations belong to", () =>
    Effect.gen(function* () {
      const provider = yield* made({ properties: 4 })
      const { json } = yield* read(provider, "", "/v1/listings")
      const ids = new Set(json.result.map(({ id }: { readonly id: number }) => String(id)))

      assert.strictEqual(ids.size, 4)
      assert.isTrue((yield* provider.rows("reservations")).every(({ parent }) => ids.has(parent)))
    })
  )

  it.effect("narrows reservations to days of activity, both included", () =>
    Effect.gen(function* () {
      const provider = yield* made({ rows: 60 })
      const { json } = yield* read(provider, "latestActivityStart=2026-02-10&latestActivityEnd=2026-02-12")
      const days = json.result.map((row: { readonly latestActivityOn: string }) => row.latestActivityOn.slice(0, 10))

      assert.deepStrictEqual(days, ["2026-02-12", "2026-02-11", "2026-02-10"])
      assert.strictEqual(json.count, 3)
    })
  )

  it.effect("caps a limit that is too high, or refuses it", () =>
    Effect.gen(function* () {
      const capped = yield* read(yield* made(), "limit=900")
      const refused = yield* read(yield* made({ limits: { max: 50, over: "reject" } }), "limit=51")

      assert.deepStrictEqual([capped.json.limit, capped.json.result.length], [500, 500])
      assert.deepStrictEqual([refused.status, refused.json.status], [400, "fail"])
    })
  )

  it.effect.each([
    ["no token", "", {}, 401],
    ["a wrong token", "", { authorization: "Bearer other" }, 403],
    ["a limit of 0", "limit=0", bearer, 400],
    ["an offset that is none", "offset=-1", bearer, 400],
    ["a day that is none", "latestActivityEnd=soon", bearer, 400]
  ] as const)("refuses %s as a fail with a message", ([, query, headers, status]) =>
    Effect.gen(function* () {
      const response = yield* read(yield* made(), query, reservations, headers)

      assert.strictEqual(response.status, status)
      assert.deepStrictEqual(Object.keys(response.json), ["status", "message"])
    })
  )

  it.effect("answers 15 requests in 10 seconds and tells no time to wait", () =>
    Effect.gen(function* () {
      const provider = yield* HostawayProvider.make()
      const answers = yield* Effect.replicateEffect(read(provider, ""), 16)
      yield* TestClock.adjust("9999 millis")
      const early = yield* read(provider, "")
      yield* TestClock.adjust("1 milli")

      assert.deepStrictEqual([answers[14]?.status, answers[15]?.status, early.status], [200, 429, 429])
      assert.deepStrictEqual(early.json, { status: "fail", message: "Too many requests" })
      assert.isFalse(Object.keys(early.headers).some((name) => /retry|limit/.test(name)))
      assert.strictEqual((yield* read(provider, "")).status, 200)
    })
  )
})
