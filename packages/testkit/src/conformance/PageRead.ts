/**
 * One page of a stream, read as its contract says.
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
 * What to read.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked {
  /** In records. @default the stream's own */
  readonly pageSize?: number | undefined
  readonly changed?: Partition.Changes | undefined
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

/**
 * The one part of a stream that can't be split has no name worth telling.
 *
 * @category getters
 * @since 0.1.0
 */
export const nameOf = ({ name }: Part): string | undefined => (name === "all" ? undefined : name)
