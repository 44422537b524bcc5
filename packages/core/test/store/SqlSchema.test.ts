import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { DatabaseSync } from "node:sqlite"
import type { StreamTable } from "../../src/contract/StreamTable.ts"
import * as Pages from "./Pages.ts"
import { layer, newFile, open, plain, query, refusal, using } from "./SqliteFile.ts"

describe("SqlSchema", () => {
  it.effect("keeps typed columns under the record's key", () =>
    Effect.gen(function* () {
      yield* open(Pages.stays)

      const columns = yield* query<{ name: string; type: string; notnull: number; pk: number }>(
        "SELECT name, type, \"notnull\", pk FROM pragma_table_info('demo_stays')"
      )

      assert.deepStrictEqual(
        columns.map(({ name, notnull, pk, type }) => [name, type, notnull, pk].join(" ")),
        [
          "property_id TEXT 1 1",
          "night TEXT 1 2",
          "price TEXT 1 0",
          "rooms INTEGER 1 0",
          "score REAL 0 0",
          "open INTEGER 1 0",
          "modified_at TEXT 0 0",
          "tags TEXT 1 0",
          "serial TEXT 1 0",
          "extra TEXT 1 0",
          "_innlet_raw TEXT 1 0",
          "_innlet_partition TEXT 1 0",
          "_innlet_run TEXT 1 0",
          "_innlet_page INTEGER 1 0",
          "_innlet_observed_at INTEGER 1 0",
          "_innlet_confirmed_at INTEGER 1 0",
          "_innlet_deleted_at INTEGER 0 0",
          "_innlet_shape INTEGER 1 0"
        ]
      )
      assert.deepStrictEqual(plain(yield* query("SELECT wr, strict FROM pragma_table_list('demo_stays')")), [
        { wr: 1, strict: 1 }
      ])
    }).pipe(Effect.provide(layer))
  )

  it.effect("adds a column that may be null, and fills it when the same record comes again", () =>
    Effect.gen(function* () {
      const filename = yield* newFile
      const narrow = Pages.tableOf("rooms", Schema.Struct({ id: Schema.String }), ["id"])
      const wide = Pages.tableOf("rooms", Schema.Struct({ id: Schema.String, beds: Schema.NullOr(Schema.Int) }), ["id"])
      const raw = `{"id":"a","beds":2}`
      const before = Pages.page(narrow, 1, [{ identity: "a", record: { id: "a" }, raw }])
      yield* using(
        filename,
        Effect.flatMap(open(narrow), (store) => store.commit(before))
      )

      yield* using(
        filename,
        Effect.gen(function* () {
          const store = yield* open(wide)
          const same = [{ identity: "a", record: { id: "a", beds: 2 }, raw }]
          assert.deepStrictEqual(plain(yield* query("SELECT beds FROM demo_rooms")), [{ beds: null }])
          assert.strictEqual((yield* store.commit(Pages.page(wide, 2, same))).unchanged, 1)
          assert.deepStrictEqual(plain(yield* query("SELECT beds FROM demo_rooms")), [{ beds: 2 }])
          assert.strictEqual((yield* store.commit(Pages.page(wide, 3, same))).unchanged, 1)
        })
      )
    })
  )

  it.effect.each([
    [
      Schema.Struct({ id: Schema.String, price: Schema.Finite, modified: Schema.NullOr(Schema.String) }),
      ["id"],
      `lacks "price" REAL NOT NULL`
    ],
    [
      Schema.Struct({
        id: Schema.String,
        price: Schema.String,
        modified: Schema.NullOr(Schema.String),
        new: Schema.String
      }),
      ["id"],
      `lacks "new" TEXT NOT NULL`
    ],
    [Schema.Struct({ id: Schema.String, price: Schema.String }), ["id"], `has "modified" TEXT`],
    [
      Schema.Struct({ id: Schema.String, price: Schema.String, modified: Schema.NullOr(Schema.String) }),
      ["price"],
      `is keyed by "id" and not by "price"`
    ],
    [
      Schema.Struct({ id: Schema.String, price: Schema.Finite, modified: Schema.Finite }),
      ["id"],
      `lacks "price" REAL NOT NULL, lacks "modified" REAL NOT NULL, has "price" TEXT NOT NULL, has "modified" TEXT; rename`
    ]
  ] as const)("refuses a table of another shape: %#", ([record, key, difference]) =>
    Effect.gen(function* () {
      yield* open(Pages.offers)
      const other: StreamTable = Pages.tableOf<Readonly<Record<string, unknown>>>("offers", record, key)

      const error = yield* Effect.flip(open(other))

      assert.strictEqual(error.reason._tag, "StoreMismatch")
      assert.include(error.message, `table demo_offers ${difference}`)
    }).pipe(Effect.provide(layer))
  )

  it.effect("refuses a table whose key has its fields in another order, and takes its own again", () =>
    Effect.gen(function* () {
      // Of three, so that no order of the columns is the key's by chance.
      const record = Schema.Struct({ a: Schema.String, b: Schema.String, c: Schema.String })
      const keyed = (...key: ReadonlyArray<"a" | "b" | "c">) => Pages.tableOf("nights", record, key)
      yield* open(keyed("c", "a", "b"))
      yield* open(keyed("c", "a", "b"))

      const error = yield* Effect.flip(open(keyed("a", "b", "c")))

      assert.include(error.message, `table demo_nights is keyed by "c", "a", "b" and not by "a", "b", "c"; rename`)
    }).pipe(Effect.provide(layer))
  )

  it.effect("adds several fields that may be missing, and keeps them when they are there", () =>
    Effect.gen(function* () {
      const id = Schema.String
      const more = { beds: Schema.optionalKey(Schema.Int), view: Schema.NullOr(Schema.String) }
      const tables = [Schema.Struct({ id }), Schema.Struct({ id, ...more }), Schema.Struct({ id, ...more })]
      for (const record of tables) {
        yield* open(Pages.tableOf<Readonly<Record<string, unknown>>>("suites", record, ["id"]))
      }

      const columns = yield* query<{ name: string }>("SELECT name FROM pragma_table_info('demo_suites')")

      assert.includeMembers(
        columns.map(({ name }) => name),
        ["beds", "view"]
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("refuses a stream whose table name another stream has", () =>
    Effect.gen(function* () {
      yield* open({ ...Pages.offers, connector: "a_b", stream: "c", name: "a_b_c" })

      const error = yield* Effect.flip(open({ ...Pages.offers, connector: "a", stream: "b_c", name: "a_b_c" }))

      assert.strictEqual(error.reason._tag, "StoreMismatch")
      assert.include(error.message, "table a_b_c holds a_b/c, not a/b_c")
      for (const other of [{ connector: "x" }, { stream: "x" }]) {
        const refused = yield* Effect.flip(
          open({ ...Pages.offers, connector: "a_b", stream: "c", ...other, name: "a_b_c" })
        )
        assert.include(refused.message, "table a_b_c holds a_b/c, not ")
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("refuses a store of a newer Innlet and leaves it alone", () =>
    Effect.gen(function* () {
      const filename = yield* newFile
      yield* using(filename, query("INSERT INTO _innlet_migration (migration_id, name) VALUES (7, 'later')"))
      yield* executed(filename, "DROP TABLE _innlet_seen")

      assert.deepStrictEqual(yield* refusal(filename), [
        "StoreMismatch",
        `store ${filename}: StoreMismatch: it has schema version 7 and this Innlet knows versions up to 3; use a newer Innlet, or another store`
      ])
      assert.deepStrictEqual(tablesOf(filename).includes("_innlet_seen"), false)
    })
  )

  it.effect.each([
    ["of the unreleased versions 1 and 2", "CREATE TABLE _innlet_store (version INTEGER NOT NULL)", "by an unreleased"],
    ["of no known version", "CREATE TABLE _innlet_checkpoint (x)", "tables of an unknown version of Innlet"]
  ])("refuses a store %s by name and leaves it alone", ([, made, why]) =>
    Effect.gen(function* () {
      const filename = yield* newFile
      yield* executed(filename, made!)
      const before = tablesOf(filename)

      const [tag, message] = yield* refusal(filename)

      assert.strictEqual(tag, "StoreMismatch")
      assert.include(message, why!)
      assert.deepStrictEqual(tablesOf(filename), before)
    })
  )

  it.effect("takes a database of another program and keeps its tables", () =>
    Effect.gen(function* () {
      const filename = yield* newFile
      yield* executed(filename, "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)")

      assert.deepStrictEqual(plain(yield* using(filename, query("SELECT x FROM theirs"))), [{ x: 1 }])
    })
  )
})

/** Runs statements without a store. */
const executed = (filename: string, statements: string) =>
  Effect.sync(() => {
    const database = new DatabaseSync(filename)
    database.exec(statements)
    database.close()
  })

const tablesOf = (filename: string): ReadonlyArray<unknown> => {
  const database = new DatabaseSync(filename)
  const names = database.prepare("SELECT name FROM sqlite_schema ORDER BY name").all()
  database.close()
  return names.map((row) => row["name"])
}
