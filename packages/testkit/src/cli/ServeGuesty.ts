/**
 * `serve guesty`: the mock of Guesty's Open API.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { Command } from "effect/cli"
import * as GuestyProvider from "../providers/GuestyProvider.ts"
import * as ClientFlags from "./ClientFlags.ts"
import * as ServeList from "./ServeList.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "guesty",
  { ...ServeList.flags, ...ClientFlags.flags("24 hours") },
  Effect.fnUntraced(function* (given) {
    const options = { ...ServeList.optionsOf(given), ...ClientFlags.optionsOf(given) }
    return yield* ServeList.serve(yield* GuestyProvider.make(options), given)
  })
).pipe(Command.withDescription("Reservations and listings by skip, with five tokens in 24 hours"))
