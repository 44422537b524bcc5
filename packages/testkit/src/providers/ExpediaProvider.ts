/**
 * A mock of the property content of Expedia Rapid: `GET {base}/v3/properties/content`, answered by a JSON object keyed
 * by property id and a `Link` to the next page that dies.
 *
 * Written from the specification in the official Java SDK of Rapid and from the pages Content pagination, Rate limiting
 * and Signature authentication of developers.expediagroup.com, and sharing no code with any connector. What they leave
 * open is an option of `ExpediaOptions` marked as assumed.
 *
 * The keys of the object look like whole numbers and do not ascend, so a client that lets JavaScript order them sees
 * other rows first than the provider sent first.
 *
 * @since 0.1.0
 */
import { Duration, Effect } from "effect"
import { createHash } from "node:crypto"
import * as Hotel from "../world/Hotel.ts"
import * as Row from "../world/Row.ts"
import type { ExpediaOptions } from "./ExpediaOptions.ts"
import * as ListAnswer from "./ListAnswer.ts"
import type * as ListApi from "./ListApi.ts"
import * as ListProvider from "./ListProvider.ts"
import * as PageToken from "./PageToken.ts"
import * as Query from "./Query.ts"
import type * as Quota from "./Quota.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Stream = "properties"

/**
 * @category models
 * @since 0.1.0
 */
export type ExpediaProvider = ListProvider.ListProvider<Stream>

/**
 * Creates the provider.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: ExpediaOptions = {}): Effect.Effect<ExpediaProvider> =>
  ListProvider.make(api(options), options)

/**
 * The value of `Authorization` for a second of the epoch.
 *
 * @category getters
 * @since 0.1.0
 */
export const authorization = (apiKey: string, secret: string, second: number): string =>
  `EAN APIKey=${apiKey},Signature=${signature(apiKey, secret, second)},timestamp=${second}`

/**
 * Rapid as an `Api`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const api = (options: ExpediaOptions = {}): ListApi.Api<Stream> => ({
  name: "expedia",
  recipes: { properties: Query.recipe(options, properties, 0) },
  routes: { [path]: { method: "GET", stream: "properties", read: (call) => read(options, call) } },
  denied: (call) => denied(options, call),
  throttled: () => failed(429, "The limit of requests for this time is used up. Try again when it is reset."),
  failed,
  headers: rateHeaders
})

const path = "/v3/properties/content"

const signature = (apiKey: string, secret: string, second: number): string =>
  createHash("sha512").update(`${apiKey}${secret}${second}`).digest("hex")

const types: Readonly<Record<number, string | undefined>> = {
  400: "invalid_input",
  404: "resource_not_found",
  410: "link.expired",
  429: "too_many_requests",
  500: "unknown_internal_error",
  503: "service_unavailable"
}

const failed = (status: number, message: string): ListAnswer.Answer =>
  ListAnswer.refusal(status, { type: types[status] ?? `status_${status}`, message })

const invalid = (name: string, value: string | null, type: string, message: string): ListAnswer.Answer =>
  ListAnswer.refusal(400, {
    type: "invalid_input",
    message: "An invalid request was sent in, please check the nested errors for details.",
    errors: [{ type, message, fields: [{ name, type: "querystring", ...(value === null ? {} : { value }) }] }]
  })

const denied = (options: ExpediaOptions, { now, request }: ListApi.Call): ListAnswer.Answer | undefined => {
  const { apiKey = "test-key", secret = "test-secret" } = options
  const given = /^EAN +(.*)$/i.exec(String(request.headers["authorization"]))?.[1] ?? ""
  const parts = new Map(
    given.split(",").map((part) => {
      const [name = "", value = ""] = part.split("=")
      return [name.trim().toLowerCase(), value.trim()] as const
    })
  )
  const second = Math.floor(now / 1000)
  const timestamp = parts.get("timestamp") ?? ""
  const near = /^\d+$/.test(timestamp) && Math.abs(Number(timestamp) - second) <= 300
  if (
    parts.get("apikey") === apiKey &&
    near &&
    parts.get("signature") === signature(apiKey, secret, Number(timestamp))
  ) {
    return undefined
  }
  const field = (name: string) => ({ name, type: "header", value: parts.get(name) ?? "" })
  return ListAnswer.refusal(401, {
    type: "request_unauthenticated",
    message:
      "The authorization header is missing or invalid.  Ensure that your request follows the guidelines in our documentation.",
    fields: [
      field("apikey"),
      field("signature"),
      field("timestamp"),
      { name: "servertimestamp", type: "server", value: String(second) }
    ]
  })
}

const percent = (left: Quota.Left | undefined): string =>
  left === undefined ? "100" : String(Math.floor((100 * left.requests) / Math.max(1, left.quota.requests)))

/** Of a quota the percentage left, and when it is reset in epoch milliseconds; some errors come without. */
const rateHeaders = (
  { now }: ListApi.Call,
  left: ReadonlyArray<Quota.Left>,
  status: number
): Readonly<Record<string, string>> => {
  if (status === 403 || status >= 500) return {}
  const [minute, dayQuota] = left
  const resetAt = (quota: Quota.Left | undefined, length: number) =>
    String(quota?.resetAt ?? (Math.floor(now / length) + 1) * length)
  return {
    "rate-limit-minute-remaining": percent(minute),
    "rate-limit-minute-reset": resetAt(minute, 60_000),
    "rate-limit-day-remaining": percent(dayQuota),
    "rate-limit-day-reset": resetAt(dayQuota, day),
    "rate-limit-reduction-status": "inactive"
  }
}

const read = (options: ExpediaOptions, call: ListApi.Call): ListApi.Question | ListAnswer.Answer => {
  const { now, params, request } = call
  if (options.strictHeaders === true && !/\bgzip\b/i.test(String(request.headers["accept-encoding"]))) {
    return invalid("Accept-Encoding", null, "accept-encoding.required", "Accept-Encoding: gzip is required.")
  }
  const token = params.get("token")
  if (token === null) return question(options, call, params, 0)
  const [extra] = [...params.keys()].filter((name) => name !== "token")
  if (extra !== undefined && options.filtersWithToken !== "ignored") {
    return invalid(extra, params.get(extra), `${extra}.not_allowed`, "Filters are not accepted together with a token.")
  }
  const place = PageToken.placeOf(plain(token))
  if (place === undefined) return invalid("token", token, "token.invalid", "The token is not one of this provider.")
  if (now >= place.issuedAt + Duration.toMillis(options.linkTtl ?? "30 minutes")) {
    return failed(410, "The link you followed has expired. Please build a new request to restart pagination.")
  }
  return question(options, call, new URLSearchParams(place.query), place.from)
}

const question = (
  options: ExpediaOptions,
  call: ListApi.Call,
  filters: URLSearchParams,
  from: number
): ListApi.Question | ListAnswer.Answer => {
  for (const name of ["language", "supply_source"]) {
    if (filters.get(name) === null) return invalid(name, null, `${name}.required`, `${name} is required.`)
  }
  for (const name of days) {
    const value = filters.get(name)
    if (value !== null && !/^\d{4}-\d{2}-\d{2}$/.test(value)) {
      return invalid(name, value, `${name}.invalid`, `${name} must be a date in the format YYYY-MM-DD.`)
    }
  }
  const ids = Query.several(filters, "property_id")
  if (ids.length > 250) return invalid("property_id", null, "property_id.above_maximum", "At most 250 property_id.")
  const limit = ids.length > 0 ? ids.length : (options.pageSize ?? 100)
  const narrowed = ["property_id", "country_code", ...days].some((name) => filters.has(name))
  return {
    limit,
    among: narrowed ? (rows) => rows.filter((row) => wanted(filters, ids, row)) : undefined,
    from,
    answer: ({ rows, size }) => ({
      records: rows.length,
      headers: {
        "pagination-total-results": String(size),
        ...(from + limit < size ? { link: linkOf(options, call, filters, from + limit) } : {})
      },
      before: "",
      list: `{${rows.map((row) => `"${row.key}":${row.json}`).join(",")}}`,
      after: "",
      gzip: /\bgzip\b/i.test(String(call.request.headers["accept-encoding"]))
    })
  }
}

const days = ["date_added_start", "date_added_end", "date_updated_start", "date_updated_end"]

/** Both ends of a time belong to it, as whole days in UTC. */
const wanted = (filters: URLSearchParams, ids: ReadonlyArray<string>, row: Row.Row): boolean => {
  if (ids.length > 0 && !ids.includes(row.key)) return false
  const { address, dates } = JSON.parse(row.json)
  const countries = filters.getAll("country_code")
  if (countries.length > 0 && !countries.includes(address?.country_code)) return false
  return ["added", "updated"].every((name) => {
    const day = String(dates[name]).slice(0, 10)
    return (
      !(day < (filters.get(`date_${name}_start`) ?? "")) && !(day > (filters.get(`date_${name}_end`) ?? "9999-12-31"))
    )
  })
}

/**
 * The `Link` to the page from `from` on. `expires` is a time with nanoseconds and without quotes, as Rapid writes it,
 * though RFC 8288 has neither colons nor such a parameter outside quotes.
 */
const linkOf = (
  options: ExpediaOptions,
  { now, request }: ListApi.Call,
  filters: URLSearchParams,
  from: number
): string => {
  const token = encodeURIComponent(marked(PageToken.make({ from, issuedAt: now, query: filters.toString() })))
  const target = `${options.base ?? ""}${path}?token=${token}`
  const expires = new Date(now + Duration.toMillis(options.linkTtl ?? "30 minutes")).toISOString()
  const next = `<${originOf(options, request)}${target}>; rel="next"; expires=${expires.replace("Z", "083439Z")}`
  if (options.link !== "two") return next
  return `<${originOf(options, request)}${options.base ?? ""}${path}?${filters.toString()}>; rel="first", ${next}`
}

const originOf = (options: ExpediaOptions, request: ListApi.Call["request"]): string => {
  if (options.link === "relative") return ""
  if (options.link === "crossOrigin") return "https://elsewhere.example.test"
  const { host } = request.headers
  return options.origin ?? (typeof host === "string" ? `http://${host}` : "")
}

/** A token has to be sent back as it came: it holds what splits a header or a query when it is decoded once too often. */
const marked = (token: string): string => `=,;${token}`

const plain = (token: string): string => (token.startsWith("=,;") ? token.slice(3) : "")

const day = 86_400_000

const properties: Row.Kind = {
  // One to one below the modulus, which is a prime, and nowhere ascending for long.
  key: (_, ordinal) => String(((ordinal + 1) * 7_919_003) % 99_999_989),
  age: Row.agedUpTo(60),
  fields: (recipe, row, key) => {
    const { city, country, latitude, longitude, name, stars } = Hotel.of(recipe, row)
    return {
      property_id: key,
      name,
      address: { city, country_code: country },
      ratings: { property: { rating: `${stars}.0`, type: "Star" } },
      location: { coordinates: { latitude, longitude } },
      category: { id: "1", name: "Hotel" },
      dates: { added: "2025-06-01T00:00:00.000Z", updated: new Date(row.updatedAt).toISOString() },
      supply_source: "expedia"
    }
  },
  spoiled: ["property_id", "name"]
}
