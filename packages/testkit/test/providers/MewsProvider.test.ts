import { assert, describe, it } from "@effect/vitest"
import { MewsProvider, World } from "@innlet/testkit"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { inAll, keysOf, post } from "./ask.ts"

const path = "/api/connector/v1/reservations/getAll/2023-06-06"
const tokens = { ClientToken: "test-client-token", AccessToken: "test-access-token", Client: "Test 1.0" }
const always = { StartUtc: "2025-12-02T00:00:00Z", EndUtc: "2026-03-02T00:00:00Z" }

const ask = (
  provider: MewsProvider.MewsProvider,
  limitation: unknown,
  changes: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {}
) => provider.handle(post(path, { ...tokens, UpdatedUtc: always, Limitation: limitation, ...changes }, headers))

interface Body {
  readonly Reservations: ReadonlyArray<{
    readonly Id: string
    readonly UpdatedUtc: string
    readonly CreatedUtc: string
  }>
  readonly Cursor: string | null
}

const bodyOf = (response: { readonly body: string }): Body => JSON.parse(response.body)

const walk = Effect.fnUntraced(function* (provider: MewsProvider.MewsProvider, count: number) {
  const pages: Array<Body> = []
  for (let cursor: string | null = null; pages.length === 0 || cursor !== null;) {
    const body: Body = bodyOf(yield* ask(provider, { Count: count, Cursor: cursor }))
    pages.push(body)
    cursor = body.Cursor
  }
  return pages
})

describe("MewsProvider.make", () => {
  it.effect("is read by the id of the last reservation until a page has none", () =>
    Effect.gen(function* () {
      const provider = yield* MewsProvider.make({ rows: 250 })
      const pages = yield* walk(provider, 100)
      const ids = pages.flatMap((page) => page.Reservations.map(({ Id }) => Id))

      assert.deepStrictEqual(
        pages.map((page) => page.Reservations.length),
        [100, 100, 50, 0]
      )
      assert.deepStrictEqual(
        pages.map((page) => page.Cursor),
        [ids[99] ?? "", ids[199] ?? "", ids[249] ?? "", null]
      )
      assert.deepStrictEqual(ids.toSorted(), keysOf(yield* provider.rows("reservations")))
      assert.isTrue(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/.test(id)))
    })
  )

  it.effect("gives a cursor on a full last page too, and an empty page after it", () =>
    Effect.gen(function* () {
      const pages = yield* walk(yield* MewsProvider.make({ rows: 200 }), 100)

      assert.deepStrictEqual(
        pages.map(({ Cursor, Reservations }) => [Reservations.length, Cursor === null]),
        [
          [100, false],
          [100, false],
          [0, true]
        ]
      )
    })
  )

  it.effect.each(["updated", "created"] as const)("has the one that was %s last first", (newest) =>
    Effect.gen(function* () {
      const provider = yield* MewsProvider.make({ rows: 50, newest })
      yield* provider.change("reservations", (world) => World.updated(world, 30, Date.UTC(2026, 2, 1, 5)))
      yield* provider.change("reservations", (world) => World.inserted(world, 10, Date.UTC(2026, 2, 1, 4)))
      const [one, two] = bodyOf(yield* ask(provider, { Count: 1000 })).Reservations
      const rows = yield* provider.rows("reservations")

      assert.deepStrictEqual(
        [one?.Id, two?.Id],
        newest === "updated" ? [rows[31]?.key, rows[10]?.key] : [rows[10]?.key, rows[0]?.key]
      )
    })
  )

  it.effect("narrows to a time of updates, both ends included", () =>
    Effect.gen(function* () {
      const provider = yield* MewsProvider.make({ rows: 60 })
      const at = bodyOf(yield* ask(provider, { Count: 60 })).Reservations.map(({ UpdatedUtc }) => UpdatedUtc)
      const within = { StartUtc: at[20], EndUtc: at[10] }
      const found = bodyOf(yield* ask(provider, { Count: 60 }, { UpdatedUtc: within })).Reservations

      assert.deepStrictEqual(
        found.map(({ UpdatedUtc }) => UpdatedUtc),
        at.slice(10, 21)
      )
    })
  )

  it.effect("answers an empty page with 204 only where it is preferred", () =>
    Effect.gen(function* () {
      const provider = yield* MewsProvider.make({ rows: 0 })
      const plain = yield* ask(provider, { Count: 10 })
      const minimal = yield* ask(provider, { Count: 10 }, {}, { prefer: "return=minimal" })

      assert.deepStrictEqual([plain.status, bodyOf(plain)], [200, { Reservations: [], Cursor: null }])
      assert.deepStrictEqual([minimal.status, minimal.body], [204, ""])
    })
  )

  it.effect.each([
    ["no Count", {}, {}],
    ["a Count of 0", { Count: 0 }, {}],
    ["a Count of 1001", { Count: 1001 }, {}],
    ["no Limitation", undefined, {}],
    ["a cursor it doesn't know", { Count: 10, Cursor: "00000000-0000-4000-a000-000000000000" }, {}],
    ["a time longer than three months", { Count: 10 }, { UpdatedUtc: { ...always, StartUtc: "2025-12-01T23:59:59Z" } }],
    ["a time that ends first", { Count: 10 }, { UpdatedUtc: { ...always, EndUtc: "2025-11-01T00:00:00Z" } }],
    ["a time that is none", { Count: 10 }, { UpdatedUtc: { ...always, EndUtc: "soon" } }],
    ["no AccessToken", { Count: 10 }, { AccessToken: undefined }]
  ] as const)("refuses %s with 400", ([, limitation, changes]) =>
    Effect.gen(function* () {
      const response = yield* ask(yield* MewsProvider.make(), limitation, changes)
      const body = JSON.parse(response.body)

      assert.deepStrictEqual([response.status, Object.keys(body)], [400, ["Message", "RequestId"]])
      assert.strictEqual(response.headers["request-id"], body.RequestId)
    })
  )

  it.effect("refuses wrong tokens with 401", () =>
    Effect.gen(function* () {
      const provider = yield* MewsProvider.make()
      const status = (changes: Readonly<Record<string, string>>) =>
        Effect.map(ask(provider, { Count: 10 }, changes), (response) => response.status)

      assert.deepStrictEqual([yield* status({ ClientToken: "x" }), yield* status({ AccessToken: "x" })], [401, 401])
    })
  )

  it.effect("refuses a cursor whose reservation is gone", () =>
    Effect.gen(function* () {
      const provider = yield* MewsProvider.make({ rows: 30 })
      const { Cursor } = bodyOf(yield* ask(provider, { Count: 10 }))
      yield* provider.change("reservations", (world) => World.deleted(world, 9))

      assert.strictEqual((yield* ask(provider, { Count: 10, Cursor })).status, 400)
    })
  )

  it.effect("can find a time too long to compute", () =>
    Effect.gen(function* () {
      const provider = yield* MewsProvider.make({ rows: 60, heavy: 40 })
      const short = { StartUtc: "2026-02-10T00:00:00Z", EndUtc: "2026-03-02T00:00:00Z" }
      const heavy = yield* ask(provider, { Count: 10 })

      assert.deepStrictEqual([heavy.status, "RequestId" in JSON.parse(heavy.body)], [408, true])
      assert.strictEqual((yield* ask(provider, { Count: 10 }, { UpdatedUtc: short })).status, 200)
    })
  )

  it.effect("answers 200 requests in 30 seconds for each access token, and tells the rest of the time", () =>
    Effect.gen(function* () {
      const provider = yield* MewsProvider.make({ rows: 1, accessTokens: ["test-access-token", "other"] })
      const one = ask(provider, { Count: 1 })
      const answers = yield* Effect.replicateEffect(one, 200)
      const other = yield* ask(provider, { Count: 1 }, { AccessToken: "other" })
      yield* TestClock.adjust("23 seconds")
      const late = yield* one
      yield* TestClock.adjust("7 seconds")
      const next = yield* one

      assert.isTrue(answers.every((response) => response.status === 200))
      assert.deepStrictEqual([other.status, late.status, next.status], [200, 429, 200])
      assert.strictEqual(late.headers["retry-after"], "7")
      assert.isDefined(JSON.parse(late.body).RequestId)
    })
  )

  it.effect("fails and damages the scripted requests", () =>
    Effect.gen(function* () {
      const provider = yield* MewsProvider.make({
        fail: [
          { at: 1, status: 500 },
          { at: 2, damage: "html" },
          { at: 3, damage: "empty" },
          { at: 4, damage: "cut" },
          { at: 5, damage: "noList" }
        ]
      })
      const answers = yield* Effect.replicateEffect(ask(provider, { Count: 5 }), 6)
      const [failed, html, empty, cut, noList, right] = answers.map((answer) => answer.body)

      assert.strictEqual(answers[0]?.status, 500)
      assert.strictEqual(JSON.parse(failed ?? "").Message, "scripted failure")
      assert.match(html ?? "", /^<!doctype html>/)
      assert.strictEqual(empty, "")
      assert.throws(() => JSON.parse(cut ?? ""))
      assert.strictEqual(JSON.parse(noList ?? "").Reservations, "see page 2")
      assert.strictEqual(JSON.parse(right ?? "").Reservations.length, 5)
    })
  )

  it.effect("knows which reservations were in every answer while the list changes", () =>
    Effect.gen(function* () {
      const provider = yield* MewsProvider.make({ rows: 200, volatility: { deletes: 3, inserts: 3, updates: 2 } })
      const whole = Effect.map(
        ask(provider, { Count: 1000 }),
        (response) => new Set(bodyOf(response).Reservations.map(({ Id }) => Id))
      )
      const early = yield* Effect.replicateEffect(whole, 10)

      assert.deepStrictEqual(keysOf(yield* provider.presentThroughout("reservations")), inAll(early))
      assert.isBelow(inAll(early).length, 200)
    })
  )
})
