/**
 * A store whose rows a host keeps in a sink of its own, and everything else in another store: checkpoints, dead letters,
 * audit, ledgers. The sink is written before the checkpoint moves, so that every row is delivered at least once.
 *
 * @since 0.1.0
 */
import { Effect, Layer, Stream } from "effect"
import { addWritten, type Checkpoint } from "../contract/Checkpoint.ts"
import type { Replayed, StoredDeadLetter } from "../contract/DeadLetter.ts"
import type { Row, Written } from "../contract/PageCommit.ts"
import type { StreamTable } from "../contract/StreamTable.ts"
import {
  RowsRefused,
  StaleEpoch,
  StoreError,
  StoreFull,
  type StreamStore,
  StoreUnavailable,
  SyncStore
} from "../contract/SyncStore.ts"
import type { Place } from "./RowKeeper.ts"
import type { Deletions, Sink, SinkError, SinkRow } from "./Sink.ts"

/**
 * Puts a sink in front of the store that keeps all but rows.
 *
 * **Details**
 *
 * A run whose checkpoint no longer stands writes nothing to the sink. One that loses its partition between that look and
 * its commit may have delivered one batch, which is what the sink's contract is for.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromSink = (sink: Sink, checkpoints: SyncStore["Service"]): SyncStore["Service"] =>
  SyncStore.of({
    ...checkpoints,
    guarantee: "atLeastOnce",
    open: Effect.fnUntraced(function* (table) {
      const rest = yield* checkpoints.open(table, { rows: "elsewhere" })
      if (sink.open !== undefined) yield* failingAs(sink)(sink.open(table))
      return streamStore(sink, table, rest, ({ id }) =>
        Effect.map(checkpoints.deadLetters({ id, limit: 1 }), (letters) => letters.length > 0)
      )
    })
  })

/**
 * `fromSink` over the store that is there.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (sink: Sink): Layer.Layer<SyncStore, never, SyncStore> =>
  Layer.effect(
    SyncStore,
    Effect.map(SyncStore, (checkpoints) => fromSink(sink, checkpoints))
  )

const streamStore = (
  sink: Sink,
  table: StreamTable,
  rest: StreamStore,
  isWaiting: (letter: StoredDeadLetter) => Effect.Effect<boolean, StoreError>
): StreamStore => {
  const failing = failingAs(sink)
  const rowOf = rowsOf(table)

  const write = (rows: ReadonlyArray<SinkRow>): Effect.Effect<Written, StoreError> =>
    rows.length === 0
      ? Effect.succeed(nothing)
      : sink.write({ table, rows }).pipe(
          Effect.map((told) => told ?? { ...nothing, updated: rows.length }),
          Effect.tap((told) =>
            told.inserted + told.updated + told.unchanged === rows.length
              ? Effect.void
              : Effect.die(new Error(`sink ${sink.name} was given ${rows.length} rows and counts another number`))
          ),
          failing
        )

  return {
    ...rest,
    commit: Effect.fnUntraced(function* (commit) {
      const { checkpoint, expected, observedAt, page, partition, rows } = commit
      const { run, startedAt } = checkpoint
      const standing = yield* rest.load(checkpoint.partition)
      if (standing?.epoch !== expected?.epoch || standing?.seq !== expected?.seq) {
        const whose = `${checkpoint.connector}/${checkpoint.stream} ${checkpoint.partition}`
        const detail = `another run has taken over ${whose}; nothing of this page was written`
        return yield* new StoreError({ store: sink.name, reason: new StaleEpoch({ detail }) })
      }
      // Before the rows, so that a sink that can't delete is not given a page that is never committed.
      const deletions = commit.deleteUnseen ? yield* deletionsOf(sink) : undefined
      const written =
        commit.delivered ?? (yield* write(rows.map((row) => rowOf(row, { partition, run, page, observedAt }))))
      if (deletions !== undefined) {
        yield* failing(deletions.delete({ table, partition, run, startedAt, at: checkpoint.updatedAt }))
      }
      const told = yield* rest.commit({
        ...commit,
        deleteUnseen: false,
        delivered: undefined,
        checkpoint: counting(checkpoint, rows, written)
      })
      return told.inserted === rows.length
        ? written
        : yield* Effect.die(new Error("a store that keeps no rows has to count them all as inserted"))
    }),
    deliver: ({ rows, ...place }) => write(rows.map((row) => rowOf(row, place))),
    replayed: Effect.fnUntraced(function* (replayed) {
      let written = nothing
      for (const { at, rows } of batchesOf(yield* waitingOf(replayed.decoded, isWaiting), rowOf)) {
        const one = yield* Effect.mapError(write(rows), inReplay(at))
        written = {
          inserted: written.inserted + one.inserted,
          updated: written.updated + one.updated,
          unchanged: written.unchanged + one.unchanged
        }
      }
      yield* rest.replayed(replayed)
      return written
    }),
    unseen: (sweep) => Effect.flatMap(deletionsOf(sink), ({ count }) => failing(count({ ...sweep, table }))),
    observations: (query) =>
      sink.observations === undefined
        ? Stream.fail(unable(sink, "can't tell when rows were observed: it has no `observations`"))
        : Stream.mapError(sink.observations(table, query), errorOf(sink))
  }
}

const nothing: Written = { inserted: 0, updated: 0, unchanged: 0 }

/** Without rows of its own, the store counts them all as inserted. */
const counting = (checkpoint: Checkpoint, rows: ReadonlyArray<Row>, { inserted, unchanged, updated }: Written) => ({
  ...checkpoint,
  counts: addWritten(checkpoint.counts, { inserted: inserted - rows.length, updated, unchanged })
})

type Decoded = Replayed<Row>["decoded"][number]

interface Indexed {
  readonly decoded: Decoded
  /** In what is replayed, from 0. */
  readonly at: number
}

const waitingOf = (
  decoded: ReadonlyArray<Decoded>,
  isWaiting: (letter: StoredDeadLetter) => Effect.Effect<boolean, StoreError>
): Effect.Effect<ReadonlyArray<Indexed>, StoreError> =>
  Effect.filter(
    decoded.map((one, at) => ({ decoded: one, at })),
    (one) => isWaiting(one.decoded.letter)
  )

/** Two letters may be of one key, and a batch has each once. */
const batchesOf = (all: ReadonlyArray<Indexed>, rowOf: (row: Row, place: Place) => SinkRow) => {
  const batches: Array<{ readonly at: Array<number>; readonly rows: Array<SinkRow>; readonly keys: Set<string> }> = []
  for (const { at, decoded } of all) {
    const { letter, row } = decoded
    let batch = batches.at(-1)
    if (batch === undefined || batch.keys.has(row.identity)) {
      batch = { at: [], rows: [], keys: new Set() }
      batches.push(batch)
    }
    const { lastSeen: observedAt, page, partition, run } = letter
    batch.at.push(at)
    batch.rows.push(rowOf(row, { partition, run, page, observedAt }))
    batch.keys.add(row.identity)
  }
  return batches
}

/** A sink counts in its batch. */
const inReplay =
  (at: ReadonlyArray<number>) =>
  (error: StoreError): StoreError =>
    error.reason._tag !== "RowsRefused"
      ? error
      : new StoreError({
          store: error.store,
          reason: new RowsRefused({
            detail: error.reason.detail,
            rows: error.reason.rows.map((row) => ({ ...row, index: at[row.index] ?? row.index }))
          })
        })

const rowsOf = ({ version }: StreamTable) => {
  const versionOf = (row: Row) => (version === undefined ? undefined : row.record[version.field])
  return (row: Row, place: Place): SinkRow => ({ ...row, ...place, version: versionOf(row) })
}

const deletionsOf = (sink: Sink): Effect.Effect<Deletions, StoreError> =>
  sink.deletions === undefined
    ? Effect.fail(unable(sink, "can't tell which rows a sweep did not see: it has no `deletions`"))
    : Effect.succeed(sink.deletions)

const unable = ({ name }: Sink, detail: string): StoreError =>
  new StoreError({ store: name, reason: new StoreUnavailable({ detail: `the sink ${detail}` }) })

const errorOf =
  ({ name }: Sink) =>
  ({ reason }: SinkError): StoreError => {
    switch (reason._tag) {
      case "RowsRefused":
        return new StoreError({ store: name, reason })
      case "SinkFull":
        return new StoreError({ store: name, reason: new StoreFull({ detail: reason.detail }) })
      case "SinkUnavailable":
        return new StoreError({ store: name, reason: new StoreUnavailable({ detail: reason.detail }) })
    }
  }

const failingAs =
  (sink: Sink) =>
  <A>(effect: Effect.Effect<A, SinkError>): Effect.Effect<A, StoreError> =>
    Effect.mapError(effect, errorOf(sink))
