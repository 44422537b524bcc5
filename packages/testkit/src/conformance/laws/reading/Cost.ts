/**
 * What a page costs: as many requests as the stream declares, and no time but the provider's.
 *
 * @since 0.1.0
 */
import { Attempt } from "@innlet/core/resilience"
import { Effect } from "effect"
import type { Built, Opened } from "../../Bench.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Pages from "../../Pages.ts"
import * as Walker from "../../Walker.ts"

/**
 * Requests for tokens are asked for one by one, and so are not counted.
 *
 * @category laws
 * @since 0.1.0
 */
export const oneRequest: Law = {
  name: "sends no more requests for a page than it declares",
  group: "reading",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const declared = opened.stream.quota?.weight ?? 1
    const spent: Array<number> = []
    const reader = counting(opened, spent)
    const reads = yield* Pages.walked({ ...opened, stream: reader.stream })
    for (const [at, requests] of spent.entries()) {
      const read = reads[at]
      if (requests <= declared && requests > 0) continue
      const detail = `${requests} requests for one page, and ${declared} ${declared === 1 ? "is" : "are"} declared`
      return yield* new Broken({ detail, ...(read !== undefined && Walker.at(read)) })
    }
  })
}

/** The same stream, with what each page took: requests on the wire without those that were asked for. */
const counting = ({ connector, stream, wire }: Opened, spent: Array<number>): Built => ({
  connector,
  stream: {
    ...stream,
    read: Effect.fnUntraced(function* (request) {
      const before = wire.sent.length
      let asked = 0
      const attempt = {
        observe: () => Effect.void,
        admitAnother: Effect.sync(() => {
          asked++
        }),
        ready: Effect.succeed(true)
      }
      const page = yield* Effect.provideService(stream.read(request), Attempt.Current, attempt)
      spent.push(wire.sent.length - before - asked)
      return page
    })
  }
})

/**
 * @category laws
 * @since 0.1.0
 */
export const noTime: Law = {
  name: "waits for nothing but the provider",
  group: "reading",
  check: Effect.fnUntraced(function* (bench) {
    const opened = yield* bench.open()
    const slow = (yield* Pages.walked(opened)).find(({ askedAt, doneAt }) => doneAt > askedAt)
    if (slow === undefined) return
    const detail = `the page took ${slow.doneAt - slow.askedAt} ms of a provider that takes none`
    return yield* new Broken({ detail, ...Walker.at(slow) })
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [oneRequest, noTime]
