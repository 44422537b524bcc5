/** What a sweep's commits say to the store, one after the other. */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { type Checkpoint, noCounts } from "../../src/contract/Checkpoint.ts"
import * as Ledger from "../../src/contract/Ledger.ts"
import type { PageCommit, Row, Written } from "../../src/contract/PageCommit.ts"
import type { StoreError, StreamStore } from "../../src/contract/SyncStore.ts"
import * as CheckpointWriter from "../../src/engine/CheckpointWriter.ts"
import * as Linked from "./Linked.ts"

const sweeping: CheckpointWriter.Sweeping = {
  connector: "test",
  stream: "offers",
  partition: "lane",
  run: "run",
  connectorVersion: "1",
  recordSchema: "s",
  startedAt: 5,
  since: 3
}
const position: CheckpointWriter.Position = { walk: "start", expiresAt: undefined, intent: undefined }
const nothing: Written = { inserted: 0, updated: 0, unchanged: 0 }

const previous: Checkpoint = {
  ...sweeping,
  ...position,
  epoch: 6,
  seq: 4,
  writer: "w",
  status: "failed",
  updatedAt: 4,
  watermark: 2,
  resumeAt: 1,
  problem: "p",
  verdict: "v",
  counts: { ...noCounts, pages: 7, inserted: 70, received: 70 }
}

const rows = (count: number): ReadonlyArray<Row> =>
  Array.from({ length: count }, (_, i) => ({ identity: String(i), record: {}, raw: "{}" }))

/** A writer to a store that answers as told and keeps what it was given. */
const writerOf = Effect.fnUntraced(function* (
  answer: (commit: PageCommit) => Effect.Effect<Written, StoreError>,
  options: Partial<CheckpointWriter.Options> = {}
) {
  const given: Array<PageCommit> = []
  const never = Effect.die("not asked for")
  const store: StreamStore = {
    commit: (commit) =>
      Effect.suspend(() => {
        given.push(commit)
        return answer(commit)
      }),
    load: () => never,
    seenIn: () => never,
    ledger: () => never,
    staged: () => never,
    stagedRecords: () => never,
    unseen: () => never,
    replayed: () => never,
    observations: () => {
      throw new Error("not asked for")
    }
  }
  const writer = yield* CheckpointWriter.make({
    store,
    sweeping,
    partition: "p",
    previous: undefined,
    resumed: false,
    ledger: undefined,
    position,
    watermark: 1,
    ...options
  })
  return { given, writer }
})

const pairs = (given: ReadonlyArray<PageCommit>) =>
  given.map(({ checkpoint, expected }) => [
    expected && [expected.epoch, expected.seq],
    [checkpoint.epoch, checkpoint.seq]
  ])

describe("CheckpointWriter", () => {
  it.effect("counts its commits up from 0 in an epoch of its own, and expects the one before", () =>
    Effect.gen(function* () {
      const first = yield* writerOf(() => Effect.succeed(nothing))
      for (let i = 0; i < 3; i++) yield* first.writer.commit({})
      assert.deepStrictEqual(pairs(first.given), [
        [undefined, [1, 0]],
        [
          [1, 0],
          [1, 1]
        ],
        [
          [1, 1],
          [1, 2]
        ]
      ])

      const next = yield* writerOf(() => Effect.succeed(nothing), { previous, resumed: true })
      for (let i = 0; i < 2; i++) yield* next.writer.commit({})
      assert.deepStrictEqual(pairs(next.given), [
        [
          [6, 4],
          [7, 0]
        ],
        [
          [7, 0],
          [7, 1]
        ]
      ])
      const [a, b] = [first, next].map(({ given }) => given[0]!.checkpoint.writer)
      assert.notStrictEqual(a, b)
      assert.deepStrictEqual(new Set(first.given.map(({ checkpoint }) => checkpoint.writer)), new Set([a]))
    })
  )

  it.effect("stays where it was when a commit fails, and goes on from there", () =>
    Effect.gen(function* () {
      let fails = true
      const { given, writer } = yield* writerOf(
        () => (fails ? Effect.fail(Linked.storeDown) : Effect.succeed(nothing)),
        {
          previous,
          resumed: true
        }
      )
      const moved = { position: { ...position, walk: "moved" }, counted: { pages: 1 } }
      assert.strictEqual((yield* Effect.flip(writer.commit(moved))).reason._tag, "StoreUnavailable")
      assert.deepStrictEqual(writer.counts(), previous.counts)
      fails = false
      yield* writer.commit({})

      assert.deepStrictEqual(pairs(given)[1], pairs(given)[0])
      assert.strictEqual(given[1]!.checkpoint.walk, "start")
    })
  )

  it.effect("adds what was counted and what the store wrote, from the sweep's own beginning", () =>
    Effect.gen(function* () {
      const written: Written = { inserted: 2, updated: 1, unchanged: 1 }
      const resumed = yield* writerOf(() => Effect.succeed(written), { previous, resumed: true })
      const anew = yield* writerOf(() => Effect.succeed(written), { previous, resumed: false })
      const page = { counted: { pages: 1, received: 4 }, load: { rows: rows(4) } }
      for (const { writer } of [resumed, anew]) yield* writer.commit(page)

      const sum = { ...noCounts, pages: 1, received: 4, inserted: 2, updated: 1, unchanged: 1 }
      assert.deepStrictEqual(anew.writer.counts(), sum)
      assert.deepStrictEqual(resumed.writer.counts(), { ...sum, pages: 8, received: 74, inserted: 72 })
      // The store adds what it writes by itself.
      assert.deepStrictEqual(anew.given[0]!.checkpoint.counts, { ...noCounts, pages: 1, received: 4 })
    })
  )

  for (const written of [
    { inserted: 2, updated: 0, unchanged: 0 },
    { inserted: 2, updated: 1, unchanged: 1 },
    { inserted: -1, updated: 4, unchanged: 1 }
  ]) {
    it.effect(`dies when the store accounts for other rows than three: ${JSON.stringify(written)}`, () =>
      Effect.gen(function* () {
        const { writer } = yield* writerOf(() => Effect.succeed(written))
        const exit = yield* Effect.exit(writer.commit({ load: { rows: rows(3) } }))

        assert(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
        assert.include(Cause.pretty(exit.cause), "the store accounts for other rows than the 3 it was given")
      })
    )
  }

  it.effect("takes a store at its word that wrote nothing of a commit without rows", () =>
    Effect.gen(function* () {
      const { writer } = yield* writerOf(() => Effect.succeed({ ...nothing, unchanged: 1 }))

      assert.isTrue(Exit.isFailure(yield* Effect.exit(writer.commit({}))))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(writer.commit({ load: {} }))))
    })
  )

  it.effect("writes where the walk stands, until it is told otherwise", () =>
    Effect.gen(function* () {
      const { given, writer } = yield* writerOf(() => Effect.succeed(nothing), { watermark: 9 })
      yield* TestClock.adjust("1 second")
      yield* writer.commit({})
      yield* writer.commit({ position: { walk: "second", expiresAt: 8, intent: 7 } })
      yield* writer.commit({ ended: { status: "completed", verdict: "{}", watermark: 10 } })

      const common = {
        ...sweeping,
        writer: "",
        epoch: 1,
        updatedAt: 1000,
        resumeAt: undefined,
        problem: undefined,
        counts: noCounts
      }
      const told = given.map(({ checkpoint }) => ({ ...checkpoint, writer: "" }))
      assert.deepStrictEqual(told, [
        { ...common, ...position, seq: 0, status: "running", watermark: 9, verdict: undefined },
        {
          ...common,
          walk: "second",
          expiresAt: 8,
          intent: 7,
          seq: 1,
          status: "running",
          watermark: 9,
          verdict: undefined
        },
        {
          ...common,
          walk: "second",
          expiresAt: 8,
          intent: 7,
          seq: 2,
          status: "completed",
          watermark: 10,
          verdict: "{}"
        }
      ])
      assert.deepStrictEqual(
        given.map(({ observedAt, partition }) => [observedAt, partition]),
        [1, 2, 3].map(() => [1000, "p"])
      )
      assert.deepStrictEqual([writer.run, writer.startedAt], ["run", 5])
    })
  )

  it.effect("keeps the sweep's ledger, with the time at which it changed", () =>
    Effect.gen(function* () {
      const kept = { ...Ledger.start(sweeping), restarts: 3 }
      const { given, writer } = yield* writerOf(() => Effect.succeed(nothing), { ledger: kept })
      const anew = yield* writerOf(() => Effect.succeed(nothing))
      yield* TestClock.adjust("1 second")
      yield* writer.commit({})
      assert.deepStrictEqual(writer.ledger(), kept)
      yield* writer.commit({ account: (ledger) => ({ ...ledger, restarts: ledger.restarts + 1 }) })

      assert.deepStrictEqual(writer.ledger(), { ...kept, restarts: 4, updatedAt: 1000 })
      assert.deepStrictEqual(given[1]!.ledger, writer.ledger())
      assert.deepStrictEqual(anew.writer.ledger(), Ledger.start(sweeping))
    })
  )

  it.effect("commits one at a time, and to its end though the run is interrupted", () =>
    Effect.gen(function* () {
      let open = 0
      let most = 0
      const slow = Effect.gen(function* () {
        most = Math.max(most, ++open)
        yield* Effect.sleep("1 second")
        open--
        return nothing
      })
      const { given, writer } = yield* writerOf(() => slow)
      const first = yield* Effect.forkChild(writer.commit({}))
      const second = yield* Effect.forkChild(writer.commit({}))
      yield* TestClock.adjust("500 millis")
      const stopped = yield* Effect.forkChild(Fiber.interrupt(first))
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(second)
      yield* Fiber.join(stopped)

      assert.deepStrictEqual([most, open], [1, 0])
      assert.deepStrictEqual(pairs(given)[1], [
        [1, 0],
        [1, 1]
      ])
    })
  )
})
