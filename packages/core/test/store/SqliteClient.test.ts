import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { existsSync } from "node:fs"
import * as SqliteClient from "../../src/store/SqliteClient.ts"
import * as SqliteFile from "./SqliteFile.ts"

const Memory = SqliteClient.layer({ filename: ":memory:" })

const numbers = Effect.gen(function* () {
  const sql = yield* SqliteClient.SqliteClient
  yield* sql`CREATE TABLE number (n INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT`
  return sql
})

const all = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.map(sql<{ n: number }>`SELECT n FROM number ORDER BY n`, (rows) => rows.map(({ n }) => n))
)

const pragma = (name: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => Effect.map(sql.unsafe(`PRAGMA ${name}`).values, ([row]) => row?.[0]))

describe("SqliteClient", () => {
  it.effect("goes on after a COMMIT that failed", () =>
    Effect.gen(function* () {
      const sql = yield* numbers
      yield* sql`CREATE TABLE child (n INTEGER REFERENCES number (n) DEFERRABLE INITIALLY DEFERRED)`

      const orphan = yield* Effect.exit(sql.withTransaction(sql`INSERT INTO child VALUES (99)`))
      yield* sql.withTransaction(sql`INSERT INTO number (n) VALUES (1)`)

      assert.isTrue(Exit.isFailure(orphan))
      assert.deepStrictEqual(yield* all, [1])
      assert.deepStrictEqual(yield* sql`SELECT n FROM child`, [])
    }).pipe(Effect.provide(Memory))
  )

  it.effect("undoes a nested transaction alone", () =>
    Effect.gen(function* () {
      const sql = yield* numbers
      const put = (n: number) => sql.runMany("INSERT INTO number (n) VALUES (?)", [[n]])

      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* put(1)
          yield* Effect.exit(sql.withTransaction(Effect.andThen(put(2), Effect.fail("no"))))
          yield* sql.withTransaction(put(3))
        })
      )

      assert.deepStrictEqual(yield* all, [1, 3])
    }).pipe(Effect.provide(Memory))
  )

  it.effect("keeps another fiber out of a transaction", () =>
    Effect.gen(function* () {
      const sql = yield* numbers
      const put = (n: number) => sql.runMany("INSERT INTO number (n) VALUES (?)", [[n]])
      const undone = sql.withTransaction(
        put(1).pipe(Effect.andThen(Effect.yieldNow), Effect.andThen(Effect.fail("no")))
      )

      yield* Effect.all([Effect.exit(undone), put(2)], { concurrency: "unbounded" })

      assert.deepStrictEqual(yield* all, [2])
    }).pipe(Effect.provide(Memory))
  )

  it.effect("tells how many rows each run of a statement changed", () =>
    Effect.gen(function* () {
      const sql = yield* numbers

      const changes = yield* sql.runMany("INSERT INTO number (n) VALUES (?), (?) ON CONFLICT DO NOTHING", [
        [1, 2],
        [2, 3],
        [3, 1]
      ])

      assert.deepStrictEqual(changes, [2, 1, 0])
    }).pipe(Effect.provide(Memory))
  )

  it.effect("streams rows while the same statement runs again", () =>
    Effect.gen(function* () {
      const sql = yield* numbers
      const count = 300
      yield* sql.runMany(
        "INSERT INTO number (n) VALUES (?)",
        Array.from({ length: count }, (_, n) => [n])
      )
      const select = sql<{ n: number }>`SELECT n FROM number ORDER BY n`

      const read = yield* sql.withTransaction(
        select.stream.pipe(
          Stream.mapEffect(({ n }) => (n === 150 ? Effect.as(select, n) : Effect.succeed(n))),
          Stream.runCollect
        )
      )
      const some = yield* select.stream.pipe(Stream.take(2), Stream.runCollect)
      yield* sql`DROP TABLE number`

      assert.deepStrictEqual(
        read,
        Array.from({ length: count }, (_, n) => n)
      )
      assert.deepStrictEqual(
        some.map(({ n }) => n),
        [0, 1]
      )
    }).pipe(Effect.provide(Memory))
  )

  it.effect("fails a stream in the middle where a row can't be read", () =>
    Effect.gen(function* () {
      const sql = yield* numbers
      yield* sql`INSERT INTO number VALUES (1, '{}'), (2, '{')`
      const seen: Array<number> = []

      const error = yield* sql<{ n: number }>`SELECT n, json_extract(name, '$') FROM number ORDER BY n`.stream.pipe(
        Stream.runForEach(({ n }) => Effect.sync(() => seen.push(n))),
        Effect.flip
      )

      assert.deepInclude(error.reason, { operation: "stream", message: "malformed JSON" })
      assert.isBelow(seen.length, 2)
    }).pipe(Effect.provide(Memory))
  )

  it.effect("gives what a statement changed, and rows as arrays", () =>
    Effect.gen(function* () {
      const sql = yield* numbers

      assert.deepInclude(yield* sql`INSERT INTO number VALUES (${7}, ${undefined})`.raw, { changes: 1 })
      assert.deepStrictEqual(yield* sql`SELECT n, name FROM number`.values, [[7, null]])
    }).pipe(Effect.provide(Memory))
  )

  it.effect("takes a mistake in what uses it for no failure of the database", () =>
    Effect.gen(function* () {
      const sql = yield* numbers
      const mistake = new TypeError("no such thing")

      const exit = yield* Effect.exit(
        sql.use(() => {
          throw mistake
        })
      )

      assert.isTrue(Exit.hasDies(exit))
    }).pipe(Effect.provide(Memory))
  )

  it.effect("names what a statement failed of", () =>
    Effect.gen(function* () {
      const sql = yield* numbers
      const reasonOf = (statement: string, params: ReadonlyArray<unknown> = []) =>
        Effect.map(Effect.flip(sql.unsafe(statement, params)), ({ reason }) => [reason._tag, reason.message])
      yield* sql`INSERT INTO number VALUES (1, 'one')`

      assert.deepStrictEqual(
        yield* Effect.all([
          reasonOf("SELEC 1"),
          reasonOf("INSERT INTO number VALUES (2, 'one')"),
          reasonOf("INSERT INTO number VALUES (3, x'00')"),
          reasonOf("SELECT ?", [{}]),
          reasonOf("SELECT 9007199254740993 AS n")
        ]),
        [
          ["SqlSyntaxError", 'near "SELEC": syntax error'],
          ["UniqueViolation", "UNIQUE constraint failed: number.name"],
          ["ConstraintError", "cannot store BLOB value in TEXT column number.name"],
          ["UnknownError", "SQLite can't hold a parameter of type object"],
          ["UnknownError", "Value is too large to be represented as a JavaScript number: 9007199254740993"]
        ]
      )
    }).pipe(Effect.provide(Memory))
  )

  it.effect("reads integers beyond the safe range where SafeIntegers asks for them", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const read = sql`SELECT 9007199254740993 AS n`.values

      assert.deepStrictEqual(yield* Effect.provideService(read, SqlClient.SafeIntegers, true), [[9007199254740993n]])
    }).pipe(Effect.provide(Memory))
  )

  it.effect("opens a file with a write-ahead log, full synchronisation and enforced foreign keys, and closes it", () =>
    Effect.gen(function* () {
      const filename = yield* SqliteFile.newFile

      const set = yield* Effect.all(
        ["journal_mode", "synchronous", "busy_timeout", "foreign_keys", "cache_size"].map(pragma)
      ).pipe(Effect.provide(SqliteClient.layer({ filename })))

      assert.deepStrictEqual(set, ["wal", 2, 5000, 1, -16000])
      // SQLite removes the log when the last connection closes.
      assert.isFalse(existsSync(`${filename}-wal`))
    })
  )
})
