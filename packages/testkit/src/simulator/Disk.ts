/**
 * The disk of a simulated machine: a real SQLite database in a file that outlives its processes, and the engine's own store over
 * it. A process that is killed leaves its connection to the operating system, which closes it, so that what was open is rolled
 * back.
 *
 * The file lies in memory where the system has such a place, since a power cut is none of the simulated troubles.
 *
 * @since 0.1.0
 */
import type { SyncStore } from "@innlet/core/contract"
import { SqlStore } from "@innlet/core/store"
import { Effect, Exit, Scope } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlError } from "effect/sql"
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as SnapshotReader from "./SnapshotReader.ts"

/**
 * What becomes of a transaction beside what SQLite does with it.
 *
 * - `busy`: another process has the database for longer than anybody waits.
 * - `full`: there is no room for it.
 * - `lost`: it is carried out, and its answer is lost.
 * - `dropped`: it is not carried out, and its answer is lost too.
 *
 * @category models
 * @since 0.1.0
 */
export type Trouble = "busy" | "full" | "lost" | "dropped"

/**
 * What a process tells of its transactions.
 *
 * @category models
 * @since 0.1.0
 */
export interface Hooks {
  /** Before it begins: what is to become of it. */
  readonly begin: Effect.Effect<Trouble | undefined>
  /** With everything in it, about to be committed. */
  readonly commit: Effect.Effect<void>
  readonly end: Effect.Effect<void>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Disk {
  readonly reader: SnapshotReader.SnapshotReader
  /** The store, as a process opens it, and the way to take its connection away. */
  readonly open: (hooks: Hooks) => {
    readonly store: Effect.Effect<SyncStore.SyncStore["Service"], SyncStore.StoreError>
    readonly close: () => void
  }
  /** Has nobody a transaction open? */
  readonly isFree: () => boolean
  /**
   * Makes all checkpoints of sweeps that go on look as if a newer version had written them, or puts them back; gives their
   * partitions, none while somebody has the database.
   */
  readonly rewrite: (as: "version 99" | "as it was") => ReadonlyArray<string>
  readonly remove: () => void
}

/** The name by which errors know the database, so that runs with other files have equal traces. */
const name = "sim.db"
const place = existsSync("/dev/shm") ? "/dev/shm" : tmpdir()
let folder: string | undefined
let files = 0

/** A folder of this process of ours. */
const folderOf = (): string => {
  if (folder === undefined) {
    const made = mkdtempSync(join(place, "innlet-sim-"))
    process.once("exit", () => rmSync(made, { recursive: true, force: true }))
    folder = made
  }
  return folder
}

/**
 * An empty disk, or one with the database of `template`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (template?: string): Disk => {
  const file = join(folderOf(), `${(files += 1)}.db`)
  if (template !== undefined) copyFileSync(template, file)
  const keeper = new DatabaseSync(file)
  keeper.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")
  const reader = SnapshotReader.make(keeper)
  const isFree = () => {
    try {
      keeper.exec("BEGIN IMMEDIATE; ROLLBACK")
      return true
    } catch {
      return false
    }
  }
  return {
    reader,
    isFree,
    open: (hooks) => {
      const scope = Scope.makeUnsafe()
      return {
        // Who waits for the database would stop the one who has it, so nobody waits: `Machine.hold` does it.
        store: SqlStore.sqlite({ filename: file, busyTimeout: 0 }).pipe(
          Effect.flatMap((dialect) => SqlStore.make(troubled(dialect, hooks))),
          Effect.provideService(Scope.Scope, scope),
          Effect.provide(Reactivity.layer)
        ),
        close: () => Effect.runSync(Scope.close(scope, Exit.void))
      }
    },
    rewrite: (as) => {
      const found = keeper.prepare("SELECT name FROM sqlite_schema WHERE name = '_innlet_checkpoint'").get()
      if (found === undefined || !isFree()) return []
      const changed = keeper.prepare(as === "version 99" ? upgrade : restore).all()
      // It is no commit of a process.
      reader.look()
      return changed.map(({ partition }) => String(partition))
    },
    remove: () => {
      keeper.close()
      for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true })
    }
  }
}

/**
 * A database as the engine's store leaves it that holds nothing yet, to be copied: making the tables takes longer than a run.
 *
 * @category constructors
 * @since 0.1.0
 */
export const template = (
  prepare: (store: SyncStore.SyncStore["Service"]) => Effect.Effect<unknown, SyncStore.StoreError>
): string => {
  const file = join(folderOf(), `template-${(files += 1)}.db`)
  Effect.runSync(
    Effect.scoped(
      SqlStore.sqlite({ filename: file }).pipe(
        Effect.flatMap((dialect) => SqlStore.make(dialect)),
        Effect.flatMap(prepare),
        Effect.provide(Reactivity.layer)
      )
    )
  )
  return file
}

const upgrade = `UPDATE _innlet_checkpoint SET walk = json_set(walk, '$.format', 99) WHERE status <> 'completed'
  RETURNING partition`
const restore = `UPDATE _innlet_checkpoint SET walk = json_set(walk, '$.format', 1) WHERE json_extract(walk, '$.format') = 99
  RETURNING partition`

type Dialect = Parameters<typeof SqlStore.make>[0]

const lostAnswer = new SqlError.SqlError({
  reason: new SqlError.ConnectionError({
    cause: new Error("the connection was lost"),
    message: "the connection was lost"
  })
})
const sqlErrorOf = (code: number, message: string) =>
  new SqlError.SqlError({
    reason: SqlError.classifySqliteError(Object.assign(new Error(message), { errcode: code, errno: code }), { message })
  })

const troubled = (dialect: Dialect, hooks: Hooks): Dialect => {
  const withTransaction: Dialect["sql"]["withTransaction"] = <R, E, A>(self: Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const trouble = yield* hooks.begin
      if (trouble === "busy") return yield* sqlErrorOf(5, "database is locked")
      const inside = self.pipe(
        Effect.tap(() => hooks.commit),
        Effect.tap(() =>
          trouble === "full"
            ? Effect.fail(sqlErrorOf(13, "database or disk is full"))
            : trouble === "dropped"
              ? Effect.fail(lostAnswer)
              : Effect.void
        )
      )
      const done = yield* dialect.sql.withTransaction(inside)
      return trouble === "lost" ? yield* lostAnswer : done
    }).pipe(Effect.ensuring(hooks.end))
  return {
    ...dialect,
    store: name,
    sql: new Proxy(dialect.sql, {
      get: (sql, property) =>
        property === "withTransaction" ? withTransaction : (Reflect.get(sql, property) as unknown)
    }),
    // As PostgreSQL's, whose answers get lost.
    verdict: (error) => (error === lostAnswer ? "again" : dialect.verdict(error))
  }
}
