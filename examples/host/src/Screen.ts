/**
 * Where the host writes: results to standard output, everything else to standard error.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer } from "effect"
import type { Writable } from "node:stream"
import { failed, type HostFailure } from "./HostFailure.ts"

/**
 * @category services
 * @since 0.1.0
 */
export class Screen extends Context.Service<
  Screen,
  {
    /** Writes a result; done when it has left the process. */
    readonly result: (text: string) => Effect.Effect<void>
    /** Writes progress, a problem or a hint. */
    readonly note: (text: string) => Effect.Effect<void>
    /** Can notes be drawn over? */
    readonly isTerminal: boolean
    /** How many characters of notes fit beside each other, now. */
    readonly columns: Effect.Effect<number>
    /** How many characters of results fit beside each other, now; nothing where they go to a file or a program. */
    readonly resultColumns: Effect.Effect<number | undefined>
  }
>()("@innlet/example-host/Screen") {
  static readonly layer = Layer.sync(Screen, () =>
    Screen.of({
      result: write(process.stdout),
      note: write(process.stderr),
      isTerminal: process.stderr.isTTY,
      // A terminal that does not know its size says 0.
      columns: Effect.sync(() => (process.stderr.columns > 0 ? process.stderr.columns : 80)),
      resultColumns: Effect.sync(() => (process.stdout.isTTY ? process.stdout.columns || 80 : undefined))
    })
  )
}

/**
 * A reader that went away, as `head` does, wants no more. Anything else that keeps a result from being written, such as a
 * full disk, ends the process with one line.
 */
const write = (to: Writable): ((text: string) => Effect.Effect<void>) => {
  to.on("error", () => undefined)
  return (text) =>
    Effect.callback<void>((resume) => {
      to.write(text, (error) => resume(lost(error) && to !== process.stderr ? Effect.die(lossOf(error)) : Effect.void))
    })
}

const codeOf = (error: Error): unknown => ("code" in error ? error.code : error.message)

const lost = (error: Error | null | undefined): error is Error =>
  error !== null && error !== undefined && codeOf(error) !== "EPIPE"

const lossOf = (error: Error): HostFailure => failed(`standard output can't be written: ${String(codeOf(error))}`)
