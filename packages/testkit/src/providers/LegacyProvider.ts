/**
 * A mock of Travelgate's Legacy Pull Buyers API, whose hotels and rooms are read by continuation token:
 * `POST {base}/Service/Travel/v2/HotelBatchSecure.svc`, SOAP 1.1, with the operations `HotelList`, `RoomList`,
 * `GeographicDestinationTree`, `CategoryList` and `MealPlanList`.
 *
 * It is written from the provider's documents alone and shares no code with any connector, so that both can't be wrong
 * in the same way. Answers are compressed for those who accept gzip, over transports that can.
 *
 * @since 0.1.0
 */
import { Effect, Record, Ref, Result } from "effect"
import * as Scripted from "../faults/Scripted.ts"
import * as Moment from "../faults/Moment.ts"
import * as RetryAfter from "../faults/RetryAfter.ts"
import * as Dataset from "../world/Dataset.ts"
import type { Row } from "../world/Row.ts"
import * as Volatility from "../world/Volatility.ts"
import * as World from "../world/World.ts"
import * as LegacyAnswer from "./LegacyAnswer.ts"
import * as LegacyCall from "./LegacyCall.ts"
import * as LegacyData from "./LegacyData.ts"
import type { Frame } from "./LegacyEnvelope.ts"
import * as LegacyList from "./LegacyList.ts"
import type { LegacyFault, LegacyOptions } from "./LegacyOptions.ts"
import * as LegacyRequest from "./LegacyRequest.ts"
import * as Provider from "./Provider.ts"

/**
 * One request and how it was answered.
 *
 * @category models
 * @since 0.1.0
 */
export interface LegacyExchange {
  /** Counts the provider's requests from 1. */
  readonly number: number
  /** Undefined when the request isn't understood. */
  readonly operation: string | undefined
  /** As it was sent, after unescaping; empty for a first page. */
  readonly token: string
  /** As it was sent. */
  readonly expectedRange: string | undefined
  readonly status: number
  /** Records in the answer before any damage was done to it. */
  readonly records: number
  /** Of the supplier's error, or the name of the SOAP fault. */
  readonly errorCode: string | undefined
  /** Epoch milliseconds. */
  readonly sentAt: number
}

/**
 * Everything the provider remembers.
 *
 * @category models
 * @since 0.1.0
 */
export interface State {
  readonly lists: Readonly<Record<LegacyData.Stream, List>>
  readonly requests: number
  readonly log: Log
}

interface List {
  readonly world: World.World
  readonly requests: number
}

type Log = { readonly newest: LegacyExchange; readonly older: Log } | undefined

/**
 * The provider with what a test may ask of it behind the connector's back.
 *
 * @category models
 * @since 0.1.0
 */
export interface LegacyProvider extends Provider.StatefulProvider<State> {
  /** Every request so far, in order. */
  readonly requests: Effect.Effect<ReadonlyArray<LegacyExchange>>
  /** The codes of a list as it is now, in its order, without the records that have none. */
  readonly codes: (stream: LegacyData.Stream) => Effect.Effect<ReadonlyArray<string>>
  /** The rows of a list as they are now, in order; their keys are the codes, and their JSON is not that of an answer. */
  readonly rows: (stream: LegacyData.Stream) => Effect.Effect<ReadonlyArray<Row>>
  /** The rows that were in the list at every moment since the first request, or since the last `mark`. */
  readonly presentThroughout: (stream: LegacyData.Stream) => Effect.Effect<ReadonlyArray<Row>>
  /** Counts `presentThroughout` from now on, for all lists. */
  readonly mark: Effect.Effect<void>
}

/**
 * Creates a provider. The same options give the same bytes to the same requests at the same times.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: LegacyOptions = {}): Effect.Effect<LegacyProvider> =>
  Effect.map(Provider.make("hotelx-legacy", start(options), respond(options)), (provider) => {
    const world = (stream: LegacyData.Stream) =>
      Effect.map(Ref.get(provider.state), (state) => state.lists[stream].world)
    const rows = (stream: LegacyData.Stream) => Effect.map(world(stream), ({ dataset }) => Dataset.rows(dataset))
    return {
      ...provider,
      requests: Effect.map(Ref.get(provider.state), (state) => inOrder(state.log)),
      codes: (stream) =>
        Effect.map(rows(stream), (all) => all.filter(({ malformed }) => !malformed).map(({ key }) => key)),
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
export const start = (options: LegacyOptions = {}): State => {
  const list = (stream: LegacyData.Stream): List => ({
    world: LegacyData.world(LegacyList.recipeOf(options), stream),
    requests: 0
  })
  return {
    lists: {
      hotels: list("hotels"),
      rooms: list("rooms"),
      destinations: list("destinations"),
      categories: list("categories"),
      boards: list("boards")
    },
    requests: 0,
    log: undefined
  }
}

/**
 * The provider as a pure function.
 *
 * @category combinators
 * @since 0.1.0
 */
export const respond =
  (options: LegacyOptions = {}): Provider.Respond<State> =>
  (request, now, before) => {
    const number = before.requests + 1
    const envelope = Result.mapError(LegacyRequest.read(request.body), (problem) => `the message is no XML: ${problem}`)
    const call = Result.isSuccess(envelope) ? LegacyCall.callOf(envelope.success) : undefined
    const problem = Result.isFailure(envelope) ? envelope.failure : "the message is no envelope of SOAP 1.1"
    const [answer, lists] =
      call === undefined
        ? [refused(options, request) ?? LegacyAnswer.fault("DeserializationFailed", problem), before.lists]
        : answered(options, request, call, before.lists, number, now)
    const exchange: LegacyExchange = {
      number,
      operation: call?.operation,
      token: call?.token?.text ?? "",
      expectedRange: call?.token?.attributes.get("expectedRange"),
      status: answer.status,
      records: answer.records,
      errorCode: answer.errorCode,
      sentAt: now
    }
    const gzip = /\bgzip\b/i.test(String(request.headers["accept-encoding"]))
    const headers = { date: new Date(now).toUTCString(), ...answer.headers }
    return [
      { status: answer.status, headers, body: answer.body, gzip },
      { lists, requests: number, log: { newest: exchange, older: before.log } }
    ]
  }

/** Source: Travelgate documentation, endpoint. */
const path = "/Service/Travel/v2/HotelBatchSecure.svc"

/** Source: Travelgate documentation, quotas: requests of more than 128 KB are rejected. */
const maxBytes = 131_072

const inOrder = (log: Log): ReadonlyArray<LegacyExchange> => {
  const exchanges: Array<LegacyExchange> = []
  for (let rest = log; rest !== undefined; rest = rest.older) exchanges.push(rest.newest)
  return exchanges.toReversed()
}

/** Why the request never reaches the service, if so. */
const refused = (options: LegacyOptions, request: Provider.Request): LegacyAnswer.Answer | undefined => {
  if (request.path !== `${options.base ?? ""}${path}`) return LegacyAnswer.plain(404, "<html>no such service</html>")
  if (request.method !== "POST") return LegacyAnswer.plain(405, "<html>use POST</html>", { allow: "POST" })
  if (!/^text\/xml\s*(;\s*charset="?utf-8"?\s*)?$/i.test(String(request.headers["content-type"]))) {
    return LegacyAnswer.plain(415, "<html>the content type must be text/xml; charset=utf-8</html>")
  }
  if (Buffer.byteLength(request.body) > maxBytes) return LegacyAnswer.plain(413, "<html>more than 128 KB</html>")
  return undefined
}

/** The fault for wrong credentials of the hub. */
const unproven = (options: LegacyOptions, call: LegacyCall.Call): LegacyAnswer.Answer | undefined =>
  call.username === (options.username ?? "hub-user") && call.password === (options.password ?? "hub-password")
    ? undefined
    : LegacyAnswer.fault("InvalidSecurity", "An error occurred when verifying security for the message.")

/** The scripted status of this request, if it has one. */
const unavailable = (options: LegacyOptions, number: number, now: number): LegacyAnswer.Answer | undefined => {
  const scripted = options.fail?.filter((fault) => "status" in fault) ?? []
  const fault = Scripted.statusAt(scripted, number)
  if (fault === undefined) return undefined
  const { body, headers, retryAfter, status } = fault
  const wait = retryAfter && RetryAfter.valueOf(retryAfter.form, retryAfter.seconds * 1000, now)
  return LegacyAnswer.plain(status, body ?? `<html>${status}</html>`, {
    ...(wait === undefined ? {} : { "retry-after": wait }),
    ...headers
  })
}

/** The answer to a call, and the lists after it. */
const answered = (
  options: LegacyOptions,
  request: Provider.Request,
  call: LegacyCall.Call,
  lists: State["lists"],
  number: number,
  now: number
): readonly [LegacyAnswer.Answer, State["lists"]] => {
  const stopped = refused(options, request) ?? unproven(options, call) ?? unavailable(options, number, now)
  if (stopped !== undefined) return [stopped, lists]
  const { operation = "" } = call
  const stream = LegacyCall.streams[operation]
  if (stream === undefined || !LegacyCall.isAction(request.headers["soapaction"], operation)) {
    const action = String(request.headers["soapaction"])
    return [LegacyAnswer.fault("ActionNotSupported", `The message with Action '${action}' cannot be processed.`), lists]
  }
  const problem = LegacyCall.problemOf(call)
  if (problem !== undefined) return [LegacyAnswer.fault("DeserializationFailed", problem), lists]
  const supplier = LegacyCall.supplierOf(call)
  const frame: Frame = { operation, refId: supplier.id, now }
  const fault = options.fail?.filter(isLegacy).find((each) => Moment.includes(each, number))
  if (fault?.legacy === "applicationError") {
    const { code, description = "scripted failure", type } = fault
    return [LegacyAnswer.applicationError(options, frame, { type, code, description }), lists]
  }
  if (supplier.code !== (options.supplier ?? "SUPP")) {
    return [LegacyAnswer.list(options, frame, "", 0, "providerStatus"), lists]
  }
  const list = changed(options, lists[stream], call, now)
  const answer = LegacyList.answer(options, frame, call, list.world.dataset, fault?.legacy)
  return [answer, { ...lists, [stream]: list }]
}

/** The list after what happens before it is asked. */
const changed = (options: LegacyOptions, { requests, world }: List, call: LegacyCall.Call, now: number): List => ({
  world:
    requests === 0 || options.volatility === undefined
      ? world
      : Volatility.applied(options.volatility, world, LegacyList.offsetOf(options, call, world.dataset), now),
  requests: requests + 1
})

const isLegacy = (fault: Scripted.StatusFault | LegacyFault): fault is LegacyFault => "legacy" in fault
