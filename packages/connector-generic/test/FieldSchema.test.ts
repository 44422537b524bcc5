import { StreamTable } from "@innlet/core/contract"
import { assert, describe, it } from "@effect/vitest"
import { Result, Schema, SchemaIssue } from "effect"
import * as Document from "../src/Document.ts"
import * as FieldSchema from "../src/FieldSchema.ts"

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** The record, or one line an issue, as the engine writes them. */
const decoded = (fields: FieldSchema.Fields, raw: unknown): unknown => {
  const result = Schema.decodeUnknownResult(FieldSchema.recordOf(fields), { errors: "all" })(raw)
  return Result.isSuccess(result)
    ? result.success
    : format(result.failure.issue).issues.map(
        ({ message, path }) => `${(path ?? []).map(String).join(".")}: ${message}`
      )
}

const one = (field: FieldSchema.Fields[string], value: unknown): unknown => {
  const record = decoded({ field: "type" in field ? { ...field, from: "/raw/at" } : field }, { raw: { at: value } })
  return Array.isArray(record) ? record : Reflect.get(Object(record), "field")
}

const isBad = (value: unknown): boolean =>
  Array.isArray(value) && value.every((line) => /^raw\.at: Expected .+/.test(line))

describe("FieldSchema.recordOf", () => {
  for (const [name, field, good, bad] of [
    [
      "text",
      { type: "text" },
      [
        ["x", "x"],
        ["", ""]
      ],
      [1, true, {}, []]
    ],
    ["a coded text", { type: "text", values: ["NEW", "OLD"] }, [["NEW", "NEW"]], ["new", "", 1]],
    [
      "an id",
      { type: "id" },
      [
        ["007", "007"],
        [7, "7"],
        ["9007199254740993", "9007199254740993"]
      ],
      ["", 1.5, 2 ** 53, {}]
    ],
    [
      "a known id",
      { type: "id", values: ["1", "2"] },
      [
        ["1", "1"],
        [2, "2"]
      ],
      ["3", 3, ""]
    ],
    [
      "a whole number",
      { type: "integer" },
      [
        [12, 12],
        ["-12", -12],
        ["+3", 3]
      ],
      ["", "1.5", 1.5, "1e3", "9007199254740993", "x", true]
    ],
    [
      "a yes or no",
      { type: "boolean" },
      [
        [true, true],
        [false, false],
        ["true", true],
        ["False", false],
        [1, true],
        [0, false],
        ["1", true],
        ["0", false],
        ["Y", true],
        ["no", false]
      ],
      ["", 2, "maybe", "on", {}]
    ],
    [
      "a decimal",
      { type: "decimal" },
      [
        ["1.50", "1.50"],
        [1.5, "1.5"],
        [0, "0"],
        ["-3", "-3"]
      ],
      ["", "1,5", 1e21, "1e3", true]
    ],
    ["a date", { type: "date" }, [["2028-02-29", "2028-02-29"]], ["", "2027-02-29", "2026-03-01T00:00:00Z", 20260301]],
    [
      "an instant",
      { type: "instant" },
      [
        ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000Z"],
        ["2026-03-01T12:00:00.5+02:00", "2026-03-01T10:00:00.500Z"]
      ],
      ["", "2026-03-01T12:00:00", "2026-03-01 12:00:00", "2026-03-01", 1700000000]
    ],
    [
      "an instant without a zone",
      { type: "instant", as: "plain" },
      [
        ["2026-03-01 12:00:00", "2026-03-01T12:00:00.000Z"],
        ["2026-03-01T12:00:00", "2026-03-01T12:00:00.000Z"]
      ],
      ["", "2026-02-30 12:00:00", "2026-03-01", 1700000000]
    ],
    [
      "seconds since 1970",
      { type: "instant", as: "epochSeconds" },
      [
        [1700000000, "2023-11-14T22:13:20.000Z"],
        ["1700000000", "2023-11-14T22:13:20.000Z"],
        [0, "1970-01-01T00:00:00.000Z"]
      ],
      ["", 1700000000000, "2026-03-01", Number.NaN]
    ],
    [
      "milliseconds since 1970",
      { type: "instant", as: "epochMillis" },
      [[1700000000123, "2023-11-14T22:13:20.123Z"]],
      ["", 1e15, "2026-03-01"]
    ],
    [
      "JSON",
      { type: "json" },
      [
        [{ a: [1] }, { a: [1] }],
        ["", ""],
        [false, false],
        [0, 0],
        [[], []]
      ],
      []
    ]
  ] as const satisfies ReadonlyArray<
    readonly [string, FieldSchema.Fields[string], ReadonlyArray<readonly [unknown, unknown]>, ReadonlyArray<unknown>]
  >) {
    it(`reads ${name}, and nothing else`, () => {
      for (const [raw, expected] of good) assert.deepStrictEqual(one(field, raw), expected, JSON.stringify(raw))
      for (const raw of [...bad, null, undefined])
        assert.isTrue(isBad(one(field, raw)), `${JSON.stringify(raw)} of ${name}`)
      assert.deepStrictEqual(decoded({ field }, {}), ["field: Missing key"])
    })

    it(`takes ${name} that is left out for null where it is optional, and a bad one for bad still`, () => {
      const optional = { ...field, optional: true }
      for (const [raw, expected] of good) assert.deepStrictEqual(one(optional, raw), expected, JSON.stringify(raw))
      for (const raw of [null, ...(name === "text" || name === "JSON" ? [] : [""])])
        assert.isNull(one(optional, raw), name)
      assert.deepStrictEqual(decoded({ field: optional }, {}), { field: null })
      for (const raw of bad.filter((value) => value !== "")) {
        assert.isTrue(isBad(one(optional, raw)), `${JSON.stringify(raw)} of ${name}`)
      }
    })
  }

  const booking: FieldSchema.Fields = {
    id: { type: "id", from: "/booking/id" },
    guest: { type: "text", from: "/booking/guest/name", optional: true },
    born: { type: "date", from: "/booking/guest/birth/date", optional: true },
    amount: { type: "decimal", from: "/total/amount" },
    first: { type: "text", from: "/rooms/0/code" },
    third: { type: "text", from: "/rooms/2/code", optional: true },
    odd: { type: "text", from: "/a~1b/~0c", optional: true }
  }
  const raw = {
    booking: { id: 1, guest: { name: "Ann", birth: { date: "2001-02-03" } } },
    total: { amount: 12.5 },
    rooms: [{ code: "A" }, null, { code: "C" }],
    "a/b": { "~c": "x" },
    more: { than: ["asked", "for"] }
  }

  it("reads what stands deep in the raw record, in lists too", () => {
    assert.deepStrictEqual(decoded(booking, raw), {
      id: "1",
      guest: "Ann",
      born: "2001-02-03",
      amount: "12.5",
      first: "A",
      third: "C",
      odd: "x"
    })
  })

  it("is null where what an optional field stands in is left out, null or an empty element", () => {
    const nothing = { guest: null, born: null, third: null, odd: null }
    for (const guest of [undefined, null, "", {}, { name: null, birth: null }, { birth: {} }, { birth: "" }]) {
      const less = {
        ...raw,
        booking: { id: 1, ...(guest === undefined ? {} : { guest }) },
        rooms: [{ code: "A" }],
        "a/b": ""
      }
      assert.deepStrictEqual(decoded(booking, less), { id: "1", amount: "12.5", first: "A", ...nothing })
    }
  })

  it("names the places in the raw record of all that is wrong with it", () => {
    assert.deepStrictEqual(
      decoded(booking, { booking: { id: "", guest: { name: 5, birth: { date: "soon" } } }, total: "free", rooms: [] }),
      [
        "booking.id: Expected a value with a length of at least 1",
        "booking.guest.name: Expected string | null",
        "booking.guest.birth.date: Expected a date YYYY-MM-DD that exists",
        "booking.guest.birth.date: Expected an empty text",
        "total: Expected object",
        "rooms.0: Missing key"
      ]
    )
    assert.deepStrictEqual(decoded(booking, null), [": Expected object"])
    assert.deepStrictEqual(decoded(booking, { ...raw, rooms: {} }), ["rooms.0: Missing key"])
  })

  it("reads a member of an object that is called by a number", () => {
    const fields: FieldSchema.Fields = { price: { type: "decimal", from: "/occupancies/2/price" } }
    assert.deepStrictEqual(decoded(fields, { occupancies: { 2: { price: "9.10" } } }), { price: "9.10" })
  })

  it("reads an XML element's text whether it has attributes or not", () => {
    const fields: FieldSchema.Fields = {
      price: { type: "decimal", from: "/price/#text" },
      currency: { type: "text", from: "/price/@currency", optional: true }
    }
    const records = Result.getOrThrow(
      Document.parse("xml", '<a><r><price currency="EUR">1.50</price></r><r><price>2</price></r><r><price/></r></a>')
    )
    const list: ReadonlyArray<unknown> = Reflect.get(Reflect.get(Object(records), "a"), "r")
    assert.deepStrictEqual(decoded(fields, list[0]), { price: "1.50", currency: "EUR" })
    assert.deepStrictEqual(decoded(fields, list[1]), { price: "2", currency: null })
    assert.deepStrictEqual(decoded(fields, list[2]), ["price: Expected a decimal such as 120.50"])
  })

  it("reads a record that is no object, and one that stood in a map", () => {
    assert.deepStrictEqual(decoded({ id: { type: "id", from: "" } }, "ES"), { id: "ES" })
    assert.deepStrictEqual(decoded({ id: { type: "id", from: "/$key" } }, { $key: "7", a: 1 }), { id: "7" })
  })

  it("gives every record a constant, and a part of the partition it was read in", () => {
    const fields: FieldSchema.Fields = {
      source: { constant: "direct" },
      level: { constant: 2 },
      none: { constant: null },
      property_id: { partition: "property" }
    }
    assert.deepStrictEqual(decoded(fields, { $partition: { property: "7" } }), {
      source: "direct",
      level: 2,
      none: null,
      property_id: "7"
    })
    assert.deepStrictEqual(decoded(fields, {}), ["$partition: Missing key"])
  })

  it("holds two fields of one place to both their types", () => {
    const fields: FieldSchema.Fields = {
      amount: { type: "decimal", from: "/price" },
      written: { type: "text", from: "/price" },
      all: { type: "json", from: "/guest" },
      name: { type: "text", from: "/guest/name" }
    }
    assert.deepStrictEqual(decoded(fields, { price: "1.0", guest: { name: "A", age: 3 } }), {
      amount: "1.0",
      written: "1.0",
      all: { name: "A", age: 3 },
      name: "A"
    })
    assert.deepStrictEqual(decoded(fields, { price: 1, guest: { name: "A" } }), [
      "price: Expected what all fields here can read"
    ])
  })

  it("keeps all of what a JSON field reads, also where other fields read inside of it", () => {
    const fields: FieldSchema.Fields = {
      whole: { type: "json", from: "" },
      date: { type: "date", from: "/guest/birth/date" },
      code: { type: "text", from: "/rooms/0/code", optional: true }
    }
    const raw = {
      id: 1,
      guest: { name: "A", birth: { date: "2001-02-03", place: "B" } },
      rooms: [{ code: "C", x: 1 }, 2]
    }
    assert.deepStrictEqual(decoded(fields, raw), { whole: raw, date: "2001-02-03", code: "C" })
  })

  it("makes the columns of a table: their kinds, and which may be null", () => {
    const types = ["text", "id", "integer", "boolean", "decimal", "date", "instant", "json"] as const
    const fields = Object.fromEntries([
      ...types.map((type) => [`${type}_a`, { type }] as const),
      ...types.map((type) => [`${type}_b`, { type, optional: true }] as const),
      ["text_c", { constant: "x" }],
      ["integer_c", { constant: 1 }],
      ["number_c", { constant: 1.5 }],
      ["boolean_c", { constant: true }],
      ["text_d", { partition: "p" }],
      ["text_e", { type: "text", values: ["a", "b"] }]
    ] as const)
    const table = StreamTable.make("x", {
      name: "y",
      record: FieldSchema.recordOf(fields),
      key: ["id_a"],
      version: undefined
    })
    for (const { kind, name, nullable } of table.columns) {
      assert.strictEqual(kind, name.startsWith("id_") ? "text" : name.slice(0, -2), name)
      assert.strictEqual(nullable, name.endsWith("_b"), name)
    }
    assert.strictEqual(table.columns.length, 22)
  })
})

describe("FieldSchema.keyOf", () => {
  const fields: FieldSchema.Fields = {
    id: { type: "id", from: "/meta/id" },
    property_id: { partition: "property" },
    price: { type: "decimal" }
  }
  const keyOf = FieldSchema.keyOf(fields, ["id", "property_id"])

  it("is known of a record that is bad otherwise", () => {
    assert.deepStrictEqual(keyOf({ meta: { id: 7 }, price: "free", $partition: { property: "1" } }), {
      id: "7",
      property_id: "1"
    })
  })

  it("is nothing where the key is bad, whatever the record is", () => {
    for (const raw of [{ meta: { id: "" }, price: 1 }, { meta: null }, {}, null, undefined, 5, "x", []]) {
      assert.isUndefined(keyOf(raw))
    }
  })
})

describe("FieldSchema.tagged", () => {
  it("says what raw records need beside what the provider sends", () => {
    assert.deepStrictEqual(FieldSchema.tagged({ a: { type: "text", from: "/key" } }), { key: false, partition: false })
    assert.deepStrictEqual(FieldSchema.tagged({ a: { type: "text", from: "/$key" } }), { key: true, partition: false })
    assert.deepStrictEqual(FieldSchema.tagged({ a: { partition: "b" } }), { key: false, partition: true })
  })
})
