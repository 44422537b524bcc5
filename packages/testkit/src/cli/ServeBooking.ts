/**
 * `serve booking`: the mock Booking-shaped provider, or with `--profile demand` that of Booking.com's Demand API.
 *
 * @since 0.1.0
 */
import { type Duration, Effect, Option, Schema } from "effect"
import { Command, Flag } from "effect/cli"
import * as RetryAfter from "../faults/RetryAfter.ts"
import type { BookingOptions } from "../providers/BookingOptions.ts"
import * as BookingProvider from "../providers/BookingProvider.ts"
import * as DemandProvider from "../providers/DemandProvider.ts"
import { count, durationOf, number } from "./Flags.ts"
import { failures, serve, shared } from "./ServeFlags.ts"
import { volatilityOf } from "./VolatilityFlags.ts"

const totalOf = (text: string): NonNullable<BookingOptions["total"]> =>
  text === "exact" || text === "absent" ? text : { fixed: Schema.decodeSync(Schema.fromJsonString(Schema.Json))(text) }

const throttleOf = (text: string): { readonly requests: number; readonly window: Duration.Duration } => {
  const [, requests, window] = /^([1-9]\d{0,8})\/(.+)$/.exec(text) ?? []
  if (requests === undefined || window === undefined) throw new Error(text)
  return { requests: Number(requests), window: durationOf(window) }
}

const flags = {
  ...shared,
  profile: Flag.Literals("profile", ["offset", "demand"]).pipe(
    Flag.withDefault("offset"),
    Flag.withDescription(
      "how lists are read: by offset and limit, or as the Demand API's, where properties, limits, offsets and total say nothing"
    )
  ),
  api: Flag.Literals("api", ["3.1", "3.2"]).pipe(
    Flag.withDefault("3.2"),
    Flag.withDescription("version of the Demand API")
  ),
  affiliate: count("affiliate", 1234, "the accepted id of the Demand API's affiliate"),
  rows: count("rows", 1000, "rows in each list"),
  properties: Flag.Int("properties").pipe(
    Flag.withSchema(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))),
    Flag.withDefault(10),
    Flag.withDescription("properties the rows are spread over")
  ),
  token: Flag.String("token").pipe(Flag.withDefault("test-token"), Flag.withDescription("the accepted bearer token")),
  malformed: number("malformed", 1, "fraction of rows with one bad field, 0 to 1"),
  limitMax: Flag.Int("limit-max").pipe(
    Flag.withSchema(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))),
    Flag.withDefault(500),
    Flag.withDescription("highest limit, in records")
  ),
  over: Flag.Literals("over", ["reject", "truncateHonestly", "truncateSilently"]).pipe(
    Flag.withDefault("reject"),
    Flag.withDescription("what becomes of a higher limit")
  ),
  offsets: Flag.Literals("offsets", [
    "any",
    "multiplesOrReject",
    "multiplesOrFloor",
    "multiplesOrFloorSilently",
    "ignored"
  ]).pipe(Flag.withDefault("any"), Flag.withDescription("which offsets are served")),
  total: Flag.String("total").pipe(
    Flag.mapTryCatch(totalOf, () => "exact, absent or a JSON value"),
    Flag.withDefault("exact"),
    Flag.withDescription("meta.total_count: exact, absent, or a JSON value that never changes")
  ),
  throttle: Flag.String("throttle").pipe(
    Flag.mapTryCatch(throttleOf, () => `requests/window such as "60/1 minute"`),
    Flag.optional,
    Flag.withDescription(`quota as requests/window, such as "60/1 minute"`)
  ),
  retryAfter: Flag.Literals("retry-after", RetryAfter.forms).pipe(
    Flag.withDefault("seconds"),
    Flag.withDescription("how an answer 429 of the quota tells the wait")
  )
}

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "booking",
  flags,
  Effect.fnUntraced(function* (given) {
    const volatility = volatilityOf(given)
    if (given.profile === "demand") {
      const { affiliate, api, malformed, retryAfter, rows, seed, throttle, token } = given
      const demand = yield* DemandProvider.make({
        api,
        affiliates: [affiliate],
        accommodations: rows,
        orders: rows,
        seed,
        token,
        malformed,
        volatility,
        throttle: Option.getOrUndefined(Option.map(throttle, ({ requests }) => ({ requests, retryAfter }))),
        fail: failures(given)
      })
      return yield* serve(demand, ["accommodations", "orders"], given, `api ${api}, rows ${rows}, seed ${seed}`)
    }
    const provider = yield* BookingProvider.make({
      rows: given.rows,
      properties: given.properties,
      seed: given.seed,
      token: given.token,
      malformed: given.malformed,
      volatility,
      limits: { max: given.limitMax, over: given.over },
      offsets: given.offsets,
      total: given.total,
      throttle: Option.getOrUndefined(
        Option.map(given.throttle, (throttle) => ({ ...throttle, retryAfter: given.retryAfter }))
      ),
      fail: failures(given)
    })
    const about = `rows ${given.rows}, properties ${given.properties}, seed ${given.seed}`
    return yield* serve(provider, ["rates", "inventory", "reservations"], given, about)
  })
).pipe(Command.withDescription("Lists of rates, inventory and reservations, read by offset; or the Demand API"))
