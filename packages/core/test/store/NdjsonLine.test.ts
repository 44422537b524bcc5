import { assert, describe, it, vi } from "@effect/vitest"
import { Effect, Schema, Stream } from "effect"
import type { Row } from "../../src/contract/PageCommit.ts"
import { columnKind, type StreamTable } from "../../src/contract/StreamTable.ts"
import type { ObservationQuery } from "../../src/contract/SyncStore.ts"
import { currentOf, linesOf, newDirectory, parse, using } from "./NdjsonDirectory.ts"
import { hostile } from "./NdjsonHostile.ts"
import * as Pages from "./Pages.ts"
import { open } from "./StoreSubject.ts"

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

/** How many arrays of observations a query gives, or why it gives none. */
const ask = (table: StreamTable, query: ObservationQuery) =>
  Effect.flatMap(open(table), (store) =>
    Effect.match(Stream.runCollect(store.observations(query)), {
      onFailure: ({ reason }) => `${reason._tag}: ${reason.detail}`,
      onSuccess: (parts) => parts.length
    })
  )

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

  it.effect("writes null where a value is absent, in columns of every kind", () =>
    Effect.gen(function* () {
      const table = Pages.tableOf(
        "absent",
        Schema.Struct({
          id: Schema.String,
          text: Schema.NullOr(Schema.String),
          integer: Schema.NullOr(Schema.Int),
          number: Schema.NullOr(Schema.Finite),
          boolean: Schema.NullOr(Schema.Boolean),
          decimal: Schema.NullOr(Schema.BigInt),
          date: Schema.NullOr(Pages.Stay.fields.night),
          instant: Schema.NullOr(Pages.Stay.fields.modifiedAt),
          json: Schema.NullOr(Schema.Array(Schema.String))
        }),
        ["id"]
      )
      const nulls = Object.fromEntries(table.columns.map(({ field }) => [field, null]))
      const directory = yield* written(table, [
        { identity: "a", record: { ...nulls, id: "a" }, raw: "{}" },
        { identity: "b", record: { id: "b" }, raw: "{}" }
      ])

      const columns = `"text":null,"integer":null,"number":null,"boolean":null,"decimal":null,"date":null,"instant":null,"json":null`
      assert.deepStrictEqual(
        linesOf(directory, table).map((line) => line.slice(0, line.indexOf(`,"_innlet_seq"`))),
        [`{"id":"a",${columns}`, `{"id":"b",${columns}`]
      )
    })
  )

  it.effect("writes whole numbers as they are that JavaScript would round, in columns of numbers", () =>
    Effect.gen(function* () {
      const table = Pages.tableOf(
        "long",
        Schema.Struct({
          id: Schema.String,
          integer: Schema.BigInt.annotate({ [columnKind]: "integer" }),
          number: Schema.BigInt.annotate({ [columnKind]: "number" })
        }),
        ["id"]
      )
      const directory = yield* written(table, [
        { identity: "a", record: { id: "a", integer: 2n ** 60n + 1n, number: 2n ** 62n }, raw: "{}" }
      ])

      const [line] = linesOf(directory, table)
      assert.include(line, `{"id":"a","integer":1152921504606846977,"number":4611686018427387904,"_innlet_seq":1,`)
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
      const bad: ReadonlyArray<readonly [field: string, value: unknown, what: string]> = [
        ["rooms", 1.5, "1.5"],
        ["rooms", "3", "a text"],
        ["rooms", ["3"], "an object"],
        ["score", Number.NaN, "NaN"],
        ["score", Number.POSITIVE_INFINITY, "Infinity"],
        ["score", "2.5", "a text"],
        ["open", 1, "1"],
        ["price", null, "null"],
        ["night", undefined, "undefined"],
        ["price", { amount: 1 }, "an object"],
        ["tags", () => 1, "() => 1"],
        ["extra", Symbol("secret"), "Symbol(secret)"]
      ]
      const rows = bad.map(([field, value]) => stayWith({ [field]: value }))

      yield* using(
        { directory },
        Effect.gen(function* () {
          const store = yield* open(Pages.stays)
          const { reason } = yield* Effect.flip(store.commit(Pages.page(Pages.stays, 1, [stay, ...rows])))
          assert.strictEqual(reason._tag, "RowsRefused")
          assert.deepStrictEqual(
            reason._tag === "RowsRefused" ? reason.rows.map(({ index, message, path }) => [index, path, message]) : [],
            bad.map(([field, , what], i) => {
              const { kind } = Pages.stays.columns.find((column) => column.field === field)!
              return [i + 1, field, `${what} is no value of the ${kind} column ${field}`]
            })
          )
          assert.include(reason.detail, "rooms: 1.5 is no value of the integer column rooms")
          assert.isUndefined(yield* store.load("all"))
        })
      )

      assert.deepStrictEqual(linesOf(directory, Pages.stays), [])
    })
  )

  for (const isNew of [true, false]) {
    it.effect(`refuses ${isNew ? "new rows" : "changes"} that fit a line and not the index, each by its place`, () =>
      Effect.gen(function* () {
        const directory = yield* newDirectory
        const days = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]
        const rows = days.map((night, i) => ({
          ...stayWith({ night, score: i, rooms: i % 2 === 0 ? 1 : 2 ** 70 }),
          identity: night
        }))
        const before = days.map((night) => ({ ...stayWith({ night }), identity: night, raw: "{}" }))

        yield* using(
          { directory },
          Effect.gen(function* () {
            const store = yield* open(Pages.stays)
            yield* store.commit(Pages.page(Pages.stays, 1, isNew ? [] : before))

            const { reason } = yield* Effect.flip(store.commit(Pages.page(Pages.stays, 2, rows)))

            assert.deepStrictEqual(
              reason._tag === "RowsRefused" ? reason.rows.map(({ index, path }) => [index, path]) : reason._tag,
              [
                [1, ""],
                [3, ""]
              ]
            )
            assert.match(reason.detail, /^2 rows of demo\/stays fit no line, such as: cannot store REAL value/)
            assert.strictEqual((yield* store.load("all"))?.seq, 1)
          })
        )

        assert.strictEqual(linesOf(directory, Pages.stays).length, isNew ? 0 : days.length)
      })
    )
  }

  it.effect("is asked for observations by small columns alone, and says by which it can't be", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const table = Pages.tableOf(
        "notes",
        Schema.Struct({ id: Schema.String, edition: Schema.String, note: Schema.String, rooms: Schema.Int }),
        ["id"],
        "edition"
      )
      const dates = { from: "2026-03-01", to: "2026-04-01" }

      yield* using(
        { directory },
        Effect.gen(function* () {
          assert.strictEqual(yield* ask(table, { fields: ["id", "edition", "rooms"] }), 0)
          assert.include(
            yield* ask(table, { fields: ["id", "note"] }),
            "StoreMismatch: observations of demo/notes can't be asked for by note, which is text or JSON outside the key"
          )
          assert.strictEqual(yield* ask(Pages.stays, { fields: ["score"], dates: { ...dates, field: "night" } }), 0)
          for (const query of [
            { fields: ["propertyId", "tags"] },
            { fields: ["propertyId"], dates: { ...dates, field: "tags" } }
          ]) {
            assert.include(
              yield* ask(Pages.stays, query),
              "StoreMismatch: observations of demo/stays can't be asked for by tags"
            )
          }
          assert.include(yield* ask(Pages.stays, { fields: ["nothing"] }), "StoreMismatch")
        })
      )
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
