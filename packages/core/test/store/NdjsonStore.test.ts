import { assert, describe, it, vi } from "@effect/vitest"
import { Context, Effect, Layer, Schema, Stream } from "effect"
import { existsSync, statSync } from "node:fs"
import { join } from "node:path"
import type { PageCommit } from "../../src/contract/PageCommit.ts"
import { columnKind, type StreamTable } from "../../src/contract/StreamTable.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as NdjsonIndex from "../../src/store/NdjsonIndex.ts"
import * as NdjsonStore from "../../src/store/NdjsonStore.ts"
import * as ExactText from "../../src/store/ExactText.ts"
import { SqliteClient } from "../../src/store/SqliteClient.ts"
import { currentOf, folderOf, linesOf, newDirectory, parse, segmentsOf, using } from "./NdjsonDirectory.ts"
import * as Pages from "./Pages.ts"
import { open } from "./StoreSubject.ts"
import { suite } from "./SyncStoreSuite.ts"

class Directory extends Context.Service<Directory, string>()("test/Directory") {}

interface Entry {
  readonly [column: string]: unknown
  readonly partition: string
  readonly run: string
  readonly page: number
  readonly observed_at: number
  readonly confirmed_at: number
  readonly deleted_at: number | null
}

const layer = (options?: Partial<NdjsonStore.Options>) =>
  Layer.unwrap(
    Effect.map(newDirectory, (directory) =>
      Layer.merge(NdjsonStore.layer({ directory, ...options }), Layer.succeed(Directory, directory))
    )
  )

/** Raw records from the lines, the rest from the index, which has to agree with them. */
const rows = Effect.fnUntraced(function* (table: StreamTable) {
  const directory = yield* Directory
  const sql = yield* SqliteClient
  const index = NdjsonIndex.tableOf(table)
  const keyOf = (column: (name: string) => unknown) => JSON.stringify(table.key.map(({ name }) => column(name)))
  const raws = new Map<string, string>()
  for (const line of linesOf(directory, table).map(parse)) {
    const key = keyOf((name) => line.row[name])
    if (line.raw !== null) raws.set(key, line.raw)
  }
  const entries = yield* sql.unsafe<Entry>(`
    SELECT *, _innlet_partition AS partition, _innlet_run AS run, _innlet_page AS page,
      _innlet_observed_at AS observed_at, _innlet_confirmed_at AS confirmed_at, _innlet_deleted_at AS deleted_at
    FROM ${index.name}`)
  return entries.map((entry) => ({
    raw: raws.get(keyOf((name) => (typeof entry[name] === "string" ? ExactText.decode(entry[name]) : entry[name])))!,
    partition: ExactText.decode(entry.partition),
    run: ExactText.decode(entry.run),
    page: entry.page,
    observedAt: entry.observed_at,
    confirmedAt: entry.confirmed_at,
    deletedAt: entry.deleted_at ?? undefined
  }))
})

suite("NdjsonStore", layer(), { rows })
suite("NdjsonStore with gzip", layer({ gzip: true }), { rows })

const offers = Pages.offers

/** A page of these offers, all of one price. */
const page = (seq: number, ids: ReadonlyArray<string>, fields?: Partial<PageCommit>) =>
  Pages.page(
    offers,
    seq,
    ids.map((id) => Pages.offer(id, "1")),
    fields
  )

const completed = (seq: number) => Pages.checkpoint(offers, { seq, status: "completed" })

// Disks take their time to sync.
vi.setConfig({ testTimeout: 60_000 })

describe("NdjsonStore", () => {
  it.effect("counts new rows right after a page of which most were there before", () =>
    Effect.gen(function* () {
      const store = yield* open(offers)
      const pages = [
        ["a", "b", "c"],
        ["a", "b", "c"],
        ["a", "b", "d"],
        ["e", "d"]
      ]

      const written = yield* Effect.forEach(pages, (ids, i) => store.commit(page(i + 1, ids)))

      assert.deepStrictEqual(
        written.map(({ inserted, unchanged, updated }) => [inserted, updated, unchanged]),
        [
          [3, 0, 0],
          [0, 0, 3],
          [1, 0, 2],
          [1, 0, 1]
        ]
      )
    }).pipe(Effect.provide(layer()))
  )

  it.effect("has a row of the run that saw it last, of two that saw it in one moment", () =>
    Effect.gen(function* () {
      const table = Pages.versionedOffers
      const store = yield* open(table)
      const next = Pages.checkpoint(table, { seq: 2, run: "next" })
      yield* store.commit(Pages.page(table, 1, [Pages.offer("a", "1", 1)], { observedAt: 5 }))
      yield* store.commit(
        Pages.page(table, 2, [Pages.offer("a", "2", 2)], { observedAt: 5, page: 1, checkpoint: next })
      )

      assert.deepStrictEqual(yield* store.unseen({ partition: "all", run: "next", startedAt: 6 }), {
        standing: 1,
        unseen: 0
      })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("writes no line of an older version, whatever columns the one that stands lacks", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const table = Pages.versionedOffers
      const rooms = { field: "rooms", name: "rooms", kind: "integer", nullable: true } as const
      const wider = { ...table, columns: [...table.columns, rooms], fingerprint: "wider" }
      const commit = (of: StreamTable, seq: number, price: string, minute: number, observedAt: number) =>
        using(
          { directory },
          Effect.flatMap(open(of), (store) =>
            store.commit(Pages.page(table, seq, [Pages.offer("a", price, minute)], { observedAt }))
          )
        )

      yield* commit(table, 1, "2", 2, 10)
      yield* commit(wider, 2, "1", 1, 20)
      yield* commit(wider, 3, "1", 1, 5)

      assert.deepStrictEqual(
        currentOf(directory, table).map(({ row, seq }) => [seq, row["price"]]),
        [[1, "2"]]
      )
      yield* commit(wider, 4, "2", 2, 30)
      assert.strictEqual(linesOf(directory, table).length, 2)
    })
  )

  it.effect("deletes rows whose keys are larger than numbers of JavaScript are exact, each once", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const table = Pages.tableOf(
        "long",
        Schema.Struct({ id: Schema.BigInt.annotate({ [columnKind]: "integer" }), price: Schema.String }),
        ["id"]
      )
      const rows = [2n ** 60n, 2n ** 60n + 1n].map((id) => ({
        identity: String(id),
        record: { id, price: "1" },
        raw: "{}"
      }))
      yield* using(
        { directory },
        Effect.gen(function* () {
          const store = yield* open(table)
          yield* store.commit(Pages.page(table, 1, rows))
          yield* store.commit(
            Pages.page(table, 2, [], {
              checkpoint: Pages.checkpoint(table, { seq: 2, run: "next" }),
              deleteUnseen: true
            })
          )

          const sweep = { partition: "all", run: "later", startedAt: 9000 }
          assert.deepStrictEqual(yield* store.unseen(sweep), { standing: 0, unseen: 0 })
        })
      )

      const lines = linesOf(directory, table)
      assert.deepStrictEqual(
        lines.map((line) => parse(line).op),
        ["upsert", "upsert", "delete", "delete"]
      )
      // As text, the key would be another one to whoever reads the lines.
      assert.deepStrictEqual(
        lines.map((line) => line.slice(0, line.indexOf(","))),
        ["1152921504606846976", "1152921504606846977", "1152921504606846976", "1152921504606846977"].map(
          (id) => `{"id":${id}`
        )
      )
    })
  )

  it.effect("merges a sweep that goes on after every sixty-fourth page with rows, and not before", () =>
    Effect.gen(function* () {
      const store = yield* open(offers)
      const directory = yield* Directory
      const counted: Array<number> = []
      for (let seq = 1; seq <= 130; seq++) {
        // Every other page brings nothing, and is no file to merge.
        yield* store.commit(page(seq, seq % 2 === 0 ? [] : [`o${seq}`]))
        counted.push(segmentsOf(directory, offers).length)
      }

      assert.strictEqual(Math.max(...counted), 63)
      assert.deepStrictEqual([counted[125], counted[126], counted[129]], [63, 1, 2])
    }).pipe(Effect.provide(layer()))
  )

  it.effect("merges what replayed letters wrote after every sixty-fourth, and not before", () =>
    Effect.gen(function* () {
      const root = yield* SyncStore
      const store = yield* open(offers)
      const directory = yield* Directory
      const deadLetters = Array.from({ length: 64 }, (_, i) => Pages.letter(`{"n":${i}}`, i))
      yield* store.commit(page(1, [], { deadLetters }))
      const counted: Array<number> = []
      for (const letter of yield* root.deadLetters({})) {
        const decoded = [{ letter, row: Pages.offer(`o${letter.position}`, "1") }]
        yield* store.replayed({ decoded, failed: [] })
        counted.push(segmentsOf(directory, offers).length)
      }

      assert.deepStrictEqual(counted, [...Array.from({ length: 63 }, (_, i) => i + 1), 1])
    }).pipe(Effect.provide(layer()))
  )

  it.effect("touches no segment when a sweep ends that wrote nothing", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const pull = (pages: ReadonlyArray<PageCommit>, segmentBytes?: number) =>
        using(
          { directory, segmentBytes },
          Effect.flatMap(open(offers), (store) => Effect.forEach(pages, store.commit))
        )
      yield* pull([page(1, ["a"]), page(2, ["b"])], 1)
      const segments = segmentsOf(directory, offers)

      yield* pull([page(3, [], { checkpoint: completed(3) })])

      assert.strictEqual(segments.length, 2)
      assert.deepStrictEqual(segmentsOf(directory, offers), segments)
      yield* pull([page(4, ["c"], { checkpoint: completed(4) })])
      assert.strictEqual(segmentsOf(directory, offers).length, 1)
    })
  )

  it.effect("tells how much it verified", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const others = { ...offers, stream: "others", name: "demo_others" }
      for (const table of [offers, others]) {
        yield* using(
          { directory, segmentBytes: 1 },
          Effect.flatMap(open(table), (store) =>
            Effect.forEach([1, 2], (seq) =>
              store.commit(Pages.page(table, seq, [Pages.offer(`${seq}a`, "1"), Pages.offer(`${seq}b`, "1")]))
            )
          )
        )
      }

      const sizes = [offers, others].flatMap((table) =>
        segmentsOf(directory, table).map((file) => statSync(join(folderOf(directory, table), file)).size)
      )
      assert.deepStrictEqual(yield* NdjsonStore.verify({ directory }), {
        segments: 4,
        lines: 8,
        bytes: sizes.reduce((sum, size) => sum + size, 0)
      })
    })
  )

  it.effect("has no segments of a stream whose rows go elsewhere, and nothing that only they would know", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const told = yield* using(
        { directory },
        Effect.gen(function* () {
          const store = yield* open(Pages.stays, { rows: "elsewhere" })
          yield* store.commit(Pages.page(Pages.stays, 1, []))
          return yield* Stream.runCollect(store.observations({ fields: ["tags"] }))
        })
      )

      assert.deepStrictEqual(told, [])
      assert.isFalse(existsSync(folderOf(directory, Pages.stays)))
      assert.deepStrictEqual(yield* NdjsonStore.verify({ directory }), { segments: 0, lines: 0, bytes: 0 })
    })
  )
})
