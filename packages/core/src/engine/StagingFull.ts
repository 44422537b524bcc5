/**
 * Received pages filled the staging area, and the cursor's life ended before they were committed. They stay committed; the
 * rest of the list has to be read anew.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * @category errors
 * @since 0.1.0
 */
export class StagingFull extends Schema.TaggedError<StagingFull>()("StagingFull", {
  connector: Schema.String,
  stream: Schema.String,
  /** Bytes that waited, and that may wait. */
  staged: Schema.Int,
  quota: Schema.Int
}) {
  override get message(): string {
    return `${this.connector}/${this.stream}: StagingFull: ${this.staged} bytes of pages wait to be committed, ${this.quota} may, and the cursor has expired; raise stagingBytes, or commit faster`
  }
}
