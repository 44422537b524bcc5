/**
 * The store as a directory of newline-delimited JSON that every tool can load: each stream's rows as lines of segments,
 * and everything else in `innlet.db` beside them, which is also the transaction of a commit.
 *
 * @since 0.1.0
 */
import { Context, type Duration, Effect, Layer, type Scope, Stream } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient } from "effect/sql"
import { join } from "node:path"
import type { StreamTable } from "../contract/StreamTable.ts"
import { StoreError, StoreMismatch, type StreamStore, StoreUnavailable, SyncStore } from "../contract/SyncStore.ts"
import * as NdjsonIndex from "./NdjsonIndex.ts"
import * as NdjsonRows from "./NdjsonRows.ts"
import type { RowFailure, RowKeeper } from "./RowKeeper.ts"
import * as SegmentFile from "./SegmentFile.ts"
import * as SegmentFolder from "./SegmentFolder.ts"
import * as SegmentList from "./SegmentList.ts"
import * as SegmentMerge from "./SegmentMerge.ts"
import * as SegmentName from "./SegmentName.ts"
import * as SqliteClient from "./SqliteClient.ts"
import * as SqliteDialect from "./SqliteDialect.ts"
import * as SqlStore from "./SqlStore.ts"
import * as SqlTransaction from "./SqlTransaction.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Made when missing. Nothing else may be kept in it. */
  readonly directory: string
  /** Compress new segments. @default false */
  readonly gzip?: boolean | undefined
  /** How large merging makes a segment at most; bytes. @default 32 MiB */
  readonly segmentBytes?: number | undefined
  /** How long a statement waits for another process that writes; see `SqliteClient`. @default "5 seconds" */
  readonly busyTimeout?: Duration.Input | undefined
}

const defaultSegmentBytes = 32 * 1024 * 1024
/** After how many commits of a sweep that goes on segments are merged. */
const mergedEvery = 64
/** How many segments, the newest, are hashed when a stream is opened: those that a crash may have met. */
const hashedOnOpen = 3

/**
 * Opens or makes the directory. The database in it can be queried through the `SqlClient` that comes along.
 *
 * **Details**
 *
 * Lines are never changed. The last line of a key, by `_innlet_seq`, is what stands for it, unless it says `delete`; all
 * lines together are its history, whether or not that is asked for. Small segments are merged when a sweep ends; a
 * `manifest.json` in each folder names the segments there are.
 *
 * **Gotchas**
 *
 * Observations can be asked for by every field of the key, and by fields that are neither text nor JSON.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: Options
): Layer.Layer<SyncStore | SqliteClient.SqliteClient | SqlClient.SqlClient, StoreError> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const dialect = yield* open(options)
      const store = yield* make(dialect, options)
      return Context.make(SyncStore, store).pipe(
        Context.add(SqliteClient.SqliteClient, dialect.sql),
        Context.add(SqlClient.SqlClient, dialect.sql)
      )
    })
  ).pipe(Layer.provide(Reactivity.layer))

/**
 * What `verify` read.
 *
 * @category models
 * @since 0.1.0
 */
export interface Verified {
  readonly segments: number
  readonly lines: number
  readonly bytes: number
}

/**
 * Reads every segment of a directory. Fails with a `StoreMismatch` that names the first that is missing or not as it was
 * written.
 *
 * @category getters
 * @since 0.1.0
 */
export const verify = (options: Pick<Options, "directory" | "busyTimeout">): Effect.Effect<Verified, StoreError> =>
  Effect.gen(function* () {
    const { directory } = options
    const failing = SqlTransaction.failingAs(SqliteDialect.named(directory))
    if (SegmentFile.sizeOf(join(directory, database)) === undefined) {
      return yield* failing(Effect.fail(new StoreUnavailable({ detail: `there is no ${database} in it` })))
    }
    const { columns, sql } = yield* open(options)
    const folders = Effect.flatMap(columns("_innlet_segment"), ({ length }) =>
      length === 0 ? Effect.succeed([]) : SegmentList.folders(sql)
    )
    const listed = yield* folders.pipe(
      Effect.flatMap(Effect.forEach((folder) => SegmentFolder.verify(sql, directory, folder))),
      failing
    )
    return listed
      .flat()
      .reduce<Verified>(
        (sum, { bytes, lines }) => ({ segments: sum.segments + 1, lines: sum.lines + lines, bytes: sum.bytes + bytes }),
        { segments: 0, lines: 0, bytes: 0 }
      )
  }).pipe(Effect.scoped, Effect.provide(Reactivity.layer))

const database = "innlet.db"

const open = ({ busyTimeout, directory }: Pick<Options, "directory" | "busyTimeout">) =>
  SegmentFile.attempt("make the directory", () => SegmentFile.makeDirectory(directory)).pipe(
    Effect.andThen(SqliteClient.make({ filename: join(directory, database), busyTimeout })),
    Effect.map((sql) => ({ ...SqliteDialect.make(sql, directory), sql })),
    SqlTransaction.failingAs(SqliteDialect.named(directory))
  )

type Dialect = Effect.Success<ReturnType<typeof open>>

const make = Effect.fnUntraced(function* (
  dialect: Dialect,
  { directory, gzip = false, segmentBytes = defaultSegmentBytes }: Options
): Effect.fn.Return<SyncStore["Service"], StoreError, Scope.Scope> {
  const { sql } = dialect

  const openRows = (table: StreamTable): Effect.Effect<RowKeeper, RowFailure> =>
    Effect.gen(function* () {
      yield* SegmentFolder.make(directory, SegmentName.folderOf(table))
      yield* SegmentList.prepare(sql)
      const index = yield* NdjsonIndex.open(dialect, table)
      yield* SegmentFolder.settle(sql, directory, table, hashedOnOpen)
      return NdjsonRows.make(sql, table, index, { directory, gzip })
    }).pipe(sql.withTransaction)

  // In transactions of their own: what a merge replaces is removed only when the merge is committed.
  const tidy = (table: StreamTable) =>
    SqlTransaction.run(dialect, () => SegmentMerge.merge(sql, directory, table, segmentBytes)).pipe(
      Effect.repeat({ while: (merged) => merged }),
      Effect.andThen(SqlTransaction.run(dialect, () => SegmentFolder.settle(sql, directory, table, 0))),
      // What was committed is committed, and opening the stream tells again what is wrong.
      SqlTransaction.failingAs(dialect),
      Effect.catch((error) => Effect.logWarning(`${error.message}; the segments stay as they are`))
    )

  const streams = new Set<Tidied>()
  const store = yield* SqlStore.make(dialect, { openRows })
  yield* Effect.addFinalizer(() => Effect.forEach([...streams], ({ close }) => close, { discard: true }))
  return SyncStore.of({
    ...store,
    open: (table, options) =>
      Effect.map(store.open(table, options), (stream) => {
        if (options?.rows === "elsewhere") return stream
        const tidied = tidying(guarding(stream, table, directory), tidy(table))
        streams.add(tidied)
        return tidied.stream
      })
  })
})

interface Tidied {
  readonly stream: StreamStore
  readonly close: Effect.Effect<void>
}

/** Merges when a sweep ends, now and then while it goes on, and at last; not where nothing was written. */
const tidying = (stream: StreamStore, tidy: Effect.Effect<void>): Tidied => {
  let writes = 0
  const close = Effect.suspend(() => {
    if (writes === 0) return Effect.void
    writes = 0
    return tidy
  })
  return {
    stream: {
      ...stream,
      commit: (page) =>
        Effect.tap(stream.commit(page), () => {
          if (page.rows.length > 0 || page.deleteUnseen) writes += 1
          return page.checkpoint.status === "running" && writes < mergedEvery ? Effect.void : close
        }),
      replayed: (replayed) =>
        Effect.tap(stream.replayed(replayed), () => {
          writes += replayed.decoded.length
          return writes < mergedEvery ? Effect.void : close
        })
    },
    close
  }
}

/** Refuses to be asked for what only the lines know. */
const guarding = (stream: StreamStore, table: StreamTable, store: string): StreamStore => {
  const known = new Set(NdjsonIndex.tableOf(table).columns.map(({ field }) => field))
  return {
    ...stream,
    observations: (query) => {
      const unknown = [...query.fields, ...(query.dates === undefined ? [] : [query.dates.field])].find(
        (field) => !known.has(field)
      )
      if (unknown === undefined) return stream.observations(query)
      const detail = `observations of ${table.connector}/${table.stream} can't be asked for by ${unknown}, which is text or JSON outside the key; load the segments instead`
      return Stream.fail(new StoreError({ store, reason: new StoreMismatch({ detail }) }))
    }
  }
}
