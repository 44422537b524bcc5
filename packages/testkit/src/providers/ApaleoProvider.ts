/**
 * A mock of Apaleo: `GET {base}/inventory/v1/properties`, `/inventory/v1/units` (narrowed by `propertyId`) and
 * `/booking/v1/reservations` (narrowed by `propertyIds`, and by `dateFilter=Modification` with `from` and `to`), read by
 * `pageNumber` and `pageSize`, for a bearer token of `POST {base}/connect/token`.
 *
 * Written from the guides Pagination and Rate limiting of apaleo.dev, and sharing no code with any connector. Assumed are
 * the form of errors, `count`, status 204 for a page without rows, the filters of reservations (of a time the start
 * belongs to it and the end doesn't), and that a token lives an hour.
 *
 * @since 0.1.0
 */
import { type Effect } from "effect"
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
export type Stream = "reservations" | "properties" | "units"

/**
 * @category models
 * @since 0.1.0
 */
export interface ApaleoOptions extends ListOptions, AccessToken.SignInOptions {
  /** Units, over all properties. @default 20 for each property */
  readonly units?: number | undefined
  /** A page without rows: status 204, or an empty list. Assumed. @default "noContent" */
  readonly empty?: "noContent" | "list" | undefined
  /** Does an answer 429 have `Retry-After` in seconds? The guide doesn't say. Assumed. @default false */
  readonly retryAfter?: boolean | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export type ApaleoProvider = ListProvider.ListProvider<Stream>

/**
 * Creates the provider.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: ApaleoOptions = {}): Effect.Effect<ApaleoProvider> =>
  ListProvider.make(api(options), options)

/**
 * Apaleo as an `Api`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const api = (options: ApaleoOptions = {}): ListApi.Api<Stream> => {
  const { properties = 10 } = options
  const route = (stream: Stream, filters: Filters) => ({
    method: "GET" as const,
    stream,
    read: ({ params }: ListApi.Call) => read(options, params, stream, filters)
  })
  return {
    name: "apaleo",
    recipes: {
      reservations: Query.recipe(options, kinds.reservations, 0),
      properties: Query.recipe(options, kinds.properties, 1, properties),
      units: Query.recipe(options, kinds.units, 2, options.units ?? 20 * properties)
    },
    routes: {
      "/booking/v1/reservations": route("reservations", { property: "propertyIds", modification: true }),
      "/inventory/v1/properties": route("properties", {}),
      "/inventory/v1/units": route("units", { property: "propertyId" })
    },
    signIn: { ...options, path: "/connect/token", tokenTtl: options.tokenTtl ?? "1 hour" },
    denied: ({ now, request }, tokens) => {
      const objection = AccessToken.objection(request, now, tokens)
      if (objection === undefined) return undefined
      const challenge = objection === "no bearer token" ? "Bearer" : `Bearer error="invalid_token"`
      return ListAnswer.refusal(401, "", { "www-authenticate": challenge })
    },
    throttled: ({ now }, { resetAt }) => {
      const answer = failed(429, "API calls quota exceeded.")
      return options.retryAfter === true
        ? { ...answer, headers: { "retry-after": Query.secondsUntil(resetAt, now) } }
        : answer
    },
    failed
  }
}

const failed = (status: number, message: string): ListAnswer.Answer =>
  ListAnswer.refusal(status, { messages: [message] })

interface Filters {
  /** The parameter that names properties. */
  readonly property?: string
  readonly modification?: boolean
}

const read = (
  options: ApaleoOptions,
  params: URLSearchParams,
  stream: Stream,
  { modification = false, property }: Filters
): ListApi.Question | ListAnswer.Answer => {
  const page = Query.whole(params.get("pageNumber"), 1)
  const limit = Query.whole(params.get("pageSize"), 20)
  if (page === undefined || page < 1) return failed(400, "pageNumber must be 1 or more.")
  if (limit === undefined || limit < 1 || limit > 200) return failed(400, "pageSize must be 1 to 200.")
  const given = modification && params.get("dateFilter") !== null
  const [from, to] = ["from", "to"].map((name) => (given ? Date.parse(params.get(name) ?? "") : Number.NaN))
  if (given && params.get("dateFilter") !== "Modification") return failed(400, "dateFilter must be Modification.")
  if (given && [from, to].every(Number.isNaN)) return failed(400, "dateFilter needs from or to.")
  const ids = property === undefined ? [] : Query.several(params, property)
  return {
    limit,
    among:
      given || ids.length > 0
        ? (rows) =>
            rows.filter(
              ({ parent = "", updatedAt }) =>
                (ids.length === 0 || ids.includes(parent)) &&
                !(updatedAt < (from ?? Number.NaN)) &&
                !(updatedAt >= (to ?? Number.NaN))
            )
        : undefined,
    from: (page - 1) * limit,
    answer: ({ rows, size }) =>
      rows.length === 0 && options.empty !== "list"
        ? ListAnswer.refusal(204, "")
        : { records: rows.length, before: `{"${stream}":`, list: Query.array(rows), after: `,"count":${size}}` }
  }
}

const propertyId = (index: number): string => `P${String(index + 1).padStart(3, "0")}`

const property = (recipe: Row.Recipe, row: Row.Numbers): string => propertyId(Row.propertyIndex(recipe, row))

const kinds: Readonly<Record<Stream, Row.Kind>> = {
  reservations: {
    key: (_, ordinal) => `R${String(ordinal + 1).padStart(7, "0")}-1`,
    parent: property,
    age: Row.agedUpTo(60),
    fields: (recipe, row, key) => {
      const { adults, arrival, cents, createdAt, departure, room, status } = Stay.of(recipe, row)
      return {
        id: key,
        bookingId: key.slice(0, -2),
        status: statuses[status],
        property: { id: property(recipe, row), code: property(recipe, row) },
        unitGroup: { id: `${property(recipe, row)}-G${room}` },
        arrival: `${Stay.dateOf(arrival)}T15:00:00+01:00`,
        departure: `${Stay.dateOf(departure)}T11:00:00+01:00`,
        adults,
        totalGrossAmount: { amount: Stay.sumOf(cents), currency: "EUR" },
        created: Stay.instantOf(createdAt),
        modified: Stay.instantOf(row.updatedAt)
      }
    },
    spoiled: ["id", "status"]
  },
  properties: {
    key: (_, ordinal) => propertyId(ordinal),
    age: Row.agedUpTo(60),
    fields: (recipe, row, key) => {
      const { city, country, name } = Hotel.of(recipe, row)
      return {
        id: key,
        code: key,
        name,
        location: { city, countryCode: country },
        currencyCode: "EUR",
        timeZone: "Europe/Berlin",
        created: Stay.instantOf(Row.epoch)
      }
    },
    spoiled: ["id", "name"]
  },
  units: {
    key: (_, ordinal) => `U${String(ordinal + 1).padStart(5, "0")}`,
    parent: property,
    fields: (recipe, row, key) => ({
      id: key,
      name: `${100 + row.ordinal}${row.version === 0 ? "" : `, ${row.version}`}`,
      property: { id: property(recipe, row), code: property(recipe, row) },
      unitGroup: { id: `${property(recipe, row)}-G${1 + (row.ordinal % 4)}` },
      maxPersons: 1 + (row.ordinal % 4)
    }),
    spoiled: ["id", "name"]
  }
}

const statuses = { confirmed: "Confirmed", cancelled: "Canceled", checkedIn: "InHouse" } as const
