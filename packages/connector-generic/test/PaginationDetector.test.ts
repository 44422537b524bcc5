import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as PaginationDetector from "../src/PaginationDetector.ts"

const json = (value: unknown): string => JSON.stringify(value)

const answers: ReadonlyArray<
  readonly [
    what: string,
    sample: PaginationDetector.Sample,
    expected: Omit<PaginationDetector.Proposal, "score" | "format" | "version">
  ]
> = [
  [
    "offset and limit that the answer repeats",
    {
      url: "https://api.example.com/v1/inventory?offset=200&limit=100",
      text: json({
        meta: { total_count: 243, offset: 200, limit: 100 },
        results: [
          { id: "inv-201", property_id: "P1", date: "2026-03-01", currency: "EUR", price: 120.5, available: 3 },
          { id: "inv-202", property_id: "P1", date: "2026-03-02", currency: "EUR", price: 99, available: 0 }
        ]
      })
    },
    {
      reason:
        "/meta/offset repeats the offset, sent as the query parameter offset, and /meta/total_count seems to count the whole list",
      pagination: {
        type: "offset",
        offset: { query: "offset" },
        limit: { query: "limit" },
        offsetAt: "/meta/offset",
        limitAt: "/meta/limit",
        total: { at: "/meta/total_count" }
      },
      records: { at: "/results" },
      fields: {
        id: { type: "id" },
        property_id: { type: "id" },
        date: { type: "date" },
        currency: { type: "text" },
        price: { type: "decimal" },
        available: { type: "integer" }
      },
      key: ["id"]
    }
  ],
  [
    "a token in the body of a POST (Booking Demand)",
    {
      url: "https://demandapi.booking.com/3.1/accommodations/search",
      requestBody: { page: "eyJ0", rows: 20 },
      text: json({
        request_id: "01jm",
        data: [{ id: 10004, currency: "EUR", price: { book: 260.5 } }],
        next_page: "eyJ1"
      })
    },
    {
      reason: "/next_page is the cursor of the next page, sent as /page of the body",
      pagination: { type: "cursor", next: "/next_page", cursor: { body: "/page" }, limit: { body: "/rows" } },
      records: { at: "/data" },
      fields: { id: { type: "id" }, currency: { type: "text" }, price: { type: "json" } },
      key: ["id"]
    }
  ],
  [
    "a token in the answer's metadata, of a first page",
    {
      url: "https://demandapi.booking.com/3.2/accommodations/search",
      requestBody: { rows: 20 },
      text: json({ data: [{ id: "1" }], metadata: { next_page: "eyJ1", total_results: 122 } })
    },
    {
      reason:
        "/metadata/next_page is the cursor of the next page, sent as /page of the body, and /metadata/total_results seems to count the whole list",
      pagination: {
        type: "cursor",
        next: "/metadata/next_page",
        cursor: { body: "/page" },
        limit: { body: "/rows" },
        total: { at: "/metadata/total_results" }
      },
      records: { at: "/data" },
      fields: { id: { type: "id" } },
      key: ["id"]
    }
  ],
  [
    "a feed of changes (Booking Demand)",
    {
      url: "https://demandapi.booking.com/3.1/accommodations/details/changes",
      requestBody: { last_change: "2026-03-01T12:00:00+00:00" },
      text: json({
        data: {
          changes: { changed: [403115], closed: [], opened: [8034270] },
          from: "2026-03-01T12:00:00+00:00",
          next: "2026-03-01T12:24:42+00:00",
          total_changes: 2
        }
      })
    },
    {
      reason: "/data/next is the time from which to ask next, sent as /last_change of the body",
      pagination: {
        type: "feed",
        since: { body: "/last_change" },
        as: "offset",
        next: "/data/next",
        start: { ago: "1 day" }
      },
      records: { at: "/data/changes/changed" },
      fields: { id: { type: "id", from: "" } },
      key: ["id"]
    }
  ],
  [
    "the header Link over a map (Expedia Rapid)",
    {
      url: "https://api.ean.com/v3/properties/content?language=en-US&supply_source=expedia",
      headers: {
        Link: '<https://api.ean.com/v3/properties/content?token=AbC>; rel="next"; expires=2026-03-01T10:15:05.324083439Z',
        "Pagination-Total-Results": "743"
      },
      text: json({
        "12345": { property_id: "12345", name: "A", dates: { updated: "2026-02-01T00:00:00.000Z" } },
        "678": { property_id: "678", name: "B" }
      })
    },
    {
      reason:
        "The header Link names the next page, and the header pagination-total-results seems to count the whole list",
      pagination: { type: "linkHeader", expires: "expires", total: { at: { header: "pagination-total-results" } } },
      records: { at: "", map: true },
      fields: { property_id: { type: "id" }, name: { type: "text" }, dates: { type: "json", optional: true } },
      key: ["property_id"]
    }
  ],
  [
    "first and last numbers (Hotelbeds)",
    {
      url: "https://api.hotelbeds.com/hotel-content-api/1.0/hotels?fields=all&language=ENG&from=1&to=100",
      text: json({
        from: 1,
        to: 100,
        total: 253,
        auditData: { processTime: "12", timestamp: "2026-03-01 10:00:00.000", environment: "[mock]" },
        hotels: [{ code: 1, lastUpdate: "2026-02-01" }]
      })
    },
    {
      reason: "The answer numbers its first and last record, and /total seems to count the whole list",
      pagination: {
        type: "range",
        from: { query: "from" },
        to: { query: "to" },
        fromAt: "/from",
        total: { at: "/total" }
      },
      records: { at: "/hotels" },
      fields: { code: { type: "id" }, lastUpdate: { type: "date" } },
      key: ["code"]
    }
  ],
  [
    "a cursor deep in a body (Mews)",
    {
      url: "https://api.mews.com/api/connector/v1/reservations/getAll/2023-06-06",
      requestBody: { Client: "Mock 1.0", Limitation: { Count: 100, Cursor: null } },
      text: json({ Reservations: [{ Id: "0f515589", UpdatedUtc: "2026-02-28T10:00:00Z" }], Cursor: "0f515589" })
    },
    {
      reason: "/Cursor is the cursor of the next page, sent as /Limitation/Cursor of the body",
      pagination: {
        type: "cursor",
        next: "/Cursor",
        cursor: { body: "/Limitation/Cursor" },
        limit: { body: "/Limitation/Count" }
      },
      records: { at: "/Reservations" },
      fields: { id: { type: "id", from: "/Id" }, updatedUtc: { type: "instant", from: "/UpdatedUtc" } },
      key: ["id"]
    }
  ],
  [
    "page numbers that only the request tells (Cloudbeds)",
    {
      url: "https://api.cloudbeds.com/api/v1.3/getReservations?pageNumber=1&pageSize=100",
      text: json({
        success: true,
        data: [{ reservationID: "123", status: "confirmed", dateModified: "2026-03-01 10:00:00" }],
        count: 1,
        total: 1
      })
    },
    {
      reason:
        "The request names the page's number, sent as the query parameter pageNumber, and /total seems to count the whole list",
      pagination: {
        type: "pageNumber",
        page: { query: "pageNumber" },
        size: { query: "pageSize" },
        total: { at: "/total" }
      },
      records: { at: "/data" },
      fields: {
        reservationID: { type: "id" },
        status: { type: "text" },
        dateModified: { type: "instant", as: "plain" }
      },
      key: ["reservationID"]
    }
  ],
  [
    "offset and limit without a total (Cloudbeds 2)",
    {
      url: "https://api.cloudbeds.com/addons/v1/addons?limit=100&offset=0",
      text: json({ offset: 0, limit: 100, data: [] })
    },
    {
      reason: "/offset repeats the offset, sent as the query parameter offset",
      pagination: {
        type: "offset",
        offset: { query: "offset" },
        limit: { query: "limit" },
        offsetAt: "/offset",
        limitAt: "/limit"
      },
      records: { at: "/data" },
      fields: {},
      key: []
    }
  ],
  [
    "a token in an attribute of XML (OpenTravel)",
    {
      url: "https://supply-xml.booking.com/hotels/ota/OTA_HotelResNotif",
      requestBody:
        '<OTA_ReadRQ xmlns="http://www.opentravel.org/OTA/2003/05" EchoToken="e-1" MaxResponses="50" MoreDataEchoToken="last-250"/>',
      text: '<OTA_ResRetrieveRS xmlns="http://www.opentravel.org/OTA/2003/05" EchoToken="e-1" MoreIndicator="true" MoreDataEchoToken="last-300"><Success/><ReservationsList><HotelReservation ID="1" Nights="2"/><HotelReservation ID="2" Nights="5"/></ReservationsList></OTA_ResRetrieveRS>'
    },
    {
      reason:
        "/OTA_ResRetrieveRS/@MoreDataEchoToken is the cursor of the next page, sent as /OTA_ReadRQ/@MoreDataEchoToken of the body",
      pagination: {
        type: "cursor",
        next: "/OTA_ResRetrieveRS/@MoreDataEchoToken",
        cursor: { body: "/OTA_ReadRQ/@MoreDataEchoToken" },
        limit: { body: "/OTA_ReadRQ/@MaxResponses" },
        more: "/OTA_ResRetrieveRS/@MoreIndicator"
      },
      records: { at: "/OTA_ResRetrieveRS/ReservationsList/HotelReservation" },
      fields: { id: { type: "id", from: "/@ID" }, nights: { type: "integer", from: "/@Nights" } },
      key: ["id"]
    }
  ],
  [
    "a cursor in the answer's metadata (Slack)",
    {
      url: "https://slack.com/api/conversations.list?limit=2",
      text: json({
        ok: true,
        channels: [
          { id: "C1", name: "general", is_archived: false },
          { id: "C2", name: "random", is_archived: false }
        ],
        response_metadata: { next_cursor: "dGVhbTpDMUg5UkVTR0w=" }
      })
    },
    {
      reason: "/response_metadata/next_cursor is the cursor of the next page, sent as the query parameter cursor",
      pagination: {
        type: "cursor",
        next: "/response_metadata/next_cursor",
        cursor: { query: "cursor" },
        limit: { query: "limit" }
      },
      records: { at: "/channels" },
      fields: { id: { type: "id" }, name: { type: "text" }, is_archived: { type: "boolean" } },
      key: ["id"]
    }
  ],
  [
    "the header Link over a list at the top (GitHub)",
    {
      url: "https://api.github.com/repositories/1/issues?page=2&per_page=2",
      headers: {
        link: '<https://api.github.com/x?page=1>; rel="prev", <https://api.github.com/x?page=3>; rel="next", <https://api.github.com/x?page=9>; rel="last"'
      },
      text: json([
        { id: 11, title: "a", created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-02T00:00:00Z" },
        { id: 12, title: "b", created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-02T00:00:00Z" }
      ])
    },
    {
      reason: "The header Link names the next page",
      pagination: { type: "linkHeader", limit: { query: "per_page" } },
      records: { at: "" },
      fields: {
        id: { type: "id" },
        title: { type: "text" },
        created_at: { type: "instant" },
        updated_at: { type: "instant" }
      },
      key: ["id"]
    }
  ],
  [
    "more, and the last record's id (Stripe)",
    {
      url: "https://api.stripe.com/v1/charges?limit=2",
      text: json({
        object: "list",
        url: "/v1/charges",
        has_more: true,
        data: [
          { id: "ch_1", amount: 2000, created: 1767225600 },
          { id: "ch_2", amount: 500, created: 1767225700 }
        ]
      })
    },
    {
      reason:
        "/has_more speaks of more, and the last record's /id may be the cursor, sent as the query parameter starting_after",
      pagination: {
        type: "lastRecord",
        value: "/id",
        cursor: { query: "starting_after" },
        limit: { query: "limit" },
        more: "/has_more"
      },
      records: { at: "/data" },
      fields: { id: { type: "id" }, amount: { type: "decimal" }, created: { type: "instant", as: "epochSeconds" } },
      key: ["id"]
    }
  ],
  [
    "the URL of the next page in HAL",
    {
      url: "https://api.example.com/rooms",
      text: json({
        _links: { self: { href: "/rooms" }, next: { href: "/rooms?after=2" } },
        _embedded: { rooms: [{ id: 1 }, { id: 2 }] }
      })
    },
    {
      reason: "/_links/next/href is the URL of the next page",
      pagination: { type: "nextUrl", next: "/_links/next/href" },
      records: { at: "/_embedded/rooms" },
      fields: { id: { type: "id" } },
      key: ["id"]
    }
  ],
  [
    "page numbers with their count (Spring)",
    {
      url: "https://api.example.com/rooms?page=0&size=2",
      text: json({ content: [{ id: 1 }, { id: 2 }], page: 0, totalPages: 4, totalElements: 7 })
    },
    {
      reason:
        "/page repeats the page's number, sent as the query parameter page, and /totalElements seems to count the whole list",
      pagination: {
        type: "pageNumber",
        page: { query: "page" },
        size: { query: "size" },
        first: 0,
        pages: "/totalPages",
        total: { at: "/totalElements" }
      },
      records: { at: "/content" },
      fields: { id: { type: "id" } },
      key: ["id"]
    }
  ],
  [
    "a single answer",
    { url: "https://api.example.com/countries", text: json({ countries: [{ code: "NL" }, { code: "BE" }] }) },
    {
      reason: "Nothing in the answer speaks of further pages",
      pagination: { type: "single" },
      records: { at: "/countries" },
      fields: { code: { type: "id" } },
      key: ["code"]
    }
  ]
]

describe("PaginationDetector.detect", () => {
  it.each(answers)("knows %s", (_, sample, expected) => {
    const [first] = Result.getOrThrow(PaginationDetector.detect(sample))

    assert.deepStrictEqual(
      first && {
        reason: first.reason,
        pagination: first.pagination,
        records: first.records,
        fields: first.fields,
        key: first.key
      },
      expected
    )
  })

  it("ranks the links of the provider before a number that the author could count himself", () => {
    const sample = {
      url: "https://api.example.com/rooms?page=1",
      headers: { Link: '</rooms?page=2>; rel="next"' },
      text: json({ page: 1, next: "/rooms?page=2", rooms: [{ id: 1 }] })
    }

    const kinds = Result.getOrThrow(PaginationDetector.detect(sample)).map(({ pagination }) => pagination.type)
    assert.deepStrictEqual(kinds, ["linkHeader", "nextUrl", "pageNumber"])
  })

  it("guesses the version by a time of change, and what may be absent by the records that lack it", () => {
    const text = json([
      { uuid: "a", updatedAt: "2026-01-01T00:00:00Z", note: null },
      { uuid: "b", updatedAt: "2026-01-01T00:00:00Z", note: "late", extra: true }
    ])

    const [first] = Result.getOrThrow(PaginationDetector.detect({ url: "https://a.example/x", text }))
    assert.strictEqual(first?.version, "updatedAt")
    assert.deepStrictEqual(first?.fields["note"], { type: "text", optional: true })
    assert.deepStrictEqual(first?.fields["extra"], { type: "boolean", optional: true })
  })

  it("gives a map's records their key where they don't hold it", () => {
    const text = json({ rates: { "101": { price: "10.50" }, "102": { price: "11.00" } } })

    const [first] = Result.getOrThrow(PaginationDetector.detect({ url: "https://a.example/x", text }))
    assert.deepStrictEqual(first?.fields, { mapKey: { type: "id", from: "/$key" }, price: { type: "decimal" } })
    assert.deepStrictEqual(first?.key, ["mapKey"])
  })

  it.each([
    [
      "a refusal",
      { url: "https://a.example", status: 401, text: "{}" },
      "The answer has status 401; a sample is an answer with records"
    ],
    [
      "a page for people",
      { url: "https://a.example", text: "<!DOCTYPE html><html></html>" },
      "The answer is an HTML page"
    ],
    [
      "no list",
      { url: "https://a.example", text: '{"ok":true}' },
      "The answer has no list, and no object whose members are records"
    ],
    ["a cut answer", { url: "https://a.example", text: '{"data":[' }, "the answer is not whole JSON (9 characters)"]
  ])("says why there is nothing to propose: %s", (_, sample, line) => {
    assert.deepStrictEqual(PaginationDetector.detect(sample), Result.fail(line))
  })
})
