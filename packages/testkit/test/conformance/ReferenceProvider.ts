/**
 * A provider for the laws' own tests: six lists of rooms, rates, offers, guests, reviews and messages, each paged in
 * another way. It is as plain as a provider can be that still has something to get wrong.
 */
import { Effect, Ref } from "effect"
import * as Provider from "../../src/providers/Provider.ts"
import * as Dataset from "../../src/world/Dataset.ts"
import * as Row from "../../src/world/Row.ts"
import * as Volatility from "../../src/world/Volatility.ts"
import * as World from "../../src/world/World.ts"

export const token = "reference-token-0123456789abcdef"
export const origin = "https://reference.test"
/** How long a cursor of the offers lives, from when its page was asked for, and a scroll of the guests after each read. */
export const lives = { offers: 600_000, guests: 240_000 } as const

const names = ["rooms", "rates", "offers_a", "offers_b", "guests", "reviews", "messages"] as const
export type List = (typeof names)[number]

export interface Options {
  readonly seed: number
  readonly rows: number
  readonly malformed?: number | undefined
  readonly volatility?: Volatility.Volatility | undefined
  /** Does not say when a cursor of the offers dies. @default false */
  readonly silent?: boolean | undefined
  /** What the order of a list really promises. */
  readonly orders?: { readonly [list in List]?: Volatility.Order } | undefined
}

const orders: { readonly [list in List]: Volatility.Order } = {
  rooms: "immutable",
  rates: "immutable",
  offers_a: "append",
  offers_b: "append",
  guests: "unspecified",
  reviews: "mutable",
  messages: "append"
}

interface Scroll {
  readonly rows: ReadonlyArray<Row.Row>
  readonly size: number
  readonly position: number
  readonly readAt: number
}

interface State {
  readonly worlds: { readonly [list in List]: World.World }
  readonly scrolls: ReadonlyArray<Scroll>
}

interface Call {
  readonly request: Provider.Request
  readonly params: URLSearchParams
  readonly now: number
  readonly state: State
}

type Answer = readonly [response: Provider.Response, state: State]

const kindOf = (list: List): Row.Kind => ({
  key: (_recipe, ordinal) => `${list.slice(0, 2)}${list.at(-1)}${String(ordinal + 1).padStart(4, "0")}`,
  fields: (_recipe, row, key) => ({
    id: key,
    name: `Casa "${key}" \u00e9\u{1f3e8} <&>`,
    price: 10.25 + row.ordinal + row.version,
    serial: `#${9_007_199_254_740_993n + BigInt(row.ordinal)}`,
    updated: new Date(row.updatedAt).toISOString()
  }),
  spoiled: ["price"]
})

/** JSON has numbers that no double holds. */
const jsonOf = (rows: ReadonlyArray<Row.Row>): string =>
  `[${rows.map(({ json }) => json.replaceAll(/"#(\d+)"/g, "$1")).join(",")}]`

export const make = Effect.fnUntraced(function* (options: Options) {
  const world = (list: List) =>
    World.make(
      {
        stream: kindOf(list),
        rows: options.rows,
        properties: 1,
        seed: options.seed,
        malformed: options.malformed ?? 0
      },
      options.seed + names.indexOf(list)
    )
  const state: State = {
    worlds: {
      rooms: world("rooms"),
      rates: world("rates"),
      offers_a: world("offers_a"),
      offers_b: world("offers_b"),
      guests: world("guests"),
      reviews: world("reviews"),
      messages: world("messages")
    },
    scrolls: []
  }
  const provider = yield* Provider.make("reference", state, (request, now, current) =>
    respond(options, { request, params: new URLSearchParams(request.query), now, state: current })
  )
  const worldOf = (list: List) => Effect.map(Ref.get(provider.state), ({ worlds }) => worlds[list])
  return {
    provider,
    rows: (list: List) => Effect.map(worldOf(list), ({ dataset }) => Dataset.rows(dataset)),
    presentThroughout: (list: List) => Effect.map(worldOf(list), World.presentThroughout),
    mark: Ref.update(provider.state, (current): State => ({ ...current, worlds: marked(current.worlds) }))
  }
})

const marked = (worlds: State["worlds"]): State["worlds"] => ({
  rooms: World.marked(worlds.rooms),
  rates: World.marked(worlds.rates),
  offers_a: World.marked(worlds.offers_a),
  offers_b: World.marked(worlds.offers_b),
  guests: World.marked(worlds.guests),
  reviews: World.marked(worlds.reviews),
  messages: World.marked(worlds.messages)
})

const respond = (options: Options, call: Call): Answer => {
  const { headers, method, path } = call.request
  if (headers["authorization"] !== `Bearer ${token}`) return refused(call, 401, "unauthorized")
  switch (`${method} ${path}`) {
    case "GET /rooms":
      return rooms(options, call)
    case "GET /rates":
      return rates(options, call)
    case "GET /offers":
      return offers(options, call)
    case "POST /guests":
      return guests(options, call)
    case "GET /reviews":
      return reviews(options, call)
    case "GET /messages":
      return messages(options, call)
    case "POST /messages/done":
      return done(call)
    default:
      return refused(call, 404, "not_found")
  }
}

/** What happens to the list before a request at `offset` is answered. */
const changed = (options: Options, { now, state }: Call, list: List, offset: number): State => {
  if (options.volatility === undefined) return state
  const order = options.orders?.[list] ?? orders[list]
  const world = Volatility.applied({ ...options.volatility, order }, state.worlds[list], offset, now)
  return { ...state, worlds: { ...state.worlds, [list]: world } }
}

const rooms = (options: Options, call: Call): Answer => {
  const offset = Number(call.params.get("offset") ?? 0)
  const state = changed(options, call, "rooms", offset)
  const { dataset } = state.worlds.rooms
  const items = Dataset.slice(dataset, offset, sizeOf(call))
  return page(state, items, { total: dataset.size, offset })
}

const rates = (options: Options, call: Call): Answer => {
  const { params } = call
  const after = params.get("after")
  const read = Dataset.rows(call.state.worlds.rates.dataset).findIndex(({ key }) => key === after) + 1
  const state = changed(options, call, "rates", read)
  const [since, until] = [params.get("since"), params.get("until")]
  // A key that is gone still has its place among the others.
  const place = after === null ? undefined : placeOf(call.state.worlds.rates, after)
  const items = Dataset.rows(state.worlds.rates.dataset).filter(
    ({ rank, updatedAt }) =>
      (place === undefined || rank > place) &&
      (since === null || updatedAt >= Date.parse(since)) &&
      (until === null || updatedAt < Date.parse(until))
  )
  const some = items.slice(0, sizeOf(call))
  return page(state, some, { next: items.length > some.length ? some.at(-1)?.key : undefined })
}

const placeOf = (world: World.World, key: string): number | undefined =>
  Dataset.rows(world.dataset).find((row) => row.key === key)?.rank

interface Place {
  readonly hotel: "a" | "b"
  readonly from: number
  readonly size: number
  readonly diesAt: number
}

const offers = (options: Options, call: Call): Answer => {
  const text = call.params.get("token")
  const place = text === null ? headOf(call) : placeIn(text)
  if (place === undefined) return refused(call, 400, "cursor_invalid")
  if (place.diesAt <= call.now) return refused(call, 410, "cursor_expired")
  const list = `offers_${place.hotel}` as const
  const state = changed(options, call, list, place.from)
  const { dataset } = state.worlds[list]
  const some = Dataset.slice(dataset, place.from, place.size)
  const from = place.from + some.length
  const next = Buffer.from(JSON.stringify({ ...place, from, diesAt: call.now + lives.offers })).toString("base64url")
  const expires = new Date(call.now + lives.offers).toISOString()
  return page(state, some, from >= dataset.size ? {} : options.silent === true ? { next } : { next, expires })
}

const headOf = (call: Call): Place | undefined => {
  const hotel = call.params.get("hotel")
  return hotel === "a" || hotel === "b"
    ? { hotel, from: 0, size: sizeOf(call), diesAt: call.now + lives.offers }
    : undefined
}

const placeIn = (text: string): Place | undefined => {
  try {
    const place: unknown = JSON.parse(Buffer.from(text, "base64url").toString())
    return isPlace(place) ? place : undefined
  } catch {
    return undefined
  }
}

const isPlace = (value: unknown): value is Place =>
  typeof value === "object" &&
  value !== null &&
  "hotel" in value &&
  (value.hotel === "a" || value.hotel === "b") &&
  "from" in value &&
  "size" in value &&
  "diesAt" in value

/** A scroll is the list as it was when it began, and moves on with every read, whether or not the answer arrives. */
const guests = (options: Options, call: Call): Answer => {
  const asked: { readonly scroll?: unknown; readonly size?: unknown } = bodyOf(call)
  const state = changed(options, call, "guests", 0)
  const { dataset } = state.worlds.guests
  const id =
    typeof asked.scroll === "string" ? Number(/^scroll-(\d+)$/.exec(asked.scroll)?.[1] ?? -1) : state.scrolls.length
  const size = typeof asked.size === "number" ? asked.size : 4
  const scroll =
    asked.scroll === undefined
      ? { rows: Dataset.rows(dataset), size, position: 0, readAt: call.now }
      : state.scrolls[id]
  if (scroll === undefined) return refused(call, 400, "cursor_invalid")
  if (scroll.readAt + lives.guests <= call.now) return refused(call, 410, "cursor_expired")
  const some = scroll.rows.slice(scroll.position, scroll.position + scroll.size)
  const position = scroll.position + some.length
  const scrolls = [
    ...state.scrolls.slice(0, id),
    { ...scroll, position, readAt: call.now },
    ...state.scrolls.slice(id + 1)
  ]
  return page({ ...state, scrolls }, some, {
    next: position < scroll.rows.length ? `scroll-${id}` : undefined,
    total: scroll.rows.length
  })
}

const reviews = (options: Options, call: Call): Answer => {
  const from = Number(call.params.get("from") ?? 0)
  const size = sizeOf(call)
  const state = changed(options, call, "reviews", from)
  const { dataset } = state.worlds.reviews
  const some = Dataset.slice(dataset, from, size)
  const next = `${origin}/reviews?from=${from + some.length}&size=${size}`
  return page(state, some, { next: from + some.length < dataset.size ? next : undefined })
}

const messages = (options: Options, call: Call): Answer => {
  const state = changed(options, call, "messages", 0)
  return page(state, Dataset.slice(state.worlds.messages.dataset, 0, sizeOf(call)), {})
}

const done = (call: Call): Answer => {
  const { ids }: { readonly ids?: unknown } = bodyOf(call)
  const { messages: world } = call.state.worlds
  const left = (Array.isArray(ids) ? ids : []).reduce(
    (some: World.World, id) =>
      World.deleted(
        some,
        Dataset.rows(some.dataset).findIndex(({ key }) => key === id)
      ),
    world
  )
  return page({ ...call.state, worlds: { ...call.state.worlds, messages: left } }, [], {})
}

const bodyOf = ({ request }: Call): object => {
  try {
    return Object(JSON.parse(request.body))
  } catch {
    return {}
  }
}

const sizeOf = ({ params }: Call): number => Number(params.get("size") ?? 4)

const page = (
  state: State,
  rows: ReadonlyArray<Row.Row>,
  place: {
    readonly next?: string | undefined
    readonly total?: number
    readonly offset?: number
    readonly expires?: string
  }
): Answer => [
  {
    status: 200,
    headers: { "content-type": "application/json" },
    body: `{"items":${jsonOf(rows)},"place":${JSON.stringify(place)}}`
  },
  state
]

const refused = ({ state }: Call, status: number, code: string): Answer => [
  { status, headers: { "content-type": "application/json" }, body: JSON.stringify({ error: { code } }) },
  state
]
