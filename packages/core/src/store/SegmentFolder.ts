/**
 * A stream's folder of segments, brought to what its list says: after a crash, after a merge, and whenever it is opened.
 *
 * A commit writes a segment as `000007.ndjson.tmp`, lists it, and renames it once it is committed; so a crash leaves a
 * listed file to rename or an unlisted one to remove, and never a line that is not committed under a final name. A final
 * name that was never listed is somebody else's file: it is refused and never removed.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { StreamTable } from "../contract/StreamTable.ts"
import { StoreMismatch } from "../contract/SyncStore.ts"
import * as SegmentFile from "./SegmentFile.ts"
import * as SegmentList from "./SegmentList.ts"
import * as SegmentName from "./SegmentName.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type FolderFailure = SqlError.SqlError | SegmentFile.FileFailure | StoreMismatch

/**
 * Makes a stream's folder where there is none.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (directory: string, folder: string): Effect.Effect<void, SegmentFile.FileFailure> =>
  SegmentFile.attempt(`make ${folder}`, () => SegmentFile.makeDirectory(join(directory, folder)))

/**
 * Gives a committed segment its final name.
 *
 * @category constructors
 * @since 0.1.0
 */
export const publish = (path: string, file: string): void =>
  SegmentFile.rename(join(path, SegmentName.unfinished(file)), join(path, file))

/**
 * Finishes what a crash or another process left, checks that the listed segments are there, the newest `hashed` of them
 * byte by byte, and brings the manifest up to date. Has to run in a transaction that holds the write lock: then no other
 * process is between a file and its listing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const settle = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  directory: string,
  table: StreamTable,
  hashed: number
): Effect.fn.Return<void, FolderFailure> {
  const folder = SegmentName.folderOf(table)
  const list = SegmentList.make(sql, folder)
  const listed = yield* list.all
  const retired = yield* list.retired
  const path = join(directory, folder)
  yield* SegmentFile.attempt(`settle ${folder}`, () => {
    finish(path, listed, retired)
    check(directory, folder, listed, hashed)
    refuseForeign(directory, folder, listed)
    const isSynced = writeManifest(path, table, listed)
    // Before they are forgotten: a name that a power cut brings back would be one that was never listed.
    if (retired.length > 0 && !isSynced) SegmentFile.syncDirectory(path)
  })
  if (retired.length > 0) yield* list.forgetRetired
})

/**
 * Reads every listed segment, gives them, and fails with the first that is missing or not as it was written.
 *
 * @category getters
 * @since 0.1.0
 */
export const verify = (
  sql: SqlClient.SqlClient,
  directory: string,
  folder: string
): Effect.Effect<ReadonlyArray<SegmentList.Segment>, FolderFailure> => {
  const { all } = SegmentList.make(sql, folder)
  const verifyOnce: Effect.Effect<ReadonlyArray<SegmentList.Segment>, FolderFailure> = Effect.flatMap(all, (listed) =>
    SegmentFile.attempt(`read ${folder}`, () => check(directory, folder, listed, listed.length)).pipe(
      Effect.as(listed),
      // Another process may have merged what was listed a moment ago.
      Effect.catch((failure) =>
        Effect.flatMap(all, (now) => (isPartOf(listed, now) ? Effect.fail(failure) : verifyOnce))
      )
    )
  )
  return verifyOnce
}

const isPartOf = (a: ReadonlyArray<SegmentList.Segment>, b: ReadonlyArray<SegmentList.Segment>): boolean =>
  a.every(({ file }) => b.some((other) => other.file === file))

/** Renames what is committed, and removes what is not and what a merge replaced. */
const finish = (path: string, listed: ReadonlyArray<SegmentList.Segment>, retired: ReadonlyArray<string>): void => {
  const names = new Set(SegmentFile.names(path))
  const late = listed.filter(({ file }) => !names.has(file) && names.delete(SegmentName.unfinished(file)))
  const gone = [...names].filter((name) => SegmentName.isUnfinished(name) || retired.includes(name))
  for (const { file } of late) publish(path, file)
  for (const name of gone) SegmentFile.remove(join(path, name))
}

const check = (directory: string, folder: string, listed: ReadonlyArray<SegmentList.Segment>, hashed: number): void => {
  const newest = new Set(listed.toSorted((a, b) => b.number - a.number).slice(0, hashed))
  for (const segment of listed) {
    const path = join(directory, folder, segment.file)
    const bytes = SegmentFile.sizeOf(path)
    const isHashed = newest.has(segment) && bytes === segment.bytes
    const sha256 = isHashed ? SegmentFile.contentOf(path).sha256 : undefined
    expectContent(folder, segment, { bytes, sha256 })
  }
}

/**
 * Throws a `StoreMismatch` when a segment is not as it was written; without a hash, its size has to do.
 *
 * @category guards
 * @since 0.1.0
 */
export const expectContent = (
  folder: string,
  segment: SegmentList.Segment,
  found: { readonly bytes: number | undefined; readonly sha256: string | undefined }
): void => {
  if (found.bytes === segment.bytes && (found.sha256 ?? segment.sha256) === segment.sha256) return
  const problem =
    found.bytes === undefined
      ? "is missing"
      : found.bytes === segment.bytes
        ? "has other bytes than were written"
        : `has ${found.bytes} bytes and not the ${segment.bytes} that were written`
  throw new StoreMismatch({
    detail: `segment ${folder}/${segment.file} ${problem}; put it back from a backup, or use another directory`
  })
}

const refuseForeign = (directory: string, folder: string, listed: ReadonlyArray<SegmentList.Segment>): void => {
  const known = new Set(listed.map(({ file }) => file))
  const foreign = SegmentFile.names(join(directory, folder)).find(
    (name) => SegmentName.isSegment(name) && !known.has(name)
  )
  if (foreign === undefined) return
  throw new StoreMismatch({
    detail: `segment ${folder}/${foreign} is none that innlet.db lists; move it away, or put its innlet.db back`
  })
}

/** Tells whether it was another. With it, the folder's names of now are on the disk. */
const writeManifest = (path: string, table: StreamTable, listed: ReadonlyArray<SegmentList.Segment>): boolean => {
  const wanted = manifestOf(table, listed)
  if (wanted === currentManifest(path)) return false
  SegmentFile.replace(path, SegmentName.manifest, wanted)
  return true
}

const currentManifest = (path: string): string | undefined =>
  SegmentFile.sizeOf(join(path, SegmentName.manifest)) === undefined
    ? undefined
    : readFileSync(join(path, SegmentName.manifest), "utf8")

const manifestOf = (table: StreamTable, listed: ReadonlyArray<SegmentList.Segment>): string =>
  `${JSON.stringify(
    {
      format: 1,
      connector: table.connector,
      stream: table.stream,
      columns: table.columns.map(({ kind, name, nullable }) => ({ name, kind, nullable })),
      key: table.key.map(({ name }) => name),
      segments: listed.map(({ bytes, file, firstSeq, lastSeq, lines, sha256 }) => ({
        file,
        lines,
        bytes,
        sha256,
        firstSeq,
        lastSeq
      }))
    },
    undefined,
    2
  )}\n`
