/**
 * Manifests: files, and the presets that come with the connector.
 *
 * @since 0.1.0
 */
import { type Manifest, ManifestCheck, type ManifestError, ManifestText } from "@innlet/connector-generic"
import { presets } from "@innlet/connector-generic/presets"
import { Effect, FileSystem, Result } from "effect"
import { exitCodes, HostFailure, usage } from "./HostFailure.ts"
import * as HostConfig from "./HostConfig.ts"

/**
 * Reads, parses and checks a manifest; `shown` is how problems call the file.
 *
 * @category constructors
 * @since 0.1.0
 */
export const load = Effect.fnUntraced(function* (
  path: string,
  shown: string
): Effect.fn.Return<Manifest.Manifest, HostFailure, FileSystem.FileSystem> {
  const files = yield* FileSystem.FileSystem
  const text = yield* files
    .readFileString(path)
    .pipe(Effect.mapError(({ reason }) => usage(`${shown}: ${HostConfig.unreadable(reason)}`)))
  const manifest = yield* failing(ManifestText.parse(shown, text), (problem) => problem)
  return yield* failing(ManifestCheck.check(manifest), (problem) => `${shown}: ${problem}`)
})

/**
 * @category getters
 * @since 0.1.0
 */
export const preset = (name: string, at: string): Effect.Effect<Manifest.Manifest, HostFailure> => {
  const known: { readonly [name: string]: Manifest.Manifest } = presets
  const found = Object.hasOwn(known, name) ? known[name] : undefined
  return found === undefined
    ? usage(`${at}: there is no preset "${name}"; there are ${Object.keys(known).join(", ")}`)
    : Effect.succeed(found)
}

const failing = <A>(
  result: Result.Result<A, ManifestError.ManifestError>,
  line: (problem: string) => string
): Effect.Effect<A, HostFailure> =>
  Effect.fromResult(
    Result.mapError(result, ({ problems }) => new HostFailure({ exitCode: exitCodes.usage, lines: problems.map(line) }))
  )
