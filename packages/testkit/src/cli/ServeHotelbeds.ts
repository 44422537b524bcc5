/**
 * `serve hotelbeds`: the mock of Hotelbeds' hotel content.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import * as HotelbedsProvider from "../providers/HotelbedsProvider.ts"
import * as ServeList from "./ServeList.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "hotelbeds",
  {
    ...ServeList.flags,
    apiKey: Flag.String("api-key").pipe(Flag.withDefault("test-key"), Flag.withDescription("the accepted Api-key")),
    secret: Flag.String("secret").pipe(Flag.withDefault("test-secret"), Flag.withDescription("of signatures")),
    over: Flag.Literals("over", ["reject", "cap"]).pipe(
      Flag.withDefault("reject"),
      Flag.withDescription("what becomes of a range above 1000")
    )
  },
  Effect.fnUntraced(function* (given) {
    const provider = yield* HotelbedsProvider.make({
      ...ServeList.optionsOf(given),
      apiKey: given.apiKey,
      secret: given.secret,
      range: { max: 1000, over: given.over }
    })
    return yield* ServeList.serve(provider, given)
  })
).pipe(Command.withDescription("Hotel content by ranges, with a signature, and throttled by 403"))
