/**
 * Tries dead letters again: once a stream's schema accepts them, they become rows as if it had from the beginning.
 *
 * @since 0.1.0
 */
import { Effect, Option, Result, Stream } from "effect"
import type { Connector } from "../contract/Connector.ts"
import type * as ConnectorStream from "../contract/ConnectorStream.ts"
import type { Issue, Replayed, StoredDeadLetter } from "../contract/DeadLetter.ts"
import type { Row } from "../contract/PageCommit.ts"
import * as StreamTable from "../contract/StreamTable.ts"
import { type StoreError, type StreamStore, SyncStore } from "../contract/SyncStore.ts"
import * as LetterContest from "./LetterContest.ts"
import * as LetterDecoder from "./LetterDecoder.ts"
import * as RecordDecoder from "./RecordDecoder.ts"
import * as ReplayReport from "./ReplayReport.ts"
import * as StreamOptions from "./StreamOptions.ts"
import { UnknownStream } from "./Sync.ts"

/** Letters held at a time, and written as one change. */
const partSize = 50

/** A letter that failed so often is a poison. */
const attemptsAllowed = 2

/**
 * Which letters to try, and how their streams are kept.
 *
 * @category models
 * @since 0.1.0
 */
export interface Selection {
  /** Whole ids; every letter of the streams when left out. */
  readonly ids?: ReadonlyArray<string> | undefined
  /** Quarantined letters too. @default false */
  readonly quarantined?: boolean | undefined
  /** How the streams are kept, as their syncs say it. @default false */
  readonly history?: boolean | undefined
  /** The same of single streams, by name. */
  readonly each?: { readonly [stream: string]: StreamOptions.StreamOptions } | undefined
}

/**
 * Replays the letters of a connector's streams, of all of them where `names` is nothing. Every part is written whole or not
 * at all, and a letter that became a row is gone, so that doing it again changes nothing more. A letter that fails twice is
 * quarantined. Letters of one page that have the same key are rows only where a version tells which is newer, as on their
 * page; the others fail.
 *
 * @category combinators
 * @since 0.1.0
 */
export const replay = Effect.fnUntraced(function* <R>(
  connector: Pick<Connector<R>, "name" | "streams">,
  names: ReadonlyArray<string> | undefined,
  selection: Selection = {}
): Effect.fn.Return<ReadonlyArray<ReplayReport.ReplayReport>, StoreError | UnknownStream, SyncStore> {
  const known = connector.streams.map(({ name }) => name)
  const unknown = names?.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    return yield* new UnknownStream({ connector: connector.name, stream: unknown, known })
  }
  return yield* Effect.forEach(
    connector.streams.filter(({ name }) => names?.includes(name) ?? true),
    (stream) => replayStream(connector.name, stream, selection)
  )
})

type Letters = ReadonlyArray<StoredDeadLetter>

const replayStream = Effect.fnUntraced(function* (
  connector: string,
  stream: ConnectorStream.Any<unknown>,
  selection: Selection
): Effect.fn.Return<ReplayReport.ReplayReport, StoreError, SyncStore> {
  const store = yield* SyncStore
  const table = StreamTable.make(connector, stream)
  const source = { connector, stream: stream.name }
  const decode = LetterDecoder.make(stream, table)
  const report = ReplayReport.make(source)
  const contested = yield* contestedOf(store, source, decode)
  const { history } = StreamOptions.resolve({ history: selection.history }, selection.each?.[stream.name])
  const opened = yield* Effect.cached(Effect.suspend(() => store.open(table, { history })))
  const write = Effect.fnUntraced(function* (change: Change) {
    if (change.decoded.length + change.failed.length > 0) report.add(yield* writeAll(yield* opened, change))
  })

  const aside = new Set<string>()
  const chosen = selection.ids === undefined ? all(store, source) : named(store, source, selection.ids)
  yield* Stream.runForEach(chosen, (part) => {
    const decoded = report.due(part, selection.quarantined ?? false).map((letter) => ({ letter, row: decode(letter) }))
    const uncontested = decoded.filter(({ letter, row }) => {
      const alone = !LetterDecoder.isRow(row) || !contested.has(LetterContest.hashOf(letter, row))
      if (!alone) aside.add(letter.id)
      return alone
    })
    return write(changeOf(uncontested))
  })

  if (aside.size > 0) {
    const { ambiguous, turns } = yield* contest(store, source, decode, table, contested)
    const ofAside = (ids: ReadonlyArray<string>) =>
      named(
        store,
        source,
        ids.filter((id) => aside.has(id))
      )
    for (const turn of turns) {
      yield* Stream.runForEach(ofAside(turn), (part) =>
        write(changeOf(part.map((letter) => ({ letter, row: decode(letter) }))))
      )
    }
    yield* Stream.runForEach(ofAside(ambiguous), (part) =>
      write({ decoded: [], failed: part.map((letter) => failing(letter, [RecordDecoder.ambiguous])) })
    )
  }
  return report.done()
})

type Store = SyncStore["Service"]
type Source = Pick<StoredDeadLetter, "connector" | "stream">

/** Part by part, in the order of ids; what is written or dropped meanwhile does not move the others. */
const all = (store: Store, source: Source): Stream.Stream<Letters, StoreError> =>
  Stream.paginate(undefined, (after: string | undefined) =>
    Effect.map(store.deadLetters({ ...source, after, limit: partSize }), (part) => [
      [part],
      part.length < partSize ? Option.none() : Option.some(part.at(-1)?.id)
    ])
  )

const named = (store: Store, source: Source, ids: ReadonlyArray<string>): Stream.Stream<Letters, StoreError> =>
  Stream.fromIterable(new Set(ids)).pipe(
    Stream.grouped(partSize),
    Stream.mapEffect((part) =>
      Effect.map(
        Effect.forEach(part, (id) => store.deadLetters({ ...source, id, limit: 1 })),
        (letters) => letters.flat()
      )
    )
  )

/** The keys that several letters have, as numbers: eight bytes a letter, whichever part it lies in. */
const contestedOf = (store: Store, source: Source, decode: LetterDecoder.LetterDecoder) =>
  all(store, source).pipe(
    Stream.map((part) => hashesOf(part, decode)),
    Stream.runFold(
      (): Array<number> => [],
      (hashes, more) => {
        hashes.push(...more)
        return hashes
      }
    ),
    Effect.map(LetterContest.repeated)
  )

const hashesOf = (part: Letters, decode: LetterDecoder.LetterDecoder): ReadonlyArray<number> =>
  rowsOf(part, decode).map(({ letter, row }) => LetterContest.hashOf(letter, row))

const rowsOf = (part: Letters, decode: LetterDecoder.LetterDecoder) =>
  changeOf(part.map((letter) => ({ letter, row: decode(letter) }))).decoded

const contest = (
  store: Store,
  source: Source,
  decode: LetterDecoder.LetterDecoder,
  table: StreamTable.StreamTable,
  contested: ReadonlySet<number>
) =>
  all(store, source).pipe(
    Stream.map((part) =>
      rowsOf(part, decode)
        .filter(({ letter, row }) => contested.has(LetterContest.hashOf(letter, row)))
        .map(({ letter, row }) => LetterContest.contender(table, letter, row))
    ),
    Stream.runCollect,
    Effect.map((contenders) => LetterContest.decide(table, contenders.flat()))
  )

type Change = Replayed<Row>

const changeOf = (
  letters: ReadonlyArray<{ readonly letter: StoredDeadLetter; readonly row: ReturnType<LetterDecoder.LetterDecoder> }>
): Change => ({
  decoded: letters.flatMap(({ letter, row }) => (LetterDecoder.isRow(row) ? [{ letter, row }] : [])),
  failed: letters.flatMap(({ letter, row }) => (LetterDecoder.isRow(row) ? [] : [failing(letter, row)]))
})

const failing = (letter: StoredDeadLetter, issues: ReadonlyArray<Issue>): Change["failed"][number] => ({
  letter,
  issues,
  status: letter.attempts + 1 >= attemptsAllowed ? "quarantined" : "waiting"
})

/** Writes one change; rows that the store refuses count as failed, and the rest goes through. */
const writeAll = Effect.fnUntraced(function* (
  store: StreamStore,
  change: Change
): Effect.fn.Return<ReplayReport.Outcome, StoreError> {
  let { decoded, failed } = change
  for (;;) {
    const result = yield* Effect.result(store.replayed({ decoded, failed }))
    if (Result.isSuccess(result)) return { written: result.success, failed }
    const { reason } = result.failure
    const refused = reason._tag === "RowsRefused" ? Map.groupBy(reason.rows, ({ index }) => index) : undefined
    const taken = decoded.filter((_, at) => refused?.has(at) !== true)
    if (taken.length === decoded.length) return yield* result.failure
    failed = [
      ...failed,
      ...decoded.flatMap(({ letter }, at) => {
        const issues = refused?.get(at)?.map(({ message, path }) => ({ path, message }))
        return issues === undefined ? [] : [failing(letter, issues)]
      })
    ]
    decoded = taken
  }
})
