/**
 * A list that does not move or does not end as its traversal declares. The checkpoint of the last good page stands.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * - `CursorRepeated`: the provider named a cursor it had named before.
 * - `PageRepeated`: the same records came again under other cursors.
 * - `EmptyRun`: too many empty pages in a row that claim more.
 * - `OffsetMismatch`: the answer starts elsewhere than asked.
 * - `EndWithoutEvidence`: no next cursor, and no signal that may end this list.
 * - `RequestBudget`: more requests than the list can need.
 * - `NoProgress`: the walk started over as often as allowed.
 *
 * @category models
 * @since 0.1.0
 */
export const Stall = Schema.Literals([
  "CursorRepeated",
  "PageRepeated",
  "EmptyRun",
  "OffsetMismatch",
  "EndWithoutEvidence",
  "RequestBudget",
  "NoProgress"
])

/**
 * @category models
 * @since 0.1.0
 */
export type Stall = typeof Stall.Type

/**
 * @category errors
 * @since 0.1.0
 */
export class PaginationError extends Schema.TaggedError<PaginationError>()("PaginationError", {
  connector: Schema.String,
  stream: Schema.String,
  stall: Stall,
  detail: Schema.String
}) {
  override get message(): string {
    return `${this.connector}/${this.stream}: ${this.stall}: ${this.detail}`
  }
}
