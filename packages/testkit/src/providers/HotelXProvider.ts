/**
 * A mock of Travelgate's Hotel-X content API: `POST {base}/` with a GraphQL request, answered by pages of a scroll that
 * the provider keeps.
 *
 * It is written from Travelgate's documents and published schema alone and shares no code with any connector, so that
 * both can't be wrong in the same way. A query selects any of the lists below `hotelX`; aliases, fragments and
 * directives are refused.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Record, Ref, Result } from "effect"
import { includes } from "../faults/Moment.ts"
import * as Dataset from "../world/Dataset.ts"
import type { Row } from "../world/Row.ts"
import * as World from "../world/World.ts"
import * as HotelXAnswer from "./HotelXAnswer.ts"
import * as HotelXDamage from "./HotelXDamage.ts"
import * as HotelXData from "./HotelXData.ts"
import * as HotelXExchange from "./HotelXExchange.ts"
import type { HotelXFault, HotelXOptions, HotelXStatusFault, Stream } from "./HotelXOptions.ts"
import * as HotelXRequest from "./HotelXRequest.ts"
import * as HotelXSchema from "./HotelXSchema.ts"
import * as HotelXScroll from "./HotelXScroll.ts"
import * as Provider from "./Provider.ts"

/**
 * Everything the provider remembers.
 *
 * @category models
 * @since 0.1.0
 */
export interface State {
  readonly lists: Readonly<Record<Stream, HotelXData.HotelXList>>
  readonly scrolls: HotelXScroll.Scrolls<HotelXData.HotelXRow>
  /** Requests so far, whatever became of them. */
  readonly requests: number
  readonly log: HotelXExchange.Log
}

/**
 * The provider with what a test may ask of it behind the connector's back.
 *
 * @category models
 * @since 0.1.0
 */
export interface HotelXProvider extends Provider.StatefulProvider<State> {
  /** Every request so far, in order. */
  readonly requests: Effect.Effect<ReadonlyArray<HotelXExchange.HotelXExchange>>
  /** The codes of a list as it is now, in order. */
  readonly codes: (stream: Stream) => Effect.Effect<ReadonlyArray<string>>
  /** The rows of a list as they are now, in order; their keys are the codes, and their JSON is not that of an answer. */
  readonly rows: (stream: Stream) => Effect.Effect<ReadonlyArray<Row>>
  /** The rows that were in the list at every moment since the first request, or since the last `mark`. */
  readonly presentThroughout: (stream: Stream) => Effect.Effect<ReadonlyArray<Row>>
  /** Counts `presentThroughout` from now on, for all lists. */
  readonly mark: Effect.Effect<void>
}

/**
 * The key that is accepted unless the options name another.
 *
 * @category constants
 * @since 0.1.0
 */
export const apiKey = "00000000-0000-4000-8000-000000000001"

/**
 * Creates a provider. The same options give the same bytes to the same requests at the same times.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: HotelXOptions = {}): Effect.Effect<HotelXProvider> =>
  Effect.map(Provider.make("hotelx", start(options), respond(options)), (provider) => {
    const world = (stream: Stream) => Effect.map(Ref.get(provider.state), (state) => state.lists[stream].world)
    const rows = (stream: Stream) => Effect.map(world(stream), ({ dataset }) => Dataset.rows(dataset))
    return {
      ...provider,
      requests: Effect.map(Ref.get(provider.state), (state) => HotelXExchange.inOrder(state.log)),
      codes: (stream) => Effect.map(rows(stream), (all) => all.map((row) => row.key)),
      rows,
      presentThroughout: (stream) => Effect.map(world(stream), World.presentThroughout),
      mark: Ref.update(provider.state, (state) => ({
        ...state,
        lists: Record.map(state.lists, (list) => ({ ...list, world: World.marked(list.world) }))
      }))
    }
  })

/**
 * The state before the first request.
 *
 * @category constructors
 * @since 0.1.0
 */
export const start = (options: HotelXOptions = {}): State => ({
  lists: {
    hotels: HotelXData.make(options, "hotels"),
    destinations: HotelXData.make(options, "destinations"),
    rooms: HotelXData.make(options, "rooms"),
    boards: HotelXData.make(options, "boards"),
    categories: HotelXData.make(options, "categories"),
    metadata: HotelXData.make(options, "metadata")
  },
  scrolls: HotelXScroll.none,
  requests: 0,
  log: undefined
})

/**
 * The provider as a pure function.
 *
 * @category combinators
 * @since 0.1.0
 */
export const respond = (options: HotelXOptions = {}): Provider.Respond<State> => {
  const settings: Settings = {
    ...options,
    apiKey: options.apiKey ?? apiKey,
    listsOf: HotelXRequest.reader(options),
    habits: {
      tokens: options.tokens ?? "same",
      replay: options.replay ?? "advances",
      ttl: Duration.toMillis(options.ttl ?? "4 minutes"),
      seed: options.seed ?? 1
    }
  }
  return (request, now, before) => {
    const number = before.requests + 1
    const outcome = refused(settings, request, number, now) ?? answered(settings, request, before, number, now)
    const { answer, asked } = outcome
    const exchange: HotelXExchange.Entry = {
      number,
      stream: asked?.stream,
      token: asked === undefined || asked.token === "" ? undefined : asked.token,
      first: asked !== undefined && asked.token === "",
      maxSize: asked?.criteria.maxSize,
      advise: answer?.advise,
      from: answer?.from,
      status: outcome.response.status,
      records: answer?.records ?? 0,
      sentAt: now
    }
    const response = {
      ...outcome.response,
      headers: { "content-type": "application/json", date: new Date(now).toUTCString(), ...outcome.response.headers },
      gzip: /\bgzip\b/i.test(String(request.headers["accept-encoding"]))
    }
    return [response, { ...before, ...outcome.changes, requests: number, log: { newest: exchange, older: before.log } }]
  }
}

interface Settings extends HotelXOptions {
  readonly apiKey: string
  readonly listsOf: HotelXRequest.Reader
  readonly habits: HotelXScroll.Habits
}

interface Outcome {
  readonly response: Provider.Response
  /** Of the first list that is asked for. */
  readonly asked?: HotelXSchema.Asked | undefined
  readonly answer?: HotelXAnswer.Answer | undefined
  readonly changes?: Pick<State, "lists" | "scrolls"> | undefined
}

const faultAt = (settings: Settings, number: number): HotelXStatusFault | HotelXFault | undefined =>
  settings.fail?.find((fault) => includes(fault, number))

/** The answer to a request that never reaches a list, if so. */
const refused = (settings: Settings, request: Provider.Request, number: number, now: number): Outcome | undefined => {
  const refusal = HotelXRequest.refused(settings, request)
  if (refusal !== undefined) return { response: refusal }
  const fault = faultAt(settings, number)
  return fault !== undefined && "status" in fault && fault.before === true
    ? { response: HotelXDamage.statusOf(fault, now) }
    : undefined
}

const answered = (
  settings: Settings,
  request: Provider.Request,
  state: State,
  number: number,
  now: number
): Outcome => {
  const lists = settings.listsOf(request.body)
  if (Result.isFailure(lists)) return { response: HotelXRequest.invalid(lists.failure) }
  const fault = faultAt(settings, number)
  const damage = fault !== undefined && "hotelx" in fault ? fault : undefined
  let changes: Pick<State, "lists" | "scrolls"> = state
  const answers = lists.success.map((asked) => {
    const offset = HotelXScroll.positionOf(changes.scrolls, asked.token)
    const list = HotelXData.asked(settings.volatility, changes.lists[asked.stream], offset, now)
    const scrolls = damage?.hotelx === "expire" ? HotelXScroll.forgotten(changes.scrolls) : changes.scrolls
    const taken = take(settings, asked, list, scrolls, number, now)
    changes = { lists: { ...changes.lists, [asked.stream]: list }, scrolls: taken.scrolls }
    return [HotelXDamage.damaged(settings, taken.answer, damage, taken.before, number), asked.selection] as const
  })
  if (damage?.hotelx === "expire") changes = { ...changes, scrolls: HotelXScroll.forgotten(changes.scrolls) }
  if (damage?.before === true) changes = { ...changes, scrolls: state.scrolls }
  const response =
    fault !== undefined && "status" in fault
      ? HotelXDamage.statusOf(fault, now)
      : HotelXDamage.damagedText(damage, { status: 200, headers: {}, body: HotelXAnswer.bodyOf(answers) })
  return { response, asked: lists.success[0], answer: answers[0]?.[0], changes }
}

interface Taken {
  readonly answer: HotelXAnswer.Answer
  readonly before: ReadonlyArray<HotelXData.HotelXRow>
  readonly scrolls: State["scrolls"]
}

const take = (
  settings: Settings,
  asked: HotelXSchema.Asked,
  list: HotelXData.HotelXList,
  scrolls: State["scrolls"],
  number: number,
  now: number
): Taken => {
  const { criteria, stream, token } = asked
  const { access, maxSize } = criteria
  if (access !== undefined && settings.accesses?.includes(access) === false) {
    return { answer: HotelXAnswer.advised(stream, "22401", number), before: [], scrolls }
  }
  if (token !== "") {
    const current = settings.scroll === "live" ? HotelXData.narrowed(settings, list, asked) : undefined
    const next = HotelXScroll.continued(settings.habits, scrolls, stream, token, now, current)
    if (next === undefined) return { answer: HotelXAnswer.expired(settings, stream, number), before: [], scrolls }
    return { answer: HotelXAnswer.page(settings, stream, next[0], number), before: next[0].before, scrolls: next[1] }
  }
  const narrowing = stream === "hotels" ? [criteria.codes, criteria.countries, criteria.destinationCodes] : []
  if (maxSize < 1 || maxSize > 10_000 || narrowing.filter((codes) => codes !== undefined).length > 1) {
    return { answer: HotelXAnswer.advised(stream, "11400", number), before: [], scrolls }
  }
  const matching = HotelXData.narrowed(settings, list, asked)
  if (!HotelXSchema.paged.has(stream)) {
    const all = matching.slice(0, matching.length)
    return { answer: HotelXAnswer.list(settings, stream, all), before: [], scrolls }
  }
  const listing = { stream, rows: matching, size: maxSize }
  const [page, after] = HotelXScroll.begun(settings.habits, scrolls, listing, now)
  return { answer: HotelXAnswer.page(settings, stream, page, number), before: [], scrolls: after }
}
