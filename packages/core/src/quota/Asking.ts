/**
 * A request that asks to be sent, and the plain rules that come of it.
 *
 * @since 0.1.0
 */
import { Duration, Effect } from "effect"
import type * as Quota from "../contract/Quota.ts"
import { QuotaGateError } from "./QuotaGateError.ts"
import * as QuotaLedger from "./QuotaLedger.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Asking {
  /** Whom the provider counts requests by, as a name that tells no secret. */
  readonly account: string
  readonly kind: Quota.Kind
  /** How many requests of the quotas it counts as: a whole number, at least 1. */
  readonly weight: number
  /** Those of other kinds don't matter. */
  readonly quotas: ReadonlyArray<Quota.Quota>
  readonly pace?: Quota.Pace | undefined
}

/**
 * Fails with `InvalidAsking` for what can't be kept or never be granted.
 *
 * @category constructors
 * @since 0.1.0
 */
export const rulesOf = Effect.fnUntraced(function* (asking: Asking) {
  const { account, kind, pace, weight } = asking
  if (!Number.isSafeInteger(weight) || weight < 1) {
    return yield* invalid(`the weight of a request is a whole number of at least 1, not ${weight}.`)
  }
  const quiet = yield* quietOf(pace?.quietHours)
  const quotas: Array<QuotaLedger.QuotaRule> = []
  for (const quota of asking.quotas) {
    if (quota.kind !== kind) continue
    const window = Math.ceil(Duration.toMillis(quota.window))
    if (!(quota.limit >= 1 && Number.isFinite(quota.limit) && window >= 1 && window <= QuotaLedger.horizon)) {
      return yield* invalid(`${nameOf(quota)}: a quota is at least 1 per window of 1 ms to 400 days.`)
    }
    const limit = Math.floor(quota.limit)
    if (weight > limit) {
      return yield* invalid(`${nameOf(quota)}: a request of weight ${weight} never fits. Split it, or mend the quota.`)
    }
    const isAlwaysQuiet = quiet !== undefined && quiet.to - quiet.from === 1440
    if (isAlwaysQuiet && weight > Math.max(1, Math.floor(limit * quiet.factor))) {
      return yield* invalid(`${nameOf(quota)}: a request of weight ${weight} never fits into quiet hours of all day.`)
    }
    quotas.push({ counting: quota.counting ?? "sliding", limit, window })
  }
  const spacing = pace?.spacing === undefined ? 0 : Math.ceil(Duration.toMillis(pace.spacing))
  if (!(spacing >= 0 && spacing <= QuotaLedger.longestPause)) {
    return yield* invalid("the spacing of requests is between 0 and 31 days.")
  }
  const rules: QuotaLedger.Rules = { account, kind, weight, quotas, spacing, ...(quiet !== undefined && { quiet }) }
  return rules
})

/**
 * The readings that tell how many requests remain and for how long. A share of the limit tells it where the reading or a
 * declared quota of the same window knows the limit; otherwise only a share of nothing does.
 *
 * @category getters
 * @since 0.1.0
 */
export const readingsOf = (
  asking: Asking,
  readings: ReadonlyArray<Quota.QuotaReading>
): ReadonlyArray<QuotaLedger.Reading> =>
  readings.slice(0, QuotaLedger.mostReadings).flatMap((reading): ReadonlyArray<QuotaLedger.Reading> => {
    const remaining = remainingOf(asking, reading)
    const reset = reading.resetAfter === undefined ? 0 : millisOf(reading.resetAfter)
    if (remaining === undefined || !(remaining >= 0) || !Number.isFinite(remaining) || reset === 0) return []
    return [{ name: reading.name.slice(0, 64).toWellFormed(), remaining, reset }]
  })

const remainingOf = (asking: Asking, reading: Quota.QuotaReading): number | undefined => {
  if (reading.remaining !== undefined) return reading.remaining
  if (reading.share === undefined || reading.share === 0) return reading.share
  const limit = reading.limit ?? declaredLimit(asking, reading.window)
  return limit === undefined ? undefined : reading.share * limit
}

const declaredLimit = (asking: Asking, window: Duration.Duration | undefined): number | undefined => {
  if (window === undefined) return undefined
  return asking.quotas.find((quota) => quota.kind === asking.kind && Duration.equals(quota.window, window))?.limit
}

/**
 * A wait in whole milliseconds, at most `QuotaLedger.longestPause`.
 *
 * @category getters
 * @since 0.1.0
 */
export const millisOf = (wait: Duration.Duration): number =>
  Math.ceil(Math.min(Math.max(0, Duration.toMillis(wait)), QuotaLedger.longestPause))

const quietOf = (hours: Quota.QuietHours | undefined) => {
  if (hours === undefined) return Effect.undefined
  const { factor, from, to } = hours
  return isOfDay(from) && isOfDay(to) && factor > 0 && factor <= 1
    ? Effect.succeed<QuotaLedger.QuietRule>({ factor, from, to })
    : invalid("quiet hours are minutes of the day, 0 to 1440, and a factor above 0 and at most 1.")
}

const isOfDay = (at: number): boolean => at >= 0 && at <= 1440

const nameOf = (quota: Quota.Quota): string =>
  `the quota of ${quota.limit} ${quota.kind} per ${Duration.format(quota.window)}`

const invalid = (detail: string) => Effect.fail(new QuotaGateError({ reason: "InvalidAsking", detail }))
