/**
 * A mock of Hostaway: `GET {base}/v1/reservations` and `/v1/listings`, read by `limit` and `offset`, answered by
 * `{"status","result","limit","offset","count","page","totalPages"}` where `count` is all matching rows.
 *
 * Written from api.hostaway.com/documentation, and sharing no code with any connector. Assumed are the statuses of
 * errors other than 429, the default and highest limit, and the filters `latestActivityStart` and `latestActivityEnd` of
 * reservations, whole days in UTC that both belong to the time.
 *
 * @since 0.1.0
 */
import type { Effect } from "effect"
import * as Hotel from "../world/Hotel.ts"
import * as Row from "../world/Row.ts"
import * as Stay from "../world/Stay.ts"
import * as AccessToken from "./AccessToken.ts"
import * as ListAnswer from "./ListAnswer.ts"
import type { ListOptions } from "./ListOptions.ts"
import type * as ListApi from "./ListApi.ts"
import * as ListProvider from "./ListProvider.ts"
import * as Query from "./Query.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Stream = "reservations" | "listings"

/**
 * @category models
 * @since 0.1.0
 */
export interface HostawayOptions extends ListOptions {
  /** The only accepted bearer token. @default "test-token" */
  readonly token?: string | undefined
  /** The highest limit and what becomes of a higher one. The documents name none: assumed. @default 500, cap */
  readonly limits?: { readonly max: number; readonly over: "reject" | "cap" } | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export type HostawayProvider = ListProvider.ListProvider<Stream>

/**
 * Creates the provider. Unless told otherwise it answers 15 requests in 10 seconds, the quota of one address.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: HostawayOptions = {}): Effect.Effect<HostawayProvider> =>
  ListProvider.make(api(options), options)

/**
 * Hostaway as an `Api`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const api = (options: HostawayOptions = {}): ListApi.Api<Stream> => ({
  name: "hostaway",
  recipes: {
    reservations: Query.recipe(options, kinds.reservations, 0),
    listings: Query.recipe(options, kinds.listings, 1, options.properties ?? 10)
  },
  routes: {
    "/v1/reservations": { method: "GET", stream: "reservations", read: ({ params }) => read(options, params, true) },
    "/v1/listings": { method: "GET", stream: "listings", read: ({ params }) => read(options, params, false) }
  },
  denied: ({ request }) => {
    const given = AccessToken.bearerOf(request)
    if (given === undefined) return failed(401, "Missing authorization header")
    return given === (options.token ?? "test-token") ? undefined : failed(403, "The token is invalid")
  },
  quotas: [{ requests: 15, window: "10 seconds" }],
  throttled: () => failed(429, "Too many requests"),
  failed
})

const failed = (status: number, message: string): ListAnswer.Answer =>
  ListAnswer.refusal(status, { status: "fail", message })

const read = (
  options: HostawayOptions,
  params: URLSearchParams,
  dated: boolean
): ListApi.Question | ListAnswer.Answer => {
  const { max, over } = options.limits ?? { max: 500, over: "cap" }
  const asked = Query.whole(params.get("limit"), Math.min(100, max))
  const offset = Query.whole(params.get("offset"), 0)
  if (asked === undefined || asked < 1) return failed(400, "limit must be 1 or more")
  if (asked > max && over === "reject") return failed(400, `limit must be at most ${max}`)
  if (offset === undefined) return failed(400, "offset must be 0 or more")
  const limit = Math.min(asked, max)
  const [start, end] = ["latestActivityStart", "latestActivityEnd"].map((name) => (dated ? params.get(name) : null))
  if ([start, end].some((day) => typeof day === "string" && Number.isNaN(Date.parse(day)))) {
    return failed(400, "latestActivityStart and latestActivityEnd must be dates")
  }
  const before = end == null ? Number.NaN : Date.parse(end) + day
  return {
    limit,
    among:
      start == null && end == null
        ? undefined
        : (rows) => rows.filter(({ updatedAt }) => !(updatedAt < Date.parse(start ?? "")) && !(updatedAt >= before)),
    from: offset,
    answer: ({ rows, size }) => {
      const page = Math.floor(offset / limit) + 1
      const place = { limit, offset, count: size, page, totalPages: Math.ceil(size / limit) }
      return {
        records: rows.length,
        before: `{"status":"success","result":`,
        list: Query.array(rows),
        after: `,${JSON.stringify(place).slice(1)}`
      }
    }
  }
}

const day = 86_400_000

const listingId = (recipe: Row.Recipe, row: Row.Numbers): number => 40_001 + Row.propertyIndex(recipe, row)

const timeOf = (millis: number): string => Stay.instantOf(millis).replace("T", " ").replace("Z", "")

const kinds: Readonly<Record<Stream, Row.Kind>> = {
  reservations: {
    key: (_, ordinal) => String(9_000_001 + ordinal),
    parent: (recipe, row) => String(listingId(recipe, row)),
    age: Row.agedUpTo(60),
    fields: (recipe, row, key) => {
      const { adults, arrival, cents, createdAt, departure, status } = Stay.of(recipe, row)
      return {
        id: Number(key),
        listingMapId: listingId(recipe, row),
        status: statuses[status],
        arrivalDate: Stay.dateOf(arrival),
        departureDate: Stay.dateOf(departure),
        adults,
        totalPrice: Stay.sumOf(cents),
        currency: "EUR",
        insertedOn: timeOf(createdAt),
        updatedOn: timeOf(row.updatedAt),
        latestActivityOn: timeOf(row.updatedAt)
      }
    },
    spoiled: ["id", "status"]
  },
  listings: {
    key: (_, ordinal) => String(40_001 + ordinal),
    age: Row.agedUpTo(60),
    fields: (recipe, row, key) => {
      const { city, country, latitude, longitude, name } = Hotel.of(recipe, row)
      return { id: Number(key), name, city, countryCode: country, lat: latitude, lng: longitude }
    },
    spoiled: ["id", "name"]
  }
}

const statuses = { confirmed: "new", cancelled: "cancelled", checkedIn: "modified" } as const
