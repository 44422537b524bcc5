/**
 * A provider whose answers are wrong at chosen requests. What happens to connections is left to a transport.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { Body, Provider, Request, Response } from "../providers/Provider.ts"
import * as AnswerChange from "./AnswerChange.ts"
import type { Connection } from "./ConnectionFault.ts"
import type { Fault, What } from "./Fault.ts"
import * as PageChange from "./PageChange.ts"
import * as Schedule from "./Schedule.ts"
import { UnfitFault } from "./UnfitFault.ts"
import * as Wire from "./Wire.ts"

/**
 * What carries answers, and which faults of a connection it can't show.
 *
 * @category models
 * @since 0.1.0
 */
export interface Transport {
  readonly name: string
  readonly lacks: ReadonlySet<Connection> | "all"
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Where pages and records stand in an answer. Faults of pages and records, and refusals in the provider's form, need it. */
  readonly wire?: Wire.Wire | undefined
}

/**
 * A provider as a transport sees it: what happens to the connection, and the answer that comes of asking.
 *
 * @category models
 * @since 0.1.0
 */
export interface Troubled {
  readonly next: (request: Request) => {
    readonly connection: Connection | undefined
    /** All that goes wrong with this request. */
    readonly happening: ReadonlyArray<What>
    readonly response: Effect.Effect<Response<Body>>
  }
}

/**
 * A request with what went wrong and what it was answered, as a transport tells it before it answers.
 *
 * @category models
 * @since 0.1.0
 */
export interface Exchange {
  readonly request: Request
  readonly happening: ReadonlyArray<What>
  /** Nothing where the request never came to the provider. */
  readonly response: Response<Body> | undefined
}

/**
 * Creates the provider. A fault of a connection, the data or the host is refused.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  provider: Provider,
  faults: ReadonlyArray<Fault>,
  options: Options = {}
): Effect.Effect<Provider, UnfitFault> =>
  Effect.map(
    troubled(provider, faults, { ...options, transport: { name: "a provider alone", lacks: "all" } }),
    ({ next }) => ({ name: provider.name, handle: (request) => Effect.suspend(() => next(request).response) })
  )

/**
 * For a transport: the provider, with faults of connections told rather than shown.
 *
 * @category constructors
 * @since 0.1.0
 */
export const troubled = (
  provider: Provider,
  faults: ReadonlyArray<Fault>,
  { transport, wire }: Options & { readonly transport: Transport }
): Effect.Effect<Troubled, UnfitFault> =>
  Effect.gen(function* () {
    for (const { what } of faults) {
      const detail = objection(what, transport, wire)
      if (detail !== undefined) return yield* new UnfitFault({ detail })
    }
    const schedule = yield* Schedule.make(faults)
    const pages = wire === undefined ? undefined : PageChange.make(provider, wire)
    return {
      next: (request) => {
        const happening = schedule.next(request)
        const connection = happening.find((what) => what._tag === "Connection")?.connection
        const ask = pages?.handle ?? ((request: Request) => provider.handle(request))
        return { connection, happening, response: AnswerChange.answered(ask, request, happening, wire) }
      }
    }
  })

const objection = (what: What, transport: Transport, wire: Wire.Wire | undefined): string | undefined => {
  switch (what._tag) {
    case "Connection":
      return transport.lacks === "all" || transport.lacks.has(what.connection)
        ? `${transport.name}, no connection can be "${what.connection}"`
        : undefined
    case "Page":
    case "Record":
      return wire === undefined
        ? `a fault of a ${what._tag.toLowerCase()} needs to know where pages stand in an answer (wire)`
        : Wire.objection(wire, what)
    case "Answer":
      return typeof what.answer === "number" || wire?.refusals[what.answer] !== undefined
        ? undefined
        : `it is not known how this provider says "${what.answer}" (wire)`
    case "Damage":
      return wire === undefined ? undefined : Wire.objection(wire, what)
    case "Token":
      return undefined
    case "World":
      return "a change of the data is made where the provider is made (volatility)"
    case "Store":
    case "Process":
    case "Clock":
      return `a fault of the ${what._tag.toLowerCase()} is not a provider's; a simulator applies it`
  }
}
