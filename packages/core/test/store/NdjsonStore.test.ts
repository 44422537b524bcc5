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
  readonly _innlet_partition: string
  readonly _innlet_run: string
  readonly _innlet_page: number
  readonly _innlet_observed_at: number
  readonly _innlet_confirmed_at: number
  readonly _innlet_deleted_at: number | null
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
    const key = keyOf((name) => line[name])
    if (line._innlet_raw !== null) raws.set(key, line._innlet_raw)
  }
  const entries = yield* sql.unsafe<Entry>(`SELECT * FROM ${index.name}`)
  return entries.map((entry) => ({
    raw: raws.get(keyOf((name) => (typeof entry[name] === "string" ? ExactText.decode(entry[name]) : entry[name])))!,
    partition: ExactText.decode(entry._innlet_partition),
    run: ExactText.decode(entry._innlet_run),
    page: entry._innlet_page,
    observedAt: entry._innlet_observed_at,
    confirmedAt: entry._innlet_confirmed_at,
    deletedAt: entry._innlet_deleted_at ?? undefined
  }))
})

suite("NdjsonStore", layer(), { rows })
suite("NdjsonStore with gzip", layer({ gzip: true }), { rows })
