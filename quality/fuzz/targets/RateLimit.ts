/** Rate limit headers in every dialect: lines of `name: value`. */
import { Duration } from "effect"
import type { QuotaReading } from "../../../packages/core/src/contract/Quota.ts"
import * as RateLimitHeaders from "../../../packages/core/src/resilience/RateLimitHeaders.ts"
import { holds, same, type Target } from "../Target.ts"

const now = Date.UTC(2026, 10, 21, 12)
const days366 = 366 * 86_400_000

const units = ["deltaSeconds", "deltaMillis", "epochSeconds", "epochMillis", "httpDate", "isoUtc"] as const

const dialects: Readonly<Record<string, RateLimitHeaders.Dialect>> = {
  none: RateLimitHeaders.none,
  ietf: RateLimitHeaders.ietf,
  draft7: RateLimitHeaders.draft7,
  triple: RateLimitHeaders.triple,
  guess: { _tag: "Guess" },
  guesty: RateLimitHeaders.guesty,
  github: RateLimitHeaders.github,
  expedia: RateLimitHeaders.expediaRapid,
  ...Object.fromEntries(units.map((unit) => [unit, RateLimitHeaders.xRateLimit(unit)])),
  percent: RateLimitHeaders.fields({
    remaining: "x-ratelimit-remaining",
    reset: "x-ratelimit-reset",
    unit: { remaining: "percent", reset: "isoUtc" }
  })
}

type Read = typeof RateLimitHeaders.read

const headersOf = (input: string): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const line of input.split("\n").slice(0, 40)) {
    const colon = line.indexOf(":")
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return headers
}

const isCount = (value: number | undefined) => value === undefined || (Number.isSafeInteger(value) && value >= 0)

const isWait = (wait: Duration.Duration | undefined, least: number) => {
  const millis = wait === undefined ? least : Duration.toMillis(wait)
  return Number.isFinite(millis) && millis >= least && millis <= days366
}

const check = (dialect: string, reading: QuotaReading) => {
  const { limit, remaining, resetAfter, share, window } = reading
  holds(isCount(limit) && (limit ?? 0) < 1e15, `${dialect}: a limit of ${limit}`)
  holds(isCount(remaining) && (remaining ?? 0) < 1e15, `${dialect}: ${remaining} remaining`)
  holds(share === undefined || (share >= 0 && share <= 1), `${dialect}: a share of ${share}`)
  holds(isWait(resetAfter, 0), `${dialect}: a reset after ${String(resetAfter)}`)
  holds(isWait(window, 1), `${dialect}: a window of ${String(window)}`)
  holds(remaining === undefined || share === undefined, `${dialect}: both a count and a share`)
}

const make = (read: Read): Target => ({
  name: "rate-limit",
  what: "RateLimit headers, all dialects",
  form: "lines",
  sources: ["core/src/resilience/RateLimit", "core/src/resilience/StructuredField.ts", "fuzz/targets/RateLimit.ts"],
  seeds: [
    'ratelimit-policy: "burst";q=100;w=60,"day";q=1000;w=86400\nratelimit: "burst";r=50;t=30',
    'ratelimit-policy: "bytes";q=100;w=60;qu="content-bytes";pk=:c2hh:\nratelimit: "bytes";r=50;t=30;pk=:c2hh:',
    "ratelimit: limit=100, remaining=50, reset=5\nratelimit-policy: 100;w=10",
    "ratelimit-limit: 100, 100;w=60\nratelimit-remaining: 50\nratelimit-reset: 5",
    "x-ratelimit-limit: 100\nx-ratelimit-remaining: 0\nx-ratelimit-reset: 1795262460",
    "x-ratelimit-remaining: 99.5\nx-ratelimit-reset: 2026-11-21T12:01:00Z",
    "x-ratelimit-remaining: 1\nx-ratelimit-reset: Sat, 21 Nov 2026 12:00:05 GMT\ndate: Sat, 21 Nov 2026 12:00:00 GMT",
    "x-ratelimit-limit-second: 10\nx-ratelimit-remaining-second: 0\nx-ratelimit-limit-minute: 600",
    "x-ratelimit-resource: search\nx-ratelimit-limit: 30\nx-ratelimit-remaining: 29\nx-ratelimit-reset: 1795262460",
    "rate-limit-minute-remaining: 12.5\nrate-limit-minute-reset: 1795262460000\nrate-limit-day-remaining: 99",
    "x-rate-limit-limit: 5\nx-rate-limit-remaining: 4\nx-rate-limit-reset: 60",
    "ratelimit-remaining: 1\nage: 30\nretry-after: 5"
  ],
  words: [
    "ratelimit: ",
    ";r=",
    ";t=",
    ";q=",
    ";w=",
    ";pk=",
    ";qu=",
    '"a"',
    "limit=",
    "remaining=",
    "reset=",
    "age: 0",
    ", ",
    "date: ",
    "T24:00:00Z",
    "+00:00"
  ],
  maxLength: 3000,
  weight: 3,
  run: (input) => {
    const headers = headersOf(input)
    let told = ""
    for (const [name, dialect] of Object.entries(dialects)) {
      const readings = read(dialect, headers, now)
      for (const reading of readings) check(name, reading)
      const wait = RateLimitHeaders.waitOf(readings)
      holds(isWait(wait, 0), `${name}: a wait of ${String(wait)}`)
      const asked = RateLimitHeaders.waitAsked(headers, dialect, now)
      holds(asked === undefined || Duration.toMillis(asked) >= 0, `${name}: asked to wait ${String(asked)}`)
      if (headers["retry-after"] === undefined) {
        same(
          asked && Duration.toMillis(asked),
          wait && Duration.toMillis(wait),
          `${name}: the wait asked without Retry-After`
        )
      }
      if (readings.length > 0) told += `${name[0]}${Math.min(3, readings.length)}`
    }
    return told
  }
})

export const target = make(RateLimitHeaders.read)

/** One reading too many characters of a number: 16 digits. */
export const planted = make((dialect, headers, at) =>
  RateLimitHeaders.read(dialect, headers, at).map((reading) => {
    const sent = headers["x-ratelimit-remaining"] ?? ""
    return /^\d{16,20}$/.test(sent) || sent === "-0" ? { ...reading, remaining: Number(sent) - 1 } : reading
  })
)
