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
