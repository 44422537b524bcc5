/**
 * Hostaway: listings and reservations, by offset.
 *
 * From api.hostaway.com/documentation. What is assumed is in PRESETS.md.
 *
 * @since 0.1.0
 */
import type * as Manifest from "../Manifest.ts"

/**
 * @category presets
 * @since 0.1.0
 */
export const hostaway: Manifest.Manifest = {
  name: "hostaway",
  version: "1.0.0",
  description: "Listings and reservations of Hostaway",
  baseUrl: "https://api.hostaway.com",
  auth: { type: "bearer", token: "token" },
  errors: [{ status: 200, body: { at: "/status", equals: "fail" }, means: "rejected" }],
  // Of one address; an account has 20. Answers tell nothing of what is left.
  quotas: [{ limit: 15, window: "10 seconds" }],
  cooldown: "10 seconds",
  streams: {
    listings: {
      request: { path: ["v1/listings"] },
      pagination: {
        type: "offset",
        offset: { query: "offset" },
        limit: { query: "limit" },
        offsetAt: "/offset",
        limitAt: "/limit",
        total: { at: "/count" }
      },
      pageSize: { default: 100, max: 100 },
      records: { at: "/result" },
      fields: {
        id: { type: "id" },
        name: { type: "text" },
        city: { type: "text", optional: true },
        countryCode: { type: "text", optional: true },
        latitude: { type: "decimal", from: "/lat", optional: true },
        longitude: { type: "decimal", from: "/lng", optional: true }
      },
      key: ["id"]
    },
    reservations: {
      request: { path: ["v1/reservations"] },
      pagination: {
        type: "offset",
        offset: { query: "offset" },
        limit: { query: "limit" },
        offsetAt: "/offset",
        limitAt: "/limit",
        total: { at: "/count" }
      },
      pageSize: { default: 100, max: 100 },
      records: { at: "/result" },
      fields: {
        id: { type: "id" },
        listingId: { type: "id", from: "/listingMapId", optional: true },
        status: { type: "text" },
        arrivalDate: { type: "date", optional: true },
        departureDate: { type: "date", optional: true },
        adults: { type: "integer", optional: true },
        totalPrice: { type: "decimal", optional: true },
        currency: { type: "text", optional: true },
        // Without a zone, and the documents name none.
        insertedOn: { type: "text", optional: true },
        updatedOn: { type: "text", optional: true },
        latestActivityOn: { type: "text", optional: true }
      },
      key: ["id"],
      changes: {
        from: { query: "latestActivityStart" },
        as: "date",
        resolution: "1 day",
        lookBack: "1 day"
      }
    }
  }
}
