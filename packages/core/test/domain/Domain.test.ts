import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as CivilDate from "../../src/domain/CivilDate.ts"
import * as Decimal from "../../src/domain/Decimal.ts"
import * as ExactJson from "../../src/domain/ExactJson.ts"
import * as Instant from "../../src/domain/Instant.ts"

const accepts = (schema: Schema.Codec<unknown>, value: unknown): boolean =>
  Result.isSuccess(Schema.decodeUnknownResult(schema)(value))

describe("CivilDate", () => {
  for (const text of ["2026-01-31", "2024-02-29", "2000-02-29", "0001-01-01"]) {
    it(`takes ${text}`, () => assert.isTrue(CivilDate.isCivilDate(text)))
  }
  for (const text of [
    "2026-02-29",
    "1900-02-29",
    "2026-04-31",
    "2026-13-01",
    "2026-00-10",
    "2026-1-1",
    "20260101",
    ""
  ]) {
    it(`refuses "${text}"`, () => assert.isFalse(CivilDate.isCivilDate(text)))
  }
})

describe("Decimal.FromWire", () => {
  for (const value of ["120.50", "-3", "0.10", "12345678901234567890.12", 120.5, 0, 1e20]) {
    it(`takes ${JSON.stringify(value)}`, () => assert.isTrue(accepts(Decimal.FromWire, value)))
  }
  for (const value of ["1,5", "1.234,56", "n/a", "", "1e5", "0x1F", "NaN", NaN, Infinity, 1e-7, 1e21, null, true]) {
    it(`refuses ${String(value)}`, () => assert.isFalse(accepts(Decimal.FromWire, value)))
  }

  it("keeps the digits of a text and of a number", () => {
    assert.deepStrictEqual(["0.10", 120.5, 0.1].map(Decimal.textOf), ["0.10", "120.5", "0.1"])
  })
})

describe("Instant.FromWire", () => {
  for (const text of ["0000-01-01T00:00:00Z", "0000-01-01T05:00:00+05:00", "9999-12-31T23:59:59.999Z"]) {
    it(`takes ${text}`, () => assert.isTrue(accepts(Instant.FromWire, text)))
  }

  it("turns any zone into UTC with milliseconds", () => {
    assert.strictEqual(Instant.utcOf("2026-03-29T03:30:00+02:00"), "2026-03-29T01:30:00.000Z")
  })

  for (const text of [
    "2026-03-01T12:00:00",
    "2026-02-30T12:00:00Z",
    "2026-03-01",
    "2026-03-01T24:00:00Z",
    "0000-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "yesterday"
  ]) {
    it(`refuses "${text}"`, () => assert.isFalse(accepts(Instant.FromWire, text)))
  }
})

describe("ExactJson.parse", () => {
  it("keeps a number that a double can't hold as its text", () => {
    assert.deepStrictEqual(ExactJson.parse(`{"id":9007199254740993,"price":120.5,"big":0.12345678901234567}`), {
      id: "9007199254740993",
      price: 120.5,
      big: "0.12345678901234567"
    })
  })

  it("keeps a number that a double holds as a number, however it is written", () => {
    assert.deepStrictEqual(ExactJson.parse("[1.500000000000000000,1e3,10000000000000000000000]"), [1.5, 1000, 1e22])
  })

  it("throws on what is not whole JSON", () => {
    assert.throws(() => ExactJson.parse(`{"results":[{"id":1}`))
  })
})
