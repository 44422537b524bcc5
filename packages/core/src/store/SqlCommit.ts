/**
 * What one commit or one replay changes, inside its transaction.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import { addWritten, type Checkpoint } from "../contract/Checkpoint.ts"
import type { Replayed } from "../contract/DeadLetter.ts"
import type { PageCommit, Row, Written } from "../contract/PageCommit.ts"
import type { StreamTable } from "../contract/StreamTable.ts"
import { RowsRefused, StaleEpoch } from "../contract/SyncStore.ts"
import type { RowFailure, RowKeeper } from "./RowKeeper.ts"
import * as SqlAudit from "./SqlAudit.ts"
import * as SqlCheckpoints from "./SqlCheckpoints.ts"
import type { SqlDialect } from "./SqlDialect.ts"
import * as SqlLedgers from "./SqlLedgers.ts"
import * as SqlLetters from "./SqlLetters.ts"
import * as SqlSweeps from "./SqlSweeps.ts"

const nothing: Written = { inserted: 0, updated: 0, unchanged: 0 }

/**
 * Writes a page. `doubtful` tells that this commit was tried before and that it is not known whether it was carried out.
 *
 * @category constructors
 * @since 0.1.0
 */
export const commit = Effect.fnUntraced(function* (
  dialect: SqlDialect,
  rows: RowKeeper,
  page: PageCommit,
  doubtful: Written | undefined
): Effect.fn.Return<Written, RowFailure | StaleEpoch> {
  const { sql } = dialect
  const { checkpoint, expected } = page
  const standing = yield* SqlCheckpoints.lock(dialect, checkpoint)
  if (doubtful !== undefined && isMine(standing, checkpoint)) return doubtful
  if (standing?.epoch !== expected?.epoch || standing?.seq !== expected?.seq) return yield* stale(checkpoint)
  if (standing === undefined && !(yield* SqlCheckpoints.claim(sql, checkpoint))) {
    const claimed = yield* SqlCheckpoints.lock(dialect, checkpoint)
    return doubtful !== undefined && isMine(claimed, checkpoint) ? doubtful : yield* stale(checkpoint)
  }
  const written = yield* writeRows(dialect, rows, page)
  yield* SqlLetters.add(dialect, page)
  yield* writeSweep(dialect, page, standing)
  yield* SqlAudit.add(dialect, page)
  if (page.ledger !== undefined) yield* SqlLedgers.put(sql, checkpoint, page.ledger)
  if (page.deleteUnseen) {
    const { run, startedAt, updatedAt } = checkpoint
    yield* rows.deleteUnseen({ partition: page.partition, run, startedAt }, updatedAt)
  }
  yield* SqlCheckpoints.replace(sql, { ...checkpoint, counts: addWritten(checkpoint.counts, written) })
  return written
})

const isMine = (standing: Checkpoint | undefined, { epoch, seq, writer }: Checkpoint): boolean =>
  standing?.epoch === epoch && standing.seq === seq && standing.writer === writer

const stale = ({ connector, partition, stream }: Checkpoint): StaleEpoch =>
  new StaleEpoch({
    detail: `another run has taken over ${connector}/${stream} ${partition}; nothing of this page was written`
  })

const writeRows = Effect.fnUntraced(function* (
  { sql }: SqlDialect,
  keeper: RowKeeper,
  { checkpoint, observedAt, page, partition, rows }: PageCommit
): Effect.fn.Return<Written, RowFailure> {
  if (rows.length === 0) return nothing
  const { inserted, unchanged, updated } = yield* keeper.write(rows, {
    partition,
    run: checkpoint.run,
    page,
    observedAt
  })
  const keys = rows.map((row) => row.identity)
  yield* SqlLetters.settle(sql, { ...checkpoint, partition }, keys, observedAt)
  return { inserted, updated, unchanged }
})

const writeSweep = Effect.fnUntraced(function* (
  dialect: SqlDialect,
  page: PageCommit,
  standing: Checkpoint | undefined
): Effect.fn.Return<void, SqlError.SqlError> {
  const { sql } = dialect
  const { checkpoint, seenIn, stage, unstage } = page
  if (standing !== undefined && standing.run !== checkpoint.run) yield* SqlSweeps.forget(sql, standing)
  if (checkpoint.status === "completed") return yield* SqlSweeps.forget(sql, checkpoint)
  if (seenIn !== undefined) yield* SqlSweeps.remember(dialect, page, seenIn)
  if (stage !== undefined) yield* SqlSweeps.stage(sql, checkpoint, stage)
  if (unstage !== undefined) yield* SqlSweeps.unstage(sql, checkpoint, unstage)
})

/**
 * Writes what came of replaying letters. A letter that is gone is passed over with its row.
 *
 * @category constructors
 * @since 0.1.0
 */
export const replay = Effect.fnUntraced(function* (
  { sql }: SqlDialect,
  keeper: RowKeeper,
  { connector, stream }: Pick<StreamTable, "connector" | "stream">,
  { decoded, failed }: Replayed<Row>,
  doubtful: Written | undefined
): Effect.fn.Return<Written, RowFailure> {
  const dropped = yield* SqlLetters.drop(
    sql,
    decoded.map(({ letter }) => letter.id)
  )
  // They were there when the first try dropped them, so its COMMIT was carried out.
  if (doubtful !== undefined && decoded.length > 0 && dropped.size === 0) return doubtful
  let written = nothing
  for (const [index, { letter, row }] of decoded.entries()) {
    if (!dropped.has(letter.id)) continue
    const { lastSeen: observedAt, page, partition, run } = letter
    const one = yield* keeper
      .write([row], { partition, run, page, observedAt })
      .pipe(
        Effect.catchTag("RowsRefused", ({ detail, rows }) =>
          Effect.fail(new RowsRefused({ detail, rows: rows.map((refused) => ({ ...refused, index })) }))
        )
      )
    written = {
      inserted: written.inserted + one.inserted,
      updated: written.updated + one.updated,
      unchanged: written.unchanged + one.unchanged
    }
    // Not those of the same page: they say something else of the same key.
    yield* SqlLetters.settle(sql, { connector, stream, partition }, [row.identity], observedAt - 1)
  }
  yield* SqlLetters.fail(sql, failed)
  return written
})
