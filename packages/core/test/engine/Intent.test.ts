import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Result } from "effect"
import type { Checkpoint } from "../../src/contract/Checkpoint.ts"
import { OriginRefused, QuotaExceeded, type Reason, UnexpectedResponse } from "../../src/contract/ConnectorError.ts"
import type { Lifetime } from "../../src/contract/Traversal.ts"
import * as Sweep from "../../src/pagination/Sweep.ts"
import * as SweepText from "../../src/pagination/SweepText.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const { offers } = ListConnector
const list = offers(40)

/** Unstaged and staged. */
const lifetimes: ReadonlyArray<readonly [name: string, lifetime: Lifetime]> = [
  ["unlimited", { _tag: "Unlimited" }],
  ["short", Linked.sliding("4 minutes")]
]

const throttled = (retryAfter: Duration.Input) =>
  new QuotaExceeded({ detail: "429", retryAfter: Duration.fromInputUnsafe(retryAfter) })

/** A trouble with the nth request alone. */
const once = (nth: number, reason: Reason, moved: boolean) => (request: number) =>
  request === nth ? { reason, moved } : undefined

/** As often as a page is tried. */
const fourRefused = (nth: number) =>
  nth >= 8 && nth < 12 ? { reason: Linked.unavailable("no"), moved: false } : undefined

const sessionsOf = (asked: ReadonlyArray<Linked.Asked>) => new Set(asked.map(({ session }) => session)).size

const cursorOf = ({ walk }: Checkpoint) => Sweep.request(Result.getOrThrow(SweepText.decode(walk))).cursor

for (const [name, lifetime] of lifetimes) {
  describe(`a cursor that moves on every read, of ${name} life`, () => {
    it.effect(
      "is never sent again by the run after one that died, at any moment, and no record is missed",
      () =>
        Effect.gen(function* () {
          let killed = 0
          for (let ms = 0; ms <= 2200; ms += 50) {
            yield* Effect.gen(function* () {
              const { asked, connector, stream } = Linked.make({ list, lifetime })
              const ended = yield* Linked.killedAfter(Linked.run(connector), ms)
              const before = asked.length

              const report = yield* inVirtualTime(Linked.run(connector))

              if (!ended) killed++
              assert.isUndefined(asked[before]?.cursor, `${ms} ms`)
              assert.deepStrictEqual(
                [report.outcome._tag, yield* Linked.stored(stream)],
                ["Completed", list],
                `${ms} ms`
              )
            }).pipe(Effect.provide(Linked.watched(), { local: true }))
          }
          assert.isAtLeast(killed, 40)
        }),
      60_000
    )

    for (const moved of [true, false]) {
      it.effect(
        `is given up when its answer is lost ${moved ? "after" : "before"} it moved, on any page`,
        () =>
          Effect.gen(function* () {
            for (let nth = 1; nth <= 20; nth++) {
              yield* Effect.gen(function* () {
                const trouble = once(nth, Linked.unavailable(), moved)
                const { asked, connector, stream } = Linked.make({ list, lifetime, trouble })

                const report = yield* inVirtualTime(Linked.run(connector))

                assert.deepStrictEqual(
                  [report.outcome._tag, yield* Linked.stored(stream)],
                  ["Completed", list],
                  `${nth}`
                )
                assert.deepStrictEqual([asked.length, asked[nth]?.cursor], [nth + 20, undefined], `${nth}`)
                assert.strictEqual(report.counts.requests, asked.length)
              }).pipe(Effect.provide(Linked.watched(), { local: true }))
            }
          }),
        60_000
      )
    }

    it.effect("ends in a typed failure when answers are lost for ever, and the next run may begin anew again", () =>
      Effect.gen(function* () {
        let down = true
        const trouble = (nth: number) =>
          down && nth % 5 === 0 ? { reason: Linked.unavailable(), moved: true } : undefined
        const { asked, connector, stream } = Linked.make({ list, lifetime, trouble })

        const failed = yield* inVirtualTime(Linked.run(connector))
        const sent = asked.length
        down = false
        const report = yield* inVirtualTime(Linked.run(connector))

        assert.strictEqual(failed.outcome._tag, "Failed")
        assert.include(
          failed.outcome._tag === "Failed" ? failed.outcome.error.message : "",
          "NoProgress: the walk began again 3 times and never passed 8 records"
        )
        assert.strictEqual(sent, 20)
        assert.deepStrictEqual([report.outcome._tag, yield* Linked.stored(stream)], ["Completed", list])
        assert.strictEqual((yield* Linked.ledger).restarts, 4)
      }).pipe(Effect.provide(Linked.watched()))
    )

    it.effect("is kept when the provider certainly did nothing, and gone on from", () =>
      Effect.gen(function* () {
        const { asked, connector, stream } = Linked.make({ list, lifetime, trouble: fourRefused })

        const failed = yield* inVirtualTime(Linked.run(connector))
        const report = yield* inVirtualTime(Linked.run(connector))

        assert.deepStrictEqual([failed.outcome._tag, failed.counts.requests, failed.counts.retries], ["Failed", 11, 3])
        assert.deepStrictEqual([report.outcome._tag, yield* Linked.stored(stream)], ["Completed", list])
        assert.deepStrictEqual([sessionsOf(asked), asked.length, report.counts.received], [1, 24, 40])
      }).pipe(Effect.provide(Linked.watched()))
    )

    it.effect("is given up when an answer can't be read", () =>
      Effect.gen(function* () {
        const trouble = once(8, new UnexpectedResponse({ detail: "not JSON" }), true)
        const { asked, connector, stream } = Linked.make({ list, lifetime, trouble })

        const failed = yield* inVirtualTime(Linked.run(connector))
        const report = yield* inVirtualTime(Linked.run(connector))

        assert.deepStrictEqual([failed.outcome._tag, asked[8]?.cursor], ["Failed", undefined])
        assert.deepStrictEqual([report.outcome._tag, yield* Linked.stored(stream)], ["Completed", list])
      }).pipe(Effect.provide(Linked.watched()))
    )

    it.effect("is given up after a page that the walk stalled on", () =>
      Effect.gen(function* () {
        const { asked, connector } = Linked.make({ list, lifetime, silent: true })

        const failed = yield* inVirtualTime(Linked.run(connector))
        yield* inVirtualTime(Linked.run(connector))

        assert.strictEqual(failed.outcome._tag === "Failed" && failed.outcome.error._tag, "PaginationError")
        assert.deepStrictEqual([asked.length, asked[20]?.cursor, failed.counts.inserted], [40, undefined, 40])
      }).pipe(Effect.provide(Linked.watched()))
    )

    it.effect("is given up after such a page, whatever else is wrong with it", () =>
      Effect.gen(function* () {
        const bad = list.map((offer, i) => (i < 35 ? offer : { ...offer, price: "n/a" }))
        const { asked, connector } = Linked.make({ list: bad.slice(20), lifetime, silent: true, pageSize: 10 })

        const failed = yield* inVirtualTime(Linked.run(connector))
        yield* inVirtualTime(Linked.run(connector))

        assert.strictEqual(failed.outcome._tag === "Failed" && failed.outcome.error._tag, "SchemaDrift")
        assert.deepStrictEqual(
          asked.map(({ cursor }) => cursor),
          [undefined, "s1", undefined, "s2"]
        )
      }).pipe(Effect.provide(Linked.watched()))
    )

    it.effect("is sent only when the intent to send it is committed", () => {
      let standing: Checkpoint | undefined
      let looked = 0
      return Effect.gen(function* () {
        const { connector } = Linked.make({
          list,
          lifetime,
          trouble: once(8, throttled("30 minutes"), false),
          onAsk: ({ cursor }) => {
            if (cursor === undefined) return
            looked++
            assert.isDefined(standing?.intent)
            assert.strictEqual(standing && cursorOf(standing), cursor)
          }
        })
        yield* inVirtualTime(Linked.run(connector))
        assert.isUndefined(standing?.intent)
        yield* inVirtualTime(Effect.sleep("30 minutes"), "1 minute")
        const report = yield* inVirtualTime(Linked.run(connector))

        assert.strictEqual(report.outcome._tag, "Completed")
        assert.isAtLeast(looked, 20)
        assert.isUndefined(standing?.intent)
      }).pipe(
        Effect.provide(
          Linked.watched({
            after: (_, checkpoint) =>
              Effect.sync(() => {
                standing = checkpoint
              })
          })
        )
      )
    })
  })
}

describe("a moving cursor over a suspension", () => {
  for (const [what, lives, sessions] of [
    ["is gone on from when it still lives", 60, 1],
    ["is given up when it has expired", 18, 2]
  ] as const) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const { asked, connector, stream } = Linked.make({
          list,
          lifetime: { _tag: "Stated" },
          stated: lives * 60_000,
          trouble: once(8, throttled("20 minutes"), false)
        })

        const suspended = yield* inVirtualTime(Linked.run(connector))
        yield* inVirtualTime(Effect.sleep("20 minutes"), "1 minute")
        const report = yield* inVirtualTime(Linked.run(connector))

        assert.deepStrictEqual([suspended.outcome._tag, report.outcome._tag], ["Suspended", "Completed"])
        assert.strictEqual(sessionsOf(asked), sessions)
        assert.strictEqual(asked[8]?.cursor, sessions === 1 ? "s1" : undefined)
        assert.deepStrictEqual(yield* Linked.stored(stream), list)
        assert.strictEqual((yield* Linked.ledger).restarts, sessions - 1)
      }).pipe(Effect.provide(Linked.watched()))
    )
  }
})

describe("the first page of a list whose cursor moves", () => {
  it.effect("is asked for as often as any other when its answers are lost", () =>
    Effect.gen(function* () {
      const { asked, connector } = Linked.make({ list, trouble: () => ({ reason: Linked.unavailable(), moved: true }) })

      const { outcome, restarts } = yield* inVirtualTime(Linked.run(connector))

      assert.deepStrictEqual([outcome._tag, restarts, asked.length], ["Failed", 0, 4])
    }).pipe(Effect.provide(Linked.watched()))
  )
})

describe("an offset from where a redirect leads to another host", () => {
  it.effect("keeps its place", () =>
    Effect.gen(function* () {
      const { asked, connector } = ListConnector.make({
        list: () => offers(95),
        fail: (nth) => (nth === 5 ? new OriginRefused({ detail: "not to https://evil.test" }) : undefined)
      })
      const first = yield* inVirtualTime(Linked.run(connector))
      const second = yield* inVirtualTime(Linked.run(connector))

      assert.deepStrictEqual([first.outcome._tag, second.outcome._tag], ["Failed", "Completed"])
      assert.deepStrictEqual([asked[5], second.restarts], [asked[4], 0])
      assert.isAbove(asked[4]!, 0)
    }).pipe(Effect.provide(Linked.watched()))
  )
})

describe("a cursor that leads to another host", () => {
  it.effect("is given up with the walk, which the next run begins anew", () =>
    Effect.gen(function* () {
      const reason = new OriginRefused({ detail: "Expected a link to https://api.test, not to https://evil.test" })
      const { asked, connector, stream } = Linked.make({
        list,
        cursor: "continuation",
        replay: "safe",
        trouble: once(5, reason, false)
      })
      const first = yield* inVirtualTime(Linked.run(connector))
      const second = yield* inVirtualTime(Linked.run(connector))

      assert.strictEqual(first.outcome._tag, "Failed")
      assert.isUndefined(asked[5]?.cursor)
      assert.deepStrictEqual([second.outcome._tag, yield* Linked.stored(stream)], ["Completed", list])
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("is told by every run for as long as there is no other", () =>
    Effect.gen(function* () {
      const reason = new OriginRefused({ detail: "Expected a link to https://api.test, not to https://evil.test" })
      const { asked, connector } = Linked.make({
        list,
        cursor: "continuation",
        replay: "safe",
        trouble: (nth) => (nth % 3 === 0 ? { reason, moved: false } : undefined)
      })
      for (let run = 1; run <= 3; run++) {
        const { outcome } = yield* inVirtualTime(Linked.run(connector))
        assert.strictEqual(outcome._tag === "Failed" && outcome.error._tag, "ConnectorError")
        assert.strictEqual(asked.length, 3 * run)
      }
    }).pipe(Effect.provide(Linked.watched()))
  )
})
