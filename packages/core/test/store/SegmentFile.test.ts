import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit } from "effect"
import { createHash } from "node:crypto"
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { StoreMismatch } from "../../src/contract/SyncStore.ts"
import * as SegmentFile from "../../src/store/SegmentFile.ts"
import { newDirectory } from "./NdjsonDirectory.ts"

/** A directory with a file and an empty folder in it. */
const some = Effect.map(newDirectory, (path) => {
  const [file, folder] = [join(path, "file"), join(path, "folder")]
  writeFileSync(file, "content")
  mkdirSync(folder)
  return { path, file, folder, none: join(path, "none"), inFile: join(file, "none") }
})

const throwing = (cause: unknown) =>
  SegmentFile.attempt("write it", () => {
    throw cause
  })

const failedWith = (code: unknown) => Object.assign(new Error("it failed"), { code })

const nobody = 65_534

/** Runs `work` in a directory that may be written and not be read, as a user whom permissions bind: root is none. */
const inUnreadable = (path: string, work: () => void) => {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) chownSync(path, nobody, nobody)
  chmodSync(path, 0o300)
  if (isRoot) process.seteuid?.(nobody)
  try {
    work()
  } finally {
    if (isRoot) process.seteuid?.(0)
    chmodSync(path, 0o700)
  }
}

describe("SegmentFile.attempt", () => {
  it.effect("gives what the work gives, and says what the operating system refused", () =>
    Effect.gen(function* () {
      const { file, none } = yield* some

      assert.strictEqual(yield* SegmentFile.attempt("read it", () => readFileSync(file, "utf8")), "content")
      const failure = yield* Effect.flip(SegmentFile.attempt("read it", () => readFileSync(none)))

      assert.strictEqual(failure._tag, "StoreUnavailable")
      assert.match(failure.detail, /^can't read it: ENOENT: .*none/)
    })
  )

  it.effect("tells a full disk and a used up quota from all other failures", () =>
    Effect.gen(function* () {
      const failures = yield* Effect.forEach(["ENOSPC", "EDQUOT", "EIO", ""], (code) =>
        Effect.flip(throwing(failedWith(code)))
      )

      assert.deepStrictEqual(
        failures.map(({ _tag }) => _tag),
        ["StoreFull", "StoreFull", "StoreUnavailable", "StoreUnavailable"]
      )
      for (const { detail } of failures) assert.strictEqual(detail, "can't write it: it failed")
    })
  )

  it.effect("fails with a StoreMismatch as it is", () =>
    Effect.gen(function* () {
      const mismatch = new StoreMismatch({ detail: "other bytes" })

      assert.strictEqual(yield* Effect.flip(throwing(mismatch)), mismatch)
    })
  )

  for (const [what, cause] of [
    ["an error of Innlet's own", new Error("a mistake")],
    ["an error whose code is none of the system's", failedWith(5)],
    ["what is no error, whatever its code", { code: "EIO", message: "it failed" }],
    ["a text", "ENOENT"]
  ] as const) {
    it.effect(`takes ${what} for a defect and not for a failing disk`, () =>
      Effect.gen(function* () {
        const exit = yield* Effect.exit(throwing(cause))

        assert.isTrue(Exit.hasDies(exit))
        assert.strictEqual(Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined, cause)
      })
    )
  }
})

describe("SegmentFile.makeDirectory", () => {
  it.effect("makes those above it too, and leaves one that is there as it is", () =>
    Effect.gen(function* () {
      const { file, folder, inFile } = yield* some
      const deep = join(folder, "a", "b", "c")

      SegmentFile.makeDirectory(deep)
      writeFileSync(join(deep, "kept"), "")
      SegmentFile.makeDirectory(deep)

      assert.deepStrictEqual(readdirSync(deep), ["kept"])
      assert.throws(() => SegmentFile.makeDirectory(inFile), "ENOTDIR")
      assert.throws(() => SegmentFile.makeDirectory(file), "EEXIST")
    })
  )

  it.effect(
    "leaves nothing where what is above can't be put through to the disk, so that the next try makes it anew",
    () =>
      Effect.gen(function* () {
        const parent = yield* newDirectory

        for (const path of [join(parent, "a"), join(parent, "a", "b", "c")]) {
          inUnreadable(parent, () => assert.throws(() => SegmentFile.makeDirectory(path), /^EACCES: .*, open/))
          assert.deepStrictEqual(readdirSync(parent), [])
        }
      })
  )
})

describe("SegmentFile.rename", () => {
  it.effect("gives a file its name, is content where another did it, and says what else is wrong", () =>
    Effect.gen(function* () {
      const { file, inFile, none, path } = yield* some
      const [from, to] = [join(path, "from"), join(path, "to")]
      writeFileSync(from, "mine")

      SegmentFile.rename(from, to)
      SegmentFile.rename(from, to)

      assert.isFalse(existsSync(from))
      assert.strictEqual(readFileSync(to, "utf8"), "mine")
      assert.throws(() => SegmentFile.rename(to, inFile), "ENOTDIR")
      assert.strictEqual(readFileSync(to, "utf8"), "mine")
      SegmentFile.rename(none, file)
      assert.strictEqual(readFileSync(file, "utf8"), "content")
    })
  )
})

describe("SegmentFile.remove", () => {
  it.effect("is content where the file is gone, and says what else is wrong", () =>
    Effect.gen(function* () {
      const { file, folder, inFile } = yield* some

      assert.throws(() => SegmentFile.remove(inFile), "ENOTDIR")
      assert.throws(() => SegmentFile.remove(folder), /EISDIR|EPERM/)
      SegmentFile.remove(file)
      SegmentFile.remove(file)

      assert.deepStrictEqual([existsSync(file), existsSync(folder)], [false, true])
    })
  )
})

describe("SegmentFile.names", () => {
  it.effect("finds none where there is no directory, and says so where a file is in its place", () =>
    Effect.gen(function* () {
      const { file, none, path } = yield* some

      assert.deepStrictEqual(SegmentFile.names(path).toSorted(), ["file", "folder"])
      assert.deepStrictEqual(SegmentFile.names(none), [])
      assert.throws(() => SegmentFile.names(file), "ENOTDIR")
    })
  )
})

describe("SegmentFile.sizeOf", () => {
  it.effect("knows the size of files alone", () =>
    Effect.gen(function* () {
      const { file, folder, none } = yield* some

      assert.deepStrictEqual([file, folder, none].map(SegmentFile.sizeOf), [7, undefined, undefined])
    })
  )
})

describe("SegmentFile.read", () => {
  it.effect("has a megabyte of a file in memory at a time, and gives all of it", () =>
    Effect.gen(function* () {
      const { file } = yield* some
      const content = Buffer.from(Uint8Array.from({ length: 2_500_000 }, (_, i) => i % 251))
      writeFileSync(file, content)
      const sizes: Array<number> = []
      const hash = createHash("sha256")

      for (const part of SegmentFile.read(file)) {
        sizes.push(part.byteLength)
        hash.update(part)
      }

      const sha256 = createHash("sha256").update(content).digest("hex")
      assert.deepStrictEqual([Math.max(...sizes), hash.digest("hex")], [2 ** 20, sha256])
      assert.deepStrictEqual(SegmentFile.contentOf(file), { bytes: 2_500_000, sha256 })
    })
  )

  it.effect("gives nothing of an empty file", () =>
    Effect.gen(function* () {
      const { file } = yield* some
      writeFileSync(file, "")

      assert.deepStrictEqual([...SegmentFile.read(file)], [])
      assert.strictEqual(SegmentFile.contentOf(file).bytes, 0)
    })
  )
})
