/**
 * The scrolls of the mock Hotel-X provider: what a listing was when it began, and how far it has been read.
 *
 * A real token decodes to a scroll of Elasticsearch, so the listing is a snapshot, its page size is that of the first
 * request, and each request moves it on, whether or not its answer arrives. Source: Elasticsearch documentation, scroll.
 *
 * @since 0.1.0
 */
import * as Random from "../world/Random.ts"
import type { Replay, Stream, Tokens } from "./HotelXOptions.ts"

/**
 * Rows of which a part can be had at a time, such as an array.
 *
 * @category models
 * @since 0.1.0
 */
export interface Listing<Row> {
  readonly length: number
  /** From the first index up to before the second. */
  slice(from: number, to: number): ReadonlyArray<Row>
}

/**
 * One listing that has begun.
 *
 * @category models
 * @since 0.1.0
 */
export interface Scroll<Row> {
  readonly stream: Stream
  /** As they were when it began. */
  readonly rows: Listing<Row>
  /** Rows a page. */
  readonly size: number
  /** Rows given so far. */
  readonly position: number
  /** The page that the newest token is for, from 0. */
  readonly page: number
  /** Epoch milliseconds; dead from then on. */
  readonly expiresAt: number
}

/**
 * Scrolls by their id.
 *
 * @category models
 * @since 0.1.0
 */
export interface Scrolls<Row> {
  /** Scrolls so far. */
  readonly opened: number
  readonly live: ReadonlyMap<string, Scroll<Row>>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Habits {
  readonly tokens: Tokens
  readonly replay: Replay
  /** Milliseconds. */
  readonly ttl: number
  readonly seed: number
}

/**
 * What one request takes from a scroll.
 *
 * @category models
 * @since 0.1.0
 */
export interface Page<Row> {
  readonly rows: ReadonlyArray<Row>
  /** Where the page starts in the snapshot, from 0. */
  readonly from: number
  /** Rows in the snapshot. */
  readonly count: number
  /** Up to three rows that stand before the page. */
  readonly before: ReadonlyArray<Row>
  /** Is there no row after this page? */
  readonly last: boolean
  /** Was every row given before, so that this page has none? A first page is never past the end. */
  readonly past: boolean
  readonly token: string
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const none: Scrolls<never> = { opened: 0, live: new Map() }

/**
 * Begins a listing and takes its first page; `now` is in epoch milliseconds.
 *
 * @category combinators
 * @since 0.1.0
 */
export const begun = <Row>(
  habits: Habits,
  scrolls: Scrolls<Row>,
  listing: Pick<Scroll<Row>, "stream" | "rows" | "size">,
  now: number
): readonly [Page<Row>, Scrolls<Row>] => {
  const id = `${(Random.fromSeed(habits.seed, 0x5c0, scrolls.opened) >>> 0).toString(36)}.${scrolls.opened + 1}`
  const scroll: Scroll<Row> = { ...listing, position: 0, page: 0, expiresAt: now + habits.ttl }
  const live = new Map([...scrolls.live].filter(([, { expiresAt }]) => now < expiresAt))
  return moved(habits, { opened: scrolls.opened + 1, live }, id, scroll, 0, now)
}

/**
 * Takes the page that a token stands for, of the rows as they were, or of `current` ones where there are. Undefined when the
 * token is unknown, of another stream, spent or too old.
 *
 * @category combinators
 * @since 0.1.0
 */
export const continued = <Row>(
  habits: Habits,
  scrolls: Scrolls<Row>,
  stream: Stream,
  token: string,
  now: number,
  current?: Listing<Row>
): readonly [Page<Row>, Scrolls<Row>] | undefined => {
  const said = saidBy(token)
  const begun = said === undefined ? undefined : scrolls.live.get(said.id)
  const scroll = begun === undefined || current === undefined ? begun : { ...begun, rows: current }
  if (said === undefined || scroll === undefined || scroll.stream !== stream) return undefined
  if (now >= scroll.expiresAt) return undefined
  // A page that was never handed out can't have a token.
  if (habits.tokens !== "same" && !(said.page !== undefined && said.page <= scroll.page)) return undefined
  if (habits.tokens === "rotatingSpent" && said.page !== scroll.page) return undefined
  const repeats = habits.tokens === "rotating" && habits.replay === "repeats"
  return moved(habits, scrolls, said.id, scroll, repeats ? (said.page ?? 0) * scroll.size : scroll.position, now)
}

/**
 * How many rows the scroll of a token has given; 0 where there is none.
 *
 * @category getters
 * @since 0.1.0
 */
export const positionOf = <Row>(scrolls: Scrolls<Row>, token: string): number =>
  scrolls.live.get(saidBy(token)?.id ?? "")?.position ?? 0

/**
 * No scroll is left; none gets an id that was used.
 *
 * @category combinators
 * @since 0.1.0
 */
export const forgotten = <Row>(scrolls: Scrolls<Row>): Scrolls<Row> => ({ opened: scrolls.opened, live: new Map() })

const moved = <Row>(
  habits: Habits,
  scrolls: Scrolls<Row>,
  id: string,
  scroll: Scroll<Row>,
  from: number,
  now: number
): readonly [Page<Row>, Scrolls<Row>] => {
  const to = Math.min(from + scroll.size, scroll.rows.length)
  const next = Math.floor(from / scroll.size) + 1
  const after: Scroll<Row> = {
    ...scroll,
    position: Math.max(scroll.position, to),
    page: Math.max(scroll.page, next),
    expiresAt: now + habits.ttl
  }
  return [
    {
      rows: scroll.rows.slice(from, to),
      from,
      count: scroll.rows.length,
      before: scroll.rows.slice(Math.max(0, from - 3), from),
      last: to >= scroll.rows.length,
      past: from > 0 && from >= scroll.rows.length,
      token: tokenOf(habits.tokens, scroll.stream, id, next)
    },
    { ...scrolls, live: new Map(scrolls.live).set(id, after) }
  ]
}

const tokenOf = (tokens: Tokens, stream: Stream, id: string, page: number): string =>
  Buffer.from(`mock-scroll:${stream}:${id}${tokens === "same" ? "" : `:${page}`}`).toString("base64")

const saidBy = (token: string): { readonly id: string; readonly page: number | undefined } | undefined => {
  const text = Buffer.from(token, "base64").toString("latin1")
  const [, id, page] = /^mock-scroll:\w+:([\w.]+)(?::(\d+))?$/.exec(text) ?? []
  if (id === undefined || Buffer.from(text, "latin1").toString("base64") !== token) {
    return undefined
  }
  return { id, page: page === undefined ? undefined : Number(page) }
}
