/**
 * Kinds of flags.
 *
 * @since 0.1.0
 */
import { Duration, Schema } from "effect"
import { Flag } from "effect/cli"

/**
 * A whole number of 0 or more.
 *
 * @category flags
 * @since 0.1.0
 */
export const count = (name: string, otherwise: number, about: string) =>
  Flag.Int(name).pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100_000_000 }))),
    Flag.withDefault(otherwise),
    Flag.withDescription(about)
  )

/**
 * A number of 0 or more, 0 when left out.
 *
 * @category flags
 * @since 0.1.0
 */
export const number = (name: string, maximum: number, about: string) =>
  Flag.Finite(name).pipe(
    Flag.withSchema(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum }))),
    Flag.withDefault(0),
    Flag.withDescription(about)
  )

/**
 * Throws where the text is no duration.
 *
 * @category getters
 * @since 0.1.0
 */
export const durationOf = (text: string): Duration.Duration => Schema.decodeSync(Schema.DurationFromString)(text)

/**
 * A length of time, 0 when left out.
 *
 * @category flags
 * @since 0.1.0
 */
export const duration = (name: string, about: string) =>
  Flag.String(name).pipe(
    Flag.mapTryCatch(durationOf, () => `a duration such as "20 millis"`),
    Flag.withDefault(Duration.zero),
    Flag.withDescription(about)
  )
