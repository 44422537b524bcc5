/**
 * A law that a connector broke, in one line that says where.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * `page` counts from 1 in its partition; `partition` is absent where the stream has one only, or where the whole stream
 * is meant.
 *
 * @category errors
 * @since 0.1.0
 */
export class LawViolation extends Schema.TaggedError<LawViolation>()("LawViolation", {
  law: Schema.String,
  group: Schema.String,
  stream: Schema.String,
  partition: Schema.optionalKey(Schema.String),
  page: Schema.optionalKey(Schema.Int),
  detail: Schema.String
}) {
  override get message(): string {
    const place = this.partition === undefined ? this.stream : `${this.stream}: partition ${this.partition}`
    const page = this.page === undefined ? "" : ` page ${this.page}:`
    return `${place}:${page} "${this.law}": ${this.detail}`.replaceAll(/\s+/g, " ").slice(0, maxLength)
  }
}

const maxLength = 600
