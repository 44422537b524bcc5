/**
 * `serve`: a mock provider on an address of this machine.
 *
 * @since 0.1.0
 */
import { Command } from "effect/cli"
import * as ServeApaleo from "./ServeApaleo.ts"
import * as ServeBooking from "./ServeBooking.ts"
import * as ServeCloudbeds from "./ServeCloudbeds.ts"
import * as ServeExpedia from "./ServeExpedia.ts"
import * as ServeGuesty from "./ServeGuesty.ts"
import * as ServeHostaway from "./ServeHostaway.ts"
import * as ServeHotelX from "./ServeHotelX.ts"
import * as ServeHotelbeds from "./ServeHotelbeds.ts"
import * as ServeLegacy from "./ServeLegacy.ts"
import * as ServeMews from "./ServeMews.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make("serve").pipe(
  Command.withDescription("Serve a mock provider on 127.0.0.1"),
  Command.withSubcommands([
    ServeBooking.command,
    ServeHotelX.command,
    ServeLegacy.command,
    ServeHotelbeds.command,
    ServeExpedia.command,
    ServeMews.command,
    ServeCloudbeds.command,
    ServeApaleo.command,
    ServeHostaway.command,
    ServeGuesty.command
  ])
)
