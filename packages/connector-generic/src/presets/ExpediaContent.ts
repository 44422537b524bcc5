/**
 * Property content of Expedia Rapid 3: a JSON object by property id, page after page by `Link`.
 *
 * From the specification of the official Java SDK and the pages Content pagination, Rate limiting and Signature
 * authentication of developers.expediagroup.com. What is assumed is in PRESETS.md.
 *
 * @since 0.1.0
 */
import type * as Manifest from "../Manifest.ts"

/**
 * @category presets
 * @since 0.1.0
 */
export const expediaContent: Manifest.Manifest = {
  name: "expedia_content",
  version: "1.0.0",
  description: "Property content of Expedia Rapid 3",
  baseUrl: "https://api.ean.com",
  parameters: {
    language: { description: "Language of the texts, as BCP 47", default: "en-US" },
    supplySource: { description: "Whose properties: expedia or vrbo", default: "expedia" },
    countryCode: { description: "One country or several, ISO 3166-1 alpha-2; none for all", default: null },
    userAgent: { description: "Name and version of your application; Rapid requires it", default: "Innlet/0.1" }
  },
  auth: { type: "expedia", apiKey: "apiKey", sharedSecret: "sharedSecret" },
  request: { headers: { "user-agent": { parameter: "userAgent" } } },
  errors: [
    { status: 410, body: { at: "/type", equals: "link.expired" }, means: "cursorExpired" },
    // A property id is a number, so an answer with these members is an error whatever its status says.
    { status: 200, body: { at: "/type" }, means: "rejected" },
    { status: 200, body: { at: "/errors" }, means: "rejected" }
  ],
  rateLimit: "expediaRapid",
  // Where a 429 comes without headers, the limit of the minute is what was passed.
  cooldown: "1 minute",
  streams: {
    properties: {
      description: "Properties that can be booked; those that no longer can are not in the list",
      request: {
        path: ["v3/properties/content"],
        query: {
          language: { parameter: "language" },
          supply_source: { parameter: "supplySource" },
          country_code: { parameter: "countryCode" }
        }
      },
      pagination: {
        type: "linkHeader",
        expires: "expires",
        total: { at: { header: "Pagination-Total-Results" } }
      },
      records: { at: "", map: true },
      fields: {
        propertyId: { type: "id", from: "/property_id" },
        name: { type: "text" },
        countryCode: { type: "text", from: "/address/country_code", optional: true },
        city: { type: "text", from: "/address/city", optional: true },
        latitude: { type: "decimal", from: "/location/coordinates/latitude", optional: true },
        longitude: { type: "decimal", from: "/location/coordinates/longitude", optional: true },
        rating: { type: "decimal", from: "/ratings/property/rating", optional: true },
        category: { type: "text", from: "/category/name", optional: true },
        supplySource: { type: "text", from: "/supply_source", optional: true },
        addedAt: { type: "instant", from: "/dates/added", optional: true },
        updatedAt: { type: "instant", from: "/dates/updated", optional: true }
      },
      key: ["propertyId"],
      version: "updatedAt",
      changes: {
        from: { query: "date_updated_start" },
        to: { query: "date_updated_end" },
        as: "date",
        resolution: "1 day",
        bound: "inclusive"
      }
    }
  }
}
