/**
 * A mock of the content API of Hotelbeds (APItude, now HBX): `GET {base}/hotel-content-api/1.0/hotels`, read by ranges
 * `from` to `to`, both counted from 1 and both included.
 *
 * Written from the pages API Errors and Hotel Operation of developer.hotelbeds.com and from the official Java SDK, and
 * sharing no code with any connector. What they leave open is an option of `HotelbedsOptions` marked as assumed.
 *
 * @since 0.1.0
 */
import { Duration, Effect } from "effect"
import { createHash } from "node:crypto"
import * as Hotel from "../world/Hotel.ts"
import * as Row from "../world/Row.ts"
import { instantOf } from "../world/Stay.ts"
import * as ListAnswer from "./ListAnswer.ts"
import type { ListOptions } from "./ListOptions.ts"
import type * as ListApi from "./ListApi.ts"
import * as ListProvider from "./ListProvider.ts"
import * as Query from "./Query.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Stream = "hotels"

/**
 * @category models
 * @since 0.1.0
 */
export interface HotelbedsOptions extends ListOptions {
  /** @default "test-key" */
  readonly apiKey?: string | undefined
  /** @default "test-secret" */
  readonly secret?: string | undefined
  /** How far the second in a signature may be from the provider's; only third parties name it. Assumed. @default "60 seconds" */
  readonly tolerance?: Duration.Input | undefined
  /** The status of a wrong signature: older pages of the documents have 401. @default 403 */
  readonly unauthorized?: 401 | 403 | undefined
  /** The widest range in rows, and whether a wider one is refused or cut. The documents name none: assumed. @default 1000, reject */
  readonly range?: { readonly max: number; readonly over: "reject" | "cap" } | undefined
  /**
   * How a quota that is used up is told: more requests a second than allowed, or more a day. Both are status 403; the
   * values of `X-Mashery-Error-Code` and the text are assumed from the gateway's habits. @default "qps"
   */
  readonly overQuota?: "qps" | "rate" | undefined
  /** Does a refusal for the quota have `X-Mashery-Error-Code`? @default true */
  readonly masheryHeader?: boolean | undefined
  /** Does a refusal for the quota have `Retry-After` in seconds? Assumed. @default false */
  readonly retryAfter?: boolean | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export type HotelbedsProvider = ListProvider.ListProvider<Stream>

/**
 * Creates the provider.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: HotelbedsOptions = {}): Effect.Effect<HotelbedsProvider> =>
  ListProvider.make(api(options), options)

/**
 * `X-Signature` for a second of the epoch.
 *
 * @category getters
 * @since 0.1.0
 */
export const signature = (apiKey: string, secret: string, second: number): string =>
  createHash("sha256").update(`${apiKey}${secret}${second}`).digest("hex")

/**
 * Hotelbeds as an `Api`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const api = (options: HotelbedsOptions = {}): ListApi.Api<Stream> => ({
  name: "hotelbeds",
  recipes: { hotels: Query.recipe(options, hotels, 0) },
  routes: { "/hotel-content-api/1.0/hotels": { method: "GET", stream: "hotels", read: (call) => read(options, call) } },
  denied: (call) => denied(options, call),
  throttled: (call, { resetAt }) => {
    const [code, text] = gateway[options.overQuota ?? "qps"]
    return ListAnswer.refusal(403, `<h1>${text}</h1>`, {
      "content-type": "text/xml",
      ...(options.masheryHeader === false ? {} : { "x-mashery-error-code": code }),
      ...(options.retryAfter === true ? { "retry-after": Query.secondsUntil(resetAt, call.now) } : {})
    })
  },
  failed
})

const gateway = {
  qps: ["ERR_403_DEVELOPER_OVER_QPS", "Developer Over Qps"],
  rate: ["ERR_403_DEVELOPER_OVER_RATE", "Developer Over Rate"]
} as const

const codes: Readonly<Record<number, string | undefined>> = {
  400: "INVALID_REQUEST",
  404: "NOT_FOUND",
  500: "SYSTEM_ERROR"
}

const failed = (status: number, message: string): ListAnswer.Answer =>
  ListAnswer.refusal(status, { error: { code: codes[status] ?? `STATUS_${status}`, message } })

const invalid = (message: string): ListAnswer.Answer =>
  ListAnswer.refusal(400, { error: { code: "INVALID_DATA", message } })

const denied = (options: HotelbedsOptions, { now, request }: ListApi.Call): ListAnswer.Answer | undefined => {
  const { apiKey = "test-key", secret = "test-secret" } = options
  const refusal = (code: string, text: string) =>
    ListAnswer.refusal(options.unauthorized ?? 403, text, {
      "content-type": "text/plain",
      "x-mashery-error-code": code
    })
  if (request.headers["api-key"] !== apiKey) return refusal("ERR_403_DEVELOPER_INACTIVE", "Developer Inactive")
  const given = String(request.headers["x-signature"]).toLowerCase()
  const second = Math.floor(now / 1000)
  const tolerance = Math.floor(Duration.toSeconds(options.tolerance ?? "60 seconds"))
  for (let away = 0; away <= tolerance; away += 1) {
    if (given === signature(apiKey, secret, second - away) || given === signature(apiKey, secret, second + away)) {
      return undefined
    }
  }
  return refusal("ERR_403_NOT_AUTHORIZED", "Not Authorized")
}

const read = (options: HotelbedsOptions, { now, params }: ListApi.Call): ListApi.Question | ListAnswer.Answer => {
  const { max, over } = options.range ?? { max: 1000, over: "reject" }
  const from = Query.whole(params.get("from"), 1)
  const to = Query.whole(params.get("to"), 100)
  if (from === undefined || from < 1) return invalid("from must be a whole number, 1 or more")
  if (to === undefined || to < from) return invalid("to must be a whole number, not below from")
  if (to - from + 1 > max && over === "reject") return invalid(`from and to are at most ${max} rows apart`)
  const since = params.get("lastUpdateTime")
  if (since !== null && Number.isNaN(Date.parse(since))) return invalid("lastUpdateTime must be a date")
  return {
    limit: Math.min(to - from + 1, max),
    among: since === null ? undefined : (rows) => rows.filter(({ updatedAt }) => updatedAt >= Date.parse(since)),
    from: from - 1,
    answer: ({ rows, size }) => {
      const auditData = {
        processTime: "12",
        timestamp: new Date(now).toISOString().replace("T", " ").replace("Z", ""),
        environment: "[mock]"
      }
      const head = JSON.stringify({ from, to: rows.length === 0 ? to : from + rows.length - 1, total: size, auditData })
      return { records: rows.length, before: `${head.slice(0, -1)},"hotels":`, list: Query.array(rows), after: "}" }
    }
  }
}

const hotels: Row.Kind = {
  key: (_, ordinal) => String(ordinal + 1),
  age: Row.agedUpTo(60),
  fields: (recipe, row) => {
    const { city, country, latitude, longitude, name, stars } = Hotel.of(recipe, row)
    return {
      code: row.ordinal + 1,
      name: { content: name },
      countryCode: country,
      city: { content: city },
      coordinates: { longitude, latitude },
      categoryCode: `${stars}EST`,
      lastUpdate: instantOf(row.updatedAt).slice(0, 10)
    }
  },
  spoiled: ["code", "name"]
}
