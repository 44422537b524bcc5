import { assert, describe, it } from "@effect/vitest"
import { ExpediaProvider, type ExpediaOptions } from "@innlet/testkit"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { get, inAll, keysOf } from "./ask.ts"

const path = "/v3/properties/content"
const first = "language=en-US&supply_source=expedia"

const signed = (second = 0, secret = "test-secret") => ({
  authorization: ExpediaProvider.authorization("test-key", secret, second),
  "accept-encoding": "gzip",
  host: "127.0.0.1:4010"
})

/** The query of the next page, as it stands in `Link`. */
const nextOf = (headers: Readonly<Record<string, string>>) =>
  /<[^>]*\?([^>]*)>; rel="next"/.exec(headers["link"] ?? "")?.[1]

const made = (options: ExpediaOptions.ExpediaOptions = {}) => ExpediaProvider.make({ pageSize: 50, ...options })

const ask = (provider: ExpediaProvider.ExpediaProvider, query = first, second = 0) =>
  provider.handle(get(path, query, signed(second)))

/** The keys of the object as they stand in its text. */
const keysIn = (body: string) => [...body.matchAll(/"property_id":"(\d+)"/g)].map(([, key]) => key ?? "")

const problem = (response: { readonly status: number; readonly body: string }) => {
  const { errors, type } = JSON.parse(response.body)
  return [response.status, type, errors?.[0].type]
}

describe("ExpediaProvider.make", () => {
  it.effect("is read by following the Link until there is none", () =>
    Effect.gen(function* () {
      const provider = yield* made({ rows: 230 })
      const seen: Array<string> = []
      let query: string | undefined = first
      while (query !== undefined) {
        const response = yield* ask(provider, query)
        assert.deepStrictEqual([response.headers["pagination-total-results"], response.gzip], ["230", true])
        seen.push(...keysIn(response.body))
        query = nextOf(response.headers)
      }

      assert.deepStrictEqual(seen.toSorted(), keysOf(yield* provider.rows("properties")))
      assert.deepStrictEqual(
        (yield* provider.requests).map(({ records }) => records),
        [50, 50, 50, 50, 30]
      )
    })
  )

  it.effect("sends an object whose keys JavaScript would put in another order", () =>
    Effect.gen(function* () {
      const provider = yield* made({ rows: 50 })
      const { body } = yield* ask(provider)
      const sent = keysIn(body)

      assert.deepStrictEqual(
        sent,
        (yield* provider.rows("properties")).map((row) => row.key)
      )
      assert.deepStrictEqual(Object.keys(JSON.parse(body)).toSorted(), sent.toSorted())
      assert.notDeepEqual(Object.keys(JSON.parse(body)), sent)
    })
  )

  it.effect("writes a Link with an unquoted time to the nanosecond and a token that has to stay as it is", () =>
    Effect.gen(function* () {
      const provider = yield* made()
      const { headers } = yield* ask(provider)

      assert.match(
        headers["link"] ?? "",
        /^<http:\/\/127\.0\.0\.1:4010\/v3\/properties\/content\?token=%3D%2C%3B[^>]+>; rel="next"; expires=1970-01-01T00:30:00\.000083439Z$/
      )
    })
  )

  it.effect.each([
    ["relative", {}, /^<\/v3\/properties\/content\?token=[^>]+>; rel="next"; /],
    ["two", {}, /^<http:\/\/127\.0\.0\.1:4010\/[^>]+>; rel="first", <[^>]+token=[^>]+>; rel="next"; /],
    ["crossOrigin", {}, /^<https:\/\/elsewhere\.example\.test\/v3\//],
    ["absolute", { origin: "https://api.example.test", base: "/x" }, /^<https:\/\/api\.example\.test\/x\/v3\//]
  ] as const)("can write other links: %s, %o", ([link, more, expected]) =>
    Effect.gen(function* () {
      const provider = yield* made({ link, ...more })
      const { headers } = yield* provider.handle(get(`${"base" in more ? more.base : ""}${path}`, first, signed()))

      assert.match(headers["link"] ?? "", expected)
    })
  )

  it.effect("answers a link that has expired with 410", () =>
    Effect.gen(function* () {
      const provider = yield* made({ linkTtl: "10 minutes" })
      const next = nextOf((yield* ask(provider)).headers)
      yield* TestClock.adjust("599 seconds")
      const early = yield* ask(provider, next, 599)
      yield* TestClock.adjust("1 second")
      const late = yield* ask(provider, next, 600)

      assert.strictEqual(early.status, 200)
      assert.deepStrictEqual(problem(late), [410, "link.expired", undefined])
    })
  )

  it.effect("narrows by country and by days, both ends included, and keeps to that on the pages that follow", () =>
    Effect.gen(function* () {
      const provider = yield* made({ rows: 120, pageSize: 5 })
      const query = `${first}&country_code=ES&country_code=PT&date_updated_start=2026-02-01&date_updated_end=2026-02-20`
      const seen: Array<{ readonly dates: { readonly updated: string } }> = []
      for (let next: string | undefined = query; next !== undefined;) {
        const { body, headers } = yield* ask(provider, next)
        seen.push(...Object.values<{ readonly dates: { readonly updated: string } }>(JSON.parse(body)))
        next = nextOf(headers)
      }
      const expected = (yield* provider.rows("properties")).filter(({ json }) => {
        const { address, dates } = JSON.parse(json)
        const day = dates.updated.slice(0, 10)
        return ["ES", "PT"].includes(address.country_code) && day >= "2026-02-01" && day <= "2026-02-20"
      })

      assert.isAbove(expected.length, 5)
      assert.strictEqual(seen.length, expected.length)
    })
  )

  it.effect("gives chosen properties in one answer", () =>
    Effect.gen(function* () {
      const provider = yield* made()
      const [one, two] = yield* provider.rows("properties")
      const { body, headers } = yield* ask(provider, `${first}&property_id=${one?.key}&property_id=${two?.key}`)

      assert.deepStrictEqual(keysIn(body), [one?.key, two?.key])
      assert.isUndefined(headers["link"])
    })
  )

  it.effect.each([
    ["no language", "supply_source=expedia", "language.required"],
    ["no supply_source", "language=en-US", "supply_source.required"],
    ["a day that is none", `${first}&date_updated_start=soon`, "date_updated_start.invalid"],
    ["a token of its own making", "token=abc", "token.invalid"]
  ])("refuses %s as invalid_input", ([, query, type]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(problem(yield* ask(yield* made(), query)), [400, "invalid_input", type])
    })
  )

  it.effect("refuses filters beside a token, unless told to overlook them", () =>
    Effect.gen(function* () {
      const status = Effect.fnUntraced(function* (filtersWithToken: "rejected" | "ignored") {
        const provider = yield* made({ filtersWithToken })
        const next = nextOf((yield* ask(provider)).headers)
        return (yield* ask(provider, `${next}&language=en-US`)).status
      })

      assert.deepStrictEqual([yield* status("rejected"), yield* status("ignored")], [400, 200])
    })
  )

  it.effect("refuses a token that was changed", () =>
    Effect.gen(function* () {
      const provider = yield* made()
      const next = nextOf((yield* ask(provider)).headers) ?? ""

      assert.strictEqual((yield* ask(provider, `${next}0`)).status, 400)
      assert.strictEqual((yield* ask(provider, decodeURIComponent(next).replace("=,;", ""))).status, 400)
    })
  )

  it.effect("accepts a signature up to five minutes from its clock, and else tells its own time", () =>
    Effect.gen(function* () {
      const provider = yield* made()
      yield* TestClock.adjust("1 hour")
      const status = (second: number) => Effect.map(ask(provider, first, second), (response) => response.status)
      const { body } = yield* ask(provider, first, 3299)
      const { fields, type } = JSON.parse(body)

      assert.deepStrictEqual(yield* Effect.forEach([3300, 3900, 3299, 3901], status), [200, 200, 401, 401])
      assert.strictEqual(type, "request_unauthenticated")
      assert.deepStrictEqual(fields.at(-1), { name: "servertimestamp", type: "server", value: "3600" })
      assert.deepStrictEqual(fields[2], { name: "timestamp", type: "header", value: "3299" })
    })
  )

  it.effect("refuses a wrong secret and accepts the names in lower case", () =>
    Effect.gen(function* () {
      const provider = yield* made()
      const { authorization } = signed()
      const status = (value: string) =>
        Effect.map(provider.handle(get(path, first, { authorization: value })), (response) => response.status)

      assert.deepStrictEqual(
        yield* Effect.all([
          status(signed(0, "other").authorization),
          status(""),
          status(authorization.replace("APIKey", "apikey").replace("Signature", "signature"))
        ]),
        [401, 401, 200]
      )
    })
  )

  it.effect("tells the rest of its quotas in percent, and refuses what exceeds one until it is reset", () =>
    Effect.gen(function* () {
      const provider = yield* made({
        throttle: [
          { requests: 4, window: "1 minute" },
          { requests: 100, window: "1 day" }
        ]
      })
      const answers = yield* Effect.replicateEffect(ask(provider), 5)
      yield* TestClock.adjust("1 minute")
      const next = yield* ask(provider, first, 60)
      const told = answers.map(({ headers, status }) => [status, headers["rate-limit-minute-remaining"]])

      assert.deepStrictEqual(told, [
        [200, "75"],
        [200, "50"],
        [200, "25"],
        [200, "0"],
        [429, "0"]
      ])
      assert.deepStrictEqual(problem(answers[4] ?? next), [429, "too_many_requests", undefined])
      assert.deepStrictEqual(
        [answers[4]?.headers["rate-limit-minute-reset"], answers[4]?.headers["rate-limit-day-remaining"]],
        ["60000", "95"]
      )
      assert.isUndefined(answers[4]?.headers["retry-after"])
      assert.deepStrictEqual([next.status, next.headers["rate-limit-minute-remaining"]], [200, "75"])
    })
  )

  it.effect("fails and damages the scripted requests, without its quotas where it is down", () =>
    Effect.gen(function* () {
      const provider = yield* made({
        fail: [
          { at: 1, status: 503 },
          { at: 2, damage: "html" },
          { at: 3, damage: "empty" },
          { at: 4, damage: "cut" },
          { at: 5, damage: "noList" }
        ]
      })
      const [down, html, empty, cut, noList, right] = yield* Effect.replicateEffect(ask(provider), 6)

      assert.deepStrictEqual(problem(down ?? { status: 0, body: "{}" }), [503, "service_unavailable", undefined])
      assert.isUndefined(down?.headers["rate-limit-minute-remaining"])
      assert.match(html?.body ?? "", /^<!doctype html>/)
      assert.strictEqual(empty?.body, "")
      assert.throws(() => JSON.parse(cut?.body ?? ""))
      assert.strictEqual(JSON.parse(noList?.body ?? ""), "see page 2")
      assert.isDefined(right?.headers["link"])
    })
  )

  it.effect("can insist on gzip", () =>
    Effect.gen(function* () {
      const provider = yield* made({ strictHeaders: true })
      const { authorization } = signed()

      assert.strictEqual((yield* provider.handle(get(path, first, { authorization }))).status, 400)
      assert.strictEqual((yield* ask(provider)).status, 200)
    })
  )

  it.effect("knows which properties were in every answer while the list changes", () =>
    Effect.gen(function* () {
      const provider = yield* made({ rows: 200, pageSize: 1000, volatility: { deletes: 3, inserts: 3, moves: 1 } })
      const whole = Effect.map(ask(provider), ({ body }) => new Set(Object.keys(JSON.parse(body))))
      const early = yield* Effect.replicateEffect(whole, 10)

      assert.deepStrictEqual(keysOf(yield* provider.presentThroughout("properties")), inAll(early))
      assert.isBelow(inAll(early).length, 200)
    })
  )
})
