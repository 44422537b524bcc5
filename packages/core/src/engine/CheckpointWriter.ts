/**
 * The one who writes a partition's checkpoint during a run: it holds the pair that has to stand in the store, raises it
 * with every commit, and keeps the counts, the ledger, and where the walk stands. One commit goes after the other.
 *
 * @since 0.1.0
 */
import { Clock, Effect, Random, Semaphore } from "effect"
import { addCounts, addWritten, type Checkpoint, type Counts, noCounts } from "../contract/Checkpoint.ts"
import * as Ledger from "../contract/Ledger.ts"
import * as PageCommit from "../contract/PageCommit.ts"
import type { StoreError, StreamStore } from "../contract/SyncStore.ts"

/**
 * What a run's checkpoints have in common.
 *
 * @category models
 * @since 0.1.0
 */
export type Sweeping = Pick<
  Checkpoint,
  "connector" | "stream" | "partition" | "run" | "connectorVersion" | "recordSchema" | "startedAt" | "since"
>

/**
 * Where the walk stands.
 *
 * @category models
 * @since 0.1.0
 */
export type Position = Pick<Checkpoint, "walk" | "expiresAt" | "intent">

/**
 * What one commit changes. What is left out stays as it stands; a sweep that nothing is said of is running.
 *
 * @category models
 * @since 0.1.0
 */
export interface Change {
  readonly position?: Position | undefined
  readonly ended?: Partial<Pick<Checkpoint, "status" | "problem" | "resumeAt" | "verdict" | "watermark">> | undefined
  /** What the page brings. */
  readonly load?: Partial<Omit<PageCommit.PageCommit, "expected" | "checkpoint" | "ledger">> | undefined
  /** To be added. */
  readonly counted?: Partial<Counts> | undefined
  readonly account?: ((ledger: Ledger.Ledger) => Ledger.Ledger) | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface CheckpointWriter {
  /** The sweep. */
  readonly run: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** Since the sweep began. */
  readonly counts: () => Counts
  readonly ledger: () => Ledger.Ledger
  /** Dies when the store accounts for other rows than it was given. */
  readonly commit: (change: Change) => Effect.Effect<PageCommit.Written, StoreError>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly store: StreamStore
  readonly sweeping: Sweeping
  /** The partition that rows belong to. */
  readonly partition: string
  readonly previous: Checkpoint | undefined
  readonly resumed: boolean
  readonly ledger: Ledger.Ledger | undefined
  readonly position: Position
  /** Everything that changed before is in the store; epoch milliseconds. */
  readonly watermark: number | undefined
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (options: Options): Effect.fn.Return<CheckpointWriter> {
  const { partition, previous, resumed, store, sweeping, watermark } = options
  const epoch = (previous?.epoch ?? 0) + 1
  const writer = Math.floor((yield* Random.next) * 2 ** 52).toString(36)
  const oneAtATime = Semaphore.makeUnsafe(1)
  let expected = previous === undefined ? undefined : { epoch: previous.epoch, seq: previous.seq }
  let counts = resumed && previous !== undefined ? previous.counts : noCounts
  let ledger = options.ledger ?? Ledger.start(sweeping)
  let position = options.position

  const commit = Effect.fnUntraced(function* (change: Change): Effect.fn.Return<PageCommit.Written, StoreError> {
    const now = yield* Clock.currentTimeMillis
    const next = {
      seq: expected?.epoch === epoch ? expected.seq + 1 : 0,
      counts: addCounts(counts, { ...noCounts, ...change.counted }),
      ledger: change.account === undefined ? ledger : { ...change.account(ledger), updatedAt: now },
      position: change.position ?? position
    }
    const written = yield* store.commit(
      PageCommit.make({
        observedAt: now,
        partition,
        ...change.load,
        expected,
        ledger: next.ledger,
        checkpoint: {
          ...sweeping,
          epoch,
          seq: next.seq,
          writer,
          status: "running",
          updatedAt: now,
          watermark,
          resumeAt: undefined,
          problem: undefined,
          verdict: undefined,
          counts: next.counts,
          ...next.position,
          ...change.ended
        }
      })
    )
    const given = change.load?.rows?.length ?? 0
    if (written.inserted + written.updated + written.unchanged !== given) {
      return yield* Effect.die(new Error(`the store accounts for other rows than the ${given} it was given`))
    }
    expected = { epoch, seq: next.seq }
    counts = addWritten(next.counts, written)
    ledger = next.ledger
    position = next.position
    return written
  })

  return {
    run: sweeping.run,
    startedAt: sweeping.startedAt,
    counts: () => counts,
    ledger: () => ledger,
    // Interrupted halfway, the store would stand at a pair that the writer doesn't know.
    commit: (change) => oneAtATime.withPermit(Effect.uninterruptible(commit(change)))
  }
})
