import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Stream } from "effect"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import type { Row } from "../../src/contract/PageCommit.ts"
import type { StoredDeadLetter } from "../../src/contract/DeadLetter.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Pages from "./Pages.ts"
import { inspection } from "./SqlInspection.ts"
import { layer, newDirectory, newFile, open, plain, query, refusal, using } from "./SqliteFile.ts"
import { suite } from "./SyncStoreSuite.ts"

suite("SqlStore on SQLite", layer, inspection)

const aStay = {
  propertyId: "p",
  night: "2026-03-01",
  price: "120.50",
  rooms: 3,
  open: true,
  modifiedAt: null,
  tags: ["a"]
}

const stay = (night: string, rooms: unknown): Row => ({
  identity: `p\u001f${night}`,
  record: { ...aStay, night, rooms, serial: 1n, extra: null },
  raw: JSON.stringify({ night })
})

describe("SqlStore", () => {
  it.effect("writes each value in its column's type", () =>
    Effect.gen(function* () {
      const store = yield* open(Pages.stays)

      yield* store.commit(
        Pages.page(Pages.stays, 1, [
          { identity: "p", record: { ...aStay, score: 2.5, serial: 2n ** 70n, extra: null }, raw: "{}" }
        ])
      )

      assert.deepStrictEqual(
        plain(
          yield* query(
            "SELECT property_id, price, rooms, score, open, modified_at, tags, serial, extra FROM demo_stays"
          )
        ),
        [
          {
            property_id: "p",
            price: "120.50",
            rooms: 3,
            score: 2.5,
            open: 1,
            modified_at: null,
            tags: `["a"]`,
            serial: String(2n ** 70n),
            extra: "null"
          }
        ]
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("remembers long keys by their digests and others as they are", () =>
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const long = "k".repeat(500)
      const ids = ["a", long, `${long}l`, `${long}m`]

      yield* store.commit(
        Pages.page(
          Pages.offers,
          1,
          ids.map((id) => Pages.offer(id, "1")),
          { seenIn: 1 }
        )
      )

      const keys = (yield* query<{ key: string }>("SELECT key FROM _innlet_seen")).map(({ key }) => key)
      assert.includeMembers(keys, ["a", long])
      assert.strictEqual(keys.length, ids.length)
      assert.strictEqual(keys.filter((key) => /^\ufffd"[0-9a-f]{64}$/.test(key)).length, 2)
    }).pipe(Effect.provide(layer))
  )

  it.effect("names the rows that it refuses in the order in which they came", () =>
    Effect.gen(function* () {
      const store = yield* open(Pages.stays)
      yield* store.commit(Pages.page(Pages.stays, 1, [stay("2026-03-03", 3)]))

      const { reason } = yield* Effect.flip(
        store.commit(
          Pages.page(Pages.stays, 2, [
            stay("2026-03-02", 2),
            // Its key stands, so it is refused later than the one behind it.
            stay("2026-03-03", "many"),
            stay("2026-03-04", "few")
          ])
        )
      )

      assert.strictEqual(reason._tag, "RowsRefused")
      assert.match(reason.detail, /^2 of 3 rows can't be stored, such as: \S/)
      assert.deepStrictEqual(reason._tag === "RowsRefused" ? reason.rows.map(({ index }) => index) : [], [1, 2])
    }).pipe(Effect.provide(layer))
  )

  it.effect("names the letter whose row it refuses", () =>
    Effect.gen(function* () {
      const store = yield* open(Pages.stays)
      const bad = ["{}", "[]"].map((raw, position) => Pages.letter(raw, position))
      yield* store.commit(Pages.page(Pages.stays, 1, [], { deadLetters: bad }))
      const letters = yield* (yield* SyncStore).deadLetters({})
      const rooms = [1, "many"]
      const decoded = letters.map((letter, at) => ({
        letter,
        row: stay(`2026-03-0${at + 1}`, rooms[at])
      }))

      const { reason } = yield* Effect.flip(store.replayed({ decoded, failed: [] }))

      assert.deepStrictEqual(reason._tag === "RowsRefused" ? reason.rows.map(({ index }) => index) : [], [1])
      assert.strictEqual((yield* (yield* SyncStore).deadLetters({})).length, 2)
    }).pipe(Effect.provide(layer))
  )

  it.effect("tells keys apart that UTF-8 can't", () =>
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const ids = ["\ud800", "\udc00", "\ufffd", '\ufffd"\\ud800"', "a\u0000b", "a\u0000c", "a"]

      const written = yield* store.commit(
        Pages.page(
          Pages.offers,
          1,
          ids.map((id) => Pages.offer(id, "1")),
          { seenIn: 1 }
        )
      )

      assert.strictEqual(written.inserted, ids.length)
      assert.strictEqual(yield* store.seenIn("all", "run", 1), ids.length)
      const raws = yield* query<{ raw: string }>("SELECT _innlet_raw AS raw FROM demo_offers")
      assert.sameMembers(
        raws.map(({ raw }) => JSON.parse(raw).id),
        ids
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("refuses rows whose values do not fit their columns, by name and without writing", () =>
    Effect.gen(function* () {
      const store = yield* open(Pages.stays)

      const error = yield* Effect.flip(
        store.commit(
          Pages.page(
            Pages.stays,
            1,
            Array.from({ length: 32 }, (_, i) =>
              Pages.row(`p${i}`, { ...aStay, propertyId: `p${i}`, rooms: i === 1 || i === 30 ? 1.5 : 2, serial: "1" })
            )
          )
        )
      )

      assert.deepStrictEqual(error.reason._tag === "RowsRefused" ? error.reason.rows : [], [
        { index: 1, path: "", message: "cannot store REAL value in INTEGER column demo_stays.rooms" },
        { index: 30, path: "", message: "cannot store REAL value in INTEGER column demo_stays.rooms" }
      ])
      assert.strictEqual(
        error.reason.detail,
        "2 of 32 rows can't be stored, such as: cannot store REAL value in INTEGER column demo_stays.rooms"
      )
      assert.isUndefined(yield* store.load("all"))
      assert.deepStrictEqual(plain(yield* query("SELECT count(*) AS n FROM demo_stays")), [{ n: 0 }])
    }).pipe(Effect.provide(layer))
  )

  it.effect("undoes the rows of a page whose checkpoint can't be written", () =>
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      yield* store.commit(Pages.page(Pages.offers, 1, [Pages.offer("a", "1")]))
      yield* query("CREATE TRIGGER full BEFORE UPDATE ON _innlet_checkpoint BEGIN SELECT RAISE(ABORT, 'no room'); END")
      const next = Pages.page(Pages.offers, 2, [Pages.offer("a", "2"), Pages.offer("b", "2")], {
        deadLetters: [Pages.letter("{}")],
        audit: [Pages.auditEntry],
        seenIn: 1
      })

      const error = yield* Effect.flip(store.commit(next))

      assert.deepStrictEqual([error.reason._tag, error.reason.detail], ["StoreUnavailable", "no room"])
      const counts = ["demo_offers", "_innlet_dead_letter", "_innlet_audit", "_innlet_seen"].map((table) =>
        Effect.map(query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`), ([row]) => row?.n)
      )
      assert.deepStrictEqual(yield* Effect.all(counts), [1, 0, 0, 0])
      assert.strictEqual((yield* store.load("all"))?.seq, 1)
      yield* query("DROP TRIGGER full")
      assert.deepStrictEqual(yield* store.commit(next), { inserted: 1, updated: 1, unchanged: 0 })
    }).pipe(Effect.provide(layer))
  )

  it.effect("writes nothing of a page that the disk has no room for", () =>
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      yield* query("PRAGMA max_page_count = 40")
      const rows = Array.from({ length: 2000 }, (_, i) => Pages.offer(`o${i}`, "1"))

      const error = yield* Effect.flip(store.commit(Pages.page(Pages.offers, 1, rows)))

      assert.deepStrictEqual([error.reason._tag, error.reason.detail], ["StoreFull", "database or disk is full"])
      assert.deepStrictEqual(plain(yield* query("SELECT count(*) AS n FROM demo_offers")), [{ n: 0 }])
      assert.isUndefined(yield* store.load("all"))
      assert.strictEqual((yield* store.commit(Pages.page(Pages.offers, 1, rows.slice(0, 10)))).inserted, 10)
    }).pipe(Effect.provide(layer))
  )

  it.effect("keeps no rows that go elsewhere, and everything else", () =>
    Effect.gen(function* () {
      const root = yield* SyncStore
      const store = yield* root.open(Pages.offers, { rows: "elsewhere" })
      const page = Pages.page(Pages.offers, 1, [Pages.offer("a", "1")], {
        deadLetters: [Pages.letter("{}")],
        seenIn: 1,
        deleteUnseen: true
      })

      assert.deepStrictEqual(yield* store.commit(page), { inserted: 1, updated: 0, unchanged: 0 })

      assert.strictEqual((yield* store.load("all"))?.counts.inserted, 1)
      assert.deepStrictEqual(
        [
          yield* store.seenIn("all", "run", 1),
          (yield* root.deadLetters({})).length,
          yield* store.unseen({ partition: "all", run: "no", startedAt: 1000 })
        ],
        [2, 1, { standing: 0, unseen: 0 }]
      )
      assert.deepStrictEqual(yield* Stream.runCollect(store.observations({ fields: ["id"] })), [])
      assert.deepStrictEqual(yield* query("SELECT name FROM sqlite_schema WHERE name LIKE 'demo%'"), [])
    }).pipe(Effect.provide(layer))
  )

  it.effect("counts no attempt for a letter that was read before another attempt", () =>
    Effect.gen(function* () {
      const root = yield* SyncStore
      const store = yield* open(Pages.offers)
      yield* store.commit(Pages.page(Pages.offers, 1, [], { deadLetters: [Pages.letter("{}")] }))
      const [first] = yield* root.deadLetters({})
      const failing = (letter: StoredDeadLetter) =>
        store.replayed({ decoded: [], failed: [{ letter, issues: [], status: "waiting" }] })
      yield* failing(first!)
      const [second] = yield* root.deadLetters({})
      yield* failing(second!)

      yield* failing(first!)

      assert.strictEqual((yield* root.deadLetters({}))[0]?.attempts, 2)
    }).pipe(Effect.provide(layer))
  )

  it.effect("finds everything again in a file that was closed", () =>
    Effect.gen(function* () {
      const filename = yield* newFile
      const commit = Pages.page(Pages.offers, 1, [Pages.offer("a", "1")])
      yield* using(
        filename,
        Effect.flatMap(open(Pages.offers), (store) => store.commit(commit))
      )

      const again = yield* using(
        filename,
        Effect.flatMap(open(Pages.offers), (store) => store.load("all"))
      )

      assert.deepStrictEqual(again, { ...commit.checkpoint, counts: { ...commit.checkpoint.counts, inserted: 1 } })
    })
  )

  it.effect("says what is wrong with a file that it can't open", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const at = (name: string) => join(directory, name)
      writeFileSync(at("text"), "hello world ".repeat(500))
      mkdirSync(at("folder"))
      const locked = new DatabaseSync(at("locked"))
      locked.exec("BEGIN EXCLUSIVE; CREATE TABLE t (x)")

      const refusals = yield* Effect.forEach(["text", "folder", "missing/innlet.db", "locked", "n\u0000l"], (name) =>
        refusal(at(name))
      )
      locked.close()

      assert.deepStrictEqual(
        refusals.map(([tag, message]) => [tag, message.replaceAll(directory, "…").replace("\u0000", "")]),
        [
          ["StoreUnavailable", "store …/text: StoreUnavailable: the file is not an SQLite database"],
          ["StoreUnavailable", "store …/folder: StoreUnavailable: can't open the database file: it is a directory"],
          [
            "StoreUnavailable",
            "store …/missing/innlet.db: StoreUnavailable: can't open the database file: there is no directory …/missing"
          ],
          ["StoreUnavailable", "store …/locked: StoreUnavailable: can't open the database file: database is locked"],
          [
            "StoreUnavailable",
            'store …/nl: StoreUnavailable: can\'t open the database file: The "path" argument must be a string, Uint8Array, or URL without null bytes.'
          ]
        ]
      )
    })
  )

  it.effect("fails while another process writes, and goes on afterwards", () =>
    Effect.gen(function* () {
      const filename = yield* newFile
      yield* using(
        filename,
        Effect.gen(function* () {
          const store = yield* open(Pages.offers)
          const other = new DatabaseSync(filename)
          other.exec("BEGIN IMMEDIATE")
          const commit = store.commit(Pages.page(Pages.offers, 1, [Pages.offer("a", "1")]))

          const blocked = yield* Effect.flip(commit)
          other.close()

          assert.deepStrictEqual(
            [blocked.reason._tag, blocked.reason.detail],
            ["StoreUnavailable", "database is locked"]
          )
          assert.deepStrictEqual(yield* commit, { inserted: 1, updated: 0, unchanged: 0 })
        })
      )
    })
  )

  it.effect("fences writers that hold the file in two connections", () =>
    Effect.gen(function* () {
      const filename = yield* newFile
      const commit = Effect.flatMap(open(Pages.offers), (store) => store.commit(Pages.page(Pages.offers, 1, [])))

      const [first, second] = yield* using(
        filename,
        Effect.all([Effect.exit(commit), Effect.exit(using(filename, commit))])
      )

      assert.isTrue(Exit.isSuccess(first))
      assert.isTrue(Exit.isFailure(second))
    })
  )
})
