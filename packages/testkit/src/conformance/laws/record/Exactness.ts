/**
 * That what a provider wrote is what is stored.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { Broken, type Law } from "../../Law.ts"
import * as Leaves from "../../Leaves.ts"
import * as Pages from "../../Pages.ts"
import * as Pull from "../../Pull.ts"
import * as Walker from "../../Walker.ts"

/**
 * @category laws
 * @since 0.1.0
 */
export const asWritten: Law = {
  name: "carries every text and number as the provider wrote it",
  group: "record",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const { stream, wire } = opened
    const spans: Array<readonly [from: number, to: number]> = []
    const noting = {
      ...stream,
      read: (request: Parameters<typeof stream.read>[0]) =>
        Effect.suspend(() => {
          const from = wire.sent.length
          return Effect.tap(stream.read(request), () => Effect.sync(() => void spans.push([from, wire.sent.length])))
        })
    }
    const reads = yield* Pages.walked({ ...opened, stream: noting })
    for (const [page, read] of reads.entries()) {
      const sent = wire.sent.slice(...(spans[page] ?? [0, 0]))
      const asked = sent.flatMap(({ body, url }) => [body, decodeURIComponent(url.href.replaceAll("+", " "))])
      const said = Leaves.said(
        sent.flatMap(({ answer }) => (answer === undefined ? [] : [answer])),
        [...asked, read.partition.name]
      )
      for (const [at, record] of read.records.entries()) {
        const key = read.keys[at] ?? ""
        const leaves = Leaves.of(record)
        if ("foreign" in leaves) {
          const detail = `record ${key} has a ${leaves.foreign} at "${leaves.path}", which is not what came`
          return yield* new Broken({ detail, ...Walker.at(read) })
        }
        const changed = leaves.find(({ value }) => !said.has(value))
        if (changed === undefined) continue
        const detail = `record ${key} has ${JSON.stringify(changed.value)} at "${changed.path}", which is not in the answer`
        return yield* new Broken({ detail, ...Walker.at(read) })
      }
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const asReceived: Law = {
  name: "stores every record as it was received",
  group: "record",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const reads = yield* Pages.walked(opened)
    const { letters, rows } = yield* Pull.undisturbed(yield* bench.open())
    for (const read of reads) {
      for (const [at, record] of read.records.entries()) {
        const key = read.keys[at] ?? ""
        const stored = rows.get(key)?.raw ?? letters.find(({ row }) => row === key)?.raw
        if (stored === JSON.stringify(record)) continue
        const detail =
          stored === undefined
            ? `record ${key} is not in the store`
            : `record ${key} is stored as ${stored.slice(0, 120)}`
        return yield* new Broken({ detail, ...Walker.at(read) })
      }
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [asWritten, asReceived]
