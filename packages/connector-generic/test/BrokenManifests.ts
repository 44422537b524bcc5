/** A manifest that is right, and ways in which authors get one wrong. */
import type { Manifest } from "../src/index.ts"

export const harbour: Manifest.Manifest = {
  name: "harbour",
  version: "1.0.0",
  baseUrl: "https://api.harbour.example",
  parameters: { language: { default: "en", values: ["en", "nl"] } },
  auth: { type: "header", header: "X-Harbour-Key", key: "apiKey" },
  streams: {
    properties: {
      request: { path: ["v1", "properties"] },
      pagination: { type: "single" },
      records: { at: "/properties" },
      fields: { id: { type: "id" }, rooms: { type: "json" } },
      key: ["id"]
    },
    rooms: {
      request: {
        path: ["v1", "properties", { partition: "property_id" }, "rooms"],
        query: { lang: { parameter: "language" } }
      },
      pagination: { type: "offset", offset: { query: "offset" }, limit: { query: "limit" }, total: { at: "/total" } },
      records: { at: "/rooms" },
      fields: {
        id: { type: "id" },
        property: { partition: "property_id" },
        name: { type: "text", optional: true },
        changedAt: { type: "instant" },
        night: { type: "date" }
      },
      key: ["property", "id"],
      version: "changedAt",
      grid: { by: ["id"], date: "night" },
      pageSize: { default: 100, max: 200 },
      partitions: [{ by: "parent", stream: "properties", take: { property_id: "id" } }]
    },
    stays: {
      request: { method: "POST", path: ["v1", "stays"], body: { sort: "id", language: { parameter: "language" } } },
      pagination: { type: "cursor", next: "/next", cursor: { body: "/cursor" }, limit: { body: "/limit" } },
      records: { at: "/stays" },
      fields: { id: { type: "id" }, total: { type: "decimal" } },
      key: ["id"],
      pageSize: { default: 100 },
      changes: { from: { body: "/changed/from" } }
    }
  }
}

/** Stands for nothing: the member is taken out. */
export const gone = Symbol("gone")

export type Changes = Readonly<Record<string, unknown>>

/** The manifest with values at JSON pointers. */
export const changed = (changes: Changes): unknown =>
  Object.entries(changes).reduce<unknown>((tree, [at, value]) => put(tree, at.split("/").slice(1), value), harbour)

const put = (tree: unknown, [key, ...rest]: ReadonlyArray<string>, value: unknown): unknown => {
  if (key === undefined) return value
  if (Array.isArray(tree))
    return tree.map((member: unknown, at) => (String(at) === key ? put(member, rest, value) : member))
  const members = new Map(Object.entries(typeof tree === "object" && tree !== null ? tree : {}))
  const next = put(members.get(key), rest, value)
  if (next === gone) members.delete(key)
  else members.set(key, next)
  return Object.fromEntries(members)
}

const kinds =
  '"offset", "range", "pageNumber", "cursor", "lastRecord", "linkHeader", "nextUrl", "feed", "queue", "single" or "timeWindow"'
const placement = '{"query": …}, {"header": …} or {"body": …}'
const value = 'a text, a finite number, true, false, null, {"parameter": …}, {"partition": …} or {"window": …}'

/** What a schema sees, in a file and in an editor: what, how, and the line. */
export const malformed: ReadonlyArray<readonly [what: string, changes: Changes, line: string]> = [
  ["no manifest at all", { "": 5 }, 'Expected {"name": …, "version": …, "streams": …}'],
  ["no name", { "/name": gone }, "name: Missing; expected a name of the form [a-z][a-z0-9_]*"],
  ["a name with a dash", { "/name": "harbour-pms" }, "name: Expected a name of the form [a-z][a-z0-9_]*"],
  ["a version that is a number", { "/version": 1 }, 'version: Expected a version as a text, such as "1.0.0"'],
  [
    "an unknown key that is near a known one",
    { "/spacng": "1 second" },
    'spacng: Unknown key; did you mean "spacing"?'
  ],
  [
    "an unknown key",
    { "/streams/rooms/pageSize/soup": 1 },
    'streams.rooms.pageSize.soup: Unknown key; expected "default", "min", "max" or "step"'
  ],
  [
    "a misspelt key that is required, in one line",
    { "/streams/rooms/pagination/offset": gone, "/streams/rooms/pagination/ofset": { query: "offset" } },
    'streams.rooms.pagination.ofset: Unknown key; did you mean "offset"?'
  ],
  [
    "no kind of pagination",
    { "/streams/rooms/pagination": {} },
    `streams.rooms.pagination.type: Missing; expected ${kinds}`
  ],
  [
    "a misspelt kind of pagination",
    { "/streams/rooms/pagination/type": "pagenumber" },
    `streams.rooms.pagination.type: Expected ${kinds}; did you mean "pageNumber"?`
  ],
  [
    "a pagination by its name alone",
    { "/streams/rooms/pagination": "offset" },
    `streams.rooms.pagination: Expected an object with "type": ${kinds}`
  ],
  [
    "a kind of pagination without what it needs",
    { "/streams/rooms/pagination": { type: "offset" } },
    `streams.rooms.pagination.offset: Missing; expected ${placement}`
  ],
  [
    "a placement that is a text",
    { "/streams/rooms/pagination/limit": "limit" },
    `streams.rooms.pagination.limit: Expected ${placement}`
  ],
  [
    "a misspelt placement",
    { "/streams/rooms/pagination/limit": { qurey: "limit" } },
    `streams.rooms.pagination.limit: Expected ${placement}; did you mean "query"?`
  ],
  [
    "two placements in one",
    { "/streams/rooms/pagination/limit": { query: "limit", header: "x-limit" } },
    `streams.rooms.pagination.limit: Expected ${placement}`
  ],
  [
    "a place in a body without its slash",
    { "/streams/stays/pagination/cursor": { body: "cursor" } },
    'streams.stays.pagination.cursor.body: Expected a JSON pointer such as "/data/items"'
  ],
  [
    "a JSONPath in the place of a pointer",
    { "/streams/rooms/records/at": "$.rooms" },
    'streams.rooms.records.at: Expected a JSON pointer such as "/data/items"'
  ],
  [
    "a total from nowhere",
    { "/streams/rooms/pagination/total/at": 5 },
    'streams.rooms.pagination.total.at: Expected a JSON pointer such as "/data/items" or {"header": …}'
  ],
  [
    "a total trusted too much",
    { "/streams/rooms/pagination/total/trust": "certain" },
    'streams.rooms.pagination.total.trust: Expected "exact" or "advisory"'
  ],
  [
    "a misspelt value",
    { "/streams/rooms/request/query/lang": { paramter: "language" } },
    `streams.rooms.request.query.lang: Expected ${value}; did you mean "parameter"?`
  ],
  [
    "a list as a value",
    { "/streams/rooms/request/query/lang": ["en"] },
    `streams.rooms.request.query.lang: Expected ${value}`
  ],
  [
    "a template in the place of an edge",
    { "/streams/rooms/request/query/lang": { window: "start" } },
    'streams.rooms.request.query.lang.window: Expected "from" or "to"'
  ],
  [
    "a type that SQL would know",
    { "/streams/stays/fields/total/type": "numeric" },
    'streams.stays.fields.total.type: Expected "text", "id", "integer", "boolean", "decimal", "date", "instant" or "json"'
  ],
  [
    "a field that is a text",
    { "/streams/stays/fields/total": "decimal" },
    'streams.stays.fields.total: Expected {"type": …}, {"constant": …} or {"partition": …}'
  ],
  [
    "an authentication of another name",
    { "/auth/type": "apiKey" },
    'auth.type: Expected "none", "bearer", "header", "query", "basic", "oauth2", "body", "expedia" or "hotelbeds"'
  ],
  [
    "an authentication without its secret",
    { "/auth": { type: "bearer" } },
    "auth.token: Missing; expected the name of a secret: letters, digits and _"
  ],
  [
    "a secret in the place of its name",
    { "/auth/key": "9f86d081-884c" },
    "auth.key: Expected the name of a secret: letters, digits and _"
  ],
  [
    "a length of time in another language",
    { "/spacing": "200ms" },
    'spacing: Expected a length of time such as "7 days" or "200 millis"'
  ],
  [
    "a page size of nothing",
    { "/streams/rooms/pageSize/default": 0 },
    "streams.rooms.pageSize.default: Expected a value between 1 and 1000000"
  ],
  [
    "partitions by something else",
    { "/streams/rooms/partitions/0/by": "parents" },
    'streams.rooms.partitions.0.by: Expected "list", "window" or "parent"; did you mean "parent"?'
  ],
  [
    "a window without an horizon",
    { "/streams/rooms/partitions": [{ by: "window", days: 7, horizon: { past: 1 } }] },
    "streams.rooms.partitions.0.horizon.future: Missing; expected a value greater than or equal to 0"
  ],
  [
    "a rule that means nothing known",
    { "/errors": [{ status: 400, means: "retry" }] },
    'errors.0.means: Expected "cursorExpired", "cursorInvalid", "cursorForeign", "throttled", "throttledDaily", "authentication", "denied", "rejected", "unavailable", "windowTooLarge" or "empty"'
  ],
  [
    "an unknown dialect",
    { "/rateLimit": "itef" },
    'rateLimit: Expected "none", "ietf", "draft7", "triple", "github", "guesty", "expediaRapid", "expediaXap", "rateHawk", "guess" or {"remaining": …, "reset": …, "unit": …}'
  ],
  [
    "a stream that is no name",
    { "/streams/rooms": gone, "/streams/Rooms": harbour.streams["properties"] },
    "streams.Rooms: Expected a stream's name of the form [a-z][a-z0-9_]*"
  ],
  [
    "windows inside of windows",
    {
      "/streams/rooms/pagination": {
        type: "timeWindow",
        from: { query: "from" },
        to: { query: "to" },
        as: "date",
        length: "7 days",
        start: { ago: "1 day" },
        within: { type: "timeWindow" }
      }
    },
    'streams.rooms.pagination.within.type: Expected "offset", "range", "pageNumber", "cursor", "lastRecord", "linkHeader", "nextUrl", "feed", "queue" or "single"'
  ]
]
