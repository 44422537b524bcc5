/**
 * What the command line itself says: help on standard output when it is asked for, and one line on standard error when
 * the command is wrong.
 *
 * @since 0.1.0
 */
import { Console } from "effect"
import { CliOutput } from "effect/cli"

/**
 * @category layers
 * @since 0.1.0
 */
export const layer = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Console.error(
          `${event.commandPath.join(" ")}: ${event.errors.map(({ message }) => onOneLine(message)).join("; ")}`
        )
      : CliOutput.defaultPresenter.present(event)
})

const onOneLine = (message: string): string =>
  message
    .replace(/ (?:in command [^\n]*|for "[^\n]*")/, "")
    .replace(/\s*Did you mean this\?\s*/, "; did you mean ")
    .replaceAll(/\s*\n\s*/g, ", ")
