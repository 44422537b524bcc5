/**
 * One page read while something comes between the connector and its provider, at the first, a middle and the last page.
 *
 * @since 0.1.0
 */
import type { ConnectorError } from "@innlet/core/contract"
import { Attempt } from "@innlet/core/resilience"
import { Effect } from "effect"
import type { Opened } from "./Bench.ts"
import { Broken } from "./Law.ts"
import * as Pages from "./Pages.ts"
import * as Walker from "./Walker.ts"
import type * as Wire from "./Wire.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Trial {
  /** What was asked for. */
  readonly asked: Walker.Asked
  /** The error, or the page that was made of it all the same. */
  readonly came: ConnectorError.ConnectorError | Walker.Read
  /** Requests for the page, without those for tokens and what was asked for beside. */
  readonly requests: number
  /** The last of them; the one that was answered in another way. */
  readonly sent: Wire.Sent | undefined
}

/**
 * What to do to a request for a page that is usually answered so, and was sent then; epoch milliseconds.
 *
 * @category models
 * @since 0.1.0
 */
export type Meddle = (usual: Wire.Sent, now: number) => Wire.Meddling

/**
 * @category models
 * @since 0.1.0
 */
export interface Kind {
  readonly meddling: Meddle
  /** Does it mean anything to a page that is usually answered so, with so many records? @default yes */
  readonly fits?: ((usual: Wire.Sent, records: number) => boolean) | undefined
}

/**
 * How a page is asked for: the requests that are for pages, not for tokens.
 *
 * @category models
 * @since 0.1.0
 */
export interface Places {
  readonly reads: ReadonlyArray<Walker.Read>
  readonly isPage: (sent: Wire.Sent) => boolean
  /** What a page was answered with when nothing was wrong. */
  readonly answerOf: (read: Walker.Read) => Wire.Sent | undefined
}

/**
 * A walk that shows which requests are for pages: the last one of every read is.
 *
 * @category constructors
 * @since 0.1.0
 */
export const places = Effect.fnUntraced(function* (opened: Opened): Effect.fn.Return<Places, Broken> {
  const last: Array<Wire.Sent | undefined> = []
  const { stream, wire } = opened
  const noting = {
    ...stream,
    read: (request: Parameters<typeof stream.read>[0]) =>
      Effect.tap(stream.read(request), () => Effect.sync(() => void last.push(wire.sent.at(-1))))
  }
  const reads = yield* Pages.walked({ ...opened, stream: noting })
  const paths = new Set(last.flatMap((sent) => (sent === undefined ? [] : [pathOf(sent)])))
  return {
    reads,
    isPage: (sent) => paths.has(pathOf(sent)),
    answerOf: (read) => last[reads.indexOf(read)]
  }
})

const pathOf = ({ method, url }: Wire.Sent): string => `${method} ${url.pathname}`

/**
 * Walks a list of a provider that begins anew and meddles with its first, a middle and its last page, each time as often as
 * there are kinds of meddling, and goes on in peace: the provider never sees what was meddled with.
 *
 * @category constructors
 * @since 0.1.0
 */
export const each = Effect.fnUntraced(function* <A extends Kind>(
  opened: Opened,
  { answerOf, isPage, reads }: Places,
  kinds: ReadonlyArray<A>,
  judge: (trial: Trial, kind: A) => string | undefined
): Effect.fn.Return<void, Broken> {
  const [partition, whole] = longestOf(reads)
  const chosen = new Set([1, Math.ceil(whole.length / 2), whole.length])
  let cursor: string | number | undefined
  for (const read of whole) {
    const asked = { partition, cursor, page: read.page }
    for (const kind of chosen.has(read.page) ? kinds : []) {
      const usual = answerOf(read)
      if (usual === undefined || kind.fits?.(usual, read.records.length) === false) continue
      const trial = yield* once(opened, asked, isPage, (sent) => kind.meddling(usual, sent.at))
      const problem = judge(trial, kind)
      if (problem !== undefined) return yield* new Broken({ detail: problem, ...Walker.at(asked) })
    }
    cursor = (yield* Walker.readPage(opened, opened, asked)).next
  }
})

const longestOf = (reads: ReadonlyArray<Walker.Read>) => {
  const parts = Pages.byPartition(reads)
  const longest = parts.reduce((a, b) => (b[1].length > a[1].length ? b : a), parts[0] ?? [nowhere, []])
  return [longest[0], longest[1].filter(({ records }) => records.length > 0)] as const
}

const nowhere: Walker.Part = { value: undefined, name: "" }

/**
 * Reads one page while every request for a page is meddled with.
 *
 * @category constructors
 * @since 0.1.0
 */
export const once = Effect.fnUntraced(function* (
  opened: Opened,
  asked: Walker.Asked,
  isPage: Places["isPage"],
  meddling: (sent: Wire.Sent) => Wire.Meddling
): Effect.fn.Return<Trial, Broken> {
  const { wire } = opened
  const before = wire.sent.length
  let admitted = 0
  const attempt = {
    observe: () => Effect.void,
    admitAnother: Effect.sync(() => {
      admitted++
    }),
    ready: Effect.succeed(true)
  }
  wire.meddle((sent) => (isPage(sent) ? meddling(sent) : undefined))
  const tried = yield* Walker.attempt(opened, opened, asked).pipe(
    Effect.provideService(Attempt.Current, attempt),
    Effect.result
  )
  wire.rest()
  const sent = wire.sent.slice(before)
  const came = tried._tag === "Success" ? tried.success : tried.failure
  if ("_tag" in came && came._tag === "Broken") return yield* came
  return {
    asked,
    came,
    requests: sent.length - admitted,
    sent: sent.findLast(isPage)
  }
})
