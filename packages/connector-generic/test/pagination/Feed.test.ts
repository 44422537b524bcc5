import { assert, describe, it } from "@effect/vitest"
import { MemoryStore } from "@innlet/core/store"
import { Clock, Effect, Result } from "effect"
import { TestClock } from "effect/testing"
import * as Scene from "./Scene.ts"

const now = Date.UTC(2026, 2, 1, 12)
const hour = 3_600_000

// The schema of /accommodations/details/changes, Booking.com's OpenAPI of the Demand API.
const booking = {
  type: "feed",
  since: { body: "/last_change" },
  as: "offset",
  next: "/data/next",
  start: { ago: "1 day" },
  reach: "1 day"
}

const placed = (pagination: unknown, asked: Parameters<typeof Scene.asked>[0]) =>
  Scene.strategyOf(pagination).place(Scene.start, Scene.asked({ now, ...asked }))

/** Something changes every second. */
const changes = (from: number, until: number) =>
  Array.from({ length: Math.max(0, Math.floor((until - from) / 1000)) }, (_, i) => from + i * 1000)

/** All of it is told five at a time with the whole of the last second, by a clock that is `ahead`. */
const busy = (ahead: number) => {
  const scene = Scene.make(
    { type: "feed", since: { query: "since" }, as: "epochSeconds", next: "/next", start: { ago: "1 minute" } },
    ({ query }, _nth, at) => {
      const all = changes(Number(query["since"]) * 1000, at + ahead).slice(0, 5)
      const next = all.length === 0 ? undefined : all.at(-1)! / 1000 + 1
      return { document: { rows: all.map((change) => ({ id: `c${change}` })), next } }
    },
    { changes: { resolution: "1 second", from: "inclusive" } }
  )
  return scene
}

describe("a feed", () => {
  it("begins with the changes that are wanted, or as far back as it is declared to", () => {
    assert.deepStrictEqual(Result.getOrThrow(placed(booking, {})).body, { last_change: "2026-02-28T12:00:00+00:00" })
    assert.deepStrictEqual(Result.getOrThrow(placed(booking, { changed: { from: now - hour + 999 } })).body, {
      last_change: "2026-03-01T11:00:00+00:00"
    })
    const fixed = { ...booking, reach: "9 weeks", start: { at: "2026-02-01T00:00:00Z" } }
    assert.deepStrictEqual(Result.getOrThrow(placed(fixed, {})).body, { last_change: "2026-02-01T00:00:00+00:00" })
  })

  it("rounds no start to a time beyond its reach", () => {
    assert.deepStrictEqual(Result.getOrThrow(placed(booking, { now: now + 999 })).body, {
      last_change: "2026-02-28T12:00:01+00:00"
    })
  })

  it("refuses to begin later than what is wanted", () => {
    for (const asked of [
      { changed: { from: now - 24 * hour - 1 } },
      { cursor: JSON.stringify({ since: "2026-02-28T11:59:59+00:00", until: now }) }
    ]) {
      assert.match(
        Scene.refusal(placed(booking, asked)),
        /^RequestRejected: changes are wanted since .* read everything anew/
      )
    }
    assert.match(Scene.refusal(placed({ ...booking, start: { ago: "2 days" } }, {})), /^RequestRejected/)
    assert.isTrue(Result.isSuccess(placed(booking, { changed: { from: now - 24 * hour } })))
  })

  it("goes on at the time as the provider wrote it", () => {
    const strategy = Scene.strategyOf(booking)
    const next = "2026-03-01T10:24:42.5+01:00"
    const cursor = Scene.cursorOf(strategy.follow(Scene.answer({ data: { next } }), Scene.asked({ now }), []))
    assert.deepStrictEqual(Result.getOrThrow(placed(booking, { cursor })).body, { last_change: next })
  })

  it("ends where nothing is new, and where it has come up to its own begin", () => {
    const strategy = Scene.strategyOf(booking)
    const evidence = (next: unknown) =>
      Result.getOrThrow(strategy.follow(Scene.answer({ data: { next } }), Scene.asked({ now }), [{}])).evidence
    for (const next of [undefined, null, ""]) assert.deepStrictEqual(evidence(next), ["absentCursor"])
    assert.deepStrictEqual(evidence("2026-03-01T12:00:01+00:00"), ["code:caughtUp"])
    assert.isUndefined(evidence("2026-03-01T12:00:00+00:00"))
  })

  it("does not go back, nor to what is no time", () => {
    const strategy = Scene.strategyOf(booking)
    for (const next of ["2026-02-28T11:59:59+00:00", "soon", 5, {}, "2026-03-01T12:00:00"]) {
      assert.match(
        Scene.refusal(strategy.follow(Scene.answer({ data: { next } }), Scene.asked({ now }), [])),
        /^UnexpectedResponse: the next time at "\/data\/next"/
      )
    }
  })

  it("takes no cursor that is not its own", () => {
    for (const cursor of ["", "2026", "{}", JSON.stringify({ since: "soon", until: now })]) {
      assert.match(Scene.refusal(placed(booking, { cursor })), /^CursorRejected/, cursor)
    }
  })

  for (const ahead of [0, 600_000, -600_000]) {
    it.effect(
      `loses nothing on a busy day, and ends, by a clock that is ${ahead / 60_000} minutes ahead`,
      () =>
        Effect.gen(function* () {
          yield* TestClock.setTime(now)
          const scene = busy(ahead)
          const looks = []
          for (let look = 0; look < 10; look++) {
            if (look > 0) yield* TestClock.adjust("2 minutes")
            looks.push(yield* Clock.currentTimeMillis)
            assert.strictEqual(Scene.endOf(yield* Scene.pull(scene, { incremental: true })), "Attested")
          }
          // All that happened after the first look began, up to what the last could be told of.
          const happened = changes(now + ahead, looks.at(-1)! + Math.min(0, ahead))
          const stored = new Set(yield* Scene.stored(scene))
          assert.deepStrictEqual(
            happened.filter((at) => !stored.has(`c${at}`)),
            []
          )
          assert.isAbove(happened.length, 300)
        }).pipe(Effect.provide(MemoryStore.layer, { local: true })),
      60_000
    )
  }
})
