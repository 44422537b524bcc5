/**
 * Rows as lines of segments: an index decides which rows become lines, these are written and synced, and the segment is
 * listed in the same transaction.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { SqlClient } from "effect/sql"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import type { StreamTable } from "../contract/StreamTable.ts"
import { RowsRefused } from "../contract/SyncStore.ts"
import type * as NdjsonIndex from "./NdjsonIndex.ts"
import * as NdjsonLine from "./NdjsonLine.ts"
import type { RowKeeper } from "./RowKeeper.ts"
import * as SegmentFile from "./SegmentFile.ts"
import * as SegmentFolder from "./SegmentFolder.ts"
import * as SegmentList from "./SegmentList.ts"
import * as SegmentName from "./SegmentName.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly directory: string
  readonly gzip: boolean
}

/**
 * Keeps a table's rows in its folder, which has to be there.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  sql: SqlClient.SqlClient,
  table: StreamTable,
  index: NdjsonIndex.NdjsonIndex,
  { directory, gzip }: Options
): RowKeeper => {
  const folder = SegmentName.folderOf(table)
  const path = join(directory, folder)
  const list = SegmentList.make(sql, folder)
  const linesOf = NdjsonLine.make(table)

  // Where it fails, whoever settles the folder next does it. Apart from `append`, whose lines it would keep in memory until
  // the commit.
  const publish = (file: string) =>
    Effect.ignore(SegmentFile.attempt(`rename segment ${folder}/${file}`, () => SegmentFolder.publish(path, file)))

  const append = Effect.fnUntraced(function* (count: number, lineOf: (i: number, seq: number) => string) {
    const { number, seq: firstSeq } = yield* list.next
    const file = SegmentName.fileOf(number, gzip)
    const content = yield* SegmentFile.attempt(`write segment ${folder}/${file}`, () => {
      let lines = ""
      for (let i = 0; i < count; i++) lines += lineOf(i, firstSeq + i)
      const bytes = Buffer.from(lines)
      return SegmentFile.write(join(path, SegmentName.unfinished(file)), [gzip ? gzipSync(bytes) : bytes])
    })
    yield* list.add({ ...content, number, file, lines: count, firstSeq, lastSeq: firstSeq + count - 1 })
    yield* sql.afterCommit(publish(file))
  })

  return {
    write: Effect.fnUntraced(function* (rows, place) {
      const unfit = NdjsonLine.refusals(table, rows)
      if (unfit.length > 0) return yield* refusal(table, unfit)
      const { refused, taken, ...written } = yield* index.write(rows, place)
      if (refused.length > 0) return yield* refusal(table, refused)
      const { upsert } = linesOf(place)
      if (taken.length > 0) yield* append(taken.length, (i, seq) => upsert(rows[taken[i]!]!, seq))
      return written
    }),
    deleteUnseen: Effect.fnUntraced(function* (sweep, at) {
      const { partition, run } = sweep
      const lines = linesOf({ partition, run, page: 0, observedAt: at })
      let deleted = 0
      let keys = yield* index.unseenKeys(sweep, undefined)
      while (keys.length > 0) {
        const some = keys
        yield* append(some.length, (i, seq) => lines.delete(some[i]!.values, seq))
        deleted += some.length
        keys = yield* index.unseenKeys(sweep, some.at(-1))
      }
      if (deleted > 0) yield* index.deleteUnseen(sweep, at)
      return deleted
    }),
    unseen: index.unseen,
    observations: index.observations,
    committed: Effect.void
  }
}

const refusal = ({ connector, stream }: StreamTable, rows: RowsRefused["rows"]) =>
  new RowsRefused({
    detail: `${rows.length} rows of ${connector}/${stream} fit no line, such as: ${[rows[0]?.path, rows[0]?.message].filter(Boolean).join(": ")}`,
    rows: rows.map(({ index, message, path }) => ({ index, path, message }))
  })
