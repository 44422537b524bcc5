/**
 * A mock of Booking.com's Demand API: `POST {base}/{version}/…` of JSON, answered by pages with a token for the next one.
 *
 * It is written from Booking.com's guide and OpenAPI alone and shares no code with any connector, so that both can't be wrong in
 * the same way. All affiliates are of one partner account, which is counted and blocked as a whole.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Record, Ref } from "effect"
import type { StatusFault } from "../faults/Scripted.ts"
import { includes } from "../faults/Moment.ts"
import * as RetryAfter from "../faults/RetryAfter.ts"
import * as Dataset from "../world/Dataset.ts"
import type { Row } from "../world/Row.ts"
import * as Volatility from "../world/Volatility.ts"
import * as World from "../world/World.ts"
import * as DemandData from "./DemandData.ts"
import * as DemandExchange from "./DemandExchange.ts"
import * as DemandFeed from "./DemandFeed.ts"
import type { DemandDamage, DemandOptions, DemandTokenFault } from "./DemandOptions.ts"
import * as DemandOutcome from "./DemandOutcome.ts"
import * as DemandPage from "./DemandPage.ts"
import * as DemandRequest from "./DemandRequest.ts"
import * as DemandToken from "./DemandToken.ts"
import * as Provider from "./Provider.ts"

/**
 * Everything the provider remembers.
 *
 * @category models
 * @since 0.1.0
 */
export interface State {
  readonly worlds: { readonly [list in DemandData.List]: World.World }
  /** Lists that were asked for: only the first request finds them as generated. */
  readonly asked: ReadonlySet<DemandData.List>
  readonly feed: ReadonlyArray<DemandFeed.FeedEvent>
  readonly requests: number
  readonly log: DemandExchange.Log
  /** The minute that is counted: when it began, in epoch milliseconds, and its requests. */
  readonly minute: { readonly began: number; readonly requests: number }
  /** Epoch milliseconds; nothing is answered before. */
  readonly blockedUntil: number
}

/**
 * The provider with what a test may ask of it behind the connector's back.
 *
 * @category models
 * @since 0.1.0
 */
export interface DemandProvider extends Provider.StatefulProvider<State> {
  /** Every request so far, in order. */
  readonly requests: Effect.Effect<ReadonlyArray<DemandExchange.DemandExchange>>
  /** The rows of a list as they are now, in order; their keys are the ids, and their JSON is not that of an answer. */
  readonly rows: (list: DemandData.List) => Effect.Effect<ReadonlyArray<Row>>
  /** The rows that were in the list at every moment since the first request, or since the last `mark`. */
  readonly presentThroughout: (list: DemandData.List) => Effect.Effect<ReadonlyArray<Row>>
  /** Counts `presentThroughout` from now on, for both lists. */
  readonly mark: Effect.Effect<void>
  /** Tells of further changes from now on; they may lie ahead. */
  readonly emit: (events: ReadonlyArray<DemandFeed.FeedEvent>) => Effect.Effect<void>
}

/**
 * Creates a provider. The same options give the same bytes to the same requests at the same times.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: DemandOptions = {}): Effect.Effect<DemandProvider> =>
  Effect.map(Provider.make("booking-demand", start(options), respond(options)), (provider) => ({
    ...provider,
    requests: Effect.map(Ref.get(provider.state), (state) => DemandExchange.inOrder(state.log)),
    rows: (list) => Effect.map(Ref.get(provider.state), (state) => Dataset.rows(state.worlds[list].dataset)),
    presentThroughout: (list) =>
      Effect.map(Ref.get(provider.state), (state) => World.presentThroughout(state.worlds[list])),
    mark: Ref.update(provider.state, (state) => ({ ...state, worlds: Record.map(state.worlds, World.marked) })),
    emit: (events) => Ref.update(provider.state, (state) => ({ ...state, feed: [...state.feed, ...events] }))
  }))

/**
 * The state before the first request.
 *
 * @category constructors
 * @since 0.1.0
 */
export const start = (options: DemandOptions = {}): State => ({
  worlds: { accommodations: DemandData.world(options, "accommodations"), orders: DemandData.world(options, "orders") },
  asked: new Set(),
  feed: options.feed ?? [],
  requests: 0,
  log: undefined,
  minute: { began: 0, requests: 0 },
  blockedUntil: 0
})

const minute = 60_000

/**
 * The provider as a pure function.
 *
 * @category combinators
 * @since 0.1.0
 */
export const respond = (options: DemandOptions = {}): Provider.Respond<State> => {
  const ttl = Duration.toMillis(options.ttl ?? "3 hours")
  const settings: Settings = { ...options, api: options.api ?? "3.2", lifetime: ttl }
  return (request, now, before) => {
    const counted = count(settings, before, now)
    const number = counted.requests
    const endpoint = DemandRequest.endpointOf(settings, request.path)
    const [outcome, state] = answered(settings, request, endpoint, counted, now)
    const exchange: DemandExchange.DemandExchange = {
      number,
      path: request.path,
      endpoint,
      body: outcome.body ?? {},
      offset: outcome.offset,
      status: outcome.response.status,
      error: outcome.error,
      records: outcome.records ?? 0,
      sentAt: now
    }
    const headers = {
      "content-type": "application/json",
      date: new Date(now).toUTCString(),
      ...outcome.response.headers
    }
    return [
      { ...outcome.response, headers },
      { ...state, log: { newest: exchange, older: before.log } }
    ]
  }
}

interface Settings extends DemandOptions {
  readonly api: "3.1" | "3.2"
  /** Of a token, in milliseconds. */
  readonly lifetime: number
}

/** One request more; one beyond the quota blocks the account, and when the block is over, everything counts anew. */
const count = ({ throttle }: Settings, state: State, now: number): State => {
  const requests = state.requests + 1
  if (now < state.blockedUntil) return { ...state, requests }
  const running = now < state.minute.began + minute && state.minute.began >= state.blockedUntil
  const counted = running
    ? { began: state.minute.began, requests: state.minute.requests + 1 }
    : { began: now, requests: 1 }
  const over = throttle !== undefined && counted.requests > throttle.requests
  return { ...state, requests, minute: counted, blockedUntil: over ? now + minute : state.blockedUntil }
}

const faultAt = (settings: Settings, number: number): StatusFault | DemandDamage | DemandTokenFault | undefined =>
  settings.fail?.find((fault) => includes(fault, number))

const answered = (
  settings: Settings,
  request: Provider.Request,
  endpoint: DemandRequest.Endpoint | undefined,
  state: State,
  now: number
): readonly [DemandOutcome.Outcome, State] => {
  const number = state.requests
  const refuse = (refusal: DemandRequest.Refusal, body?: DemandData.Json): readonly [DemandOutcome.Outcome, State] => [
    { ...DemandOutcome.refused(refusal, number), body },
    state
  ]
  if (endpoint === undefined) return refuse(DemandRequest.refusal(404, "not_found", `No such path: ${request.path}`))
  const stopped = DemandRequest.stopped(settings, request)
  if (stopped !== undefined) return refuse(stopped)
  if (now < state.blockedUntil) {
    const wait = RetryAfter.valueOf(settings.throttle?.retryAfter ?? "none", state.blockedUntil - now, now)
    const headers: Record<string, string> = wait === undefined ? {} : { "retry-after": wait }
    return [
      DemandOutcome.refused(DemandRequest.refusal(429, "too_many_requests", "Too many requests."), number, headers),
      state
    ]
  }
  const fault = faultAt(settings, number)
  if (fault !== undefined && "status" in fault) return [DemandOutcome.scripted(fault, number, now), state]
  const body = DemandRequest.bodyOf(request.body)
  if (DemandRequest.isRefusal(body)) return refuse(body)
  const place = placeOf(settings, endpoint, body, fault !== undefined && "token" in fault ? fault : undefined, now)
  if (DemandRequest.isRefusal(place)) return refuse(place, body)
  const damage = fault !== undefined && "damage" in fault ? fault.damage : undefined
  if (endpoint === "changes") {
    const { data, told } = feedOf(settings, state, body, now)
    return [{ response: DemandOutcome.written({ data }, number, damage), body, records: told }, state]
  }
  const list: DemandData.List = endpoint === "orders" ? "orders" : "accommodations"
  const world = changed(settings, state, list, { ...place, endpoint }, now)
  const { members, records } = DemandPage.answer(settings, world, { ...place, endpoint, ttl: settings.lifetime, now })
  const after: State = { ...state, worlds: { ...state.worlds, [list]: world }, asked: new Set([...state.asked, list]) }
  return [{ response: DemandOutcome.written(members, number, damage), body, offset: place.offset, records }, after]
}

const changed = (
  settings: Settings,
  state: State,
  list: DemandData.List,
  place: Pick<DemandPage.Place, "endpoint" | "offset" | "request">,
  now: number
): World.World => {
  const { volatility } = settings
  const world = state.worlds[list]
  if (volatility === undefined || !state.asked.has(list)) return world
  return Volatility.applied(volatility, world, DemandPage.edgeOf(settings, world, place), now)
}

const tokenMessages: { readonly [id in DemandToken.Refusal]: string } = {
  invalid_token: "Token 'page' is invalid.",
  expired_token: "Token 'page' has expired.",
  token_endpoint_mismatch: "Token 'page' cannot be used in this endpoint."
}

/** What is asked for: by a body of its own, or by a token, which stands alone. */
const placeOf = (
  settings: Settings,
  endpoint: DemandRequest.Endpoint,
  body: DemandData.Json,
  fault: DemandTokenFault | undefined,
  now: number
): Pick<DemandPage.Place, "request" | "offset"> | DemandRequest.Refusal => {
  const { page, ...others } = body
  if (page === undefined) return DemandRequest.flawOf(settings, endpoint, body, now) ?? { request: body, offset: 0 }
  const beside = Object.keys(others).filter((name) => endpoint !== "orders" || name !== "extras")
  if (beside.length > 0) {
    return DemandRequest.refusal(400, "conflicting_parameters", `Parameters 'page' and '${beside[0]}' conflict.`)
  }
  const claims = fault?.token ?? DemandToken.read(DemandData.textOf(page), DemandPage.audiences[endpoint], now)
  return typeof claims === "string" ? DemandRequest.refusal(400, claims, tokenMessages[claims]) : claims.p
}

const feedOf = (settings: Settings, state: State, body: DemandData.Json, now: number) => {
  const oldest = Math.ceil((now - 86_400_000) / 1000) * 1000
  const filters = typeof body["filters"] === "object" && body["filters"] !== null ? body["filters"] : {}
  const wanted = (name: string): ReadonlySet<unknown> | undefined => {
    const values: unknown = Reflect.get(filters, name)
    return Array.isArray(values) ? new Set<unknown>(values) : undefined
  }
  const [countries, cities] = [wanted("countries"), wanted("cities")]
  return DemandFeed.answer(state.feed, {
    since: Math.max(Date.parse(DemandData.textOf(body["last_change"])), oldest),
    now,
    api: settings.api,
    most: settings.changesPerAnswer ?? 5000,
    runningSecond: settings.runningSecond ?? false,
    isWanted: (id) => {
      const { city, country } = DemandData.placeOf(id)
      return countries?.has(country) !== false && cities?.has(city) !== false
    }
  })
}
