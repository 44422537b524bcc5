/**
 * Cloudbeds 1.3: properties, and their room types and reservations, by page number.
 *
 * From the official specification `pms-v1.3` and the FAQ of developers.cloudbeds.com. What is assumed is in PRESETS.md.
 *
 * @since 0.1.0
 */
import type * as Manifest from "../Manifest.ts"

/**
 * @category presets
 * @since 0.1.0
 */
export const cloudbeds: Manifest.Manifest = {
  name: "cloudbeds",
  version: "1.0.0",
  description: "Properties, room types and reservations of Cloudbeds 1.3",
  baseUrl: "https://api.cloudbeds.com",
  auth: { type: "header", header: "x-api-key", key: "apiKey" },
  errors: [
    // The specification lists no status but 200 for these lists, and types `success` as a boolean here, a text there.
    { status: 200, body: { at: "/success", equals: [false, "false"] }, means: "rejected" }
  ],
  // Of one property; a partner has twice as many. Credentials that ask for more are suspended.
  quotas: [{ limit: 5, window: "1 second" }],
  cooldown: "1 second",
  streams: {
    hotels: {
      request: { path: ["api/v1.3/getHotels"] },
      pagination: {
        type: "pageNumber",
        page: { query: "pageNumber" },
        size: { query: "pageSize" },
        total: { at: "/total" }
      },
      pageSize: { default: 100, max: 100 },
      records: { at: "/data" },
      fields: {
        propertyId: { type: "id", from: "/propertyID" },
        name: { type: "text", from: "/propertyName" },
        timezone: { type: "text", from: "/propertyTimezone", optional: true }
      },
      key: ["propertyId"]
    },
    room_types: {
      request: { path: ["api/v1.3/getRoomTypes"], query: { propertyIDs: { partition: "property_id" } } },
      // Neither a count nor a total: an empty page is the only end.
      pagination: { type: "pageNumber", page: { query: "pageNumber" }, size: { query: "pageSize" } },
      pageSize: { default: 100, max: 100 },
      partitions: [{ by: "parent", stream: "hotels", take: { property_id: "propertyId" } }],
      records: { at: "/data" },
      fields: {
        roomTypeId: { type: "id", from: "/roomTypeID" },
        propertyId: { type: "id", from: "/propertyID" },
        name: { type: "text", from: "/roomTypeName" },
        shortName: { type: "text", from: "/roomTypeNameShort", optional: true },
        maxGuests: { type: "integer", optional: true }
      },
      key: ["propertyId", "roomTypeId"]
    },
    reservations: {
      request: { path: ["api/v1.3/getReservations"], query: { propertyID: { partition: "property_id" } } },
      pagination: {
        type: "pageNumber",
        page: { query: "pageNumber" },
        size: { query: "pageSize" },
        total: { at: "/total" }
      },
      pageSize: { default: 100, max: 100 },
      partitions: [{ by: "parent", stream: "hotels", take: { property_id: "propertyId" } }],
      records: { at: "/data" },
      fields: {
        reservationId: { type: "id", from: "/reservationID" },
        propertyId: { type: "id", from: "/propertyID" },
        status: { type: "text" },
        startDate: { type: "date", optional: true },
        endDate: { type: "date", optional: true },
        balance: { type: "decimal", optional: true },
        sourceName: { type: "text", optional: true },
        // On the clock of the property, so it is no instant, and goes back for an hour in autumn.
        dateCreated: { type: "text", optional: true },
        dateModified: { type: "text", optional: true }
      },
      key: ["propertyId", "reservationId"],
      changes: {
        from: { query: "modifiedFrom" },
        as: "plain",
        // As far as a property's clock may be behind UTC.
        lookBack: "13 hours"
      }
    }
  }
}
