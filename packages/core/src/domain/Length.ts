/**
 * A length of time in words, such as `7 days`.
 *
 * @since 0.1.0
 */
import { Duration, Option, Schema } from "effect"

const form = /^\d+(\.\d+)? (milli|second|minute|hour|day|week)s?$/u

const parsed = (text: string): Option.Option<Duration.Duration> =>
  form.test(text) ? Schema.decodeOption(Schema.DurationFromString)(text) : Option.none()

/**
 * Text of a length above zero, in weeks, days, hours, minutes, seconds or millis.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Length = Schema.String.check(
  Schema.makeFilter(
    (text: string) =>
      Option.exists(parsed(text), (length) => Duration.isGreaterThan(length, Duration.zero)) ||
      'Expected a length of time such as "7 days" or "200 millis"',
    {
      expected: 'a length of time such as "7 days" or "200 millis"',
      identifier: "Length",
      description: 'A length of time in words, such as "7 days" or "200 millis"',
      toJsonSchema: () => ({ pattern: form.source })
    }
  )
)

/**
 * The length in a checked text.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (text: string): Duration.Duration => Option.getOrElse(parsed(text), () => Duration.zero)

/**
 * The same for a text that may be absent.
 *
 * @category getters
 * @since 0.1.0
 */
export const optional = (text: string | undefined): Duration.Duration | undefined =>
  text === undefined ? undefined : of(text)
