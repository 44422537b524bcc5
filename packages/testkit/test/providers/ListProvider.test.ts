import { assert, describe, it } from "@effect/vitest"
import {
  ApaleoProvider,
  CloudbedsProvider,
  ExpediaProvider,
  GuestyProvider,
  HostawayProvider,
  InMemory,
  type ListOptions,
  type ListProvider,
  type Provider,
  Serve,
  World
} from "@innlet/testkit"
import { handlers } from "@innlet/testkit/msw"
import { Effect } from "effect"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { setupServer } from "msw/node"
import { get, inAll, keysOf, post } from "./ask.ts"

/** A list of a provider: how it is asked for whole, and where its rows stand in the answer. */
interface Subject {
  readonly name: string
  readonly make: (
    options: ListOptions.ListOptions
  ) => Effect.Effect<Pick<ListProvider.ListProvider<"reservations">, "handle" | "rows" | "presentThroughout" | "mark">>
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly signIn?: string
  readonly list: string
  readonly id: string
}

const grant = "grant_type=client_credentials&client_id=test-client&client_secret=test-secret"

const subjects: ReadonlyArray<Subject> = [
  {
    name: "cloudbeds",
    make: CloudbedsProvider.make,
    path: "/api/v1.3/getReservations",
    query: "pageSize=100",
    headers: { "x-api-key": "test-api-key" },
    list: "data",
    id: "reservationID"
  },
  {
    name: "apaleo",
    make: ApaleoProvider.make,
    path: "/booking/v1/reservations",
    query: "pageSize=200",
    headers: {},
    signIn: "/connect/token",
    list: "reservations",
    id: "id"
  },
  {
    name: "hostaway",
    make: HostawayProvider.make,
    path: "/v1/reservations",
    query: "limit=500",
    headers: { authorization: "Bearer test-token" },
    list: "result",
    id: "id"
  },
  {
    name: "guesty",
    make: GuestyProvider.make,
    path: "/v1/reservations-v3/search",
    query: "limit=100",
    headers: {},
    signIn: "/oauth2/token",
    list: "results",
    id: "_id"
  }
]

const made = Effect.fnUntraced(function* (subject: Subject, options: ListOptions.ListOptions) {
  const provider = yield* subject.make({ throttle: [], rows: 60, ...options })
  const { headers, path, query, signIn } = subject
  if (signIn === undefined) return { provider, ask: provider.handle(get(path, query, headers)) }
  const { access_token } = JSON.parse((yield* provider.handle(post(signIn, grant))).body)
  return { provider, ask: provider.handle(get(path, query, { authorization: `Bearer ${access_token}` })) }
})

const keysIn = (subject: Subject, response: Provider.Response): ReadonlySet<string> =>
  new Set(
    JSON.parse(response.body)[subject.list].map((row: Readonly<Record<string, unknown>>) => String(row[subject.id]))
  )

describe.each(subjects)("ListProvider.make of $name", (subject) => {
  it.effect("fails and damages the scripted requests and no other, those for a token not counted", () =>
    Effect.gen(function* () {
      const { ask } = yield* made(subject, {
        fail: [
          { at: 1, status: 503, retryAfter: { form: "seconds", seconds: 2 } },
          { at: 2, damage: "html" },
          { at: 3, damage: "empty" },
          { at: 4, damage: "cut" },
          { at: 5, damage: "noList" }
        ]
      })
      const answers = yield* Effect.replicateEffect(ask, 6)
      const [failed, html, empty, cut, noList, right] = answers.map((answer) => answer.body)

      assert.deepStrictEqual(
        answers.map((answer) => answer.status),
        [503, 200, 200, 200, 200, 200]
      )
      assert.strictEqual(answers[0]?.headers["retry-after"], "2")
      assert.include(failed ?? "", "scripted failure")
      assert.match(html ?? "", /^<!doctype html>/)
      assert.strictEqual(empty, "")
      assert.throws(() => JSON.parse(cut ?? ""))
      assert.strictEqual(JSON.parse(noList ?? "")[subject.list], "see page 2")
      assert.strictEqual(JSON.parse(right ?? "")[subject.list].length, 60)
    })
  )

  it.effect("knows which rows were in every answer while the list changes, and since a mark", () =>
    Effect.gen(function* () {
      const { ask, provider } = yield* made(subject, { volatility: { deletes: 2, inserts: 2, updates: 2, moves: 1 } })
      const whole = Effect.map(ask, (response) => keysIn(subject, response))
      const present = Effect.map(provider.presentThroughout("reservations"), keysOf)
      const early = yield* Effect.replicateEffect(whole, 10)
      assert.deepStrictEqual(yield* present, inAll(early))
      assert.isBelow(inAll(early).length, 60)

      yield* provider.mark
      const late = yield* Effect.replicateEffect(whole, 5)
      assert.deepStrictEqual(yield* present, inAll([...early.slice(-1), ...late]))
    })
  )

  it.effect("leaves a field out of the rows that are malformed, and the list alone for the first request", () =>
    Effect.gen(function* () {
      const { ask, provider } = yield* made(subject, { malformed: 0.3, volatility: { deletes: 20 } })
      const sent = JSON.parse((yield* ask).body)[subject.list]
      const rows = yield* provider.rows("reservations")
      const complete = rows.filter((row) => !row.malformed)

      assert.strictEqual(sent.length, 60)
      assert.isTrue(complete.length > 20 && complete.length < 60)
      assert.strictEqual(sent.filter((row: object) => subject.id in row && "status" in row).length, complete.length)
    })
  )
})

const hostaway = get("/v1/reservations", "limit=5&offset=10", { authorization: "Bearer test-token" })

describe("ListProvider", () => {
  it.effect("logs what was asked, how it was answered and when", () =>
    Effect.gen(function* () {
      const provider = yield* HostawayProvider.make({ rows: 12, clockSkew: "1 hour" })
      yield* TestClock.adjust("3 seconds")
      const { headers } = yield* provider.handle(hostaway)
      yield* provider.handle({ ...hostaway, path: "/v1/guests" })
      yield* provider.handle({ ...hostaway, method: "DELETE" })
      const [first, ...others] = yield* provider.requests

      assert.strictEqual(headers["date"], "Thu, 01 Jan 1970 01:00:03 GMT")
      assert.deepStrictEqual(first, {
        number: 1,
        method: "GET",
        path: "/v1/reservations",
        stream: "reservations",
        offset: 10,
        limit: 5,
        status: 200,
        records: 2,
        sentAt: 3000
      })
      assert.deepStrictEqual(
        others.map(({ status, stream }) => [status, stream]),
        [
          [404, undefined],
          [405, "reservations"]
        ]
      )
    })
  )

  it.effect("is no place for names that every object has", () =>
    Effect.gen(function* () {
      const provider = yield* HostawayProvider.make()

      assert.strictEqual((yield* provider.handle({ ...hostaway, path: "toString" })).status, 404)
    })
  )

  it.effect("lets a test change a list between two requests", () =>
    Effect.gen(function* () {
      const provider = yield* HostawayProvider.make({ rows: 20 })
      const first = Effect.map(provider.handle(hostaway), (response) => JSON.parse(response.body).result[0].id)
      const before = yield* first
      yield* provider.change("reservations", (world) => World.deleted(world, 0))

      assert.strictEqual(yield* first, before + 1)
    })
  )

  it.effect("gives the same bytes for the same seed and others for another", () =>
    Effect.gen(function* () {
      const bodies = yield* Effect.forEach([1, 1, 2], (seed) =>
        Effect.flatMap(HostawayProvider.make({ seed }), (provider) => provider.handle(hostaway))
      )

      assert.strictEqual(bodies[0]?.body, bodies[1]?.body)
      assert.notStrictEqual(bodies[0]?.body, bodies[2]?.body)
    })
  )

  it.effect("loses rows to a walk by offset only where they are deleted behind it", () =>
    Effect.gen(function* () {
      const walked = Effect.fnUntraced(function* (aim: "before" | "after") {
        const provider = yield* GuestyProvider.make({ rows: 300, throttle: [], volatility: { deletes: 3, aim } })
        const { access_token } = JSON.parse((yield* provider.handle(post("/oauth2/token", grant))).body)
        const seen = new Set<string>()
        for (let skip = 0; skip < 300; skip += 20) {
          const query = `limit=20&skip=${skip}&sort=_id`
          const { body } = yield* provider.handle(
            get("/v1/reservations-v3/search", query, { authorization: `Bearer ${access_token}` })
          )
          for (const row of JSON.parse(body).results) seen.add(row["_id"])
        }
        const present = yield* provider.presentThroughout("reservations")
        return [present.filter((row) => !seen.has(row.key)).length, present.length]
      })
      const [lostBefore = 0] = yield* walked("before")
      const [lostAfter = 0, leftAfter = 300] = yield* walked("after")

      assert.isAbove(lostBefore, 5)
      assert.strictEqual(lostAfter, 0)
      assert.isBelow(leftAfter, 280)
    })
  )

  it.effect("answers in memory and through Mock Service Worker", () =>
    Effect.gen(function* () {
      const provider = yield* HostawayProvider.make()
      const url = "https://api.example.test/v1/reservations?limit=5&offset=10"
      const { headers } = hostaway
      const inMemory = yield* HttpClient.get(url, { headers: { authorization: "Bearer test-token" } }).pipe(
        Effect.flatMap((response) => response.text),
        Effect.provide(InMemory.layer(provider))
      )
      const server = setupServer(...(yield* handlers(provider, "https://api.example.test")))
      yield* Effect.acquireRelease(
        Effect.sync(() => server.listen()),
        () => Effect.sync(() => server.close())
      )
      const intercepted = yield* Effect.promise(async () => {
        const response = await fetch(url, { headers: { authorization: String(headers["authorization"]) } })
        return await response.text()
      })

      assert.strictEqual(JSON.parse(inMemory).result.length, 5)
      assert.strictEqual(intercepted, inMemory)
    })
  )

  it.live("answers over a socket, compressed and with a Link to itself", () =>
    Effect.gen(function* () {
      const provider = yield* ExpediaProvider.make({ rows: 150 })
      const { url } = yield* Serve.serve(provider)
      const pages = yield* Effect.promise(async () => {
        const found: Array<ReadonlyArray<string>> = []
        let next: string | undefined = `${url}/v3/properties/content?language=en-US&supply_source=expedia`
        while (next !== undefined) {
          const authorization = ExpediaProvider.authorization("test-key", "test-secret", Math.floor(Date.now() / 1000))
          const response: Response = await fetch(next, { headers: { authorization } })
          assert.strictEqual(response.headers.get("content-encoding"), "gzip")
          found.push(Object.keys(JSON.parse(await response.text())))
          next = /^<([^>]*)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1]
        }
        return found
      })

      assert.deepStrictEqual(
        pages.map((page) => page.length),
        [100, 50]
      )
    })
  )
})
