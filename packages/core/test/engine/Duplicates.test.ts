import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import * as RecordDecoder from "../../src/engine/RecordDecoder.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Letters from "./Letters.ts"
import * as Linked from "./Linked.ts"
import { offers } from "./ListConnector.ts"

const Priced = Schema.Struct({ id: Schema.String, price: Schema.Int, version: Schema.NullOr(Schema.Int) })
/** Text that is no number decodes to NaN, which is neither more nor less than anything. */
// @effect-diagnostics-next-line schemaNumber:off
const Counted = Schema.Struct({ id: Schema.String, price: Schema.Int, version: Schema.NumberFromString })

const versioned = { ...Letters.streamOf(Letters.Strict), record: Priced, version: "version" }
const unversioned = { ...versioned, version: undefined }
const counted = { ...versioned, record: Counted }

const decode = (stream: typeof versioned | typeof unversioned | typeof counted, records: ReadonlyArray<unknown>) => {
  const page = RecordDecoder.make(stream, StreamTable.make("demo", stream))(records, 1000)
  return {
    rows: page.rows.map(({ raw }, at) => [page.positions[at], JSON.parse(raw)] as const),
    letters: page.deadLetters.map(({ issues, key, position }) => [position, key, issues[0]?.message] as const),
    repeated: page.repeated,
    keys: page.keys
  }
}

const priced = (id: string, price: number, version: number | null = null) => ({ id, price, version })

const ambiguous = RecordDecoder.ambiguous.message

describe("records of one key in a page", () => {
  it("are one row when they are equal", () => {
    const { rows, letters, repeated, keys } = decode(unversioned, [priced("a", 1), priced("b", 2), priced("a", 1)])

    assert.deepStrictEqual(rows, [
      [0, priced("a", 1)],
      [1, priced("b", 2)]
    ])
    assert.deepStrictEqual([letters, repeated, keys], [[], 1, ["a", "b", "a"]])
  })

  it("are the newest of them, in any order", () => {
    const newest = priced("a", 9, 3)
    for (const records of [
      [priced("a", 1, 1), priced("a", 2, 2), newest],
      [newest, priced("a", 2, 2), priced("a", 1, 1)],
      [priced("a", 2, 2), newest, priced("a", 1, null)]
    ]) {
      const { letters, repeated, rows } = decode(versioned, records)
      assert.deepStrictEqual(rows, [[records.indexOf(newest), newest]])
      assert.deepStrictEqual([letters, repeated], [[], 2])
    }
  })

  it("are all dead letters when nothing tells which is the newest", () => {
    const both: ReturnType<typeof decode>["letters"] = [
      [0, "a", ambiguous],
      [1, "a", ambiguous]
    ]

    assert.deepStrictEqual(decode(unversioned, [priced("a", 1, 1), priced("a", 1, 2)]).letters, both)
    assert.deepStrictEqual(decode(versioned, [priced("a", 1, 4), priced("a", 2, 4)]).letters, both)
    assert.deepStrictEqual(decode(versioned, [priced("a", 1), priced("a", 2)]).letters, both)
  })

  it("are the two that stand against each other, an older one apart", () => {
    const { letters, repeated, rows } = decode(versioned, [
      priced("a", 1, 1),
      priced("a", 2, 4),
      priced("b", 5, 1),
      priced("a", 3, 4)
    ])

    assert.deepStrictEqual(rows, [[2, priced("b", 5, 1)]])
    assert.deepStrictEqual(letters, [
      [1, "a", ambiguous],
      [3, "a", ambiguous]
    ])
    assert.strictEqual(repeated, 1)
  })

  it("are dead letters where their versions are no numbers after all", () => {
    const [one, other] = [
      { id: "a", price: 1, version: "n/a" },
      { id: "a", price: 2, version: "n/a" }
    ]

    assert.strictEqual(decode(counted, [one, other]).letters.length, 2)
    assert.deepStrictEqual(decode(counted, [one, one]).rows, [[0, one]])
    assert.deepStrictEqual(
      decode(counted, [
        { ...one, version: "10" },
        { ...other, version: "9" }
      ]).rows,
      [[0, { ...one, version: "10" }]]
    )
  })

  it("leave a bad one among them a dead letter of its own", () => {
    const bad = { id: "a", price: "n/a", version: 9 }
    const { letters, rows } = decode(versioned, [bad, priced("a", 1, 1)])

    assert.deepStrictEqual(rows, [[1, priced("a", 1, 1)]])
    assert.deepStrictEqual(
      letters.map(([position]) => position),
      [0]
    )
  })

  const Some = Schema.Array(
    Schema.Struct({
      id: Schema.Literals(["a", "b"]),
      price: Schema.Literals([1, 2, "bad"]),
      version: Schema.NullOr(Schema.Literals([1, 2]))
    })
  )

  for (const stream of [versioned, unversioned]) {
    it.effect.prop(
      `are taken as a plain look at them says: ${stream.version === undefined ? "no version" : "versions"}`,
      [Some],
      ([records]) =>
        Effect.sync(() => {
          const { keys, letters, repeated, rows } = decode(stream, records)

          const standing: Array<readonly [number, unknown]> = []
          const dead: Array<number> = []
          for (const [at, record] of records.entries()) {
            if (record.price === "bad") {
              dead.push(at)
              continue
            }
            const others = records.filter(({ id, price }) => id === record.id && price !== "bad")
            const top = Math.max(...others.map(({ version }) => version ?? -1))
            const newest =
              stream.version === undefined ? others : others.filter(({ version }) => (version ?? -1) === top)
            const same = newest.filter((other) => JSON.stringify(other) === JSON.stringify(record))
            if (!newest.includes(record)) continue
            if (same.length < newest.length) dead.push(at)
            else if (same[0] === record) standing.push([at, record])
          }
          assert.deepStrictEqual(rows, standing)
          assert.deepStrictEqual(
            letters.map(([position]) => position),
            dead
          )
          assert.strictEqual(rows.length + letters.length + repeated, records.length)
          assert.strictEqual(keys.length, records.length)
        }),
      { arbitrary: { runs: 1000 } }
    )
  }

  it.effect("are accounted for, each of them, and a later page settles what was unclear", () =>
    Effect.gen(function* () {
      const plain = offers(20)
      const list = plain.map((offer, i) =>
        i === 3 ? { ...plain[2], price: 77 } : i === 5 ? plain[4] : i === 15 ? { ...plain[2], price: 78 } : offer
      )
      const { connector, stream } = Linked.make({ list, pageSize: 10 })
      const memory = yield* MemoryStore.MemoryStore
      const dead: Array<number> = []

      const { counts, outcome } = yield* inVirtualTime(
        Linked.run(connector, {
          onEvent: (event) =>
            Effect.sync(() => {
              if (event._tag === "PageCommitted") dead.push(memory.deadLetters.length)
            })
        })
      )

      assert.strictEqual(outcome._tag, "Completed")
      assert.deepStrictEqual(dead, [2, 0])
      assert.deepStrictEqual([counts.received, counts.inserted, counts.unchanged, counts.deadLettered], [20, 17, 1, 2])
      assert.strictEqual((yield* Linked.stored(stream)).find(({ id }) => id === "o00002")?.["price"], 78)
    }).pipe(Effect.provide(Linked.watched()))
  )
})
