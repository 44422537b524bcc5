/**
 * The wires of the mock booking provider and of the mock of Booking's Demand API.
 *
 * @since 0.1.0
 */
import * as JsonWire from "../JsonWire.ts"
import type { Wire } from "../Wire.ts"
import { json, to } from "./Form.ts"

const bookingPage = (path: string, fields: JsonWire.Options["fields"]) =>
  JsonWire.make({
    asks: to(path),
    list: "/results",
    total: "/meta/total_count",
    offset: "/meta/offset",
    cursor: { query: "offset", records: true },
    fields
  })

/**
 * @category constants
 * @since 0.1.0
 */
export const booking: Wire = {
  pages: [
    // The key of a rate and of an inventory is made of where and when it holds.
    bookingPage("/v1/rates", {
      id: "/rate_plan_id",
      required: "/property_id",
      price: "/price",
      date: "/date",
      currency: "/currency"
    }),
    bookingPage("/v1/inventory", { id: "/room_type_id", required: "/property_id", date: "/date" }),
    bookingPage("/v1/reservations", {
      id: "/id",
      required: "/property_id",
      text: "/rate_plan_id",
      price: "/total_price",
      date: "/check_in",
      currency: "/currency"
    })
  ],
  failed: (status) => json(status, { errors: [{ code: `STATUS_${status}`, message: "scripted failure" }] }),
  refusals: {
    quota: json(429, { errors: [{ code: "TOO_MANY_REQUESTS", message: "the quota is used up" }] }),
    error: json(200, { errors: [{ code: "INTERNAL", message: "something went wrong" }] }),
    partial: json(200, { errors: [{ code: "PARTIAL", message: "not all could be read" }], meta: {}, results: [] }),
    pageSize: json(400, { errors: [{ code: "LIMIT_TOO_LARGE", message: "limit must be <= 500" }] }),
    noResults: json(200, { meta: { total_count: 0, offset: 0, limit: 10 }, results: [] })
  }
}

/** The two versions answer alike but for where the next page stands. */
const demandPage = (path: string, fields: JsonWire.Options["fields"]) =>
  [
    JsonWire.make({
      asks: to(`/3.1${path}`),
      list: "/data",
      next: { at: path.startsWith("/orders") ? "/metadata/next_page" : "/next_page", end: "null" },
      total: path.startsWith("/orders") ? "/metadata/total_results" : undefined,
      cursor: { body: "/page", alone: true },
      fields
    }),
    JsonWire.make({
      asks: to(`/3.2${path}`),
      list: "/data",
      next: { at: "/metadata/next_page", end: "missing" },
      total: "/metadata/total_results",
      cursor: { body: "/page", alone: true },
      fields
    })
  ] as const

const demandErrors = (id: string, message: string) => json(400, { request_id: "mock", errors: [{ id, message }] })

/**
 * @category constants
 * @since 0.1.0
 */
export const demand: Wire = {
  pages: [
    ...demandPage("/accommodations/details", { id: "/id", required: "/id", text: "/url" }),
    ...demandPage("/accommodations/search", { id: "/id", price: "/price/total", currency: "/currency" }),
    ...demandPage("/orders/details", { id: "/id" })
  ],
  failed: (status) =>
    json(status, { request_id: "mock", errors: [{ id: `status_${status}`, message: "scripted failure" }] }),
  refusals: {
    expiredCursor: demandErrors("expired_token", "Token 'page' has expired."),
    foreignCursor: demandErrors("token_endpoint_mismatch", "Token 'page' cannot be used in this endpoint."),
    quota: json(429, { request_id: "mock", errors: [{ id: "too_many_requests", message: "Too many requests." }] }),
    error: json(200, { request_id: "mock", errors: [{ id: "internal", message: "Something went wrong." }] }),
    partial: json(200, {
      request_id: "mock",
      data: [],
      errors: [{ id: "internal", message: "Not all could be read." }]
    }),
    pageSize: demandErrors("invalid_value", "rows must be a multiple of 10, at most 100")
  }
}
