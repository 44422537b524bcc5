/**
 * The mock provider of the demo: a list of rates on a socket of 127.0.0.1 that changes with every page it answers.
 * Records come and go anywhere in it, but those that stay keep their order.
 *
 * @since 0.1.0
 */
import { NodeHttpServer } from "@effect/platform-node"
import { Context, Effect, Layer, type Scope } from "effect"
import { HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"
import { createServer } from "node:http"
import type { RateKey } from "./DemoOracle.ts"
import { failed, type HostFailure } from "./HostFailure.ts"

/**
 * What the provider wants to see before it answers.
 *
 * @category constants
 * @since 0.1.0
 */
export const token = "demo"

/**
 * @category models
 * @since 0.1.0
 */
export interface DemoProvider {
  readonly baseUrl: string
  /** How many requests were answered. */
  readonly requests: Effect.Effect<number>
  /** Done when half of the list was asked for. */
  readonly halfway: Effect.Effect<void>
  /** The rates that were listed the whole time, until now. */
  readonly presentThroughout: ReadonlySet<RateKey>
}

/**
 * Starts a provider that lists `rows` rates at first; it stops with the scope.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  rows: number
): Effect.fn.Return<DemoProvider, HostFailure, Scope.Scope> {
  const rates = Array.from({ length: rows }, (_, index) => rateAt(index, rows))
  const present = new Set(rates.map(keyOf))
  const draw = dice(20_260_301)
  let requests = 0
  let reached = 0

  const answer = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    if (request.headers["authorization"] !== `Bearer ${token}`) {
      return HttpServerResponse.jsonUnsafe({ errors: [{ id: "unauthorized" }] }, { status: 401 })
    }
    yield* Effect.sleep("15 millis")
    const asked = new URL(request.url, "http://127.0.0.1").searchParams
    const [offset, limit] = [Number(asked.get("offset")), Number(asked.get("limit"))]
    const meta = { total_count: rates.length, offset, limit }
    const results = rates.slice(offset, offset + limit)
    requests++
    reached = Math.max(reached, offset + results.length)
    change(rates, present, draw, requests)
    return HttpServerResponse.jsonUnsafe({ meta, results })
  })

  const served = yield* Layer.build(
    HttpRouter.serve(HttpRouter.add("GET", "/v1/rates", answer), { disableLogger: true, disableListenLog: true }).pipe(
      Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
    )
  ).pipe(Effect.mapError((error) => failed(`demo: the mock provider can't listen: ${error.message}`)))
  const { address } = Context.get(served, HttpServer.HttpServer)
  return {
    baseUrl: `http://127.0.0.1:${"port" in address ? address.port : 0}`,
    requests: Effect.sync(() => requests),
    halfway: Effect.suspend(() => (reached * 2 < rows ? Effect.sleep("10 millis") : Effect.void)).pipe(
      Effect.repeat({ while: () => reached * 2 < rows })
    ),
    presentThroughout: present
  }
})

interface Rate {
  readonly property_id: string
  readonly rate_plan_id: string
  readonly room_type_id: string
  readonly date: string
  readonly currency: string
  readonly price: number
  readonly updated_at: string
}

const properties = 40
const plans = 5

const rateAt = (index: number, rows: number): Rate => {
  const each = Math.ceil(rows / properties)
  const inProperty = index % each
  return {
    property_id: `P${String(Math.floor(index / each) + 1).padStart(2, "0")}`,
    rate_plan_id: `RP${inProperty % plans}`,
    room_type_id: "DBL",
    date: new Date(Date.UTC(2027, 0, 1 + Math.floor(inProperty / plans))).toISOString().slice(0, 10),
    currency: "EUR",
    price: 80 + (index % 97),
    updated_at: "2026-11-01T00:00:00Z"
  }
}

const keyOf = (rate: Rate): RateKey =>
  [rate.property_id, rate.rate_plan_id, rate.date, rate.currency, rate.room_type_id].join(" ")

/** Whole numbers below `n`, the same ones in every demo: a linear congruential generator. */
const dice = (seed: number) => {
  let state = seed
  return (n: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
}

/** Two rates come, two go and three change their price. */
const change = (rates: Array<Rate>, present: Set<RateKey>, draw: (n: number) => number, request: number): void => {
  const updated_at = new Date(Date.UTC(2026, 10, 2) + request * 1000).toISOString()
  for (const plan of ["NEW", "EXTRA"]) {
    const at = draw(rates.length)
    const neighbour = rates[at]
    if (neighbour !== undefined) rates.splice(at, 0, { ...neighbour, rate_plan_id: `${plan}${request}`, updated_at })
    const [gone] = rates.splice(draw(rates.length), 1)
    if (gone !== undefined) present.delete(keyOf(gone))
  }
  for (let changes = 0; changes < 3; changes++) {
    const at = draw(rates.length)
    const rate = rates[at]
    if (rate !== undefined) rates[at] = { ...rate, price: rate.price + 1, updated_at }
  }
}
