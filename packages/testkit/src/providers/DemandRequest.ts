/**
 * What the mock of the Demand API lets in: headers, and the fields of each endpoint with their bounds. Written from
 * Booking.com's OpenAPI of 3.1 and 3.2 and the guide.
 *
 * @since 0.1.0
 */
import { type Schema, Schema as S, Option } from "effect"
import * as DemandData from "./DemandData.ts"
import type { DemandOptions } from "./DemandOptions.ts"
import type * as Provider from "./Provider.ts"

/**
 * An error as the API tells it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Refusal {
  readonly status: number
  readonly id: string
  readonly message: string
}

/**
 * @category models
 * @since 0.1.0
 */
export type Endpoint = "details" | "changes" | "search" | "availability" | "orders"

/**
 * The endpoints of a version by their path.
 *
 * @category getters
 * @since 0.1.0
 */
export const endpointOf = ({ api = "3.2", base = "" }: DemandOptions, path: string): Endpoint | undefined => {
  const paths: { readonly [path: string]: Endpoint } = {
    "/accommodations/details": "details",
    "/accommodations/details/changes": "changes",
    "/accommodations/search": "search",
    [api === "3.1" ? "/accommodations/bulk-availability" : "/accommodations/availability"]: "availability",
    "/orders/details": "orders"
  }
  const root = `${base}/${api}`
  return path.startsWith(root) ? paths[path.slice(root.length)] : undefined
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const refusal = (status: number, id: string, message: string): Refusal => ({ status, id, message })

/**
 * Why a request is not looked at, if so.
 *
 * @category guards
 * @since 0.1.0
 */
export const stopped = (
  { affiliates = [1234], token = "test-token" }: DemandOptions,
  { headers, method, query }: Provider.Request
): Refusal | undefined => {
  if (method !== "POST") return refusal(405, "method_not_allowed", "Use POST.")
  if (query !== "") return refusal(400, "invalid_request", "Query string provided but none expected.")
  const affiliate = headers["x-affiliate-id"]
  if (headers["authorization"] !== `Bearer ${token}` || affiliate === undefined) {
    return refusal(401, "unauthorized", "The credentials are missing or wrong.")
  }
  if (!affiliates.includes(Number(affiliate))) return refusal(403, "forbidden", "The affiliate may not do this.")
  if (!/^application\/json\b/.test(String(headers["content-type"]))) {
    return refusal(415, "unsupported_media_type", "Send application/json.")
  }
  return /\bapplication\/json\b|\*\/\*/.test(String(headers["accept"]))
    ? undefined
    : refusal(406, "not_acceptable", "Accept application/json.")
}

const decodeBody = S.decodeUnknownOption(S.fromJsonString(S.Record(S.String, S.Json)))

/**
 * The fields of a body, or why it is refused.
 *
 * @category parsing
 * @since 0.1.0
 */
export const bodyOf = (text: string): DemandData.Json | Refusal =>
  Option.getOrElse(decodeBody(text), () => refusal(400, "malformed_request", "The body is not a JSON object."))

/**
 * @category guards
 * @since 0.1.0
 */
export const isRefusal = (value: object): value is Refusal =>
  "status" in value && "message" in value && typeof value.status === "number"

const invalid = (name: string, why: string): Refusal => refusal(400, "invalid_parameter", `Parameter '${name}' ${why}.`)
const missing = (name: string): Refusal => refusal(400, "missing_parameter", `Parameter '${name}' is missing.`)

const places = ["accommodations", "airport", "city", "country", "region"]
const stay = ["booker", "checkin", "checkout", "guests"]

const fields: { readonly [endpoint in Endpoint]: ReadonlyArray<string> } = {
  details: [...places, "extras", "languages", "rows"],
  changes: ["last_change", "filters"],
  search: [...places, ...stay, "currency", "extras", "rows", "sort", "filters"],
  availability: ["accommodations", ...stay, "currency", "extras", "filters"],
  orders: [
    "created",
    "updated",
    "start",
    "end",
    "orders",
    "reservations",
    "currency",
    "extras",
    "maximum_results",
    "services",
    "sort"
  ]
}

/**
 * What is wrong with a body that asks for a first page; `now` is in epoch milliseconds.
 *
 * @category guards
 * @since 0.1.0
 */
export const flawOf = (
  options: DemandOptions,
  endpoint: Endpoint,
  body: DemandData.Json,
  now: number
): Refusal | undefined => {
  const unknown = Object.keys(body).find((name) => !fields[endpoint].includes(name))
  if (unknown !== undefined) return refusal(400, "unknown_parameter", `Parameter '${unknown}' is unknown.`)
  switch (endpoint) {
    case "details":
      return flawOfPlace(body, 100) ?? flawOfSize("rows", body["rows"], 1000)
    case "search":
      return flawOfPlace(body, 100) ?? flawOfStay(body, now) ?? flawOfSize("rows", body["rows"], 100)
    case "availability":
      return body["accommodations"] === undefined
        ? missing("accommodations")
        : (flawOfPlace(body, options.batch ?? 50) ?? flawOfStay(body, now))
    case "changes":
      return flawOfSince(options, body, now)
    case "orders":
      return flawOfOrders(options, body, now)
  }
}

const flawOfSize = (name: string, value: Schema.Json | undefined, most: number): Refusal | undefined =>
  value === undefined || (typeof value === "number" && value % 10 === 0 && value >= 10 && value <= most)
    ? undefined
    : invalid(name, `must be a multiple of 10 between 10 and ${most}`)

const flawOfPlace = (body: DemandData.Json, most: number): Refusal | undefined => {
  if (!places.some((name) => body[name] !== undefined)) return missing("accommodations")
  const ids = body["accommodations"]
  if (ids === undefined) return undefined
  return Array.isArray(ids) && ids.length > 0 && ids.length <= most && ids.every((id) => Number.isInteger(id))
    ? undefined
    : invalid("accommodations", `must hold 1 to ${most} ids`)
}

const flawOfStay = (body: DemandData.Json, now: number): Refusal | undefined => {
  const lacking = stay.find((name) => body[name] === undefined)
  if (lacking !== undefined) return missing(lacking)
  const [checkin, checkout] = [body["checkin"], body["checkout"]].map(
    (date) => Date.parse(DemandData.textOf(date)) / 86_400_000
  )
  if (checkin === undefined || checkout === undefined || Number.isNaN(checkin + checkout)) {
    return invalid("checkin", "must be a date")
  }
  if (checkin > Math.floor(now / 86_400_000) + 500) return invalid("checkin", "must be within 500 days")
  const nights = checkout - checkin
  return nights >= 1 && nights <= 90 ? undefined : invalid("checkout", "must be 1 to 90 days after checkin")
}

const flawOfSince = ({ older = "reject" }: DemandOptions, body: DemandData.Json, now: number): Refusal | undefined => {
  const since = body["last_change"]
  if (since === undefined) return missing("last_change")
  if (typeof since !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/.test(since)) {
    return invalid("last_change", "must be an instant in UTC")
  }
  return older === "reject" && Date.parse(since) < now - 86_400_000
    ? invalid("last_change", "must be within the last 24 hours")
    : undefined
}

const ranges = ["created", "updated", "start", "end", "orders", "reservations"]

const flawOfOrders = (options: DemandOptions, body: DemandData.Json, now: number): Refusal | undefined => {
  const given = ranges.filter((name) => body[name] !== undefined)
  const [by] = given
  if (by === undefined) return missing("updated")
  if (given.length > 1) return refusal(400, "conflicting_parameters", `Parameters '${given.join("', '")}' conflict.`)
  if (typeof body["currency"] !== "string") return missing("currency")
  const range = rangeOf(body, by)
  if (range === undefined || Number.isNaN(range.from + range.to)) return invalid(by, "must have from and to")
  if (range.to < range.from) return invalid(by, "must not end before it begins")
  if (range.to - range.from > 7 * 86_400_000) return invalid(by, "must be at most 7 days")
  if (range.from < now - 365 * 86_400_000) return invalid(by, "must be within the last year")
  return flawOfSize("maximum_results", body["maximum_results"], options.maximumResults ?? 100)
}

/**
 * The ends of a range of orders, both included; epoch milliseconds.
 *
 * @category getters
 * @since 0.1.0
 */
export const rangeOf = (
  body: DemandData.Json,
  by: string
): { readonly from: number; readonly to: number } | undefined => {
  const range = body[by]
  return typeof range === "object" && range !== null && "from" in range && "to" in range
    ? { from: Date.parse(DemandData.textOf(range["from"])), to: Date.parse(DemandData.textOf(range["to"])) }
    : undefined
}
