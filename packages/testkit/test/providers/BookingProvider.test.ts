import { assert, describe, it } from "@effect/vitest"
import { type BookingOptions, BookingProvider, type Provider, RetryAfter } from "@innlet/testkit"
import { Effect } from "effect"
import { TestClock } from "effect/testing"

const get = (query: string, changes?: Partial<Provider.Request>): Provider.Request => ({
  method: "GET",
  path: "/v1/rates",
  query,
  headers: { authorization: "Bearer test-token" },
  body: "",
  ...changes
})

const ask = (options: BookingOptions.BookingOptions, request: Provider.Request, now = 0): Provider.Response =>
  BookingProvider.respond(options)(request, now, BookingProvider.start(options))[0]

/** What a page says of its place, and the numbers of its first and last rows. */
const page = (options: BookingOptions.BookingOptions, query: string) => {
  const { meta, results } = JSON.parse(ask(options, get(query)).body)
  const ids: ReadonlyArray<string> = results.map((row: { readonly id: string }) => row.id)
  return { meta, first: ids[0], last: ids.at(-1), records: ids.length }
}

const inAll = (answers: ReadonlyArray<ReadonlySet<string>>): ReadonlyArray<string> =>
  [...(answers[0] ?? [])].filter((key) => answers.every((answer) => answer.has(key))).toSorted()

const code = (response: Provider.Response) => [response.status, JSON.parse(response.body).errors[0].code]

describe("BookingProvider.respond", () => {
  it("answers a page with its meta", () => {
    assert.deepStrictEqual(page({ rows: 243 }, "offset=200&limit=20"), {
      meta: { total_count: 243, offset: 200, limit: 20 },
      first: "rate-0000201",
      last: "rate-0000220",
      records: 20
    })
  })

  it("answers past the end with no results and the same meta", () => {
    assert.deepStrictEqual(JSON.parse(ask({ rows: 243 }, get("offset=300&limit=100")).body), {
      meta: { total_count: 243, offset: 300, limit: 100 },
      results: []
    })
  })

  it("gives the same bytes for the same seed and others for another", () => {
    const [one, again, two] = [1, 1, 2].map((seed) => ask({ seed }, get("offset=0&limit=500")).body)

    assert.strictEqual(one, again)
    assert.notStrictEqual(one, two)
  })

  it("doesn't touch the state it is given", () => {
    const options = { rows: 50, volatility: { deletes: 3, inserts: 3 } }
    const respond = BookingProvider.respond(options)
    const [, state] = respond(get("offset=0&limit=10"), 0, BookingProvider.start(options))

    assert.deepStrictEqual(respond(get("offset=10&limit=10"), 0, state), respond(get("offset=10&limit=10"), 0, state))
  })

  it("serves below its base only", () => {
    assert.strictEqual(ask({ base: "/api" }, get("", { path: "/api/v1/inventory" })).status, 200)
    assert.strictEqual(ask({ base: "/api" }, get("")).status, 404)
  })

  it.each([
    ["an unknown path", get("", { path: "/v1/hotels" }), [404, "NOT_FOUND"]],
    ["another method", get("", { method: "POST" }), [405, "METHOD_NOT_ALLOWED"]],
    ["no bearer token", get("", { headers: {} }), [401, "UNAUTHORIZED"]],
    ["a wrong bearer token", get("", { headers: { authorization: "Bearer other" } }), [401, "UNAUTHORIZED"]],
    ["a negative offset", get("offset=-1"), [400, "INVALID_OFFSET"]],
    ["an offset that is no number", get("offset=ten"), [400, "INVALID_OFFSET"]],
    ["a fractional limit", get("limit=1.5"), [400, "INVALID_LIMIT"]],
    ["a limit of 0", get("limit=0"), [400, "INVALID_LIMIT"]]
  ] as const)("refuses %s", (_, request, expected) => {
    assert.deepStrictEqual(code(ask({}, request)), [...expected])
  })
})

describe("BookingOptions.limits", () => {
  it("rejects a limit above the maximum", () => {
    assert.deepStrictEqual(code(ask({ limits: { max: 100, over: "reject" } }, get("limit=101"))), [
      400,
      "LIMIT_TOO_LARGE"
    ])
    assert.strictEqual(ask({ limits: { max: 100, over: "reject" } }, get("limit=100")).status, 200)
  })

  it.each([
    ["truncateHonestly", 100],
    ["truncateSilently", 300]
  ] as const)("answers with the maximum and says so only when honest: %s", (over, said) => {
    const { meta, records } = page({ limits: { max: 100, over } }, "limit=300")

    assert.deepStrictEqual([meta.limit, records], [said, 100])
  })
})

describe("BookingOptions.offsets", () => {
  it.each([
    ["any", 30, "rate-0000031"],
    ["multiplesOrFloor", 20, "rate-0000021"],
    ["multiplesOrFloorSilently", 30, "rate-0000021"],
    ["ignored", 30, "rate-0000001"]
  ] as const)("%s answers offset 30, limit 20 with meta.offset %s from %s on", (offsets, said, from) => {
    const { first, meta } = page({ offsets }, "offset=30&limit=20")

    assert.deepStrictEqual([meta.offset, first], [said, from])
  })

  it("multiplesOrReject refuses what is no multiple of the limit", () => {
    assert.deepStrictEqual(code(ask({ offsets: "multiplesOrReject" }, get("offset=30&limit=20"))), [
      400,
      "INVALID_OFFSET"
    ])
    assert.strictEqual(page({ offsets: "multiplesOrReject" }, "offset=40&limit=20").first, "rate-0000041")
  })
})

describe("BookingOptions.total", () => {
  it.each([
    ["absent", undefined],
    [{ fixed: "122" }, "122"],
    [{ fixed: -1 }, -1],
    [{ fixed: null }, null],
    ["exact", 1000]
  ] as const)("%o gives total_count %o", (total, expected) => {
    const { meta } = page({ total }, "")

    assert.strictEqual(meta.total_count, expected)
    assert.strictEqual("total_count" in meta, total !== "absent")
  })
})

describe("BookingOptions.throttle", () => {
  it.effect("refuses what exceeds the quota until the window is over", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make({ throttle: { requests: 2, window: "1 minute" } })
      const status = Effect.map(provider.handle(get("")), (response) => response.status)

      const first = yield* Effect.all([status, status, status])
      yield* TestClock.adjust("59 seconds")
      const late = yield* provider.handle(get(""))
      yield* TestClock.adjust("1 second")
      const next = yield* status

      assert.deepStrictEqual(first, [200, 200, 429])
      assert.deepStrictEqual([late.status, late.headers["retry-after"]], [429, "1"])
      assert.strictEqual(next, 200)
    })
  )

  it.each(RetryAfter.forms)("tells the wait in the form %s, by a clock that is ahead", (form) => {
    const options = {
      throttle: { requests: 0, window: "90 seconds", retryAfter: form },
      clockSkew: "1 hour"
    } as const
    const { headers } = ask(options, get(""), Date.UTC(2026, 2, 1))

    assert.strictEqual(headers["retry-after"], RetryAfter.valueOf(form, 90_000, Date.UTC(2026, 2, 1, 1)))
    assert.strictEqual(headers["date"], "Sun, 01 Mar 2026 01:00:00 GMT")
  })
})

describe("BookingOptions.fail", () => {
  it.effect("fails the scripted requests and no other", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make({
        fail: [
          { at: 2, times: 2, status: 503, retryAfter: { form: "seconds", seconds: 2 } },
          { every: 5, status: 403, body: "no", headers: { "x-reason": "quota" } }
        ]
      })
      const responses = yield* Effect.replicateEffect(provider.handle(get("")), 6)

      assert.deepStrictEqual(
        responses.map((response) => response.status),
        [200, 503, 503, 200, 403, 200]
      )
      assert.strictEqual(responses[1]?.headers["retry-after"], "2")
      assert.deepStrictEqual([responses[4]?.body, responses[4]?.headers["x-reason"]], ["no", "quota"])
    })
  )

  it.each([
    ["html", (body: string) => body.startsWith("<!doctype html>")],
    ["empty", (body: string) => body === ""],
    ["cut", (body: string) => body.startsWith('{"meta"') && !body.endsWith("}")],
    ["noMeta", (body: string) => !("meta" in JSON.parse(body)) && JSON.parse(body).results.length === 100],
    ["noList", (body: string) => !Array.isArray(JSON.parse(body).results) && JSON.parse(body).meta.offset === 0],
    ["otherOffset", (body: string) => JSON.parse(body).meta.offset === 1 && JSON.parse(body).results.length === 100]
  ] as const)("damages a page under status 200: %s", (damage, looksRight) => {
    const response = ask({ fail: [{ at: 1, damage }] }, get(""))

    assert.strictEqual(response.status, 200)
    assert.isTrue(looksRight(response.body))
  })
})

describe("BookingProvider.make", () => {
  it.effect("logs every request with its place, status and time", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make({ rows: 30 })
      yield* provider.handle(get("offset=20&limit=20"))
      yield* TestClock.adjust("3 seconds")
      yield* provider.handle(get("offset=x", { path: "/v1/inventory" }))

      assert.deepStrictEqual(yield* provider.requests, [
        {
          number: 1,
          method: "GET",
          path: "/v1/rates",
          stream: "rates",
          offset: 20,
          limit: 20,
          status: 200,
          records: 10,
          sentAt: 0
        },
        {
          number: 2,
          method: "GET",
          path: "/v1/inventory",
          stream: "inventory",
          offset: undefined,
          limit: 100,
          status: 400,
          records: 0,
          sentAt: 3000
        }
      ])
    })
  )

  it.effect("leaves the list alone until the first request is answered", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make({ rows: 100, volatility: { deletes: 20 } })
      const first = JSON.parse((yield* provider.handle(get("limit=500"))).body)
      const second = JSON.parse((yield* provider.handle(get("limit=500"))).body)

      assert.strictEqual(first.results.length, 100)
      assert.isBelow(second.results.length, 100)
    })
  )

  it.effect("knows which rows were in every answer since the first request, and since a mark", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make({ rows: 200, volatility: { deletes: 3, inserts: 3, moves: 1 } })
      const whole = Effect.map(
        provider.handle(get("limit=500")),
        (response) => new Set<string>(JSON.parse(response.body).results.map((row: { readonly id: string }) => row.id))
      )
      const present = Effect.map(provider.presentThroughout("rates"), (rows) => rows.map((row) => row.key).toSorted())
      const early = yield* Effect.replicateEffect(whole, 10)
      const sinceFirst = yield* present
      yield* provider.mark
      const late = yield* Effect.replicateEffect(whole, 10)
      const sinceMark = yield* present

      assert.deepStrictEqual(sinceFirst, inAll(early))
      assert.deepStrictEqual(sinceMark, inAll([...early.slice(-1), ...late]))
    })
  )

  it.effect("narrows a list to what changed from a second up to another, where it can", () =>
    Effect.gen(function* () {
      const rows = Effect.fnUntraced(function* (changes: boolean, query: string) {
        const provider = yield* BookingProvider.make({ rows: 50, changes })
        const { meta, results } = JSON.parse((yield* provider.handle(get(query))).body)
        return [meta.total_count, results.length]
      })
      const at = "2026-03-01T00:00:00.000Z"
      const later = "2026-03-01T00:00:01.000Z"

      assert.deepStrictEqual(yield* rows(true, `updated_since=${at}`), [50, 50])
      assert.deepStrictEqual(yield* rows(true, `updated_since=${later}`), [0, 0])
      assert.deepStrictEqual(yield* rows(true, `updated_before=${at}`), [0, 0])
      assert.deepStrictEqual(yield* rows(true, `updated_before=${later}&limit=20`), [50, 20])
      assert.deepStrictEqual(yield* rows(false, `updated_since=${later}`), [50, 50])
    })
  )

  it.effect("loses rows to a walk by offset when rows are deleted behind it", () =>
    Effect.gen(function* () {
      const provider = yield* BookingProvider.make({ rows: 1000, volatility: { deletes: 1, aim: "before" } })
      const seen = new Set<string>()
      for (let offset = 0; offset < 1000; offset += 100) {
        const { results } = JSON.parse((yield* provider.handle(get(`offset=${offset}&limit=100`))).body)
        for (const row of results) seen.add(row.id)
      }
      const lost = (yield* provider.presentThroughout("rates")).filter((row) => !seen.has(row.key))

      assert.isAbove(lost.length, 0)
    })
  )
})
