import { assert, describe, it } from "@effect/vitest"
import { MemoryStore } from "@innlet/core/store"
import { Clock, Effect, Option, Result, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as Scene from "./Scene.ts"

const now = Date.UTC(2026, 2, 1, 12)
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const windows = {
  type: "timeWindow",
  from: { query: "from" },
  to: { query: "to" },
  as: "seconds",
  length: "1 day",
  start: { at: "2026-02-26T00:00:00Z" }
}

type Wanted = Parameters<typeof Scene.asked>[0]

/** The windows that are asked for, one after the other, where each has one page. */
const asksOf = (pagination: unknown, wanted: Wanted = {}): ReadonlyArray<readonly [from: string, to: string]> => {
  const strategy = Scene.strategyOf(pagination)
  const asks: Array<readonly [string, string]> = []
  let cursor: string | undefined
  do {
    // Time passes from page to page.
    const asked = Scene.asked({ now: now + asks.length * hour, ...wanted, cursor })
    const { query } = Scene.requestOf(Result.getOrThrow(strategy.place(Scene.start, asked)))
    asks.push([query["from"]!, query["to"]!])
    cursor = Scene.cursorOf(strategy.follow(Scene.answer({}), asked, []))
  } while (cursor !== undefined && asks.length < 10_000)
  return asks
}

describe("windows of time", () => {
  it("begin where the next one ends, up to the moment the first was asked for", () => {
    assert.deepStrictEqual(asksOf(windows), [
      ["2026-02-26T00:00:00Z", "2026-02-27T00:00:00Z"],
      ["2026-02-27T00:00:00Z", "2026-02-28T00:00:00Z"],
      ["2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z"],
      ["2026-03-01T00:00:00Z", "2026-03-01T12:00:00Z"]
    ])
  })

  it("are those of the changes that are wanted", () => {
    assert.deepStrictEqual(asksOf(windows, { changed: { from: now - 30 * hour } }), [
      ["2026-02-28T06:00:00Z", "2026-03-01T06:00:00Z"],
      ["2026-03-01T06:00:00Z", "2026-03-01T12:00:00Z"]
    ])
    assert.deepStrictEqual(asksOf(windows, { changed: { from: now - 30 * day, to: now - 29 * day } }), [
      ["2026-01-30T12:00:00Z", "2026-01-31T12:00:00Z"]
    ])
  })

  it("end one step earlier where the end is included", () => {
    const included = { ...windows, end: "inclusive" }
    const last = (changes: object) => asksOf({ ...included, ...changes })[0]?.[1]
    assert.strictEqual(last({}), "2026-02-26T23:59:59Z")
    assert.strictEqual(last({ as: "instant" }), "2026-02-26T23:59:59.999Z")
    assert.strictEqual(last({ as: "instant", resolution: "1 second" }), "2026-02-26T23:59:59.000Z")
    assert.strictEqual(last({ resolution: "1 minute" }), "2026-02-26T23:59:00Z")
    // A step that the text can't say: the edge is in both windows.
    assert.strictEqual(last({ resolution: "1 milli" }), "2026-02-27T00:00:00Z")
    assert.strictEqual(last({ as: "epochSeconds" }), String(Date.UTC(2026, 1, 26, 23, 59, 59) / 1000))
  })

  it("are whole days of UTC where only dates are sent", () => {
    const dates = { ...windows, as: "date", length: "2 days", start: { at: "2024-02-27T23:59:59Z" } }
    const wanted = { now: Date.UTC(2024, 2, 2, 0, 0, 1) }
    assert.deepStrictEqual(asksOf(dates, wanted), [
      ["2024-02-27", "2024-02-29"],
      ["2024-02-29", "2024-03-02"],
      ["2024-03-02", "2024-03-03"]
    ])
    assert.deepStrictEqual(asksOf({ ...dates, end: "inclusive" }, wanted), [
      ["2024-02-27", "2024-02-28"],
      ["2024-02-29", "2024-03-01"],
      ["2024-03-02", "2024-03-02"]
    ])
  })

  it("are one at least, even where they begin later than now", () => {
    assert.deepStrictEqual(asksOf({ ...windows, start: { at: "2026-03-01T12:00:00Z" } }).length, 1)
    assert.deepStrictEqual(asksOf({ ...windows, start: { at: "2027-01-01T00:00:00Z" } }), [
      ["2027-01-01T00:00:00Z", "2027-01-01T00:00:01Z"]
    ])
  })

  it("halve where they are too large, down to the shortest, and grow again", () => {
    const strategy = Scene.strategyOf({ ...windows, shortest: "5 hours" })
    const lengthOf = (cursor: string | undefined) => {
      const { query } = Scene.requestOf(Result.getOrThrow(strategy.place(Scene.start, Scene.asked({ now, cursor }))))
      return [query["from"], (Date.parse(query["to"]!) - Date.parse(query["from"]!)) / hour]
    }
    const narrower = (cursor: string | undefined) => strategy.narrower?.(Scene.asked({ now, cursor }))
    const next = (cursor: string | undefined) =>
      Scene.cursorOf(strategy.follow(Scene.answer({}), Scene.asked({ now, cursor }), []))
    const half = narrower(undefined)
    const quarter = narrower(half)
    const least = narrower(quarter)
    assert.deepStrictEqual([half, quarter, least].map(lengthOf), [
      ["2026-02-26T00:00:00Z", 12],
      ["2026-02-26T00:00:00Z", 6],
      ["2026-02-26T00:00:00Z", 5]
    ])
    assert.isUndefined(narrower(least))
    const after = next(least)
    assert.deepStrictEqual([after, next(after), next(next(after))].map(lengthOf), [
      ["2026-02-26T05:00:00Z", 10],
      ["2026-02-26T15:00:00Z", 20],
      ["2026-02-27T11:00:00Z", 24]
    ])
  })

  it("say to core what the lists inside of them are", () => {
    const kind = (within: unknown, order?: "immutable" | "append" | "mutable") =>
      Scene.strategyOf(within === undefined ? windows : { ...windows, within }, { order: order ?? "unspecified" })
        .traversal.cursor
    const cursor = { type: "cursor", next: "/next", cursor: { query: "c" } }
    assert.deepStrictEqual([kind(undefined), kind({ type: "single" }, "mutable")], ["continuation", "continuation"])
    assert.deepStrictEqual([kind(undefined, "immutable"), kind({ type: "single" }, "append")], ["keyset", "keyset"])
    assert.deepStrictEqual(
      [
        kind({ type: "offset", offset: { query: "o" } }, "immutable"),
        kind({ type: "range", from: { query: "f" }, to: { query: "t" } }, "immutable"),
        kind({ type: "pageNumber", page: { query: "p" } }, "immutable"),
        kind({ ...cursor, kind: "opaqueOffset" }, "immutable"),
        kind({ ...cursor, kind: "scroll" }),
        kind(cursor, "immutable"),
        kind({ type: "linkHeader" }),
        kind({ type: "lastRecord", value: "/id", cursor: { query: "a" } }, "immutable"),
        kind({ type: "lastRecord", value: "/id", cursor: { query: "a" } })
      ],
      [
        "opaqueOffset",
        "opaqueOffset",
        "opaqueOffset",
        "opaqueOffset",
        "scroll",
        "opaqueOffset",
        "link",
        "keyset",
        "opaqueOffset"
      ]
    )
    const { traversal } = Scene.strategyOf({
      ...windows,
      within: { ...cursor, replay: "safe", lifetime: { sliding: "4 minutes" }, total: { at: "/total", trust: "exact" } }
    })
    // A total is one of its window, and none of the list.
    assert.deepStrictEqual([traversal.replay, traversal.lifetime._tag, traversal.total], ["safe", "Sliding", "none"])
  })

  it("fail where an answer starts at another offset than asked, which core can't see", () => {
    const strategy = Scene.strategyOf({
      ...windows,
      within: { type: "offset", offset: { query: "o" }, limit: { query: "l" }, offsetAt: "/offset" }
    })
    const follow = (offset: number) => strategy.follow(Scene.answer({ offset }), Scene.asked({ now }), [{}])
    assert.match(Scene.refusal(follow(100)), /^UnexpectedResponse: asked for offset 0, the answer starts at 100/)
    assert.isDefined(Scene.cursorOf(follow(0)))
  })

  it("do not end at an empty page before the total that it declares itself", () => {
    const strategy = Scene.strategyOf({
      ...windows,
      within: { type: "offset", offset: { query: "o" }, limit: { query: "l" }, total: { at: "/total" } }
    })
    const cursor = Scene.cursorOf(strategy.follow(Scene.answer({ total: 4 }), Scene.asked({ now }), [{}, {}]))
    const evidence = (total: number) => {
      const followed = Result.getOrThrow(strategy.follow(Scene.answer({ total }), Scene.asked({ now, cursor }), []))
      return [Option.isSome(followed.next ?? Option.none()), followed.evidence]
    }
    assert.deepStrictEqual(evidence(4), [false, undefined])
    assert.deepStrictEqual(evidence(2)[0], true)
  })

  it("take no cursor that is not their own", () => {
    const strategy = Scene.strategyOf(windows)
    for (const cursor of [
      "",
      "{}",
      '{"from":1}',
      '{"from":"a","to":2,"end":3}',
      '{"from":1,"to":2,"end":2,"inner":"x"}'
    ]) {
      assert.match(Scene.refusal(strategy.place(Scene.start, Scene.asked({ cursor }))), /^CursorRejected/, cursor)
    }
  })

  it("are the same in every zone of the machine, over changes of its clock, month ends and leap days", () => {
    const zone = process.env["TZ"]
    const daylight = new Set<number>()
    for (const [start, until] of [
      ["2026-03-07T05:00:00Z", "2026-03-10T00:00:00Z"],
      ["2026-03-28T00:30:00Z", "2026-03-30T12:00:00Z"],
      ["2026-04-04T00:00:00Z", "2026-04-06T00:00:00Z"],
      ["2026-10-24T00:00:00Z", "2026-11-02T00:00:00Z"],
      ["2024-02-28T12:00:00Z", "2024-03-01T12:00:00Z"],
      ["2025-12-31T00:00:00Z", "2026-02-01T00:00:00Z"]
    ] as const) {
      for (const as of ["date", "seconds", "plain", "epochMillis"]) {
        const seen = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"].map((name) => {
          process.env["TZ"] = name
          daylight.add(new Date(start).getTimezoneOffset())
          return asksOf({ ...windows, as, start: { at: start } }, { now: Date.parse(until) })
        })
        for (const one of seen) assert.deepStrictEqual(one, seen[0])
        assert.isTrue(seen[0]!.every(([, to], at) => at === seen[0]!.length - 1 || to === seen[0]![at + 1]![0]))
      }
    }
    assert.isAbove(daylight.size, 4)
    if (zone === undefined) delete process.env["TZ"]
    else process.env["TZ"] = zone
  })
})

/** How a provider reads the text of a time, by the standard library alone. */
const readBy = {
  date: (text: string) => Date.parse(`${text}T00:00:00Z`),
  instant: (text: string) => Date.parse(text),
  seconds: (text: string) => Date.parse(text),
  offset: (text: string) => Date.parse(text),
  plain: (text: string) => Date.parse(`${text.replace(" ", "T")}Z`),
  epochSeconds: (text: string) => Number(text) * 1000,
  epochMillis: (text: string) => Number(text)
} as const

describe("a row at any edge of any window", () => {
  const Case = Schema.Struct({
    as: Schema.Literals(["date", "instant", "seconds", "offset", "plain", "epochSeconds", "epochMillis"]),
    end: Schema.Literals(["exclusive", "inclusive"]),
    /** What the provider counts times in, and whether the manifest says so. */
    counts: Schema.Literals([1, 1000, 60_000]),
    length: Schema.Literals(["1 second", "7 seconds", "1 minute", "90 minutes", "1 day", "3 days"]),
    from: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 * day })),
    span: Schema.Literals([0, 1, 999, 1000, 61_000, hour, day - 1, day, 2 * day + 1]),
    /** What the provider says of each window: that it is too large, or how many pages it has. */
    answers: Schema.Array(Schema.Literals(["tooLarge", 1, 2, 3])),
    tie: Schema.Literals([1, 2, 3])
  })
  const lengths = {
    "1 second": 1000,
    "7 seconds": 7000,
    "1 minute": minute,
    "90 minutes": 90 * minute,
    "1 day": day,
    "3 days": 3 * day
  }

  it.effect.prop(
    "is in one window, and in two only where the text can't tell the edge",
    [Case],
    ([{ answers, as, counts, end, from, length, span, tie }]) =>
      Effect.sync(() => {
        // Walks of more windows say no more.
        if (span / lengths[length] > 300) return
        const base = Date.UTC(2024, 1, 28)
        const begin = base + from
        const until = begin + span
        const strategy = Scene.strategyOf({
          ...windows,
          as,
          end,
          length,
          resolution: `${counts} millis`,
          shortest: `${Math.ceil(Math.max(1000, span / 200))} millis`,
          within: { type: "cursor", next: "/next", cursor: { query: "c" } }
        })
        const times = new Map<number, number>()
        for (const around of [begin, until, begin + lengths[length], Math.ceil(begin / day) * day]) {
          for (const off of [-day, -counts, -1000, -1, 0, 1, 999, 1000, counts, day]) {
            const at = Math.floor((around + off) / counts) * counts
            if (at >= begin && at < until) times.set(at, tie)
          }
        }
        const matches = (at: number, query: { readonly [name: string]: string }) => {
          const [lo, hi] = [readBy[as](query["from"]!), readBy[as](query["to"]!)]
          const stamp = as === "date" ? Math.floor(at / day) * day : at
          return stamp >= lo && (end === "inclusive" ? stamp <= hi : stamp < hi)
        }
        const seen = new Map<number, number>()
        let cursor: string | undefined
        let requests = 0
        let page = 0
        for (;;) {
          const asked = Scene.asked({ cursor, now: until + requests, changed: { from: begin, to: until } })
          const { query } = Scene.requestOf(Result.getOrThrow(strategy.place(Scene.start, asked)))
          const answer = answers[requests % Math.max(1, answers.length)] ?? 1
          const narrower = answer === "tooLarge" && page === 0 ? strategy.narrower?.(asked) : undefined
          assert.isBelow(++requests, 50_000)
          if (narrower !== undefined) {
            cursor = narrower
            continue
          }
          page++
          const last = page >= Number(answer) || answer === "tooLarge"
          if (last) {
            for (const [at, rows] of times) if (matches(at, query)) seen.set(at, (seen.get(at) ?? 0) + rows)
            page = 0
          }
          const followed = Result.getOrThrow(
            strategy.follow(Scene.answer({ next: last ? null : `p${page}` }), asked, [])
          )
          cursor = Option.getOrUndefined(followed.next ?? Option.none())
          if (cursor === undefined) {
            assert.deepStrictEqual(followed.evidence, ["absentCursor"])
            break
          }
        }
        const unit = as === "date" ? day : as === "instant" || as === "epochMillis" ? 1 : 1000
        const shared = end === "inclusive" && as !== "date" && counts % unit !== 0
        for (const [at, rows] of times) {
          const got = seen.get(at) ?? 0
          if (shared) assert.isAtLeast(got, rows, new Date(at).toISOString())
          else assert.strictEqual(got, rows, new Date(at).toISOString())
        }
      }),
    { arbitrary: { runs: 1000 }, timeout: 120_000 }
  )
})

interface Row {
  readonly id: string
  readonly at: number
}

const scene = (
  rows: (now: number) => ReadonlyArray<Row>,
  pagination: object = {},
  options: Scene.Options & { readonly most?: number } = {}
) =>
  Scene.make(
    { ...windows, ...pagination },
    ({ query }, _nth, at) => {
      const from = Date.parse(query["from"]!)
      const to = Date.parse(query["to"]!)
      const found = rows(at).filter((row) => row.at >= from && row.at < to)
      if (options.most !== undefined && found.length > options.most) return { tooLarge: true }
      const offset = Number(query["offset"] ?? 0)
      return { document: { rows: found.slice(offset, offset + Number(query["limit"] ?? Infinity)) } }
    },
    options
  )

/** A row every so often, whatever is asked. */
const every = (step: number, from: number, to: number): ReadonlyArray<Row> =>
  Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => ({
    id: `r${from + i * step}`,
    at: from + i * step
  }))

const start = Date.parse(windows.start.at)

describe("a stream in windows of time", () => {
  const isolated = Effect.provide(MemoryStore.layer, { local: true })

  for (const [name, within, order, end] of [
    ["one answer each", undefined, "immutable", "Proven"],
    ["one answer each, without a promise", undefined, "unspecified", "Attested"],
    ["offsets", { type: "offset", offset: { query: "offset" }, limit: { query: "limit" } }, "immutable", "Attested"]
  ] as const) {
    it.effect(`is read whole by ${name}, over empty windows too`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(now)
        const rows = [...every(hour, start, start + 5 * hour), ...every(hour, now - 5 * hour, now)]
        const read = scene(() => rows, { length: "1 hour", ...(within && { within }) }, { order })
        const report = yield* Scene.pull(read)
        assert.strictEqual(Scene.endOf(report), end)
        assert.deepStrictEqual(yield* Scene.stored(read), rows.map(({ id }) => id).toSorted())
      }).pipe(isolated)
    )
  }

  it.effect("is read whole where windows prove too large, in windows as long as they may be", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const rows = [...every(minute, start + day, start + day + hour), ...every(day / 2, start, now)]
      const read = scene(() => rows, {}, { order: "immutable", most: 20 })
      assert.strictEqual(Scene.endOf(yield* Scene.pull(read)), "Proven")
      assert.deepStrictEqual(yield* Scene.stored(read), [...new Set(rows.map(({ id }) => id))].toSorted())
      assert.isBelow(read.requests.length, 40)
    }).pipe(isolated)
  )

  it.effect("fails where the shortest window is too large", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const read = scene(() => every(1000, start, start + hour), {}, { most: 20 })
      assert.strictEqual(Scene.endOf(yield* Scene.pull(read)), "RequestRejected")
    }).pipe(isolated)
  )

  for (const [name, ahead] of [
    ["right", 0],
    ["ten minutes ahead", 10 * minute],
    ["ten minutes behind", -10 * minute]
  ] as const) {
    it.effect(`misses no change look by look, by a provider's clock that is ${name}`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(now)
        const told = (at: number) => every(minute, now - hour, at + ahead)
        const read = scene(told, {}, { changes: { resolution: "1 second", from: "inclusive" } })
        for (let look = 0; look < 6; look++) {
          if (look > 0) yield* TestClock.adjust("7 minutes")
          assert.strictEqual(Scene.endOf(yield* Scene.pull(read, { incremental: true })), "Attested")
        }
        // What a clock that runs ahead tells as later than now is the next look's.
        const last = (yield* Clock.currentTimeMillis) + Math.min(0, ahead) - minute
        const stored = new Set(yield* Scene.stored(read))
        const missed = told(now + hour).filter(({ at, id }) => at < last && !stored.has(id))
        assert.deepStrictEqual(missed, [])
        assert.isBelow(read.requests.length, 40)
      }).pipe(isolated)
    )
  }
})
