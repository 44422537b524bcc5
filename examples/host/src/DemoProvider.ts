/**
 * The mock provider of the demo, on a socket of 127.0.0.1: 40 properties' rates that come, go and change their price
 * before every answer, while those that stay keep their order.
 *
 * @since 0.1.0
 */
import { BookingProvider, Serve } from "@innlet/testkit"
import { Effect, Schema, type Scope } from "effect"
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
  readonly presentThroughout: Effect.Effect<ReadonlySet<RateKey>>
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
  const provider = yield* BookingProvider.make({
    token,
    rows,
    properties: 40,
    seed: 2026,
    volatility: { deletes: 2, inserts: 2, updates: 3 }
  })
  const { url } = yield* Serve.serve(provider, { latency: "15 millis" }).pipe(
    Effect.mapError((error) => failed(`demo: the mock provider can't listen: ${error.message}`))
  )
  const reached = Effect.map(provider.requests, (requests) => requests.at(-1)?.offset ?? 0)
  return {
    baseUrl: url,
    requests: Effect.map(provider.requests, (requests) => requests.length),
    halfway: Effect.delay(reached, "10 millis").pipe(
      Effect.repeat({ while: (offset) => offset * 2 < rows }),
      Effect.asVoid
    ),
    presentThroughout: Effect.map(
      provider.presentThroughout("rates"),
      (rates) => new Set(rates.map(({ json }) => keyOf(decodeRate(json))))
    )
  }
})

const Rate = Schema.Struct({
  property_id: Schema.String,
  rate_plan_id: Schema.String,
  date: Schema.String,
  currency: Schema.String,
  room_type_id: Schema.String
})

const decodeRate = Schema.decodeUnknownSync(Schema.fromJsonString(Rate))

const keyOf = (rate: typeof Rate.Type): RateKey =>
  [rate.property_id, rate.rate_plan_id, rate.date, rate.currency, rate.room_type_id].join(" ")
