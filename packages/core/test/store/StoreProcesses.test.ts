/** Processes that open one empty store at once, and write the same keys into it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import * as Pages from "./Pages.ts"
import * as PgServer from "./PgServer.ts"
import { inspection } from "./SqlInspection.ts"
import * as SqliteFile from "./SqliteFile.ts"

interface Told {
  readonly sum: { readonly inserted: number; readonly updated: number; readonly unchanged: number }
  readonly same: string
}

const child = fileURLToPath(new URL("StoreChild.ts", import.meta.url))

const processes = (...store: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<Told>> =>
  Effect.promise(async () => {
    const runs = ["1", "2", "3"].map((who) =>
      spawn(process.execPath, [child, ...store, who], { stdio: ["pipe", "pipe", "inherit", "ipc"] })
    )
    // None opens the store before all of them are there.
    await Promise.all(runs.map((run) => Promise.race([once(run, "message"), endedEarly(run)])))
    for (const { stdin } of runs) stdin!.end()
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the child prints
    return await Promise.all(runs.map(async ({ stdout }) => JSON.parse(await text(stdout!)) as Told))
  })

const endedEarly = async (run: ChildProcess): Promise<never> => {
  const [code] = await once(run, "exit")
  throw new Error(`a process ended with ${code} before it was ready`)
}

/** Every key is inserted once, and what was observed last stands: page 12 and 11 of process 3, and what only others had. */
const check = (told: ReadonlyArray<Told>) =>
  Effect.gen(function* () {
    assert.deepStrictEqual(told.map(({ same }) => same).toSorted(), ["StaleEpoch", "StaleEpoch", "won"])
    assert.strictEqual(
      told.reduce((sum, each) => sum + each.sum.inserted, 0),
      40
    )
    assert.isTrue(told.every(({ sum }) => sum.inserted + sum.updated + sum.unchanged === 12 * 25))
    const rows = yield* inspection.rows(Pages.offers)
    assert.strictEqual(rows.length, 40)
    assert.isTrue(
      rows.every(
        ({ observedAt, partition, raw }) => partition === "3" && raw.includes(`"price":"3"`) && observedAt % 10 === 3
      )
    )
  })

describe("processes", () => {
  it.live(
    "share a file of SQLite",
    () =>
      Effect.gen(function* () {
        const filename = yield* SqliteFile.newFile

        const told = yield* processes("sqlite", filename, "")

        yield* SqliteFile.using(filename, check(told))
      }),
    60_000
  )

  it.live.skipIf(!PgServer.isThere)(
    "share a schema of PostgreSQL",
    () =>
      Effect.gen(function* () {
        const schema = yield* PgServer.newSchema

        const told = yield* processes("postgres", PgServer.url, schema)

        yield* PgServer.using(schema, check(told))
      }),
    60_000
  )
})
