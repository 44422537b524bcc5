/**
 * Keeps no rows, for streams whose rows go to a sink of the host's. Every row counts as inserted.
 *
 * @since 0.1.0
 */
import { Effect, Stream } from "effect"
import type { SqlError } from "effect/sql"
import type { StreamTable } from "../contract/StreamTable.ts"
import { StoreMismatch } from "../contract/SyncStore.ts"
import type { RowKeeper } from "./RowKeeper.ts"
import type { SqlDialect } from "./SqlDialect.ts"
import * as SqlTable from "./SqlTable.ts"

/**
 * Refuses a stream whose rows are kept here: its checkpoints speak of rows that the sink never got.
 *
 * @category constructors
 * @since 0.1.0
 */
export const open = Effect.fnUntraced(function* (
  { columns }: SqlDialect,
  { connector, name, stream }: StreamTable
): Effect.fn.Return<RowKeeper, SqlError.SqlError | StoreMismatch> {
  for (const kept of [name, SqlTable.indexOf(name)]) {
    if ((yield* columns(kept)).length === 0) continue
    const detail = `the rows of ${connector}/${stream} are kept here and not in a sink; use another store for its checkpoints`
    return yield* new StoreMismatch({ detail })
  }
  return keeper
})

const keeper: RowKeeper = {
  write: (rows) => Effect.succeed({ inserted: rows.length, updated: 0, unchanged: 0 }),
  unseen: () => Effect.succeed({ standing: 0, unseen: 0 }),
  deleteUnseen: () => Effect.succeed(0),
  observations: () => Stream.empty,
  committed: Effect.void
}
