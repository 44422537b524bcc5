/**
 * One directory of segments from its seed to its end: processes that are killed between any two of their steps write pages into the
 * NDJSON store, and after each death a reader who knows no more than the names of files looks at what is there.
 */
import type { PageCommit } from "@innlet/core/contract"
import { SyncStore } from "@innlet/core/contract"
import { NdjsonStore } from "@innlet/core/store"
import { Choices } from "@innlet/testkit/simulator"
import { Cause, Effect, Exit } from "effect"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as NdjsonDirectory from "../../../packages/core/test/store/NdjsonDirectory.ts"
import * as Pages from "../../../packages/core/test/store/Pages.ts"
import * as Hash from "../../../packages/testkit/src/simulator/Hash.ts"
import * as Machine from "../../../packages/testkit/src/simulator/Machine.ts"
import * as Process from "../../../packages/testkit/src/simulator/Process.ts"

export interface Violation {
  readonly oracle: string
  readonly detail: string
}

const table = Pages.versionedOffers
const place = existsSync("/dev/shm") ? "/dev/shm" : tmpdir()
/** The last of them is never killed. */
const mostDeaths = 5

/** What one process comes to; it is dead when it has no exit. */
interface Life {
  readonly exit: Exit.Exit<unknown, unknown> | undefined
  readonly steps: number
}

export const run = (seed: number): Violation | undefined => {
  const choices = Choices.seeded(seed)
  const machine = Machine.make(choices, Hash.make(), 0)
  const turn = choices.pick("plan", [12, 4, 40])
  const pages = pagesOf(choices)
  const root = mkdtempSync(join(place, "innlet-segments-"))
  try {
    for (let id = 1; ; id++) {
      const directory = join(root, String(id))
      // What a killed process leaves behind is what stands on the disk at that step.
      if (id === 1) mkdirSync(directory)
      else cpSync(join(root, String(id - 1)), directory, { recursive: true })
      const most = id > mostDeaths ? Infinity : 1 + choices.int("fate", 60 * pages.length)
      const { exit } = live(machine, choices, { id, seed, turn, onLog: () => undefined }, { directory, most, pages })
      if (exit !== undefined && Exit.isFailure(exit)) {
        return { oracle: "I13", detail: `process ${id} failed: ${Cause.pretty(exit.cause).split("\n")[0]}` }
      }
      const stray = strayIn(directory)
      if (stray !== undefined) return { oracle: "I2", detail: `${stray} has a final name, and no commit lists it` }
      if (exit !== undefined) return differenceIn(directory, pages)
    }
  } finally {
    rmSync(root, { recursive: true })
  }
}

/** Writes the pages that are not there yet, and is killed after so many steps. */
const live = (
  machine: Machine.Machine,
  choices: Choices.Choices,
  options: Process.Options,
  { directory, most, pages }: { readonly directory: string; readonly most: number; readonly pages: ReadonlyArray<Page> }
): Life => {
  const process = Process.make(machine, choices, options)
  const ended: Array<Exit.Exit<unknown, unknown>> = []
  const program = Effect.gen(function* () {
    const store = yield* (yield* SyncStore.SyncStore).open(table)
    const before = yield* store.load("all")
    for (let seq = (before?.seq ?? 0) + 1; seq <= pages.length; seq++) yield* store.commit(commitOf(pages, seq))
  })
  process.run(Effect.provide(program, NdjsonStore.layer({ directory, busyTimeout: 0 })), (exit) => ended.push(exit))
  let steps = 0
  while (ended.length === 0 && steps < most && machine.step()) steps += 1
  process.kill()
  return { exit: ended[0], steps }
}

type Page = ReadonlyArray<PageCommit.Row>

/** Pages in which the same few offers come again, newer each time. */
const pagesOf = (choices: Choices.Choices): ReadonlyArray<Page> =>
  Array.from({ length: 2 + choices.int("plan", 5) }, (_, page) => {
    const first = choices.int("list", 8)
    return Array.from({ length: 1 + choices.int("list", 6) }, (_, at) =>
      Pages.offer(`o${(first + at) % 12}`, String(page), page)
    )
  })

const commitOf = (pages: ReadonlyArray<Page>, seq: number): PageCommit.PageCommit =>
  Pages.page(table, seq, pages[seq - 1] ?? [], {
    checkpoint: Pages.checkpoint(table, { seq, status: seq === pages.length ? "completed" : "running" })
  })

/** A file that any tool would load, and that belongs to no commit. */
const strayIn = (directory: string): string | undefined => {
  const folder = NdjsonDirectory.folderOf(directory, table)
  if (!existsSync(folder)) return undefined
  const database = new DatabaseSync(join(directory, "innlet.db"))
  try {
    const known = database.prepare("SELECT name FROM sqlite_schema WHERE name = '_innlet_segment'").all()
    const listed = known.length === 0 ? [] : database.prepare("SELECT file FROM _innlet_segment").all()
    const names = new Set(listed.map(({ file }) => String(file)))
    return readdirSync(folder).find((name) => /^\d+\.ndjson$/.test(name) && !names.has(name))
  } finally {
    database.close()
  }
}

/** Every offer as it came last, and no other. */
const differenceIn = (directory: string, pages: ReadonlyArray<Page>): Violation | undefined => {
  const wanted = new Map(pages.flat().map(({ identity, raw }) => [identity, raw]))
  const found = new Map(NdjsonDirectory.currentOf(directory, table).map(({ raw, row }) => [String(row["id"]), raw]))
  const wrong = [...new Set([...wanted.keys(), ...found.keys()])].find((id) => wanted.get(id) !== found.get(id))
  return wrong === undefined
    ? undefined
    : { oracle: "I3", detail: `${wrong} stands as ${found.get(wrong)} and not as ${wanted.get(wrong)}` }
}
