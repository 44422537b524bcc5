/**
 * Syncs of one stream by the real engine, into a store in memory that can be looked at.
 *
 * @since 0.1.0
 */
import { type Checkpoint, type DeadLetter, StreamTable, SyncStore } from "@innlet/core/contract"
import { ExactJson } from "@innlet/core/domain"
import { Sync, SyncReport } from "@innlet/core/engine"
import { QuotaGate } from "@innlet/core/quota"
import { Breaker } from "@innlet/core/resilience"
import { MemoryStore } from "@innlet/core/store"
import { Context, Deferred, Effect, Fiber, Layer, Option, Schema, type Scope } from "effect"
import type { Built, Opened } from "./Bench.ts"
import { Broken } from "./Law.ts"

/**
 * A store that outlives the runs that write into it.
 *
 * @category models
 * @since 0.1.0
 */
export type Store = Context.Context<SyncStore.SyncStore | MemoryStore.MemoryStore>

/**
 * @category constructors
 * @since 0.1.0
 */
export const store: Effect.Effect<Store, never, Scope.Scope> = Effect.suspend(() =>
  Layer.build(Layer.fresh(MemoryStore.layer))
)

/**
 * @category models
 * @since 0.1.0
 */
export interface Options extends Pick<Sync.Options, "incremental" | "fresh" | "onEvent"> {
  /** Leaves out the partitions that are complete, which would begin anew. @default false */
  readonly unfinished?: boolean | undefined
  /** The process dies when so many pages of the stream are committed. @default it doesn't */
  readonly cutAfter?: number | undefined
}

/**
 * One run, in a process of its own: breaker and quotas begin anew. Nothing comes of a run that was cut. Streams whose records
 * make the stream's partitions are synced before its first run.
 *
 * @category constructors
 * @since 0.1.0
 */
export const run = Effect.fnUntraced(function* (
  opened: Opened,
  built: Built,
  kept: Store,
  options: Options = {}
): Effect.fn.Return<SyncReport.StreamReport | undefined, Broken> {
  const { checkpoints } = yield* storedIn(opened, kept)
  const ancestors = checkpoints.length > 0 ? [] : ancestorsOf(built)
  if (ancestors.length > 0) yield* sync(opened, built, kept, { streams: ancestors })
  const { cutAfter = Infinity, onEvent, unfinished = false, ...rest } = options
  const cut = yield* Deferred.make<void>()
  const complete = new Set(checkpoints.flatMap(({ partition, status }) => (status === "completed" ? [partition] : [])))
  let pages = 0
  const fiber = yield* sync(opened, unfinished ? without(built, complete) : built, kept, {
    ...rest,
    streams: [built.stream.name],
    onEvent: (event) =>
      Effect.andThen(onEvent?.(event) ?? Effect.void, () => {
        if (event._tag !== "PageCommitted" || ++pages < cutAfter) return Effect.void
        return Effect.andThen(Deferred.succeed(cut, undefined), Effect.never)
      })
  }).pipe(Effect.forkChild)
  const ended = yield* Effect.raceFirst(Fiber.join(fiber), Deferred.await(cut))
  yield* Fiber.interrupt(fiber)
  return ended?.streams.find((report) => report.stream === built.stream.name)
})

/** The stream without some of its partitions. */
const without = ({ connector, stream }: Built, names: ReadonlySet<string>): Built => {
  const encode = Schema.encodeUnknownOption(stream.partition)
  const fewer = {
    ...stream,
    partitions: (...asked: Parameters<typeof stream.partitions>) =>
      Effect.map(stream.partitions(...asked), (parts) =>
        parts.filter((part) => !names.has(Option.getOrElse(encode(part), () => "")))
      )
  }
  const streams = connector.streams.map((some) => (some.name === stream.name ? fewer : some))
  return { connector: { ...connector, streams }, stream: fewer }
}

const sync = ({ window }: Opened, { connector }: Built, kept: Store, options: Sync.Options) =>
  Sync.run(connector, { ...options, window }).pipe(
    Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report)),
    Effect.mapError((error) => new Broken({ detail: error.message })),
    Effect.provide(Layer.mergeAll(Breaker.layerMemory, QuotaGate.layerMemory), { local: true }),
    Effect.provideContext(kept)
  )

/** The stream's parent and the parents of that, the eldest first. */
const ancestorsOf = ({ connector, stream }: Built): ReadonlyArray<string> => {
  const names: Array<string> = []
  for (let parent = stream.parent?.stream.name; parent !== undefined && !names.includes(parent);) {
    const name: string = parent
    names.unshift(name)
    parent = connector.streams.find((candidate) => candidate.name === name)?.parent?.stream.name
  }
  return names
}

/**
 * What is in the store of a stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface Stored {
  /** The subject's keys of the rows, sorted. */
  readonly keys: ReadonlyArray<string>
  /** Rows by the subject's key. */
  readonly rows: ReadonlyMap<string, StoredRow>
  readonly letters: ReadonlyArray<Letter>
  readonly checkpoints: ReadonlyArray<Checkpoint.Checkpoint>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface StoredRow {
  /** As the store tells it from others. */
  readonly identity: string
  readonly record: { readonly [field: string]: unknown }
  /** As JSON. */
  readonly raw: string
}

/**
 * A dead letter with the subject's key of what it holds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Letter extends DeadLetter.StoredDeadLetter {
  readonly row: string | undefined
}

/**
 * @category getters
 * @since 0.1.0
 */
export const storedIn = Effect.fnUntraced(function* (
  { connector, setting, stream }: Pick<Opened, "connector" | "setting" | "stream">,
  kept: Store
): Effect.fn.Return<Stored, Broken> {
  const memory = Context.get(kept, MemoryStore.MemoryStore)
  const checkpoints = yield* Context.get(kept, SyncStore.SyncStore).checkpoints.pipe(
    Effect.mapError((error) => new Broken({ detail: error.message }))
  )
  const keyOf = (raw: string) => setting.keyOf(stream.name, parsed(raw))
  const rows = new Map<string, StoredRow>()
  for (const { identity, raw, record } of memory.rows(StreamTable.make(connector.name, stream))) {
    rows.set(keyOf(raw) ?? `row ${identity}`, { identity, raw, record })
  }
  return {
    rows,
    keys: [...rows.keys()].toSorted(),
    letters: memory.deadLetters
      .filter((letter) => letter.stream === stream.name)
      .map((letter) => ({ ...letter, row: keyOf(letter.raw) })),
    checkpoints: checkpoints.filter((checkpoint) => checkpoint.stream === stream.name)
  }
})

/**
 * All that a store holds, to be searched.
 *
 * @category getters
 * @since 0.1.0
 */
export const everythingIn = Effect.fnUntraced(function* (
  opened: Pick<Opened, "connector" | "setting" | "stream">,
  kept: Store
): Effect.fn.Return<{ readonly [what: string]: unknown }, Broken> {
  const { checkpoints, letters, rows } = yield* storedIn(opened, kept)
  const { audit } = Context.get(kept, MemoryStore.MemoryStore)
  return { rows: [...rows.values()], "dead letters": letters, checkpoints, audit }
})

const parsed = (raw: string): unknown => {
  try {
    return ExactJson.parse(raw)
  } catch {
    return undefined
  }
}

/**
 * How a run ended, in one line.
 *
 * @category getters
 * @since 0.1.0
 */
export const outcomeOf = (report: SyncReport.StreamReport | undefined): string => {
  if (report === undefined) return "cut"
  if (report.outcome._tag !== "Completed") return `${report.outcome._tag}: ${SyncReport.problemOf(report)}`
  const { verdict } = report.outcome
  return verdict._tag === "Unproven" ? `Unproven: ${verdict.reasons.join(", ")}` : verdict._tag
}

/**
 * One undisturbed sync of a provider that has just begun, which is what others are held against.
 *
 * @category constructors
 * @since 0.1.0
 */
export const undisturbed = Effect.fnUntraced(function* (opened: Opened): Effect.fn.Return<Stored, Broken, Scope.Scope> {
  const kept = yield* store
  const report = yield* run(opened, opened, kept)
  return report?.outcome._tag === "Completed"
    ? yield* storedIn(opened, kept)
    : yield* new Broken({ detail: `an undisturbed sync does not complete: ${outcomeOf(report)}` })
})
