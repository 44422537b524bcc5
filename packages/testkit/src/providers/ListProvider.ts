/**
 * What the mock providers of lists share: lists that change between requests, quotas, scripted failures, tokens, and a
 * log. What a provider is, is an `Api`: its routes, how a page is asked for and answered, and how it says no.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Record, Ref } from "effect"
import * as Scripted from "../faults/Scripted.ts"
import * as RetryAfter from "../faults/RetryAfter.ts"
import * as Dataset from "../world/Dataset.ts"
import type { Recipe, Row } from "../world/Row.ts"
import * as Volatility from "../world/Volatility.ts"
import * as World from "../world/World.ts"
import * as AccessToken from "./AccessToken.ts"
import * as Exchange from "./Exchange.ts"
import type * as ListApi from "./ListApi.ts"
import * as ListAnswer from "./ListAnswer.ts"
import type { ListOptions } from "./ListOptions.ts"
import * as Provider from "./Provider.ts"
import * as Quota from "./Quota.ts"

/**
 * Everything a provider remembers.
 *
 * @category models
 * @since 0.1.0
 */
export interface State<Stream extends string> {
  readonly lists: Readonly<Record<Stream, List>>
  /** Requests so far: all of them, those for a list, and those for a token. */
  readonly requests: { readonly all: number; readonly lists: number; readonly tokens: number }
  readonly log: Exchange.Log<Stream>
  /** The windows of the quotas, by account. */
  readonly windows: Readonly<Record<string, ReadonlyArray<Quota.Window>>>
  readonly tokens: ReadonlyArray<AccessToken.AccessToken>
}

interface List {
  readonly world: World.World
  readonly requests: number
}

/**
 * A provider with what a test may ask of it behind the connector's back.
 *
 * @category models
 * @since 0.1.0
 */
export interface ListProvider<Stream extends string> extends Provider.StatefulProvider<State<Stream>> {
  /** Every request so far, in order. `offset` is where the page begins in the rows asked for, however it was asked. */
  readonly requests: Effect.Effect<ReadonlyArray<Exchange.Exchange<Stream>>>
  /** The rows of a list as they are now, in order. */
  readonly rows: (stream: Stream) => Effect.Effect<ReadonlyArray<Row>>
  /** The rows that were in the list at every moment since the first request, or since the last `mark`. */
  readonly presentThroughout: (stream: Stream) => Effect.Effect<ReadonlyArray<Row>>
  /** Counts `presentThroughout` from now on, for all lists. */
  readonly mark: Effect.Effect<void>
  /** Changes a list, as between two requests. */
  readonly change: (stream: Stream, change: (world: World.World) => World.World) => Effect.Effect<void>
  /** No token that was issued so far counts any more. */
  readonly revoke: Effect.Effect<void>
}

/**
 * Creates a provider. The same options give the same bytes to the same requests at the same times.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <Stream extends string>(
  api: ListApi.Api<Stream>,
  options: ListOptions
): Effect.Effect<ListProvider<Stream>> =>
  Effect.map(Provider.make(api.name, start(api), respond(api, options)), (provider) => {
    const world = (stream: Stream) => Effect.map(Ref.get(provider.state), (state) => state.lists[stream].world)
    return {
      ...provider,
      requests: Effect.map(Ref.get(provider.state), (state) => Exchange.inOrder(state.log)),
      rows: (stream) => Effect.map(world(stream), ({ dataset }) => Dataset.rows(dataset)),
      presentThroughout: (stream) => Effect.map(world(stream), World.presentThroughout),
      mark: Ref.update(provider.state, (state) => ({
        ...state,
        lists: Record.map(state.lists, (list: List) => ({ ...list, world: World.marked(list.world) }))
      })),
      change: (stream, change) =>
        Ref.update(provider.state, (state) => {
          const list = state.lists[stream]
          return { ...state, lists: { ...state.lists, [stream]: { ...list, world: change(list.world) } } }
        }),
      revoke: Ref.update(provider.state, (state) => ({
        ...state,
        tokens: state.tokens.map((token) => ({ ...token, expiresAt: token.issuedAt }))
      }))
    }
  })

/**
 * The state before the first request.
 *
 * @category constructors
 * @since 0.1.0
 */
export const start = <Stream extends string>(api: ListApi.Api<Stream>): State<Stream> => ({
  lists: Record.map(api.recipes, (recipe: Recipe): List => ({ world: World.make(recipe, recipe.seed), requests: 0 })),
  requests: { all: 0, lists: 0, tokens: 0 },
  log: undefined,
  windows: {},
  tokens: []
})

/**
 * The provider as a pure function.
 *
 * @category combinators
 * @since 0.1.0
 */
export const respond = <Stream extends string>(
  api: ListApi.Api<Stream>,
  options: ListOptions
): Provider.Respond<State<Stream>> => {
  const base = options.base ?? ""
  const skew = Duration.toMillis(options.clockSkew ?? 0)
  return (request, now, state) => {
    const call = {
      request,
      params: new URLSearchParams(request.query),
      now: now + skew,
      number: state.requests.all + 1
    }
    const path = request.path.startsWith(base) ? request.path.slice(base.length) : ""
    const route = Object.hasOwn(api.routes, path) ? api.routes[path] : undefined
    const reply =
      api.signIn?.path === path
        ? signedIn(api.signIn, call, state)
        : route === undefined
          ? { answer: api.failed(404, `no such path: ${request.path}`, call), state }
          : listed(api, options, route, call, state)
    const { answer, from, limit } = reply
    const { body, gzip, records, status } = answer
    const newest: Exchange.Exchange<Stream> = {
      number: call.number,
      method: request.method,
      path: request.path,
      stream: route?.stream,
      offset: from,
      limit,
      status,
      records,
      sentAt: now
    }
    return [
      {
        status,
        headers: { "content-type": "application/json", date: new Date(call.now).toUTCString(), ...answer.headers },
        body,
        ...(gzip === undefined ? {} : { gzip })
      },
      {
        ...reply.state,
        requests: { ...reply.state.requests, all: call.number },
        log: { newest, older: state.log }
      }
    ]
  }
}

interface Reply<Stream extends string> {
  readonly answer: ListAnswer.Answer
  readonly state: State<Stream>
  readonly from?: number | undefined
  readonly limit?: number | undefined
}

const signedIn = <Stream extends string>(
  signIn: AccessToken.SignIn,
  { now, request }: ListApi.Call,
  state: State<Stream>
): Reply<Stream> => {
  const number = state.requests.tokens + 1
  const [answer, tokens] = AccessToken.issue(signIn, request, now, state.tokens, number)
  return { answer, state: { ...state, tokens, requests: { ...state.requests, tokens: number } } }
}

const listed = <Stream extends string>(
  api: ListApi.Api<Stream>,
  options: ListOptions,
  route: ListApi.Route<Stream>,
  call: ListApi.Call,
  before: State<Stream>
): Reply<Stream> => {
  const number = before.requests.lists + 1
  const state = { ...before, requests: { ...before.requests, lists: number } }
  if (call.request.method !== route.method) {
    const answer = api.failed(405, `use ${route.method}`, call)
    return { answer: { ...answer, headers: { allow: route.method, ...answer.headers } }, state }
  }
  const denied = api.denied(call, state.tokens)
  if (denied !== undefined) return { answer: denied, state }
  const quotas = options.throttle ?? api.quotas ?? []
  const account = api.account?.(call) ?? ""
  const windows = Quota.counted(quotas, state.windows[account] ?? [], call.now)
  const counted = { ...state, windows: { ...state.windows, [account]: windows } }
  const withHeaders = (answer: ListAnswer.Answer): ListAnswer.Answer => ({
    ...answer,
    headers: { ...api.headers?.(call, Quota.left(quotas, windows), answer.status), ...answer.headers }
  })
  const question = route.read(call)
  const exceeded = Quota.exceeded(quotas, windows)
  const refused = exceeded === undefined ? scripted(api, options, call, number) : api.throttled(call, exceeded)
  if ("status" in question) return { answer: withHeaders(refused ?? question), state: counted }
  const list = changed(options.volatility, state.lists[route.stream], question, call.now)
  const { answer, from } = answered(question, list.world.dataset, Scripted.damageAt(options.fail ?? [], number))
  return {
    answer: withHeaders(refused ?? answer),
    state: { ...counted, lists: { ...state.lists, [route.stream]: list } },
    from,
    limit: question.limit
  }
}

const scripted = <Stream extends string>(
  api: ListApi.Api<Stream>,
  options: ListOptions,
  call: ListApi.Call,
  number: number
): ListAnswer.Answer | undefined => {
  const fault = Scripted.statusAt(options.fail ?? [], number)
  if (fault === undefined) return undefined
  const answer = api.failed(fault.status, "scripted failure", call)
  const { retryAfter: asks } = fault
  const wait = asks === undefined ? undefined : RetryAfter.valueOf(asks.form, asks.seconds * 1000, call.now)
  return {
    ...answer,
    headers: { ...answer.headers, ...(wait === undefined ? {} : { "retry-after": wait }), ...fault.headers },
    body: fault.body ?? answer.body
  }
}

const changed = (
  volatility: Volatility.Volatility | undefined,
  list: List,
  question: ListApi.Question,
  now: number
): List => {
  const { requests, world } = list
  return {
    world:
      requests === 0 || volatility === undefined
        ? world
        : Volatility.applied(volatility, world, edgeOf(question, world.dataset), now),
    requests: requests + 1
  }
}

/** Where the page begins in the whole list, whatever narrows and orders the answer. */
const edgeOf = (question: ListApi.Question, dataset: Dataset.Dataset): number => {
  if (question.among === undefined && typeof question.from === "number") return question.from
  const rows = Dataset.rows(dataset)
  const among = question.among?.(rows) ?? rows
  const from = typeof question.from === "number" ? question.from : question.from(among)
  const key = typeof from === "number" ? among[from]?.key : undefined
  const index = key === undefined ? -1 : rows.findIndex((row) => row.key === key)
  return index < 0 ? dataset.size : index
}

const answered = (
  question: ListApi.Question,
  dataset: Dataset.Dataset,
  damage: Scripted.Damage | undefined
): { readonly answer: ListAnswer.Answer; readonly from?: number | undefined } => {
  const { limit } = question
  if (question.among === undefined && typeof question.from === "number") {
    const { from } = question
    return {
      answer: sent(question.answer({ rows: Dataset.slice(dataset, from, limit), from, size: dataset.size }), damage),
      from
    }
  }
  const rows = question.among?.(Dataset.rows(dataset)) ?? Dataset.rows(dataset)
  const from = typeof question.from === "number" ? question.from : question.from(rows)
  if (typeof from !== "number") return { answer: from }
  return {
    answer: sent(question.answer({ rows: rows.slice(from, from + limit), from, size: rows.length }), damage),
    from
  }
}

const sent = (answer: ListAnswer.Page | ListAnswer.Answer, damage: Scripted.Damage | undefined): ListAnswer.Answer =>
  "status" in answer ? answer : ListAnswer.ofPage(answer, damage)
