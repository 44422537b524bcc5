import { assert, describe, it } from "@effect/vitest"
import { type CloudbedsOptions, CloudbedsProvider } from "@innlet/testkit"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { get, keysOf } from "./ask.ts"

const key = { "x-api-key": "test-api-key" }
const propertied = { ...key, "x-property-id": "100001" }
const reservations = "/api/v1.3/getReservations"

const made = (options: CloudbedsOptions.CloudbedsOptions = {}) => CloudbedsProvider.make({ throttle: [], ...options })

const read = (
  provider: CloudbedsProvider.CloudbedsProvider,
  path: string,
  query: string,
  headers: Readonly<Record<string, string>> = key
) =>
  Effect.map(provider.handle(get(path, query, headers)), (response) => ({
    ...response,
    json: JSON.parse(response.body)
  }))

type Row = Readonly<Record<string, string>>

const idsOf = (rows: ReadonlyArray<Row>, name: string): ReadonlyArray<string> => rows.map((row) => String(row[name]))

describe("CloudbedsProvider.make, version 1.3", () => {
  it.effect("is read by page number up to the total", () =>
    Effect.gen(function* () {
      const provider = yield* made({ rows: 230 })
      const seen: Array<string> = []
      for (let page = 1; page <= 3; page += 1) {
        const { json } = yield* read(provider, reservations, `pageNumber=${page}&pageSize=100`)
        assert.deepStrictEqual([json.success, json.count, json.total], [true, json.data.length, 230])
        seen.push(...idsOf(json.data, "reservationID"))
      }

      assert.deepStrictEqual(seen.toSorted(), keysOf(yield* provider.rows("reservations")))
      assert.deepStrictEqual((yield* read(provider, reservations, "pageNumber=4")).json.data, [])
    })
  )

  it.effect("lists room types without any count", () =>
    Effect.gen(function* () {
      const provider = yield* made({ properties: 30 })
      const { json } = yield* read(provider, "/api/v1.3/getRoomTypes", "pageNumber=2&pageSize=100")

      assert.deepStrictEqual(Object.keys(json), ["success", "data"])
      assert.strictEqual(json.data.length, 20)
    })
  )

  it.effect("gives every property its own room types and reservations, and no other", () =>
    Effect.gen(function* () {
      const provider = yield* made({ rows: 50, properties: 3, roomTypes: 7 })
      const { json } = yield* read(provider, "/api/v1.3/getHotels", "")
      const seen: Array<string> = []
      for (const hotel of json.data) {
        const types = yield* read(provider, "/api/v1.3/getRoomTypes", `propertyIDs=${hotel.propertyID}`)
        const stays = yield* read(provider, reservations, `propertyID=${hotel.propertyID}`)
        assert.isTrue(
          [...types.json.data, ...stays.json.data].every((row: Row) => row["propertyID"] === hotel.propertyID)
        )
        seen.push(...idsOf(types.json.data, "roomTypeID"))
        seen.push(...idsOf(stays.json.data, "reservationID"))
      }

      assert.strictEqual(json.data.length, 3)
      assert.deepStrictEqual(
        seen.toSorted(),
        keysOf([...(yield* provider.rows("roomTypes")), ...(yield* provider.rows("reservations"))])
      )
    })
  )

  it.effect("narrows reservations to a time of modification, both ends included", () =>
    Effect.gen(function* () {
      const provider = yield* made({ rows: 60 })
      const all = idsOf((yield* read(provider, reservations, "")).json.data, "dateModified")
      const query = new URLSearchParams({ modifiedFrom: String(all[20]), modifiedTo: String(all[10]) })
      const { json } = yield* read(provider, reservations, query.toString())

      assert.deepStrictEqual([json.total, json.data[0].dateModified], [11, all[10]])
    })
  )

  it.effect.each([
    ["pageNumber=0", "Parameter pageNumber is invalid"],
    ["pageSize=0", "Parameter pageSize is invalid"],
    ["pageSize=101", "Parameter pageSize must be at most 100"],
    ["modifiedFrom=soon", "Parameter modifiedFrom is invalid"],
    ["propertyID=1", "Invalid propertyID"]
  ] as const)("says no to %s inside status 200, or under 400 when told so", ([query, message]) =>
    Effect.gen(function* () {
      const inside = yield* read(yield* made(), reservations, query)
      const outside = yield* read(yield* made({ errors: "status" }), reservations, query)

      assert.deepStrictEqual([inside.status, inside.json], [200, { success: false, message }])
      assert.strictEqual(outside.status, 400)
    })
  )

  it.effect("can write success as a text, and cut a page that is too large", () =>
    Effect.gen(function* () {
      const provider = yield* made({ success: "string", pageSize: { max: 50, over: "cap" } })

      assert.deepInclude((yield* read(provider, reservations, "pageSize=200")).json, { success: "true", count: 50 })
      assert.deepInclude((yield* read(provider, reservations, "pageSize=0")).json, { success: "false" })
    })
  )

  it.effect("refuses a wrong key, and accepts it as a bearer token too", () =>
    Effect.gen(function* () {
      const provider = yield* made()
      const status = (headers: Readonly<Record<string, string>>) =>
        Effect.map(read(provider, reservations, "", headers), (response) => [response.status, response.json.success])

      assert.deepStrictEqual(yield* status({}), [401, false])
      assert.deepStrictEqual(yield* status({ "x-api-key": "other" }), [401, false])
      assert.deepStrictEqual(yield* status({ authorization: "Bearer test-api-key" }), [200, true])
    })
  )

  it.effect("answers ten requests a second and tells no time to wait", () =>
    Effect.gen(function* () {
      const provider = yield* CloudbedsProvider.make()
      const ask = read(provider, reservations, "")
      const answers = yield* Effect.replicateEffect(ask, 11)
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual([answers[9]?.status, answers[10]?.status], [200, 429])
      assert.deepStrictEqual(answers[10]?.json, { success: false, message: "Rate limit exceeded." })
      assert.isUndefined(answers[10]?.headers["retry-after"])
      assert.strictEqual((yield* ask).status, 200)
    })
  )
})

describe("CloudbedsProvider.make, version 2", () => {
  it.effect("is read by offset without a total", () =>
    Effect.gen(function* () {
      const provider = yield* made({ addons: 730 })
      const seen: Array<string> = []
      for (let offset = 0; offset < 1000; offset += 500) {
        const { json } = yield* read(provider, "/addons/v1/addons", `limit=500&offset=${offset}`, propertied)
        assert.deepStrictEqual(Object.keys(json), ["offset", "limit", "data"])
        seen.push(...idsOf(json.data, "id"))
      }

      assert.deepStrictEqual(seen.toSorted(), keysOf(yield* provider.rows("addons")))
    })
  )

  it.effect("is read by token up to the page without one", () =>
    Effect.gen(function* () {
      const provider = yield* made({ guests: 200 })
      const seen: Array<string> = []
      let pages = 0
      for (let query: string | undefined = "limit=100"; query !== undefined; pages += 1) {
        const response: { readonly json: { readonly data: ReadonlyArray<Row>; readonly nextPageToken?: string } } =
          yield* read(provider, "/guests/v1/guests", query, propertied)
        const { data, nextPageToken } = response.json
        seen.push(...idsOf(data, "id"))
        query = nextPageToken === undefined ? undefined : `limit=100&pageToken=${nextPageToken}`
      }

      assert.strictEqual(pages, 2)
      assert.deepStrictEqual(seen.toSorted(), keysOf(yield* provider.rows("guests")))
    })
  )

  it.effect.each([
    ["a limit above 500", "/addons/v1/addons", "limit=501", propertied, 400],
    ["an offset that is none", "/addons/v1/addons", "offset=x", propertied, 400],
    ["a limit above 1000", "/guests/v1/guests", "limit=1001", propertied, 400],
    ["a token of its own making", "/guests/v1/guests", "pageToken=abc", propertied, 400],
    ["no key", "/addons/v1/addons", "", {}, 401],
    ["no x-property-id", "/addons/v1/addons", "", key, 403]
  ] as const)("refuses %s as problem+json", ([, path, query, headers, status]) =>
    Effect.gen(function* () {
      const response = yield* read(yield* made(), path, query, headers)

      assert.deepStrictEqual(
        [response.status, response.json.status, response.headers["content-type"]],
        [status, status, "application/problem+json"]
      )
      assert.strictEqual(response.json.instance, path)
    })
  )
})
