/**
 * Hotels of the content API of Hotelbeds (APItude, now HBX), by ranges `from` to `to`.
 *
 * From the pages API Errors, Hotel Operation and Last update date of developer.hotelbeds.com and the official Java SDK.
 * What is assumed is in PRESETS.md.
 *
 * @since 0.1.0
 */
import type * as Manifest from "../Manifest.ts"

/**
 * @category presets
 * @since 0.1.0
 */
export const hotelbedsContent: Manifest.Manifest = {
  name: "hotelbeds_content",
  version: "1.0.0",
  description: "Hotels of the content API of Hotelbeds",
  baseUrl: "https://api.hotelbeds.com",
  parameters: {
    language: { description: "Language of the texts, as Hotelbeds abbreviates it", default: "ENG" },
    countryCode: { description: "One country, ISO 3166-1 alpha-2; none for all", default: null },
    fields: { description: "Fields to send, with a comma between, or all", default: "all" }
  },
  auth: { type: "hotelbeds", apiKey: "apiKey", secret: "secret" },
  errors: [
    // Status 403 is five things, told apart by the gateway's code or by its text.
    { status: 403, header: { name: "X-Mashery-Error-Code", contains: "OVER_QPS" }, means: "throttled" },
    { status: 403, header: { name: "X-Mashery-Error-Code", contains: "OVER_RATE" }, means: "throttledDaily" },
    { status: 403, text: "Over Qps", means: "throttled" },
    { status: 403, text: "Over Rate", means: "throttledDaily" },
    { status: 403, text: "Not Authorized", means: "authentication" },
    { status: 403, text: "Developer Inactive", means: "authentication" },
    // The same request failed in the last 15 minutes: it is not wrong, and can succeed later.
    { status: 410, means: "unavailable" },
    { status: 200, body: { at: "/error/code", contains: "INVALID" }, means: "rejected" },
    { status: 200, body: { at: "/error/code" }, means: "unavailable" }
  ],
  streams: {
    hotels: {
      request: {
        path: ["hotel-content-api/1.0/hotels"],
        query: {
          fields: { parameter: "fields" },
          language: { parameter: "language" },
          countryCode: { parameter: "countryCode" }
        }
      },
      pagination: {
        type: "range",
        from: { query: "from" },
        to: { query: "to" },
        fromAt: "/from",
        total: { at: "/total" }
      },
      // The official SDK asks for 1000; a key for evaluation has few requests a day.
      pageSize: { default: 1000, max: 1000 },
      records: { at: "/hotels" },
      fields: {
        code: { type: "id" },
        name: { type: "text", from: "/name/content" },
        countryCode: { type: "text", optional: true },
        destinationCode: { type: "text", optional: true },
        categoryCode: { type: "text", optional: true },
        city: { type: "text", from: "/city/content", optional: true },
        latitude: { type: "decimal", from: "/coordinates/latitude", optional: true },
        longitude: { type: "decimal", from: "/coordinates/longitude", optional: true },
        lastUpdate: { type: "date", optional: true }
      },
      key: ["code"],
      changes: {
        from: { query: "lastUpdateTime" },
        as: "date",
        resolution: "1 day",
        // The zone of the provider's dates is not documented.
        lookBack: "1 day"
      }
    }
  }
}
