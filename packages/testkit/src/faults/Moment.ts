/**
 * When something happens, in a sequence counted from 1.
 *
 * @since 0.1.0
 */
import * as Random from "../world/Random.ts"

/**
 * Exactly one of `at`, `every` and `chance`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Moment {
  /** The first number it happens at. */
  readonly at?: number | undefined
  /** It happens at every number that is a multiple of this. */
  readonly every?: number | undefined
  /** It happens at each number with this probability, 0 to 1. */
  readonly chance?: number | undefined
  /** Of `chance`. @default 1 */
  readonly seed?: number | undefined
  /**
   * How many times it happens: in a row from `at` on, or of `every`. Means nothing with `chance`.
   *
   * @default 1 with `at`, no end with `every`
   */
  readonly times?: number | "always" | undefined
}

/**
 * Does it happen at this number, from 1?
 *
 * @category guards
 * @since 0.1.0
 */
export const includes = (moment: Moment, number: number): boolean => {
  if (moment.at !== undefined) return number >= moment.at && number < moment.at + count(moment.times ?? 1)
  if (moment.chance !== undefined) return Random.draw(Random.fromSeed(moment.seed ?? 1, number)) < moment.chance
  if (moment.every === undefined || moment.every < 1) return false
  return number % moment.every === 0 && number / moment.every <= count(moment.times ?? "always")
}

const count = (times: number | "always"): number => (times === "always" ? Infinity : times)
