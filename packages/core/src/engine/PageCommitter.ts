/**
 * Commits the records of a page: rows, dead letters, and where the walk stands after it, then tells the host.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { Written } from "../contract/PageCommit.ts"
import type { StoreError } from "../contract/SyncStore.ts"
import * as Breaker from "../resilience/Breaker.ts"
import type { Change, Position } from "./CheckpointWriter.ts"
import type { DecodedPage } from "./RecordDecoder.ts"
import * as Refusal from "./Refusal.ts"
import { SchemaDrift } from "./SchemaDrift.ts"
import { Halt, type SweepContext } from "./SweepContext.ts"

/**
 * A page to commit.
 *
 * @category models
 * @since 0.1.0
 */
export interface Committable {
  readonly decoded: DecodedPage
  /** As the provider sent them. */
  readonly records: ReadonlyArray<unknown>
  readonly pass: number
  /** Number of the page in its sweep, from 1. */
  readonly number: number
  /** Epoch milliseconds. */
  readonly observedAt: number
  /** How far the pass is, in records, where that is known. */
  readonly position: number | undefined
  readonly total: number | undefined
  /** Does the pass have to remember which keys it saw? */
  readonly remembers: boolean
  /** What the commit changes beside the page. */
  readonly change: Change
  /** Where the walk stands when it stops after this page, if not where the commit leaves it. */
  readonly unsent: Position | undefined
}

/**
 * Fails with `Halt` when the stream must not go on, its page committed unless the host wants it to stop at any drift.
 *
 * @category constructors
 * @since 0.1.0
 */
export const commit = Effect.fnUntraced(function* <R>(
  sweep: SweepContext<R>,
  page: Committable
): Effect.fn.Return<void, StoreError | Halt> {
  const { source, stream: context, writer } = sweep
  // Later passes read the same records again, and each is to count once.
  const drifted = page.pass === 1 ? context.drift.observe(page.records) : undefined
  if (drifted !== undefined) {
    const { counted, load } = page.change
    // The page is not committed, but its requests were sent.
    const audit = (load?.audit ?? []).map((entry) => ({ ...entry, received: 0, outcome: withoutPage(entry.outcome) }))
    const { requests = 0, retries = 0 } = counted ?? {}
    return yield* new Halt({ ...driftOf(sweep, drifted), audit, counted: { requests, retries } })
  }
  const sifted = { ...page, decoded: context.drift.sift(page.decoded, page.records) }
  const { readable, decoded } = yield* write(sweep, sifted)
  yield* (yield* Breaker.Breaker).page(context.run.provider, readable)
  yield* context.onEvent({
    ...source,
    _tag: "PageCommitted",
    records: decoded.rows.map((row) => row.record),
    counts: writer.counts(),
    pass: page.pass,
    position: page.position,
    total: page.total
  })
  const tooMany = sweep.bad.add(
    decoded.keys.length,
    decoded.deadLetters.map(({ hash }) => hash)
  )
  if (tooMany !== undefined) return yield* new Halt({ ...driftOf(sweep, tooMany), position: page.unsent })
})

const withoutPage = (outcome: string) => (outcome === "retried" ? outcome : "failed")

const driftOf = <R>({ source: { connector, stream } }: SweepContext<R>, detail: string) => ({
  outcome: { _tag: "Failed", error: new SchemaDrift({ connector, stream, detail }) } as const
})

/** Writes the page; rows that the store refuses become dead letters, and it is written again. */
const write = <R>(
  sweep: SweepContext<R>,
  page: Committable
): Effect.Effect<{ readonly readable: boolean; readonly decoded: DecodedPage }, StoreError> => {
  const { change, decoded, number, observedAt } = page
  const { counted, load } = change
  const { deliver } = sweep.stream.store
  // The cursor of a staged page may not live as long as a delivery takes, and commits come one after the other.
  const delivered: Effect.Effect<Written | undefined, StoreError> =
    deliver === undefined || load?.unstage === undefined || decoded.rows.length === 0
      ? Effect.undefined
      : deliver({ partition: partitionOf(sweep), page: number, rows: decoded.rows, observedAt, run: sweep.writer.run })
  return delivered.pipe(
    Effect.flatMap((written) =>
      sweep.writer.commit({
        ...change,
        load: {
          ...load,
          page: number,
          rows: decoded.rows,
          deadLetters: decoded.deadLetters,
          observedAt,
          delivered: written,
          seenIn: page.remembers ? page.pass : undefined
        },
        counted: {
          ...counted,
          received: decoded.keys.length,
          unchanged: decoded.repeated,
          deadLettered: decoded.deadLetters.length
        }
      })
    ),
    Effect.as({ decoded, readable: decoded.rows.length > 0 || decoded.deadLetters.length === 0 }),
    Effect.catch((error) => {
      const rest = error.reason._tag === "RowsRefused" ? Refusal.apply(decoded, error.reason.rows) : decoded
      // A store that names none of its rows would be asked for ever.
      return rest.rows.length < decoded.rows.length ? write(sweep, { ...page, decoded: rest }) : Effect.fail(error)
    })
  )
}

/** The rows' own, whatever lane the checkpoint is of. */
const partitionOf = <R>({ partition, stream }: SweepContext<R>): string => stream.encodePartition(partition)
