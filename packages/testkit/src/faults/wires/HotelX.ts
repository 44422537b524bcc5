/**
 * The wires of the mock Hotel-X provider and of its legacy service.
 *
 * @since 0.1.0
 */
import * as JsonWire from "../JsonWire.ts"
import type { Wire } from "../Wire.ts"
import * as XmlWire from "../XmlWire.ts"
import { json } from "./Form.ts"

/** One path for all lists: the query says which. */
const hotelxPage = (list: string, fields: JsonWire.Options["fields"]) =>
  JsonWire.make({
    asks: ({ body }) => body.includes(`hotelX {\\n    ${list}(`),
    list: `/data/hotelX/${list}/edges`,
    record: "/node",
    // A page with nothing but a message.
    unless: '"code":"","createdAt":"0001',
    next: { at: `/data/hotelX/${list}/token`, end: "null" },
    total: `/data/hotelX/${list}/count`,
    cursor: { body: "/variables/token" },
    fields
  })

const advice = (code: string, description: string) => ({
  data: {
    hotelX: {
      hotels: {
        token: null,
        count: 0,
        edges: [
          {
            node: {
              code: "",
              createdAt: "0001-01-01T00:00:00Z",
              updatedAt: "0001-01-01T00:00:00Z",
              adviseMessage: [{ code, description, level: "ERROR", correlationID: null, external: null }],
              hotelData: null
            }
          }
        ]
      }
    }
  }
})

/**
 * @category constants
 * @since 0.1.0
 */
export const hotelx: Wire = {
  pages: [
    hotelxPage("hotels", {
      id: "/node/hotelData/hotelCode",
      required: "/node/hotelData/hotelCode",
      text: "/node/hotelData/hotelName"
    }),
    hotelxPage("destinations", { id: "/node/code" }),
    hotelxPage("rooms", { id: "/node/code" })
  ],
  refusals: {
    expiredCursor: json(200, advice("11400", "A field of the request is missing or not correct")),
    quota: json(429, { error: "too many requests" }),
    error: json(200, {
      data: { hotelX: null },
      errors: [{ message: "internal error", extensions: { code: "INTERNAL_SERVER_ERROR" } }]
    }),
    partial: json(200, {
      data: { hotelX: { hotels: { token: "x", count: 1, edges: null } } },
      errors: [
        {
          message: "internal error",
          path: ["hotelX", "hotels", "edges"],
          extensions: { code: "INTERNAL_SERVER_ERROR" }
        }
      ]
    }),
    noResults: json(200, advice("11204", "Hotels not found"))
  }
}

const tokenElement = /(<(?:\w+:)?ContinuationToken[^>]*>)([^<]*)(<\/(?:\w+:)?ContinuationToken>)/

const legacyPage = (operation: string, list: string, record: string, fields: XmlWire.Options["fields"]) =>
  XmlWire.make({
    asks: ({ body }) => body.includes(`:${operation}>`),
    list,
    record,
    escaped: true,
    fields,
    next: "ContinuationToken",
    end: "missing",
    cursorOf: ({ body }) => {
      const text = tokenElement.exec(body)?.[2]
      return text === undefined || text === "" ? undefined : XmlWire.plain(text)
    },
    withCursor: (request, cursor) => ({
      ...request,
      body: request.body.replace(
        tokenElement,
        (_, open: string, __, close: string) => `${open}${XmlWire.escapedOnce(cursor)}${close}`
      )
    })
  })

/**
 * @category constants
 * @since 0.1.0
 */
export const legacy: Wire = {
  pages: [
    legacyPage("HotelList", "Hotels", "Hotel", { id: "Code", required: "Code", text: "Name" }),
    legacyPage("RoomList", "Rooms", "RoomInfo", { id: "Code", text: "Name" })
  ],
  refusals: {}
}
