/**
 * `serve hotelx-legacy`: the mock of Travelgate's legacy XML content.
 *
 * @since 0.1.0
 */
import { Duration, Effect } from "effect"
import { Command, Flag } from "effect/cli"
import * as LegacyData from "../providers/LegacyData.ts"
import * as LegacyProvider from "../providers/LegacyProvider.ts"
import { count, duration } from "./Flags.ts"
import { failures, serve, shared } from "./ServeFlags.ts"
import { volatilityOf } from "./VolatilityFlags.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "hotelx-legacy",
  {
    ...shared,
    hotels: count("hotels", 2500, "hotels listed"),
    rooms: count("rooms", 1500, "rooms listed"),
    destinations: count("destinations", 60, "nodes of the destination tree"),
    username: Flag.String("username").pipe(Flag.withDefault("hub-user"), Flag.withDescription("of the hub")),
    password: Flag.String("password").pipe(Flag.withDefault("hub-password"), Flag.withDescription("of the hub")),
    ttl: duration("ttl", "how long a token lives; without end when left out"),
    rs: Flag.Literals("rs", ["escaped", "cdata", "element", "rsXML", "doubleEscaped"]).pipe(
      Flag.withDefault("escaped"),
      Flag.withDescription("how the inner document stands in the envelope")
    ),
    end: Flag.Literals("end", ["absentToken", "emptyToken", "notFound"]).pipe(
      Flag.withDefault("absentToken"),
      Flag.withDescription("how a list ends")
    )
  },
  Effect.fnUntraced(function* (given) {
    const { destinations, end, hotels, password, rooms, rs, seed, ttl, username } = given
    const provider = yield* LegacyProvider.make({
      hotels,
      rooms,
      destinations,
      username,
      password,
      seed,
      rs,
      end,
      ttl: Duration.isZero(ttl) ? undefined : ttl,
      volatility: volatilityOf(given),
      fail: failures(given)
    })
    const about = `hotels ${hotels}, rooms ${rooms}, destinations ${destinations}, seed ${seed}`
    return yield* serve(provider, LegacyData.streams, given, about)
  })
).pipe(Command.withDescription("Hotel content by SOAP, read with a continuation token"))
