/**
 * When an OAuth token is renewed and when not, as pure functions of its record and the time.
 *
 * @since 0.1.0
 */
import { Duration } from "effect"
import type * as ConnectorError from "../contract/ConnectorError.ts"
import { QuotaExceeded } from "../contract/ConnectorError.ts"
import { type AccessToken, isSame, type TokenRecord } from "./TokenRecord.ts"

/**
 * How many token calls an account makes.
 *
 * @category models
 * @since 0.1.0
 */
export interface MaxCalls {
  /** Calls in every stretch of `window`, at least 1; failed ones count. */
  readonly count: number
  readonly window: Duration.Duration
}

/**
 * What to do next. `Refused` means that the provider refuses even a renewed token, so that another would not help.
 *
 * @category models
 * @since 0.1.0
 */
export type Plan =
  | { readonly _tag: "Use"; readonly token: AccessToken }
  | { readonly _tag: "Refused"; readonly token: AccessToken }
  | { readonly _tag: "Call"; readonly forced: boolean }
  | { readonly _tag: "Fail"; readonly reason: ConnectorError.Reason }

const minLife = 30_000
const maxLife = 24 * 3_600_000
const assumedLife = 3_600_000
const margin = 5 * 60_000
/** How far a clock may step back before a token from its future counts as one of unknown age. */
const maxStepBack = 5 * 60_000
/** A call is noted before it is made, at most so long before. */
const noteAhead = 30_000
/** For so long a refusal of the token endpoint is given again without a call. */
const refusalHolds = 10 * 60_000

/**
 * Milliseconds that a token lives by its `expires_in`: a number of seconds or its decimal digits as text, kept between 30
 * seconds and 24 hours. Where it says nothing usable (left out, no number, 0, negative) the token is taken to live one hour:
 * providers send 0 for tokens that don't expire, and one that does sooner is renewed when it is refused.
 *
 * @category getters
 * @since 0.1.0
 */
export const lifeOf = (expiresIn: unknown): number => {
  const seconds =
    typeof expiresIn === "string" && /^\d{1,20}(\.\d{1,20})?$/.test(expiresIn) ? Number(expiresIn) : expiresIn
  if (typeof seconds !== "number" || !(seconds > 0)) return assumedLife
  return Math.min(Math.max(Math.floor(seconds * 1000), minLife), maxLife)
}

/**
 * Can the token be used without renewing it first? It is renewed five minutes before it expires, or at half of its life
 * where that is later, so that a token of a minute is not renewed with every request. One that was refused although it was
 * renewed stays until it expires.
 *
 * @category guards
 * @since 0.1.0
 */
export const isFresh = (token: AccessToken, now: number): boolean => {
  const life = token.expiresAt - token.obtainedAt
  const renewAt = token.refused ? token.expiresAt : token.expiresAt - Math.min(margin, life / 2)
  return now < renewAt && now >= token.obtainedAt - maxStepBack
}

/**
 * What to do to have a token, or, after `refused` was refused, to have another one.
 *
 * @category planning
 * @since 0.1.0
 */
export const make = (
  record: TokenRecord,
  options: { readonly now: number; readonly refused: AccessToken | undefined; readonly maxCalls: MaxCalls }
): Plan => {
  const { maxCalls, now, refused } = options
  const { refusal, token } = record
  const isRefused = isSame(token, refused)
  if (token !== undefined && isRefused && token.forced && !token.accepted && now < token.expiresAt) {
    return { _tag: "Refused", token }
  }
  if (token !== undefined && !isRefused && isFresh(token, now)) return { _tag: "Use", token }
  if (refusal !== undefined && Math.abs(now - refusal.at) < refusalHolds) {
    return { _tag: "Fail", reason: refusal.reason }
  }
  const reason = overLimit(countedCalls(record.calls, maxCalls, now), maxCalls, now)
  return reason === undefined ? { _tag: "Call", forced: isRefused } : { _tag: "Fail", reason }
}

/**
 * The calls that still count. After a step back of the clock a call may seem to be ahead; it counts for a window at most.
 *
 * @category getters
 * @since 0.1.0
 */
export const countedCalls = (calls: ReadonlyArray<number>, maxCalls: MaxCalls, now: number): ReadonlyArray<number> =>
  calls.filter((call) => Math.abs(now - call) < countedFor(maxCalls))

const countedFor = ({ window }: MaxCalls): number => Duration.toMillis(window) + noteAhead

const overLimit = (calls: ReadonlyArray<number>, maxCalls: MaxCalls, now: number): QuotaExceeded | undefined => {
  const oldest = calls.toSorted((a, b) => a - b).at(-maxCalls.count)
  if (calls.length < maxCalls.count || oldest === undefined) return undefined
  return new QuotaExceeded({
    detail: `${maxCalls.count} token calls within ${Duration.format(maxCalls.window)} are made, no more are`,
    retryAfter: Duration.millis(oldest + countedFor(maxCalls) - now)
  })
}
