import { assert, describe, it } from "@effect/vitest"
import { ApaleoProvider } from "@innlet/testkit"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { get, keysOf, post } from "./ask.ts"

const reservations = "/booking/v1/reservations"
const grant = "grant_type=client_credentials&client_id=test-client&client_secret=test-secret"

const signedIn = Effect.fnUntraced(function* (provider: ApaleoProvider.ApaleoProvider) {
  const { body } = yield* provider.handle(post("/connect/token", grant))
  return { authorization: `Bearer ${JSON.parse(body).access_token}` }
})

const made = Effect.fnUntraced(function* (options: ApaleoProvider.ApaleoOptions = {}) {
  const provider = yield* ApaleoProvider.make(options)
  const headers = yield* signedIn(provider)
  const ask = (path: string, query = "") => provider.handle(get(path, query, headers))
  return {
    provider,
    ask,
    read: (path: string, query = "") => Effect.map(ask(path, query), ({ body }) => JSON.parse(body))
  }
})

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` })

interface Owned {
  readonly id: string
  readonly property: { readonly id: string }
}

describe("ApaleoProvider.make", () => {
  it.effect("is read by page number, 20 rows unless asked for more, and ends with 204", () =>
    Effect.gen(function* () {
      const { ask, provider, read } = yield* made({ rows: 230 })
      const seen: Array<string> = []
      for (let page = 1; page <= 3; page += 1) {
        const { count, reservations: rows } = yield* read(reservations, `pageNumber=${page}&pageSize=100`)
        assert.strictEqual(count, 230)
        seen.push(...rows.map(({ id }: Owned) => id))
      }
      const end = yield* ask(reservations, "pageNumber=4&pageSize=100")

      assert.deepStrictEqual(seen.toSorted(), keysOf(yield* provider.rows("reservations")))
      assert.deepStrictEqual([end.status, end.body], [204, ""])
      assert.strictEqual((yield* read(reservations)).reservations.length, 20)
    })
  )

  it.effect("can end with an empty list instead", () =>
    Effect.gen(function* () {
      const { read } = yield* made({ rows: 0, empty: "list" })

      assert.deepStrictEqual(yield* read(reservations), { reservations: [], count: 0 })
    })
  )

  it.effect("gives every property its own units and reservations, and no other", () =>
    Effect.gen(function* () {
      const { provider, read } = yield* made({ rows: 50, properties: 3, units: 7 })
      const seen: Array<string> = []
      for (const { id } of (yield* read("/inventory/v1/properties")).properties) {
        const { units } = yield* read("/inventory/v1/units", `propertyId=${id}`)
        const { reservations: stays } = yield* read(reservations, `propertyIds=${id}`)
        assert.isTrue([...units, ...stays].every(({ property }: Owned) => property.id === id))
        seen.push(...[...units, ...stays].map((row: Owned) => row.id))
      }

      assert.deepStrictEqual(
        seen.toSorted(),
        keysOf([...(yield* provider.rows("units")), ...(yield* provider.rows("reservations"))])
      )
    })
  )

  it.effect("narrows reservations to a time of modification that its end doesn't belong to", () =>
    Effect.gen(function* () {
      const { read } = yield* made({ rows: 60 })
      const all = (yield* read(reservations, "pageSize=200")).reservations
      const time = `dateFilter=Modification&from=${all[20].modified}&to=${all[10].modified}`
      const found = yield* read(reservations, time)
      const ofOne = yield* read(reservations, `${time}&propertyIds=P001,P002`)

      assert.deepStrictEqual([found.count, found.reservations[0].modified], [10, all[11].modified])
      assert.deepStrictEqual(
        ofOne.reservations.map(({ property }: Owned) => property.id),
        ["P002", "P001"]
      )
    })
  )

  it.effect.each([
    ["pageSize=201", "pageSize must be 1 to 200."],
    ["pageSize=0", "pageSize must be 1 to 200."],
    ["pageNumber=0", "pageNumber must be 1 or more."],
    ["dateFilter=Arrival&from=2026-03-01", "dateFilter must be Modification."],
    ["dateFilter=Modification&from=soon", "dateFilter needs from or to."]
  ])("refuses %s", ([query, message]) =>
    Effect.gen(function* () {
      const { ask } = yield* made()
      const { body, status } = yield* ask(reservations, query)

      assert.deepStrictEqual([status, JSON.parse(body)], [400, { messages: [message] }])
    })
  )

  it.effect("refuses a request without a token, with another one, and with one that has expired or was revoked", () =>
    Effect.gen(function* () {
      const provider = yield* ApaleoProvider.make({ tokenTtl: "10 minutes" })
      const status = (headers: Readonly<Record<string, string>>) =>
        Effect.map(provider.handle(get(reservations, "", headers)), (response) => [
          response.status,
          response.headers["www-authenticate"]
        ])
      const headers = yield* signedIn(provider)
      const invalid = [401, `Bearer error="invalid_token"`]

      assert.deepStrictEqual(yield* status({}), [401, "Bearer"])
      assert.deepStrictEqual(yield* status({ authorization: "Bearer other" }), invalid)
      yield* TestClock.adjust("599 seconds")
      assert.deepStrictEqual(yield* status(headers), [200, undefined])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* status(headers), invalid)
      const again = yield* signedIn(provider)
      assert.deepStrictEqual(yield* status(again), [200, undefined])
      yield* provider.revoke
      assert.deepStrictEqual(yield* status(again), invalid)
    })
  )

  it.effect("issues tokens to its client alone, whose secret stands in the body or in Basic", () =>
    Effect.gen(function* () {
      const provider = yield* ApaleoProvider.make({ clientSecret: "a:b c", failToken: [{ at: 7, status: 503 }] })
      const ask = (body: string, headers: Readonly<Record<string, string>> = {}) =>
        Effect.map(provider.handle(post("/connect/token", body, headers)), (response) => [
          response.status,
          JSON.parse(response.body).error ?? JSON.parse(response.body).expires_in
        ])
      const type = "grant_type=client_credentials"

      assert.deepStrictEqual(
        yield* Effect.all([
          ask(`${type}&client_id=test-client&client_secret=a%3Ab+c`),
          ask(type, basic("test-client:a%3Ab+c")),
          ask(type, basic("test-client:other")),
          ask(`${type}&client_id=other&client_secret=a%3Ab+c`),
          ask("grant_type=password", basic("test-client:a%3Ab+c")),
          ask("", basic("test-client:a%3Ab+c")),
          ask(type, basic("test-client:a%3Ab+c"))
        ]),
        [
          [200, 3600],
          [200, 3600],
          [401, "invalid_client"],
          [401, "invalid_client"],
          [400, "unsupported_grant_type"],
          [400, "invalid_request"],
          [503, "server_error"]
        ]
      )
      assert.strictEqual((yield* provider.handle(get("/connect/token"))).status, 405)
    })
  )

  it.effect.each([
    [false, undefined],
    [true, "20"]
  ] as const)("refuses what exceeds a quota until its window is over; Retry-After %s", ([retryAfter, told]) =>
    Effect.gen(function* () {
      const { ask } = yield* made({ throttle: [{ requests: 2, window: "1 minute" }], retryAfter })
      const first = yield* Effect.replicateEffect(ask(reservations), 2)
      yield* TestClock.adjust("40 seconds")
      const late = yield* ask(reservations)
      yield* TestClock.adjust("20 seconds")

      assert.deepStrictEqual(
        [...first, late].map(({ status }) => status),
        [200, 200, 429]
      )
      assert.deepStrictEqual([late.headers["retry-after"], JSON.parse(late.body).messages.length], [told, 1])
      assert.strictEqual((yield* ask(reservations)).status, 200)
    })
  )
})
