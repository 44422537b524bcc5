import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const all = ListConnector.offers(20)

const mark = { deletions: "mark" } as const

interface Subject {
  readonly list: ReadonlyArray<unknown>
  readonly order?: "immutable" | "unspecified"
  /** The price is the version. */
  readonly versioned?: boolean
}

const make = ({ list, order, versioned }: Subject) => {
  const { connector, stream } = ListConnector.make({ list: () => list, latency: 100, ...(order && { order }) })
  const changing = {
    ...stream,
    version: versioned === true ? "price" : undefined,
    changes: { resolution: "1 milli", from: "inclusive" } as const
  }
  return { connector: { ...connector, streams: [changing] }, stream: changing }
}

/** A day later, a sweep of another list, and what became of the rows. */
const then = Effect.fnUntraced(function* (subject: Subject, options: Parameters<typeof Linked.run>[1] = mark) {
  yield* TestClock.adjust("1 day")
  const { connector, stream } = make(subject)
  const report = yield* inVirtualTime(Linked.run(connector, options), "100 millis")
  const { deletions } = yield* Linked.ledger
  return { report, deletions, deleted: yield* deletedOf(stream) }
})

const deletedOf = Effect.fnUntraced(function* (stream: ListConnector.Stream) {
  const rows = (yield* MemoryStore.MemoryStore).rows(StreamTable.make("test", stream))
  return rows.filter(({ deletedAt }) => deletedAt !== undefined).map(({ identity }) => identity)
})

const ids = (offers: ReadonlyArray<ListConnector.Offer>) => offers.map(({ id }) => id)

describe("rows that a sweep did not see", () => {
  it.effect("are deleted when they are a fifth of the partition", () =>
    Effect.gen(function* () {
      yield* then({ list: all })
      const { deleted, deletions } = yield* then({ list: all.slice(4) })

      assert.deepStrictEqual(deletions, { standing: 20, unseen: 4, outcome: "marked" })
      assert.deepStrictEqual(deleted, ids(all.slice(0, 4)))
      const rows = (yield* MemoryStore.MemoryStore).rows(StreamTable.make("test", make({ list: [] }).stream))
      assert.strictEqual(rows[0]?.deletedAt, (yield* Linked.checkpoint).updatedAt)
      assert.deepStrictEqual((yield* then({ list: all.slice(4) })).deletions, {
        standing: 16,
        unseen: 0,
        outcome: "none"
      })
    }).pipe(Effect.provide(Linked.watched()))
  )

  for (const [why, subject, options, deletions] of [
    ["they are more than a fifth", { list: all.slice(5) }, mark, { standing: 20, unseen: 5, outcome: "guarded" }],
    [
      "a record was bad, which may be one of them",
      { list: all.slice(1).map((offer, i) => (i === 9 ? { ...offer, price: "n/a" } : offer)) },
      mark,
      { standing: 20, unseen: 2, outcome: "guarded" }
    ],
    ["nothing proves the list complete", { list: all.slice(1), order: "unspecified" }, mark, null],
    ["only changes were asked for", { list: all.slice(1) }, { ...mark, incremental: true }, null],
    ["the host keeps them", { list: all.slice(1) }, {}, null]
  ] as const) {
    it.effect(`stand when ${why}`, () =>
      Effect.gen(function* () {
        yield* then({ list: all })
        const after = yield* then(subject, options)

        assert.strictEqual(after.report.outcome._tag, "Completed")
        assert.deepStrictEqual([after.deletions, after.deleted], [deletions, []])
      }).pipe(Effect.provide(Linked.watched()))
    )
  }

  it.effect("are alive again when they come back", () =>
    Effect.gen(function* () {
      yield* then({ list: all })
      yield* then({ list: all.slice(2) })
      const { deleted, report } = yield* then({ list: all })

      assert.deepStrictEqual(
        [deleted, report.counts.updated, report.counts.unchanged],
        [[], 2, report.counts.received - 2]
      )
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("are what they come back as, though that is an older version", () =>
    Effect.gen(function* () {
      const newer = all.map((offer) => ({ ...offer, price: offer.price + 100 }))
      yield* then({ list: newer, versioned: true })
      yield* then({ list: newer.slice(1), versioned: true })
      const { deleted } = yield* then({ list: [all[0], ...newer.slice(1)], versioned: true })

      assert.deepStrictEqual(deleted, [])
      const [row] = (yield* MemoryStore.MemoryStore).rows(StreamTable.make("test", make({ list: [] }).stream))
      assert.deepStrictEqual(row?.record, all[0])
    }).pipe(Effect.provide(Linked.watched()))
  )
})

describe("rows that were seen", () => {
  it.effect("stand, though the provider gave an older version of them", () =>
    Effect.gen(function* () {
      yield* then({ list: all.map((offer) => ({ ...offer, price: offer.price + 100 })), versioned: true })
      const older = all.map((offer, i) => (i === 3 ? offer : { ...offer, price: offer.price + 100 }))
      const { deleted, deletions } = yield* then({ list: older.slice(1), versioned: true })

      assert.deepStrictEqual([deleted, deletions?.unseen], [["o00000"], 1])
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("stand, though another run of the sweep saw them", () =>
    Effect.gen(function* () {
      yield* then({ list: all })
      yield* TestClock.adjust("1 day")
      const { connector, stream } = make({ list: all })
      for (const ms of [150, 150]) {
        assert.isFalse(yield* Linked.killedAfter(Linked.run(connector, mark), ms))
        yield* TestClock.adjust("1 hour")
      }
      yield* inVirtualTime(Linked.run(connector, mark), "100 millis")

      assert.deepStrictEqual(yield* deletedOf(stream), [])
      assert.deepStrictEqual((yield* Linked.ledger).deletions, { standing: 20, unseen: 0, outcome: "none" })
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("stand, though a backfill saw them after the sweep did", () =>
    Effect.gen(function* () {
      yield* then({ list: all })
      yield* TestClock.adjust("1 day")
      const { connector } = make({ list: all })
      assert.isFalse(yield* Linked.killedAfter(Linked.run(connector, mark), 250))
      const backfill = { from: 0, to: 1 }
      const few = make({ list: all.slice(0, 4) })
      yield* inVirtualTime(Linked.run(few.connector, { ...mark, backfill }), "100 millis")

      yield* inVirtualTime(Linked.run(connector, mark), "100 millis")

      assert.deepStrictEqual(yield* deletedOf(few.stream), [])
      const ledgers = yield* Effect.flatMap(SyncStore, (store) => store.ledgers(1))
      assert.deepStrictEqual(ledgers[0]?.deletions, { standing: 20, unseen: 0, outcome: "none" })
    }).pipe(Effect.provide(Linked.watched()))
  )

  it.effect("stand, though the sweep before saw them in the same millisecond", () =>
    Effect.gen(function* () {
      const { connector } = ListConnector.make({ list: () => all })
      yield* Linked.run(connector, mark)
      yield* Linked.run(connector, mark)

      assert.deepStrictEqual((yield* Linked.ledger).deletions, { standing: 20, unseen: 0, outcome: "none" })
    }).pipe(Effect.provide(Linked.watched()))
  )
})
