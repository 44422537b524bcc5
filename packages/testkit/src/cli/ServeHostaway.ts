/**
 * `serve hostaway`: the mock of Hostaway.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import * as HostawayProvider from "../providers/HostawayProvider.ts"
import * as ServeList from "./ServeList.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "hostaway",
  {
    ...ServeList.flags,
    token: Flag.String("token").pipe(Flag.withDefault("test-token"), Flag.withDescription("the accepted bearer token")),
    over: Flag.Literals("over", ["cap", "reject"]).pipe(
      Flag.withDefault("cap"),
      Flag.withDescription("what becomes of a limit above 500")
    )
  },
  Effect.fnUntraced(function* (given) {
    const provider = yield* HostawayProvider.make({
      ...ServeList.optionsOf(given),
      token: given.token,
      limits: { max: 500, over: given.over }
    })
    return yield* ServeList.serve(provider, given)
  })
).pipe(Command.withDescription("Reservations and listings by offset, 15 requests in 10 seconds"))
