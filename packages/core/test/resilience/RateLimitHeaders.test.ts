import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import type { QuotaReading } from "../../src/contract/Quota.ts"
import * as RateLimitHeaders from "../../src/resilience/RateLimitHeaders.ts"
import { cpuMillis } from "../CpuTime.ts"

const now = Date.UTC(2026, 2, 1, 10, 0, 0)
const epoch = now / 1000
const maxSeconds = 366 * 86_400

/** What a reading says, without what it does not say; durations in seconds. */
interface Told {
  readonly name?: string
  readonly limit?: number
  readonly remaining?: number
  readonly share?: number
  readonly reset?: number
  readonly window?: number
}

const told = (reading: QuotaReading): Told => ({
  ...(reading.name === "" ? {} : { name: reading.name }),
  ...(reading.limit === undefined ? {} : { limit: reading.limit }),
  ...(reading.remaining === undefined ? {} : { remaining: reading.remaining }),
  ...(reading.share === undefined ? {} : { share: reading.share }),
  ...(reading.resetAfter === undefined ? {} : { reset: Duration.toSeconds(reading.resetAfter) }),
  ...(reading.window === undefined ? {} : { window: Duration.toSeconds(reading.window) })
})

type Headers = Readonly<Record<string, string>>
type Case = readonly [headers: Headers, told: ReadonlyArray<Told>]

const table = (name: string, dialect: RateLimitHeaders.Dialect, cases: ReadonlyArray<Case>) => {
  describe(`RateLimitHeaders.read of ${name}`, () => {
    for (const [index, [headers, expected]] of cases.entries()) {
      it(`reads ${JSON.stringify(headers).slice(0, 120)} (${index})`, () =>
        assert.deepStrictEqual(RateLimitHeaders.read(dialect, headers, now).map(told), expected))
    }
  })
}

const policy = (value: string): Headers => ({ "ratelimit-policy": value })
const ratelimit = (value: string): Headers => ({ ratelimit: value })

table("ietf", RateLimitHeaders.ietf, [
  [
    { ratelimit: '"a";r=1, "b";r=2', "ratelimit-policy": '"b";q=5;w=9' },
    [
      { name: "a", remaining: 1 },
      { name: "b", limit: 5, remaining: 2, window: 9 }
    ]
  ],
  [{ ratelimit: '"b";r=9', "ratelimit-policy": '"b";q=10;qu="request"' }, [{ name: "b", limit: 10, remaining: 9 }]],
  [{ ratelimit: '"b";r=0', "ratelimit-policy": '"b";q=5;qu="bytes"' }, [{ name: "b", share: 0 }]],
  [{ ratelimit: '"b";r=9', "ratelimit-policy": '"b";q=5;qu="bytes"' }, [{ name: "b", share: 1 }]],
  [policy("x;q=5;w=1"), []],
  [policy('"x";w=5'), []],
  [policy('"x";q=5;w=-1'), []],
  [policy('"x";q=5;w="1"'), []],
  [{ ratelimit: '"x";r=0;t=9', age: "1x" }, [{ name: "x", remaining: 0, reset: 9 }]],
  [{ ratelimit: '"x";r=0;t=9', age: "x1" }, [{ name: "x", remaining: 0, reset: 9 }]],
  [ratelimit('"default";r=50;t=30'), [{ name: "default", remaining: 50, reset: 30 }]],
  [
    { ratelimit: '"burst";r=0;t=7', "ratelimit-policy": '"burst";q=100;w=60,"daily";q=1000;w=86400' },
    [
      { name: "burst", limit: 100, remaining: 0, reset: 7, window: 60 },
      { name: "daily", limit: 1000, window: 86400 }
    ]
  ],
  [
    ratelimit('"a";r=1;t=2, "b";r=3'),
    [
      { name: "a", remaining: 1, reset: 2 },
      { name: "b", remaining: 3 }
    ]
  ],
  [
    policy('"permin";q=50;w=60,\t"perhr";q=1000;w=3600'),
    [
      { name: "permin", limit: 50, window: 60 },
      { name: "perhr", limit: 1000, window: 3600 }
    ]
  ],
  [
    {
      ratelimit: '"u";r=9;pk=:YQ==:, "u";r=1;pk=:Yg==:',
      "ratelimit-policy": '"u";q=10;w=1;pk=:YQ==:, "u";q=5;w=2;pk=:Yg==:'
    },
    [
      { name: "u", limit: 10, remaining: 9, window: 1 },
      { name: "u", limit: 5, remaining: 1, window: 2 }
    ]
  ],
  [
    { ratelimit: '"b";r=300;t=60', "ratelimit-policy": '"b";q=1200;qu="content-bytes";w=60' },
    [{ name: "b", share: 0.25, reset: 60, window: 60 }]
  ],
  [
    { ratelimit: '"b";r=9;t=60', "ratelimit-policy": '"b";q=10;qu="requests"' },
    [{ name: "b", limit: 10, remaining: 9, reset: 60 }]
  ],
  [policy('"c";q=8;qu="concurrent-requests"'), []],
  [{ ratelimit: '"c";r=0', "ratelimit-policy": '"c";q=0;qu="concurrent-requests"' }, [{ name: "c", share: 0 }]],
  [ratelimit('  "x";r=1  '), [{ name: "x", remaining: 1 }]],
  [ratelimit(String.raw`"say \"hi\", \\you";r=1`), [{ name: String.raw`say "hi", \you`, remaining: 1 }]],
  [ratelimit('"";r=1'), [{ remaining: 1 }]],
  [ratelimit('"x";r=1;r=2'), [{ name: "x", remaining: 2 }]],
  [ratelimit('"x";acme-note=soft;a=?1;b=1.5;c=@1659578233;d=%"f%c3%bc";e;r=4'), [{ name: "x", remaining: 4 }]],
  [ratelimit('"x";r=0;t=0'), [{ name: "x", remaining: 0, reset: 0 }]],
  [ratelimit('"x";r=-0'), [{ name: "x", remaining: 0 }]],
  [ratelimit('"x";r=0;t=999999999999999'), [{ name: "x", remaining: 0, reset: maxSeconds }]],
  [ratelimit('"x";r=0;t=-5, "y";r=1'), [{ name: "y", remaining: 1 }]],
  [ratelimit('"x";r=-1'), []],
  [ratelimit('"x";r=1.5'), []],
  [ratelimit('"x";r="1"'), []],
  [ratelimit('"x";t=5'), []],
  [ratelimit("x;r=1"), []],
  [ratelimit("1;r=1"), []],
  [policy('"x";q=5;w=0'), []],
  [policy('"x";q=5;qu=requests'), []],
  [ratelimit('"x";r=99999999999999999999'), []],
  [ratelimit('"x";r=1,'), []],
  [ratelimit('"x";r=1,,"y";r=2'), []],
  [ratelimit('"x";r=1 "y";r=2'), []],
  [ratelimit('"x";r=1, garbage!!!"'), []],
  [ratelimit('"x;r=1'), []],
  [ratelimit('"f\u00fcr";r=1'), []],
  [ratelimit('"x";r=\u0663'), []],
  [ratelimit('("x" "y");r=1'), []],
  [ratelimit("limit=100, remaining=50, reset=5"), []],
  [ratelimit(""), []],
  [ratelimit(" "), []],
  [ratelimit(`"x";r=1;pk=:${"A".repeat(1100)}:`), []],
  [ratelimit("x".repeat(1_000_000)), []],
  [{ ratelimit: '"x";r=0;t=9', age: "1" }, []],
  [{ ratelimit: '"x";r=0;t=9', age: "99999999999999999999" }, []],
  [{ ratelimit: '"x";r=0;t=9', age: "0" }, [{ name: "x", remaining: 0, reset: 9 }]],
  [{ ratelimit: '"x";r=0;t=9', age: "-1" }, [{ name: "x", remaining: 0, reset: 9 }]],
  [{}, []]
])

table("draft7", RateLimitHeaders.draft7, [
  [ratelimit("limit=100, remaining=50, reset=5"), [{ limit: 100, remaining: 50, reset: 5 }]],
  [ratelimit("reset=5,remaining=0,limit=100"), [{ limit: 100, remaining: 0, reset: 5 }]],
  [ratelimit("limit=100, reset=5"), [{ limit: 100, reset: 5 }]],
  [
    { ratelimit: "limit=100, remaining=50, reset=5", ...policy("100;w=10") },
    [{ limit: 100, remaining: 50, reset: 5, window: 10 }]
  ],
  [
    { ratelimit: "limit=10, remaining=1, reset=1", ...policy('10;w=1;burst=1000, 50;w=60;comment="a, b"') },
    [
      { limit: 10, remaining: 1, reset: 1, window: 1 },
      { limit: 50, window: 60 }
    ]
  ],
  [ratelimit("limit=1, limit=2, reset=3"), [{ limit: 2, reset: 3 }]],
  [ratelimit("limit=100;x=1, remaining=50;y, reset=5, other"), [{ limit: 100, remaining: 50, reset: 5 }]],
  [ratelimit("limit=100, remaining=-1, reset=5"), []],
  [ratelimit("limit=100, remaining=1.5, reset=5"), []],
  [ratelimit("limit=100, remaining, reset=5"), []],
  [ratelimit("limit=100; remaining=50; reset=5"), [{ limit: 100 }]],
  [ratelimit("limit = 100"), []],
  [ratelimit("Limit=100"), []],
  [ratelimit('"default";r=50;t=30'), []],
  [{ ratelimit: "limit=100, remaining=0, reset=5", age: "3" }, []]
])

const three = (limit: string, remaining: string, reset: string, prefix = "ratelimit"): Headers => ({
  [`${prefix}-limit`]: limit,
  [`${prefix}-remaining`]: remaining,
  [`${prefix}-reset`]: reset
})

table("triple", RateLimitHeaders.triple, [
  [
    { "ratelimit-limit": "100", "ratelimit-policy": "50;w=60, 7;w=1" },
    [{ limit: 100 }, { limit: 50, window: 60 }, { limit: 7, window: 1 }]
  ],
  [{ "ratelimit-policy": "50;w=60, 5, x;w=1" }, [{ limit: 50, window: 60 }]],
  [three("100", "50", "5"), [{ limit: 100, remaining: 50, reset: 5 }]],
  [three("100, 100;w=60", "50", "5"), [{ limit: 100, remaining: 50, reset: 5, window: 60 }]],
  [three("100;w=60", "50", "5"), [{ limit: 100, remaining: 50, reset: 5, window: 60 }]],
  [
    three('10, 10;w=1;burst=1000, 1000;w=3600;policy="sliding"', "9", "1"),
    [
      { limit: 10, remaining: 9, reset: 1, window: 1 },
      { limit: 1000, window: 3600 }
    ]
  ],
  [{ ...three("100", "50", "5"), ...policy("100;w=10") }, [{ limit: 100, remaining: 50, reset: 5, window: 10 }]],
  [three(" 100 ", " 0 ", " 5 "), [{ limit: 100, remaining: 0, reset: 5 }]],
  [three("0", "0", "0"), [{ limit: 0, remaining: 0, reset: 0 }]],
  [three("100", "-1", "-5"), [{ limit: 100 }]],
  [three("100", "1.5", "5.5"), [{ limit: 100 }]],
  [three("lots", "some", "5"), [{ reset: 5 }]],
  [three("100", "0, 0", "5, 5"), [{ limit: 100, remaining: 0, reset: 5 }]],
  [three("100", "0, 1", "5"), [{ limit: 100, reset: 5 }]],
  [three("100", "0", "9".repeat(20)), [{ limit: 100, remaining: 0 }]],
  [three("100", "0", "9".repeat(15)), [{ limit: 100, remaining: 0, reset: maxSeconds }]],
  [three("100", "\u0665", "5"), [{ limit: 100, reset: 5 }]],
  [three("100", `${" ".repeat(64)}1`, "5"), [{ limit: 100, reset: 5 }]],
  [three("1".repeat(1_000_000), "1".repeat(1_000_000), "1".repeat(1_000_000)), []],
  [{ ...three("100", "0", "5"), age: "7" }, []],
  [{ "ratelimit-remaining": "3" }, [{ remaining: 3 }]],
  [three("100", "50", "5", "x-ratelimit"), []]
])

table("none", RateLimitHeaders.none, [[{ ...three("1", "0", "9"), ...ratelimit('"x";r=0;t=9') }, []]])
table("stripe", RateLimitHeaders.stripe, [
  [{ "stripe-rate-limited-reason": "global-rate", "stripe-should-retry": "true", ...three("1", "0", "9") }, []]
])

const x = (remaining: string, reset: string): Headers => three("10", remaining, reset, "x-ratelimit")
const custom = (reset: RateLimitHeaders.ResetUnit) => RateLimitHeaders.xRateLimit(reset)

table("xRateLimit in seconds from now", custom("deltaSeconds"), [
  [x("0", "30"), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", String(epoch)), [{ limit: 10, remaining: 0, reset: maxSeconds }]],
  [x("0", "Sun, 01 Mar 2026 10:00:30 GMT"), [{ limit: 10, remaining: 0 }]]
])
table("xDashRateLimit in milliseconds from now", RateLimitHeaders.xDashRateLimit("deltaMillis"), [
  [three("10000", "0", "600000", "x-rate-limit"), [{ limit: 10000, remaining: 0, reset: 600 }]],
  [three("10000", "0", "1", "x-rate-limit"), [{ limit: 10000, remaining: 0, reset: 0.001 }]],
  [x("0", "30"), []]
])
table("xRateLimit in seconds since 1970", custom("epochSeconds"), [
  [x("0", String(epoch + 30)), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", String(epoch - 30)), [{ limit: 10, remaining: 0, reset: 0 }]],
  [x("0", "30"), [{ limit: 10, remaining: 0, reset: 0 }]],
  [x("0", "253402300799"), [{ limit: 10, remaining: 0, reset: maxSeconds }]],
  [{ ...x("0", String(epoch + 30)), date: "Sun, 01 Mar 2026 10:00:20 GMT" }, [{ limit: 10, remaining: 0, reset: 10 }]],
  [{ ...x("0", String(epoch + 30)), date: "today" }, [{ limit: 10, remaining: 0, reset: 30 }]]
])
table("xRateLimit in milliseconds since 1970", custom("epochMillis"), [
  [x("0", String(now + 1500)), [{ limit: 10, remaining: 0, reset: 1.5 }]],
  [x("0", String(now - 1)), [{ limit: 10, remaining: 0, reset: 0 }]]
])
table("xRateLimit as an HTTP date", custom("httpDate"), [
  [x("0", "Sun, 01 Mar 2026 10:00:30 GMT"), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", "Sunday, 01-Mar-26 10:00:30 GMT"), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", "Fri, 31 Dec 9999 23:59:59 GMT"), [{ limit: 10, remaining: 0, reset: maxSeconds }]],
  [x("0", "Tue Feb 16 2021 09:02:42 GMT+0100 (Central European Standard Time)"), [{ limit: 10, remaining: 0 }]],
  [x("0", "30"), [{ limit: 10, remaining: 0 }]]
])
table("xRateLimit as an ISO date", custom("isoUtc"), [
  [x("0", "2026-03-01T10:00:30"), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", "2026-03-01 10:00:30"), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", "2026-03-01T10:00:30Z"), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", "2026-03-01T10:00:30.500Z"), [{ limit: 10, remaining: 0, reset: 30.5 }]],
  [x("0", "2026-03-01T10:00:30.123456789Z"), [{ limit: 10, remaining: 0, reset: 30.123 }]],
  [x("0", "2026-03-01T12:00:30+02:00"), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", "2026-02-30T10:00:30"), [{ limit: 10, remaining: 0 }]],
  [x("0", "2026-03-01T24:00:00"), [{ limit: 10, remaining: 0 }]],
  [x("0", "2026-03-01"), [{ limit: 10, remaining: 0 }]],
  [x("0", "2026-03-01T10:00:30+99:99"), [{ limit: 10, remaining: 0 }]],
  [x("0", "9999-12-31T23:59:59"), [{ limit: 10, remaining: 0, reset: maxSeconds }]]
])

table(
  "fields with names of their own, in any case",
  RateLimitHeaders.fields({
    name: "five minutes",
    remaining: "X-Five-Min-Limit-Remaining",
    reset: "X-Five-Min-Limit-Resets-In",
    window: "5 minutes",
    unit: { remaining: "count", reset: "deltaSeconds" }
  }),
  [
    [
      { "x-five-min-limit-remaining": "0", "x-five-min-limit-resets-in": "120" },
      [{ name: "five minutes", remaining: 0, reset: 120, window: 300 }]
    ],
    [{ "x-five-min-limit-remaining": "soon" }, []]
  ]
)

const rapid = (minute: string, day: string): Headers => ({
  "rate-limit-minute-remaining": minute,
  "rate-limit-minute-reset": String(now + 20_000),
  "rate-limit-day-remaining": day,
  "rate-limit-day-reset": String(now + 3_600_000)
})
const minuteOf = (share: number): Told => ({ name: "minute", share, reset: 20, window: 60 })
const dayOf = (share: number): Told => ({ name: "day", share })
const shareless: ReadonlyArray<Told> = [{ name: "minute", reset: 20, window: 60 }, dayOf(0.5)]

table("expediaRapid", RateLimitHeaders.expediaRapid, [
  [rapid("87", "99"), [minuteOf(0.87), dayOf(0.99)]],
  [rapid("0", "0"), [minuteOf(0), dayOf(0)]],
  [rapid("100", "12.5"), [minuteOf(1), dayOf(0.125)]],
  [rapid("101", "50"), shareless],
  [rapid("-1", "50"), shareless],
  [rapid("87%", "50"), shareless],
  [rapid("1e1", "50"), shareless],
  [{ "rate-limit-minute-remaining": "0" }, [{ name: "minute", share: 0, window: 60 }]],
  [{ "rate-limit-reduction-status": "active" }, []]
])

const xap = (reset: string): Headers => ({
  "eg-rate-limit-minute": "500",
  "eg-rate-limit-remaining-minute": "0",
  "eg-rate-limit-reset-minute": reset
})

table("expediaXap", RateLimitHeaders.expediaXap, [
  [xap(String(epoch + 42)), [{ name: "minute", limit: 500, remaining: 0, reset: 42, window: 60 }]],
  [xap("42s"), [{ name: "minute", limit: 500, remaining: 0, window: 60 }]]
])

const hawk = (reset: string): Headers => ({
  "x-ratelimit-secondsnumber": "60",
  "x-ratelimit-requestsnumber": "30",
  "x-ratelimit-remaining": "0",
  "x-ratelimit-reset": reset
})

table("rateHawk", RateLimitHeaders.rateHawk, [
  [hawk("2026-03-01T10:00:11"), [{ limit: 30, remaining: 0, reset: 11, window: 60 }]],
  [hawk("2018-08-14T08:54:11"), [{ limit: 30, remaining: 0, reset: 0, window: 60 }]],
  [hawk("11"), [{ limit: 30, remaining: 0, window: 60 }]],
  [{ "x-ratelimit-secondsnumber": "60" }, []],
  [{ ...hawk(""), "x-ratelimit-secondsnumber": "0" }, [{ limit: 30, remaining: 0 }]]
])

table("guesty", RateLimitHeaders.guesty, [
  [
    {
      "x-ratelimit-limit-second": "15",
      "x-ratelimit-limit-minute": "120",
      "x-ratelimit-limit-hour": "5000",
      "x-ratelimit-remaining-minute": "119",
      "x-ratelimit-remaining-second": "0"
    },
    [
      { name: "second", limit: 15, remaining: 0, window: 1 },
      { name: "minute", limit: 120, remaining: 119, window: 60 },
      { name: "hour", limit: 5000, window: 3600 }
    ]
  ]
])

table("perInterval", RateLimitHeaders.perInterval({ prefix: "X-RateLimit", intervals: ["day"] }), [
  [{ "x-ratelimit-remaining-day": "3" }, [{ name: "day", remaining: 3, window: 86400 }]]
])

table("github", RateLimitHeaders.github, [
  [
    { ...x("14", String(epoch + 49)), "x-ratelimit-used": "16", "x-ratelimit-resource": "search" },
    [{ name: "search", limit: 10, remaining: 14, reset: 49 }]
  ],
  [{ ...x("14", "0"), "x-ratelimit-resource": "\u001b[31m" }, [{ limit: 10, remaining: 14, reset: 0 }]]
])

table("guess", RateLimitHeaders.guess, [
  [x("0", "30"), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", "2678400"), [{ limit: 10, remaining: 0, reset: 2678400 }]],
  [x("0", "2678401"), [{ limit: 10, remaining: 0 }]],
  [x("0", "999999999"), [{ limit: 10, remaining: 0 }]],
  [x("0", "1000000000"), [{ limit: 10, remaining: 0, reset: 0 }]],
  [x("0", String(epoch + 30)), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", "100000000000"), [{ limit: 10, remaining: 0, reset: maxSeconds }]],
  [x("0", "100000000001"), [{ limit: 10, remaining: 0, reset: 0 }]],
  [x("0", String(now + 30_000)), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", "2026-03-01T10:00:30"), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", "Sun, 01 Mar 2026 10:00:30 GMT"), [{ limit: 10, remaining: 0, reset: 30 }]],
  [x("0", "-30"), [{ limit: 10, remaining: 0 }]],
  [three("10", "1", "30", "x-rate-limit"), [{ limit: 10, remaining: 1, reset: 30 }]],
  [three("10", "1", "30", "rate-limit"), [{ limit: 10, remaining: 1, reset: 30 }]],
  [{ ...three("10", "1", "30"), ...policy("10;w=60") }, [{ limit: 10, remaining: 1, reset: 30 }]],
  [ratelimit('"x";r=0;t=9'), [{ name: "x", remaining: 0, reset: 9 }]],
  [ratelimit("limit=10, remaining=0, reset=9"), [{ limit: 10, remaining: 0, reset: 9 }]],
  [{}, []]
])

const waitSeconds = (dialect: RateLimitHeaders.Dialect, headers: Headers): number | undefined => {
  const wait = RateLimitHeaders.waitOf(RateLimitHeaders.read(dialect, headers, now))
  return wait === undefined ? undefined : Duration.toSeconds(wait)
}

const asked = (headers: Headers): number | undefined => {
  const wait = RateLimitHeaders.waitAsked(headers, RateLimitHeaders.triple, now)
  return wait === undefined ? undefined : Duration.toSeconds(wait)
}

describe("RateLimitHeaders.waitOf", () => {
  it("is the longest reset of the limits that are used up", () =>
    assert.strictEqual(waitSeconds(RateLimitHeaders.ietf, ratelimit('"a";r=0;t=7, "b";r=0;t=9, "c";r=1;t=99')), 9))
  it("is the longest whichever comes first", () =>
    assert.strictEqual(waitSeconds(RateLimitHeaders.ietf, ratelimit('"a";r=0;t=9, "b";r=0;t=7')), 9))
  it("takes a share of nothing for used up", () =>
    assert.strictEqual(waitSeconds(RateLimitHeaders.expediaRapid, rapid("0", "3")), 20))
  it("is not the rest of the day where a used up day only slows the minute", () => {
    assert.strictEqual(waitSeconds(RateLimitHeaders.expediaRapid, rapid("0", "0")), 20)
    assert.isUndefined(waitSeconds(RateLimitHeaders.expediaRapid, rapid("20", "0")))
  })
  it("is the window's length where no reset is told", () =>
    assert.strictEqual(waitSeconds(RateLimitHeaders.guesty, { "x-ratelimit-remaining-minute": "0" }), 60))
  it("is nothing while every limit has something left", () =>
    assert.isUndefined(waitSeconds(RateLimitHeaders.expediaRapid, rapid("1", "3"))))
  it("is nothing where a used up limit tells neither", () =>
    assert.isUndefined(waitSeconds(RateLimitHeaders.triple, { "ratelimit-remaining": "0" })))
  it("is no wait where the reset is past", () =>
    assert.strictEqual(waitSeconds(RateLimitHeaders.rateHawk, hawk("2018-08-14T08:54:11")), 0))
})

describe("RateLimitHeaders.waitAsked", () => {
  for (const [retryAfter, expected] of [
    ["3", 3],
    ["0", 0],
    ["600", 600],
    ["Sun, 01 Mar 2026 10:00:04 GMT", 4],
    ["soon", 60],
    ["-3", 60],
    ["", 60]
  ] as const) {
    it(`is ${expected} s with Retry-After "${retryAfter}" beside a reset of 60 s`, () =>
      assert.strictEqual(asked({ ...three("10", "0", "60"), "retry-after": retryAfter }), expected))
  }

  it("is the reset without a Retry-After", () => assert.strictEqual(asked(three("10", "0", "60")), 60))
  it("is the Retry-After without a reset", () => assert.strictEqual(asked({ "retry-after": "5" }), 5))
  it("is nothing without either", () => assert.isUndefined(asked({})))
})

describe("RateLimitHeaders.read of hostile headers", () => {
  const names = [
    "ratelimit",
    "ratelimit-policy",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "age",
    "date",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-ratelimit-resource",
    "x-rate-limit-reset",
    "rate-limit-minute-remaining",
    "rate-limit-minute-reset",
    "retry-after"
  ]
  const dialects = { ietf: RateLimitHeaders.ietf, draft7: RateLimitHeaders.draft7, triple: RateLimitHeaders.triple }
  const all = {
    ...dialects,
    github: RateLimitHeaders.github,
    expediaRapid: RateLimitHeaders.expediaRapid,
    rateHawk: RateLimitHeaders.rateHawk,
    guess: RateLimitHeaders.guess
  }
  const units = [
    '"',
    "\\",
    '"\\',
    ";a",
    ";r=1",
    ",",
    ", ",
    '"a";r=0;t=1,',
    "9",
    " ",
    "(",
    "-",
    "a=",
    ":A",
    "\u0000",
    "\ud83d"
  ]

  for (const length of [1024, 65_536]) {
    for (const [name, dialect] of Object.entries(all)) {
      it(`reads ${length} characters of each as ${name} in under 50 ms, and throws nothing`, () => {
        for (const unit of units) {
          const value = unit.repeat(length / unit.length)
          const headers = Object.fromEntries(names.map((header) => [header, value]))
          const spent = cpuMillis(() => RateLimitHeaders.waitAsked(headers, dialect, now))
          assert.isBelow(spent, 50, JSON.stringify(unit))
        }
      })
    }
  }
})
