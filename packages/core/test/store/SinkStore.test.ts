import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Schema, Stream } from "effect"
import { noCounts } from "../../src/contract/Checkpoint.ts"
import type { PageCommit } from "../../src/contract/PageCommit.ts"
import { RowsRefused, StoreError, StoreUnavailable, SyncStore } from "../../src/contract/SyncStore.ts"
import { type Sink, SinkError, SinkFull, SinkUnavailable } from "../../src/store/Sink.ts"
import * as SinkStore from "../../src/store/SinkStore.ts"
import * as SqlStore from "../../src/store/SqlStore.ts"
import * as Pages from "./Pages.ts"
import * as SqliteSink from "./SqliteSink.ts"
import { byRaw, open, reasonOf, storedBy } from "./StoreSubject.ts"
import { suite } from "./SyncStoreSuite.ts"

const table = Pages.versionedOffers

class Warehouse extends Context.Service<Warehouse, SqliteSink.SqliteSink>()("test/Warehouse") {}

const checkpoints = SqlStore.layer({ filename: ":memory:", synchronous: "normal" })

const layerOf = (sink: Sink) => SinkStore.layer(sink).pipe(Layer.provide(checkpoints))

const layer = Layer.unwrap(
  Effect.sync(() => {
    const warehouse = SqliteSink.make()
    return Layer.merge(layerOf(warehouse.sink), Layer.succeed(Warehouse, warehouse))
  })
)

suite("SinkStore", layer, { rows: () => Warehouse.useSync((warehouse) => warehouse.rows()) })

/** A store whose commits fail as often as `times` says, once the sink has its batch. */
const dying = (times: number) => {
  let left = times
  return Layer.effect(
    SyncStore,
    SyncStore.useSync((store) =>
      SyncStore.of({
        ...store,
        open: (stream, options) =>
          Effect.map(store.open(stream, options), (rest) => ({
            ...rest,
            commit: (commit) => {
              if (left-- <= 0) return rest.commit(commit)
              const reason = new StoreUnavailable({ detail: "the power is gone" })
              return Effect.fail(new StoreError({ store: "test", reason }))
            }
          }))
      })
    )
  ).pipe(Layer.provide(checkpoints))
}

const page = (seq: number, fields?: Partial<PageCommit>) =>
  Pages.page(table, seq, [Pages.offer("a", String(seq), seq), Pages.offer(`o${seq}`, "1", 1)], fields)

/** Why a page is not committed, by a sink that fails so, and where the checkpoint is afterwards. */
const failure = (reason: SinkError["reason"]) =>
  Effect.gen(function* () {
    const store = yield* open(table)
    const error = yield* Effect.flip(store.commit(page(1)))
    return { error, checkpoint: yield* store.load("all") }
  }).pipe(Effect.provide(layerOf({ name: "warehouse", write: () => Effect.fail(new SinkError({ reason })) })))

const Step = Schema.Struct({
  id: Schema.Literals(["a", "b"]),
  price: Schema.Literals(["1", "2", "3"]),
  minute: Schema.UndefinedOr(Schema.Literals([1, 2])),
  observedAt: Schema.Literals([1, 2, 3, 4]),
  rank: Schema.Finite
})

/** What a sink holds after observations came in this order. */
const delivered = (order: ReadonlyArray<typeof Step.Type>) =>
  Effect.gen(function* () {
    const { rows, sink } = SqliteSink.make()
    for (const { id, minute, observedAt, price } of order) {
      const place = { partition: "all", run: `run${observedAt}`, page: observedAt, observedAt }
      const row = Pages.offer(id, price, minute)
      yield* sink.write({ table, rows: [{ ...row, ...place, version: row.record["modified"] }] })
    }
    return byRaw(rows())
  })

describe("SinkStore", () => {
  it.effect("delivers rows before their commit, which then gives them to no sink a second time", () =>
    Effect.gen(function* () {
      const warehouse = SqliteSink.make()
      yield* Effect.gen(function* () {
        const store = yield* open(table)
        const commit = page(1)
        const delivery = { partition: "all", page: 1, rows: commit.rows, observedAt: commit.observedAt, run: "run" }
        const delivered = yield* store.deliver!(delivery)
        const written = yield* store.commit({ ...commit, delivered })

        assert.deepStrictEqual([delivered, written], [{ inserted: 2, updated: 0, unchanged: 0 }, delivered])
        assert.strictEqual((yield* store.load("all"))?.counts.inserted, 2)
        assert.deepStrictEqual([warehouse.batches.length, warehouse.rows().length], [1, 2])
      }).pipe(Effect.provide(layerOf(warehouse.sink)))
    })
  )

  it.effect("says that rows are delivered at least once, and counts what the sink tells", () =>
    Effect.gen(function* () {
      const store = yield* open(table)
      const counts = { ...noCounts, received: 4, inserted: 2 }
      assert.strictEqual((yield* SyncStore).guarantee, "atLeastOnce")

      assert.deepStrictEqual(yield* store.commit(page(1)), { inserted: 2, updated: 0, unchanged: 0 })
      const written = yield* store.commit(
        page(2, { checkpoint: Pages.checkpoint(table, { seq: 2, counts }), rows: [...page(2).rows, page(1).rows[1]!] })
      )

      assert.deepStrictEqual(written, { inserted: 1, updated: 1, unchanged: 1 })
      assert.deepStrictEqual((yield* store.load("all"))?.counts, { ...counts, inserted: 3, updated: 1, unchanged: 1 })
    }).pipe(Effect.provide(layer))
  )

  it.effect("counts every row as updated where a sink does not tell", () =>
    Effect.gen(function* () {
      const store = yield* open(table)

      assert.deepStrictEqual(yield* store.commit(page(1)), { inserted: 0, updated: 2, unchanged: 0 })
      assert.deepInclude((yield* store.load("all"))?.counts, { inserted: 0, updated: 2, unchanged: 0 })
    }).pipe(Effect.provide(layerOf(SqliteSink.make(false).sink)))
  )

  it.effect("gives a sink each row with its place and version", () =>
    Effect.gen(function* () {
      const store = yield* open(table)
      yield* store.commit(page(7, { expected: undefined, partition: "p", observedAt: 70 }))

      const { batches } = yield* Warehouse
      const place = { partition: "p", run: "run", page: 7, observedAt: 70 }
      assert.deepStrictEqual(batches, [
        {
          table,
          rows: page(7).rows.map((row) => ({ ...row, ...place, version: row.record["modified"] }))
        }
      ])
    }).pipe(Effect.provide(layer))
  )

  it.effect("delivers a page again whose checkpoint was lost, and the sink is as if it came once", () =>
    Effect.gen(function* () {
      const [whole, cut] = [SqliteSink.make(), SqliteSink.make()]
      const pull = Effect.gen(function* () {
        const store = yield* open(table)
        const before = yield* store.load("all")
        for (let seq = (before?.seq ?? 0) + 1; seq <= 4; seq++) yield* store.commit(page(seq))
        return yield* store.load("all")
      })
      yield* Effect.provide(pull, layerOf(whole.sink))

      const last = yield* Effect.retry(pull, { times: 3 }).pipe(
        Effect.provide(SinkStore.layer(cut.sink).pipe(Layer.provide(dying(3))))
      )

      assert.strictEqual(last?.seq, 4)
      assert.strictEqual(cut.batches.length, 7)
      assert.strictEqual(whole.batches.length, 4)
      assert.deepStrictEqual(cut.rows(), whole.rows())
    })
  )

  it.effect("writes nothing to the sink for a run that lost its partition", () =>
    Effect.gen(function* () {
      const store = yield* open(table)
      const { batches } = yield* Warehouse
      yield* store.commit(page(1))

      for (const expected of [undefined, { epoch: 1, seq: 2 }, { epoch: 2, seq: 1 }]) {
        assert.strictEqual(yield* reasonOf(store.commit({ ...page(2), expected, deleteUnseen: true })), "StaleEpoch")
      }

      assert.strictEqual(batches.length, 1)
    }).pipe(Effect.provide(layer))
  )

  it.effect("moves no checkpoint for a sink that fails, and says why", () =>
    Effect.gen(function* () {
      const refused = new RowsRefused({ detail: "no", rows: [{ index: 1, path: "price", message: "is refused" }] })

      const failures = yield* Effect.forEach(
        [new SinkUnavailable({ detail: "no answer" }), new SinkFull({ detail: "no room" }), refused],
        failure
      )

      assert.deepStrictEqual(
        failures.map(({ checkpoint, error }) => [checkpoint, error.message]),
        [
          [undefined, "store warehouse: StoreUnavailable: no answer"],
          [undefined, "store warehouse: StoreFull: no room"],
          [undefined, "store warehouse: RowsRefused: no"]
        ]
      )
      assert.deepStrictEqual(failures[2]?.error.reason, refused)
    })
  )

  it.effect("dies for a sink that counts other rows than it was given", () =>
    Effect.gen(function* () {
      const store = yield* open(table)
      const exit = yield* Effect.exit(store.commit(page(1)))

      assert.include(String(exit), "sink liar was given 2 rows and counts another number")
      assert.isUndefined(yield* store.load("all"))
    }).pipe(
      Effect.provide(layerOf({ name: "liar", write: () => Effect.succeed({ inserted: 1, updated: 0, unchanged: 0 }) }))
    )
  )

  it.effect("says of a sink without deletions or observations that it has none, before it writes", () =>
    Effect.gen(function* () {
      const { batches, sink } = SqliteSink.make()
      const { name, write } = sink
      yield* Effect.gen(function* () {
        const store = yield* open(table)
        const asked = [
          store.commit(page(1, { deleteUnseen: true })),
          store.unseen({ partition: "all", run: "run", startedAt: 1 }),
          Stream.runCollect(store.observations({ fields: ["id"] }))
        ]
        const messages = yield* Effect.forEach(asked, (ask) =>
          Effect.map(Effect.flip<unknown, StoreError, never>(ask), String)
        )

        assert.strictEqual(batches.length, 0)
        const why = "StoreUnavailable: the sink can't tell"
        for (const message of messages) assert.include(message, why)
        assert.include(messages[0], "it has no `deletions`")
        assert.include(messages[2], "it has no `observations`")
      }).pipe(Effect.provide(layerOf({ name, write })))
    })
  )

  it.effect(
    "replays letters that still wait, two of one key in two batches, and tells refused ones by their place",
    () =>
      Effect.gen(function* () {
        const root = yield* SyncStore
        const store = yield* open(table)
        const { batches, rows } = yield* Warehouse
        const bad = ["a", "b", "a2", "c", "d"].map((id) => Pages.letter(`{"id":"${id}"}`, 0, { key: id[0] }))
        yield* store.commit(Pages.page(table, 1, [], { deadLetters: bad, observedAt: 30, partition: "p" }))
        const byRawRecord = new Map((yield* root.deadLetters({})).map((letter) => [letter.raw, letter]))
        const decoded = (raws: ReadonlyArray<string>) =>
          bad.map(({ key, raw }, i) => ({
            letter: byRawRecord.get(raw)!,
            row: { ...Pages.offer(key!, String(i), i), raw: raws[i] ?? raw }
          }))
        yield* root.discard([byRawRecord.get(bad[3]!.raw)!.id])

        const refused = yield* Effect.flip(
          store.replayed({ decoded: decoded(["1", "2", "refused", "4", "refused"]), failed: [] })
        )
        assert.strictEqual((yield* root.deadLetters({})).length, 4)
        const written = yield* store.replayed({ decoded: decoded(["1", "2", "3", "4", "5"]), failed: [] })

        assert.deepStrictEqual(
          refused.reason._tag === "RowsRefused" ? refused.reason.rows.map(({ index }) => index) : [],
          [2, 4]
        )
        assert.deepStrictEqual(
          batches.map((batch) => batch.rows.map(({ identity }) => identity)),
          [
            ["a", "b"],
            ["a", "d"],
            ["a", "b"],
            ["a", "d"]
          ]
        )
        assert.deepStrictEqual(written, { inserted: 1, updated: 1, unchanged: 2 })
        assert.deepStrictEqual(
          rows().map(({ observedAt, partition, raw }) => [raw, partition, observedAt]),
          [
            ["3", "p", 30],
            ["2", "p", 30],
            ["5", "p", 30]
          ]
        )
        assert.deepStrictEqual(yield* root.deadLetters({}), [])
      }).pipe(Effect.provide(layer))
  )

  it.effect.prop(
    "leaves the same table whatever batches come how often and in which order",
    [Schema.Array(Step), Schema.Finite],
    ([steps, again]) =>
      Effect.gen(function* () {
        const some = steps.slice(0, 12)
        const shuffled = some.toSorted((a, b) => a.rank - b.rank)
        const repeated = [...shuffled, ...shuffled.slice(0, Math.abs(Math.trunc(again)) % 12), ...some.slice(-2)]

        assert.deepStrictEqual(yield* delivered(repeated), yield* delivered(some))
      }),
    { arbitrary: { runs: 200 } }
  )

  it.effect("leaves the content that a store of its own would keep", () =>
    Effect.gen(function* () {
      const commits = [3, 1, 2, 2].map((minute, i) =>
        Pages.page(table, i + 1, [Pages.offer("a", String(i), minute)], { observedAt: [5, 9, 7, 7][i]! })
      )
      const pull = Effect.gen(function* () {
        const store = yield* open(table)
        return yield* Effect.forEach(commits, store.commit)
      })
      const { rows, sink } = SqliteSink.make()

      const told = yield* Effect.provide(pull, layerOf(sink))

      assert.deepStrictEqual(told, yield* Effect.provide(pull, checkpoints))
      const [first, second] = [storedBy(commits[0]!)[0]!, storedBy(commits[1]!)[0]!]
      assert.deepStrictEqual(rows(), [{ ...second, raw: first.raw, confirmedAt: first.confirmedAt }])
    })
  )
})
