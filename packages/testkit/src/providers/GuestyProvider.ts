/**
 * A mock of Guesty's Open API, read by `limit` and `skip` for a bearer token of `POST {base}/oauth2/token`, of which there
 * are five in 24 hours:
 * - `GET {base}/v1/reservations-v3/search`, whose `pagination.hasMore` says whether more follows, sorted by `sort`
 * - `GET {base}/v1/reservations` and `/v1/listings`, with `count`
 *
 * Written from the pages Quick start guide, Authentication, Rate limits, How to search for reservations and Search
 * reservations of open-api-docs.guesty.com, and sharing no code with any connector. Assumed are the names `results` and
 * `count`, the form of errors, that a limit above 100 is refused, and that the sixth token gets status 429.
 *
 * Of the filters it knows those of `createdAt` and `listingId` in the search, and none elsewhere.
 *
 * @since 0.1.0
 */
import { Duration, type Effect } from "effect"
import * as Hotel from "../world/Hotel.ts"
import * as Row from "../world/Row.ts"
import * as Stay from "../world/Stay.ts"
import * as AccessToken from "./AccessToken.ts"
import * as ListAnswer from "./ListAnswer.ts"
import type { ListOptions } from "./ListOptions.ts"
import type * as ListApi from "./ListApi.ts"
import * as ListProvider from "./ListProvider.ts"
import * as Query from "./Query.ts"
import type * as Quota from "./Quota.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Stream = "reservations" | "listings"

/**
 * @category models
 * @since 0.1.0
 */
export interface GuestyOptions extends ListOptions, AccessToken.SignInOptions {
  /** A quota of another window than a second, a minute or an hour is kept and not told. */
  readonly throttle?: ReadonlyArray<Quota.Quota> | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export type GuestyProvider = ListProvider.ListProvider<Stream>

/**
 * Creates the provider. Unless told otherwise it answers 15 requests a second, 120 a minute and 5000 an hour.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: GuestyOptions = {}): Effect.Effect<GuestyProvider> =>
  ListProvider.make(api(options), options)

/**
 * Guesty as an `Api`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const api = (options: GuestyOptions = {}): ListApi.Api<Stream> => {
  const recipe = Query.recipe(options, kinds.reservations, 0)
  return {
    name: "guesty",
    recipes: {
      reservations: recipe,
      listings: Query.recipe(options, kinds.listings, 1, options.properties ?? 10)
    },
    routes: {
      "/v1/reservations-v3/search": { method: "GET", stream: "reservations", read: ({ params }) => search(params) },
      "/v1/reservations": { method: "GET", stream: "reservations", read: ({ params }) => counted(params) },
      "/v1/listings": { method: "GET", stream: "listings", read: ({ params }) => counted(params) }
    },
    signIn: {
      ...options,
      path: "/oauth2/token",
      tokenTtl: options.tokenTtl ?? "24 hours",
      quota: { requests: 5, window: "24 hours" }
    },
    denied: ({ now, request }, tokens) => {
      const objection = AccessToken.objection(request, now, tokens)
      return objection === undefined ? undefined : failed(401, objection)
    },
    quotas: [
      { requests: 15, window: "1 second" },
      { requests: 120, window: "1 minute" },
      { requests: 5000, window: "1 hour" }
    ],
    throttled: ({ now }, { resetAt }) => ({
      ...failed(429, "Too many requests"),
      headers: { "retry-after": Query.secondsUntil(resetAt, now) }
    }),
    failed,
    headers: (_, left) => Object.assign({}, ...left.map(rateHeaders))
  }
}

const failed = (status: number, message: string): ListAnswer.Answer =>
  ListAnswer.refusal(status, { error: { code: `STATUS_${status}`, message } })

const intervals: Readonly<Record<number, string | undefined>> = { 1000: "second", 60_000: "minute", 3_600_000: "hour" }

const rateHeaders = ({ quota, requests }: Quota.Left): Readonly<Record<string, string>> => {
  const interval = intervals[Duration.toMillis(quota.window)]
  if (interval === undefined) return {}
  return {
    [`x-ratelimit-limit-${interval}`]: String(quota.requests),
    [`x-ratelimit-remaining-${interval}`]: String(requests)
  }
}

interface Place {
  readonly limit: number
  readonly skip: number
}

const placeOf = (params: URLSearchParams): Place | ListAnswer.Answer => {
  const limit = Query.whole(params.get("limit"), 25)
  const skip = Query.whole(params.get("skip"), 0)
  if (limit === undefined || limit < 1 || limit > 100) return failed(400, "limit must be 1 to 100")
  return skip === undefined ? failed(400, "skip must be 0 or more") : { limit, skip }
}

const counted = (params: URLSearchParams): ListApi.Question | ListAnswer.Answer => {
  const place = placeOf(params)
  if ("status" in place) return place
  const { limit, skip } = place
  return {
    limit,
    from: skip,
    answer: ({ rows, size }) => ({
      records: rows.length,
      before: `{"results":`,
      list: Query.array(rows),
      after: `,"limit":${limit},"skip":${skip},"count":${size}}`
    })
  }
}

const search = (params: URLSearchParams): ListApi.Question | ListAnswer.Answer => {
  const place = placeOf(params)
  if ("status" in place) return place
  const { limit, skip } = place
  const sort = params.get("sort") ?? "-_id"
  const order = orders[sort.replace(/^-/, "")]
  if (order === undefined) return failed(400, `unsupported sort: ${sort}`)
  const filters = [...params].filter(([name]) => name.startsWith("filter["))
  const tests = filters.map(([name, value]) => testOf(name, value))
  if (tests.includes(undefined)) return failed(400, "unsupported filter")
  return {
    limit,
    among: (rows) => {
      const found = rows.filter((row) => tests.every((test) => test?.(row)))
      return found.toSorted((one, other) => (sort.startsWith("-") ? order(other, one) : order(one, other)))
    },
    from: skip,
    answer: ({ rows, size }) => ({
      records: rows.length,
      before: `{"results":`,
      list: Query.array(rows),
      after: `,"pagination":{"limit":${limit},"skip":${skip},"hasMore":${skip + rows.length < size}}}`
    })
  }
}

const createdOf = ({ json }: Row.Row): number => Date.parse(JSON.parse(json).createdAt)

type Order = (one: Row.Row, other: Row.Row) => number

const byId: Order = (one, other) => (one.key < other.key ? -1 : 1)

const orders: Readonly<Record<string, Order | undefined>> = {
  _id: byId,
  createdAt: (one, other) => createdOf(one) - createdOf(other) || byId(one, other)
}

const testOf = (name: string, value: string): ((row: Row.Row) => boolean) | undefined => {
  const [, field, operator = "eq"] = /^filter\[(\w+)\](?:\[(\w+)\])?$/.exec(name) ?? []
  if (field === "listingId" && ["eq", "in"].includes(operator)) {
    return ({ parent = "" }) => value.split(",").includes(parent)
  }
  const time = Date.parse(value)
  if (field !== "createdAt" || Number.isNaN(time)) return undefined
  switch (operator) {
    case "eq":
      return (row) => createdOf(row) === time
    case "gte":
      return (row) => createdOf(row) >= time
    case "gt":
      return (row) => createdOf(row) > time
    case "lte":
      return (row) => createdOf(row) <= time
    case "lt":
      return (row) => createdOf(row) < time
    default:
      return undefined
  }
}

const id = (list: string, number: number): string => `65f0${list}${number.toString(16).padStart(18, "0")}`

const listingId = (recipe: Row.Recipe, row: Row.Numbers): string => id("bb", 1 + Row.propertyIndex(recipe, row))

const kinds: Readonly<Record<Stream, Row.Kind>> = {
  reservations: {
    key: (_, ordinal) => id("aa", ordinal + 1),
    parent: listingId,
    age: Row.agedUpTo(60),
    fields: (recipe, row, key) => {
      const { arrival, cents, createdAt, departure, status } = Stay.of(recipe, row)
      return {
        _id: key,
        listingId: listingId(recipe, row),
        confirmationCode: `GY-${row.ordinal + 1}`,
        status: statuses[status],
        checkInDateLocalized: Stay.dateOf(arrival),
        checkOutDateLocalized: Stay.dateOf(departure),
        money: { currency: "EUR", hostPayout: Stay.sumOf(cents) },
        createdAt: new Date(createdAt).toISOString(),
        lastUpdatedAt: new Date(row.updatedAt).toISOString()
      }
    },
    spoiled: ["_id", "status"]
  },
  listings: {
    key: (_, ordinal) => id("bb", ordinal + 1),
    age: Row.agedUpTo(60),
    fields: (recipe, row, key) => {
      const { city, country, latitude, longitude, name } = Hotel.of(recipe, row)
      return {
        _id: key,
        title: name,
        address: { city, country, lat: latitude, lng: longitude },
        lastUpdatedAt: new Date(row.updatedAt).toISOString()
      }
    },
    spoiled: ["_id", "title"]
  }
}

const statuses = { confirmed: "confirmed", cancelled: "canceled", checkedIn: "checked_in" } as const
