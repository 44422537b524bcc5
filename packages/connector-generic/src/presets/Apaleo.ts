/**
 * Apaleo: properties and their units, and reservations, by page number.
 *
 * From the guides Pagination and Rate limiting of apaleo.dev. What is assumed is in PRESETS.md.
 *
 * @since 0.1.0
 */
import type * as Manifest from "../Manifest.ts"

/**
 * @category presets
 * @since 0.1.0
 */
export const apaleo: Manifest.Manifest = {
  name: "apaleo",
  version: "1.0.0",
  description: "Properties, units and reservations of Apaleo",
  baseUrl: "https://api.apaleo.com",
  auth: {
    type: "oauth2",
    tokenUrl: "https://identity.apaleo.com/connect/token",
    clientId: "clientId",
    clientSecret: "clientSecret"
  },
  streams: {
    properties: {
      request: { path: ["inventory/v1/properties"] },
      pagination: {
        type: "pageNumber",
        page: { query: "pageNumber" },
        size: { query: "pageSize" },
        total: { at: "/count" }
      },
      // More than 200 are refused.
      pageSize: { default: 200, max: 200 },
      records: { at: "/properties" },
      fields: {
        id: { type: "id" },
        code: { type: "text", optional: true },
        name: { type: "text" },
        city: { type: "text", from: "/location/city", optional: true },
        countryCode: { type: "text", from: "/location/countryCode", optional: true },
        currencyCode: { type: "text", optional: true },
        timeZone: { type: "text", optional: true }
      },
      key: ["id"]
    },
    units: {
      request: { path: ["inventory/v1/units"], query: { propertyId: { partition: "property_id" } } },
      pagination: {
        type: "pageNumber",
        page: { query: "pageNumber" },
        size: { query: "pageSize" },
        total: { at: "/count" }
      },
      pageSize: { default: 200, max: 200 },
      partitions: [{ by: "parent", stream: "properties", take: { property_id: "id" } }],
      records: { at: "/units" },
      fields: {
        id: { type: "id" },
        propertyId: { type: "id", from: "/property/id" },
        unitGroupId: { type: "id", from: "/unitGroup/id", optional: true },
        name: { type: "text" },
        maxPersons: { type: "integer", optional: true }
      },
      key: ["id"]
    },
    reservations: {
      request: { path: ["booking/v1/reservations"] },
      pagination: {
        type: "pageNumber",
        page: { query: "pageNumber" },
        size: { query: "pageSize" },
        total: { at: "/count" }
      },
      pageSize: { default: 200, max: 200 },
      records: { at: "/reservations" },
      fields: {
        id: { type: "id" },
        bookingId: { type: "id", optional: true },
        propertyId: { type: "id", from: "/property/id", optional: true },
        unitGroupId: { type: "id", from: "/unitGroup/id", optional: true },
        status: { type: "text" },
        arrivesAt: { type: "instant", from: "/arrival", optional: true },
        departsAt: { type: "instant", from: "/departure", optional: true },
        adults: { type: "integer", optional: true },
        amount: { type: "decimal", from: "/totalGrossAmount/amount", optional: true },
        currency: { type: "text", from: "/totalGrossAmount/currency", optional: true },
        createdAt: { type: "instant", from: "/created", optional: true },
        modifiedAt: { type: "instant", from: "/modified", optional: true }
      },
      key: ["id"],
      version: "modifiedAt",
      changes: {
        from: { query: "from" },
        to: { query: "to" },
        query: { dateFilter: "Modification" },
        as: "seconds"
      }
    }
  }
}
