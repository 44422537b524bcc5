/**
 * `serve apaleo`: the mock of Apaleo.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { Command } from "effect/cli"
import * as ApaleoProvider from "../providers/ApaleoProvider.ts"
import * as ClientFlags from "./ClientFlags.ts"
import * as ServeList from "./ServeList.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "apaleo",
  { ...ServeList.flags, ...ClientFlags.flags("1 hour") },
  Effect.fnUntraced(function* (given) {
    const options = { ...ServeList.optionsOf(given), ...ClientFlags.optionsOf(given) }
    return yield* ServeList.serve(yield* ApaleoProvider.make(options), given)
  })
).pipe(Command.withDescription("Reservations, properties and their units by page number, with a token of an hour"))
