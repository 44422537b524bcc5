/**
 * `serve cloudbeds`: the mock of Cloudbeds, both versions.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import * as CloudbedsProvider from "../providers/CloudbedsProvider.ts"
import * as ServeList from "./ServeList.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "cloudbeds",
  {
    ...ServeList.flags,
    apiKey: Flag.String("api-key").pipe(
      Flag.withDefault("test-api-key"),
      Flag.withDescription("the accepted x-api-key")
    ),
    errors: Flag.Literals("errors", ["inBand", "status"]).pipe(
      Flag.withDefault("inBand"),
      Flag.withDescription("how version 1.3 says no to a parameter")
    )
  },
  Effect.fnUntraced(function* (given) {
    const provider = yield* CloudbedsProvider.make({
      ...ServeList.optionsOf(given),
      apiKey: given.apiKey,
      errors: given.errors
    })
    return yield* ServeList.serve(provider, given)
  })
).pipe(Command.withDescription("Reservations, properties and more by page number, offset or token"))
