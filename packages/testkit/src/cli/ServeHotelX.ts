/**
 * `serve hotelx`: the mock of Travelgate's Hotel-X content.
 *
 * @since 0.1.0
 */
import { Duration, Effect } from "effect"
import { Command, Flag } from "effect/cli"
import * as HotelXData from "../providers/HotelXData.ts"
import * as HotelXProvider from "../providers/HotelXProvider.ts"
import { count, duration } from "./Flags.ts"
import { failures, serve, shared } from "./ServeFlags.ts"
import { volatilityOf } from "./VolatilityFlags.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "hotelx",
  {
    ...shared,
    hotels: count("hotels", 1000, "hotels listed"),
    destinations: count("destinations", 200, "destinations listed"),
    rooms: count("rooms", 300, "rooms listed"),
    apiKey: Flag.String("api-key").pipe(
      Flag.withDefault("00000000-0000-4000-8000-000000000001"),
      Flag.withDescription("the accepted API key")
    ),
    ttl: duration("ttl", "how long a token lives after it was used; 4 minutes when left out"),
    tokens: Flag.Literals("tokens", ["same", "rotating", "rotatingSpent"]).pipe(
      Flag.withDefault("same"),
      Flag.withDescription("what a token looks like from page to page")
    ),
    expired: Flag.Literals("expired", ["notFound", "11400", "22500", "errors"]).pipe(
      Flag.withDefault("notFound"),
      Flag.withDescription("how a dead token is answered")
    ),
    end: Flag.Literals("end", ["absent", "notFound", "errors", "empty"]).pipe(
      Flag.withDefault("notFound"),
      Flag.withDescription("how a list ends")
    )
  },
  Effect.fnUntraced(function* (given) {
    const { apiKey, destinations, end, expired, hotels, rooms, seed, tokens, ttl } = given
    const provider = yield* HotelXProvider.make({
      apiKey,
      hotels,
      destinations,
      rooms,
      seed,
      tokens,
      expired,
      end,
      ttl: Duration.isZero(ttl) ? undefined : ttl,
      volatility: volatilityOf(given),
      fail: failures(given)
    })
    const about = `hotels ${hotels}, destinations ${destinations}, rooms ${rooms}, seed ${seed}`
    return yield* serve(provider, HotelXData.streams, given, about)
  })
).pipe(Command.withDescription("Hotel content by GraphQL, read with a token that moves on and dies after four minutes"))
