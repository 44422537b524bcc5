import { assert, describe, it, vi } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import * as NdjsonStore from "../../src/store/NdjsonStore.ts"
import * as SegmentFolder from "../../src/store/SegmentFolder.ts"
import * as SqlStore from "../../src/store/SqlStore.ts"
import { currentOf, folderOf, linesOf, newDirectory, refusal, segmentsOf, using } from "./NdjsonDirectory.ts"
import * as Pages from "./Pages.ts"
import { open } from "./StoreSubject.ts"

const table = Pages.offers

/** A directory of five segments, which merging leaves alone, of ten rows each. */
const filled = Effect.gen(function* () {
  const directory = yield* newDirectory
  yield* using(
    { directory, segmentBytes: 100 },
    Effect.gen(function* () {
      const store = yield* open(table)
      for (let seq = 1; seq <= 5; seq++) {
        const rows = Array.from({ length: 10 }, (_, i) => Pages.offer(`o${seq}-${i}`, "1"))
        yield* store.commit(Pages.page(table, seq, rows))
      }
    })
  )
  const path = folderOf(directory, table)
  return { directory, path, at: (file: string) => join(path, file) }
})

const opening = (directory: string) => refusal(directory, open(table))
const verifying = (directory: string) => Effect.map(Effect.flip(NdjsonStore.verify({ directory })), String)

/** A directory with another byte in one of its segments. */
const flipped = (file: string) =>
  Effect.gen(function* () {
    const { at, directory } = yield* filled
    const bytes = readFileSync(at(file))
    bytes[10]! ^= 1
    writeFileSync(at(file), bytes)
    return directory
  })

const wrong = (file: string) => `StoreMismatch: segment demo-offers/${file} has other bytes than were written`

const commitOne = (options?: { readonly rows: "elsewhere" }) =>
  Effect.flatMap(open(table, options), (store) => store.commit(Pages.page(table, 1, [Pages.offer("a", "1")])))

/** A client whose first answer is old when it comes: another process has done something since. */
const overtaken = (sql: SqlClient.SqlClient, meanwhile: Effect.Effect<unknown>): SqlClient.SqlClient => {
  let done = false
  const once = Effect.suspend(() => {
    if (done) return Effect.void
    done = true
    return meanwhile
  })
  return new Proxy(sql, {
    get: (client, name) =>
      name === "unsafe"
        ? (...args: Parameters<typeof sql.unsafe>) => Effect.tap(client.unsafe(...args), () => once)
        : Reflect.get(client, name)
  })
}

// Disks take their time to sync.
vi.setConfig({ testTimeout: 60_000 })

describe("SegmentFolder", () => {
  it.effect("names the segments and what is in them in the manifest", () =>
    Effect.gen(function* () {
      const { at, directory } = yield* filled
      const manifest = JSON.parse(readFileSync(at("manifest.json"), "utf8"))

      assert.deepStrictEqual(
        manifest.segments.map((one: Record<string, unknown>) => [
          one["file"],
          one["lines"],
          one["firstSeq"],
          one["lastSeq"]
        ]),
        segmentsOf(directory, table).map((file, i) => [file, 10, 1 + i * 10, 10 + i * 10])
      )
      assert.deepStrictEqual([manifest.connector, manifest.stream, manifest.key], ["demo", "offers", ["id"]])
      assert.deepStrictEqual(manifest.columns[2], { name: "modified", kind: "instant", nullable: true })
      assert.deepInclude(yield* NdjsonStore.verify({ directory }), { segments: 5, lines: 50 })
    })
  )

  it.effect("leaves the manifest alone where nothing is new", () =>
    Effect.gen(function* () {
      const { at, directory } = yield* filled
      const fileOf = () => statSync(at("manifest.json"), { bigint: true })
      const before = fileOf()

      yield* using({ directory }, open(table))

      assert.deepStrictEqual([fileOf().ino, fileOf().ctimeNs], [before.ino, before.ctimeNs])
    })
  )

  it.effect("verifies what there is where another process merged what there was", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const sizes = [100, 1, 1]
      yield* using(
        { directory, segmentBytes: 100 },
        Effect.gen(function* () {
          const store = yield* open(table)
          for (const [i, length] of sizes.entries()) {
            const rows = Array.from({ length }, (_, at) => Pages.offer(`o${i}-${at}`, "1"))
            yield* store.commit(Pages.page(table, i + 1, rows))
          }
        })
      )
      const merging = using(
        { directory },
        Effect.flatMap(open(table), (store) => store.commit(Pages.page(table, 4, [Pages.offer("last", "1")])))
      )

      const verified = yield* using(
        { directory },
        SqlClient.SqlClient.use((sql) =>
          SegmentFolder.verify(overtaken(sql, Effect.orDie(merging)), directory, "demo-offers")
        )
      )

      // The first stays: a merge would copy it for few lines.
      assert.deepStrictEqual(
        verified.map(({ file, lines }) => [file, lines]),
        [
          ["000001.ndjson", 100],
          ["000005.ndjson", 3]
        ]
      )
    })
  )

  for (const [what, how, damage] of [
    ["gone", "is missing", (path: string) => rmSync(path)],
    ["cut", "has 99 bytes and not", (path: string) => truncateSync(path, 99)],
    ["empty", "has 0 bytes and not", (path: string) => truncateSync(path, 0)],
    ["longer", "bytes and not", (path: string) => appendFileSync(path, "{}\n")],
    ["a folder", "is missing", (path: string) => [rmSync(path), mkdirSync(path)]]
  ] as const) {
    it.effect(`refuses a directory whose oldest segment is ${what}, by name`, () =>
      Effect.gen(function* () {
        const { at, directory } = yield* filled
        damage(at("000001.ndjson"))

        for (const message of [yield* opening(directory), yield* verifying(directory)]) {
          assert.include(message, "StoreMismatch: segment demo-offers/000001.ndjson ")
          assert.include(message, how)
        }
      })
    )
  }

  it.effect("finds another byte in a new segment when it opens, and in any when it is asked to verify", () =>
    Effect.gen(function* () {
      assert.include(yield* opening(yield* flipped("000005.ndjson")), wrong("000005.ndjson"))
      assert.include(yield* opening(yield* flipped("000003.ndjson")), wrong("000003.ndjson"))
      const old = yield* flipped("000001.ndjson")
      yield* using({ directory: old }, open(table))
      assert.include(yield* verifying(old), wrong("000001.ndjson"))
    })
  )

  it.effect("refuses segments that were swapped", () =>
    Effect.gen(function* () {
      const { at, directory } = yield* filled
      renameSync(at("000004.ndjson"), at("x"))
      renameSync(at("000005.ndjson"), at("000004.ndjson"))
      renameSync(at("x"), at("000005.ndjson"))

      assert.include(yield* opening(directory), "segment demo-offers/000004.ndjson has other bytes")
    })
  )

  it.effect("refuses a segment that was never listed, and removes nothing", () =>
    Effect.gen(function* () {
      const { at, directory } = yield* filled
      copyFileSync(at("000001.ndjson"), at("000009.ndjson"))

      assert.include(yield* opening(directory), "segment demo-offers/000009.ndjson is none that innlet.db lists")
      assert.isTrue(existsSync(at("000009.ndjson")))
    })
  )

  it.effect("refuses segments without the database that lists them, and removes nothing", () =>
    Effect.gen(function* () {
      const { directory } = yield* filled
      const before = linesOf(directory, table)
      rmSync(join(directory, "innlet.db"))

      assert.include(yield* opening(directory), "segment demo-offers/000001.ndjson is none that innlet.db lists")
      assert.deepStrictEqual(linesOf(directory, table), before)
    })
  )

  it.effect("removes what a crash left unfinished, leaves other files alone, and writes a torn manifest anew", () =>
    Effect.gen(function* () {
      const { at, directory, path } = yield* filled
      const [manifest, names] = [readFileSync(at("manifest.json")), readdirSync(path).toSorted()]
      truncateSync(at("manifest.json"), 20)
      for (const file of ["000006.ndjson.tmp", "000002.ndjson.tmp", "000006.ndjson.gz.tmp", "manifest.json.tmp"]) {
        writeFileSync(at(file), "{")
      }
      writeFileSync(at("notes.txt"), "mine")
      writeFileSync(at("export.tmp"), "mine")

      yield* using({ directory }, open(table))

      assert.deepStrictEqual(readdirSync(path).toSorted(), [...names, "notes.txt", "export.tmp"].toSorted())
      assert.deepStrictEqual(readFileSync(at("manifest.json")), manifest)
    })
  )

  it.effect("writes the manifest again where it is gone", () =>
    Effect.gen(function* () {
      const { at, directory } = yield* filled
      const manifest = readFileSync(at("manifest.json"))
      rmSync(at("manifest.json"))

      yield* using({ directory }, open(table))

      assert.deepStrictEqual(readFileSync(at("manifest.json")), manifest)
    })
  )

  it.effect("gives a listed segment its name where a crash came before that", () =>
    Effect.gen(function* () {
      const { at, directory } = yield* filled
      const lines = linesOf(directory, table)
      renameSync(at("000005.ndjson"), at("000005.ndjson.tmp"))

      yield* using({ directory }, open(table))

      assert.deepStrictEqual(linesOf(directory, table), lines)
    })
  )

  it.effect("says what is in the way of a directory", () =>
    Effect.gen(function* () {
      const parent = yield* newDirectory
      writeFileSync(join(parent, "file"), "")
      mkdirSync(join(parent, "dir"))
      writeFileSync(join(parent, "dir", "demo-offers"), "")

      const [inFile, inFolder] = [yield* opening(join(parent, "file")), yield* opening(join(parent, "dir"))]

      assert.match(inFile, /StoreUnavailable: can't make the directory: E(?:EXIST|NOTDIR)/)
      assert.match(inFolder, /StoreUnavailable: can't make demo-offers: E(?:EXIST|NOTDIR)/)
      assert.include(yield* verifying(join(parent, "none")), "StoreUnavailable: there is no innlet.db in it")
    })
  )

  it.effect("refuses a database that keeps its rows in tables, and one whose rows went elsewhere", () =>
    Effect.gen(function* () {
      const [tables, elsewhere] = [yield* newDirectory, yield* newDirectory]
      yield* Effect.provide(commitOne(), SqlStore.layer({ filename: join(tables, "innlet.db") }))
      yield* using({ directory: elsewhere }, commitOne({ rows: "elsewhere" }))

      assert.include(
        yield* opening(tables),
        "keeps the rows of demo/offers in its table demo_offers and not in segments"
      )
      assert.include(yield* opening(elsewhere), "keeps the rows of demo/offers elsewhere and not in segments")
    })
  )

  it.effect("takes new columns that may be null, writes rows anew that lack them, and refuses another key", () =>
    Effect.gen(function* () {
      const { directory } = yield* filled
      const wider = { ...Pages.versionedOffers, ...table, fingerprint: "wider" }
      const rooms = { field: "rooms", name: "rooms", kind: "integer", nullable: true } as const
      const withRooms = { ...wider, columns: [...table.columns, rooms] }
      const row = { ...Pages.offer("o1-0", "1"), record: { ...Pages.offer("o1-0", "1").record, rooms: 7 } }

      const written = yield* using(
        { directory },
        Effect.flatMap(open(withRooms), (store) => store.commit(Pages.page(table, 6, [row, Pages.offer("o1-1", "1")])))
      )

      assert.deepStrictEqual(written, { inserted: 0, updated: 0, unchanged: 2 })
      const current = currentOf(directory, table)
      assert.strictEqual(current.length, 50)
      assert.deepStrictEqual(
        ["o1-0", "o1-1", "o1-2"].map((id) => current.find((line) => line.row["id"] === id)?.row["rooms"]),
        [7, null, undefined]
      )
      const otherKey = { ...table, key: [table.columns[1]!], fingerprint: "other" }
      assert.include(yield* refusal(directory, open(otherKey)), 'is keyed by "id" and not by "price"')
    })
  )
})
