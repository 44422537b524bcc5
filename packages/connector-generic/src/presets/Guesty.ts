/**
 * Guesty's Open API: listings, and reservations of version 3 in the order of their ids.
 *
 * From the pages Authentication, Rate limits, How to search for reservations and Search reservations of
 * open-api-docs.guesty.com. What is assumed is in PRESETS.md.
 *
 * @since 0.1.0
 */
import type * as Manifest from "../Manifest.ts"

/**
 * @category presets
 * @since 0.1.0
 */
export const guesty: Manifest.Manifest = {
  name: "guesty",
  version: "1.0.0",
  description: "Listings and reservations of Guesty's Open API",
  baseUrl: "https://open-api.guesty.com",
  auth: {
    type: "oauth2",
    tokenUrl: "/oauth2/token",
    clientId: "clientId",
    clientSecret: "clientSecret",
    scope: "open-api",
    clientAuthentication: "body",
    // The sixth in 24 hours is refused, so tokens have to be kept.
    maxCalls: { count: 5, window: "24 hours" }
  },
  rateLimit: "guesty",
  quotas: [
    { limit: 15, window: "1 second" },
    { limit: 120, window: "1 minute" },
    { limit: 5000, window: "1 hour" }
  ],
  streams: {
    listings: {
      request: { path: ["v1/listings"] },
      pagination: {
        type: "offset",
        offset: { query: "skip" },
        limit: { query: "limit" },
        offsetAt: "/skip",
        limitAt: "/limit",
        total: { at: "/count" }
      },
      pageSize: { default: 100, max: 100 },
      records: { at: "/results" },
      fields: {
        id: { type: "id", from: "/_id" },
        title: { type: "text" },
        city: { type: "text", from: "/address/city", optional: true },
        country: { type: "text", from: "/address/country", optional: true },
        latitude: { type: "decimal", from: "/address/lat", optional: true },
        longitude: { type: "decimal", from: "/address/lng", optional: true },
        lastUpdatedAt: { type: "instant", optional: true }
      },
      key: ["id"],
      version: "lastUpdatedAt"
    },
    reservations: {
      // Documented as a field to sort by, and as what keeps pages together: unique, and never changed.
      request: { path: ["v1/reservations-v3/search"], query: { sort: "_id" } },
      order: "immutable",
      pagination: {
        type: "offset",
        offset: { query: "skip" },
        limit: { query: "limit" },
        offsetAt: "/pagination/skip",
        limitAt: "/pagination/limit"
      },
      pageSize: { default: 100, max: 100 },
      records: { at: "/results" },
      fields: {
        id: { type: "id", from: "/_id" },
        listingId: { type: "id", optional: true },
        confirmationCode: { type: "text", optional: true },
        status: { type: "text" },
        checkInDate: { type: "date", from: "/checkInDateLocalized", optional: true },
        checkOutDate: { type: "date", from: "/checkOutDateLocalized", optional: true },
        hostPayout: { type: "decimal", from: "/money/hostPayout", optional: true },
        currency: { type: "text", from: "/money/currency", optional: true },
        createdAt: { type: "instant", optional: true },
        lastUpdatedAt: { type: "instant", optional: true }
      },
      key: ["id"],
      version: "lastUpdatedAt"
    }
  }
}
