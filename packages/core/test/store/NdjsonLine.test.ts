import { assert, describe, it, vi } from "@effect/vitest"
import { Effect, Schema, Stream } from "effect"
import type { Row } from "../../src/contract/PageCommit.ts"
import type { StreamTable } from "../../src/contract/StreamTable.ts"
import { currentOf, linesOf, newDirectory, parse, using } from "./NdjsonDirectory.ts"
import { hostile } from "./NdjsonHostile.ts"
import * as Pages from "./Pages.ts"
import { open, reasonOf } from "./StoreSubject.ts"

/** What a directory holds after pages of a table, each observed at its number. */
const written = (table: StreamTable, ...pages: ReadonlyArray<ReadonlyArray<Row>>) =>
  Effect.gen(function* () {
    const directory = yield* newDirectory
    yield* using(
      { directory },
      Effect.gen(function* () {
        const store = yield* open(table)
        for (const [i, rows] of pages.entries()) yield* store.commit(Pages.page(table, i + 1, rows))
      })
    )
    return directory
  })

const stay: Row = {
  identity: "p\u001f2026-03-01",
  raw: `{ "id":"p" }`,
  record: {
    propertyId: "p",
    night: "2026-03-01",
    price: "120.50",
    rooms: 3,
    score: -0.5,
    open: true,
    modifiedAt: "2026-03-01T00:00:00.000Z",
    tags: ["a", "\n"],
    serial: 2n ** 70n,
    extra: { deep: [null, 1e21] }
  }
}

const stayWith = (fields: { readonly [field: string]: unknown }): Row => ({
  ...stay,
  record: { ...stay.record, ...fields }
})

const own = (seq: number) =>
  `"_innlet_seq":${seq},"_innlet_op":"upsert","_innlet_partition":"all","_innlet_run":"run","_innlet_page":1,` +
  `"_innlet_observed_at":"1970-01-01T00:00:00.001Z","_innlet_raw":"{ \\"id\\":\\"p\\" }"}`

const ask = (fields: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const store = yield* open(Pages.stays)
    return yield* reasonOf(Stream.runCollect(store.observations({ fields })))
  })

// Disks take their time to sync.
vi.setConfig({ testTimeout: 60_000 })

describe("NdjsonLine", () => {
  it.effect("writes columns in the table's order, and then its own", () =>
    Effect.gen(function* () {
      const directory = yield* written(Pages.stays, [
        stay,
        stayWith({ night: "2026-03-02", score: undefined, extra: null })
      ])

      assert.deepStrictEqual(linesOf(directory, Pages.stays), [
        `{"property_id":"p","night":"2026-03-01","price":"120.50","rooms":3,"score":-0.5,"open":true,` +
          `"modified_at":"2026-03-01T00:00:00.000Z","tags":["a","\\n"],"serial":"1180591620717411303424",` +
          `"extra":{"deep":[null,1e+21]},${own(1)}`,
        `{"property_id":"p","night":"2026-03-02","price":"120.50","rooms":3,"score":null,"open":true,` +
          `"modified_at":"2026-03-01T00:00:00.000Z","tags":["a","\\n"],"serial":"1180591620717411303424",` +
          `"extra":null,${own(2)}`
      ])
    })
  )

  it.effect("keeps every content a key ever had, and the last is the one that stands", () =>
    Effect.gen(function* () {
      const directory = yield* written(
        Pages.offers,
        [Pages.offer("a", "1"), Pages.offer("b", "1")],
        [Pages.offer("a", "2"), Pages.offer("b", "1")],
        [Pages.offer("a", "1")]
      )

      const brief = linesOf(directory, Pages.offers)
        .map(parse)
        .map((line) => [line.seq, line.row["id"], line.row["price"]])
      assert.deepStrictEqual(brief, [
        [1, "a", "1"],
        [2, "b", "1"],
        [3, "a", "2"],
        [4, "a", "1"]
      ])
      assert.deepStrictEqual(
        currentOf(directory, Pages.offers).map((line) => [line.row["id"], line.row["price"]]),
        [
          ["a", "1"],
          ["b", "1"]
        ]
      )
    })
  )

  it.effect("writes a deletion as a line that holds the key alone, whatever its columns are", () =>
    Effect.gen(function* () {
      const table = Pages.tableOf(
        "kinds",
        Schema.Struct({
          text: Schema.String,
          whole: Schema.Int,
          serial: Schema.BigInt,
          open: Schema.Boolean,
          rest: Schema.String
        }),
        ["whole", "text", "serial", "open"]
      )
      const record = { text: "\ud800\u0000", whole: Number.MAX_SAFE_INTEGER, serial: 2n ** 80n, open: true, rest: "r" }
      const directory = yield* newDirectory
      yield* using(
        { directory },
        Effect.gen(function* () {
          const store = yield* open(table)
          yield* store.commit(Pages.page(table, 1, [{ identity: "k", record, raw: "{}" }], { partition: "p\u0000" }))
          yield* store.commit(
            Pages.page(table, 2, [], {
              partition: "p\u0000",
              checkpoint: Pages.checkpoint(table, { seq: 2, run: "next", updatedAt: 5000 }),
              deleteUnseen: true
            })
          )
        })
      )

      assert.strictEqual(
        linesOf(directory, table)[1],
        `{"text":"\\ud800\\u0000","whole":9007199254740991,"serial":"1208925819614629174706176","open":true,` +
          `"rest":null,"_innlet_seq":2,"_innlet_op":"delete","_innlet_partition":"p\\u0000","_innlet_run":"next",` +
          `"_innlet_page":0,"_innlet_observed_at":"1970-01-01T00:00:05.000Z","_innlet_raw":null}`
      )
      assert.deepStrictEqual(currentOf(directory, table), [])
    })
  )

  it.effect("deletes more keys than are in memory at a time, each once", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const count = 20_500
      yield* using(
        { directory },
        Effect.gen(function* () {
          const store = yield* open(Pages.offers)
          const rows = Array.from({ length: count }, (_, i) => Pages.offer(`o${i}`, "1"))
          yield* store.commit(Pages.page(Pages.offers, 1, rows))
          yield* store.commit(
            Pages.page(Pages.offers, 2, [], {
              checkpoint: Pages.checkpoint(Pages.offers, { seq: 2, run: "next" }),
              deleteUnseen: true
            })
          )
        })
      )

      const lines = linesOf(directory, Pages.offers).map(parse)
      const deleted = lines.filter((line) => line.op === "delete")
      assert.deepStrictEqual([lines.length, new Set(deleted.map((line) => line.row["id"])).size], [2 * count, count])
      assert.deepStrictEqual(
        lines.map((line) => line.seq),
        lines.map((_, i) => i + 1)
      )
    })
  )

  it.effect("refuses rows whose values would be others in a line, and writes nothing of their page", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const bad: ReadonlyArray<readonly [string, unknown]> = [
        ["rooms", 1.5],
        ["score", Number.NaN],
        ["score", Number.POSITIVE_INFINITY],
        ["open", 1],
        ["price", null],
        ["night", undefined],
        ["price", { amount: 1 }],
        ["tags", () => 1]
      ]
      const rows = bad.map(([field, value]) => stayWith({ [field]: value }))

      yield* using(
        { directory },
        Effect.gen(function* () {
          const store = yield* open(Pages.stays)
          const { reason } = yield* Effect.flip(store.commit(Pages.page(Pages.stays, 1, [stay, ...rows])))
          assert.strictEqual(reason._tag, "RowsRefused")
          assert.deepStrictEqual(
            reason._tag === "RowsRefused" ? reason.rows.map(({ index, path }) => [index, path]) : [],
            bad.map(([field], i) => [i + 1, field])
          )
          assert.include(reason.detail, "rooms: 1.5 is no value of the integer column rooms")
          assert.isUndefined(yield* store.load("all"))
        })
      )

      assert.deepStrictEqual(linesOf(directory, Pages.stays), [])
    })
  )

  it.effect("is asked for observations by small columns alone, and says so", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory

      assert.strictEqual(yield* using({ directory }, ask(["propertyId", "tags"])), "StoreMismatch")
      assert.strictEqual(yield* using({ directory }, ask(["nothing"])), "StoreMismatch")
    })
  )

  it.effect("gives hostile texts back byte for byte, in keys, values, raw records and places", () =>
    Effect.gen(function* () {
      const texts = hostile
      const rows = texts.map((text) => ({
        identity: text,
        record: { id: text, price: text, modified: null },
        raw: `{"id":${JSON.stringify(text)},"other":"${text.replaceAll(/["\\\p{Cc}]/gu, "")}"}`
      }))
      const directory = yield* newDirectory
      yield* using(
        { directory },
        Effect.gen(function* () {
          const store = yield* open(Pages.offers)
          for (const [i, row] of rows.entries()) {
            const place = { partition: `p${row.identity}`, run: `r${row.identity}` }
            yield* store.commit(
              Pages.page(Pages.offers, 1, [row], {
                ...place,
                observedAt: i,
                checkpoint: Pages.checkpoint(Pages.offers, place)
              })
            )
          }
        })
      )

      const lines = linesOf(directory, Pages.offers)
      assert.strictEqual(lines.length, texts.length)
      for (const [i, line] of lines.map(parse).entries()) {
        const text = texts[i]!
        assert.deepStrictEqual(
          [line.row["id"], line.row["price"], line.raw, line.partition, line.run],
          [text, text, rows[i]!.raw, `p${text}`, `r${text}`]
        )
      }
    })
  )
})
