/**
 * What a provider allows, as a manifest declares it.
 *
 * @since 0.1.0
 */
import type { Quota } from "@innlet/core/contract"
import { RateLimitHeaders } from "@innlet/core/resilience"
import { Length } from "@innlet/core/domain"
import type { Manifest } from "./Manifest.ts"

const dialects = {
  none: RateLimitHeaders.none,
  ietf: RateLimitHeaders.ietf,
  draft7: RateLimitHeaders.draft7,
  triple: RateLimitHeaders.triple,
  github: RateLimitHeaders.github,
  guesty: RateLimitHeaders.guesty,
  expediaRapid: RateLimitHeaders.expediaRapid,
  expediaXap: RateLimitHeaders.expediaXap,
  rateHawk: RateLimitHeaders.rateHawk,
  guess: RateLimitHeaders.guess
} as const

/**
 * How the provider tells what is left.
 *
 * @category getters
 * @since 0.1.0
 */
export const dialectOf = ({ rateLimit }: Pick<Manifest, "rateLimit">): RateLimitHeaders.Dialect => {
  if (rateLimit === undefined) return RateLimitHeaders.none
  if (typeof rateLimit === "string") return dialects[rateLimit]
  const { window, ...fields } = rateLimit
  return RateLimitHeaders.fields({ ...fields, window: window === undefined ? undefined : Length.of(window) })
}

/**
 * @category getters
 * @since 0.1.0
 */
export const quotasOf = ({ quotas = [] }: Pick<Manifest, "quotas">): ReadonlyArray<Quota.Quota> =>
  quotas.map(({ counting, kind = "read", limit, window }) => ({ kind, limit, counting, window: Length.of(window) }))

/**
 * @category getters
 * @since 0.1.0
 */
export const paceOf = ({ spacing }: Pick<Manifest, "spacing">): Quota.Pace | undefined =>
  spacing === undefined ? undefined : { spacing: Length.of(spacing) }
