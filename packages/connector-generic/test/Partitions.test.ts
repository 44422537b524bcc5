import { CivilDate } from "@innlet/core/domain"
import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import type { PartitionBy } from "../src/PartitionBy.ts"
import * as Partitions from "../src/Partitions.ts"

const made = (bys: ReadonlyArray<PartitionBy>, options: Partial<Partitions.Options> = {}) =>
  Result.merge(Partitions.of(bys, { parameters: {}, window: undefined, parents: [], today: "2026-11-21", ...options }))

const namesOf = (bys: ReadonlyArray<PartitionBy>, options: Partial<Partitions.Options> = {}) => {
  const partitions = made(bys, options)
  return typeof partitions === "string"
    ? partitions
    : partitions.map((partition) => Schema.encodeSync(Partitions.codec(bys))(partition))
}

const countries: PartitionBy = { by: "list", name: "country", values: ["ES", "FR"] }
const weeks: PartitionBy = { by: "window", days: 7, horizon: { past: 1, future: 13 } }
const properties: PartitionBy = { by: "parent", stream: "properties", take: { property_id: "id" } }

describe("Partitions.of", () => {
  it("is one partition where the stream is not split", () => {
    assert.deepStrictEqual(made([]), [{}])
    assert.deepStrictEqual(namesOf([]), ["all"])
  })

  it("refuses a batch whose name no store could keep", () => {
    const values = Array.from({ length: 250 }, (_, i) => `property-${i}`)
    const by = (batch: number): PartitionBy => ({ by: "list", name: "property_id", values, batch })

    assert.strictEqual(namesOf([by(50)]).length, 5)
    assert.match(
      String(namesOf([by(250)])),
      /^a partition's name has \d+ characters, and stores keep 2000: take smaller batches$/
    )
  })

  it("combines each way with each, in their order", () => {
    assert.deepStrictEqual(
      namesOf([countries, { by: "list", name: "board", values: [1, true] }, properties], { parents: [["a"], ["b"]] }),
      [
        "board=1&country=ES&property_id=a",
        "board=1&country=ES&property_id=b",
        "board=true&country=ES&property_id=a",
        "board=true&country=ES&property_id=b",
        "board=1&country=FR&property_id=a",
        "board=1&country=FR&property_id=b",
        "board=true&country=FR&property_id=a",
        "board=true&country=FR&property_id=b"
      ]
    )
  })

  it("takes a list from a parameter, each value once, and in batches", () => {
    const by: PartitionBy = { by: "list", name: "id", values: { parameter: "ids" } }
    assert.deepStrictEqual(made([by], { parameters: { ids: [3, "1", 3] } }), [{ id: "3" }, { id: "1" }])
    assert.deepStrictEqual(made([by], { parameters: { ids: 3 } }), [{ id: "3" }])
    assert.deepStrictEqual(made([{ ...by, batch: 2 }], { parameters: { ids: [1, 2, 3] } }), [
      { id: ["1", "2"] },
      { id: ["3"] }
    ])
  })

  it("is a failure and not an empty stream where a list has no values, or one that is none", () => {
    const by: PartitionBy = { by: "list", name: "id", values: { parameter: "ids" } }
    assert.strictEqual(made([by]), 'the parameter "ids" is not given')
    assert.strictEqual(made([by], { parameters: { ids: [] } }), 'the parameter "ids": Expected at least one value')
    for (const value of [null, "", "\ud800"]) {
      assert.strictEqual(
        made([{ ...countries, values: ["ES", value] }]),
        'the values of the partition "country": Expected texts that are not empty, numbers or booleans'
      )
    }
  })

  it("is a failure where there would be too many to be meant", () => {
    const days: PartitionBy = { by: "window", days: 1, horizon: { past: 0, future: 3650 } }
    assert.match(
      JSON.stringify(made([days, properties], { parents: Array.from({ length: 300 }, (_, id) => [String(id)]) })),
      /^"more than 1000000 partitions: split the stream in fewer ways/
    )
  })
})

describe("Partitions by windows", () => {
  it("are cut at multiples of their days since 1970, the first and the last to what is asked for", () => {
    assert.deepStrictEqual(namesOf([weeks], { window: { from: "2026-11-21", to: "2026-12-12" } }), [
      "from=2026-11-21&to=2026-11-26",
      "from=2026-11-26&to=2026-12-03",
      "from=2026-12-03&to=2026-12-10",
      "from=2026-12-10&to=2026-12-12"
    ])
  })

  it("keep the names of all but the first and the last when a run asks for a window that moved on", () => {
    const bys = [{ ...weeks, horizon: { past: 0, future: 365 } }]
    const first = new Set(namesOf(bys, { today: "2026-11-21" }))
    const second = new Set(namesOf(bys, { today: "2026-11-22" }))
    assert.strictEqual(first.size, 53)
    assert.strictEqual([...first].filter((name) => second.has(name)).length, 51)
  })

  it("are around today where a run asks for nothing", () => {
    assert.deepStrictEqual(made([weeks]), [
      { from: "2026-11-20", to: "2026-11-26" },
      { from: "2026-11-26", to: "2026-12-03" },
      { from: "2026-12-03", to: "2026-12-04" }
    ])
  })

  it("are a failure where there is no day", () => {
    assert.strictEqual(
      made([weeks], { window: { from: "2026-11-21", to: "2026-11-21" } }),
      "the window asked for: Expected an end after 2026-11-21, not 2026-11-21"
    )
    assert.strictEqual(
      made([weeks], { window: { from: "2026-02-29", to: "2026-11-21" } }),
      "the window asked for: Expected dates YYYY-MM-DD that exist"
    )
    assert.strictEqual(made([{ ...weeks, horizon: { past: 0, future: 0 } }]), "the horizon of the partition has no day")
  })

  const Day = Schema.Int.check(Schema.isBetween({ minimum: -800, maximum: 40_000 }))
  const Length = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 900 }))

  it.prop(
    "have every day once, of the asked ones alone, over month ends and leap days, none longer than declared",
    [Day, Length, Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 400 }))],
    ([first, length, days]) => {
      const window = { from: CivilDate.ofDay(first), to: CivilDate.ofDay(first + length) }
      const windows = made([{ ...weeks, days }], { window })
      let next = window.from
      for (const partition of typeof windows === "string" ? [] : windows) {
        const { window: part = window } = Partitions.scopeOf(partition)
        assert.strictEqual(part.from, next)
        assert.isBelow(CivilDate.dayOf(part.from), CivilDate.dayOf(part.to))
        assert.isAtMost(CivilDate.dayOf(part.to) - CivilDate.dayOf(part.from), days)
        if (part.from !== window.from) assert.strictEqual(CivilDate.dayOf(part.from) % days === 0, true)
        next = part.to
      }
      assert.strictEqual(next, window.to)
    },
    { arbitrary: { runs: 500 } }
  )
})

describe("Partitions by a parent stream", () => {
  it("are one a record, and none where it has none", () => {
    assert.deepStrictEqual(made([properties], { parents: [["a"], ["b"], ["a"]] }), [
      { property_id: "a" },
      { property_id: "b" }
    ])
    assert.deepStrictEqual(made([properties, weeks], { parents: [] }), [])
    assert.deepStrictEqual(made([{ ...properties, take: { p: "property", r: "room" } }], { parents: [["1", "2"]] }), [
      { p: "1", r: "2" }
    ])
  })

  it("are batches of several records where that is declared, a single one too", () => {
    const parents = [["a"], ["b"], ["c"]]
    assert.deepStrictEqual(namesOf([{ ...properties, batch: 2 }], { parents }), [
      "property_id=a&property_id=b",
      "property_id=c"
    ])
  })

  it("are a failure where a record lacks the field", () => {
    for (const value of [null, "", "\ud800"]) {
      assert.strictEqual(
        made([properties], { parents: [["a"], [value]] }),
        'a record of properties has no usable "id" to make a partition of'
      )
    }
  })

  it("are a failure where a batch takes several fields", () => {
    assert.strictEqual(
      made([{ ...properties, take: { p: "a", q: "b" }, batch: 2 }], { parents: [["1", "2"]] }),
      "a batch of properties takes one field, and no shard"
    )
  })

  const sized: PartitionBy = {
    ...properties,
    shard: { name: "room_type", values: "room_types", size: "rates", threshold: 100 }
  }

  it("split a record over the threshold by the values that it lists, and no other", () => {
    assert.deepStrictEqual(
      made([sized], {
        parents: [
          ["a", '["DBL","SGL","DBL"]', "101"],
          ["b", '["DBL"]', "100"],
          ["c", "[7]", "1000"],
          ["d", '"DBL"', "1000"],
          ["e", null, "0"],
          ["f", "no JSON", null]
        ]
      }),
      [
        { property_id: "a", room_type: "DBL" },
        { property_id: "a", room_type: "SGL" },
        { property_id: "b" },
        { property_id: "c", room_type: "7" },
        { property_id: "d", room_type: "DBL" },
        { property_id: "e" },
        { property_id: "f" }
      ]
    )
  })

  it("work out the size by the days of what is asked for where the record has none", () => {
    const by: PartitionBy = { ...properties, shard: { name: "room_type", values: "room_types", threshold: 28 } }
    const parents = [
      ["a", '["DBL","SGL"]'],
      ["b", '["DBL","SGL","TPL"]'],
      ["c", null]
    ]
    assert.deepStrictEqual(made([by], { parents, window: { from: "2026-01-01", to: "2026-01-15" } }), [
      { property_id: "a" },
      { property_id: "b", room_type: "DBL" },
      { property_id: "b", room_type: "SGL" },
      { property_id: "b", room_type: "TPL" },
      { property_id: "c" }
    ])
    assert.deepStrictEqual(
      namesOf([by, { ...weeks, horizon: { past: 0, future: 15 } }], { parents: parents.slice(0, 1) }),
      [
        "property_id=a&room_type=DBL&from=2026-11-21&to=2026-11-26",
        "property_id=a&room_type=DBL&from=2026-11-26&to=2026-12-03",
        "property_id=a&room_type=DBL&from=2026-12-03&to=2026-12-06",
        "property_id=a&room_type=SGL&from=2026-11-21&to=2026-11-26",
        "property_id=a&room_type=SGL&from=2026-11-26&to=2026-12-03",
        "property_id=a&room_type=SGL&from=2026-12-03&to=2026-12-06"
      ]
    )
    assert.strictEqual(
      made([by], { parents }),
      'properties {"property_id":"a"}: its size is not known without a window, or a field that tells it'
    )
  })

  it("are a failure where a record has to be split and can't be", () => {
    for (const [values, line] of [
      [null, 'it has 101 records, more than 100, and "room_types" lists nothing to split them by'],
      ["[]", 'it has 101 records, more than 100, and "room_types" lists nothing to split them by'],
      ["{", 'Expected a list of texts or whole numbers in "room_types"'],
      ['[{"id":1}]', 'Expected a list of texts or whole numbers in "room_types"'],
      ['["a",""]', 'Expected a list of texts or whole numbers in "room_types"'],
      ['["a",null]', 'Expected a list of texts or whole numbers in "room_types"']
    ] as const) {
      assert.strictEqual(
        made([sized], { parents: [["a", values, "101"]] }),
        `properties {"property_id":"a"}: ${line}`,
        String(values)
      )
    }
    assert.strictEqual(
      made([sized], { parents: [["a", "[]", "many"]] }),
      'properties {"property_id":"a"}: Expected a count of records in "rates"'
    )
    assert.strictEqual(
      made([sized], {
        parents: [
          ["a", "[]", "1"],
          ["a", '["x"]', "1"]
        ]
      }),
      'two records of properties have one "id"'
    )
  })

  it("say which fields of the parent they need, in the order they come in", () => {
    assert.deepStrictEqual(Partitions.parentOf([countries, sized]), {
      stream: "properties",
      fields: ["id", "room_types", "rates"]
    })
    assert.deepStrictEqual(Partitions.parentOf([properties])?.fields, ["id"])
    assert.isUndefined(Partitions.parentOf([countries, weeks]))
  })
})

/** One text a partition, whatever the order of its parts. */
const same = (partition: object): string =>
  JSON.stringify(Object.entries(partition).toSorted(([a], [b]) => (a < b ? -1 : 1)))

describe("Partitions.codec", () => {
  const bys: ReadonlyArray<PartitionBy> = [
    weeks,
    { by: "list", name: "zone", values: ["x"], batch: 3 },
    { ...properties, take: { property_id: "id", account: "account" } },
    countries
  ]
  const codec = Partitions.codec(bys)
  const decode = Schema.decodeUnknownResult(codec)
  const encode = Schema.encodeSync(codec)
  const Value = Schema.Union([
    Schema.Literals(["", " ", "&", "=", "+", "%", "%20", "a&b=c", "all", " backfill ", "é", "/", "😀", "\n"]),
    Schema.String.check(Schema.makeFilter((text) => text.isWellFormed()))
  ])
  const AnyPartition = Schema.Struct({
    from: Schema.Literals(["2026-01-01", "2026-01-08"]),
    to: Schema.Literals(["2026-01-08", "2026-01-15"]),
    zone: Schema.NonEmptyArray(Value),
    property_id: Value,
    account: Schema.optionalKey(Value),
    country: Value
  })

  it.prop(
    "gives the same partition again, and no two one name",
    [AnyPartition, AnyPartition],
    ([one, other]) => {
      assert.strictEqual(same(Result.getOrThrow(decode(encode(one)))), same(one))
      assert.strictEqual(encode(one) === encode(other), same(one) === same(other))
      // The engine names the checkpoint of a backfill by a blank.
      assert.notInclude(encode(one), " ")
    },
    { arbitrary: { runs: 300 } }
  )

  it("gives the same names whatever the order in the manifest", () => {
    const partition = {
      from: "2026-01-01",
      to: "2026-01-08",
      zone: ["b", "a"],
      country: "ES",
      property_id: "1",
      account: "2"
    }
    assert.strictEqual(
      encode(partition),
      "account=2&country=ES&property_id=1&zone=b&zone=a&from=2026-01-01&to=2026-01-08"
    )
    assert.strictEqual(Schema.encodeSync(Partitions.codec(bys.toReversed()))(partition), encode(partition))
  })

  it("takes no name that it would write otherwise", () => {
    for (const name of [
      "",
      "country",
      "country=%",
      "country=ES&other=1",
      "from=2026-01-01&country=ES",
      "country=%45S",
      "__proto__=1"
    ]) {
      assert.isTrue(Result.isFailure(decode(name)), name)
    }
    assert.deepStrictEqual(Result.merge(decode("all")), {})
  })
})

describe("Partitions.scopeOf", () => {
  it("finds the window of a partition that has one", () => {
    const partition = { country: "ES", from: "2026-01-01", to: "2026-01-08" }
    assert.deepStrictEqual(Partitions.scopeOf(partition), {
      partition,
      window: { from: "2026-01-01", to: "2026-01-08" }
    })
    assert.isUndefined(Partitions.scopeOf({ country: "ES" }).window)
  })
})
