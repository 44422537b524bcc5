/**
 * The one who writes a partition's checkpoint during a run: it holds the pair that has to stand in the store, raises it
 * with every commit, and keeps the counts.
 *
 * @since 0.1.0
 */
import { Clock, Effect } from "effect"
import { addWritten, type Checkpoint, type Counts, noCounts } from "../contract/Checkpoint.ts"
import type { PageCommit } from "../contract/PageCommit.ts"
import type { StoreError, StreamStore } from "../contract/SyncStore.ts"

/**
 * What a run's checkpoints have in common.
 *
 * @category models
 * @since 0.1.0
 */
export type Sweeping = Pick<
  Checkpoint,
  "connector" | "stream" | "partition" | "run" | "connectorVersion" | "recordSchema" | "startedAt"
>

/**
 * The part of a commit that a page brings.
 *
 * @category models
 * @since 0.1.0
 */
export type Load = Pick<PageCommit, "rows" | "deadLetters" | "audit" | "observedAt" | "seenIn">

/**
 * @category models
 * @since 0.1.0
 */
export interface CheckpointWriter {
  /** The sweep. */
  readonly run: string
  /** Since the sweep began. */
  readonly counts: () => Counts
  readonly count: (more: Partial<Counts>) => void
  /** Commits a page, or the checkpoint alone. Dies when the store accounts for other rows than it was given. */
  readonly commit: (
    state: Pick<Checkpoint, "status" | "walk"> & Partial<Checkpoint>,
    load?: Load
  ) => Effect.Effect<void, StoreError>
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  store: StreamStore,
  sweeping: Sweeping,
  previous: Checkpoint | undefined,
  resumed: boolean
): CheckpointWriter => {
  const epoch = (previous?.epoch ?? 0) + 1
  let expected = previous === undefined ? undefined : { epoch: previous.epoch, seq: previous.seq }
  let counts = resumed && previous !== undefined ? previous.counts : noCounts
  return {
    run: sweeping.run,
    counts: () => counts,
    count: (more) => {
      counts = { ...counts, ...more }
    },
    commit: Effect.fnUntraced(function* (state, load) {
      const seq = expected?.epoch === epoch ? expected.seq + 1 : 0
      const now = yield* Clock.currentTimeMillis
      const written = yield* store.commit({
        rows: load?.rows ?? [],
        deadLetters: load?.deadLetters ?? [],
        audit: load?.audit,
        observedAt: load?.observedAt ?? now,
        seenIn: load?.seenIn,
        expected,
        checkpoint: {
          ...sweeping,
          epoch,
          seq,
          updatedAt: now,
          expiresAt: undefined,
          resumeAt: undefined,
          problem: undefined,
          verdict: undefined,
          counts,
          ...state
        }
      })
      const given = load?.rows.length ?? 0
      if (written.inserted + written.updated + written.unchanged !== given) {
        return yield* Effect.die(new Error(`the store accounts for other rows than the ${given} it was given`))
      }
      expected = { epoch, seq }
      counts = addWritten(counts, written)
    })
  }
}
