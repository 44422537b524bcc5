/**
 * `dead-letters`: what to do about records that could not be decoded.
 *
 * @since 0.1.0
 */
import { Command } from "effect/cli"
import * as LetterCommands from "./LetterCommands.ts"
import * as LetterReplay from "./LetterReplay.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make("dead-letters").pipe(
  Command.withDescription("Look at records that could not be decoded, and try them again"),
  Command.withSubcommands([
    LetterCommands.list,
    LetterCommands.show,
    LetterReplay.command,
    LetterCommands.discard,
    LetterCommands.exportAll
  ])
)
