import { assert, describe, it, vi } from "@effect/vitest"
import { Effect, Logger, Schema } from "effect"
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as NdjsonStore from "../../src/store/NdjsonStore.ts"
import type { Segment } from "../../src/store/SegmentList.ts"
import * as SegmentMerge from "../../src/store/SegmentMerge.ts"
import { currentOf, folderOf, linesOf, newDirectory, parse, segmentsOf, using } from "./NdjsonDirectory.ts"
import * as Pages from "./Pages.ts"
import { open } from "./StoreSubject.ts"

const table = Pages.offers

const segment = (number: number, bytes: number, file = `${number}.ndjson`): Segment => ({
  number,
  file,
  bytes,
  sha256: "",
  lines: 1,
  firstSeq: number,
  lastSeq: number
})

const merged = (maxBytes: number, ...sizes: ReadonlyArray<number>) =>
  SegmentMerge.worthwhile(
    sizes.map((bytes, i) => segment(i + 1, bytes)),
    maxBytes
  ).map(({ number }) => number)

const page = (seq: number, status: "running" | "completed" = "running") =>
  Pages.page(table, seq, [Pages.offer(`o${seq % 300}`, String(seq)), Pages.offer("same", "1")], {
    checkpoint: Pages.checkpoint(table, { seq, status })
  })

/** Ends a sweep of two pages, of which it is the larger, so that the first is worth merging. */
const last = { ...page(2, "completed"), rows: ["b", "c", "d"].map((id) => Pages.offer(id, "1")) }

/** What is said while something is done with `logged`. */
const warned = () => {
  const warnings: Array<string> = []
  const logger = Logger.make(({ logLevel, message }) => {
    if (logLevel === "Warn") warnings.push(String(message))
  })
  return { warnings, logged: Logger.layer([logger]) }
}

// Disks take their time to sync.
vi.setConfig({ testTimeout: 60_000 })

describe("SegmentMerge", () => {
  it("takes the newest segments, and an older one only if it is not much larger than all of them", () => {
    assert.deepStrictEqual(merged(100), [])
    assert.deepStrictEqual(merged(100, 1), [])
    assert.deepStrictEqual(merged(100, 1, 1, 1), [1, 2, 3])
    assert.deepStrictEqual(merged(100, 50, 1, 1), [2, 3])
    assert.deepStrictEqual(merged(100, 4, 2), [1, 2])
    assert.deepStrictEqual(merged(100, 5, 2), [])
    assert.deepStrictEqual(merged(10, 4, 4, 4), [2, 3])
    assert.deepStrictEqual(merged(10, 3, 3, 4), [1, 2, 3])
    assert.deepStrictEqual(merged(100, 1, 200), [])
    assert.deepStrictEqual(merged(100, 1, 1, 1, 100), [1, 2, 3])
    assert.deepStrictEqual(merged(100, 90, 1, 1, 100, 3), [2, 3])
  })

  it("leaves segments of another compression apart", () => {
    const mixed = [segment(1, 1, "1.ndjson"), segment(2, 1, "2.ndjson.gz"), segment(3, 1, "3.ndjson.gz")]

    assert.deepStrictEqual(
      SegmentMerge.worthwhile(mixed, 100).map(({ number }) => number),
      [2, 3]
    )
  })

  it.effect.prop(
    "leaves few segments and copies a byte a few times, however large the sweeps are",
    [Schema.NonEmptyArray(Schema.Literals([1, 3, 10, 100, 1000]))],
    ([sizes]) =>
      Effect.sync(() => {
        const maxBytes = 4096
        const sweeps = Array.from({ length: 400 }, (_, i) => sizes[i % sizes.length]!)
        let segments: ReadonlyArray<Segment> = []
        let [copied, number] = [0, 0]
        for (const bytes of sweeps) {
          segments = [...segments, segment(++number, bytes)]
          for (;;) {
            const some = SegmentMerge.worthwhile(segments, maxBytes)
            if (some.length === 0) break
            const sum = some.reduce((total, one) => total + one.bytes, 0)
            const from = segments.indexOf(some[0]!)
            assert.deepStrictEqual(segments.slice(from, from + some.length), some)
            assert.isAtMost(sum, maxBytes)
            segments = segments.toSpliced(from, some.length, segment(++number, sum))
            copied += sum
          }
        }
        const total = sweeps.reduce((sum, bytes) => sum + bytes, 0)
        assert.strictEqual(
          segments.reduce((sum, one) => sum + one.bytes, 0),
          total
        )
        assert.isAtMost(segments.length, (2 * total) / maxBytes + 2 * Math.log2(maxBytes) + 2)
        assert.isAtMost(copied, 16 * total)
      })
  )

  it.effect(
    "leaves a handful of files of a pull of a thousand pages, with every line once",
    () =>
      Effect.gen(function* () {
        const directory = yield* newDirectory
        let most = 0
        yield* using(
          { directory },
          Effect.gen(function* () {
            const store = yield* open(table)
            for (let seq = 1; seq <= 1000; seq++) {
              yield* store.commit(page(seq, seq === 1000 ? "completed" : "running"))
              if (seq % 50 === 0) most = Math.max(most, segmentsOf(directory, table).length)
            }
            assert.isAtMost(segmentsOf(directory, table).length, 10)
          })
        )

        assert.isAtMost(most, 80)
        assert.deepStrictEqual(
          linesOf(directory, table).map((line) => parse(line).seq),
          Array.from({ length: 1001 }, (_, i) => i + 1)
        )
        assert.strictEqual(currentOf(directory, table).length, 301)
        assert.deepInclude(yield* NdjsonStore.verify({ directory }), { lines: 1001 })
      }),
    60_000
  )

  for (const gzip of [false, true]) {
    it.effect(`keeps segments within the size it is given${gzip ? ", compressed" : ""}`, () =>
      Effect.gen(function* () {
        const directory = yield* newDirectory
        const segmentBytes = gzip ? 2000 : 4000
        yield* using(
          { directory, segmentBytes, gzip },
          Effect.gen(function* () {
            const store = yield* open(table)
            for (let seq = 1; seq <= 40; seq++) yield* store.commit(page(seq, "completed"))
          })
        )

        const sizes = segmentsOf(directory, table).map(
          (file) => readFileSync(join(folderOf(directory, table), file)).byteLength
        )
        assert.isAbove(sizes.length, 2)
        assert.isAtMost(Math.max(...sizes), segmentBytes)
        assert.isBelow(sizes.length, 20)
        assert.strictEqual(linesOf(directory, table).length, 41)
      })
    )
  }

  it.effect("goes on with compressed segments where there were plain ones", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const commit = (seq: number) => Effect.flatMap(open(table), (store) => store.commit(page(seq, "completed")))
      yield* using({ directory }, commit(1))
      yield* using({ directory, gzip: true }, commit(2))
      yield* using({ directory, gzip: true }, commit(3))

      assert.deepStrictEqual(segmentsOf(directory, table), ["000001.ndjson", "000004.ndjson.gz"])
      assert.strictEqual(linesOf(directory, table).length, 4)
    })
  )

  it.effect("merges older ones too that are worth it, once the newest are one", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const sizes = [1, 1, 60, 1, 1]
      yield* using(
        { directory },
        Effect.gen(function* () {
          const store = yield* open(table)
          for (const [i, size] of sizes.entries()) {
            const rows = Array.from({ length: size }, (_, at) => Pages.offer(`o${i}-${at}`, "1"))
            yield* store.commit({ ...page(i + 1, i === 4 ? "completed" : "running"), rows })
          }

          assert.deepStrictEqual(segmentsOf(directory, table), ["000006.ndjson", "000007.ndjson"])
        })
      )

      assert.deepInclude(yield* NdjsonStore.verify({ directory }), { segments: 2, lines: 64 })
    })
  )

  it.effect("takes a segment along that another process has committed and not yet renamed", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      yield* using(
        { directory },
        Effect.gen(function* () {
          const store = yield* open(table)
          yield* store.commit(page(1))
          const first = join(folderOf(directory, table), "000001.ndjson")
          renameSync(first, `${first}.tmp`)

          yield* store.commit(last)

          assert.deepStrictEqual(segmentsOf(directory, table), ["000003.ndjson"])
        })
      )

      assert.strictEqual(linesOf(directory, table).length, 5)
    })
  )

  it.effect("says why segments stay as they are, and loses no page for it", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const { warnings, logged } = warned()
      yield* using(
        { directory },
        Effect.gen(function* () {
          const store = yield* open(table)
          yield* store.commit(page(1))
          rmSync(join(folderOf(directory, table), "000001.ndjson"))

          yield* store.commit(last)

          assert.strictEqual((yield* store.load("all"))?.seq, 2)
        })
      ).pipe(Effect.provide(logged))

      assert.strictEqual(warnings.length, 1)
      assert.match(
        warnings[0]!,
        /StoreUnavailable: can't merge segments of demo-offers: ENOENT.*; the segments stay as they are$/
      )
    })
  )

  it.effect("makes no damaged segment part of a whole one, and keeps what was committed", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      yield* using(
        { directory },
        Effect.gen(function* () {
          const store = yield* open(table)
          yield* store.commit(page(1))
          const first = join(folderOf(directory, table), "000001.ndjson")
          const bytes = readFileSync(first)
          bytes[10]! ^= 1
          writeFileSync(first, bytes)

          assert.strictEqual((yield* store.commit(last)).inserted, 3)
          assert.strictEqual((yield* store.load("all"))?.seq, 2)
        })
      )

      assert.deepStrictEqual(segmentsOf(directory, table), ["000001.ndjson", "000002.ndjson"])
      assert.include(
        String(yield* Effect.flip(NdjsonStore.verify({ directory }))),
        "segment demo-offers/000001.ndjson has other bytes than were written"
      )
    })
  )
})
