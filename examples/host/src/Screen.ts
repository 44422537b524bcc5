/**
 * Where the host writes: results to standard output, everything else to standard error.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer } from "effect"
import type { Writable } from "node:stream"

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
    /** How many characters fit beside each other, now. */
    readonly columns: Effect.Effect<number>
  }
>()("@innlet/example-host/Screen") {
  static readonly layer = Layer.sync(Screen, () =>
    Screen.of({
      result: write(process.stdout),
      note: write(process.stderr),
      isTerminal: process.stderr.isTTY,
      // A terminal that does not know its size says 0.
      columns: Effect.sync(() => (process.stderr.columns > 0 ? process.stderr.columns : 80))
    })
  )
}

const write =
  (to: Writable) =>
  (text: string): Effect.Effect<void> =>
    Effect.callback<void>((resume) => {
      to.write(text, () => resume(Effect.void))
    })
