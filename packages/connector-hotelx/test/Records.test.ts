import { assert, describe, it } from "@effect/vitest"
import { Result, Schema, SchemaIssue } from "effect"
import { Board, Category, Destination, Hotel, Room, SupplierMetadata } from "../src/index.ts"

const hotel = {
  code: "h-1001",
  createdAt: "2024-01-05T08:00:00.000Z",
  updatedAt: "2025-06-01T12:15:00.1234567+02:00",
  adviseMessage: null,
  hotelData: {
    code: "h-1001",
    hotelCode: "01001",
    hotelCodeSupplier: "S-77",
    hotelName: "Sample Harbour Hotel",
    categoryCode: "4",
    chainCode: null,
    exclusiveDeal: false,
    rank: [1],
    cardTypes: ["VI", "A_NEW_CARD"],
    propertyType: { propertyCode: "1", name: "Hotel" },
    location: {
      address: "Quay Street 1",
      city: "Palma",
      zipCode: "07001",
      state: "IB",
      country: "ES",
      coordinates: { latitude: 39.5696, longitude: "2.650200000000000001" },
      closestDestination: { code: "D-PMI", type: "CITY" }
    },
    contact: { email: "desk@example.test", telephone: "+34 600 000 000", fax: null, web: null },
    checkIn: { minAge: 18, schedule: { startTime: "14:00", endTime: "23:00" } },
    checkOut: { minAge: null, schedule: { startTime: "07:00", endTime: "11:00" } }
  }
}

const decoded = <A>(schema: Schema.Decoder<A>, raw: unknown): A => Schema.decodeUnknownSync(schema)(raw)

const paths = (schema: Schema.Decoder<unknown>, raw: unknown): ReadonlyArray<string> => {
  const result = Schema.decodeUnknownResult(schema, { errors: "all" })(raw)
  if (Result.isSuccess(result)) return []
  return SchemaIssue.makeFormatterStandardSchemaV1()(result.failure.issue).issues.map(
    ({ path }) => path?.map(String).join(".") ?? ""
  )
}

describe("Hotel.FromWire", () => {
  it("decodes a hotel with its codes as they came, its place exact and its instants in UTC", () => {
    assert.deepStrictEqual(decoded(Hotel.FromWire, hotel), {
      hotelCode: "01001",
      code: "h-1001",
      supplierHotelCode: "S-77",
      name: "Sample Harbour Hotel",
      categoryCode: "4",
      chainCode: null,
      propertyTypeCode: "1",
      propertyTypeName: "Hotel",
      exclusiveDeal: false,
      address: "Quay Street 1",
      city: "Palma",
      zipCode: "07001",
      state: "IB",
      country: "ES",
      latitude: "39.5696",
      longitude: "2.650200000000000001",
      destinationCode: "D-PMI",
      email: "desk@example.test",
      telephone: "+34 600 000 000",
      web: null,
      checkInFrom: "14:00",
      checkOutUntil: "11:00",
      ranks: [1],
      cardTypes: ["VI", "A_NEW_CARD"],
      createdAt: "2024-01-05T08:00:00.000Z",
      updatedAt: "2025-06-01T10:15:00.123Z"
    })
  })

  it("decodes a hotel of which nothing but its code is known", () => {
    const bare = decoded(Hotel.FromWire, {
      code: "h-3",
      hotelData: { hotelCode: "3", exclusiveDeal: false, location: {} }
    })
    const nulls = { location: null, contact: null, checkIn: null, rank: null, cardTypes: null, propertyType: null }
    const empty = decoded(Hotel.FromWire, { code: null, updatedAt: null, hotelData: { hotelCode: 3, ...nulls } })

    assert.deepStrictEqual([bare.hotelCode, bare.country, bare.latitude, bare.ranks], ["3", null, null, []])
    assert.deepStrictEqual([empty.hotelCode, empty.code, empty.cardTypes, empty.updatedAt], ["3", null, [], null])
  })

  it("takes the year 1 for no date at all, so that it is no version", () => {
    const zero = decoded(Hotel.FromWire, {
      ...hotel,
      createdAt: "0001-01-01T00:00:00Z",
      updatedAt: "0001-01-01T00:00:00.000Z"
    })

    assert.deepStrictEqual([zero.createdAt, zero.updatedAt], [null, null])
  })

  const bad: ReadonlyArray<readonly [path: string, raw: unknown]> = [
    ["hotelData", { ...hotel, hotelData: null }],
    ["hotelData.hotelCode", { ...hotel, hotelData: { ...hotel.hotelData, hotelCode: "" } }],
    ["hotelData.hotelCode", { ...hotel, hotelData: { ...hotel.hotelData, hotelCode: null } }],
    ["hotelData.rank.1", { ...hotel, hotelData: { ...hotel.hotelData, rank: [1, "x"] } }],
    ["updatedAt", { ...hotel, updatedAt: "2025-06-01T10:15:00" }],
    ["updatedAt", { ...hotel, updatedAt: "yesterday" }],
    ["", null]
  ]
  for (const [path, raw] of bad) {
    it(`names ${path === "" ? "the record" : path} of ${JSON.stringify(raw)?.slice(0, 30)}`, () => {
      const named = paths(Hotel.FromWire, raw)

      assert.isAbove(named.length, 0)
      assert.isTrue(
        named.every((name) => name.startsWith(path)),
        named.join()
      )
    })
  }

  it("gives the key of a hotel that is bad otherwise, and none where there is none", () => {
    assert.deepStrictEqual(Hotel.keyOf({ ...hotel, updatedAt: 7 }), { hotelCode: "01001" })
    assert.deepStrictEqual(
      [null, {}, { hotelData: null }, { code: "1", hotelData: { hotelCode: "" } }].map(Hotel.keyOf),
      [undefined, undefined, undefined, undefined]
    )
  })
})

const texts = [
  { text: "Palma", language: "en" },
  { text: null, language: "es" },
  { text: "Palma (ca)", language: "ca" }
]
const kept = [
  { text: "Palma", language: "en" },
  { text: "Palma (ca)", language: "ca" }
]
const dates = { createdAt: null, updatedAt: "2024-01-05T08:00:00Z" }

describe("the other records", () => {
  it("a destination keeps a type that is new to us, and its places in the tree", () => {
    const destinationData = {
      code: "D-PMI",
      available: true,
      type: "ISLAND",
      parent: "D-BAL",
      destinationLeaf: null,
      closestDestinations: ["D-IBZ"],
      texts
    }

    assert.deepStrictEqual(decoded(Destination.FromWire, { code: "D-PMI", ...dates, destinationData }), {
      code: "D-PMI",
      name: "Palma",
      texts: kept,
      type: "ISLAND",
      available: true,
      parentCode: "D-BAL",
      leafCodes: [],
      closestCodes: ["D-IBZ"],
      createdAt: null,
      updatedAt: "2024-01-05T08:00:00.000Z"
    })
  })

  it("a room keeps how many guests it takes", () => {
    const occupancies = { total: { min: 1, max: 3 }, adults: { min: 1, max: 2 }, children: null, infants: null }
    const roomData = { code: "r-1", roomCode: "DBL.ST", source: null, area: 21.5, texts, occupancies }

    assert.deepStrictEqual(decoded(Room.FromWire, { code: "r-1", ...dates, roomData }), {
      code: "r-1",
      roomCode: "DBL.ST",
      name: "Palma",
      texts: kept,
      source: null,
      area: "21.5",
      minGuests: 1,
      maxGuests: 3,
      maxAdults: 2,
      maxChildren: null,
      createdAt: null,
      updatedAt: "2024-01-05T08:00:00.000Z"
    })
  })

  it("a board and a category keep their own codes beside the node's", () => {
    const board = decoded(Board.FromWire, { code: 1, boardData: { boardCode: "BB", texts: null } })
    const category = decoded(Category.FromWire, { code: "c", ...dates, categoryData: { categoryCode: "4", texts } })

    assert.deepStrictEqual([board.code, board.boardCode, board.name, board.texts], ["1", "BB", null, []])
    assert.deepStrictEqual([category.code, category.categoryCode, category.name], ["c", "4", "Palma"])
  })

  it("metadata tell content that is not offered from content without a language", () => {
    const metadataData = {
      supplierCode: "SUP",
      hotels: { languages: [{ value: "en", reviewDate: "2024-05-01" }] },
      rooms: { languages: [] },
      destinations: null
    }
    const { boards, destinations, hotels, rooms, supplierCode } = decoded(SupplierMetadata.FromWire, {
      code: "SUP",
      metadataData
    })

    assert.deepStrictEqual([supplierCode, rooms, destinations, boards], ["SUP", [], null, null])
    assert.deepStrictEqual(hotels, [{ language: "en", reviewedOn: "2024-05-01" }])
  })

  for (const [name, { FromWire, keyOf }, data] of [
    ["Destination", Destination, "destinationData"],
    ["Room", Room, "roomData"],
    ["Board", Board, "boardData"],
    ["Category", Category, "categoryData"]
  ] as const) {
    it(`${name} needs a code and data, and has a key without data`, () => {
      assert.deepStrictEqual(paths(FromWire, { code: "x", [data]: null }), [data])
      assert.include(paths(FromWire, { code: "", [data]: {} }).join(), "code")
      assert.deepStrictEqual(
        [keyOf({ code: "x", [data]: null }), keyOf({ code: "" }), keyOf(null)],
        [{ code: "x" }, undefined, undefined]
      )
    })
  }

  it("is not misled by keys that mean something to objects", () => {
    const raw: unknown = JSON.parse(
      JSON.stringify(hotel).replaceAll("{", `{"__proto__":{"hotelCode":"9"},"constructor":1,`)
    )

    assert.deepStrictEqual(paths(Hotel.FromWire, raw), [])
    assert.strictEqual(decoded(Hotel.FromWire, raw).hotelCode, "01001")
  })
})
