/** A directory of segments of its own for a test, gone with its scope, and ways to read it as any tool would. */
import { Effect, Layer } from "effect"
import type { SqlClient } from "effect/sql"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import type { StreamTable } from "../../src/contract/StreamTable.ts"
import type { SyncStore } from "../../src/contract/SyncStore.ts"
import * as NdjsonStore from "../../src/store/NdjsonStore.ts"
import * as SegmentName from "../../src/store/SegmentName.ts"
import type { SqliteClient } from "../../src/store/SqliteClient.ts"
import { memory } from "./SqliteFile.ts"

export const newDirectory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(memory, "innlet-ndjson-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

/** Uses a directory once, as one run of a host does. */
export const using = <A, E>(
  options: NdjsonStore.Options,
  effect: Effect.Effect<A, E, SyncStore | SqliteClient | SqlClient.SqlClient>
) => Effect.provide(effect, NdjsonStore.layer({ busyTimeout: 10, ...options }), { local: true })

/** Why a directory can't be used. */
export const refusal = <A, E>(directory: string, effect: Effect.Effect<A, E, SyncStore | SqliteClient>) =>
  Effect.map(Effect.flip(using({ directory }, effect)), String)

export interface Line {
  readonly seq: number
  readonly op: "upsert" | "delete"
  readonly partition: string
  readonly run: string
  readonly page: number
  readonly observedAt: string
  readonly raw: string | null
  readonly row: { readonly [column: string]: unknown }
}

export const folderOf = (directory: string, table: StreamTable): string => join(directory, SegmentName.folderOf(table))

/** The final names of a stream's folder, in order. */
export const segmentsOf = (directory: string, table: StreamTable): ReadonlyArray<string> =>
  readdirSync(folderOf(directory, table))
    .filter((name) => /\.ndjson(\.gz)?$/.test(name))
    .toSorted()

const textOf = (path: string): string =>
  (path.endsWith(".gz") ? gunzipSync(readFileSync(path)) : readFileSync(path)).toString()

export const parse = (line: string): Line => {
  const row = JSON.parse(line)
  return {
    seq: row["_innlet_seq"],
    op: row["_innlet_op"],
    partition: row["_innlet_partition"],
    run: row["_innlet_run"],
    page: row["_innlet_page"],
    observedAt: row["_innlet_observed_at"],
    raw: row["_innlet_raw"],
    row
  }
}

/** Every line, as text, in their order. */
export const linesOf = (directory: string, table: StreamTable): ReadonlyArray<string> =>
  segmentsOf(directory, table)
    .flatMap((file) =>
      textOf(join(folderOf(directory, table), file))
        .split("\n")
        .slice(0, -1)
    )
    .map((line) => [parse(line).seq, line] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, line]) => line)

/** The table that stands, by the rule that is documented: the last line of each key, unless it says delete. */
export const currentOf = (directory: string, table: StreamTable): ReadonlyArray<Line> => {
  const last = new Map<string, Line>()
  for (const line of linesOf(directory, table).map(parse)) {
    last.set(JSON.stringify(table.key.map(({ name }) => line.row[name])), line)
  }
  return [...last.values()].filter((line) => line.op === "upsert")
}

/** A store in a directory of its own. */
export const layer = (options?: Partial<NdjsonStore.Options>) =>
  Layer.unwrap(Effect.map(newDirectory, (directory) => NdjsonStore.layer({ directory, ...options })))
