import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { TestClock } from "effect/testing"
import { CursorRejected } from "../../src/contract/ConnectorError.ts"
import * as Page from "../../src/contract/Page.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import { offers } from "./ListConnector.ts"

const list = offers(40)
const lifetime = Linked.sliding("4 minutes")
const expired = { reason: new CursorRejected({ why: "expired", detail: "gone" }), moved: false }

const messageOf = (outcome: { readonly _tag: string; readonly error?: { readonly message: string } }) =>
  `${outcome._tag}: ${outcome.error?.message ?? ""}`

describe("a walk whose cursor expires", () => {
  it.effect("at any page, twice in a row, comes to its end with every record once", () =>
    Effect.gen(function* () {
      for (let page = 2; page <= 20; page++) {
        yield* Effect.gen(function* () {
          const trouble = (nth: number) => (nth === page || nth === 2 * page ? expired : undefined)
          const { asked, connector, stream } = Linked.make({ list, lifetime, trouble })

          const report = yield* inVirtualTime(Linked.run(connector))

          assert.deepStrictEqual([report.outcome._tag, yield* Linked.stored(stream)], ["Completed", list], `${page}`)
          assert.deepStrictEqual([report.restarts, asked.length], [2, 20 + 2 * page], `${page}`)
          assert.strictEqual(report.counts.inserted, 40)
        }).pipe(Effect.provide(Linked.watched(), { local: true }))
      }
    })
  )

  it.effect("goes on for as long as it gets further, one time in three", () =>
    Effect.gen(function* () {
      let of = 0
      let times = 0
      const trouble = () => {
        const lasts = 1 + 2 * Math.floor(times / 3)
        if (of++ < lasts || lasts > 20) return undefined
        of = 0
        times++
        return expired
      }
      const { connector, stream } = Linked.make({ list, lifetime, trouble })

      const report = yield* inVirtualTime(Linked.run(connector))

      assert.deepStrictEqual([report.outcome._tag, yield* Linked.stored(stream)], ["Completed", list])
      assert.strictEqual(report.restarts, 30)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("at one place for ever ends as NoProgress, and keeps a checkpoint that the next run goes on from", () =>
    Effect.gen(function* () {
      let mended = false
      let of = 0
      const trouble = () => {
        if (mended || ++of < 6) return undefined
        of = 0
        return expired
      }
      const { asked, connector, stream } = Linked.make({ list, lifetime, trouble })

      const failed = yield* inVirtualTime(Linked.run(connector))
      const { counts, status } = yield* Linked.checkpoint
      const sent = asked.length
      mended = true
      const report = yield* inVirtualTime(Linked.run(connector))

      assert.include(messageOf(failed.outcome), "NoProgress: the walk began again 3 times and never passed 10 records")
      assert.deepStrictEqual([status, counts.inserted, failed.restarts, sent], ["failed", 10, 3, 24])
      assert.deepStrictEqual([report.outcome._tag, yield* Linked.stored(stream)], ["Completed", list])
    }).pipe(Effect.provide(Linked.watched()))
  )
})

describe("a cursor whose time is over", () => {
  for (const cursor of ["scroll", "continuation"] as const) {
    it.effect(`is not sent, however slow the store was (${cursor})`, () =>
      Effect.gen(function* () {
        const short = Linked.sliding("20 minutes")
        const { asked, connector, stream } = Linked.make({ list, lifetime: short, cursor })

        const report = yield* inVirtualTime(Linked.run(connector), "1 minute")

        assert.deepStrictEqual([report.outcome._tag, yield* Linked.stored(stream)], ["Completed", list])
        assert.strictEqual(report.restarts, 1)
        const sentAt = asked.map(({ at }) => at)
        for (const [nth, at] of sentAt.entries()) {
          if (asked[nth]?.cursor !== undefined) assert.isBelow(at - sentAt[nth - 1]!, 20 * 60_000)
        }
      }).pipe(
        Effect.provide(
          Linked.watched({
            before: ({ checkpoint }) => (checkpoint.counts.pages === 5 ? Effect.sleep("21 minutes") : Effect.void)
          })
        )
      )
    )
  }

  it.effect("makes no end of the answer to it", () =>
    Effect.gen(function* () {
      const { asked, connector, stream } = Linked.make({ list, lifetime })
      const original = (request: Parameters<typeof stream.read>[0]) => stream.read(request)
      const read: typeof original = (request) =>
        Effect.suspend(() =>
          asked.length === 19 ? Effect.tap(original(request), () => Effect.sleep("5 minutes")) : original(request)
        )
      const delayed = { ...stream, read, deadline: "10 minutes" as const }

      const report = yield* inVirtualTime(Linked.run({ ...connector, streams: [delayed] }), "10 seconds")

      assert.deepStrictEqual([report.outcome._tag, report.restarts], ["Completed", 1])
      assert.deepStrictEqual(yield* Linked.stored(stream), list)
    }).pipe(Effect.provide(Linked.watched()))
  )
})

describe("a cursor that a killed run left, with little time to live", () => {
  it.effect("makes no end of an answer that comes after its time", () =>
    Effect.gen(function* () {
      const minute = 60_000
      const short = { _tag: "Fixed", ttl: Duration.minutes(20) } as const
      const few = offers(4)
      const { asked, connector, stream } = Linked.make({
        list: few,
        cursor: "continuation",
        replay: "safe",
        lifetime: short
      })
      assert.isFalse(yield* Linked.killedAfter(Linked.run(connector), 150))
      yield* TestClock.adjust(20 * minute - 1000)
      const before = asked.length
      const original = (request: Parameters<typeof stream.read>[0]) => stream.read(request)
      // Found dead, the cursor is answered as the end of a list that holds nothing more.
      const read: typeof original = (request) =>
        Effect.suspend(() =>
          asked.length === before
            ? Effect.delay(original(request), "2 seconds").pipe(
                Effect.orElseSucceed(() => Page.make<unknown, string>({ evidence: ["absentCursor"], records: [] }))
              )
            : original(request)
        )

      const report = yield* inVirtualTime(Linked.run({ ...connector, streams: [{ ...stream, read }] }), "100 millis")

      assert.deepStrictEqual([report.outcome._tag, yield* Linked.stored(stream)], ["Completed", few])
      assert.deepStrictEqual(
        asked.slice(before).map(({ cursor }) => cursor === undefined),
        [false, true, false]
      )
    }).pipe(Effect.provide(Linked.watched()))
  )
})

describe("a scroll that ends before it brought as many records as it declares", () => {
  it.effect("is walked again, and complete when that brings all", () =>
    Effect.gen(function* () {
      const total = ["exact", 40] as const
      // Somebody else's request moved the place, so that one page was never ours.
      const { asked, connector, stream } = Linked.make({ list, lifetime, total })
      const original = (request: Parameters<typeof stream.read>[0]) => stream.read(request)
      const read: typeof original = (request) =>
        Effect.suspend(() =>
          asked.length === 7 ? Effect.andThen(original(request), original(request)) : original(request)
        )

      const report = yield* inVirtualTime(Linked.run({ ...connector, streams: [{ ...stream, read }] }))

      assert.deepStrictEqual([report.outcome._tag, report.restarts], ["Completed", 1])
      assert.strictEqual(report.outcome._tag === "Completed" && report.outcome.verdict._tag, "Attested")
      assert.deepStrictEqual(yield* Linked.stored(stream), list)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("is walked twice and no more, and unproven, when the provider counts too many", () =>
    Effect.gen(function* () {
      const { asked, connector } = Linked.make({ list, lifetime, total: ["exact", 41] })

      const report = yield* inVirtualTime(Linked.run(connector))

      assert.strictEqual(asked.length, 40)
      assert.deepStrictEqual(report.outcome._tag === "Completed" && report.outcome.verdict, {
        _tag: "Unproven",
        reasons: ["the provider declares 41 records, and 40 came"]
      })
    }).pipe(Effect.provide(Linked.watched()))
  )
})

it.effect("a stream says how long its pages may take", () =>
  Effect.gen(function* () {
    const { asked, connector, stream } = Linked.make({ list, latency: 90_000 })
    const patient = { ...connector, streams: [{ ...stream, deadline: "2 minutes" as const }] }

    const report = yield* inVirtualTime(Linked.run(patient), "10 seconds")

    assert.deepStrictEqual([report.outcome._tag, asked.length], ["Completed", 20])
  }).pipe(Effect.provide(Linked.watched()))
)
