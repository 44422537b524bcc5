/**
 * How the mock booking provider answers for a list: the page asked for, its meta data, and the damage a fault does to it.
 *
 * @since 0.1.0
 */
import * as Scripted from "../faults/Scripted.ts"
import * as Dataset from "../world/Dataset.ts"
import type { Row } from "../world/Row.ts"
import type { BookingOptions } from "./BookingOptions.ts"
import type * as Provider from "./Provider.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Answer extends Provider.Response {
  readonly records: number
}

/**
 * Nothing where the query holds no whole number.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked {
  readonly offset: number | undefined
  readonly limit: number | undefined
}

const wholeNumber = (text: string | null, otherwise: number): number | undefined => {
  if (text === null) return otherwise
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? value : undefined
}

/**
 * @category getters
 * @since 0.1.0
 */
export const askedOf = (params: URLSearchParams): Asked => ({
  offset: wholeNumber(params.get("offset"), 0),
  limit: wholeNumber(params.get("limit"), 100)
})

/**
 * @category constructors
 * @since 0.1.0
 */
export const refusal = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {}
): Answer => ({
  status,
  headers,
  body: JSON.stringify({ errors: [{ code, message }] }),
  records: 0
})

interface Rows {
  readonly size: number
  readonly slice: (from: number, count: number) => ReadonlyArray<Row>
}

/** The rows that a request is about. */
const narrowed = ({ changes }: BookingOptions, dataset: Dataset.Dataset, params: URLSearchParams): Rows => {
  const since = Date.parse(params.get("updated_since") ?? "")
  const before = Date.parse(params.get("updated_before") ?? "")
  if (changes !== true || (Number.isNaN(since) && Number.isNaN(before))) {
    return { size: dataset.size, slice: (from, count) => Dataset.slice(dataset, from, count) }
  }
  const rows = Dataset.rows(dataset).filter(({ updatedAt }) => !(updatedAt < since) && !(updatedAt >= before))
  return { size: rows.length, slice: (from, count) => rows.slice(from, from + count) }
}

/**
 * The page that is asked for; `request` is the number of this request, from 1.
 *
 * @category combinators
 * @since 0.1.0
 */
export const answer = (
  settings: BookingOptions,
  dataset: Dataset.Dataset,
  params: URLSearchParams,
  request: number
): Answer => {
  const list = narrowed(settings, dataset, params)
  const { max, over } = settings.limits ?? { max: 500, over: "reject" }
  const offsets = settings.offsets ?? "any"
  const { limit, offset } = askedOf(params)
  if (offset === undefined) return refusal(400, "INVALID_OFFSET", "offset must be a whole number, 0 or more")
  if (limit === undefined || limit === 0)
    return refusal(400, "INVALID_LIMIT", "limit must be a whole number, 1 or more")
  if (limit > max && over === "reject") return refusal(400, "LIMIT_TOO_LARGE", `limit must be <= ${max}`)
  if (offsets === "multiplesOrReject" && offset % limit !== 0) {
    return refusal(400, "INVALID_OFFSET", "offset must be a multiple of limit")
  }
  const floored = offsets === "multiplesOrFloor" || offsets === "multiplesOrFloorSilently"
  const from = offsets === "ignored" ? 0 : floored ? offset - (offset % limit) : offset
  const rows = list.slice(from, Math.min(limit, max))
  const damage = Scripted.damageAt(settings.fail ?? [], request)
  const meta = {
    ...totalOf(settings, list.size),
    offset: (offsets === "multiplesOrFloor" ? from : offset) + (damage === "otherOffset" ? 1 : 0),
    limit: over === "truncateHonestly" ? Math.min(limit, max) : limit
  }
  const results = rows.map((row) => row.json).join(",")
  const json = `{"meta":${JSON.stringify(meta)},"results":[${results}]}`
  return { status: 200, records: rows.length, ...damaged(damage, json, results) }
}

const totalOf = (settings: BookingOptions, size: number): { readonly total_count?: unknown } => {
  const total = settings.total ?? "exact"
  if (total === "absent") return {}
  return { total_count: total === "exact" ? size : total.fixed }
}

const damaged = (
  damage: Scripted.Damage | undefined,
  json: string,
  results: string
): Pick<Answer, "headers" | "body"> => {
  switch (damage) {
    case "html":
      return {
        headers: { "content-type": "text/html" },
        body: "<!doctype html><html><title>Just a moment</title><body>Checking your browser</body></html>"
      }
    case "empty":
      return { headers: {}, body: "" }
    case "cut":
      return { headers: {}, body: json.slice(0, Math.floor(json.length / 2)) }
    case "noMeta":
      return { headers: {}, body: `{"results":[${results}]}` }
    case "noList":
      return { headers: {}, body: json.replace(/"results":\[.*\]\}$/s, '"results":{"message":"see page 2"}}') }
    case "otherOffset":
    case undefined:
      return { headers: {}, body: json }
  }
}
