/**
 * A fault that can't be shown here: never ignored, always said in one line.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * @category errors
 * @since 0.1.0
 */
export class UnfitFault extends Schema.TaggedError<UnfitFault>()("UnfitFault", { detail: Schema.String }) {
  override get message(): string {
    return this.detail
  }
}
