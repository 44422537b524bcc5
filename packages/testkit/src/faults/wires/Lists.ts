/**
 * The wires of the mock providers of lists.
 *
 * @since 0.1.0
 */
import * as JsonWire from "../JsonWire.ts"
import type { Wire } from "../Wire.ts"
import { json, listAt } from "./Form.ts"

const byPage = { query: "pageNumber" } as const

/**
 * @category constants
 * @since 0.1.0
 */
export const expedia: Wire = {
  pages: [
    listAt(
      ["/properties/content"],
      "",
      "link",
      { id: "/property_id", required: "/name", text: "/name" },
      { next: "link", total: "header:pagination-total-results" }
    )
  ],
  refusals: {
    expiredCursor: json(410, { type: "link.expired", message: "The link you followed has expired." }),
    quota: json(429, { type: "too_many_requests", message: "Too many requests." }),
    error: json(200, { type: "unknown_internal_error", message: "Something went wrong." })
  }
}

/**
 * @category constants
 * @since 0.1.0
 */
export const hotelbeds: Wire = {
  pages: [
    listAt(
      ["/hotels"],
      "/hotels",
      { query: "from", records: true, from: 1, to: "to" },
      { id: "/code", required: "/name", text: "/categoryCode", date: "/lastUpdate" },
      { total: "/total", offset: "/from" }
    )
  ],
  refusals: {
    quota: {
      status: 403,
      headers: { "content-type": "text/xml", "x-mashery-error-code": "ERR_403_DEVELOPER_OVER_QPS" },
      body: "<h1>Developer Over Qps</h1>"
    },
    error: json(200, { error: { code: "SYSTEM_ERROR", message: "Something went wrong." } }),
    pageSize: json(400, { error: { code: "INVALID_DATA", message: "to - from must be below 1000" } })
  }
}

/**
 * @category constants
 * @since 0.1.0
 */
export const mews: Wire = {
  pages: [
    JsonWire.make({
      asks: ({ path }) => path.includes("/reservations/getAll/"),
      list: "/Reservations",
      cursor: { body: "/Limitation/Cursor" },
      next: { at: "/Cursor", end: "null" },
      fields: { id: "/Id", required: "/State", text: "/State", date: "/ScheduledStartUtc" }
    })
  ],
  refusals: {
    expiredCursor: json(400, { Message: "Invalid Cursor.", RequestId: "1" }),
    quota: json(429, { Message: "Too many requests." })
  }
}

/**
 * @category constants
 * @since 0.1.0
 */
export const cloudbeds: Wire = {
  pages: [
    listAt(
      ["/getReservations"],
      "/data",
      byPage,
      { id: "/reservationID", required: "/status", text: "/sourceName", price: "/balance", date: "/startDate" },
      { total: "/total" }
    ),
    listAt(["/getHotels"], "/data", byPage, { id: "/propertyID", text: "/propertyName" }, { total: "/total" }),
    listAt(["/getRoomTypes"], "/data", byPage, { id: "/roomTypeID", text: "/roomTypeName" }),
    listAt(
      ["/addons"],
      "/data",
      { query: "offset", records: true },
      { id: "/id", required: "/name", text: "/name", price: "/price" },
      { offset: "/offset" }
    ),
    listAt(
      ["/guests"],
      "/data",
      { query: "pageToken" },
      { id: "/id", required: "/id", text: "/language" },
      { next: { at: "/nextPageToken", end: "missing" } }
    )
  ],
  refusals: {
    quota: json(429, { success: false, message: "Too many requests" }),
    error: json(200, { success: false, message: "Something went wrong" })
  }
}

/**
 * @category constants
 * @since 0.1.0
 */
export const apaleo: Wire = {
  pages: [
    listAt(
      ["/booking/v1/reservations"],
      "/reservations",
      byPage,
      {
        id: "/id",
        required: "/status",
        text: "/status",
        date: "/arrival",
        price: "/totalGrossAmount/amount",
        currency: "/totalGrossAmount/currency"
      },
      { total: "/count" }
    ),
    listAt(["/units"], "/units", byPage, { id: "/id", text: "/name" }, { total: "/count" }),
    listAt(["/properties"], "/properties", byPage, { id: "/id", text: "/name" }, { total: "/count" })
  ],
  refusals: {
    quota: json(429, { type: "too_many_requests" }),
    pageSize: json(422, { messages: ["pageSize must be at most 1000"] })
  }
}

/**
 * @category constants
 * @since 0.1.0
 */
export const hostaway: Wire = {
  pages: [
    listAt(
      ["/v1/reservations"],
      "/result",
      { query: "offset", records: true },
      {
        id: "/id",
        required: "/status",
        text: "/status",
        price: "/totalPrice",
        date: "/arrivalDate",
        currency: "/currency"
      },
      { total: "/count", offset: "/offset" }
    ),
    listAt(
      ["/v1/listings"],
      "/result",
      { query: "offset", records: true },
      { id: "/id", text: "/name" },
      { total: "/count", offset: "/offset" }
    )
  ],
  refusals: {
    quota: json(429, { status: "fail", message: "Too many requests" }),
    error: json(200, { status: "fail", message: "Something went wrong", result: [] })
  }
}

/**
 * @category constants
 * @since 0.1.0
 */
export const guesty: Wire = {
  pages: [
    listAt(
      ["/reservations-v3/search"],
      "/results",
      { query: "skip", records: true },
      {
        id: "/_id",
        required: "/status",
        text: "/status",
        price: "/money/hostPayout",
        date: "/checkInDateLocalized",
        currency: "/money/currency"
      },
      { offset: "/pagination/skip" }
    ),
    listAt(
      ["/v1/listings"],
      "/results",
      { query: "skip", records: true },
      { id: "/_id", text: "/title" },
      { total: "/count", offset: "/skip" }
    )
  ],
  refusals: { quota: json(429, { error: { code: "TOO_MANY_REQUESTS", message: "Too many requests" } }) }
}
