/**
 * Reservations of the Connector API of Mews (`reservations/getAll/2023-06-06`), by windows of their last update.
 *
 * From the guidelines Pagination, Requests, Responses, Environments and Authentication of the Connector API's own
 * repository. What is assumed is in PRESETS.md.
 *
 * @since 0.1.0
 */
import type * as Manifest from "../Manifest.ts"

/**
 * @category presets
 * @since 0.1.0
 */
export const mewsReservations: Manifest.Manifest = {
  name: "mews_reservations",
  version: "1.0.0",
  description: "Reservations of the Connector API of Mews",
  baseUrl: "https://api.mews.com",
  parameters: {
    client: { description: "Name and version of your application; Mews requires it", default: "Innlet 0.1" }
  },
  auth: { type: "body", fields: { "/ClientToken": "clientToken", "/AccessToken": "accessToken" } },
  errors: [
    // Documented as "ask for a shorter time", not as an outage.
    { status: 408, means: "windowTooLarge" },
    { status: 400, body: { at: "/Message", contains: "Invalid Cursor" }, means: "cursorInvalid" }
  ],
  quotas: [{ limit: 200, window: "30 seconds" }],
  streams: {
    reservations: {
      request: {
        method: "POST",
        path: ["api/connector/v1/reservations/getAll/2023-06-06"],
        body: { Client: { parameter: "client" } }
      },
      pagination: {
        type: "timeWindow",
        from: { body: "/UpdatedUtc/StartUtc" },
        to: { body: "/UpdatedUtc/EndUtc" },
        as: "seconds",
        // Three months at most; the shortest three months have 89 days.
        length: "84 days",
        // Mews began then, so no reservation was updated before.
        start: { at: "2012-01-01T00:00:00Z" },
        // Whether the ends belong to the interval is not documented: neighbours that share an edge hold either way.
        end: "exclusive",
        within: {
          type: "cursor",
          next: "/Cursor",
          cursor: { body: "/Limitation/Cursor" },
          limit: { body: "/Limitation/Count" },
          // The id of the page's oldest reservation: what follows it is older, whoever asks and how often. But one that is
          // updated goes to the front and is passed over, as it is where offsets shift: so there is a second pass.
          kind: "opaqueOffset",
          replay: "safe"
        }
      },
      pageSize: { default: 1000, max: 1000 },
      // By time, the newest first: an update moves a reservation.
      order: "mutable",
      records: { at: "/Reservations" },
      fields: {
        id: { type: "id", from: "/Id" },
        serviceId: { type: "id", from: "/ServiceId", optional: true },
        number: { type: "id", from: "/Number", optional: true },
        state: { type: "text", from: "/State" },
        requestedCategoryId: { type: "id", from: "/RequestedResourceCategoryId", optional: true },
        startsAt: { type: "instant", from: "/ScheduledStartUtc", optional: true },
        endsAt: { type: "instant", from: "/ScheduledEndUtc", optional: true },
        personCounts: { type: "json", from: "/PersonCounts", optional: true },
        createdAt: { type: "instant", from: "/CreatedUtc", optional: true },
        updatedAt: { type: "instant", from: "/UpdatedUtc" }
      },
      key: ["id"],
      version: "updatedAt",
      changes: { resolution: "1 second" }
    }
  }
}
