import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as ManifestCheck from "../src/ManifestCheck.ts"
import * as ManifestText from "../src/ManifestText.ts"
import { type Changes, changed, gone, harbour } from "./BrokenManifests.ts"

const rooms = "/streams/rooms"
const stays = "/streams/stays"
const parent = `${rooms}/partitions/0`
const window = { by: "window", days: 7, horizon: { past: 0, future: 30 } }
const days = { from: { query: "from" }, to: { query: "to" }, as: "date", start: { ago: "30 days" } }

const unfit: ReadonlyArray<readonly [what: string, changes: Changes, ...lines: ReadonlyArray<string>]> = [
  ["no stream", { "/streams": {} }, "streams: Expected at least one stream"],
  [
    "http to somewhere else",
    { "/baseUrl": "http://api.harbour.example" },
    "baseUrl: Expected https; http would send the token in clear, except to this machine"
  ],
  [
    "a default that is no value",
    { "/parameters/language/default": "fr" },
    'parameters.language.default: "fr" is none of its values'
  ],
  [
    "a parameter that nobody declared",
    { [`${rooms}/request/query/lang`]: { parameter: "lang" } },
    'streams.rooms.request.query.lang: There is no parameter "lang"; there are language'
  ],
  [
    "a part that no partition has",
    { [`${rooms}/request/path/2`]: { partition: "property" } },
    'streams.rooms.request.path.2: The partitions of rooms have no part "property"; there are property_id',
    "streams.rooms.partitions.0.take: No request carries any of property_id, so all partitions would ask for the same"
  ],
  [
    "a window without partitions by window",
    { [`${rooms}/request/query/from`]: { window: "from" } },
    "streams.rooms.request.query.from: A window needs partitions by window, and the stream rooms has none"
  ],
  [
    "a window that no request carries",
    { [`${stays}/partitions`]: [window] },
    "streams.stays.partitions.0: No request carries the window's edges, so all partitions would ask for the same"
  ],
  [
    "a list that no request carries",
    { [`${stays}/partitions`]: [{ by: "list", name: "country", values: ["nl", "be"] }] },
    'streams.stays.partitions.0: No request carries "country", so all partitions would ask for the same'
  ],
  [
    "an empty list, and a value twice",
    {
      [`${stays}/partitions`]: [
        { by: "list", name: "country", values: [] },
        { by: "list", name: "year", values: [2025, "2025"] }
      ],
      [`${stays}/request/body/filter`]: [{ partition: "country" }, { partition: "year" }]
    },
    "streams.stays.partitions.0.values: Expected at least one value",
    'streams.stays.partitions.1.values.1: "2025" is a value already'
  ],
  [
    "a batch in a path",
    { [`${parent}/batch`]: 10 },
    'streams.rooms.request.path.2: "property_id" is several values here; add "join" with what stands between them',
    'streams.rooms.fields.property.partition: "property_id" is not one value in every partition'
  ],
  [
    "a part that is called as the edge of a window",
    {
      [`${stays}/partitions`]: [{ by: "list", name: "from", values: [1] }],
      [`${stays}/request/body/filter`]: { partition: "from" }
    },
    'streams.stays.partitions.0.name: "from" is an edge of a window; choose another name'
  ],
  [
    "a horizon without a day",
    {
      [`${stays}/partitions`]: [{ ...window, horizon: { past: 0, future: 0 } }],
      [`${stays}/request/body/filter`]: [{ window: "from" }, { window: "to" }]
    },
    "streams.stays.partitions.0.horizon: Expected a day at least, in the past or the future"
  ],
  [
    "a shard whose size nothing tells",
    {
      "/streams/properties/fields/rooms": { type: "json" },
      [`${parent}/shard`]: { name: "room", values: "rooms" },
      [`${rooms}/request/query/room`]: { partition: "room" }
    },
    "streams.rooms.partitions.0.shard.size: Missing; expected a field of properties that counts its records, or a window"
  ],
  [
    "a member that every object has",
    { [`${rooms}/fields/odd`]: { type: "json", from: "/constructor/name", optional: true } },
    'streams.rooms.fields.odd.from: "constructor" is a member of every object, so that nothing tells whether it was sent'
  ],
  [
    "a field of a batch",
    {
      [`${parent}/batch`]: 10,
      [`${rooms}/request/path/2/join`]: ",",
      [`${rooms}/fields/property`]: { partition: "property_id" }
    },
    'streams.rooms.fields.property.partition: "property_id" is not one value in every partition'
  ],
  [
    "a part of one name twice",
    {
      [`${rooms}/partitions`]: [
        harbour.streams["rooms"]!.partitions![0],
        { by: "list", name: "property_id", values: [1] }
      ]
    },
    'streams.rooms.partitions.1.name: "property_id" is a part already'
  ],
  [
    "a parent that is not there",
    { [`${parent}/stream`]: "hotels" },
    'streams.rooms.partitions.0.stream: There is no stream "hotels"; there are properties, rooms, stays'
  ],
  [
    "a stream that is its own parent",
    { [`${parent}/stream`]: "rooms" },
    "streams.rooms.partitions.0.stream: A stream is not its own parent"
  ],
  [
    "a parent that comes later, and so no circle either",
    { [`${parent}/stream`]: "stays" },
    'streams.rooms.partitions.0.stream: "stays" has to stand before rooms, since it is synced before'
  ],
  [
    "a parent's field that is not there",
    { [`${parent}/take/property_id`]: "code" },
    'streams.rooms.partitions.0.take.property_id: The stream properties has no field "code"'
  ],
  [
    "a parent's list as a part",
    { [`${parent}/take/property_id`]: "rooms" },
    'streams.rooms.partitions.0.take.property_id: "rooms" of properties is json, which is no part of a partition'
  ],
  [
    "a shard by a field that is no list",
    {
      [`${parent}/shard`]: { name: "room", values: "id" },
      [`${rooms}/request/query/room`]: { partition: "room", join: "," }
    },
    "streams.rooms.partitions.0.shard.values: Expected a field of properties of type json",
    "streams.rooms.partitions.0.shard.size: Missing; expected a field of properties that counts its records, or a window"
  ],
  ["no key", { [`${rooms}/key`]: [] }, "streams.rooms.key: Expected the fields that identify a record"],
  [
    "a key that is no field",
    { [`${rooms}/key`]: ["ids"] },
    'streams.rooms.key.0: There is no field "ids"; did you mean "id"?'
  ],
  [
    "a key that may be absent",
    { [`${rooms}/key/1`]: "name" },
    'streams.rooms.key.1: "name" is optional, and a key never is'
  ],
  [
    "a key that is the same for all",
    { [`${rooms}/key`]: ["property"] },
    "streams.rooms.key: No field of the key is read from a record, so all would have one key"
  ],
  [
    "a version that is no field",
    { [`${rooms}/version`]: "changedat" },
    'streams.rooms.version: There is no field "changedat"; did you mean "changedAt"?'
  ],
  [
    "a version that is no time",
    { [`${rooms}/version`]: "name" },
    "streams.rooms.version: Expected a field of type instant, integer, date or decimal, by which later is told from earlier"
  ],
  [
    "a calendar without dates",
    { [`${rooms}/grid/date`]: "changedAt" },
    "streams.rooms.grid.date: Expected a field of type date"
  ],
  ["a calendar by nothing", { [`${rooms}/grid/by`]: ["room"] }, 'streams.rooms.grid.by.0: There is no field "room"'],
  [
    "no fields",
    { [`${stays}/fields`]: {} },
    "streams.stays.fields: Expected at least one field",
    'streams.stays.key.0: There is no field "id"'
  ],
  [
    "a field that can be no column",
    { [`${stays}/fields/check-in`]: { type: "date" } },
    "streams.stays.fields.check-in: Expected a name that can be a column, such as ratePlanId"
  ],
  [
    "two fields of one column",
    { [`${stays}/fields/ratePlan`]: { type: "id" }, [`${stays}/fields/rate_plan`]: { type: "id" } },
    "streams.stays.fields.rate_plan: Its column rate_plan is that of ratePlan too"
  ],
  [
    "a key of a map where there is none",
    { [`${stays}/fields/id/from`]: "/$key" },
    "streams.stays.fields.id.from: Only records of a map have a key of their own"
  ],
  [
    "a form of instants for a text",
    { [`${stays}/fields/id/as`]: "plain" },
    "streams.stays.fields.id.as: Only an instant is read so"
  ],
  [
    "a part in a field that no partition has",
    { [`${rooms}/fields/property/partition`]: "property" },
    'streams.rooms.fields.property.partition: The partitions of rooms have no part "property"'
  ],
  [
    "a limit that collides with the offset",
    { [`${rooms}/pagination/limit`]: { query: "offset" } },
    "streams.rooms.pagination.limit: The query parameter offset is taken by streams.rooms.pagination.offset"
  ],
  [
    "a page parameter that the request sets",
    { [`${rooms}/request/query/limit`]: 100 },
    "streams.rooms.pagination.limit: The query parameter limit is taken by the request's own"
  ],
  [
    "a place in the body of a GET",
    { [`${rooms}/pagination/offset`]: { body: "/offset" } },
    "streams.rooms.pagination.offset: Only a POST carries a body, and rooms is asked by GET"
  ],
  [
    "the body of a GET",
    { [`${rooms}/request/body`]: { a: 1 } },
    "streams.rooms.request.body: Only a POST carries a body"
  ],
  [
    "a cursor that is the whole body",
    { [`${stays}/pagination/cursor/body`]: "" },
    "streams.stays.pagination.cursor.body: Expected a place inside of the body"
  ],
  [
    "a header that is not a manifest's",
    { [`${rooms}/request/headers`]: { Host: "elsewhere" } },
    "streams.rooms.request.headers.Host: This header is the connector's own"
  ],
  [
    "a cursor in a header of credentials",
    { [`${rooms}/pagination/offset`]: { header: "Authorization" } },
    "streams.rooms.pagination.offset.header: Give it as a secret, which auth names"
  ],
  [
    "XML with two roots",
    { [`${stays}/request/format`]: "xml" },
    "streams.stays.request.body: Expected an object with the root element alone, as the format is xml",
    'streams.stays.pagination.cursor.body: Expected a place inside of the root element, "/sort/…"',
    'streams.stays.pagination.limit.body: Expected a place inside of the root element, "/sort/…"',
    'streams.stays.changes.from.body: Expected a place inside of the root element, "/sort/…"'
  ],
  [
    "a default over the most",
    { [`${rooms}/pageSize`]: { default: 300, max: 200 } },
    "streams.rooms.pageSize: Expected min <= default <= max, not 1, 300, 200"
  ],
  [
    "sizes off their step",
    { [`${rooms}/pageSize`]: { default: 95, min: 10, max: 101, step: 10 } },
    "streams.rooms.pageSize.default: Expected a multiple of the step 10",
    "streams.rooms.pageSize.max: Expected a multiple of the step 10"
  ],
  [
    "sizes that nothing sends",
    { [`${rooms}/pagination/limit`]: gone },
    "streams.rooms.pageSize: Expected the default alone, since no request says how many records a page is to have"
  ],
  [
    "changes that nothing asks for",
    { [`${stays}/changes`]: {} },
    "streams.stays.changes.from: Missing; expected where a request says since when"
  ],
  [
    "changes of a feed beside its own",
    {
      [`${rooms}/pagination`]: {
        type: "feed",
        since: { query: "since" },
        as: "seconds",
        next: "/next",
        start: { ago: "1 day" }
      },
      [`${rooms}/pageSize`]: gone,
      [`${rooms}/changes`]: { from: { query: "from" } }
    },
    "streams.rooms.changes: A feed asks by its own placements; leave out from and to"
  ],
  [
    "a feed that begins further back than it reaches",
    {
      [`${rooms}/pagination`]: {
        type: "feed",
        since: { query: "since" },
        as: "seconds",
        next: "/next",
        start: { ago: "2 days" },
        reach: "24 hours"
      },
      [`${rooms}/pageSize`]: gone
    },
    "streams.rooms.pagination.start.ago: Expected no more than the reach of 24 hours"
  ],
  [
    "windows shorter than what is sent can say",
    {
      [`${rooms}/pagination`]: { type: "timeWindow", ...days, length: "12 hours", shortest: "1 day" },
      [`${rooms}/pageSize`]: gone
    },
    "streams.rooms.pagination.length: Expected a day at least, since dates are sent",
    "streams.rooms.pagination.shortest: Expected no more than the length of 12 hours"
  ],
  [
    "a start that is no time",
    {
      [`${rooms}/pagination`]: { type: "timeWindow", ...days, length: "7 days", start: { at: "2026-13-01T00:00:00Z" } },
      [`${rooms}/pageSize`]: gone
    },
    "streams.rooms.pagination.start.at: There is no such time"
  ],
  [
    "a window too large where there is none",
    {
      [`${rooms}/errors`]: [{ status: 408, means: "windowTooLarge" }],
      "/errors": [{ status: 413, means: "windowTooLarge" }]
    },
    "errors.0.means: Only a timeWindow can be asked again in smaller windows, and no stream has one",
    "streams.rooms.errors.0.means: Only a timeWindow can be asked again in smaller windows"
  ],
  [
    "a status that is none",
    { "/errors": [{ status: [400, 42], means: "rejected" }] },
    "errors.0.status: There is no status 42"
  ],
  [
    "secrets for a body where a request has none",
    { "/auth": { type: "body", fields: { "/Token": "token" } } },
    "streams.properties.request: Expected a POST of JSON, since auth puts secrets into its body",
    "streams.rooms.request: Expected a POST of JSON, since auth puts secrets into its body"
  ],
  [
    "a path that goes up",
    { [`${rooms}/request/path/0`]: "v1/../admin" },
    'streams.rooms.request.path.0: Expected a segment that leads further, not "v1/../admin"'
  ],
  [
    "a query in a path",
    { [`${rooms}/request/path/3`]: "rooms?all=1" },
    "streams.rooms.request.path.3: Expected a path alone; parameters stand in query"
  ],
  [
    "a template",
    { [`${rooms}/request/path/3`]: "{property_id}" },
    'streams.rooms.request.path.3: There are no templates; write {"parameter": …}, {"partition": …} or {"window": …} in the place of the text'
  ],
  [
    "a body that almost names a parameter",
    { [`${stays}/request/body/language`]: { parameter: "language", join: "," } },
    'streams.stays.request.body.language: Expected {"parameter": …} as it is elsewhere; {"literal": …} is sent as it stands'
  ]
]

const secret = "This looks like a secret; give it as a secret, which auth names"

const problemsOf = (changes: Changes): ReadonlyArray<string> => {
  const manifest = Result.getOrThrow(ManifestText.decode(changed(changes)))
  return Result.match(ManifestCheck.check(manifest), { onSuccess: () => [], onFailure: ({ problems }) => problems })
}

describe("ManifestCheck.check", () => {
  it("finds nothing wrong with a manifest that is right", () => {
    assert.deepStrictEqual(problemsOf({}), [])
  })

  it.each(unfit.map(([what, changes, ...lines]) => [what, changes, lines] as const))(
    "tells %s",
    (_, changes, lines) => {
      assert.deepStrictEqual(problemsOf(changes), lines)
    }
  )

  it.each([
    ["a bearer token in a header", `${rooms}/request/headers`, { "X-Auth": "Bearer abcdef123" }, ".X-Auth"],
    [
      "a key by its name",
      `${rooms}/request/query`,
      { lang: { parameter: "language" }, api_key: "hunter2hunter2" },
      ".api_key"
    ],
    ["a key by its looks", `${stays}/request/body/account`, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", ""],
    ["a key of a service", "/request/query", { k: "sk_live_4eC39HqLyjW" }, ".k"],
    [
      "a token of three parts",
      `${rooms}/request/query`,
      { lang: { parameter: "language" }, t: "eyJhbGciOiJIUzI1NiJ9.e30.x" },
      ".t"
    ]
  ])("refuses a secret written out: %s", (_, at, value, member) => {
    assert.deepStrictEqual(problemsOf({ [at]: value }), [`${at.slice(1).replaceAll("/", ".")}${member}: ${secret}`])
  })

  it("takes long words, lists, ids and page tokens for no secrets", () => {
    const query = {
      lang: { parameter: "language" },
      fields: "id,name,description,latitude,longitude,amenities",
      account: "0f515589-99b4-423d-b83a-b237009f0509",
      pageToken: "beginning-of-list",
      version: "hotel-content-api-version-2023-06-06"
    }

    assert.deepStrictEqual(problemsOf({ [`${rooms}/request/query`]: query }), [])
  })

  it("refuses a header of credentials, whatever it is given", () => {
    const headers = { authorization: { parameter: "language" }, Cookie: "a=b" }

    assert.deepStrictEqual(problemsOf({ "/request/headers": headers }), [
      "request.headers.authorization: Give it as a secret, which auth names",
      "request.headers.Cookie: Give it as a secret, which auth names"
    ])
  })

  it("tells all problems in one message", () => {
    const manifest = Result.getOrThrow(ManifestText.decode(changed({ [`${rooms}/key`]: [], [`${stays}/changes`]: {} })))
    const checked = ManifestCheck.check(manifest)

    assert.isTrue(Result.isFailure(checked))
    if (Result.isFailure(checked)) {
      assert.strictEqual(
        checked.failure.message,
        "streams.rooms.key: Expected the fields that identify a record; streams.stays.changes.from: Missing; expected where a request says since when"
      )
    }
  })
})
