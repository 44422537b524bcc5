/**
 * What a connector answers to options that it can't be made with.
 *
 * @since 0.1.0
 */
import { Result, Schema } from "effect"

/**
 * The options can't be used; the message is one line that names what to mend.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidOptions extends Schema.TaggedError<InvalidOptions>()("InvalidOptions", {
  /** The name of the option. */
  option: Schema.String,
  /** What is wrong with its value; no secret. */
  detail: Schema.String
}) {
  override get message(): string {
    return `${this.option}: ${this.detail}`
  }
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const refuse = (option: string, detail: string): Result.Result<never, InvalidOptions> =>
  Result.fail(new InvalidOptions({ option, detail }))
