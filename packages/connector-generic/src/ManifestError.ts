/**
 * Why a manifest can't be used: every problem at once, each in one line that names what to mend.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * @category errors
 * @since 0.1.0
 */
export class ManifestError extends Schema.TaggedError<ManifestError>()("ManifestError", {
  /** Such as `streams.rooms.pagination.offset: Missing; expected {"query": …}, {"header": …} or {"body": …}`. */
  problems: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return this.problems.join("; ")
  }
}

/**
 * A manifest may hold anything, a line end or what moves a terminal's cursor; such characters are told as escapes.
 *
 * @category constructors
 * @since 0.1.0
 */
export const of = (problems: ReadonlyArray<string>): ManifestError =>
  new ManifestError({ problems: problems.map(printable) })

const printable = (line: string): string =>
  line.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (unit) => `\\u${(unit.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`
  )
