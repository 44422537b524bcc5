import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as DeadLetters from "../../src/engine/DeadLetters.ts"
import * as PgServer from "../store/PgServer.ts"
import * as SqliteFile from "../store/SqliteFile.ts"
import * as Letters from "./Letters.ts"

const price = (i: number, value: unknown = i, version = 1) => ({ id: `p${i}`, price: value, version })

const noted = (i: number, note: string) => ({ ...price(i, String(i)), note })

/** 240 prices on pages of 40 that overlap by 4; some in words, one of these with a twin on its page. */
const list = Array.from({ length: 240 }, (_, i) => price(i, i % 9 === 4 ? String(i) : i))
const pages = Array.from({ length: 7 }, (_, page) => list.slice(page * 36, page * 36 + 40)).map((page, at) =>
  at === 2 ? [...page, price(76, "1"), price(76, "2")] : page
)

const strict = Letters.streamOf(Letters.Strict)
const mended = Letters.streamOf(Letters.Mended)
const connector = Letters.connectorOf(mended)

const table = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql.unsafe<object>("SELECT * FROM demo_prices ORDER BY id")
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))
})

const decodeId = Schema.decodeEffect(Schema.fromJsonString(Schema.Struct({ id: Schema.String })))

const letters = Effect.flatMap(SyncStore, (store) => store.deadLetters({}))

const stores = [
  ["SQLite", SqliteFile.layer, true],
  ["PostgreSQL", PgServer.layer, PgServer.isThere]
] as const

for (const [name, layer, isThere] of stores) {
  describe.skipIf(!isThere)(`DeadLetters.replay in ${name}`, () => {
    it.effect("leaves the table, and the letters, that a sync with the mended schema leaves", () =>
      Effect.gen(function* () {
        const clean = yield* Letters.commit(mended, pages).pipe(
          Effect.andThen(Effect.all([table, letters])),
          Effect.provide(Layer.fresh(layer), { local: true })
        )
        yield* Letters.commit(strict, pages)
        const before = yield* letters
        assert.isAbove(before.length, 20)

        const [report] = yield* DeadLetters.replay(connector, undefined)

        assert.deepStrictEqual([report?.failed, clean[1].length], [clean[1].length, clean[1].length])
        assert.strictEqual(yield* table, clean[0])
        assert.deepStrictEqual(
          (yield* letters).map(({ id, issues }) => [id, issues]),
          clean[1].map(({ id, issues }) => [id, issues])
        )
        const [again] = yield* DeadLetters.replay(connector, undefined)
        assert.deepStrictEqual([again?.inserted, again?.updated, again?.quarantined], [0, 0, clean[1].length])
        assert.strictEqual(yield* table, clean[0])
      }).pipe(Effect.scoped, Effect.provide(layer))
    )

    it.effect("keeps a letter that still fails beside one of its page and key that does not", () =>
      Effect.gen(function* () {
        const known = { isKeyKnown: true } as const
        yield* Letters.commit(Letters.streamOf(Letters.Strict, known), [[price(1, "1"), price(1, "x", 2)]])

        const [report] = yield* DeadLetters.replay(
          Letters.connectorOf(Letters.streamOf(Letters.Mended, known)),
          undefined
        )

        assert.deepStrictEqual([report?.inserted, report?.failed, (yield* letters).length], [1, 1, 1])
      }).pipe(Effect.scoped, Effect.provide(layer))
    )

    it.effect("writes all of a part or nothing of it", () =>
      Effect.gen(function* () {
        yield* Letters.commit(strict, pages)
        const sql = yield* SqlClient.SqlClient
        yield* sql.unsafe(
          name === "SQLite"
            ? "CREATE TRIGGER full BEFORE INSERT ON demo_prices WHEN NEW.id = 'p229' BEGIN SELECT RAISE(ABORT, 'no more'); END"
            : "ALTER TABLE demo_prices ADD CONSTRAINT no_more CHECK (id <> 'p229')"
        )
        const before = yield* letters
        yield* Effect.exit(DeadLetters.replay(connector, undefined))

        const ids = new Set((yield* letters).map(({ id }) => id))
        const rows = yield* table
        // Each letter is still there or its row is, never both and never neither.
        for (const letter of before) {
          const { id } = yield* decodeId(letter.raw)
          assert.strictEqual(ids.has(letter.id), !rows.includes(`"${id}"`), id)
        }
      }).pipe(Effect.scoped, Effect.provide(layer))
    )
  })
}

describe.skipIf(!PgServer.isThere)("DeadLetters.replay in PostgreSQL", () => {
  it.effect("fails what the database can't hold, names the field, and writes the rest", () =>
    Effect.gen(function* () {
      const note = { note: Schema.String }
      const bad = Letters.streamOf(Schema.Struct({ ...Letters.Strict.fields, ...note }))
      const good = Letters.streamOf(Schema.Struct({ ...Letters.Mended.fields, ...note }))
      yield* Letters.commit(bad, [[noted(1, ""), noted(2, "\u0000"), noted(3, "")]])

      const [report] = yield* DeadLetters.replay(Letters.connectorOf(good), undefined)

      assert.deepStrictEqual([report?.inserted, report?.failed, report?.issues[0]?.path], [2, 1, "note"])
      const [left, ...others] = yield* letters
      assert.deepStrictEqual([left?.attempts, left?.issues[0]?.path, others.length], [1, "note", 0])
    }).pipe(Effect.scoped, Effect.provide(PgServer.layer))
  )
})
