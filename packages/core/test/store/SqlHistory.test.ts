/** The history of rows, which follows from what was observed when. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { Row } from "../../src/contract/PageCommit.ts"
import type { StreamTable } from "../../src/contract/StreamTable.ts"
import type { SyncStore } from "../../src/contract/SyncStore.ts"
import * as VersionRank from "../../src/store/VersionRank.ts"
import * as Pages from "./Pages.ts"
import * as PgServer from "./PgServer.ts"
import * as SqliteFile from "./SqliteFile.ts"
import { open } from "./StoreSubject.ts"

type Interval = readonly [id: string, price: string, from: number, to: number | null]

interface Listed {
  readonly raw: string
  readonly valid_from: number | bigint
  readonly valid_to: number | bigint | null
}

const historyOf = ({ name }: StreamTable): Effect.Effect<ReadonlyArray<Interval>, unknown, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(
      sql<Listed>`SELECT _innlet_raw AS raw, valid_from, valid_to FROM ${sql(`${name}_history`)} ORDER BY id, valid_from`,
      (rows) =>
        rows.map((row) => {
          const { id, price } = JSON.parse(row.raw)
          return [id, price, Number(row.valid_from), row.valid_to === null ? null : Number(row.valid_to)]
        })
    )
  )

const Step = Schema.Struct({
  id: Schema.Literals(["a", "b"]),
  price: Schema.Literals(["1", "2", "3"]),
  minute: Schema.UndefinedOr(Schema.Literals([1, 2])),
  observedAt: Schema.Literals([1, 2, 3, 4, 5, 6]),
  rank: Schema.Finite
})

/** Does a content begin where another one ended? */
const isNext = ([, , , end]: Interval, from: number): boolean => end === from

/** What a table's rows are now, as its history tells it. */
const current = (history: ReadonlyArray<Interval>) => history.filter(([, , , to]) => to === null)

const observe = (table: StreamTable, observations: ReadonlyArray<readonly [at: number, row: Row]>) =>
  Effect.gen(function* () {
    const store = yield* open(table, { history: true })
    const before = yield* store.load("all")
    let seq = before?.seq ?? 0
    for (const [observedAt, row] of observations) {
      seq += 1
      yield* store.commit(Pages.page(table, seq, [row], { observedAt }))
    }
  })

const stay = (propertyId: string, night: string, price: string): Row => ({
  identity: `${propertyId}\u001f${night}`,
  raw: JSON.stringify({ propertyId, night, price }),
  record: {
    propertyId,
    night,
    price,
    rooms: 1,
    open: true,
    modifiedAt: null,
    tags: [],
    serial: 1n,
    extra: null
  }
})

const suite = (name: string, layer: Layer.Layer<SyncStore | SqlClient.SqlClient, unknown>, runs: number) => {
  describe(`SqlHistory on ${name}`, () => {
    it.effect("says from when until when each content held", () =>
      Effect.gen(function* () {
        const [one, two] = [Pages.offer("a", "1"), Pages.offer("a", "2")]
        yield* observe(Pages.offers, [
          [10, one],
          [20, one],
          [30, two],
          [40, one],
          [35, two],
          [15, two]
        ])

        assert.deepStrictEqual(yield* historyOf(Pages.offers), [
          ["a", "1", 10, 15],
          ["a", "2", 15, 20],
          ["a", "1", 20, 30],
          ["a", "2", 30, 40],
          ["a", "1", 40, null]
        ])
      }).pipe(Effect.provide(layer))
    )

    it.effect("passes over an older version that is observed later", () =>
      Effect.gen(function* () {
        yield* observe(Pages.versionedOffers, [
          [10, Pages.offer("a", "2", 2)],
          [20, Pages.offer("a", "1", 1)],
          [30, Pages.offer("a", "3", 3)]
        ])

        assert.deepStrictEqual(yield* historyOf(Pages.versionedOffers), [
          ["a", "2", 10, 30],
          ["a", "3", 30, null]
        ])
      }).pipe(Effect.provide(layer))
    )

    it.effect("ends a content when its row is deleted, and begins it anew when it comes back", () =>
      Effect.gen(function* () {
        yield* observe(Pages.offers, [[10, Pages.offer("a", "1")]])
        const store = yield* open(Pages.offers, { history: true })
        const next = Pages.checkpoint(Pages.offers, { seq: 2, run: "next", updatedAt: 25 })
        yield* store.commit(
          Pages.page(Pages.offers, 2, [Pages.offer("b", "1")], { checkpoint: next, observedAt: 20, deleteUnseen: true })
        )
        yield* observe(Pages.offers, [[30, Pages.offer("a", "1")]])

        assert.deepStrictEqual(yield* historyOf(Pages.offers), [
          ["a", "1", 10, 25],
          ["a", "1", 30, null],
          ["b", "1", 20, null]
        ])
      }).pipe(Effect.provide(layer))
    )

    it.effect("keeps the history of each key where a key is of two fields", () =>
      Effect.gen(function* () {
        yield* observe(Pages.stays, [
          [10, stay("p", "2026-03-01", "1")],
          [20, stay("p", "2026-03-02", "1")],
          [30, stay("q", "2026-03-01", "1")],
          [40, stay("p", "2026-03-01", "2")]
        ])
        const store = yield* open(Pages.stays, { history: true })
        const next = Pages.checkpoint(Pages.stays, { seq: 5, run: "next", updatedAt: 60 })
        yield* store.commit(
          Pages.page(Pages.stays, 5, [stay("p", "2026-03-01", "2")], {
            checkpoint: next,
            observedAt: 50,
            deleteUnseen: true
          })
        )

        const sql = yield* SqlClient.SqlClient
        const rows = yield* sql<Listed & { property_id: string }>`
          SELECT property_id, _innlet_raw AS raw, valid_from, valid_to FROM demo_stays_history ORDER BY valid_from`
        assert.deepStrictEqual(
          rows.map(({ property_id, raw, valid_from, valid_to }) => {
            const { night, price } = JSON.parse(raw)
            return [property_id, night, price, Number(valid_from), valid_to === null ? null : Number(valid_to)]
          }),
          [
            ["p", "2026-03-01", "1", 10, 40],
            ["p", "2026-03-02", "1", 20, 60],
            ["q", "2026-03-01", "1", 30, 60],
            ["p", "2026-03-01", "2", 40, null]
          ]
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("takes an older version for new when its row was deleted before", () =>
      Effect.gen(function* () {
        yield* observe(Pages.versionedOffers, [[10, Pages.offer("a", "3", 3)]])
        const store = yield* open(Pages.versionedOffers, { history: true })
        const next = Pages.checkpoint(Pages.versionedOffers, { seq: 2, run: "next", updatedAt: 25 })
        yield* store.commit(Pages.page(Pages.versionedOffers, 2, [], { checkpoint: next, deleteUnseen: true }))
        yield* observe(Pages.versionedOffers, [[30, Pages.offer("a", "1", 1)]])

        assert.deepStrictEqual(yield* historyOf(Pages.versionedOffers), [
          ["a", "3", 10, 25],
          ["a", "1", 30, null]
        ])
      }).pipe(Effect.provide(layer))
    )

    it.effect("begins when it is asked for, with a table that has rows", () =>
      Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        yield* store.commit(Pages.page(Pages.offers, 1, [Pages.offer("a", "1"), Pages.offer("b", "1")]))
        yield* observe(Pages.offers, [
          [10, Pages.offer("a", "1")],
          [20, Pages.offer("a", "2")]
        ])

        assert.deepStrictEqual(yield* historyOf(Pages.offers), [
          ["a", "1", 10, 20],
          ["a", "2", 20, null]
        ])
      }).pipe(Effect.provide(layer))
    )

    it.effect("refuses a view's name that is taken", () =>
      Effect.gen(function* () {
        yield* open({ ...Pages.offers, stream: "offers_history", name: "demo_offers_history" })

        const error = yield* Effect.flip(open(Pages.offers, { history: true }))

        assert.deepStrictEqual(
          [error.reason._tag, error.reason.detail],
          ["StoreMismatch", "demo_offers_history is something else; rename or drop it"]
        )
      }).pipe(Effect.provide(layer))
    )

    for (const [versions, offers] of [
      ["with versions", Pages.versionedOffers],
      ["without versions", Pages.offers]
    ] as const) {
      it.effect.prop(
        `is the same whatever order observations come in, and ends with the table's rows: ${versions}`,
        [Schema.Array(Step)],
        ([steps]) =>
          Effect.gen(function* () {
            const some = steps.slice(0, 12)
            const written = (stream: string, order: typeof some) => {
              const table = { ...offers, stream, name: `demo_${stream}` }
              const observations = order.map(
                ({ id, minute, observedAt, price }) => [observedAt, Pages.offer(id, price, minute)] as const
              )
              return Effect.as(observe(table, observations), table)
            }
            const table = yield* written("some", some)
            const shuffled = yield* written("shuffled", [
              ...some.toSorted((a, b) => a.rank - b.rank),
              ...some.slice(0, 3)
            ])
            const sql = yield* SqlClient.SqlClient
            const rows = yield* sql<{ raw: string }>`SELECT _innlet_raw AS raw FROM demo_some ORDER BY id`

            const history = yield* historyOf(table)

            assert.deepStrictEqual(yield* historyOf(shuffled), history)
            assert.isTrue(history.every(([, , from, to]) => to === null || from < to))
            assert.isTrue(
              history.every(([id, , from], i) => i === 0 || history[i - 1]![0] !== id || isNext(history[i - 1]!, from))
            )
            assert.deepStrictEqual(
              current(history).map(([id, price]) => [id, price]),
              rows.map(({ raw }) => JSON.parse(raw)).map(({ id, price }) => [id, price])
            )
          }).pipe(Effect.provide(layer, { local: true })),
        { arbitrary: { runs }, timeout: 60_000 }
      )
    }
  })
}

suite("SQLite", SqliteFile.layer, 30)
if (PgServer.isThere) suite("PostgreSQL", PgServer.layer, 6)

const ranked = (kind: "integer" | "number" | "decimal" | "text", values: ReadonlyArray<unknown>) => {
  const rankOf = VersionRank.make({ version: { field: "v", name: "v", kind, nullable: true } })
  return values.map((v) => rankOf({ v }, 0))
}

const sorted = (ranks: ReadonlyArray<string>) =>
  ranks.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

describe("VersionRank", () => {
  it.each([
    [
      "decimal",
      [null, "-100", "-99.5", "-99", "-1.05", "-1", "-0.5", "0", "0.001", "1", "1.05", "1.5", "10", "99", "100"]
    ],
    ["number", [null, -Infinity, -1e21, -1.5, -1, -5e-324, 0, 5e-324, 1, 1.5, 2, 10, 1e21, Infinity]],
    ["integer", [null, -(2 ** 40), -1, 0, 1, 9, 10, 2 ** 40]],
    ["text", [null, "", "A", "B", "a", "aa", "é", "\ud83d\ude00", "\uffff"]]
  ] as const)("sorts as versions do: %s", (kind, values) => {
    const ranks = ranked(kind, values)

    assert.deepStrictEqual(sorted(ranks), ranks)
    assert.strictEqual(new Set(ranks).size, ranks.length)
  })

  it("takes one value for one value, however it is written", () => {
    assert.strictEqual(new Set(ranked("decimal", ["1", "1.0", "01", "1.00"])).size, 1)
    assert.strictEqual(new Set(ranked("decimal", ["0", "-0", "0.0", "-0.00"])).size, 1)
    assert.strictEqual(new Set(ranked("number", [0, -0])).size, 1)
  })
})
