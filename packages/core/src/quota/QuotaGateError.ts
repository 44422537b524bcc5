/**
 * Why a request could not even be put in the queue.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * `StoreUnavailable`: the store that processes share did not answer; nothing may be sent. `InvalidAsking`: a quota or a pace
 * that can't be kept, or a request that weighs more than a quota ever admits; waiting does not help.
 *
 * @category errors
 * @since 0.1.0
 */
export class QuotaGateError extends Schema.TaggedError<QuotaGateError>()("QuotaGateError", {
  reason: Schema.Literals(["StoreUnavailable", "InvalidAsking"]),
  /** One line that names what to mend. */
  detail: Schema.String
}) {
  override get message(): string {
    return `quota gate: ${this.reason}: ${this.detail}`
  }
}
