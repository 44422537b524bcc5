/** A database file of its own for a test, gone with its scope, and ways to use it. */
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { StreamTable } from "../../src/contract/StreamTable.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as SqlStore from "../../src/store/SqlStore.ts"

/** What these tests look at is the same without waiting for a disk. */
export const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir()

export const newDirectory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(memory, "innlet-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

export const newFile = Effect.map(newDirectory, (path) => join(path, "innlet.db"))

/** A store in a file of its own. */
export const layer = Layer.unwrap(
  Effect.map(newFile, (filename) => SqlStore.layer({ filename, synchronous: "normal" }))
)

export const query = <A extends object>(text: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe<A>(text))

/** Without the null prototypes of SQLite's rows. */
export const plain = <A extends object>(rows: ReadonlyArray<A>): ReadonlyArray<A> => rows.map((row) => ({ ...row }))

export const open = (table: StreamTable) => Effect.flatMap(SyncStore, (store) => store.open(table))

/** Uses a file once, as one run of a host does. */
export const using = <A, E>(filename: string, effect: Effect.Effect<A, E, SyncStore | SqlClient.SqlClient>) =>
  Effect.provide(effect, SqlStore.layer({ filename, synchronous: "normal", busyTimeout: 10 }), { local: true })

/** Why a store can't be made of a file. */
export const refusal = (filename: string) =>
  Effect.map(Effect.flip(using(filename, Effect.void)), (error) => [error.reason._tag, error.message] as const)
