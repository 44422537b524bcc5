/**
 * Makes one segment of many small ones, so that a pull of thousands of pages leaves a handful of files. Nothing is lost or
 * twice wherever it is cut off: the new segment is listed and the old ones are retired in one transaction.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { SqlClient } from "effect/sql"
import { createHash } from "node:crypto"
import { join } from "node:path"
import type { StreamTable } from "../contract/StreamTable.ts"
import * as SegmentFile from "./SegmentFile.ts"
import * as SegmentFolder from "./SegmentFolder.ts"
import * as SegmentList from "./SegmentList.ts"
import * as SegmentName from "./SegmentName.ts"

/**
 * Segments that follow each other and are worth merging, the newest such; none where there are fewer than two. An older
 * one is taken along only if it is at most twice as large as all after it, so that a line is copied a few times in its
 * life and not once a sweep.
 *
 * @category getters
 * @since 0.1.0
 */
export const worthwhile = (
  segments: ReadonlyArray<SegmentList.Segment>,
  maxBytes: number
): ReadonlyArray<SegmentList.Segment> => {
  let total = 0
  let to = segments.length
  for (let at = to - 1; at >= 0; at--) {
    const { bytes, file } = segments[at]!
    const isFirst = at === to - 1
    const fits =
      isFirst || (total + bytes <= maxBytes && bytes <= 2 * total && isGzip(file) === isGzip(segments[to - 1]!.file))
    if (!fits) {
      if (to - at > 2) return segments.slice(at + 1, to)
      to = at + 1
      total = 0
    }
    total += bytes
  }
  return to < 2 ? [] : segments.slice(0, to)
}

const isGzip = (file: string): boolean => file.endsWith(".gz")

/**
 * Merges what is worthwhile once, and tells whether anything was. Has to run in a transaction that holds the write lock. The
 * files are renamed and removed by `SegmentFolder.settle` afterwards.
 *
 * @category constructors
 * @since 0.1.0
 */
export const merge = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  directory: string,
  table: StreamTable,
  maxBytes: number
): Effect.fn.Return<boolean, SegmentFolder.FolderFailure> {
  const folder = SegmentName.folderOf(table)
  const list = SegmentList.make(sql, folder)
  const olds = worthwhile(yield* list.all, maxBytes)
  const [first, last] = [olds[0], olds.at(-1)]
  if (first === undefined || last === undefined) return false
  const { number } = yield* list.next
  const file = SegmentName.fileOf(number, isGzip(first.file))
  const path = join(directory, folder)
  const content = yield* SegmentFile.attempt(`merge segments of ${folder}`, () =>
    SegmentFile.write(join(path, SegmentName.unfinished(file)), partsOf(path, folder, olds))
  )
  yield* list.retire(olds)
  yield* list.add({
    ...content,
    number,
    file,
    lines: olds.reduce((lines, old) => lines + old.lines, 0),
    firstSeq: first.firstSeq,
    lastSeq: last.lastSeq
  })
  return true
})

/** Lines end with a newline, and gzip files may follow each other in one. */
const partsOf = function* (path: string, folder: string, segments: ReadonlyArray<SegmentList.Segment>) {
  for (const segment of segments) {
    // Another process may have committed it and be about to rename it.
    SegmentFolder.publish(path, segment.file)
    const hash = createHash("sha256")
    let bytes = 0
    for (const part of SegmentFile.read(join(path, segment.file))) {
      hash.update(part)
      bytes += part.byteLength
      yield part
    }
    // A damaged segment must not become part of a new one that is said to be whole.
    SegmentFolder.expectContent(folder, segment, { bytes, sha256: hash.digest("hex") })
  }
}
