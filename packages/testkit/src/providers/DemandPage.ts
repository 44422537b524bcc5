/**
 * The pages that the mock of the Demand API answers with: which rows, in what order, and how a version writes the page.
 *
 * @since 0.1.0
 */
import * as Dataset from "../world/Dataset.ts"
import type * as Row from "../world/Row.ts"
import type * as World from "../world/World.ts"
import * as DemandData from "./DemandData.ts"
import type { DemandOptions } from "./DemandOptions.ts"
import * as DemandRequest from "./DemandRequest.ts"
import * as DemandToken from "./DemandToken.ts"

/**
 * A place in a list.
 *
 * @category models
 * @since 0.1.0
 */
export interface Place {
  readonly endpoint: Exclude<DemandRequest.Endpoint, "changes">
  readonly request: DemandData.Json
  readonly offset: number
  /** Of its token, in milliseconds. */
  readonly ttl: number
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Who a token of an endpoint is for. That of accommodations is a guess: the guide shows one of cars only.
 *
 * @category constants
 * @since 0.1.0
 */
export const audiences: { readonly [endpoint in DemandRequest.Endpoint]: string } = {
  details: "ACCOMMODATIONS_DETAILS",
  changes: "ACCOMMODATIONS_CHANGES",
  search: "ACCOMMODATIONS_SEARCH",
  availability: "ACCOMMODATIONS_AVAILABILITY",
  orders: "ORDERS_DETAILS"
}

/**
 * The members of an answer, and how many records it holds.
 *
 * @category constructors
 * @since 0.1.0
 */
export const answer = (
  options: DemandOptions,
  world: World.World,
  { endpoint, now, offset, request, ttl }: Place
): { readonly members: DemandData.Json; readonly records: number } => {
  const rows = listed(options, world.dataset, endpoint, request)
  const size = Number(request[endpoint === "orders" ? "maximum_results" : "rows"] ?? 100)
  const whole = endpoint === "availability"
  const page = whole ? rows : rows.slice(offset, offset + size)
  const data = page.map((row) => writers[endpoint](options, row))
  if (whole) return { members: { data }, records: data.length }
  const token =
    offset + size < rows.length
      ? DemandToken.make({
          p: { offset: offset + size, request },
          aud: audiences[endpoint],
          exp: Math.floor((now + ttl) / 1000)
        })
      : null
  const end = options.end ?? (options.api === "3.1" ? "null" : "absent")
  const next = token === null && end === "absent" ? {} : { next_page: token }
  // In 3.1 the lists of accommodations have it at the top, and orders below. Source: its OpenAPI.
  if (options.api === "3.1" && endpoint !== "orders") return { members: { data, ...next }, records: data.length }
  const total = options.total === "absent" ? {} : { total_results: rows.length }
  return { members: { data, metadata: { ...next, ...total } }, records: data.length }
}

/**
 * Where a page begins in the whole list, whatever narrows and orders the answer.
 *
 * @category getters
 * @since 0.1.0
 */
export const edgeOf = (
  options: DemandOptions,
  { dataset }: World.World,
  { endpoint, offset, request }: Pick<Place, "endpoint" | "offset" | "request">
): number => {
  const key = listed(options, dataset, endpoint, request)[offset]?.key
  const index = key === undefined ? -1 : Dataset.rows(dataset).findIndex((row) => row.key === key)
  return index < 0 ? dataset.size : index
}

const writers: {
  readonly [endpoint in Place["endpoint"]]: (options: DemandOptions, row: Row.Row) => DemandData.Json
} = {
  details: DemandData.accommodation,
  search: DemandData.searchResult,
  availability: DemandData.availability,
  orders: DemandData.order
}

const listed = (
  options: DemandOptions,
  dataset: Dataset.Dataset,
  endpoint: Place["endpoint"],
  request: DemandData.Json
): ReadonlyArray<Row.Row> => {
  const rows = Dataset.rows(dataset)
  if (endpoint === "orders") return ordered(options, rows, request)
  const ids = request["accommodations"]
  const wanted = Array.isArray(ids) ? new Set(ids.map(String)) : undefined
  return rows.filter((row) => {
    const place = DemandData.placeOf(Number(row.key))
    return (
      wanted?.has(row.key) !== false &&
      (["country", "airport", "city", "region"] as const).every(
        (name) => request[name] === undefined || request[name] === place[name]
      )
    )
  })
}

const ordered = (
  options: DemandOptions,
  rows: ReadonlyArray<Row.Row>,
  request: DemandData.Json
): ReadonlyArray<Row.Row> => {
  const timeOf = (by: string) => (row: Row.Row) =>
    by === "updated" ? row.updatedAt : DemandData.createdAt(options, row)
  const by = request["updated"] === undefined ? "created" : "updated"
  const range = DemandRequest.rangeOf(request, by) ?? { from: 0, to: Infinity }
  const sort = typeof request["sort"] === "object" && request["sort"] !== null ? request["sort"] : {}
  const sortTime = timeOf("by" in sort ? DemandData.textOf(sort["by"]) : "created")
  const sign = "direction" in sort && sort["direction"] === "ascending" ? 1 : -1
  return rows
    .filter((row) => timeOf(by)(row) >= range.from && timeOf(by)(row) <= range.to)
    .toSorted((one, other) => sign * (sortTime(one) - sortTime(other) || one.ordinal - other.ordinal))
}
