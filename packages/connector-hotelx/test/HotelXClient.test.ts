import { assert, describe, it } from "@effect/vitest"
import type { ConnectorStream } from "@innlet/core/contract"
import { Credentials } from "@innlet/core/credentials"
import { Effect, Option, Redacted } from "effect"
import { ask, key, setting } from "./Asking.ts"

describe("what is sent", () => {
  it.effect("is a POST to the root with the key in a header only", () =>
    Effect.gen(function* () {
      const { connector, sent } = yield* setting({ operationTimeout: "3 minutes" })
      const { body, headers, method, url } = yield* ask(sent, connector.hotels, { partition: "all" })

      assert.deepStrictEqual([method, url], ["POST", "https://api.travelgate.com/"])
      assert.strictEqual(headers["authorization"], `Apikey ${key}`)
      assert.strictEqual(headers["content-type"], "application/json")
      assert.strictEqual(headers["tgx-operation-timeout"], "180000")
      // Those are the client's, which has to undo what it asks for.
      assert.deepStrictEqual([headers["accept-encoding"], headers["connection"]], [undefined, undefined])
      assert.notInclude(JSON.stringify(body), key)
    })
  )

  it.effect("goes to a base URL with a path as it is, and with other credentials where they are given", () =>
    Effect.gen(function* () {
      const apiKey = yield* Credentials.bearer(Redacted.make("a.jwt"))
      const { connector, sent } = yield* setting({ apiKey, baseUrl: "https://gateway.test/hotelx/" })
      const { headers, url } = yield* ask(sent, connector.boards, { partition: "all" })

      assert.deepStrictEqual([url, headers["authorization"]], ["https://gateway.test/hotelx", "Bearer a.jwt"])
      assert.strictEqual(headers["tgx-operation-timeout"], undefined)
    })
  )

  it.effect("carries an empty token first, and differs afterwards in nothing but the token", () =>
    Effect.gen(function* () {
      const { connector, sent } = yield* setting({ languages: ["en", "es"] })
      const request = { partition: "country ES", pageSize: 1000, changed: { from: 0, to: 1 } } as const
      const first = yield* ask(sent, connector.hotels, request)
      const second = yield* ask(sent, connector.hotels, { ...request, cursor: Option.some("dG9rZW4=") })

      assert.deepStrictEqual(first.body.variables, {
        criteria: { access: "2", countries: ["ES"], maxSize: 1000 },
        token: "",
        filter: { updatedAt_gte: "1970-01-01T00:00:00.000Z", updatedAt_lt: "1970-01-01T00:00:00.001Z" },
        language: ["en", "es"]
      })
      const { variables } = first.body
      assert.deepStrictEqual(second.body, { ...first.body, variables: { ...variables, token: "dG9rZW4=" } })
    })
  )

  it.effect("leaves out what was not asked for", () =>
    Effect.gen(function* () {
      const { connector, sent } = yield* setting()
      const hotels = yield* ask(sent, connector.hotels, { partition: "all" })
      const since = yield* ask(sent, connector.hotels, { partition: "all", changed: { from: 5 } })
      const variablesOf = Effect.fnUntraced(function* (
        stream: ConnectorStream.ConnectorStream<unknown, "all", string>
      ) {
        return (yield* ask(sent, stream, { partition: "all" })).body.variables
      })

      assert.deepStrictEqual(hotels.body.variables, { criteria: { access: "2", maxSize: 500 }, token: "" })
      assert.deepStrictEqual(since.body.variables["filter"], { updatedAt_gte: "1970-01-01T00:00:00.005Z" })
      assert.deepStrictEqual(yield* variablesOf(connector.rooms), {
        criteria: { access: "2", maxSize: 500 },
        token: ""
      })
      assert.deepStrictEqual(yield* variablesOf(connector.boards), { criteria: { access: "2" } })
      assert.deepStrictEqual(yield* variablesOf(connector.categories), { criteria: { access: "2" } })
      assert.deepStrictEqual(yield* variablesOf(connector.metadata), { criteria: {} })
    })
  )

  it.effect("asks for the metadata of the suppliers that are named, in no language", () =>
    Effect.gen(function* () {
      const { connector, sent } = yield* setting({ supplierCodes: ["A", "B"], languages: ["en"] })
      const { variables } = (yield* ask(sent, connector.metadata, { partition: "all" })).body

      assert.deepStrictEqual(variables, { criteria: { supplierCodes: ["A", "B"] } })
    })
  )

  it.effect("uses every variable that a query declares, and declares every one it uses", () =>
    Effect.gen(function* () {
      const { connector, sent } = yield* setting({ languages: ["en"] })
      for (const stream of connector.streams) {
        const { query, variables } = (yield* ask(sent, stream, { partition: "all" })).body
        const head = query.slice(0, query.indexOf("{"))
        const declared = [...new Set(head.match(/\$\w+/g))].toSorted()
        const used = [...new Set(query.slice(head.length).match(/\$\w+/g))].toSorted()

        assert.deepStrictEqual(declared, used, stream.name)
        assert.isTrue(
          Object.keys(variables).every((name) => declared.includes(`$${name}`)),
          stream.name
        )
        assert.strictEqual(query.split("{").length, query.split("}").length)
      }
    })
  )

  it.effect("has no relay unless it is to be sent", () =>
    Effect.gen(function* () {
      for (const relay of ["omit", "send"] as const) {
        const { connector, sent } = yield* setting({ relay })
        for (const stream of connector.streams) {
          const { query } = (yield* ask(sent, stream, { partition: "all" })).body
          const sends = relay === "send" && stream.name !== "metadata"

          assert.strictEqual(query.includes(", relay: {})"), sends, stream.name)
          assert.notInclude(query, "{relay}")
        }
      }
    })
  )
})

describe("an answer", () => {
  const statuses: ReadonlyArray<readonly [status: number, body: unknown, reason: string]> = [
    [401, { error: "Authorization not allowed" }, "AuthenticationFailed"],
    [403, {}, "AccessDenied"],
    [404, {}, "RequestRejected"],
    [400, { errors: [{ message: 'Unknown argument "relay"' }] }, "RequestRejected"],
    [422, { errors: [{ message: "x", extensions: { code: "11400" } }] }, "CursorRejected"],
    [400, "no JSON", "RequestRejected"],
    [429, {}, "QuotaExceeded"],
    [500, { errors: [{ message: "x", extensions: { code: "11400" } }] }, "ProviderUnavailable"],
    [502, {}, "ProviderUnavailable"],
    [503, {}, "ProviderUnavailable"],
    [504, {}, "ProviderUnavailable"]
  ]
  for (const [status, body, reason] of statuses) {
    it.effect(`with status ${status} and ${JSON.stringify(body).slice(0, 30)} is ${reason}`, () =>
      Effect.gen(function* () {
        const { connector } = yield* setting({}, () => Response.json(body, { status }))
        const error = yield* Effect.flip(
          connector.rooms.read({ partition: "all", cursor: Option.some("t"), pageSize: 1 })
        )

        assert.deepStrictEqual([error.reason._tag, error.stream], [reason, "rooms"])
      })
    )
  }

  it.effect("that repeats the key in an error does not carry it on", () =>
    Effect.gen(function* () {
      const errors = [{ message: `key ${key} has no access`, extensions: { code: "22401" } }]
      const { connector } = yield* setting({}, () => Response.json({ data: { hotelX: null }, errors }))
      const error = yield* Effect.flip(connector.hotels.read({ partition: "all", cursor: Option.none(), pageSize: 1 }))

      assert.strictEqual(error.message, "hotelx/hotels: AccessDenied: code 22401: key <redacted> has no access")
    })
  )
})
