/**
 * A mock of Cloudbeds, which has two manners in one API.
 *
 * Version 1.3, `GET {base}/api/v1.3/…`, is read by page number and says no inside status 200:
 * - `getReservations` with `count` and `total`, narrowed by `propertyID`, `modifiedFrom` and `modifiedTo`
 * - `getHotels`, the properties
 * - `getRoomTypes`, narrowed by `propertyIDs`, with neither `count` nor `total`
 *
 * Version 2, which needs `x-property-id` and answers errors as `application/problem+json`, is read in one of two ways:
 * - `GET {base}/addons/v1/addons` by `limit` and `offset`, without a total
 * - `GET {base}/guests/v1/guests` by `limit` and `pageToken`, up to the page without `nextPageToken`
 *
 * Written from the official specifications `pms-v1.3` and `pms-v2.0` and the FAQ of developers.cloudbeds.com, and sharing
 * no code with any connector. Assumed are the filters by modification, in the property's time taken for UTC, the path and
 * the fields of the list that is read by token, and that `getHotels` is read by page number.
 *
 * @since 0.1.0
 */
import type { Effect } from "effect"
import * as Hotel from "../world/Hotel.ts"
import * as Row from "../world/Row.ts"
import * as Stay from "../world/Stay.ts"
import * as AccessToken from "./AccessToken.ts"
import type { CloudbedsOptions } from "./CloudbedsOptions.ts"
import * as ListAnswer from "./ListAnswer.ts"
import type * as ListApi from "./ListApi.ts"
import * as ListProvider from "./ListProvider.ts"
import * as PageToken from "./PageToken.ts"
import * as Query from "./Query.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Stream = "reservations" | "hotels" | "roomTypes" | "addons" | "guests"

/**
 * @category models
 * @since 0.1.0
 */
export type CloudbedsProvider = ListProvider.ListProvider<Stream>

/**
 * Creates the provider. Unless told otherwise it answers 10 requests a second.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: CloudbedsOptions = {}): Effect.Effect<CloudbedsProvider> =>
  ListProvider.make(api(options), options)

/**
 * Cloudbeds as an `Api`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const api = (options: CloudbedsOptions = {}): ListApi.Api<Stream> => {
  const { addons = 250, guests = 250, properties = 10 } = options
  const old = (stream: Stream, totals: boolean, wanted?: Wanted) => ({
    method: "GET" as const,
    stream,
    read: (call: ListApi.Call) => numbered(options, call, totals, wanted)
  })
  return {
    name: "cloudbeds",
    recipes: {
      reservations: Query.recipe(options, kinds.reservations, 0),
      hotels: Query.recipe(options, kinds.hotels, 1, properties),
      roomTypes: Query.recipe(options, kinds.roomTypes, 2, options.roomTypes ?? 4 * properties),
      addons: Query.recipe(options, kinds.addons, 3, addons),
      guests: Query.recipe(options, kinds.guests, 4, guests)
    },
    routes: {
      "/api/v1.3/getReservations": old("reservations", true, wantedReservation),
      "/api/v1.3/getHotels": old("hotels", true),
      "/api/v1.3/getRoomTypes": old("roomTypes", false, wantedRoomType),
      "/addons/v1/addons": { method: "GET", stream: "addons", read: byOffset },
      "/guests/v1/guests": { method: "GET", stream: "guests", read: byToken }
    },
    denied: (call) => {
      const given = call.request.headers["x-api-key"] ?? AccessToken.bearerOf(call.request)
      if (given === undefined) return failed(options, 401, "Authentication required.", call)
      if (given !== (options.apiKey ?? "test-api-key")) return failed(options, 401, "Invalid API key.", call)
      if (isOld(options, call) || call.request.headers["x-property-id"] !== undefined) return undefined
      return failed(options, 403, "x-property-id is required.", call)
    },
    quotas: [{ requests: 10, window: "1 second" }],
    throttled: (call) => failed(options, 429, "Rate limit exceeded.", call),
    failed: (status, message, call) => failed(options, status, message, call)
  }
}

type Wanted = (params: URLSearchParams, row: Row.Row) => boolean

const isOld = ({ base = "" }: CloudbedsOptions, { request }: ListApi.Call): boolean =>
  request.path.startsWith(`${base}/api/v1.3/`)

const titles: Readonly<Record<number, string | undefined>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests"
}

const failed = (options: CloudbedsOptions, status: number, message: string, call: ListApi.Call): ListAnswer.Answer => {
  const headers = { "x-request-id": `mock-${call.number}` }
  if (isOld(options, call)) return ListAnswer.refusal(status, { success: success(options, false), message }, headers)
  const title = titles[status] ?? "Error"
  const body = { type: "about:blank", title, status, detail: message, instance: call.request.path }
  return ListAnswer.refusal(status, body, { ...headers, "content-type": "application/problem+json" })
}

const success = (options: CloudbedsOptions, value: boolean): boolean | string =>
  options.success === "string" ? String(value) : value

const invalid = (options: CloudbedsOptions, message: string, call: ListApi.Call): ListAnswer.Answer => {
  const answer = failed(options, 400, message, call)
  return isOld(options, call) && options.errors !== "status" ? { ...answer, status: 200 } : answer
}

const numbered = (
  options: CloudbedsOptions,
  call: ListApi.Call,
  totals: boolean,
  wanted: Wanted | undefined
): ListApi.Question | ListAnswer.Answer => {
  const { params } = call
  const { max, over } = options.pageSize ?? { max: 100, over: "reject" }
  const page = Query.whole(params.get("pageNumber"), 1)
  const size = Query.whole(params.get("pageSize"), Math.min(100, max))
  if (page === undefined || page < 1) return invalid(options, "Parameter pageNumber is invalid", call)
  if (size === undefined || size < 1) return invalid(options, "Parameter pageSize is invalid", call)
  if (size > max && over === "reject") return invalid(options, `Parameter pageSize must be at most ${max}`, call)
  for (const name of ["modifiedFrom", "modifiedTo"]) {
    if (Number.isNaN(secondOf(params.get(name) ?? "2026-03-01"))) {
      return invalid(options, `Parameter ${name} is invalid`, call)
    }
  }
  const ids = [...Query.several(params, "propertyID"), ...Query.several(params, "propertyIDs")]
  if (ids.some((id) => !(Number(id) > 100_000))) return invalid(options, "Invalid propertyID", call)
  const limit = Math.min(size, max)
  return {
    limit,
    among: wanted === undefined ? undefined : (rows) => rows.filter((row) => wanted(params, row)),
    from: (page - 1) * limit,
    answer: ({ rows, size: total }) => ({
      records: rows.length,
      headers: { "x-request-id": `mock-${call.number}` },
      before: `{"success":${JSON.stringify(success(options, true))},"data":`,
      list: Query.array(rows),
      after: totals ? `,"count":${rows.length},"total":${total}}` : "}"
    })
  }
}

/** A time as `2026-03-01 10:00:00`, or a day. */
const secondOf = (text: string): number =>
  /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d:\d\dZ?)?$/.test(text)
    ? Date.parse(text.length === 10 ? text : `${text.slice(0, 10)}T${text.slice(11, 19)}Z`)
    : Number.NaN

const among = (params: URLSearchParams, name: string, row: Row.Row): boolean => {
  const ids = Query.several(params, name)
  return ids.length === 0 || ids.includes(row.parent ?? "")
}

/** Both ends of a time belong to it. */
const wantedReservation: Wanted = (params, row) =>
  among(params, "propertyID", row) &&
  !(row.updatedAt < secondOf(params.get("modifiedFrom") ?? "")) &&
  !(row.updatedAt > secondOf(params.get("modifiedTo") ?? ""))

const wantedRoomType: Wanted = (params, row) => among(params, "propertyIDs", row)

const problem = (message: string, call: ListApi.Call): ListAnswer.Answer => failed({}, 400, message, call)

const byOffset = (call: ListApi.Call): ListApi.Question | ListAnswer.Answer => {
  const limit = Query.whole(call.params.get("limit"), 100)
  const offset = Query.whole(call.params.get("offset"), 0)
  if (limit === undefined || limit < 1 || limit > 500) return problem("limit must be 1 to 500", call)
  if (offset === undefined) return problem("offset must be 0 or more", call)
  return {
    limit,
    from: offset,
    answer: ({ rows }) => ({
      records: rows.length,
      before: `{"offset":${offset},"limit":${limit},"data":`,
      list: Query.array(rows),
      after: "}"
    })
  }
}

const byToken = (call: ListApi.Call): ListApi.Question | ListAnswer.Answer => {
  const limit = Query.whole(call.params.get("limit"), 100)
  if (limit === undefined || limit < 1 || limit > 1000) return problem("limit must be 1 to 1000", call)
  const token = call.params.get("pageToken")
  const from = token === null ? 0 : PageToken.placeOf(token)?.from
  if (from === undefined) return problem("pageToken is invalid", call)
  return {
    limit,
    from,
    answer: ({ rows, size }) => {
      const next = from + limit < size && PageToken.make({ from: from + limit, issuedAt: call.now, query: "" })
      return {
        records: rows.length,
        before: `{"data":`,
        list: Query.array(rows),
        after: next === false ? "}" : `,"nextPageToken":${JSON.stringify(next)}}`
      }
    }
  }
}

const propertyId = (index: number): string => String(100_001 + index)

const timeOf = (millis: number): string => Stay.instantOf(millis).replace("T", " ").replace("Z", "")

const kinds: Readonly<Record<Stream, Row.Kind>> = {
  reservations: {
    key: (_, ordinal) => String(7_000_000_000 + ordinal),
    parent: (recipe, row) => propertyId(Row.propertyIndex(recipe, row)),
    age: Row.agedUpTo(60),
    fields: (recipe, row, key) => {
      const { adults, arrival, cents, createdAt, departure, status } = Stay.of(recipe, row)
      return {
        propertyID: propertyId(Row.propertyIndex(recipe, row)),
        reservationID: key,
        dateCreated: timeOf(createdAt),
        dateModified: timeOf(row.updatedAt),
        status: statuses[status],
        startDate: Stay.dateOf(arrival),
        endDate: Stay.dateOf(departure),
        adults: String(adults),
        children: "0",
        balance: Stay.sumOf(cents),
        sourceName: "Website"
      }
    },
    spoiled: ["reservationID", "status"]
  },
  hotels: {
    key: (_, ordinal) => propertyId(ordinal),
    fields: (recipe, row, key) => {
      const { name } = Hotel.of(recipe, row)
      return { propertyID: key, propertyName: name, propertyTimezone: "UTC" }
    },
    spoiled: ["propertyID", "propertyName"]
  },
  roomTypes: {
    key: (_, ordinal) => String(500_001 + ordinal),
    parent: (recipe, row) => propertyId(Row.propertyIndex(recipe, row)),
    fields: (recipe, row, key) => ({
      roomTypeID: key,
      propertyID: propertyId(Row.propertyIndex(recipe, row)),
      roomTypeName: `Room ${row.ordinal + 1}${row.version === 0 ? "" : `, ${row.version}`}`,
      roomTypeNameShort: `R${row.ordinal + 1}`,
      maxGuests: 1 + (row.ordinal % 4)
    }),
    spoiled: ["roomTypeID", "roomTypeName"]
  },
  addons: {
    key: (_, ordinal) => String(30_001 + ordinal),
    fields: (recipe, row, key) => ({
      id: key,
      name: `Addon ${row.ordinal + 1}${row.version === 0 ? "" : `, ${row.version}`}`,
      price: Stay.sumOf(Stay.of(recipe, row).cents),
      available: true
    }),
    spoiled: ["id", "name"]
  },
  guests: {
    key: (_, ordinal) => String(80_001 + ordinal),
    age: Row.agedUpTo(60),
    fields: (_, row, key) => ({
      id: key,
      language: ["en", "es", "de"][row.ordinal % 3] ?? "en",
      updatedAt: Stay.instantOf(row.updatedAt)
    }),
    spoiled: ["id"]
  }
}

const statuses = { confirmed: "confirmed", cancelled: "canceled", checkedIn: "checked_in" } as const
