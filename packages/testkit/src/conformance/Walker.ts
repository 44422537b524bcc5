/**
 * Reads a stream page by page as its contract says, and shares no line with core's walks: what one of the two gets wrong
 * shows in the other.
 *
 * It proves nothing of lists that change meanwhile; that is what core's walks are for.
 *
 * @since 0.1.0
 */
import type { ConnectorError, ConnectorStream, Page, Partition, Traversal } from "@innlet/core/contract"
import { Clock, DateTime, Effect, Option, Schema } from "effect"
import type { Built, Opened } from "./Bench.ts"
import { Broken } from "./Law.ts"

/**
 * A page as it was read.
 *
 * @category models
 * @since 0.1.0
 */
export interface Read {
  readonly partition: Part
  /** From 1, in its partition. */
  readonly page: number
  /** The text of the cursor it was asked for with, or the records to skip; absent for a first page. */
  readonly cursor: string | number | undefined
  /** In records, as asked for. */
  readonly pageSize: number
  readonly records: ReadonlyArray<unknown>
  /** Of the records, by the subject; one that it can't tell is named by its place. */
  readonly keys: ReadonlyArray<string>
  /** Where the next page begins; absent at the end. */
  readonly next: string | number | undefined
  readonly total: number | undefined
  readonly evidence: ReadonlyArray<Traversal.EndSignal>
  /** Epoch milliseconds, as `doneAt` and `expiresAt`. */
  readonly askedAt: number
  readonly doneAt: number
  readonly expiresAt: number | undefined
}

/**
 * A part of a stream with the text that names it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Part {
  readonly value: unknown
  readonly name: string
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** In records. @default the stream's own */
  readonly pageSize?: number | undefined
  readonly changed?: Partition.Changes | undefined
  /** Where to begin. @default at the first page */
  readonly from?: string | number | undefined
  /** Stops after so many pages. @default at the end */
  readonly pages?: number | undefined
  /** The connector that reads the page of this number. @default always the same */
  readonly reader?: ((page: number) => Effect.Effect<Built, Broken>) | undefined
  /** How often it begins again when the provider refuses a cursor, as of a list that changes it may. @default 0 */
  readonly restarts?: number | undefined
  /** Happens after every page but the last. */
  readonly between?: ((read: Read) => Effect.Effect<void, Broken>) | undefined
}

/** A mock holds a few pages; a walk that goes on for longer goes round. */
const mostPages = 2000

/**
 * The parts of the stream, in order, over the records of its parent where it has one.
 *
 * @category constructors
 * @since 0.1.0
 */
export const partsOf = Effect.fnUntraced(function* (
  opened: Opened,
  built: Built = opened
): Effect.fn.Return<ReadonlyArray<Part>, Broken> {
  const { stream } = built
  const values = yield* stream
    .partitions(opened.window, yield* parentsOf(opened, built))
    .pipe(Effect.mapError((error) => new Broken({ detail: `its partitions can't be listed: ${error.message}` })))
  const encode = Schema.encodeUnknownEffect(stream.partition)
  return yield* Effect.forEach(values, (value) =>
    encode(value).pipe(
      Effect.map((name) => ({ value, name })),
      Effect.mapError((error) => new Broken({ detail: `a partition can't be encoded: ${error.message}` }))
    )
  )
})

const parentsOf = Effect.fnUntraced(function* (
  opened: Opened,
  { connector, stream }: Built
): Effect.fn.Return<ReadonlyArray<ConnectorStream.ParentValues>, Broken> {
  const { parent } = stream
  if (parent === undefined) return []
  const listed = connector.streams.find(({ name }) => name === parent.stream.name)
  if (listed === undefined) return yield* new Broken({ detail: `its parent "${parent.stream.name}" is no stream` })
  const reads: ReadonlyArray<Read> = yield* walkAll({ ...opened, connector, stream: listed })
  const decode = Schema.decodeUnknownOption(listed.record)
  const distinct = new Map<string, ConnectorStream.ParentValues>()
  for (const record of reads.flatMap(({ records }) => records)) {
    const decoded = decode(record)
    if (decoded._tag === "None") continue
    const fields: { readonly [field: string]: unknown } = Object(decoded.value)
    const values = parent.fields.map((field) => textOf(fields[field]))
    distinct.set(JSON.stringify(values), values)
  }
  return [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, values]) => values)
})

const textOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  if (typeof value === "bigint") return value.toString()
  return typeof value === "string" ? value : JSON.stringify(value)
}

/**
 * All pages of all partitions, one partition after the other.
 *
 * @category combinators
 * @since 0.1.0
 */
export const walkAll = Effect.fnUntraced(function* (
  opened: Opened,
  options: Options = {}
): Effect.fn.Return<ReadonlyArray<Read>, Broken> {
  const reads: Array<Read> = []
  for (const part of yield* partsOf(opened)) reads.push(...(yield* walk(opened, part, options)))
  return reads
})

/**
 * The pages of one partition, from the first to the end.
 *
 * @category combinators
 * @since 0.1.0
 */
export const walk = Effect.fnUntraced(function* (
  opened: Opened,
  partition: Part,
  options: Options = {}
): Effect.fn.Return<ReadonlyArray<Read>, Broken> {
  const { changed, from, pageSize, restarts = 0 } = options
  const reads: Array<Read> = []
  let cursor = from
  for (let page = 1; page <= mostPages; page++) {
    const built = options.reader === undefined ? opened : yield* options.reader(page)
    const asked = { partition, cursor, page, pageSize, changed }
    const tried = yield* Effect.result(attempt(opened, built, asked))
    if (tried._tag === "Failure") {
      const { failure } = tried
      if (failure._tag === "Broken") return yield* failure
      if (failure.reason._tag === "CursorRejected" && restarts > 0) {
        return yield* walk(opened, partition, { ...options, restarts: restarts - 1 })
      }
      return yield* new Broken({ ...at(asked), detail: failure.message })
    }
    const read = tried.success
    reads.push(read)
    if (read.next === undefined || page === options.pages) return reads
    yield* options.between?.(read) ?? Effect.void
    cursor = read.next
  }
  return yield* new Broken({ partition: nameOf(partition), detail: `no end after ${mostPages} pages` })
})

/**
 * What to read.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked extends Pick<Options, "pageSize" | "changed"> {
  readonly partition: Part
  readonly cursor: string | number | undefined
  /** Of this page, from 1; for messages. */
  readonly page: number
}

/**
 * One page, or why there is none.
 *
 * @category combinators
 * @since 0.1.0
 */
export const readPage = (opened: Opened, built: Built, asked: Asked): Effect.Effect<Read, Broken> =>
  attempt(opened, built, asked).pipe(
    Effect.catchTag("ConnectorError", (error) => new Broken({ ...at(asked), detail: error.message }))
  )

/**
 * One page, its `ConnectorError` left as it is.
 *
 * @category combinators
 * @since 0.1.0
 */
export const attempt = Effect.fnUntraced(function* (
  { setting }: Pick<Opened, "setting">,
  { stream }: Built,
  asked: Asked
): Effect.fn.Return<Read, Broken | ConnectorError.ConnectorError> {
  const { changed, page, partition } = asked
  const pageSize = asked.pageSize ?? stream.pageSize.default
  const cursor = yield* cursorOf(stream, asked)
  const askedAt = yield* Clock.currentTimeMillis
  const got = yield* stream.read({ partition: partition.value, cursor, pageSize, changed })
  const doneAt = yield* Clock.currentTimeMillis
  return {
    partition,
    page,
    pageSize,
    cursor: asked.cursor,
    records: got.records,
    keys: got.records.map((record, at) => setting.keyOf(stream.name, record) ?? `record ${at + 1} of page ${page}`),
    next: yield* nextOf(stream, got, asked, pageSize),
    total: Option.getOrUndefined(got.total),
    evidence: got.evidence,
    askedAt,
    doneAt,
    expiresAt: Option.getOrUndefined(Option.map(got.expiresAt, DateTime.toEpochMillis))
  }
})

const cursorOf = Effect.fnUntraced(function* (
  stream: ConnectorStream.Any,
  asked: Asked
): Effect.fn.Return<Option.Option<unknown>, Broken> {
  const { cursor } = asked
  if (cursor === undefined) return Option.none()
  if (typeof cursor === "number") {
    if (stream.traversal.cursor === "offset") return Option.some(stream.traversal.at(cursor))
    return yield* new Broken({ ...at(asked), detail: "only an offset is a number" })
  }
  const decoded = yield* Effect.mapError(
    Schema.decodeEffect(stream.cursor)(cursor),
    (error) => new Broken({ ...at(asked), detail: `the cursor of the page before can't be decoded: ${error.message}` })
  )
  return Option.some(decoded)
})

/** Offsets are counted here; every other list says itself where it goes on. */
const nextOf = Effect.fnUntraced(function* (
  { cursor, traversal }: ConnectorStream.Any,
  page: Page.Page<unknown, unknown>,
  asked: Asked,
  pageSize: number
): Effect.fn.Return<string | number | undefined, Broken> {
  if (traversal.cursor === "offset") {
    const { length } = page.records
    // A page may be short because the provider caps it, so only one that has nothing is the last.
    const ends = length === 0 || (length < pageSize && page.evidence.some((signal) => traversal.end.includes(signal)))
    return ends ? undefined : Number(asked.cursor ?? 0) + length
  }
  if (Option.isNone(page.next)) return undefined
  return yield* Effect.mapError(
    Schema.encodeUnknownEffect(cursor)(page.next.value),
    (error) => new Broken({ ...at(asked), detail: `its next cursor can't be encoded: ${error.message}` })
  )
})

/**
 * Where a page stands, for a message.
 *
 * @category getters
 * @since 0.1.0
 */
export const at = ({ page, partition }: { readonly page: number; readonly partition: Part }) => ({
  page,
  partition: nameOf(partition)
})

/** The one part of a stream that can't be split has no name worth telling. */
const nameOf = ({ name }: Part): string | undefined => (name === "all" ? undefined : name)
