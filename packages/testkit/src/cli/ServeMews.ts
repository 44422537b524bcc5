/**
 * `serve mews`: the mock of the reservations of Mews.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import * as MewsProvider from "../providers/MewsProvider.ts"
import { count } from "./Flags.ts"
import * as ServeList from "./ServeList.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "mews",
  {
    ...ServeList.flags,
    clientToken: Flag.String("client-token").pipe(
      Flag.withDefault("test-client-token"),
      Flag.withDescription("the accepted ClientToken")
    ),
    accessToken: Flag.String("access-token").pipe(
      Flag.withDefault("test-access-token"),
      Flag.withDescription("the accepted AccessToken")
    ),
    newest: Flag.Literals("newest", ["updated", "created"]).pipe(
      Flag.withDefault("updated"),
      Flag.withDescription("which reservation comes first")
    ),
    heavy: count("heavy", 0, "rows in the asked time above which the answer is 408; 0 for never")
  },
  Effect.fnUntraced(function* (given) {
    const provider = yield* MewsProvider.make({
      ...ServeList.optionsOf(given),
      clientToken: given.clientToken,
      accessTokens: [given.accessToken],
      newest: given.newest,
      heavy: given.heavy === 0 ? undefined : given.heavy
    })
    return yield* ServeList.serve(provider, given)
  })
).pipe(Command.withDescription("Reservations by the cursor in a body, in a time of updates"))
