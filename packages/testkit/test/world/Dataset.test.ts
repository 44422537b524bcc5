import { assert, describe, it } from "@effect/vitest"
import { Dataset, Random, Row } from "@innlet/testkit"

const recipe: Row.Recipe = { stream: "rates", rows: 1000, properties: 10, seed: 1, malformed: 0 }
const wire = (dataset: Dataset.Dataset): ReadonlyArray<Record<string, unknown>> =>
  Dataset.rows(dataset).map((row) => JSON.parse(row.json))
const spoilt = (seed: number): ReadonlyArray<Row.Row> =>
  Dataset.rows(Dataset.make({ ...recipe, seed, malformed: 0.1 })).filter((row) => row.malformed)

describe("Dataset.make", () => {
  it("makes rates in the provider's shape", () => {
    assert.deepStrictEqual(wire(Dataset.make(recipe))[0], {
      id: "rate-0000001",
      property_id: "P0001",
      room_type_id: "R1",
      rate_plan_id: "RP1",
      date: "2026-03-01",
      currency: "EUR",
      price: 313.73,
      available: 8,
      updated_at: "2026-03-01T00:00:00Z"
    })
  })

  it.each(["inventory", "reservations"] as const)("makes %s with every field of the shape", (stream) => {
    const common = ["id", "property_id", "room_type_id"]
    const stay = ["rate_plan_id", "check_in", "check_out", "status", "currency", "total_price", "created_at"]
    const fields = {
      inventory: [...common, "date", "available", "closed", "updated_at"],
      reservations: [...common, ...stay, "updated_at"]
    }

    for (const row of wire(Dataset.make({ ...recipe, stream })))
      assert.deepStrictEqual(Object.keys(row), fields[stream])
  })

  it.each(["rates", "inventory", "reservations"] as const)("gives unique keys to %s, in ascending rank", (stream) => {
    const rows = Dataset.rows(Dataset.make({ ...recipe, stream }))

    assert.strictEqual(new Set(rows.map((row) => row.key)).size, 1000)
    assert.deepStrictEqual(
      rows.map((row) => row.rank),
      rows.map((row) => row.rank).toSorted((a, b) => a - b)
    )
  })

  it("orders rates by property, plan and date, and repeats none of them", () => {
    const places = wire(Dataset.make(recipe)).map((row) =>
      [row["property_id"], row["rate_plan_id"], row["date"]].join(" ")
    )

    assert.deepStrictEqual(places, places.toSorted())
    assert.strictEqual(new Set(places).size, 1000)
  })

  it("spreads rows over all properties", () => {
    const properties = new Set(wire(Dataset.make(recipe)).map((row) => row["property_id"]))

    assert.strictEqual(properties.size, 10)
  })

  it("spoils the fraction of rows asked for, the same ones every time", () => {
    assert.closeTo(spoilt(1).length, 100, 30)
    assert.deepStrictEqual(spoilt(1), spoilt(1))
    assert.notDeepEqual(
      spoilt(1).map((row) => row.key),
      spoilt(2).map((row) => row.key)
    )
    for (const row of spoilt(1)) {
      const { date, price, property_id } = JSON.parse(row.json)
      assert.isTrue(price === "n/a" || date === "2026-02-30" || property_id === undefined)
    }
  })

  it("reaches the last of a million rows without making the others", () => {
    const dataset = Dataset.make({ ...recipe, rows: 1_000_000 })

    assert.deepStrictEqual(
      Dataset.slice(dataset, 999_998, 500).map((row) => row.key),
      ["rate-0999999", "rate-1000000"]
    )
  })
})

describe("Dataset.insert, remove and replace", () => {
  it("agree with an array through a thousand changes, and leave the old list alone", () => {
    const first = Dataset.make({ ...recipe, rows: 300 })
    const before = Dataset.rows(first)
    let dataset = first
    let expected = [...before]
    let random = Random.fromSeed(5)
    for (let step = 0; step < 1000; step += 1) {
      const [kind, afterKind] = Random.int(random, 5)
      const [index, next] = Random.int(afterKind, expected.length)
      random = next
      const row = { ...Row.generated(recipe, index), key: `new-${step}` }
      if (kind <= 2) {
        dataset = Dataset.insert(dataset, kind === 2 ? expected.length : index, row)
        expected = expected.toSpliced(kind === 2 ? expected.length : index, 0, row)
      } else if (kind === 3) {
        dataset = Dataset.remove(dataset, index)
        expected = expected.toSpliced(index, 1)
      } else {
        dataset = Dataset.replace(dataset, index, row)
        expected = expected.with(index, row)
      }
      assert.strictEqual(Dataset.at(dataset, index)?.key, expected[index]?.key)
    }

    assert.deepStrictEqual(Dataset.rows(dataset), expected)
    assert.deepStrictEqual(Dataset.slice(dataset, 37, 200), expected.slice(37, 237))
    assert.strictEqual(dataset.size, expected.length)
    assert.deepStrictEqual(Dataset.rows(first), before)
  })

  it("fill a list that was emptied", () => {
    const emptied = Dataset.remove(Dataset.make({ ...recipe, rows: 1 }), 0)
    const row = Row.generated(recipe, 3)

    assert.deepStrictEqual(Dataset.rows(emptied), [])
    assert.deepStrictEqual(Dataset.rows(Dataset.insert(emptied, 0, row)), [row])
  })
})

describe("Dataset.indexFrom", () => {
  it("finds the first row at a rank or behind it, in a list whose rows were cut out and put between others", () => {
    let dataset = Dataset.make({ ...recipe, rows: 400 })
    for (const index of [350, 200, 199, 5, 0]) dataset = Dataset.remove(dataset, index)
    const between = { ...Row.generated(recipe, 0), key: "between", rank: 7.5 }
    dataset = Dataset.insert(dataset, 6, between)
    const rows = Dataset.rows(dataset)

    for (const rank of [-Infinity, -1, 0, 4, 7.25, 7.5, 8, 199, 201.5, 399, 400, Infinity]) {
      const expected = rows.findIndex((row) => row.rank >= rank)
      assert.strictEqual(Dataset.indexFrom(dataset, rank), expected < 0 ? rows.length : expected, `rank ${rank}`)
    }
  })
})
