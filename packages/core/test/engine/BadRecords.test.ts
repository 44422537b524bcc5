import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema, SchemaGetter } from "effect"
import { createHash } from "node:crypto"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import * as BadRecords from "../../src/engine/BadRecords.ts"
import * as RecordDecoder from "../../src/engine/RecordDecoder.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Letters from "./Letters.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

/** Offers, those at the places given being bad. */
const listOf = (count: number, bad: ReadonlyArray<number>) =>
  ListConnector.offers(count).map((offer, i) => (bad.includes(i) ? { ...offer, price: `bad ${i}` } : offer))

const letters = Effect.map(MemoryStore.MemoryStore, (memory) => memory.deadLetters)

const short = { lifetime: Linked.sliding("4 minutes"), cursor: "continuation", replay: "safe" } as const

const hashes = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `hash ${from + i}`)

const decodeOne = (raw: unknown, stream = Letters.streamOf(Letters.Strict)) =>
  RecordDecoder.make(stream, StreamTable.make("demo", stream))([raw], 0).deadLetters[0]!

describe("a bad record", () => {
  it.effect(
    "never stops a stream that is read by offset, wherever it stands",
    () =>
      Effect.gen(function* () {
        for (const [order, least] of [
          ["immutable", 1],
          ["unspecified", 1]
        ] as const) {
          for (let count = least; count <= 14; count++) {
            for (let bad = 0; bad < count; bad++) {
              yield* Effect.gen(function* () {
                const list = listOf(count, [bad])
                const { connector, stream } = ListConnector.make({ list: () => list, order })

                const { outcome } = yield* Linked.run(connector)

                const at = `${order}, ${bad} of ${count}`
                assert.strictEqual(outcome._tag, "Completed", at)
                assert.deepStrictEqual((yield* Linked.stored(stream)).length, count - 1, at)
                assert.deepStrictEqual((yield* letters).length, 1, at)
              }).pipe(Effect.provide(Linked.watched(), { local: true }))
            }
          }
        }
      }),
    60_000
  )

  for (const [name, options] of [
    ["committed as they come", {}],
    ["staged", short]
  ] as const) {
    it.effect(`never stops a stream whose pages are ${name}`, () =>
      Effect.gen(function* () {
        const list = listOf(9, [1])
        const { connector, stream } = Linked.make({ list, pageSize: 3, ...options })

        const { counts, outcome } = yield* inVirtualTime(Linked.run(connector))

        assert.deepStrictEqual([outcome._tag, counts.inserted, counts.deadLettered], ["Completed", 8, 1])
        assert.deepStrictEqual((yield* Linked.stored(stream)).length, 8)
        const [letter] = yield* letters
        assert.deepStrictEqual(
          [
            letter?.key,
            letter?.position,
            letter?.page,
            letter?.raw,
            letter?.whole,
            letter?.issues.map(({ path }) => path)
          ],
          ["o00001", 1, 1, JSON.stringify(list[1]), true, ["price"]]
        )
      }).pipe(Effect.provide(Linked.watched()))
    )

    it.effect(`stops a stream whose pages are ${name} when more than a fifth are bad, what came being committed`, () =>
      Effect.gen(function* () {
        const list = listOf(100, [20, 21, 22, 40, 41, 42, 50, 51, 52, 53, 54, 55, 56, 57, 58])
        const { asked, connector, stream } = Linked.make({ list, pageSize: 10, ...options })

        const { counts, outcome } = yield* inVirtualTime(Linked.run(connector))

        const error = outcome._tag === "Failed" ? outcome.error : undefined
        assert.strictEqual(
          error?.message,
          "test/offers: SchemaDrift: 15 of the last 60 records are bad, more than 20 %; they are kept as dead letters"
        )
        assert.deepStrictEqual([counts.received, counts.inserted, counts.deadLettered], [60, 45, 15])
        assert.deepStrictEqual([(yield* Linked.stored(stream)).length, (yield* letters).length], [45, 15])
        assert.strictEqual((yield* Linked.checkpoint).status, "failed")
        const again = yield* inVirtualTime(Linked.run(connector))
        assert.deepStrictEqual([again.outcome._tag, (yield* Linked.stored(stream)).length], ["Completed", 85])
        assert.isTrue(asked.slice(1).every(({ cursor }) => cursor !== undefined))
      }).pipe(Effect.provide(Linked.watched()))
    )
  }
})

describe("a stream each page of which has one bad record", () => {
  it.effect("is stopped when they are different ones", () =>
    Effect.gen(function* () {
      const { connector } = Linked.make({ list: listOf(20, [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) })

      const { counts, outcome } = yield* inVirtualTime(Linked.run(connector))

      assert.include(
        outcome._tag === "Failed" ? outcome.error.message : "",
        "SchemaDrift: 2 of the last 4 records are bad"
      )
      assert.deepStrictEqual([counts.received, counts.deadLettered], [4, 2])
    }).pipe(Effect.provide(Linked.watched()))
  )
})

describe("BadRecords", () => {
  it("lets a fifth pass and no more, over ten pages", () => {
    const exact = BadRecords.make()
    for (let page = 0; page < 30; page++) assert.isUndefined(exact.add(10, hashes(2, page * 2)))
    assert.isDefined(exact.add(10, hashes(3, 1000)))

    const late = BadRecords.make()
    for (let page = 0; page < 1000; page++) assert.isUndefined(late.add(10, []))
    assert.isUndefined(late.add(10, hashes(10)))
    assert.isUndefined(late.add(10, hashes(10, 10)))
    assert.isDefined(late.add(10, hashes(1, 20)))
  })

  it("counts a record that comes again as one, and equal ones of a page as several", () => {
    const overlapping = BadRecords.make()
    for (let page = 0; page < 20; page++) assert.isUndefined(overlapping.add(2, ["the same"]))

    assert.isDefined(BadRecords.make().add(9, ["equal", "equal"]))
    const later = BadRecords.make()
    assert.isUndefined(later.add(2, []))
    assert.isDefined(later.add(2, ["equal", "equal"]))
  })
})

describe("a dead letter", () => {
  it("is cut when it is longer than a mebibyte, and known by the hash of the whole", () => {
    const raw = { id: "a", text: "é".repeat(1024 * 1024) }
    const whole = JSON.stringify(raw)
    const letter = decodeOne(raw)

    assert.deepStrictEqual([letter.whole, letter.bytes], [false, Buffer.byteLength(whole)])
    assert.approximately(Buffer.byteLength(letter.raw), 64 * 1024, 2)
    assert.isTrue(whole.startsWith(letter.raw.slice(0, -1)))
    assert.strictEqual(letter.hash, createHash("sha256").update(whole).digest("hex"))
    const fits = decodeOne({ id: "a", text: "x".repeat(1024 * 1024 - JSON.stringify({ id: "a", text: "" }).length) })
    assert.deepStrictEqual([fits.whole, fits.bytes, fits.raw.length], [true, 1024 * 1024, 1024 * 1024])
  })

  it("holds no secret, wherever in the record it stands, and what is no secret as it came", () => {
    const secret = {
      id: "a",
      guest: { "Card-Number": "4111111111111111", CVC: 123, name: "Ada" },
      auth: [{ access_token: "t0ken" }, { Authorization: ["Bearer b", "Bearer c"] }],
      "api.key": "k",
      PAN: "5500",
      password: null
    }
    const letter = decodeOne(secret)

    assert.deepStrictEqual(JSON.parse(letter.raw), {
      id: "a",
      guest: { "Card-Number": "[redacted]", CVC: "[redacted]", name: "Ada" },
      auth: [{ access_token: "[redacted]" }, { Authorization: ["[redacted]", "[redacted]"] }],
      "api.key": "[redacted]",
      PAN: "[redacted]",
      password: null
    })
    assert.isFalse(letter.whole)
    assert.strictEqual(letter.hash, createHash("sha256").update(JSON.stringify(secret)).digest("hex"))
    const harmless = decodeOne({ id: "a", card: "gold", token: "page 2", password: "" })
    assert.deepStrictEqual(
      [harmless.whole, harmless.raw],
      [true, `{"id":"a","card":"gold","token":"page 2","password":""}`]
    )
  })

  it("is known to the walk by its hash, so that no checkpoint holds the record", () => {
    const stream = Letters.streamOf(Letters.Strict)
    const raw = { id: "a", password: "s3cret", text: "x".repeat(100_000) }

    const { keys } = RecordDecoder.make(stream, StreamTable.make("demo", stream))([raw, raw], 0)

    const hash = createHash("sha256").update(JSON.stringify(raw)).digest("hex")
    assert.deepStrictEqual(keys, [`\u0000${hash}`, `\u0000${hash}`])
  })

  it("is made of a record that its own schema throws on, and harms no other", () => {
    const Throwing = Schema.Struct({
      id: Schema.String,
      price: Schema.String.pipe(
        Schema.decodeTo(Schema.Int, {
          decode: SchemaGetter.transform((text) => {
            if (text === "boom") throw new TypeError("no price")
            return Number(text)
          }),
          encode: SchemaGetter.transform(String)
        })
      ),
      version: Schema.Int
    })
    const stream = {
      ...Letters.streamOf(Throwing),
      keyOf: (raw: unknown) => {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a connector that looks at nothing
        const { id } = raw as { readonly id: string }
        return { id: id.trim() }
      }
    }
    const decode = RecordDecoder.make(stream, StreamTable.make("demo", stream))
    const records = [{ id: "a", price: "1", version: 1 }, { id: " b ", price: "boom", version: 1 }, null]

    const page = decode(records, 0)

    assert.deepStrictEqual(
      page.rows.map(({ identity }) => identity),
      ["a"]
    )
    assert.deepStrictEqual(
      page.deadLetters.map(({ issues, key, position }) => [position, key, issues[0]?.message.includes("no price")]),
      [
        [1, "b", true],
        [2, undefined, false]
      ]
    )
  })
})
