import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { createHash } from "node:crypto"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import * as RecordDecoder from "../../src/engine/RecordDecoder.ts"
import * as Refusal from "../../src/engine/Refusal.ts"
import * as Letters from "./Letters.ts"

const strict = Letters.streamOf(Letters.Strict)
const price = (id: string, value: unknown = 1) => ({ id, price: value, version: 1 })

const decode = (records: ReadonlyArray<unknown>, stream: Parameters<typeof RecordDecoder.make>[0] = strict) =>
  RecordDecoder.make(stream, StreamTable.make("demo", stream))(records, 0)

/** The key that the letter of a bad record gets whose connector finds these fields in it. */
const keyOf = (
  found: Readonly<Record<string, unknown>> | undefined,
  key: readonly ["id"] | readonly ["id", "version"]
) => {
  const stream = { ...strict, key, keyOf: () => found }
  return decode([price("a", "n/a")], stream).deadLetters[0]?.key
}

describe("the key of a dead letter", () => {
  it("is that of its record, so that a later row of the key settles it", () => {
    const rows = decode([price("a")], { ...strict, key: ["id", "version"] }).rows

    assert.strictEqual(keyOf({ id: "a" }, ["id"]), "a")
    assert.strictEqual(keyOf({ id: "a", version: 1 }, ["id", "version"]), rows[0]?.identity)
  })

  it("is none where a part of it is not known, so that the row of another record settles nothing", () => {
    for (const found of [undefined, {}, { id: null }, { id: undefined }]) assert.isUndefined(keyOf(found, ["id"]))
    for (const found of [{ id: "a" }, { id: "a", version: null }, { version: 1 }]) {
      assert.isUndefined(keyOf(found, ["id", "version"]))
    }
  })

  it("is none where the connector finds none, or fails to look for one", () => {
    const throwing = {
      ...strict,
      keyOf: () => {
        throw new TypeError("no id")
      }
    }

    assert.isUndefined(decode([price("a", "n/a")]).deadLetters[0]?.key)
    assert.isUndefined(decode([price("a", "n/a")], throwing).deadLetters[0]?.key)
  })
})

const throwing = (thrown: unknown) =>
  Letters.streamOf(
    Schema.Struct({
      ...Letters.Strict.fields,
      price: Schema.Int.check(
        Schema.makeFilter(() => {
          throw thrown
        })
      )
    })
  )

describe("what a dead letter says", () => {
  it("is every field that is wrong, by its path", () => {
    const nested = Letters.streamOf(
      Schema.Struct({
        ...Letters.Strict.fields,
        rooms: Schema.Array(Schema.Struct({ rate: Schema.Int }))
      })
    )
    const letter = decode([{ ...price("a", "n/a"), rooms: [{ rate: 1 }, { rate: "2" }] }], nested).deadLetters[0]

    assert.deepStrictEqual(
      letter?.issues.map(({ path }) => path),
      ["price", "rooms.1.rate"]
    )
  })

  it("is what the schema throws, whatever that is, with no path", () => {
    for (const [thrown, told] of [
      ["out of order", "out of order"],
      [new Error("outer", { cause: new Error("inner") }), "inner"]
    ] as const) {
      assert.deepStrictEqual(decode([price("a")], throwing(thrown)).deadLetters[0]?.issues, [
        { path: "", message: `can't be decoded: ${told}` }
      ])
    }
  })

  it("is kept of a record that is nothing at all", () => {
    assert.strictEqual(decode([undefined]).deadLetters[0]?.raw, "null")
  })
})

describe("the hash of a page's content", () => {
  it("is that of the records as they came, each on a line", () => {
    const records = [price("a"), price("b", "n/a")]
    const text = records.map((record) => JSON.stringify(record)).join("\n")

    assert.strictEqual(decode(records).contentHash, createHash("sha256").update(text).digest("hex"))
  })

  it("is another where the same text is split otherwise", () => {
    assert.notStrictEqual(decode([1, 23]).contentHash, decode([12, 3]).contentHash)
  })
})

describe("rows that are refused", () => {
  it("stand among a page's dead letters by their places, and those that are not there are passed over", () => {
    const page = decode([price("a"), price("b", "n/a"), price("c"), price("d")])
    const why = { path: "note", message: "a NUL" }

    const { deadLetters, positions, rows } = Refusal.apply(page, [
      { ...why, index: 2 },
      { ...why, index: 9 },
      { ...why, index: 0 },
      { ...why, index: -1 }
    ])

    assert.deepStrictEqual(
      deadLetters.map(({ key, position }) => [position, key]),
      [
        [0, "a"],
        [1, undefined],
        [3, "d"]
      ]
    )
    assert.deepStrictEqual([rows.map(({ identity }) => identity), positions], [["c"], [2]])
  })
})
