/**
 * That a cursor is all a walk needs to go on, in a process that knows nothing else.
 *
 * @since 0.1.0
 */
import { Effect, Option, Schema } from "effect"
import type { Opened } from "../../Bench.ts"
import * as Keys from "../../Keys.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Walker from "../../Walker.ts"

/**
 * Every page is read by a connector that was made anew for it.
 *
 * @category laws
 * @since 0.1.0
 */
export const anyPage: Law = {
  name: "resumes from any page's cursor",
  group: "resumption",
  check: Effect.fnUntraced(function* (bench) {
    const expected = Pages.byPartition(yield* Pages.walked(yield* bench.open()))
    const opened = yield* bench.open()
    const fresh = yield* Effect.forEach(Array.from({ length: most }), () => opened.again)
    for (const [partition, whole] of expected) {
      const reads = yield* Walker.walk(opened, partition, {
        // The first pages of two partitions are read by one connector, so that it is no first page that makes it ready.
        reader: (page) => Effect.succeed(fresh[page % most] ?? opened)
      })
      yield* compare(whole, reads)
    }
    // Where a page may be asked for again, every one of them is, and the last one first.
    if (opened.stream.traversal.replay !== "safe" || opened.stream.traversal.cursor === "queue") return
    for (const read of expected.flatMap(([, whole]) => whole).toReversed()) {
      const again = yield* Walker.readPage(opened, yield* opened.again, read)
      yield* compare([read], [again])
    }
  })
}

/** Connectors made beforehand, taken in turn. */
const most = 8

const compare = Effect.fnUntraced(function* (
  whole: ReadonlyArray<Walker.Read>,
  reads: ReadonlyArray<Walker.Read>
): Effect.fn.Return<void, Broken> {
  const different = Keys.difference(Pages.keysOf(whole), Pages.keysOf(reads))
  if (different === undefined) return
  return yield* new Broken({
    detail: `read by a new connector, ${different.detail}`,
    ...Pages.placeOf([...whole, ...reads], different.key)
  })
})

/**
 * @category laws
 * @since 0.1.0
 */
export const encoded: Law = {
  name: "keeps cursors and partitions whole in a checkpoint",
  group: "resumption",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const { stream } = opened
    for (const { name, value } of yield* Walker.partsOf(opened)) {
      yield* roundTrip(stream.partition, value, name, `partition "${name}"`)
    }
    const named: Array<unknown> = []
    const noting = {
      ...stream,
      read: (request: Parameters<typeof stream.read>[0]) =>
        Effect.tap(stream.read(request), ({ next }) => Effect.sync(() => void named.push(Option.getOrUndefined(next))))
    }
    for (const [index, read] of (yield* Pages.walked({ ...opened, stream: noting })).entries()) {
      const { next } = read
      if (typeof next !== "string") continue
      const bytes = Buffer.byteLength(next)
      const place = Walker.at(read)
      if (bytes > longest) return yield* new Broken({ detail: `its next cursor has ${bytes} bytes`, ...place })
      yield* roundTrip(stream.cursor, named[index], next, "its next cursor", place)
    }
    const { traversal } = stream
    if (traversal.cursor !== "offset") return
    for (const offset of [0, 1, 999_999_937]) {
      const cursor = traversal.at(offset)
      const text = yield* textOf(stream.cursor, cursor, `the cursor of offset ${offset}`)
      yield* roundTrip(stream.cursor, cursor, text, `the cursor of offset ${offset}`)
    }
  })
}

/** Bytes of UTF-8. */
const longest = 65_536

type Codec = Opened["stream"]["cursor"]

const textOf = (codec: Codec, value: unknown, what: string, place = {}) =>
  Effect.mapError(
    Schema.encodeUnknownEffect(codec)(value),
    ({ message }) => new Broken({ detail: `${what} can't be encoded: ${message}`, ...place })
  )

/** There and back again: the same value, and the same text. */
const roundTrip = Effect.fnUntraced(function* (
  codec: Codec,
  value: unknown,
  text: string,
  what: string,
  place: object = {}
): Effect.fn.Return<void, Broken> {
  const decoded = yield* Effect.mapError(
    Schema.decodeEffect(codec)(text),
    ({ message }) => new Broken({ detail: `${what} can't be decoded: ${message}`, ...place })
  )
  const again = yield* textOf(codec, decoded, what, place)
  if (again !== text)
    return yield* new Broken({ detail: `${what} comes back as "${again}", and was "${text}"`, ...place })
  if (JSON.stringify(decoded) !== JSON.stringify(value)) {
    return yield* new Broken({ detail: `${what} is another value when it comes back`, ...place })
  }
})

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [anyPage, encoded]
