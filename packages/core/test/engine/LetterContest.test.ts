import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { StoredDeadLetter } from "../../src/contract/DeadLetter.ts"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as DeadLetters from "../../src/engine/DeadLetters.ts"
import * as LetterContest from "../../src/engine/LetterContest.ts"
import * as RecordDecoder from "../../src/engine/RecordDecoder.ts"
import { MemoryStore } from "../../src/store/index.ts"
import * as Letters from "./Letters.ts"

const price = (i: number, value: unknown = i, version = 1) => ({
  id: `p${String(i).padStart(4, "0")}`,
  price: value,
  version
})

const strict = Letters.streamOf(Letters.Strict)
const connector = Letters.connectorOf(Letters.streamOf(Letters.Mended))

const rows = (table: StreamTable.StreamTable) =>
  Effect.map(MemoryStore.MemoryStore, (memory) =>
    memory.rows(table).toSorted((a, b) => (a.identity < b.identity ? -1 : 1))
  )
const letters = Effect.map(MemoryStore.MemoryStore, (memory) => memory.deadLetters)

const contenderOf = (id: string, place: string, lastSeen: number, version = 1): LetterContest.Contender => ({
  id,
  place,
  lastSeen,
  record: { version }
})

const seen = (place: string, ...times: ReadonlyArray<number>) =>
  times.map((time) => contenderOf(`${place}${time}`, place, time))

describe("LetterContest", () => {
  it("finds the hashes alone that are there more than once", () => {
    assert.deepStrictEqual([...LetterContest.repeated([5, 3, 9, 3, 10, 10, 10, 1])], [3, 10])
    assert.deepStrictEqual([...LetterContest.repeated([1, 2])], [])
  })

  it("takes as many turns as the key with most letters needs, its letters in the order they were seen in", () => {
    const table = StreamTable.make("demo", Letters.streamOf(Letters.Mended))
    const contest = LetterContest.decide(table, [...seen("a", 3, 1), ...seen("b", 20, 30, 10), ...seen("c", 7)])

    assert.deepStrictEqual(contest, { turns: [["a1", "b10", "c7"], ["a3", "b20"], ["b30"]], ambiguous: [] })
  })

  it("lets the newest of one moment go first, and none where nothing tells which that is", () => {
    const table = StreamTable.make("demo", Letters.streamOf(Letters.Mended, { version: "version" }))
    const told = [contenderOf("old", "a", 1, 1), contenderOf("new", "a", 1, 3), contenderOf("mid", "a", 1, 2)]
    const untold = [contenderOf("one", "b", 1, 2), contenderOf("two", "b", 1, 2), contenderOf("later", "b", 2, 1)]

    assert.deepStrictEqual(LetterContest.decide(table, [...told, ...untold]), {
      turns: [["new", "later"], ["mid"], ["old"]],
      ambiguous: ["one", "two"]
    })
  })
})

const keys = (all: ReadonlyArray<StoredDeadLetter>) => all.map(({ key }) => key)

describe("DeadLetters.replay of ambiguous records", () => {
  const twins = [price(7, 70), price(7, 71)]
  const crowd = Array.from({ length: 400 }, (_, i) => price(1000 + i, "n/a"))

  it.effect("keeps both, wherever they lie among the letters, until one is discarded", () =>
    Effect.gen(function* () {
      const table = yield* Letters.commit(strict, [[...twins, ...crowd]])
      const before = (yield* letters).filter(({ issues }) => issues[0]?.message === RecordDecoder.ambiguous.message)
      assert.deepStrictEqual(keys(before), ["p0007", "p0007"])

      const [first] = yield* DeadLetters.replay(connector, undefined)
      assert.deepStrictEqual([first?.inserted, first?.failed], [0, 402])
      yield* (yield* SyncStore).discard([before[0]!.id])
      const [second] = yield* DeadLetters.replay(connector, undefined, { ids: [before[1]!.id], quarantined: true })

      assert.deepStrictEqual([second?.inserted, second?.failed], [1, 0])
      assert.deepStrictEqual(
        (yield* rows(table)).map(({ raw }) => raw),
        [before[1]!.raw]
      )
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("lets them through once a version tells which is newer", () =>
    Effect.gen(function* () {
      const old = { ...price(7, 70), version: 1 }
      const young = { ...price(7, 71), version: 2 }
      yield* Letters.commit(strict, [[young, old]])
      assert.strictEqual((yield* letters).length, 2)
      const versioned = Letters.streamOf(Letters.Mended, { version: "version" })

      const table = yield* Letters.commit(versioned, [])
      yield* DeadLetters.replay(Letters.connectorOf(versioned), undefined)

      assert.deepStrictEqual(
        (yield* rows(table)).map(({ record }) => record["price"]),
        [71]
      )
      assert.deepStrictEqual(yield* letters, [])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("lets the record that was seen later stand where the same key came on two pages", () =>
    Effect.gen(function* () {
      const table = yield* Letters.commit(strict, [[price(7, "70")], [price(7, "71")]])
      assert.strictEqual((yield* letters).length, 2)

      yield* DeadLetters.replay(connector, undefined)

      assert.deepStrictEqual(
        (yield* rows(table)).map(({ page, record }) => [page, record["price"]]),
        [[2, 71]]
      )
      assert.deepStrictEqual(yield* letters, [])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("lets the newer version stand that was seen first, although the older one settles letters", () =>
    Effect.gen(function* () {
      const known = { version: "version", isKeyKnown: true } as const
      const ids = Array.from({ length: 30 }, (_, i) => i)
      const table = yield* Letters.commit(Letters.streamOf(Letters.Strict, known), [
        ids.map((i) => price(i, "2", 2)),
        ids.map((i) => price(i, "1", 1))
      ])
      assert.strictEqual((yield* letters).length, 60)

      yield* DeadLetters.replay(Letters.connectorOf(Letters.streamOf(Letters.Mended, known)), undefined)

      assert.deepStrictEqual(
        (yield* rows(table)).map(({ record }) => record["price"]),
        ids.map(() => 2)
      )
      assert.deepStrictEqual(yield* letters, [])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("leaves the letters of a key alone that were not named", () =>
    Effect.gen(function* () {
      const table = yield* Letters.commit(strict, [[price(7, "70")], [price(7, "71")]])
      const [named, other] = yield* letters

      const [report] = yield* DeadLetters.replay(connector, undefined, { ids: [named!.id] })

      assert.deepStrictEqual([report?.inserted, report?.updated, report?.skipped.gone], [1, 0, 0])
      assert.deepStrictEqual(
        (yield* rows(table)).map(({ raw }) => raw),
        [named!.raw]
      )
      assert.deepStrictEqual(
        (yield* letters).map(({ id }) => id),
        [other!.id]
      )
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("counts a twin that can't be replayed itself", () =>
    Effect.gen(function* () {
      yield* Letters.commit(strict, [[price(7, "70"), { ...price(7, "71"), password: "s3cret" }]])

      const [report] = yield* DeadLetters.replay(connector, undefined)

      assert.deepStrictEqual([report?.inserted, report?.failed, report?.skipped.cut], [0, 1, 1])
      assert.deepStrictEqual(report?.issues, [{ ...RecordDecoder.ambiguous, count: 1 }])
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})
