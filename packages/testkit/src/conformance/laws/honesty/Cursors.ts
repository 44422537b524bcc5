/**
 * That a cursor is as good as it is declared to be.
 *
 * @since 0.1.0
 */
import { Clock, Duration, Effect } from "effect"
import * as Keys from "../../Keys.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Walker from "../../Walker.ts"

/**
 * @category laws
 * @since 0.1.0
 */
export const replay: Law = {
  name: "gives the same page again where it declares that safe",
  group: "traversal honesty",
  appliesTo: ({ stream: { traversal } }) => traversal.replay === "safe",
  check: Effect.fnUntraced(function* (bench) {
    const expected = Pages.byPartition(yield* Pages.walked(yield* bench.open()))
    const opened = yield* bench.open()
    for (const [partition, whole] of expected) {
      let cursor: string | number | undefined
      for (const before of whole) {
        const asked = { partition, cursor, page: before.page }
        const once = yield* Walker.readPage(opened, opened, asked)
        const twice = yield* Walker.readPage(opened, opened, asked)
        const different =
          Keys.differenceInOrder(once.keys, twice.keys) ?? Keys.differenceInOrder(before.keys, twice.keys)
        if (different !== undefined) {
          return yield* new Broken({ detail: `asked for twice, ${different.detail}`, ...Walker.at(asked) })
        }
        cursor = twice.next
      }
    }
  })
}

/** A cursor that lives for ever lives as long as any run. */
const long = Duration.toMillis("1 day")

/**
 * @category laws
 * @since 0.1.0
 */
export const lifetime: Law = {
  name: "declares no longer life for a cursor than it has",
  group: "traversal honesty",
  // What lies in a feed or a window of time is counted from now.
  appliesTo: ({ stream: { changes } }) => changes?.only !== true,
  check: Effect.fnUntraced(function* (bench) {
    const expected = yield* Pages.walked(yield* bench.open())
    const opened = yield* bench.open()
    const { lifetime } = opened.stream.traversal
    const [partition, whole] = Pages.byPartition(expected)[0] ?? []
    if (partition === undefined || whole === undefined) return
    const wait = Effect.fnUntraced(function* ({ askedAt, expiresAt }: Walker.Read) {
      const now = yield* Clock.currentTimeMillis
      const until =
        lifetime._tag === "Unlimited"
          ? now + long
          : lifetime._tag === "Stated"
            ? (expiresAt ?? now)
            : askedAt + Duration.toMillis(lifetime.ttl)
      yield* Effect.sleep(Duration.millis(Math.max(0, until - now - 1)))
    })
    const reads = yield* Walker.walk(opened, partition, { between: wait }).pipe(
      Effect.mapError(
        ({ detail, page, partition }) =>
          new Broken({ page, partition, detail: `the cursor was used in its declared time: ${detail}` })
      )
    )
    const different = Keys.difference(Pages.keysOf(whole), Pages.keysOf(reads))
    if (different === undefined) return
    const detail = `used at the end of its declared time, ${different.detail}`
    return yield* new Broken({ detail, ...Pages.placeOf([...whole, ...reads], different.key) })
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const skips: Law = {
  name: "skips as many records as an offset says",
  group: "traversal honesty",
  appliesTo: ({ stream: { traversal } }) => traversal.cursor === "offset",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    for (const [partition, reads] of Pages.byPartition(yield* Pages.walked(opened))) {
      const keys = Pages.keysOf(reads)
      const size = opened.stream.pageSize.default
      for (const offset of new Set(
        [0, 1, size - 1, size + 1, keys.length - 1].filter((n) => n >= 0 && n < keys.length)
      )) {
        const asked = { partition, cursor: offset, page: Math.floor(offset / size) + 1 }
        const { keys: got } = yield* Walker.readPage(opened, opened, asked)
        const different = Keys.differenceInOrder(keys.slice(offset, offset + got.length), got)
        if (different !== undefined || got.length === 0) {
          const detail = `after ${offset} records ${different?.detail ?? "there is none"}`
          return yield* new Broken({ detail, ...Walker.at(asked) })
        }
      }
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [replay, lifetime, skips]
