/**
 * A mock of the stranger's provider: `GET /rooms` with `after` and `limit`, which goes on behind a rank, and `GET /bookings` with
 * `offset` and `limit`. Both answer `{"items":[…],"next":…}`.
 */
import { type ListApi, ListProvider, type ListOptions, type Row } from "@innlet/testkit"
import type { Schema } from "effect"

export type Stream = "rooms" | "bookings"

export const make = (token: string, options: ListOptions.ListOptions) => ListProvider.make(api(token, options), options)

const api = (token: string, options: ListOptions.ListOptions): ListApi.Api<Stream> => ({
  name: "quay",
  recipes: { rooms: recipeOf(options, rooms), bookings: recipeOf(options, bookings) },
  routes: {
    "/rooms": { method: "GET", stream: "rooms", read: ({ params }) => behind(params) },
    "/bookings": { method: "GET", stream: "bookings", read: ({ params }) => skipping(params) }
  },
  denied: ({ request }) =>
    request.headers["authorization"] === `Bearer ${token}` ? undefined : failed(401, "unknown token"),
  throttled: () => failed(429, "too fast"),
  failed
})

const failed = (status: number, error: string) => ({ status, headers: {}, body: JSON.stringify({ error }), records: 0 })

const recipeOf = ({ malformed = 0, rows = 100, seed = 1 }: ListOptions.ListOptions, stream: Row.Kind): Row.Recipe => ({
  stream,
  rows,
  properties: 1,
  seed,
  malformed
})

const rooms: Row.Kind = {
  key: (_, ordinal) => `room-${ordinal + 1}`,
  fields: (_, { ordinal, version }, id) => ({ id, name: `Room ${ordinal + 1}.${version}`, beds: 1 + (ordinal % 4) }),
  spoiled: ["name", "beds"]
}

const bookings: Row.Kind = {
  key: (_, ordinal) => `booking-${ordinal + 1}`,
  fields: (_, { ordinal, version }, id) => ({ id, room: `room-${1 + (ordinal % 7)}`, nights: 1 + version }),
  spoiled: ["id", "nights"]
}

const limitOf = (params: URLSearchParams): number => Math.min(50, Number(params.get("limit") ?? 10))

const listed = (rows: ReadonlyArray<Row.Row>, next: Schema.Json) => ({
  records: rows.length,
  before: '{"items":',
  list: `[${rows.map(({ json }) => json).join(",")}]`,
  after: `,"next":${JSON.stringify(next)}}`
})

const behind = (params: URLSearchParams): ListApi.Question => {
  const limit = limitOf(params)
  const after = Number(params.get("after") ?? -Infinity)
  return {
    limit,
    from: (rows) => {
      const index = rows.findIndex(({ rank }) => rank > after)
      return index < 0 ? rows.length : index
    },
    answer: ({ from, rows, size }) => listed(rows, from + rows.length < size ? String(rows.at(-1)?.rank) : null)
  }
}

const skipping = (params: URLSearchParams): ListApi.Question => ({
  limit: limitOf(params),
  from: Number(params.get("offset") ?? 0),
  answer: ({ rows }) => listed(rows, null)
})
