/**
 * A mock of a booking provider whose lists are read by offset: `GET {base}/v1/{rates|inventory|reservations}` with
 * `offset` and `limit`, answered by `{"meta":{"total_count","offset","limit"},"results":[…]}`.
 *
 * It is written from the provider's documents alone and shares no code with any connector, so that both can't be wrong
 * in the same way.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Ref } from "effect"
import * as Scripted from "../faults/Scripted.ts"
import * as RetryAfter from "../faults/RetryAfter.ts"
import * as Dataset from "../world/Dataset.ts"
import type { Row, Stream } from "../world/Row.ts"
import * as Volatility from "../world/Volatility.ts"
import * as World from "../world/World.ts"
import * as BookingList from "./BookingList.ts"
import type { BookingOptions } from "./BookingOptions.ts"
import * as Exchange from "./Exchange.ts"
import * as Provider from "./Provider.ts"

/**
 * Everything the provider remembers.
 *
 * @category models
 * @since 0.1.0
 */
export interface State {
  readonly lists: Readonly<Record<Stream, List>>
  /** Requests so far, of all lists. */
  readonly requests: number
  readonly log: Exchange.Log
  /** The open window of the quota: when it opened, in epoch milliseconds, and how many requests it has seen. */
  readonly window: { readonly openedAt: number; readonly requests: number }
}

interface List {
  readonly world: World.World
  readonly requests: number
}

/**
 * The provider with what a test may ask of it behind the connector's back.
 *
 * @category models
 * @since 0.1.0
 */
export interface BookingProvider extends Provider.StatefulProvider<State> {
  /** Every request so far, in order. */
  readonly requests: Effect.Effect<ReadonlyArray<Exchange.Exchange>>
  /** The rows of a list as they are now, in order. */
  readonly rows: (stream: Stream) => Effect.Effect<ReadonlyArray<Row>>
  /** The rows that were in the list at every moment since the first request, or since the last `mark`. */
  readonly presentThroughout: (stream: Stream) => Effect.Effect<ReadonlyArray<Row>>
  /** Counts `presentThroughout` from now on, for all lists. */
  readonly mark: Effect.Effect<void>
}

/**
 * Creates a provider. The same options give the same bytes to the same requests at the same times.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: BookingOptions = {}): Effect.Effect<BookingProvider> =>
  Effect.map(Provider.make("booking", start(options), respond(options)), (provider) => ({
    ...provider,
    requests: Effect.map(Ref.get(provider.state), (state) => Exchange.inOrder(state.log)),
    rows: (stream) => Effect.map(Ref.get(provider.state), (state) => Dataset.rows(state.lists[stream].world.dataset)),
    presentThroughout: (stream) =>
      Effect.map(Ref.get(provider.state), (state) => World.presentThroughout(state.lists[stream].world)),
    mark: Ref.update(provider.state, marked)
  }))

/**
 * The state before the first request.
 *
 * @category constructors
 * @since 0.1.0
 */
export const start = (options: BookingOptions = {}): State => {
  const list = (stream: Stream, salt: number): List => {
    const seed = (options.seed ?? 1) * 3 + salt
    const { malformed = 0, properties = 10, rows = 1000 } = options
    return { world: World.make({ stream, rows, properties, seed, malformed }, seed), requests: 0 }
  }
  return {
    lists: { rates: list("rates", 0), inventory: list("inventory", 1), reservations: list("reservations", 2) },
    requests: 0,
    log: undefined,
    window: { openedAt: 0, requests: 0 }
  }
}

/**
 * The provider as a pure function.
 *
 * @category combinators
 * @since 0.1.0
 */
export const respond = (options: BookingOptions = {}): Provider.Respond<State> => {
  const base = options.base ?? ""
  const skew = Duration.toMillis(options.clockSkew ?? 0)
  const settings: Settings = {
    ...options,
    token: options.token ?? "test-token",
    skew,
    window: Duration.toMillis(options.throttle?.window ?? 0)
  }
  return (request, now, before) => {
    const stream = streams[request.path.startsWith(base) ? request.path.slice(base.length) : ""]
    const params = new URLSearchParams(request.query)
    const asked = BookingList.askedOf(params)
    const state = arrived(settings, before, stream, asked.offset ?? 0, now)
    const answer =
      stream === undefined
        ? BookingList.refusal(404, "NOT_FOUND", `no such path: ${request.path}`)
        : (refused(settings, request, state, now) ??
          BookingList.answer(settings, state.lists[stream].world.dataset, params, state.requests))
    const exchange: Exchange.Exchange = {
      number: state.requests,
      method: request.method,
      path: request.path,
      stream,
      ...asked,
      status: answer.status,
      records: answer.records,
      sentAt: now
    }
    return [
      {
        status: answer.status,
        headers: { "content-type": "application/json", date: new Date(now + skew).toUTCString(), ...answer.headers },
        body: answer.body
      },
      { ...state, log: { newest: exchange, older: before.log } }
    ]
  }
}

interface Settings extends BookingOptions {
  readonly token: string
  /** Milliseconds. */
  readonly skew: number
  /** Of the quota, in milliseconds. */
  readonly window: number
}

const streams: Readonly<Record<string, Stream | undefined>> = {
  "/v1/rates": "rates",
  "/v1/inventory": "inventory",
  "/v1/reservations": "reservations"
}

const marked = (state: State): State => {
  const { inventory, rates, reservations } = state.lists
  return {
    ...state,
    lists: { rates: markedList(rates), inventory: markedList(inventory), reservations: markedList(reservations) }
  }
}

const markedList = (list: List): List => ({ ...list, world: World.marked(list.world) })

/** What a request changes before it is answered: the counts, the quota's window, and the list asked for. */
const arrived = (settings: Settings, state: State, stream: Stream | undefined, offset: number, now: number): State => {
  const open = state.window.requests > 0 && now < state.window.openedAt + settings.window
  const counted = {
    ...state,
    requests: state.requests + 1,
    window: open
      ? { openedAt: state.window.openedAt, requests: state.window.requests + 1 }
      : { openedAt: now, requests: 1 }
  }
  if (stream === undefined) return counted
  const { requests, world } = state.lists[stream]
  const changed =
    requests === 0 || settings.volatility === undefined
      ? world
      : Volatility.applied(settings.volatility, world, offset, now)
  return { ...counted, lists: { ...state.lists, [stream]: { world: changed, requests: requests + 1 } } }
}

/** Why the request never reaches the list, if so. */
const refused = (
  settings: Settings,
  request: Provider.Request,
  state: State,
  now: number
): BookingList.Answer | undefined => {
  if (request.method !== "GET") return BookingList.refusal(405, "METHOD_NOT_ALLOWED", "use GET", { allow: "GET" })
  const [, token] = /^bearer +(.*)$/i.exec(String(request.headers["authorization"])) ?? []
  if (token !== settings.token) {
    const detail = token === undefined ? "no bearer token" : "unknown token"
    return BookingList.refusal(401, "UNAUTHORIZED", detail, { "www-authenticate": "Bearer" })
  }
  if (settings.throttle !== undefined && state.window.requests > settings.throttle.requests) {
    const wait = state.window.openedAt + settings.window - now
    return BookingList.refusal(429, "TOO_MANY_REQUESTS", "the quota is used up", {
      ...retryAfter(settings.throttle.retryAfter ?? "seconds", wait, now + settings.skew)
    })
  }
  const fault = Scripted.statusAt(settings.fail ?? [], state.requests)
  if (fault === undefined) return undefined
  const asks = fault.retryAfter
  const answer = BookingList.refusal(fault.status, `STATUS_${fault.status}`, "scripted failure", {
    ...(asks === undefined ? {} : retryAfter(asks.form, asks.seconds * 1000, now + settings.skew)),
    ...fault.headers
  })
  return fault.body === undefined ? answer : { ...answer, body: fault.body }
}

const retryAfter = (form: RetryAfter.Form, wait: number, serverNow: number): Record<string, string> => {
  const value = RetryAfter.valueOf(form, wait, serverNow)
  return value === undefined ? {} : { "retry-after": value }
}
