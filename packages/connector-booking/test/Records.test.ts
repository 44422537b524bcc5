import { assert, describe, it } from "@effect/vitest"
import { Result, Schema, SchemaIssue } from "effect"
import { Inventory, Rate, Reservation } from "../src/index.ts"

const rate = {
  id: "inv-201",
  property_id: "P1",
  room_type_id: "R1",
  rate_plan_id: "RP1",
  date: "2026-03-01",
  currency: "EUR",
  price: 120.5,
  available: 3,
  updated_at: "2026-02-01T10:00:00+01:00"
}

const paths = (raw: unknown): ReadonlyArray<string> => {
  const result = Schema.decodeUnknownResult(Rate.FromWire, { errors: "all" })(raw)
  if (Result.isSuccess(result)) return []
  return SchemaIssue.makeFormatterStandardSchemaV1()(result.failure.issue).issues.map(
    ({ path }) => path?.map(String).join(".") ?? ""
  )
}

describe("Rate.FromWire", () => {
  it("decodes a rate with its price exact and its instant in UTC", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(Rate.FromWire)(rate), {
      propertyId: "P1",
      ratePlanId: "RP1",
      date: "2026-03-01",
      currency: "EUR",
      roomTypeId: "R1",
      price: "120.5",
      available: 3,
      updatedAt: "2026-02-01T09:00:00.000Z"
    })
  })

  it("keeps leading zeros of a code and takes a number for one", () => {
    const decoded = Schema.decodeUnknownSync(Rate.FromWire)({ ...rate, property_id: 10004, rate_plan_id: "00123" })

    assert.deepStrictEqual([decoded.propertyId, decoded.ratePlanId], ["10004", "00123"])
  })

  it("decodes a rate without room type, availability and modification", () => {
    const { available: _a, room_type_id: _r, updated_at: _u, ...bare } = rate
    const decoded = Schema.decodeUnknownSync(Rate.FromWire)(bare)

    assert.deepStrictEqual([decoded.roomTypeId, decoded.available, decoded.updatedAt], ["", null, null])
  })

  const bad: ReadonlyArray<readonly [field: string, value: unknown]> = [
    ["property_id", ""],
    ["property_id", null],
    ["rate_plan_id", 1.5],
    ["date", "2026-02-30"],
    ["date", "01.03.2026"],
    ["currency", "eur"],
    ["currency", "EURO"],
    ["price", "n/a"],
    ["price", "1.234,56"],
    ["price", -1],
    ["price", null],
    ["available", 1.5],
    ["updated_at", "2026-03-01T00:00:00"]
  ]
  for (const [field, value] of bad) {
    it(`names ${field} when it is ${JSON.stringify(value)}`, () => {
      assert.deepStrictEqual(paths({ ...rate, [field]: value }), [field])
    })
  }

  it("names every bad field of a record at once", () => {
    assert.deepStrictEqual(paths({ ...rate, price: "x", date: "y" }).toSorted(), ["date", "price"])
  })

  it("is not misled by keys that mean something to objects", () => {
    const raw: unknown = JSON.parse(JSON.stringify(rate).replace("{", `{"__proto__":{"price":"1"},"constructor":1,`))

    assert.deepStrictEqual(paths(raw), [])
  })
})

describe("Inventory.FromWire and Reservation.FromWire", () => {
  it("decode what the API sends", () => {
    const inventory = { property_id: 1, room_type_id: "R1", date: "2026-03-01", available: 0, closed: true }
    const reservation = {
      id: 0,
      property_id: "P1",
      check_in: "2026-03-01",
      check_out: "2026-03-04",
      status: "confirmed",
      currency: "EUR",
      total_price: "360.00"
    }

    assert.strictEqual(Schema.decodeUnknownSync(Inventory.FromWire)(inventory).closed, true)
    const decoded = Schema.decodeUnknownSync(Reservation.FromWire)(reservation)
    assert.deepStrictEqual([decoded.id, decoded.totalPrice, decoded.updatedAt], ["0", "360.00", null])
  })
})
