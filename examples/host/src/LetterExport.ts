/**
 * Writes dead letters as JSON, one a line, their records byte for byte in `raw`.
 *
 * @since 0.1.0
 */
import type { DeadLetter, SyncStore } from "@innlet/core/contract"
import { Effect, FileSystem, Path, type PlatformError, Random, Stream } from "effect"
import { failed, type HostFailure } from "./HostFailure.ts"
import type { Screen } from "./Screen.ts"

/**
 * Lines, each with its end, and how many there are.
 *
 * @category models
 * @since 0.1.0
 */
export interface Lines {
  readonly text: string
  readonly count: number
}

/**
 * @category formatting
 * @since 0.1.0
 */
export const linesOf = (letters: ReadonlyArray<DeadLetter.StoredDeadLetter>): Lines => ({
  text: letters.map((letter) => `${JSON.stringify(letter)}\n`).join(""),
  count: letters.length
})

type Export = Stream.Stream<Lines, SyncStore.StoreError>

/**
 * Writes to standard output, and tells how many letters.
 *
 * @category destinations
 * @since 0.1.0
 */
export const toScreen = (lines: Export, screen: Screen["Service"]): Effect.Effect<number, SyncStore.StoreError> =>
  written(lines, ({ text }) => screen.result(text))

/**
 * Writes a file that is there whole or not at all, in the place of one that may be there. Tells how many letters.
 *
 * @category destinations
 * @since 0.1.0
 */
export const toFile = (
  lines: Export,
  name: string
): Effect.Effect<number, SyncStore.StoreError | HostFailure, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const file = path.resolve(name)
    const draft = `${file}.${(yield* Random.nextIntBetween(0, 2 ** 32)).toString(36)}.tmp`
    yield* Effect.addFinalizer(() => Effect.ignore(files.remove(draft, { force: true })))
    const open = yield* files.open(draft, { flag: "wx", mode: 0o600 })
    const count = yield* written(lines, ({ text }) => open.writeAll(new TextEncoder().encode(text)))
    yield* open.sync
    yield* files.rename(draft, file)
    return count
  }).pipe(
    Effect.scoped,
    Effect.catchTag("PlatformError", (error) => failed(`--to ${name}: it can't be written: ${reasonOf(error)}`))
  )

const written = <E>(
  lines: Export,
  write: (lines: Lines) => Effect.Effect<void, E>
): Effect.Effect<number, E | SyncStore.StoreError> =>
  lines.pipe(
    Stream.tap(write),
    Stream.runFold(
      () => 0,
      (sum, { count }) => sum + count
    )
  )

const reasonOf = ({ reason }: PlatformError.PlatformError): string => {
  const { cause } = reason
  return typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : reason._tag
}
