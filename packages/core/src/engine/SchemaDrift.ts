/**
 * A provider's records are no longer what the connector takes them for, so nothing more is read until someone has looked.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * @category errors
 * @since 0.1.0
 */
export class SchemaDrift extends Schema.TaggedError<SchemaDrift>()("SchemaDrift", {
  connector: Schema.String,
  stream: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `${this.connector}/${this.stream}: SchemaDrift: ${this.detail}`
  }
}
