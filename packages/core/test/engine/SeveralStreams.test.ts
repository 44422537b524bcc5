/** What a run of several streams makes of each of them. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { StaleEpoch, StoreError, SyncStore } from "../../src/contract/SyncStore.ts"
import * as Sync from "../../src/engine/Sync.ts"
import type * as SyncReport from "../../src/engine/SyncReport.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const list = ListConnector.offers(10)

/** Two streams, the one of the given name in trouble. */
const twoOf = (failing?: "first" | "second") => {
  const streamOf = (name: "first" | "second") => {
    const trouble = name === failing ? () => ({ reason: Linked.unavailable("no"), moved: false }) : undefined
    const { stream } = Linked.make({ list, ...(trouble === undefined ? {} : { trouble }) })
    return { ...stream, name }
  }
  return { name: "test", version: "1", streams: [streamOf("first"), streamOf("second")], quotas: [] }
}

/** The memory store, with what is done to an opened stream done otherwise. */
const storeWith = (change: (store: SyncStore["Service"]) => Partial<SyncStore["Service"]>) =>
  Layer.effect(
    SyncStore,
    Effect.map(SyncStore, (store) => SyncStore.of({ ...store, ...change(store) }))
  ).pipe(Layer.provideMerge(MemoryStore.layer))

describe("a run of two streams", () => {
  for (const failing of ["first", "second"] as const) {
    it.effect(`fails when the ${failing} of them was not read to its end, and reads the other`, () =>
      Effect.gen(function* () {
        const result = yield* inVirtualTime(Effect.result(Sync.run(twoOf(failing))))

        assert(result._tag === "Failure" && result.failure._tag === "SyncIncomplete")
        const { streams } = result.failure.report
        assert.deepStrictEqual(
          streams.map(({ counts, outcome, stream }) => [stream, outcome._tag, counts.inserted]),
          ["first", "second"].map((name) => (name === failing ? [name, "Failed", 0] : [name, "Completed", 10]))
        )
      }).pipe(Effect.provide(MemoryStore.layer))
    )
  }

  it.effect("tells how long each of them took", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 1))

      const { streams } = yield* inVirtualTime(Sync.run(twoOf()), "100 millis")

      assert.deepStrictEqual(
        streams.map(({ durationMs }) => durationMs),
        [500, 500]
      )
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("names both when another is asked for", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Sync.run(twoOf(), { streams: ["third"] }))
      assert.strictEqual(error.message, 'test has no stream "third"; it has first, second')
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("keeps the history of that which is to have one, alone", () => {
    const histories: Array<readonly [stream: string, history: boolean | undefined]> = []
    return Effect.gen(function* () {
      yield* inVirtualTime(Sync.run(twoOf(), { each: { second: { history: true } } }))

      assert.deepStrictEqual(histories, [
        ["first", false],
        ["second", true]
      ])
    }).pipe(
      Effect.provide(
        storeWith((store) => ({
          open: (table, options) => {
            histories.push([table.stream, options?.history])
            return store.open(table, options)
          }
        }))
      )
    )
  })

  it.effect("tells nothing but the failure of one whose table can't be opened", () =>
    Effect.gen(function* () {
      const { report } = yield* Effect.flip(
        inVirtualTime(Sync.run(twoOf())).pipe(Effect.catchTag("UnknownStream", (error) => Effect.die(error)))
      )
      const [first, second] = report.streams

      assert.deepStrictEqual(first?.outcome, { _tag: "Failed", error: Linked.storeDown })
      assert.deepStrictEqual([first?.drift, second?.outcome._tag], [[], "Completed"])
    }).pipe(
      Effect.provide(
        storeWith((store) => ({
          open: (table, options) =>
            table.stream === "first" ? Effect.fail(Linked.storeDown) : store.open(table, options)
        }))
      )
    )
  )
})

const kindsOf = ({ drift }: SyncReport.StreamReport) => drift.map(({ kind, path }) => `${path} ${kind}`)

describe("the shape of a stream's records", () => {
  for (const [what, error, saved] of [
    [
      "is left to the run that took over",
      new StoreError({ store: "memory", reason: new StaleEpoch({ detail: "another run" }) }),
      []
    ],
    ["is kept of what was seen when a store fails", Linked.storeDown, ["offers"]]
  ] as const) {
    const shapes: Array<string> = []
    it.effect(what, () =>
      Effect.gen(function* () {
        const { connector } = Linked.make({ list })

        const { outcome } = yield* inVirtualTime(Linked.run(connector))

        assert.strictEqual(outcome._tag === "Failed" && outcome.error, error)
        assert.deepStrictEqual(shapes, [...saved])
      }).pipe(
        Effect.provide(
          storeWith((store) => ({
            saveShape: (connector, stream, shape) => {
              shapes.push(stream)
              return store.saveShape(connector, stream, shape)
            },
            open: (table, options) =>
              Effect.map(store.open(table, options), (opened) => ({
                ...opened,
                commit: (commit) => (commit.checkpoint.counts.pages === 3 ? Effect.fail(error) : opened.commit(commit))
              }))
          }))
        )
      )
    )
  }

  it.effect("is not said to have lost a field that the pages of a killed run had, only that some lack it", () =>
    Effect.gen(function* () {
      const script = { pageSize: 20, cursor: "continuation", replay: "safe" } as const
      const having = (count: number) =>
        Linked.make({
          ...script,
          list: ListConnector.offers(400).map((offer, i) => (i < count ? { ...offer, extra: 1 } : offer))
        }).connector
      yield* inVirtualTime(Linked.run(having(400)))
      const half = having(200)
      assert.isFalse(yield* Linked.killedAfter(Linked.run(half), 1050))
      assert.isAtLeast((yield* Linked.checkpoint).counts.pages, 10)

      const resumed = yield* inVirtualTime(Linked.run(half))
      const whole = yield* inVirtualTime(Linked.run(having(0)))

      assert.deepStrictEqual([resumed.outcome._tag, kindsOf(resumed)], ["Completed", ["extra nullable"]])
      assert.deepStrictEqual(kindsOf(whole), ["extra removed"])
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})
