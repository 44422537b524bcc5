import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import { offers } from "./ListConnector.ts"

const slow = (wait: Duration.Input) => ({
  onEvent: (event: { readonly _tag: string }) => (event._tag === "PageCommitted" ? Effect.sleep(wait) : Effect.void)
})

/** The memory store, as one whose rows go elsewhere, which takes so long for a page. */
const delivering = (wait: Duration.Duration) =>
  Layer.effect(
    SyncStore,
    Effect.map(SyncStore, (store) =>
      SyncStore.of({
        ...store,
        open: (table, options) =>
          Effect.map(store.open(table, options), (opened) => ({
            ...opened,
            deliver: ({ rows }) =>
              Effect.delay(Effect.succeed({ inserted: rows.length, updated: 0, unchanged: 0 }), wait)
          }))
      })
    )
  ).pipe(Layer.provideMerge(MemoryStore.layer))

const lifetimes = {
  sliding: Linked.sliding("4 minutes"),
  fixed: { _tag: "Fixed", ttl: Duration.minutes(15) }
} as const

/** Bytes of a page of two offers. */
const pageBytes = Buffer.byteLength(JSON.stringify(offers(2)))

describe("a list whose cursor lives for a short time", () => {
  for (const [name, lifetime] of Object.entries(lifetimes)) {
    for (const seconds of [60, 239, 241, 600]) {
      it.effect(`is read once with a ${name} life though the consumer takes ${seconds} s a page`, () =>
        Effect.gen(function* () {
          const list = offers(500)
          const { asked, connector, stream } = Linked.make({ list, lifetime })

          const report = yield* inVirtualTime(Linked.run(connector, slow(Duration.seconds(seconds))), "5 minutes")

          assert.deepStrictEqual(report.outcome, {
            _tag: "Completed",
            verdict: { _tag: "Attested", method: "scroll", passes: 1 }
          })
          assert.deepStrictEqual([asked.length, new Set(asked.map(({ session }) => session)).size], [250, 1])
          assert.deepStrictEqual(
            [report.counts.pages, report.counts.requests, report.counts.received, report.counts.inserted],
            [250, 250, 500, 500]
          )
          assert.deepStrictEqual(yield* Linked.stored(stream), list)
        }).pipe(Effect.provide(Linked.watched()))
      )
    }
  }

  it.effect(
    "loses nothing and takes nothing twice whenever its run is killed",
    () =>
      Effect.gen(function* () {
        const list = offers(24)
        const whole = 3000
        let interrupted = 0
        for (let ms = 0; ms <= whole; ms += 50) {
          yield* Effect.gen(function* () {
            const { asked, connector, stream } = Linked.make({
              list,
              cursor: "continuation",
              replay: "safe",
              lifetime: lifetimes.sliding
            })
            const ended = yield* Linked.killedAfter(Linked.run(connector, slow("200 millis")), ms)
            if (!ended) interrupted++

            const report = yield* inVirtualTime(Linked.run(connector))

            assert.strictEqual(report.outcome._tag, "Completed", `${ms} ms`)
            assert.deepStrictEqual(yield* Linked.stored(stream), list, `${ms} ms`)
            if (ended) return
            assert.deepStrictEqual(
              [report.counts.pages, report.counts.received, report.counts.inserted],
              [12, 24, 24],
              `${ms} ms`
            )
            assert.isAtMost(asked.length, 13, `${ms} ms`)
          }).pipe(Effect.provide(Linked.watched(), { local: true }))
        }
        assert.isAbove(interrupted, 45)
      }),
    60_000
  )

  for (const seconds of [60, 239, 241, 600]) {
    it.effect(`is read once though a sink takes ${seconds} s a page`, () =>
      Effect.gen(function* () {
        const list = offers(500)
        const { asked, connector, stream } = Linked.make({ list, lifetime: lifetimes.sliding })

        const report = yield* inVirtualTime(Linked.run(connector), "5 minutes")

        assert.deepStrictEqual([report.outcome._tag, asked.length, report.restarts], ["Completed", 250, 0])
        assert.deepStrictEqual(yield* Linked.stored(stream), list)
      }).pipe(Effect.provide(delivering(Duration.seconds(seconds))))
    )
  }

  it.effect("takes the pages first that a killed run had staged", () =>
    Effect.gen(function* () {
      const { asked, connector } = Linked.make({ list: offers(40), lifetime: lifetimes.sliding })
      yield* Linked.killedAfter(Linked.run(connector, slow("1 hour")), 1250)
      const before = yield* Linked.checkpoint
      assert.deepStrictEqual([before.counts.pages, before.counts.received, asked.length], [12, 2, 13])
      const first: Array<ReadonlyArray<unknown>> = []

      yield* inVirtualTime(
        Linked.run(connector, {
          onEvent: (event) =>
            Effect.sync(() => {
              if (event._tag === "PageCommitted") first.push(event.records)
            })
        })
      )

      assert.deepStrictEqual(first.slice(0, 11).flat(), offers(24).slice(2))
    }).pipe(Effect.provide(Linked.watched()))
  )

  for (const [kind, left] of [
    ["a cursor that moves", 0],
    ["a cursor that may be sent again", 0],
    ["a cursor that may be sent again, and the pages of a killed run", 5]
  ] as const) {
    it.effect(`keeps within the bytes that may wait, and goes on when there is room: ${kind}`, () =>
      Effect.gen(function* () {
        const again = { cursor: "continuation", replay: "safe" } as const
        const { asked, connector, stream } = Linked.make({
          list: offers(100),
          lifetime: lifetimes.sliding,
          ...(kind === "a cursor that moves" ? {} : again)
        })
        const stagingBytes = 5 * pageBytes
        if (left > 0) yield* Linked.killedAfter(Linked.run(connector, { ...slow("1 hour"), stagingBytes }), 2000)
        assert.strictEqual(asked.length, left)
        const waiting: Array<number> = []
        // The killed run had committed its first page.
        let taken = Math.min(1, left)
        const report = yield* inVirtualTime(
          Linked.run(connector, {
            stagingBytes,
            onEvent: Effect.fnUntraced(function* (event) {
              if (event._tag !== "PageCommitted") return
              yield* Effect.sleep("30 seconds")
              waiting.push(asked.length - taken++)
            })
          })
        )

        assert.deepStrictEqual([report.outcome._tag, asked.length, report.restarts], ["Completed", 50, 0])
        assert.strictEqual((yield* Linked.stored(stream)).length, 100)
        assert.strictEqual(Math.max(...waiting), 5)
      }).pipe(Effect.provide(Linked.watched()))
    )
  }

  it.effect("ends as StagingFull when the cursor dies while there is no room, and the next run reads it anew", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 1))
      const list = offers(40)
      const { asked, connector, stream } = Linked.make({ list, lifetime: lifetimes.sliding })

      const failed = yield* inVirtualTime(
        Linked.run(connector, { ...slow("5 minutes"), stagingBytes: 5 * pageBytes }),
        "10 seconds"
      )

      const error = failed.outcome._tag === "Failed" ? failed.outcome.error : undefined
      assert.strictEqual(error?._tag, "StagingFull")
      assert.include(error?.message ?? "", "raise stagingBytes, or commit faster")
      assert.deepStrictEqual([asked.length, failed.counts.received, failed.counts.inserted], [5, 10, 10])
      assert.strictEqual((yield* Linked.checkpoint).status, "failed")
      const again = yield* inVirtualTime(Linked.run(connector))
      assert.deepStrictEqual([again.outcome._tag, again.counts.inserted, again.counts.unchanged], ["Completed", 40, 10])
      assert.deepStrictEqual(yield* Linked.stored(stream), list)
      assert.strictEqual((yield* Linked.ledger).restarts, 1)
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("begins anew at once, however much is staged, when the cursor died before the run", () =>
    Effect.gen(function* () {
      const list = offers(40)
      const { connector, stream } = Linked.make({ list, lifetime: lifetimes.sliding })
      yield* Linked.killedAfter(Linked.run(connector, { ...slow("1 hour"), stagingBytes: 5 * pageBytes }), 3000)
      yield* inVirtualTime(Effect.sleep("10 minutes"))

      const report = yield* inVirtualTime(Linked.run(connector, { ...slow("1 second"), stagingBytes: 4 * pageBytes }))

      assert.deepStrictEqual([report.outcome._tag, report.counts.inserted], ["Completed", 40])
      assert.deepStrictEqual(yield* Linked.stored(stream), list)
    }).pipe(Effect.provide(Linked.watched()))
  )

  for (const stagingBytes of [0, 1]) {
    it.effect(`lets a page through that is larger than the ${stagingBytes} bytes that may wait`, () =>
      Effect.gen(function* () {
        const { asked, connector } = Linked.make({ list: offers(10), lifetime: lifetimes.sliding })

        const report = yield* inVirtualTime(Linked.run(connector, { ...slow("1 second"), stagingBytes }))

        assert.deepStrictEqual([report.outcome._tag, report.counts.inserted, asked.length], ["Completed", 10, 5])
      }).pipe(Effect.provide(Linked.watched()))
    )
  }
})

describe("a cursor that outlasts any commit", () => {
  for (const [minutes, staged] of [
    [15, true],
    [15.1, false]
  ] as const) {
    it.effect(
      `lives longer than fifteen minutes: one of ${minutes} has its pages ${staged ? "" : "not "}staged`,
      () => {
        const stages: Array<number> = []
        return Effect.gen(function* () {
          const lifetime = { _tag: "Fixed", ttl: Duration.minutes(minutes) } as const
          const { connector } = Linked.make({ list: offers(4), lifetime })

          const { outcome } = yield* inVirtualTime(Linked.run(connector))

          assert.deepStrictEqual([outcome._tag, stages], ["Completed", staged ? [1, 2] : []])
        }).pipe(
          Effect.provide(
            Linked.watched({
              before: ({ stage }) => Effect.sync(() => void (stage === undefined || stages.push(stage.page)))
            })
          )
        )
      }
    )
  }
})

const failing = (fails: (commit: { readonly stage: unknown; readonly unstage: unknown }) => boolean) =>
  Linked.watched({
    before: (commit) => (fails(commit) ? Effect.fail(Linked.storeDown) : Effect.void)
  })

describe("a store that fails while pages are staged", () => {
  it.effect("stops asking when rows can't be committed, and leaves nothing running", () =>
    Effect.gen(function* () {
      const { asked, connector } = Linked.make({ list: offers(400), lifetime: lifetimes.sliding })

      const report = yield* inVirtualTime(Linked.run(connector, slow("1 second")))
      const sent = asked.length
      yield* inVirtualTime(Effect.sleep("1 hour"), "10 minutes")

      assert.strictEqual(report.outcome._tag === "Failed" && report.outcome.error, Linked.storeDown)
      assert.isBelow(sent, 40)
      assert.strictEqual(asked.length, sent)
    }).pipe(Effect.provide(failing(({ unstage }) => unstage === 3)))
  )

  it.effect("stops taking when a page can't be staged, and leaves nothing running", () =>
    Effect.gen(function* () {
      let told = 0
      let stagings = 0
      const { asked, connector } = Linked.make({ list: offers(400), lifetime: lifetimes.sliding })
      const store = failing(({ stage }) => stage !== undefined && ++stagings > 30)
      const begun = yield* Clock.currentTimeMillis

      const report = yield* inVirtualTime(
        Linked.run(connector, {
          onEvent: (event) =>
            event._tag === "PageCommitted" ? Effect.sync(() => void told++).pipe(Effect.delay("1 second")) : Effect.void
        })
      ).pipe(Effect.provide(store))
      const took = (yield* Clock.currentTimeMillis) - begun
      yield* inVirtualTime(Effect.sleep("1 hour"), "10 minutes")

      assert.strictEqual(report.outcome._tag === "Failed" && report.outcome.error, Linked.storeDown)
      assert.isAtMost(took, 6000)
      assert.deepStrictEqual([asked.length, told <= 4], [31, true])
    })
  )

  it.effect("keeps its checkpoint's place when a run stops while a commit is on its way", () =>
    Effect.gen(function* () {
      const bad = offers(60).map((offer, i) => (i < 4 ? { ...offer, price: "n/a" } : offer))
      const { connector } = Linked.make({ list: bad, lifetime: lifetimes.sliding })

      const report = yield* inVirtualTime(Linked.run(connector, slow("150 millis")), "10 millis")

      assert.strictEqual(report.outcome._tag === "Failed" && report.outcome.error._tag, "SchemaDrift")
      assert.strictEqual((yield* Linked.checkpoint).status, "failed")
    }).pipe(
      // Written, but the writer hears of it only later: the time in which an interruption would forget the pair.
      Effect.provide(
        Linked.watched({ after: ({ stage }) => (stage === undefined ? Effect.void : Effect.sleep("90 millis")) })
      )
    )
  )

  it.effect("is given one commit after the other, however long each takes", () =>
    Effect.gen(function* () {
      const list = offers(40)
      const { connector, stream } = Linked.make({ list, lifetime: lifetimes.sliding })

      const report = yield* inVirtualTime(Linked.run(connector))

      assert.strictEqual(report.outcome._tag, "Completed")
      assert.deepStrictEqual(yield* Linked.stored(stream), list)
    }).pipe(Effect.provide(Linked.watched({ before: () => Effect.sleep("150 millis") })))
  )

  it.effect("says which staged page is gone", () =>
    Effect.gen(function* () {
      const { connector } = Linked.make({ list: offers(10), lifetime: lifetimes.sliding })
      const report = yield* inVirtualTime(Linked.run(connector))

      assert.include(report.outcome._tag === "Failed" ? report.outcome.error.message : "", "page 1 of run")
    }).pipe(
      Effect.provideServiceEffect(
        SyncStore,
        Effect.map(SyncStore, (store) =>
          SyncStore.of({
            ...store,
            open: (table) =>
              Effect.map(store.open(table), (opened) => ({ ...opened, stagedRecords: () => Effect.undefined }))
          })
        )
      ),
      Effect.provide(MemoryStore.layer)
    )
  )
})
