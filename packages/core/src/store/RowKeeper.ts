/**
 * Where a store on SQL keeps its rows: in a table of its own, in files beside the database, or nowhere. Everything it does
 * for a commit, it does inside the commit's transaction.
 *
 * @since 0.1.0
 */
import type { Effect, Stream } from "effect"
import type { SqlError } from "effect/sql"
import type { Row, Written } from "../contract/PageCommit.ts"
import type {
  Observation,
  ObservationQuery,
  RowsRefused,
  StoreFull,
  StoreMismatch,
  StoreUnavailable,
  Seeing
} from "../contract/SyncStore.ts"

/**
 * Where rows come from.
 *
 * @category models
 * @since 0.1.0
 */
export interface Place {
  readonly partition: string
  readonly run: string
  /** Number of the page in its sweep. */
  readonly page: number
  /** Epoch milliseconds. */
  readonly observedAt: number
}

/**
 * @category models
 * @since 0.1.0
 */
export type RowFailure = SqlError.SqlError | RowsRefused | StoreFull | StoreMismatch | StoreUnavailable

/**
 * @category models
 * @since 0.1.0
 */
export interface RowKeeper {
  /** Each key once. The rule of `Precedence` decides what each row does. */
  readonly write: (rows: ReadonlyArray<Row>, place: Place) => Effect.Effect<Written, RowFailure>
  readonly unseen: (
    sweep: Seeing
  ) => Effect.Effect<{ readonly standing: number; readonly unseen: number }, SqlError.SqlError>
  /** Marks the partition's rows that nothing observed since the sweep began as deleted at `at`, and tells how many there were. */
  readonly deleteUnseen: (sweep: Seeing, at: number) => Effect.Effect<number, RowFailure>
  readonly observations: (query: ObservationQuery) => Stream.Stream<ReadonlyArray<Observation>, SqlError.SqlError>
  /** What is left to do once the transaction is committed; nothing is lost where a crash comes first. */
  readonly committed: Effect.Effect<void>
}
