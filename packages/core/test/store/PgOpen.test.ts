/** How a store in PostgreSQL is opened, refused, and found again. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import * as PgStore from "../../src/postgres/PgStore.ts"
import * as Pages from "./Pages.ts"
import * as PgOwnServer from "./PgOwnServer.ts"
import * as PgServer from "./PgServer.ts"
import { open } from "./StoreSubject.ts"

const refusal = (url: string, schema?: string) =>
  Effect.void.pipe(
    Effect.provide(PgStore.layer({ url: Redacted.make(url), schema }), { local: true }),
    Effect.flip,
    Effect.map(({ message }) => message)
  )

const columnsOf = (schema: string, table: string) =>
  Effect.map(
    PgServer.administer<{ column: string }>(
      `SELECT concat_ws(' ', column_name, data_type, collation_name, is_nullable) AS "column"
       FROM information_schema.columns WHERE table_schema = '${schema}' AND table_name = '${table}' ORDER BY ordinal_position`
    ),
    (columns) => columns.map(({ column }) => column)
  )

describe.skipIf(!PgServer.isThere)("PgStore", () => {
  it.effect("keeps each column in PostgreSQL's own type", () =>
    Effect.gen(function* () {
      const schema = yield* PgServer.newSchema
      yield* PgServer.using(schema, open(Pages.stays))

      assert.deepStrictEqual(yield* columnsOf(schema, "demo_stays"), [
        "property_id text C NO",
        "night date NO",
        "price numeric NO",
        "rooms bigint NO",
        "score double precision YES",
        "open boolean NO",
        "modified_at timestamp with time zone YES",
        "tags jsonb NO",
        "serial numeric NO",
        "extra jsonb NO",
        "_innlet_raw text NO",
        "_innlet_partition text C NO",
        "_innlet_run text C NO",
        "_innlet_page bigint NO",
        "_innlet_observed_at bigint NO",
        "_innlet_confirmed_at bigint NO",
        "_innlet_deleted_at bigint YES",
        "_innlet_shape bigint NO"
      ])
    })
  )

  it.effect("finds its tables again, and refuses a table of another shape", () =>
    Effect.gen(function* () {
      const schema = yield* PgServer.newSchema
      yield* PgServer.using(
        schema,
        Effect.flatMap(open(Pages.stays), (store) => store.commit(Pages.page(Pages.stays, 1, [])))
      )
      yield* PgServer.administer(`ALTER TABLE ${schema}.demo_stays DROP COLUMN score, ALTER COLUMN rooms TYPE TEXT`)

      const [seq, error] = yield* PgServer.using(
        schema,
        Effect.all([Effect.flatMap(open(Pages.offers), (store) => store.load("all")), Effect.flip(open(Pages.stays))])
      )

      assert.isUndefined(seq)
      assert.strictEqual(error.reason._tag, "StoreMismatch")
      assert.include(
        error.message,
        'table demo_stays lacks "rooms" BIGINT NOT NULL, has "rooms" TEXT NOT NULL; rename or drop the table'
      )
      assert.include(error.message, `/postgres (schema ${schema}): StoreMismatch`)
    })
  )

  it.effect("adds columns that may be null", () =>
    Effect.gen(function* () {
      const schema = yield* PgServer.newSchema
      yield* PgServer.using(schema, open(Pages.stays))
      yield* PgServer.administer(`ALTER TABLE ${schema}.demo_stays DROP COLUMN score, DROP COLUMN modified_at`)

      yield* PgServer.using(schema, open(Pages.stays))

      assert.includeMembers(
        [...(yield* columnsOf(schema, "demo_stays"))],
        ["score double precision YES", "modified_at timestamp with time zone YES"]
      )
    })
  )

  it.effect("shortens names that PostgreSQL would cut, and keeps them apart", () =>
    Effect.gen(function* () {
      const schema = yield* PgServer.newSchema
      const [one, two] = ["a", "b"].map((end) => {
        const stream = `${"s".repeat(39)}${end}`
        const connector = "c".repeat(40)
        return { ...Pages.offers, connector, stream, name: `${connector}_${stream}` }
      })

      yield* PgServer.using(
        schema,
        Effect.gen(function* () {
          for (const table of [one!, two!, one!]) {
            const store = yield* open(table)
            yield* store.commit(
              Pages.page(table, 1, [Pages.offer("a", "1")], {
                checkpoint: Pages.checkpoint(table, { partition: String(Math.random()) })
              })
            )
          }
        })
      )

      const tables = yield* PgServer.administer<{ name: string }>(
        `SELECT name FROM ${schema}._innlet_table WHERE length(name) = 63`
      )
      assert.strictEqual(new Set(tables.map(({ name }) => name)).size, 2)
    })
  )

  it.effect("refuses a store of a newer Innlet", () =>
    Effect.gen(function* () {
      const schema = yield* PgServer.newSchema
      yield* PgServer.using(schema, Effect.void)
      yield* PgServer.administer(`INSERT INTO ${schema}._innlet_migration (migration_id, name) VALUES (7, 'later')`)

      assert.include(
        yield* refusal(PgServer.url, schema),
        "StoreMismatch: it has schema version 7 and this Innlet knows"
      )
    })
  )

  it.effect("says in one line why there is no store", () =>
    Effect.gen(function* () {
      const url = new URL(PgServer.url)
      url.password = "s3cr3t"
      url.pathname = "/no_such_database"
      const said = yield* Effect.all([
        refusal(url.href),
        refusal("postgres://me:s3cr3t@127.0.0.1:1/db"),
        refusal("postgres://me:s3cr3t@nowhere.invalid/db"),
        refusal("s3cr3t"),
        refusal(PgServer.url, "Robert'); DROP")
      ])

      assert.deepStrictEqual(
        said.map((line) => line.replace(`${url.hostname}:${url.port || "5432"}`, "server")),
        [
          'store server/no_such_database: StoreUnavailable: database "no_such_database" does not exist',
          "store 127.0.0.1:1/db: StoreUnavailable: no server answers there",
          "store nowhere.invalid:5432/db: StoreUnavailable: there is no such host",
          "store postgres: StoreUnavailable: its URL is not of the form postgres://user:password@host:port/database",
          `store server/postgres (schema Robert'); DROP): StoreUnavailable: "Robert'); DROP" is not a schema's name of the form [a-z_][a-z0-9_]*, at most 63 long`
        ]
      )
    })
  )
})

describe.skipIf(!PgOwnServer.isStartable)("PgStore on a server of its own", () => {
  it.live(
    "says what is wrong with a password and with rights, and outlives a restart of the server",
    () =>
      Effect.gen(function* () {
        const server = yield* PgOwnServer.make
        yield* server.start
        assert.strictEqual(
          yield* refusal(server.url("wr0ng")),
          `store 127.0.0.1:${server.port}/postgres: StoreUnavailable: password authentication failed for user "owner"`
        )
        yield* Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          yield* sql`CREATE ROLE guest LOGIN PASSWORD 'right'`
          const guest = server.url("right", "postgres", "guest")
          assert.include(yield* refusal(guest), "StoreUnavailable: permission denied for table _innlet_migration")
          assert.include(yield* refusal(guest, "theirs"), "StoreUnavailable: permission denied for database postgres")
          const store = yield* open(Pages.offers)
          yield* store.commit(Pages.page(Pages.offers, 1, [Pages.offer("a", "1")]))

          yield* server.end
          const restart = Effect.delay(server.start, "500 millis")
          const [written] = yield* Effect.all(
            [store.commit(Pages.page(Pages.offers, 2, [Pages.offer("b", "1")])), restart],
            { concurrency: "unbounded" }
          )

          assert.deepStrictEqual(written, { inserted: 1, updated: 0, unchanged: 0 })
          assert.strictEqual((yield* store.load("all"))?.seq, 2)
        }).pipe(Effect.provide(PgStore.layer({ url: Redacted.make(server.url("right")) })))
      }),
    60_000
  )
})
