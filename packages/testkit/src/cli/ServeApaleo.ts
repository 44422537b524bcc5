/**
 * `serve apaleo`: the mock of Apaleo.
 *
 * @since 0.1.0
 */
import { Duration, Effect } from "effect"
import { Command, Flag } from "effect/cli"
import * as ApaleoProvider from "../providers/ApaleoProvider.ts"
import { duration, serve } from "./ServeFlags.ts"
import * as ServeList from "./ServeList.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "apaleo",
  {
    ...ServeList.flags,
    clientId: Flag.String("client-id").pipe(
      Flag.withDefault("test-client"),
      Flag.withDescription("the accepted client")
    ),
    clientSecret: Flag.String("client-secret").pipe(
      Flag.withDefault("test-secret"),
      Flag.withDescription("of the client")
    ),
    tokenTtl: duration("token-ttl", "how long a token lives; 1 hour when left out")
  },
  Effect.fnUntraced(function* (given) {
    const provider = yield* ApaleoProvider.make({
      ...ServeList.optionsOf(given),
      clientId: given.clientId,
      clientSecret: given.clientSecret,
      tokenTtl: Duration.isZero(given.tokenTtl) ? undefined : given.tokenTtl
    })
    return yield* serve(provider, given, ServeList.aboutOf(given))
  })
).pipe(Command.withDescription("Reservations, properties and their units by page number, with a token of an hour"))
