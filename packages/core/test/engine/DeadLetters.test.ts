import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Schema } from "effect"
import type { StreamTable } from "../../src/contract/StreamTable.ts"
import { RowsRefused, StoreError, StoreFull, SyncStore } from "../../src/contract/SyncStore.ts"
import * as DeadLetters from "../../src/engine/DeadLetters.ts"
import { MemoryStore } from "../../src/store/index.ts"
import * as Letters from "./Letters.ts"

const price = (i: number, value: unknown = i) => ({ id: `p${String(i).padStart(4, "0")}`, price: value, version: 1 })

/** 300 prices on pages of 30, every tenth in words. */
const pages = Array.from({ length: 10 }, (_, page) =>
  Array.from({ length: 30 }, (_, at) => price(page * 30 + at, at % 10 === 3 ? String(page * 30 + at) : page * 30 + at))
)

const strict = Letters.streamOf(Letters.Strict)
const mended = Letters.streamOf(Letters.Mended)
const connector = Letters.connectorOf(mended)

const rows = (table: StreamTable) =>
  Effect.map(MemoryStore.MemoryStore, (memory) =>
    memory.rows(table).toSorted((a, b) => (a.identity < b.identity ? -1 : 1))
  )
const letters = Effect.map(MemoryStore.MemoryStore, (memory) => memory.deadLetters)

const replayOne = (selection?: DeadLetters.Selection) =>
  Effect.map(DeadLetters.replay(connector, undefined, selection), ([report]) => report!)

const none = { quarantined: 0, cut: 0, gone: 0 }
const nothing = { inserted: 0, updated: 0, unchanged: 0, failed: 0, quarantined: 0, skipped: none, issues: [] }
const source = { connector: "demo", stream: "prices" }

/** The memory store, what is done to it looked at. */
const storeWith = (change: (store: SyncStore["Service"]) => SyncStore["Service"]) =>
  Layer.effectContext(
    Effect.map(Layer.build(MemoryStore.layer), (context) =>
      Context.add(context, SyncStore, change(Context.get(context, SyncStore)))
    )
  )

describe("DeadLetters.replay", () => {
  it.effect("leaves the table that a sync with the mended schema leaves, place and time included", () =>
    Effect.gen(function* () {
      const table = yield* Letters.commit(strict, pages)
      assert.strictEqual((yield* letters).length, 30)

      const [report] = yield* DeadLetters.replay(connector, undefined)

      assert.deepStrictEqual(report, { ...source, ...nothing, inserted: 30 })
      const clean = yield* Letters.commit(mended, pages).pipe(
        Effect.andThen(rows(table)),
        Effect.provide(MemoryStore.layer, { local: true })
      )
      assert.deepStrictEqual(yield* rows(table), clean)
      assert.deepStrictEqual(yield* letters, [])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("changes nothing more the second time", () =>
    Effect.gen(function* () {
      const table = yield* Letters.commit(strict, pages)
      yield* DeadLetters.replay(connector, ["prices"])
      const before = yield* rows(table)

      assert.deepStrictEqual(yield* DeadLetters.replay(connector, ["prices"]), [{ ...source, ...nothing }])
      assert.deepStrictEqual(yield* rows(table), before)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("leaves the letters of other streams alone", () =>
    Effect.gen(function* () {
      yield* Letters.commit(strict, pages)
      const others = Letters.connectorOf({ ...mended, name: "other_prices" }, mended)

      assert.deepStrictEqual(
        (yield* DeadLetters.replay(others, ["other_prices"])).map(({ stream }) => stream),
        ["other_prices"]
      )
      assert.strictEqual((yield* letters).length, 30)
      assert.deepStrictEqual(
        (yield* DeadLetters.replay(others, undefined)).map(({ inserted, stream }) => [stream, inserted]),
        [
          ["other_prices", 0],
          ["prices", 30]
        ]
      )
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("quarantines what fails twice, and tries it again only when asked", () =>
    Effect.gen(function* () {
      yield* Letters.commit(strict, [[price(1, "one"), price(2, "2")]])
      const first = yield* replayOne()
      assert.deepStrictEqual([first.inserted, first.failed, first.quarantined, first.skipped], [1, 1, 0, none])
      assert.deepStrictEqual(first.issues.map(({ count, path }) => [path, count]).slice(0, 1), [["price", 1]])
      assert.deepStrictEqual(
        (yield* letters).map(({ attempts, status }) => [attempts, status]),
        [[1, "waiting"]]
      )
      const second = yield* replayOne()
      assert.deepStrictEqual([second.failed, second.quarantined], [1, 1])
      assert.deepStrictEqual(yield* replayOne(), { ...source, ...nothing, skipped: { ...none, quarantined: 1 } })
      assert.deepStrictEqual(
        (yield* letters).map(({ attempts, status }) => [attempts, status]),
        [[2, "quarantined"]]
      )
      assert.deepStrictEqual([(yield* replayOne({ quarantined: true })).failed, (yield* letters)[0]?.attempts], [1, 3])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("replays the named letters alone", () =>
    Effect.gen(function* () {
      const table = yield* Letters.commit(strict, pages)
      const [one, , three] = yield* letters

      const [report] = yield* DeadLetters.replay(connector, undefined, { ids: [three!.id, one!.id, one!.id, "ff00"] })

      assert.deepStrictEqual(report, { ...source, ...nothing, inserted: 2 })
      assert.strictEqual((yield* letters).length, 28)
      assert.strictEqual((yield* rows(table)).length, 272)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("counts letters that were cut, and leaves them", () =>
    Effect.gen(function* () {
      yield* Letters.commit(strict, [[{ ...price(1, "1"), note: "x".repeat(1024 * 1024) }, price(2, "2")]])

      const [report] = yield* DeadLetters.replay(connector, undefined)

      assert.deepStrictEqual(report, { ...source, ...nothing, inserted: 1, skipped: { ...none, cut: 1 } })
      assert.deepStrictEqual(
        (yield* letters).map(({ attempts }) => attempts),
        [0]
      )
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("passes over letters that another one discards meanwhile", () => {
    let reads = 0
    return Effect.gen(function* () {
      const table = yield* Letters.commit(strict, [[price(1, "1"), price(2, "2")]])

      const [report] = yield* DeadLetters.replay(connector, undefined)

      assert.deepStrictEqual(report, { ...source, ...nothing, inserted: 1, skipped: { ...none, gone: 1 } })
      assert.strictEqual((yield* rows(table)).length, 1)
    }).pipe(
      Effect.provide(
        storeWith((store) => ({
          ...store,
          // The letters are looked through before the first is tried.
          deadLetters: (selection) =>
            Effect.tap(store.deadLetters(selection), ([letter]) =>
              reads++ === 1 && letter !== undefined ? store.discard([letter.id]) : Effect.void
            )
        }))
      )
    )
  })

  it.effect("fails the rows that the store refuses, for its reason, and writes the others", () =>
    Effect.gen(function* () {
      const table = yield* Letters.commit(strict, pages)

      const [report] = yield* DeadLetters.replay(connector, undefined)

      assert.deepStrictEqual([report?.inserted, report?.failed], [27, 3])
      assert.deepStrictEqual(report?.issues, [{ path: "id", message: "not this one", count: 3 }])
      assert.strictEqual((yield* rows(table)).length, 297)
      assert.deepStrictEqual(
        (yield* letters).map(({ attempts, issues }) => [attempts, issues]),
        Array.from({ length: 3 }, () => [1, [{ path: "id", message: "not this one" }]])
      )
    }).pipe(
      Effect.provide(
        storeWith((store) => ({
          ...store,
          open: (table, options) =>
            Effect.map(store.open(table, options), (stream) => ({
              ...stream,
              replayed: (replayed) => {
                const at = replayed.decoded.findIndex(({ row }) => ["p0003", "p0033", "p0103"].includes(row.identity))
                return at === -1
                  ? stream.replayed(replayed)
                  : Effect.fail(
                      new StoreError({
                        store: "picky",
                        reason: new RowsRefused({
                          detail: "one row",
                          rows: [{ index: at, path: "id", message: "not this one" }]
                        })
                      })
                    )
              }
            }))
        }))
      )
    )
  )

  for (const reason of [
    new StoreFull({ detail: "no room" }),
    new RowsRefused({ detail: "rows that were not given", rows: [{ index: 99, path: "", message: "none" }] })
  ]) {
    it.effect(`fails as the store does with ${reason._tag}: ${reason.detail}`, () =>
      Effect.gen(function* () {
        yield* Letters.commit(strict, [[price(1, "1")]])

        const error = yield* Effect.flip(DeadLetters.replay(connector, undefined))

        assert.strictEqual(error.message, `store full: ${reason._tag}: ${reason.detail}`)
        assert.strictEqual((yield* letters)[0]?.attempts, 0)
      }).pipe(
        Effect.provide(
          storeWith((store) => ({
            ...store,
            open: (table, options) =>
              Effect.map(store.open(table, options), (stream) => ({
                ...stream,
                replayed: () => Effect.fail(new StoreError({ store: "full", reason }))
              }))
          }))
        )
      )
    )
  }

  it.effect("holds no more than a part of the letters, and opens no table where there is none", () => {
    const limits: Array<number | undefined> = []
    const histories: Array<boolean | undefined> = []
    let opened = 0
    return Effect.gen(function* () {
      yield* DeadLetters.replay(connector, undefined)
      assert.strictEqual(opened, 0)
      yield* Letters.commit(strict, [Array.from({ length: 1200 }, (_, i) => price(i, String(i)))])
      opened = 0
      const [report] = yield* DeadLetters.replay(connector, undefined, { each: { prices: { history: true } } })

      assert.deepStrictEqual([report?.inserted, opened, histories.at(-1)], [1200, 1, true])
      assert.isTrue(limits.every((limit) => limit !== undefined && limit <= 50))
      assert.isAtLeast(limits.length, 48)
      // Once to see which share a key, and once to try them, no two of which do.
      assert.isAtMost(limits.length, 52)
      yield* Letters.commit(strict, [[price(2000, "1")]])
      yield* DeadLetters.replay(connector, undefined, { history: true })
      assert.deepStrictEqual(histories.slice(-2), [undefined, true])
    }).pipe(
      Effect.provide(
        storeWith((store) => ({
          ...store,
          open: (table, options) => {
            opened++
            histories.push(options?.history)
            return store.open(table, options)
          },
          deadLetters: (selection) => {
            limits.push(selection.limit)
            return store.deadLetters(selection)
          }
        }))
      )
    )
  })

  it.effect("names the streams there are when one is unknown", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(DeadLetters.replay(connector, ["rates"]))
      assert.strictEqual(error.message, 'demo has no stream "rates"; it has prices')
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("makes an issue of a schema that throws, and goes on", () =>
    Effect.gen(function* () {
      yield* Letters.commit(strict, [[price(1, "1"), price(2, "2")]])
      const Throwing = Schema.Struct({
        ...Letters.Strict.fields,
        price: Schema.FiniteFromString.check(
          Schema.makeFilter((value: number) => {
            if (value === 1) throw new RangeError("Maximum call stack size exceeded")
            return true
          })
        )
      })
      const stream = Letters.streamOf(Throwing)

      const [report] = yield* DeadLetters.replay(Letters.connectorOf(stream), undefined)

      assert.deepStrictEqual([report?.inserted, report?.failed], [1, 1])
      assert.strictEqual(report?.issues[0]?.message, "can't be decoded: Maximum call stack size exceeded")
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("makes an issue of a record that was damaged in the store, and goes on", () =>
    Effect.gen(function* () {
      yield* Letters.commit(strict, [[price(1, "1"), price(2, "2")]])

      const report = yield* replayOne()

      assert.deepStrictEqual([report.inserted, report.failed], [1, 1])
      assert.match(report.issues[0]?.message ?? "", /^can't be decoded: .*JSON/)
      assert.strictEqual(report.issues[0]?.path, "")
    }).pipe(
      Effect.provide(
        storeWith((store) => ({
          ...store,
          deadLetters: (selection) =>
            Effect.map(store.deadLetters(selection), (all) =>
              all.map((letter, at) => (at === 0 ? { ...letter, raw: letter.raw.slice(0, -1) } : letter))
            )
        }))
      )
    )
  )
})
