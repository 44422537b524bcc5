/**
 * The rate limit fields of the IETF, in the three forms that its draft has had: `draft-ietf-httpapi-ratelimit-headers`,
 * versions 00 to 06, 07, and 08 to 10. What each field means is told in `RateLimitHeaders`.
 *
 * Seconds throughout, never an instant. All forms are to be ignored on a response from a cache (versions 07 and 10, on
 * caching), which a positive `Age` gives away, and so is a field that is malformed (on client behaviour).
 *
 * @since 0.1.0
 */
import type { Duration } from "effect"
import type { QuotaReading } from "../contract/Quota.ts"
import * as Fields from "./RateLimitFields.ts"
import * as StructuredField from "./StructuredField.ts"

/**
 * Versions 08 to 10: `RateLimit-Policy: "burst";q=100;w=60` and `RateLimit: "burst";r=50;t=30`, one reading for each
 * policy that either field names, tightest or not.
 *
 * A quota in another unit than requests (`qu`) is told as a share of itself.
 *
 * @category parsing
 * @since 0.1.0
 */
export const ietf = (headers: Fields.Headers): ReadonlyArray<QuotaReading> => {
  if (isCached(headers)) return []
  const policies = listOf(headers, "ratelimit-policy").flatMap(policyOf)
  const limits = listOf(headers, "ratelimit").flatMap(limitOf)
  const joined = limits.map((limit) => {
    const ofName = policies.filter((policy) => policy.name === limit.name)
    return { limit, policy: ofName.find((policy) => policy.key === limit.key) ?? ofName[0] }
  })
  const used = new Set(joined.map(({ policy }) => policy))
  const told = joined.map(({ limit, policy }): QuotaReading => {
    const common = { name: limit.name, resetAfter: limit.reset, window: policy?.window }
    if (policy === undefined) return Fields.reading({ ...common, remaining: limit.remaining })
    if (policy.inRequests) return Fields.reading({ ...common, limit: policy.quota, remaining: limit.remaining })
    return Fields.reading({ ...common, share: shareOf(limit.remaining, policy.quota) })
  })
  const unused = policies
    .filter((policy) => policy.inRequests && !used.has(policy))
    .map((policy) => Fields.reading({ name: policy.name, limit: policy.quota, window: policy.window }))
  return [...told, ...unused]
}

/**
 * Version 07: `RateLimit: limit=100, remaining=50, reset=5`, with the windows in `RateLimit-Policy: 100;w=10`.
 *
 * @category parsing
 * @since 0.1.0
 */
export const draft7 = (headers: Fields.Headers): ReadonlyArray<QuotaReading> => {
  if (isCached(headers)) return []
  const policies = listOf(headers, "ratelimit-policy").flatMap(windowedOf)
  const text = Fields.textOf(headers, "ratelimit", maxLength)
  const fields = text === undefined ? undefined : StructuredField.dictionary(text)
  const values = ["limit", "remaining", "reset"].map((key) => fields?.get(key))
  const [limit, remaining, reset] = values.map((item) => naturalOf(item?.value))
  const malformed = values.some((item) => item !== undefined && naturalOf(item.value) === undefined)
  return withPolicies(
    malformed ? Fields.reading({}) : Fields.reading({ limit, remaining, resetAfter: seconds(reset) }),
    policies
  )
}

/**
 * Versions 00 to 06, which most servers send: `RateLimit-Limit: 100`, `RateLimit-Remaining: 50`, `RateLimit-Reset: 5`,
 * with the windows in `RateLimit-Policy: 100;w=10` or behind the limit, as in `RateLimit-Limit: 100, 100;w=10`.
 *
 * @category parsing
 * @since 0.1.0
 */
export const triple = (headers: Fields.Headers): ReadonlyArray<QuotaReading> => {
  if (isCached(headers)) return []
  const [limit, ...behind] = listOf(headers, "ratelimit-limit")
  const own = limit === undefined ? [] : windowedOf(limit)
  const policies = [...own, ...behind.flatMap(windowedOf), ...listOf(headers, "ratelimit-policy").flatMap(windowedOf)]
  const told = Fields.reading({
    limit: naturalOf(limit?.value),
    remaining: Fields.wholeOf(Fields.valueOf(headers, "ratelimit-remaining")),
    resetAfter: seconds(Fields.wholeOf(Fields.valueOf(headers, "ratelimit-reset")))
  })
  return withPolicies(told, policies)
}

/** Longer lists are not read. In characters. */
const maxLength = 1024

interface Windowed {
  readonly limit: number
  readonly window: Duration.Duration
}

/** Versions up to 07 know a policy by its quota alone: the limit told is one of them, the others stand for themselves. */
const withPolicies = (told: QuotaReading, policies: ReadonlyArray<Windowed>): ReadonlyArray<QuotaReading> => {
  const same = policies.find((policy) => policy.limit === told.limit)
  const others = policies.filter((policy) => policy.limit !== told.limit)
  return [{ ...told, window: same?.window }, ...others.map(Fields.reading)].filter(Fields.tells)
}

const windowedOf = (item: StructuredField.Item): ReadonlyArray<Windowed> => {
  const limit = naturalOf(item.value)
  const window = Fields.windowOf(naturalOf(item.parameters.get("w")))
  return limit === undefined || window === undefined ? [] : [{ limit, window }]
}

/** Version 10, section 3.1: `q` is required; a parameter of another form than asked for makes the member malformed. */
const policyOf = (item: StructuredField.Item) => {
  const quota = naturalOf(item.parameters.get("q"))
  const w = item.parameters.get("w")
  const window = Fields.windowOf(naturalOf(w))
  const unit = item.parameters.get("qu")
  if (item.value._tag !== "String" || quota === undefined) return []
  if ((w !== undefined && window === undefined) || (unit !== undefined && unit._tag !== "String")) return []
  // The text of version 10 names the unit "requests", its registry "request".
  const inRequests = unit === undefined || unit.value === "requests" || unit.value === "request"
  return [{ name: item.value.value, key: keyOf(item), quota, window, inRequests }]
}

/** Version 10, section 4.1: `r` is required. */
const limitOf = (item: StructuredField.Item) => {
  const remaining = naturalOf(item.parameters.get("r"))
  const t = item.parameters.get("t")
  const after = naturalOf(t)
  if (item.value._tag !== "String" || remaining === undefined || (t !== undefined && after === undefined)) return []
  return [{ name: item.value.value, key: keyOf(item), remaining, reset: seconds(after) }]
}

const keyOf = (item: StructuredField.Item): string | undefined => {
  const key = item.parameters.get("pk")
  return key?._tag === "Other" ? key.text : undefined
}

const shareOf = (remaining: number, quota: number): number =>
  remaining === 0 || quota === 0 ? 0 : Math.min(1, remaining / quota)

const naturalOf = (bare: StructuredField.Bare | undefined): number | undefined =>
  bare?._tag === "Integer" && bare.value >= 0 ? bare.value : undefined

const seconds = (value: number | undefined): Duration.Duration | undefined =>
  value === undefined ? undefined : Fields.waitOfMillis(value * 1000)

const listOf = (headers: Fields.Headers, name: string): ReadonlyArray<StructuredField.Item> => {
  const text = Fields.textOf(headers, name, maxLength)
  return (text === undefined ? undefined : StructuredField.list(text)) ?? []
}

/** RFC 9111, section 5.1: seconds since the origin answered. */
const isCached = (headers: Fields.Headers): boolean => {
  const age = Fields.valueOf(headers, "age")
  return age !== undefined && /^\d+$/.test(age) && /[1-9]/.test(age)
}
