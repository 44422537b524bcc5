/**
 * Keeps no rows, for streams whose rows go to a sink of the host's. Every row counts as inserted.
 *
 * @since 0.1.0
 */
import { Effect, Stream } from "effect"
import type { RowKeeper } from "./RowKeeper.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const keeper: RowKeeper = {
  write: (rows) => Effect.succeed({ inserted: rows.length, updated: 0, unchanged: 0, taken: rows }),
  unseen: () => Effect.succeed({ standing: 0, unseen: 0 }),
  deleteUnseen: () => Effect.succeed(0),
  observations: () => Stream.empty,
  committed: Effect.void
}
