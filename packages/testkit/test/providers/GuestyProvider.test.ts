import { assert, describe, it } from "@effect/vitest"
import { GuestyProvider } from "@innlet/testkit"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { get, keysOf, post } from "./ask.ts"

const search = "/v1/reservations-v3/search"
const grant = "grant_type=client_credentials&scope=open-api&client_id=test-client&client_secret=test-secret"

const token = (provider: GuestyProvider.GuestyProvider) => provider.handle(post("/oauth2/token", grant))

const made = Effect.fnUntraced(function* (options: GuestyProvider.GuestyOptions = {}) {
  const provider = yield* GuestyProvider.make(options)
  const headers = { authorization: `Bearer ${JSON.parse((yield* token(provider)).body).access_token}` }
  const ask = (query: string, path = search) =>
    Effect.map(provider.handle(get(path, query, headers)), (response) => ({
      ...response,
      json: JSON.parse(response.body)
    }))
  return { provider, ask }
})

interface Reservation {
  readonly _id: string
  readonly createdAt: string
  readonly listingId: string
}

describe("GuestyProvider.make", () => {
  it.effect("searches by skip until hasMore is false", () =>
    Effect.gen(function* () {
      const { ask, provider } = yield* made({ rows: 200 })
      const seen: Array<string> = []
      let more = true
      for (let skip = 0; more; skip += 100) {
        const { json } = yield* ask(`limit=100&skip=${skip}&sort=_id`)
        seen.push(...json.results.map((row: Reservation) => row["_id"]))
        more = json.pagination.hasMore
      }

      assert.deepStrictEqual(
        (yield* provider.requests).map(({ records, stream }) => [stream, records]),
        [
          [undefined, 0],
          ["reservations", 100],
          ["reservations", 100]
        ]
      )
      assert.deepStrictEqual(seen, keysOf(yield* provider.rows("reservations")))
    })
  )

  it.effect("gives 25 rows unless asked for more, the highest id first", () =>
    Effect.gen(function* () {
      const { ask } = yield* made({ rows: 60 })
      const { json } = yield* ask("")
      const ids = json.results.map((row: Reservation) => row["_id"])

      assert.deepStrictEqual([ids.length, json.pagination], [25, { limit: 25, skip: 0, hasMore: true }])
      assert.deepStrictEqual(ids, ids.toSorted().toReversed())
    })
  )

  it.effect("sorts by creation and narrows by it and by listing", () =>
    Effect.gen(function* () {
      const { ask } = yield* made({ rows: 60, properties: 3 })
      const all = (yield* ask("limit=100&sort=createdAt")).json.results
      const within = `filter[createdAt][gte]=${all[10].createdAt}&filter[createdAt][lt]=${all[20].createdAt}`
      const found = (yield* ask(`sort=createdAt&${within}`)).json.results
      const ofOne = (yield* ask(`sort=createdAt&${within}&filter[listingId]=${all[10].listingId}`)).json.results

      assert.deepStrictEqual(found, all.slice(10, 20))
      assert.deepStrictEqual(
        ofOne.map((row: Reservation) => row.listingId),
        Array.from({ length: 4 }, () => all[10].listingId)
      )
    })
  )

  it.effect("lists reservations and listings with a count", () =>
    Effect.gen(function* () {
      const { ask } = yield* made({ rows: 60, properties: 3 })
      const { results, ...place } = (yield* ask("limit=50&skip=50", "/v1/reservations")).json

      assert.deepStrictEqual([results.length, place], [10, { limit: 50, skip: 50, count: 60 }])
      assert.strictEqual((yield* ask("", "/v1/listings")).json.count, 3)
    })
  )

  it.effect.each([
    "limit=101",
    "limit=0",
    "skip=x",
    "sort=status",
    "filter[lastUpdatedAt][gte]=2026-01-01",
    "filter[createdAt][near]=2026-01-01",
    "filter[createdAt][gte]=soon"
  ])("refuses %s", (query) =>
    Effect.gen(function* () {
      const { ask } = yield* made()
      const { json, status } = yield* ask(query)

      assert.deepStrictEqual([status, typeof json.error.message], [400, "string"])
    })
  )

  it.effect("issues five tokens in 24 hours, each for 24 hours", () =>
    Effect.gen(function* () {
      const provider = yield* GuestyProvider.make()
      const first = JSON.parse((yield* token(provider)).body)
      const status = Effect.map(
        provider.handle(get(search, "", { authorization: `Bearer ${first.access_token}` })),
        (response) => response.status
      )
      yield* TestClock.adjust("1 hour")
      const more = yield* Effect.replicateEffect(token(provider), 5)
      yield* TestClock.adjust("22 hours")
      assert.deepStrictEqual([yield* status, (yield* token(provider)).status], [200, 429])
      yield* TestClock.adjust("1 hour")

      assert.strictEqual(first.expires_in, 86_400)
      assert.deepStrictEqual(
        more.map((response) => response.status),
        [200, 200, 200, 200, 429]
      )
      assert.strictEqual(more[4]?.headers["retry-after"], "82800")
      assert.deepStrictEqual([yield* status, (yield* token(provider)).status], [401, 200])
    })
  )

  it.effect("tells its three quotas on every answer, and the wait where one is used up", () =>
    Effect.gen(function* () {
      const { ask } = yield* made()
      const answers = yield* Effect.replicateEffect(ask(""), 16)
      const told = (name: string, answer = answers[15]) => [
        answer?.headers[`x-ratelimit-limit-${name}`],
        answer?.headers[`x-ratelimit-remaining-${name}`]
      ]

      assert.deepStrictEqual([answers[14]?.status, answers[15]?.status], [200, 429])
      assert.strictEqual(answers[15]?.headers["retry-after"], "1")
      assert.deepStrictEqual(
        [told("second", answers[0]), told("second")],
        [
          ["15", "14"],
          ["15", "0"]
        ]
      )
      assert.deepStrictEqual(
        [told("minute"), told("hour")],
        [
          ["120", "104"],
          ["5000", "4984"]
        ]
      )
      for (let second = 1; second < 8; second += 1) {
        yield* TestClock.adjust("1 second")
        yield* Effect.replicateEffect(ask(""), 15)
      }
      yield* TestClock.adjust("1 second")
      const minute = yield* ask("")
      assert.deepStrictEqual([minute.status, minute.headers["retry-after"]], [429, "52"])
      yield* TestClock.adjust("52 seconds")
      assert.strictEqual((yield* ask("")).status, 200)
    })
  )
})
