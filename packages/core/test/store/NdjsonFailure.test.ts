import { assert, describe, it, vi } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { execFileSync, spawn } from "node:child_process"
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as NdjsonStore from "../../src/store/NdjsonStore.ts"
import { currentOf, folderOf, linesOf, newDirectory, parse, segmentsOf, using } from "./NdjsonDirectory.ts"
import * as Pages from "./Pages.ts"
import { open, reasonOf } from "./StoreSubject.ts"

const table = Pages.offers

const isMounted = (path: string): boolean => {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", path], { stdio: "ignore" })
    return true
  } catch {
    console.warn("NdjsonStore: the test of a full disk is SKIPPED: no tmpfs can be mounted here")
    return false
  }
}

/** A file system of one megabyte, gone with the scope; nothing where none can be mounted. */
const smallDisk = Effect.gen(function* () {
  const path = yield* newDirectory
  if (!isMounted(path)) return undefined
  yield* Effect.addFinalizer(() => Effect.sync(() => execFileSync("umount", [path])))
  return path
})

type Call = "fsyncSync" | "writeSync" | "openSync" | "renameSync"

/** Lets calls of the file system fail, where `when` says so, as the operating system would. */
const failing = (call: Call, code: string, when: (...args: ReadonlyArray<unknown>) => boolean) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const original: unknown = Reflect.get(fs, call)
      Reflect.set(fs, call, (...args: ReadonlyArray<unknown>) => {
        if (when(...args)) throw Object.assign(new Error(`${code}: it failed, ${call}`), { code })
        return typeof original === "function" ? Reflect.apply(original, fs, args) : undefined
      })
      syncBuiltinESMExports()
      return original
    }),
    (original) =>
      Effect.sync(() => {
        Reflect.set(fs, call, original)
        syncBuiltinESMExports()
      })
  )

const pathOf = (descriptor: unknown) => fs.readlinkSync(`/proc/self/fd/${Number(descriptor)}`)

const rival = (...args: ReadonlyArray<string>) =>
  Effect.promise(
    () =>
      new Promise<number | null>((resolve) => {
        const path = fileURLToPath(new URL("NdjsonRival.ts", import.meta.url))
        spawn(process.execPath, [path, ...args], { stdio: "inherit" }).once("exit", resolve)
      })
  )

// Disks take their time to sync.
vi.setConfig({ testTimeout: 60_000 })

describe("NdjsonStore where something fails", () => {
  for (const [who, left, problem] of [
    ["the segment", 0, "can't write segment demo-offers/000002.ndjson: ENOSPC"],
    ["the database, once the segment is written", 4096, "full"]
  ] as const) {
    it.effect(`writes nothing of a page where a full disk has no room for ${who}, and goes on when there is`, () =>
      Effect.gen(function* () {
        const disk = yield* smallDisk
        if (disk === undefined) return
        const directory = join(disk, "store")
        yield* using(
          { directory },
          Effect.gen(function* () {
            const store = yield* open(table)
            const next = Pages.page(table, 2, [Pages.offer("b", "1")])
            yield* store.commit(Pages.page(table, 1, [Pages.offer("a", "1")]))
            const { bavail, bsize } = fs.statfsSync(disk)
            fs.writeFileSync(join(disk, "other"), Buffer.alloc(bavail * bsize - left))

            const error = yield* Effect.flip(store.commit(next))

            assert.strictEqual(error.reason._tag, "StoreFull")
            assert.include(error.reason.detail, problem)
            assert.strictEqual((yield* store.load("all"))?.seq, 1)
            assert.deepStrictEqual(segmentsOf(directory, table), ["000001.ndjson"])
            fs.rmSync(join(disk, "other"))
            assert.strictEqual((yield* store.commit(next)).inserted, 1)
          })
        )

        assert.deepStrictEqual(
          currentOf(directory, table).map((line) => line.row["id"]),
          ["a", "b"]
        )
        assert.deepInclude(yield* NdjsonStore.verify({ directory }), { lines: 2 })
      })
    )
  }

  for (const [what, isIt] of [
    ["the file", (path: string) => path.endsWith(".ndjson.tmp")],
    ["the folder", (path: string) => path.endsWith("demo-offers")]
  ] as const) {
    it.effect(`does not commit what it could not sync: ${what}`, () =>
      Effect.gen(function* () {
        const directory = yield* newDirectory
        yield* using(
          { directory },
          Effect.gen(function* () {
            const store = yield* open(table)
            yield* store.commit(Pages.page(table, 1, [Pages.offer("a", "1")]))

            const error = yield* Effect.scoped(
              Effect.andThen(
                failing("fsyncSync", "EIO", (descriptor) => isIt(pathOf(descriptor))),
                Effect.flip(store.commit(Pages.page(table, 2, [Pages.offer("b", "1")])))
              )
            )

            assert.strictEqual(error.reason._tag, "StoreUnavailable")
            assert.include(error.message, "can't write segment demo-offers/000002.ndjson: EIO")
            assert.strictEqual((yield* store.load("all"))?.seq, 1)
            // Nobody may sync this file again and believe it.
            assert.notInclude(fs.readdirSync(folderOf(directory, table)), "000002.ndjson.tmp")
            assert.strictEqual((yield* store.commit(Pages.page(table, 2, [Pages.offer("b", "1")]))).inserted, 1)
          })
        )

        assert.strictEqual(linesOf(directory, table).length, 2)
        yield* NdjsonStore.verify({ directory })
      })
    )
  }

  it.effect("forgets no file that it removed before the removal is on the disk", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      yield* using(
        { directory },
        Effect.flatMap(open(table), (store) => store.commit(Pages.page(table, 1, [Pages.offer("a", "1")])))
      )
      yield* using(
        { directory },
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          yield* sql`INSERT INTO _innlet_segment (folder, number, file, lines, bytes, sha256, first_seq, last_seq, retired)
            VALUES ('demo-offers', 0, '000000.ndjson', 1, 3, '', 0, 0, 1)`
        })
      )
      const merged = join(folderOf(directory, table), "000000.ndjson")
      fs.writeFileSync(merged, "{}\n")
      const retired = SqlClient.SqlClient.use((sql) => sql`SELECT file FROM _innlet_segment WHERE retired = 1`)
      const { length } = yield* using({ directory }, retired)

      const message = yield* Effect.scoped(
        Effect.andThen(
          failing("fsyncSync", "EIO", (descriptor) => pathOf(descriptor).endsWith("demo-offers")),
          Effect.map(Effect.flip(using({ directory }, open(table))), String)
        )
      )

      assert.strictEqual(length, 1)
      assert.include(message, "StoreUnavailable: can't settle demo-offers: EIO")
      assert.strictEqual((yield* using({ directory }, retired)).length, 1)
      yield* using({ directory }, open(table))
      assert.deepStrictEqual(yield* using({ directory }, retired), [])
      assert.isFalse(fs.existsSync(merged))
      assert.strictEqual(linesOf(directory, table).length, 1)
    })
  )

  it.effect("writes the rest where the disk takes only a part of what it is given", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const original = fs.writeSync
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          Reflect.set(fs, "writeSync", (file: number, bytes: Uint8Array, at: number, size: number) =>
            original(file, bytes, at, Math.min(size, 7))
          )
          syncBuiltinESMExports()
        }),
        () =>
          Effect.sync(() => {
            Reflect.set(fs, "writeSync", original)
            syncBuiltinESMExports()
          })
      )

      yield* using(
        { directory },
        Effect.flatMap(open(table), (store) => store.commit(Pages.page(table, 1, [Pages.offer("a", "1")])))
      )

      assert.strictEqual(parse(linesOf(directory, table)[0]!).row["id"], "a")
      yield* NdjsonStore.verify({ directory })
    })
  )

  it.effect("keeps a page that is committed and can't be renamed, and renames it when it opens", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* failing("renameSync", "EACCES", (from) => String(from).endsWith(".ndjson.tmp"))
          const commit = Effect.flatMap(open(table), (store) =>
            store.commit(Pages.page(table, 1, [Pages.offer("a", "1")]))
          )
          assert.strictEqual((yield* using({ directory }, commit)).inserted, 1)
          assert.deepStrictEqual(segmentsOf(directory, table), [])
        })
      )

      yield* using({ directory }, open(table))

      assert.strictEqual(linesOf(directory, table).length, 1)
      yield* NdjsonStore.verify({ directory })
    })
  )

  it.effect("shows and keeps nothing of a page whose transaction fails after its lines were written", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      yield* using(
        { directory },
        Effect.gen(function* () {
          const store = yield* open(table)
          const sql = yield* SqlClient.SqlClient
          yield* store.commit(Pages.page(table, 1, [Pages.offer("a", "1")]))
          yield* sql.unsafe(
            "CREATE TRIGGER full BEFORE UPDATE ON _innlet_checkpoint BEGIN SELECT RAISE(ABORT, 'no room'); END"
          )
          const next = Pages.page(table, 2, [Pages.offer("a", "2"), Pages.offer("b", "1")])

          assert.strictEqual(yield* reasonOf(store.commit(next)), "StoreUnavailable")
          assert.strictEqual(yield* reasonOf(store.commit(next)), "StoreUnavailable")

          assert.strictEqual(linesOf(directory, table).length, 1)
          yield* sql.unsafe("DROP TRIGGER full")
          yield* store.commit(Pages.page(table, 2, []))
          assert.strictEqual(linesOf(directory, table).length, 1)
          yield* store.commit(Pages.page(table, 3, next.rows))
        })
      )

      assert.deepStrictEqual(
        linesOf(directory, table).map((line) => parse(line).page),
        [1, 3, 3]
      )
    })
  )

  it.effect("fences writers that hold the directory in two connections", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const commit = (price: string) =>
        Effect.flatMap(open(table), (store) => store.commit(Pages.page(table, 1, [Pages.offer("a", price)])))

      const second = yield* using(
        { directory },
        Effect.andThen(commit("1"), reasonOf(using({ directory }, commit("2"))))
      )

      assert.strictEqual(second, "StaleEpoch")
      assert.deepStrictEqual(
        linesOf(directory, table).map((line) => parse(line).row["price"]),
        ["1"]
      )
    })
  )

  it.effect(
    "takes the pages of two processes at once, each line once and in one order",
    () =>
      Effect.gen(function* () {
        const directory = yield* newDirectory
        const pages = 60

        const ended = yield* Effect.all([rival(directory, "p", String(pages)), rival(directory, "q", String(pages))], {
          concurrency: 2
        })

        assert.deepStrictEqual(ended, [0, 0])
        const lines = linesOf(directory, table).map(parse)
        assert.strictEqual(lines.length, 4 * pages)
        assert.deepStrictEqual(
          lines.map((line) => line.seq),
          lines.map((_, i) => i + 1)
        )
        const turns = lines.filter((line, i) => i > 0 && line.partition !== lines[i - 1]?.partition)
        assert.isAbove(turns.length, 1)
        assert.strictEqual(currentOf(directory, table).length, 2 * pages + 2)
        const checkpoints = yield* using(
          { directory },
          SyncStore.use((store) => store.checkpoints)
        )
        assert.deepStrictEqual(
          checkpoints.map(({ partition, seq }) => [partition, seq]),
          [
            ["p", pages],
            ["q", pages]
          ]
        )
        yield* NdjsonStore.verify({ directory })
      }),
    120_000
  )
})
