import { assert, describe, it } from "@effect/vitest"
import { Result, Schema, SchemaIssue } from "effect"
import { Accommodation, AccommodationChange, Availability, Order, SearchResult } from "../../src/index.ts"

const paths = (decoder: Schema.Decoder<unknown>, raw: unknown): ReadonlyArray<string> => {
  const result = Schema.decodeUnknownResult(decoder, { errors: "all" })(raw)
  if (Result.isSuccess(result)) return []
  return SchemaIssue.makeFormatterStandardSchemaV1()(result.failure.issue).issues.map(
    ({ path }) => path?.map(String).join(".") ?? ""
  )
}

/** The record with another value at a path. */
const set = (raw: object, path: string, value: unknown): object => {
  const [field = "", ...rest] = path.split(".")
  const inside: unknown = Reflect.get(raw, field)
  const changed =
    rest.length === 0 ? value : set(typeof inside === "object" && inside !== null ? inside : {}, rest.join("."), value)
  return Array.isArray(raw) ? raw.with(Number(field), changed) : { ...raw, [field]: changed }
}

type Bad = ReadonlyArray<readonly [field: string, value: unknown]>

const names = (decoder: Schema.Decoder<unknown>, raw: object, bad: Bad) => {
  it("takes the record it is tried with", () => {
    assert.deepStrictEqual(paths(decoder, raw), [])
  })
  for (const [field, value] of bad) {
    it(`names ${field} when it is ${JSON.stringify(value)}`, () => {
      assert.deepStrictEqual(paths(decoder, set(raw, field, value)), [field])
    })
  }
}

const details = {
  id: 10004,
  accommodation_status: "open",
  accommodation_type: 204,
  currency: "EUR",
  location: {
    address: { "en-us": "Canal 164" },
    city: -2140479,
    coordinates: { latitude: 52.375858, longitude: "4.886006" },
    country: "nl",
    postal_code: "1015 CZ",
    regions: [1010, 2776]
  },
  name: { "en-us": "The Hotel", nl: "Het Hotel" },
  number_of_rooms: 11,
  rating: { number_of_reviews: 930, review_score: 9, stars: 4, preferred: true },
  url: { web: "https://example.test/h/10004", app: "booking://hotel/10004" }
}

describe("Accommodation.FromWire", () => {
  it("decodes an accommodation of 3.2, its places as text", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(Accommodation.FromWire)(details), {
      id: "10004",
      name: "The Hotel",
      names: { "en-us": "The Hotel", nl: "Het Hotel" },
      status: "open",
      accommodationType: 204,
      country: "nl",
      city: "-2140479",
      regions: ["1010", "2776"],
      address: "Canal 164",
      postalCode: "1015 CZ",
      latitude: "52.375858",
      longitude: "4.886006",
      stars: "4",
      reviewScore: "9",
      numberOfReviews: 930,
      numberOfRooms: 11,
      currency: "EUR",
      url: "https://example.test/h/10004"
    })
  })

  it("decodes one of 3.1, whose address on the web is text, and one of which the id alone is known", () => {
    const { url } = Schema.decodeUnknownSync(Accommodation.FromWire)({ ...details, url: "https://example.test/" })
    const bare = Schema.decodeUnknownSync(Accommodation.FromWire)({ id: 7, name: null, location: null })

    assert.strictEqual(url, "https://example.test/")
    assert.deepStrictEqual([bare.id, bare.name, bare.country, bare.regions, bare.latitude], ["7", null, null, [], null])
  })

  names(Accommodation.FromWire, details, [
    ["id", null],
    ["id", ""],
    ["id", 1.5],
    ["name", "The Hotel"],
    ["name.nl", 7],
    ["accommodation_type", "hotel"],
    ["location.city", 1.5],
    ["location.country", 31],
    ["location.coordinates.latitude", "52,37"],
    ["location.regions", 1010],
    ["number_of_rooms", "eleven"],
    ["rating.number_of_reviews", 1.5],
    ["rating.review_score", "good"]
  ])

  it("knows the key of a record that is bad otherwise", () => {
    assert.deepStrictEqual(Accommodation.keyOf({ id: 10004, name: 7 }), { id: "10004" })
    assert.isUndefined(Accommodation.keyOf({ id: null }))
    assert.isUndefined(Accommodation.keyOf(null))
  })
})

const change = {
  id: 107,
  lists: ["closed.fraud"],
  from: "2026-03-01T12:00:00+00:00",
  next: "2026-03-01T12:24:42+00:00"
}

describe("AccommodationChange.FromWire", () => {
  it("decodes what the feed said, in UTC", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(AccommodationChange.FromWire)(change), {
      id: "107",
      change: "closed",
      closure: "fraud",
      from: "2026-03-01T12:00:00.000Z",
      before: "2026-03-01T12:24:42.000Z"
    })
  })

  names(AccommodationChange.FromWire, change, [
    ["id", null],
    ["lists.0", "renamed"],
    ["lists.0", "closed.elsewhere"],
    ["next", "soon"]
  ])
})

const asked = { name: "weekend", checkin: "2026-05-01", checkout: "2026-05-03" }
const both = (amount: unknown) => ({ accommodation_currency: amount, booker_currency: 1.1 })

const found32 = {
  stay: asked,
  result: {
    id: 10004,
    currency: { accommodation: "EUR", booker: "USD" },
    price: { base: both("1081.490"), display: both(1260.52), total: both(1300) },
    url: "https://example.test/h/10004"
  }
}
const found31 = {
  stay: asked,
  result: { id: 10004, currency: "EUR", price: { base: 1081.49, book: 1260.52, total: 1300 }, url: null }
}

describe("SearchResult.FromWire", () => {
  it("decodes prices in both currencies exactly", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(SearchResult.FromWire)(found32), {
      search: "weekend",
      accommodationId: "10004",
      checkin: "2026-05-01",
      checkout: "2026-05-03",
      currency: "EUR",
      base: "1081.490",
      display: "1260.52",
      total: "1300",
      bookerCurrency: "USD",
      bookerBase: "1.1",
      bookerDisplay: "1.1",
      bookerTotal: "1.1",
      url: "https://example.test/h/10004"
    })
  })

  it("decodes those of 3.1, where what is shown is called book", () => {
    const decoded = Schema.decodeUnknownSync(SearchResult.FromWire)(found31)

    assert.deepStrictEqual(
      [decoded.currency, decoded.base, decoded.display, decoded.total, decoded.bookerCurrency, decoded.bookerTotal],
      ["EUR", "1081.49", "1260.52", "1300", null, null]
    )
  })

  names(SearchResult.FromWire, found32, [
    ["result.id", ""],
    ["result.currency.booker", "usd"],
    ["result.price.base.accommodation_currency", "1.081,49"],
    ["result.price.total.booker_currency", "n/a"],
    ["result.url", 7]
  ])

  it("names what is bad of a price in 3.1", () => {
    assert.deepStrictEqual(paths(SearchResult.FromWire, set(found31, "result.price.total", "n/a")), [
      "result.price.total"
    ])
  })

  it("knows the key of a record that is bad otherwise", () => {
    assert.deepStrictEqual(SearchResult.keyOf(set(found32, "result.price", 7)), {
      search: "weekend",
      accommodationId: "10004"
    })
    assert.isUndefined(SearchResult.keyOf({ stay: asked, result: null }))
  })
})

const product = { id: "1000420_1", room: "1000420", number_available: 3, price: { base: both(1), total: both(2.5) } }
const sold = { stay: asked, result: { id: 10004, currency: { accommodation: "EUR" }, products: [product] } }

describe("Availability.FromWire", () => {
  it("decodes products of 3.2 and of 3.1", () => {
    const old = { id: 1, room: 1000420, number_available_at_this_price: 2, price: { book: 7.25 } }
    const [first] = Schema.decodeUnknownSync(Availability.FromWire)(sold).products
    const [second] = Schema.decodeUnknownSync(Availability.FromWire)(set(sold, "result.products", [old])).products

    assert.deepStrictEqual(first, {
      id: "1000420_1",
      room: "1000420",
      available: 3,
      base: "1",
      display: null,
      total: "2.5",
      bookerBase: "1.1",
      bookerDisplay: null,
      bookerTotal: "1.1"
    })
    assert.deepStrictEqual([second?.id, second?.room, second?.available, second?.display], ["1", "1000420", 2, "7.25"])
  })

  it("decodes an accommodation that sells nothing", () => {
    assert.deepStrictEqual(
      Schema.decodeUnknownSync(Availability.FromWire)({ stay: asked, result: { id: 1 } }).products,
      []
    )
  })

  names(Availability.FromWire, sold, [
    ["result.id", null],
    ["result.products", {}],
    ["result.products.0.id", null],
    ["result.products.0.number_available", "three"],
    ["result.products.0.price.base.accommodation_currency", "n/a"]
  ])
})

const amounts = (amount: unknown) => ({ product_currency: amount, booker_currency: 9 })
const order = {
  id: "509430129718799",
  accommodations: { reservation: "12345677" },
  cars: null,
  booker: { email: "test.name@example.test" },
  created: "2026-03-01T10:00:00+01:00",
  updated: "2026-03-02T00:00:00+00:00",
  start: "2026-05-01",
  end: "2026-05-03T00:00:00+00:00",
  status: "booked",
  currencies: { booker: "USD", product: "EUR" },
  price: { total_price: amounts(170.01), commissionable_price: amounts("164.010") },
  commission: { actual_commission_amount: null, estimated_commission_amount: amounts(17.5) }
}

describe("Order.FromWire", () => {
  it("decodes an order of 3.2, without what is known of the guest", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(Order.FromWire)(order), {
      id: "509430129718799",
      service: "accommodations",
      reservation: "12345677",
      status: "booked",
      createdAt: "2026-03-01T09:00:00.000Z",
      updatedAt: "2026-03-02T00:00:00.000Z",
      start: "2026-05-01",
      end: "2026-05-03T00:00:00+00:00",
      currency: "EUR",
      total: "170.01",
      commissionable: "164.010",
      commission: null,
      estimatedCommission: "17.5",
      bookerCurrency: "USD",
      bookerTotal: "9"
    })
  })

  it("decodes one of 3.1, with one currency, and one of a taxi", () => {
    const old = Schema.decodeUnknownSync(Order.FromWire)({
      id: "1",
      cars: { reservation: 77 },
      currency: "EUR",
      price: { total: 12.5, commissionable: null },
      commission: { actual_amount: 1.25, estimated_amount: null }
    })
    const taxi = Schema.decodeUnknownSync(Order.FromWire)({ id: "2", taxis: [{ reservation: "916957580" }, {}] })

    assert.deepStrictEqual(
      [old.service, old.reservation, old.currency, old.total, old.commission, old.bookerTotal, old.updatedAt],
      ["cars", "77", "EUR", "12.5", "1.25", null, null]
    )
    assert.deepStrictEqual([taxi.service, taxi.reservation], ["taxis", "916957580"])
  })

  names(Order.FromWire, order, [
    ["id", null],
    ["created", "2026-03-01T10:00:00"],
    ["updated", "yesterday"],
    ["start", "2026-02-30"],
    ["end", "soon"],
    ["accommodations.reservation", 1.5],
    ["currencies.product", "euro"],
    ["price.total_price.product_currency", "n/a"],
    ["commission.estimated_commission_amount.booker_currency", "n/a"]
  ])
})
