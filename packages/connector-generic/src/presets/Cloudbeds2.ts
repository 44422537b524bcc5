/**
 * Cloudbeds 2: add-ons by offset, guests by page token.
 *
 * From the official specification `pms-v2.0`. What is assumed is in PRESETS.md.
 *
 * @since 0.1.0
 */
import type * as Manifest from "../Manifest.ts"

/**
 * @category presets
 * @since 0.1.0
 */
export const cloudbeds2: Manifest.Manifest = {
  name: "cloudbeds2",
  version: "1.0.0",
  description: "Add-ons and guests of Cloudbeds 2",
  baseUrl: "https://api.cloudbeds.com",
  parameters: { propertyIds: { description: "The properties to read, by their ids" } },
  auth: { type: "header", header: "x-api-key", key: "apiKey" },
  request: { headers: { "x-property-id": { partition: "property_id" } } },
  quotas: [{ limit: 5, window: "1 second" }],
  cooldown: "1 second",
  streams: {
    addons: {
      request: { path: ["addons/v1/addons"] },
      pagination: {
        type: "offset",
        offset: { query: "offset" },
        limit: { query: "limit" },
        offsetAt: "/offset",
        limitAt: "/limit"
      },
      pageSize: { default: 500, max: 500 },
      partitions: [{ by: "list", name: "property_id", values: { parameter: "propertyIds" } }],
      records: { at: "/data" },
      fields: {
        propertyId: { partition: "property_id" },
        id: { type: "id" },
        name: { type: "text" },
        price: { type: "decimal", optional: true }
      },
      key: ["propertyId", "id"]
    },
    guests: {
      request: { path: ["guests/v1/guests"] },
      pagination: {
        type: "cursor",
        next: "/nextPageToken",
        cursor: { query: "pageToken" },
        limit: { query: "limit" },
        // What a token holds is not documented, so it may be an offset that shifts.
        kind: "opaqueOffset"
      },
      pageSize: { default: 100, max: 1000 },
      partitions: [{ by: "list", name: "property_id", values: { parameter: "propertyIds" } }],
      records: { at: "/data" },
      fields: {
        propertyId: { partition: "property_id" },
        id: { type: "id" },
        language: { type: "text", optional: true },
        updatedAt: { type: "instant", optional: true }
      },
      key: ["propertyId", "id"],
      version: "updatedAt"
    }
  }
}
