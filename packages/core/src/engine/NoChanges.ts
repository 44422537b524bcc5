/**
 * A host asked a stream for something that its provider does not offer.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * A stream was asked to fill in what changed in a time, and can only be listed whole.
 *
 * @category errors
 * @since 0.1.0
 */
export class NoChanges extends Schema.TaggedError<NoChanges>()("NoChanges", {
  connector: Schema.String,
  stream: Schema.String
}) {
  override get message(): string {
    return `${this.connector}/${this.stream} can't list what changed in a time, so there is no backfill of it; sync it with fresh to read everything again`
  }
}
