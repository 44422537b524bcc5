import { Context, Effect, Layer } from "effect"
import type { StreamTable } from "../../src/contract/StreamTable.ts"
import * as NdjsonIndex from "../../src/store/NdjsonIndex.ts"
import * as NdjsonStore from "../../src/store/NdjsonStore.ts"
import * as ExactText from "../../src/store/ExactText.ts"
import { SqliteClient } from "../../src/store/SqliteClient.ts"
import { linesOf, newDirectory, parse } from "./NdjsonDirectory.ts"
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
