import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as NdjsonStore from "../../src/store/NdjsonStore.ts"
import * as Program from "../crash/Program.ts"
import { currentOf, folderOf, linesOf, newDirectory, segmentsOf, using } from "./NdjsonDirectory.ts"
import * as NdjsonPull from "./NdjsonPull.ts"
import * as Pages from "./Pages.ts"

const table = Pages.versionedOffers
const child = await Program.of(join(import.meta.dirname, "NdjsonChild.ts"))

/** What the child prints, and what it ends with. */
const run = (...args: ReadonlyArray<string>) =>
  Effect.promise(
    () =>
      new Promise<{ readonly ended: string; readonly output: string }>((resolve) => {
        const spawned = spawn(process.execPath, [child, ...args], {
          env: { ...process.env, ...Program.environment },
          stdio: ["ignore", "pipe", "pipe"]
        })
        let output = ""
        spawned.stdout.on("data", (data) => (output += String(data)))
        spawned.stderr.on("data", (data) => (output += String(data)))
        spawned.once("exit", (code, signal) => resolve({ ended: String(signal ?? code), output }))
      })
  )

/** Everything a pull leaves, byte for byte. */
const leftIn = (directory: string) =>
  Effect.gen(function* () {
    yield* NdjsonStore.verify({ directory })
    const manifest: { readonly segments: ReadonlyArray<{ readonly file: string }> } = JSON.parse(
      readFileSync(join(folderOf(directory, table), "manifest.json"), "utf8")
    )
    assert.deepStrictEqual(
      readdirSync(folderOf(directory, table)).toSorted(),
      ["manifest.json", ...manifest.segments.map(({ file }) => file)].toSorted()
    )
    return {
      lines: linesOf(directory, table),
      current: currentOf(directory, table),
      kept: yield* using({ directory }, NdjsonPull.kept)
    }
  })

const pulled = (directory: string) => Effect.andThen(using({ directory }, NdjsonPull.pull), leftIn(directory))

/** Goes on in each directory, and finds nothing missing and nothing twice. */
const recovers = (directories: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const whole = yield* pulled(yield* newDirectory)
    assert.strictEqual(whole.lines.length, 11)
    assert.strictEqual(whole.current.length, 5)
    for (const directory of directories) assert.deepStrictEqual(yield* pulled(directory), whole, directory)
  })

/** The segments that a committed transaction lists or listed, by number. */
const listedIn = (directory: string): ReadonlySet<string> => {
  if (!existsSync(join(directory, "innlet.db"))) return new Set()
  const database = new DatabaseSync(join(directory, "innlet.db"))
  try {
    const isMade = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = '_innlet_segment'").get() !== undefined
    const files = isMade ? database.prepare("SELECT file FROM _innlet_segment").all() : []
    return new Set(files.map(({ file }) => String(file)))
  } finally {
    database.close()
  }
}

const inside = (path: string) => readdirSync(path).map((name) => join(path, name))

const newFolders = Effect.map(newDirectory, (path) =>
  ["pull", "states"].map((name) => {
    mkdirSync(join(path, name))
    return join(path, name)
  })
)

describe("NdjsonStore in a crash", () => {
  it.effect(
    "loses nothing, writes nothing twice and shows nothing early, before whichever call it is killed",
    () =>
      Effect.gen(function* () {
        const [directory, states] = yield* newFolders

        const { ended, output } = yield* run("copies", directory!, states!)

        assert.strictEqual(ended, "0", output)
        assert.isAbove(inside(states!).length, 60)
        for (const state of inside(states!)) {
          const listed = listedIn(state)
          const shown = existsSync(folderOf(state, table)) ? segmentsOf(state, table) : []
          assert.deepStrictEqual(
            shown.filter((file) => !listed.has(file)),
            [],
            state
          )
        }
        yield* recovers(inside(states!))
      }),
    300_000
  )

  it.effect(
    "recovers from a real SIGKILL",
    () =>
      Effect.gen(function* () {
        const { output } = yield* run("count", yield* newDirectory)
        // All of them take minutes, and the test before has looked at each; `INNLET_KILLS` is how many to kill at.
        const step = Math.max(1, Math.ceil(Number(output) / Number(process.env["INNLET_KILLS"] ?? 16)))
        const calls = Array.from({ length: Math.ceil(Number(output) / step) }, (_, i) => 1 + i * step)

        const directories = yield* Effect.forEach(
          calls,
          (call) =>
            Effect.gen(function* () {
              const directory = yield* newDirectory
              const { ended } = yield* run("kill", directory, String(call))
              assert.strictEqual(ended, "SIGKILL")
              return directory
            }),
          { concurrency: 2 }
        )

        assert.isAbove(calls.length, 10)
        yield* recovers(directories)
      }),
    900_000
  )

  it.effect(
    "loses nothing in a power cut, before whichever call it comes",
    () =>
      Effect.gen(function* () {
        const [directory, states] = yield* newFolders

        const { ended, output } = yield* run("cuts", directory!, states!)

        assert.strictEqual(ended, "0", output)
        assert.isAbove(inside(states!).length, 40)
        yield* recovers(inside(states!))
      }),
    300_000
  )
})
