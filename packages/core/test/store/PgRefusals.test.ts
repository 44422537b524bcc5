/** Rows that PostgreSQL can't hold are named, each with its field, and nothing of their page is written. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { PageCommit, Row } from "../../src/contract/PageCommit.ts"
import type { StreamStore } from "../../src/contract/SyncStore.ts"
import { Decimal } from "../../src/domain/index.ts"
import * as HostileTexts from "./HostileTexts.ts"
import * as Pages from "./Pages.ts"
import * as PgServer from "./PgServer.ts"
import { inspection } from "./SqlInspection.ts"
import { open } from "./StoreSubject.ts"

const refusedBy = (store: StreamStore, page: PageCommit) =>
  Effect.map(Effect.flip(store.commit(page)), ({ reason }) =>
    reason._tag === "RowsRefused" ? reason.rows : assert.fail(`${reason._tag}: ${reason.detail}`)
  )

const stay = (n: number, fields?: object): Row => ({
  identity: `p${n}`,
  raw: `{"n":${n}}`,
  record: {
    propertyId: `p${n}`,
    night: "2026-03-01",
    price: "120.50",
    rooms: 3,
    score: 2.5,
    open: true,
    modifiedAt: "2026-03-01T00:00:00.000Z",
    tags: ["a"],
    serial: 2n ** 70n,
    extra: null,
    ...fields
  }
})

describe.skipIf(!PgServer.isThere)("PgRows", () => {
  it.effect("names every row and field that its columns can't hold", () =>
    Effect.gen(function* () {
      const store = yield* open(Pages.stays)
      const bad: ReadonlyArray<readonly [field: string, value: unknown]> = [
        ["night", "0000-01-01"],
        ["night", "2026-02-30"],
        ["night", "2026-02-01 BC"],
        ["price", "1e5"],
        ["price", "NaN"],
        ["price", "-Infinity"],
        ["price", "0x10"],
        ["price", ""],
        ["price", "1".repeat(131_073)],
        ["price", `0.${"1".repeat(16_384)}`],
        ["price", null],
        ["rooms", 1.5],
        ["rooms", 2 ** 63],
        ["rooms", -(2n ** 63n) - 1n],
        ["rooms", "3"],
        ["score", "2.5"],
        ["open", 1],
        ["modifiedAt", "0000-03-01T00:00:00.000Z"],
        ["modifiedAt", "infinity"],
        ["modifiedAt", "now"],
        ["modifiedAt", "2026-02-30T00:00:00.000Z"],
        ["tags", ["\u0000"]],
        ["tags", ["\ud800"]],
        ["extra", { "a\u0000": 1 }],
        ["extra", "\\\u0000"],
        ["serial", "x"]
      ]
      const rows = [stay(-1), ...bad.map(([field, value], n) => stay(n, { [field]: value })), stay(-2)]

      const refused = yield* refusedBy(store, Pages.page(Pages.stays, 1, rows))

      assert.deepStrictEqual(
        refused.map(({ index, path }) => [index, path]),
        bad.map(([field], n) => [n + 1, field])
      )
      assert.isTrue(refused.every(({ message }) => message.length > 0 && message.length <= 300))
      assert.isUndefined(yield* store.load("all"))
      assert.deepStrictEqual(yield* inspection.rows(Pages.stays), [])
      const good = rows.filter((_, index) => !refused.some((refusal) => refusal.index === index))
      assert.strictEqual((yield* store.commit(Pages.page(Pages.stays, 1, good))).inserted, 2)
    }).pipe(Effect.provide(PgServer.layer))
  )

  it.effect("holds what lies at the edge of what it can", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const store = yield* open(Pages.stays)
      const edges = [
        { night: "0001-01-01", price: "-0.10", rooms: Number.MIN_SAFE_INTEGER, score: 5e-324, serial: -(2n ** 200n) },
        { night: "9999-12-31", price: "9".repeat(131_072), rooms: 2 ** 62, score: -0, modifiedAt: null },
        { price: `0.${"1".repeat(16_383)}`, score: Number.MAX_VALUE, modifiedAt: "0001-01-01T00:00:00.000Z" },
        {
          score: null,
          modifiedAt: "9999-12-31T23:59:59.999Z",
          extra: "\\u0000 \\\\u0000 \\ud800",
          tags: ["\ud83d\ude00"]
        }
      ]

      const written = yield* store.commit(
        Pages.page(
          Pages.stays,
          1,
          edges.map((fields, n) => stay(n, fields))
        )
      )

      assert.strictEqual(written.inserted, edges.length)
      const stored = yield* sql<{ price: string; night: string; extra: string; rooms: bigint; score: number }>`
        SELECT price::text, night::text, extra, rooms, score FROM demo_stays ORDER BY property_id`
      assert.deepStrictEqual(
        stored.map(({ price }) => price),
        ["-0.10", "9".repeat(131_072), `0.${"1".repeat(16_383)}`, "120.50"]
      )
      assert.deepStrictEqual(
        stored.slice(0, 2).map(({ night, rooms }) => [night, rooms]),
        [
          ["0001-01-01", BigInt(Number.MIN_SAFE_INTEGER)],
          ["9999-12-31", 2n ** 62n]
        ]
      )
      assert.strictEqual(stored[0]?.score, 5e-324)
      assert.strictEqual(stored[3]?.extra, "\\u0000 \\\\u0000 \\ud800")
    }).pipe(Effect.provide(PgServer.layer))
  )

  it.effect("refuses NUL and halves of surrogate pairs in a text, and keeps them in a key", () =>
    Effect.gen(function* () {
      const named = Pages.tableOf("named", Schema.Struct({ id: Schema.String, name: Schema.String }), ["id"])
      const store = yield* open(named)
      const rows = HostileTexts.unheld.map((text) => Pages.row(text, { id: text, name: text }))

      const refused = yield* refusedBy(store, Pages.page(named, 1, rows))

      assert.deepStrictEqual(
        refused.map(({ index, path }) => [index, path]),
        rows.map((_, index) => [index, "name"])
      )
    }).pipe(Effect.provide(PgServer.layer))
  )

  it.effect("finds the rows that the database alone refuses, new ones and changed ones", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const store = yield* open(Pages.offers)
      const rows = Array.from({ length: 100 }, (_, i) => Pages.offer(`o${i}`, String(i)))
      yield* store.commit(Pages.page(Pages.offers, 1, rows.slice(0, 50)))
      yield* sql`ALTER TABLE demo_offers ADD CONSTRAINT cheap CHECK (price < 1000)`
      yield* sql`CREATE UNIQUE INDEX one_price ON demo_offers (price)`
      const changed = rows.map((row, i) => {
        if (i === 7 || i === 64) return Pages.offer(row.identity, "1000")
        if (i === 70)
          return Pages.offer(
            "k".repeat(10_000).replaceAll("k", () => Math.random().toString(36)),
            "70"
          )
        return i === 80 ? Pages.offer(row.identity, "3") : row
      })
      const page = Pages.page(Pages.offers, 2, changed)

      const refused = yield* refusedBy(store, page)

      assert.deepStrictEqual(
        refused.map(({ index }) => index),
        [7, 64, 70, 80]
      )
      assert.include(refused[0]?.message, 'violates check constraint "cheap"')
      assert.include(refused[2]?.message, "index row")
      assert.include(refused[3]?.message, 'unique constraint "one_price"')
      assert.strictEqual((yield* inspection.rows(Pages.offers)).length, 50)
      const good = changed.filter((_, index) => !refused.some((refusal) => refusal.index === index))
      assert.deepStrictEqual(yield* store.commit({ ...page, rows: good }), { inserted: 47, updated: 0, unchanged: 49 })
    }).pipe(Effect.provide(PgServer.layer))
  )

  it.effect("refuses a row that a trigger keeps out, instead of trying for ever", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const store = yield* open(Pages.offers)
      yield* sql`CREATE FUNCTION keep_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.id = 'b' THEN RETURN NULL; END IF; RETURN NEW; END $$`
      yield* sql`CREATE TRIGGER keep_out BEFORE INSERT ON demo_offers FOR EACH ROW EXECUTE FUNCTION keep_out()`

      const refused = yield* refusedBy(
        store,
        Pages.page(Pages.offers, 1, [Pages.offer("a", "1"), Pages.offer("b", "1")])
      )

      assert.deepStrictEqual(refused, [
        { index: 1, path: "", message: "the table neither takes the row nor holds its key" }
      ])
    }).pipe(Effect.provide(PgServer.layer))
  )

  it.effect("tells keys apart that are one number to PostgreSQL", () =>
    Effect.gen(function* () {
      const table = Pages.tableOf("priced", Schema.Struct({ price: Decimal.Decimal }), ["price"])
      const store = yield* open(table)
      const rows = ["1", "1.0", "1.00", "01"].map((price) => Pages.row(price, { price }))

      assert.strictEqual((yield* store.commit(Pages.page(table, 1, rows))).inserted, 4)
      assert.strictEqual((yield* store.commit(Pages.page(table, 2, rows))).unchanged, 4)
    }).pipe(Effect.provide(PgServer.layer))
  )
})
