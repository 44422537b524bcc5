import { assert, describe, it } from "@effect/vitest"
import { HotelbedsProvider } from "@innlet/testkit"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { get, inAll, keysOf } from "./ask.ts"

const path = "/hotel-content-api/1.0/hotels"

const signed = (second: number, changes: { readonly key?: string; readonly secret?: string } = {}) => ({
  "api-key": changes.key ?? "test-key",
  "x-signature": HotelbedsProvider.signature("test-key", changes.secret ?? "test-secret", second)
})

const page = (from: number, to: number, more = "") => get(path, `from=${from}&to=${to}${more}`, signed(0))

const read = (provider: HotelbedsProvider.HotelbedsProvider, query: string) =>
  Effect.map(provider.handle(get(path, query, signed(0))), (response) => JSON.parse(response.body))

const codesOf = (body: { readonly hotels: ReadonlyArray<{ readonly code: number }> }) =>
  body.hotels.map((hotel) => String(hotel.code))

describe("HotelbedsProvider.make", () => {
  it.effect("is read by ranges that include both ends, up to a total", () =>
    Effect.gen(function* () {
      const provider = yield* HotelbedsProvider.make({ rows: 253 })
      const seen: Array<string> = []
      for (let from = 1; ; from += 100) {
        const body = yield* read(provider, `fields=all&from=${from}&to=${from + 99}`)
        assert.deepStrictEqual([body.from, body.total, typeof body.auditData.timestamp], [from, 253, "string"])
        seen.push(...codesOf(body))
        if (body.to >= body.total) break
      }

      assert.deepStrictEqual(seen.toSorted(), keysOf(yield* provider.rows("hotels")))
      assert.deepStrictEqual(
        (yield* provider.requests).map(({ limit, offset, records }) => [offset, limit, records]),
        [
          [0, 100, 100],
          [100, 100, 100],
          [200, 100, 53]
        ]
      )
    })
  )

  it.effect("gives the first hundred when no range is asked for, and none behind the end", () =>
    Effect.gen(function* () {
      const provider = yield* HotelbedsProvider.make({ rows: 120 })

      assert.strictEqual((yield* read(provider, "")).hotels.length, 100)
      assert.deepStrictEqual((yield* read(provider, "from=121&to=220")).hotels, [])
    })
  )

  it.effect("narrows the list to what changed since a day", () =>
    Effect.gen(function* () {
      const provider = yield* HotelbedsProvider.make({ rows: 60 })
      const body = yield* read(provider, "lastUpdateTime=2026-02-20&to=1000")

      assert.strictEqual(body.total, 10)
      assert.isTrue(body.hotels.every((hotel: { readonly lastUpdate: string }) => hotel.lastUpdate >= "2026-02-20"))
    })
  )

  it.effect.each([
    ["a from of 0", "from=0&to=10"],
    ["a to below from", "from=10&to=9"],
    ["a range that is no number", "from=a"],
    ["a range that is too wide", "from=1&to=1001"],
    ["a day that is none", "lastUpdateTime=soon"]
  ])("refuses %s as INVALID_DATA", ([, query]) =>
    Effect.gen(function* () {
      const provider = yield* HotelbedsProvider.make()
      const response = yield* provider.handle(get(path, query, signed(0)))

      assert.deepStrictEqual([response.status, JSON.parse(response.body).error.code], [400, "INVALID_DATA"])
    })
  )

  it.effect("can cut a range that is too wide instead, and says where it ended", () =>
    Effect.gen(function* () {
      const provider = yield* HotelbedsProvider.make({ range: { max: 50, over: "cap" } })
      const { hotels, to } = yield* read(provider, "from=1&to=100")

      assert.deepStrictEqual([hotels.length, to], [50, 50])
    })
  )

  it.effect("accepts a signature up to 60 seconds from its clock, and refuses others in plain text", () =>
    Effect.gen(function* () {
      const provider = yield* HotelbedsProvider.make()
      yield* TestClock.adjust("1 hour")
      const ask = Effect.fnUntraced(function* (headers: Record<string, string>) {
        const { body, headers: answered, status } = yield* provider.handle(get(path, "", headers))
        return status === 200 ? 200 : [status, body, answered["x-mashery-error-code"]]
      })
      const unauthorized = [403, "Not Authorized", "ERR_403_NOT_AUTHORIZED"]

      assert.deepStrictEqual(
        yield* Effect.forEach([3540, 3600, 3660], (second) => ask(signed(second))),
        [200, 200, 200]
      )
      assert.deepStrictEqual(yield* ask(signed(3539)), unauthorized)
      assert.deepStrictEqual(yield* ask(signed(3661)), unauthorized)
      assert.deepStrictEqual(yield* ask(signed(3600, { secret: "other" })), unauthorized)
      assert.deepStrictEqual(yield* ask(signed(3600, { key: "other" })), [
        403,
        "Developer Inactive",
        "ERR_403_DEVELOPER_INACTIVE"
      ])
    })
  )

  it.effect("can refuse a signature with 401 as it did once, and by a clock of its own", () =>
    Effect.gen(function* () {
      const provider = yield* HotelbedsProvider.make({ unauthorized: 401, clockSkew: "2 minutes" })

      assert.strictEqual((yield* provider.handle(page(1, 10))).status, 401)
      assert.strictEqual((yield* provider.handle(get(path, "", signed(120)))).status, 200)
    })
  )

  it.effect.each([
    ["qps", true, "ERR_403_DEVELOPER_OVER_QPS", "<h1>Developer Over Qps</h1>"],
    ["rate", false, undefined, "<h1>Developer Over Rate</h1>"]
  ] as const)("tells a used up quota by 403 until the window is over: %s, header %s", ([over, header, code, text]) =>
    Effect.gen(function* () {
      const provider = yield* HotelbedsProvider.make({
        throttle: [{ requests: 1, window: "30 seconds" }],
        overQuota: over,
        masheryHeader: header,
        retryAfter: true
      })
      const first = yield* provider.handle(page(1, 10))
      yield* TestClock.adjust("29 seconds")
      const late = yield* provider.handle(get(path, "", signed(29)))
      yield* TestClock.adjust("1 second")
      const next = yield* provider.handle(get(path, "", signed(30)))

      assert.deepStrictEqual([first.status, late.status, next.status], [200, 403, 200])
      assert.deepStrictEqual(
        [late.headers["x-mashery-error-code"], late.headers["retry-after"], late.body],
        [code, "1", text]
      )
    })
  )

  it.effect("fails and damages the scripted requests and no other", () =>
    Effect.gen(function* () {
      const provider = yield* HotelbedsProvider.make({
        fail: [
          { at: 1, status: 500 },
          { at: 2, damage: "html" },
          { at: 3, damage: "empty" },
          { at: 4, damage: "cut" },
          { at: 5, damage: "noList" }
        ]
      })
      const [failed, html, empty, cut, noList, right] = yield* Effect.replicateEffect(provider.handle(page(1, 5)), 6)

      assert.deepStrictEqual(
        [failed?.status, JSON.parse(failed?.body ?? "")],
        [500, { error: { code: "SYSTEM_ERROR", message: "scripted failure" } }]
      )
      assert.match(html?.body ?? "", /^<!doctype html>/)
      assert.deepStrictEqual([empty?.status, empty?.body], [200, ""])
      assert.throws(() => JSON.parse(cut?.body ?? ""))
      assert.deepInclude(JSON.parse(noList?.body ?? ""), { total: 1000, hotels: "see page 2" })
      assert.strictEqual(JSON.parse(right?.body ?? "").hotels.length, 5)
    })
  )

  it.effect("knows which hotels were in every answer while the list changes", () =>
    Effect.gen(function* () {
      const provider = yield* HotelbedsProvider.make({ rows: 200, volatility: { deletes: 3, inserts: 3, moves: 1 } })
      const whole = Effect.map(read(provider, "to=1000"), (body) => new Set(codesOf(body)))
      const early = yield* Effect.replicateEffect(whole, 10)
      const sinceFirst = keysOf(yield* provider.presentThroughout("hotels"))
      yield* provider.mark
      const late = yield* Effect.replicateEffect(whole, 10)

      assert.deepStrictEqual(sinceFirst, inAll(early))
      assert.deepStrictEqual(keysOf(yield* provider.presentThroughout("hotels")), inAll([...early.slice(-1), ...late]))
    })
  )

  it.effect("leaves a field out of the fraction of rows that is malformed", () =>
    Effect.gen(function* () {
      const provider = yield* HotelbedsProvider.make({ rows: 400, malformed: 0.1 })
      const { hotels } = yield* read(provider, "to=400")
      const bad = hotels.filter((hotel: { readonly code?: unknown; readonly name?: unknown }) =>
        [hotel.code, hotel.name].includes(undefined)
      )

      assert.strictEqual(bad.length, (yield* provider.rows("hotels")).filter((row) => row.malformed).length)
      assert.isAbove(bad.length, 10)
    })
  )

  it.effect("refuses another path and another method", () =>
    Effect.gen(function* () {
      const provider = yield* HotelbedsProvider.make({ base: "/api" })
      const status = (path: string, method: string) =>
        Effect.map(provider.handle({ ...get(path, "", signed(0)), method }), (response) => response.status)

      assert.deepStrictEqual(
        yield* Effect.all([status(path, "GET"), status(`/api${path}`, "POST"), status(`/api${path}`, "GET")]),
        [404, 405, 200]
      )
    })
  )
})
