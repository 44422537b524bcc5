/**
 * Reads a stream page by page as its contract says, and shares no line with core's walks: what one of the two gets wrong
 * shows in the other.
 *
 * It proves nothing of lists that change meanwhile; that is what core's walks are for.
 *
 * @since 0.1.0
 */
import type { ConnectorStream, Partition } from "@innlet/core/contract"
import { Effect, Schema } from "effect"
import type { Built, Opened } from "./Bench.ts"
import { Broken } from "./Law.ts"
import { at, attempt, nameOf, type Part, type Read } from "./PageRead.ts"

export { type Asked, at, attempt, type Part, type Read, readPage } from "./PageRead.ts"

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
