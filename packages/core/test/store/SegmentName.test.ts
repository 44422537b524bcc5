import { assert, describe, it, vi } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import * as SegmentName from "../../src/store/SegmentName.ts"
import { newDirectory } from "./NdjsonDirectory.ts"
import { hostile } from "./NdjsonHostile.ts"

const safe = /^[a-z0-9_=~]*-[a-z0-9_=~]*$/
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

const folder = (connector: string, stream: string) => SegmentName.folderOf({ connector, stream }).toLowerCase()

// Disks take their time to sync.
vi.setConfig({ testTimeout: 60_000 })

describe("SegmentName", () => {
  it("names a folder after its connector and stream", () => {
    assert.strictEqual(SegmentName.folderOf({ connector: "booking", stream: "rates" }), "booking-rates")
    assert.strictEqual(SegmentName.folderOf({ connector: "../A", stream: "con" }), "=002e=002e=002f=0041-con")
  })

  it("keeps long names apart, and short enough for a file system", () => {
    const long = "x".repeat(400)
    const folders = [`${long}a`, `${long}b`, long, "\u00e9".repeat(400)].map((name) => folder(name, name))

    assert.strictEqual(new Set(folders).size, 4)
    for (const each of folders) assert.isAtMost(each.length, 255)
  })

  it.effect("gives every pair of hostile names a folder of its own that a file system takes", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const pairs = hostile.flatMap((name, i) => [
        { connector: name, stream: "rates" },
        { connector: "booking", stream: name },
        { connector: name, stream: hostile[(i * 7 + 3) % hostile.length]! },
        { connector: name.toUpperCase(), stream: name.toLowerCase() }
      ])
      const distinct = new Map(pairs.map((pair) => [JSON.stringify(pair), pair]))

      const folders = new Set([...distinct.values()].map(SegmentName.folderOf))

      assert.strictEqual(folders.size, distinct.size)
      for (const folder of folders) {
        assert.match(folder, safe)
        assert.notMatch(folder, reserved)
        mkdirSync(join(directory, folder))
      }
      assert.sameMembers(readdirSync(directory), [...folders])
    })
  )

  it.effect.prop(
    "gives no two streams a folder, even where case is ignored",
    { a: Schema.String, b: Schema.String, c: Schema.String, d: Schema.String },
    ({ a, b, c, d }) =>
      Effect.sync(() => {
        if (a !== c || b !== d) assert.notStrictEqual(folder(a, b), folder(c, d))
        assert.notStrictEqual(folder(`${a}_${b}`, c), folder(a, `${b}_${c}`))
        assert.match(folder(a, b), safe)
      })
  )

  it("tells its files from others", () => {
    assert.strictEqual(SegmentName.fileOf(7, false), "000007.ndjson")
    assert.strictEqual(SegmentName.fileOf(12_345_678, true), "12345678.ndjson.gz")
    for (const ours of ["000001.ndjson.tmp", "12345678.ndjson.gz.tmp", "manifest.json.tmp"]) {
      assert.isTrue(SegmentName.isUnfinished(ours))
    }
    for (const other of ["notes.tmp", "00001.ndjson.tmp", "000001.ndjson", "x000001.ndjson.tmp", "000001.csv.tmp"]) {
      assert.isFalse(SegmentName.isUnfinished(other), other)
    }
    assert.isTrue(SegmentName.isSegment("000001.ndjson") && SegmentName.isSegment("000001.ndjson.gz"))
    assert.isFalse(SegmentName.isSegment("manifest.json") || SegmentName.isSegment("000001.ndjson.tmp"))
  })
})
