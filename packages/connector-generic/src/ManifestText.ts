/**
 * Manifests as authors write them: JSON or YAML, checked against the schema, with a line for every problem.
 *
 * @since 0.1.0
 */
import { Result, Schema } from "effect"
import { stringify } from "yaml"
import { Manifest } from "./Manifest.ts"
import * as ManifestError from "./ManifestError.ts"
import * as ManifestIssues from "./ManifestIssues.ts"
import * as ManifestSyntax from "./ManifestSyntax.ts"

/**
 * Parses the text of a file, whose name begins every problem. JSON or YAML, by the file's extension, else by its first
 * character. What only a whole manifest can show to be wrong is left to `ManifestCheck.check`.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = (file: string, text: string): Result.Result<Manifest, ManifestError.ManifestError> =>
  ManifestSyntax.parse(ManifestSyntax.formOf(file, text), text).pipe(
    Result.flatMap(problemsOrManifest),
    Result.mapError((problems) => ManifestError.of(problems.map((problem) => `${file}: ${problem}`)))
  )

/**
 * The same for a value that came without a file.
 *
 * @category parsing
 * @since 0.1.0
 */
export const decode = (value: unknown): Result.Result<Manifest, ManifestError.ManifestError> =>
  Result.mapError(problemsOrManifest(value), ManifestError.of)

/**
 * A manifest, or a part of one, as YAML that `parse` reads as the same value.
 *
 * @category formatting
 * @since 0.1.0
 */
export const toYaml = (value: unknown): string => stringify(value, { version: "1.2", schema: "core", lineWidth: 0 })

const decoded = Schema.decodeUnknownResult(Manifest, { errors: "all", onExcessProperty: "error" })

const problemsOrManifest = (value: unknown): Result.Result<Manifest, ReadonlyArray<string>> =>
  Result.mapError(decoded(value), ({ issue }) => ManifestIssues.linesOf(issue, value))
