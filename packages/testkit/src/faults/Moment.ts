/**
 * The requests at which something scripted happens.
 *
 * @since 0.1.0
 */

/**
 * Exactly one of `at` and `every`; both count requests from 1.
 *
 * @category models
 * @since 0.1.0
 */
export interface Moment {
  /** The first request it happens at. */
  readonly at?: number | undefined
  /** It happens at every request whose number is a multiple of this. */
  readonly every?: number | undefined
  /** How many times it happens: in a row from `at` on, or of `every`. @default 1 with `at`, no end with `every` */
  readonly times?: number | undefined
}

/**
 * Does it happen at the request with this number, from 1?
 *
 * @category guards
 * @since 0.1.0
 */
export const includes = (moment: Moment, request: number): boolean => {
  if (moment.at !== undefined) return request >= moment.at && request < moment.at + (moment.times ?? 1)
  if (moment.every === undefined || moment.every < 1) return false
  return request % moment.every === 0 && request / moment.every <= (moment.times ?? Infinity)
}
