/**
 * What a connector of Booking.com's Demand API can be told, and the check of it.
 *
 * Facts are of Booking.com's published OpenAPI of versions 3.1 and 3.2 and its development guide; what neither says is an
 * option with a careful default.
 *
 * @since 0.1.0
 */
import { InvalidOptions, type Quota } from "@innlet/core/contract"
import type { Credentials } from "@innlet/core/credentials"
import { Origin } from "@innlet/core/resilience"
import { Duration, Option, type Redacted, Result } from "effect"
import * as IdBatch from "./IdBatch.ts"
import * as OrderWindow from "./OrderWindow.ts"
import * as Selection from "./Selection.ts"
import * as Stay from "./Stay.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Version = "3.1" | "3.2"

/**
 * Which accommodations to read, and what of them.
 *
 * @category models
 * @since 0.1.0
 */
export interface AccommodationsOptions {
  /** Each is a part, read on its own; parts that overlap are read twice and stored once. */
  readonly selections: ReadonlyArray<Selection.Selection>
  /** Such as `facilities`, `photos`, `policies`, `rooms`. They stay in the raw record. @default none */
  readonly extras?: ReadonlyArray<string> | undefined
  /** IETF tags in lower case, such as `en-gb`. @default the API's own */
  readonly languages?: ReadonlyArray<string> | undefined
  /** `rows`: records, a multiple of 10 from 10 to 1000. @default 100 */
  readonly pageSize?: number | undefined
}

/**
 * Whose changes to read: those of some countries, of some cities, or of all.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChangesOptions {
  /** ISO 3166-1 alpha-2 in lower case; not together with `cities`. */
  readonly countries?: ReadonlyArray<string> | undefined
  readonly cities?: ReadonlyArray<number> | undefined
  /** How far behind the last look every look begins. @default 10 minutes */
  readonly lookBack?: Duration.Input | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface SearchOptions {
  /** Each is a part, read on its own. */
  readonly searches: ReadonlyArray<Stay.Search>
  /** `rows`: records, a multiple of 10 from 10 to 100. @default 100 */
  readonly pageSize?: number | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface AvailabilityOptions {
  readonly stays: ReadonlyArray<Stay.Stay>
  /** @default those of the stream `accommodations`, which has to be synced before */
  readonly accommodations?: ReadonlyArray<number> | undefined
  /** Accommodations asked for at a time: at most 50 in version 3.2; the documents of 3.1 that were read tell no maximum. @default 50 */
  readonly batch?: number | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface OrdersOptions {
  /** Which time of an order `from` and `to` mean; only by `updated` can later syncs ask for what changed. @default "updated" */
  readonly by?: "updated" | "created" | undefined
  /** An instant with a zone, `2026-03-01T00:00:00Z`; the API takes the last year. */
  readonly from: string
  /** @default now, at every sync */
  readonly to?: string | undefined
  /** ISO 4217: what amounts are given in. */
  readonly currency: string
  /** Such as `payment`. They stay in the raw record. @default none */
  readonly extras?: ReadonlyArray<string> | undefined
  /** Such as `accommodations`, `cars`. @default all */
  readonly services?: ReadonlyArray<string> | undefined
  /** `maximum_results`: records, a multiple of 10. @default 20 */
  readonly pageSize?: number | undefined
  /** The largest page size: 100 in the OpenAPI of 3.1; in that of 3.2 it was not read. @default 100 */
  readonly largestPage?: number | undefined
  /** How far behind the last look every look at what changed begins. @default 10 minutes */
  readonly lookBack?: Duration.Input | undefined
}

/**
 * The connector has the streams that are named here, and no others.
 *
 * @category models
 * @since 0.1.0
 */
export interface DemandOptions {
  /** The bearer token, or any credentials. */
  readonly token: Redacted.Redacted | Credentials.Credentials
  /** Sent as `X-Affiliate-Id`; no secret. */
  readonly affiliateId: number
  /** Of the API. @default "3.2" */
  readonly version?: Version | undefined
  /** `https://…` without the version, or `http://` for loopback. @default `production` */
  readonly baseUrl?: string | undefined
  /** Names tables and checkpoints. @default "booking_demand" */
  readonly name?: string | undefined
  readonly accommodations?: AccommodationsOptions | undefined
  readonly accommodationChanges?: ChangesOptions | undefined
  readonly searchResults?: SearchOptions | undefined
  readonly availability?: AvailabilityOptions | undefined
  readonly orders?: OrdersOptions | undefined
  /** What your contract allows; Booking.com publishes no number. For the sandbox, see `sandboxQuota`. @default none */
  readonly quotas?: ReadonlyArray<Quota.Quota> | undefined
  /** How fast to ask beside the quotas. @default as fast as they allow */
  readonly pace?: Quota.Pace | undefined
  /**
   * Names the partner account that requests are counted by, over all affiliates and tokens of it; connectors of one account
   * share quotas and pauses. @default from the token
   */
  readonly account?: string | undefined
}

/**
 * Source: Booking.com's OpenAPI of the Demand API, servers.
 *
 * @category constants
 * @since 0.1.0
 */
export const production = "https://demandapi.booking.com"

/**
 * Test data under the same keys. Source: the same.
 *
 * @category constants
 * @since 0.1.0
 */
export const sandbox = "https://demandapi-sandbox.booking.com"

/**
 * What the sandbox allows: 50 requests a minute. Source: the development guide, rate limiting.
 *
 * @category constants
 * @since 0.1.0
 */
export const sandboxQuota: Quota.Quota = { kind: "read", limit: 50, window: Duration.minutes(1) }

/**
 * Page sizes by stream. Sources: the OpenAPI of 3.1, `rows` and `maximum_results`; the guide, pagination: multiples of 10.
 *
 * @category constants
 * @since 0.1.0
 */
export const sizes = {
  accommodations: { default: 100, min: 10, max: 1000, step: 10 },
  searchResults: { default: 100, min: 10, max: 100, step: 10 },
  orders: { default: 20, min: 10, max: 100, step: 10 }
} as const

/**
 * Options that can be used, with their defaults; the credentials are left to the connector.
 *
 * @category models
 * @since 0.1.0
 */
export interface Checked {
  /** With the version. */
  readonly baseUrl: string
  readonly version: Version
}

/**
 * Checks the options before anything is sent; `now` is in epoch milliseconds.
 *
 * @category parsing
 * @since 0.1.0
 */
export const check = (options: DemandOptions, now: number): Result.Result<Checked, InvalidOptions.InvalidOptions> => {
  const version = options.version ?? "3.2"
  const baseUrl = Origin.baseUrl(options.baseUrl ?? production)
  const flaws: ReadonlyArray<readonly [option: string, flaw: string | undefined]> = [
    ["baseUrl", Result.isFailure(baseUrl) ? baseUrl.failure : undefined],
    ["version", ["3.1", "3.2"].includes(version) ? undefined : "Expected 3.1 or 3.2"],
    ["affiliateId", isId(options.affiliateId) ? undefined : "Expected a whole number above 0"],
    ["streams", hasStreams(options) ? undefined : "Expected at least one of " + streams.join(", ")],
    ["accommodations", options.accommodations && flawOfAccommodations(options.accommodations)],
    ["accommodationChanges", options.accommodationChanges && flawOfChanges(options.accommodationChanges)],
    ["searchResults", options.searchResults && flawOfSearch(options.searchResults, now)],
    ["availability", options.availability && flawOfAvailability(options, options.availability, now)],
    ["orders", options.orders && flawOfOrders(options.orders)]
  ]
  const found = flaws.find(([, flaw]) => flaw !== undefined)
  if (found !== undefined) return InvalidOptions.refuse(found[0], found[1] ?? "")
  return Result.map(
    Result.mapError(baseUrl, (detail) => new InvalidOptions.InvalidOptions({ option: "baseUrl", detail })),
    (url) => ({ baseUrl: `${url}/${version}`, version })
  )
}

const streams = ["accommodations", "accommodationChanges", "searchResults", "availability", "orders"] as const

const hasStreams = (options: DemandOptions): boolean => streams.some((name) => options[name] !== undefined)

const isId = (id: number): boolean => Number.isSafeInteger(id) && id > 0

interface Sizes {
  readonly min: number
  readonly max: number
  readonly step: number
}

const flawOfSize = (pageSize: number | undefined, { max, min, step }: Sizes): string | undefined =>
  pageSize === undefined || (pageSize % step === 0 && pageSize >= min && pageSize <= max)
    ? undefined
    : `${pageSize} is no pageSize; expected a multiple of ${step} from ${min} to ${max}`

const flawOfTime = (name: string, time: Duration.Input | undefined): string | undefined =>
  time === undefined || durationOf(time) !== undefined ? undefined : `${name}: expected a time such as 10 minutes`

const durationOf = (input: Duration.Input): Duration.Duration | undefined =>
  Option.getOrUndefined(
    Option.filter(Duration.fromInput(input), (time) => Duration.isFinite(time) && Duration.toMillis(time) >= 0)
  )

const flawOfAccommodations = ({ languages, pageSize, selections }: AccommodationsOptions): string | undefined => {
  const language = languages?.find((tag) => !/^[a-z]{2}(-[a-z]{2})?$/.test(tag))
  return (
    Selection.flawOf(selections) ??
    flawOfSize(pageSize, sizes.accommodations) ??
    (language === undefined ? undefined : `${JSON.stringify(language)} is not a language such as en-gb`)
  )
}

const flawOfChanges = ({ cities, countries, lookBack }: ChangesOptions): string | undefined => {
  if (cities !== undefined && countries !== undefined) return "Expected countries or cities, not both"
  if (cities?.length === 0 || countries?.length === 0) return "Expected at least one country or city, or neither list"
  const country = countries?.find((code) => !Selection.country.test(code))
  if (country !== undefined) return `${JSON.stringify(country)} is not a country such as nl`
  const city = cities?.find((id) => !Number.isSafeInteger(id))
  return city === undefined ? flawOfTime("lookBack", lookBack) : `${city} is not the id of a city`
}

const flawOfSearch = ({ pageSize, searches }: SearchOptions, now: number): string | undefined =>
  Stay.flawOf("search", searches, now) ??
  searches.map(Stay.flawOfSearch).find((flaw) => flaw !== undefined) ??
  flawOfSize(pageSize, sizes.searchResults)

const flawOfAvailability = (
  { accommodations, version }: DemandOptions,
  { accommodations: ids, batch, stays }: AvailabilityOptions,
  now: number
): string | undefined => {
  if (ids === undefined && accommodations === undefined) {
    return "Expected accommodations, or the stream accommodations to take them from"
  }
  const most = version === "3.1" ? 1000 : IdBatch.most
  if (batch !== undefined && !(Number.isInteger(batch) && batch >= 1 && batch <= most)) {
    return `${batch} is no batch; expected a whole number from 1 to ${most}`
  }
  return Stay.flawOf("stay", stays, now) ?? (ids === undefined ? undefined : IdBatch.flawOf(ids))
}

const flawOfOrders = (orders: OrdersOptions): string | undefined => {
  const { currency, from, largestPage = sizes.orders.max, lookBack, pageSize, to } = orders
  if (!/^[A-Z]{3}$/.test(currency)) return `${JSON.stringify(currency)} is not a currency such as EUR`
  const most = flawOfSize(largestPage, { ...sizes.orders, max: 10_000 })
  return (
    OrderWindow.flawOf(from, to) ??
    (most === undefined ? undefined : `largestPage: ${most}`) ??
    flawOfSize(pageSize, { ...sizes.orders, max: largestPage }) ??
    flawOfTime("lookBack", lookBack)
  )
}
