/** The stores in memory, SQLite and PostgreSQL hold the same after the same commits. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Schema, Stream } from "effect"
import type { SqlClient } from "effect/sql"
import * as Ledger from "../../src/contract/Ledger.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import type * as MemoryRows from "../../src/store/MemoryRows.ts"
import * as MemoryStore from "../../src/store/MemoryStore.ts"
import * as HostileTexts from "./HostileTexts.ts"
import * as Pages from "./Pages.ts"
import * as PgServer from "./PgServer.ts"
import { inspection } from "./SqlInspection.ts"
import * as SqliteFile from "./SqliteFile.ts"
import { byRaw, open, type Stored } from "./StoreSubject.ts"

const Id = Schema.Literals(["a", "b", "c\u0000", "d"])

const Step = Schema.Struct({
  rows: Schema.Array(
    Schema.Struct({
      id: Id,
      price: Schema.Literals(["1", "2"]),
      minute: Schema.UndefinedOr(Schema.Literals([1, 2]))
    })
  ),
  letters: Schema.Array(Schema.Struct({ key: Schema.UndefinedOr(Id), bad: Schema.Literals(["x", "y"]) })),
  observedAt: Schema.Literals([1, 2, 3, 4, 5, 6]),
  updatedAt: Schema.Literals([3, 5, 7]),
  run: Schema.Literals(["one", "two"]),
  partition: Schema.Literals(["p", "q\ud800"]),
  recordSchema: Schema.Literals(["s1", "s2"]),
  seenIn: Schema.UndefinedOr(Schema.Literals([1, 2])),
  completes: Schema.Boolean,
  deleteUnseen: Schema.Boolean,
  /** Which letter is replayed after the commit, and whether it decodes. */
  replayed: Schema.UndefinedOr(Schema.Struct({ at: Schema.Literals([0, 1, 2]), decodes: Schema.Boolean }))
})

/** Everything a store says while it is given these pages, and in the end. */
const told = <R>(
  stream: string,
  steps: ReadonlyArray<typeof Step.Type>,
  rowsOf: (name: string) => Effect.Effect<ReadonlyArray<Stored>, unknown, R>
) =>
  Effect.gen(function* () {
    const root = yield* SyncStore
    const table = { ...Pages.versionedOffers, stream, name: `demo_${stream}` }
    const store = yield* open(table)
    const lettersOf = root.deadLetters({ stream })
    const said: Array<unknown> = []
    for (const [i, step] of steps.entries()) {
      const { completes, deleteUnseen, letters, observedAt, partition, recordSchema, run, seenIn, updatedAt } = step
      const unique = new Map(step.rows.map((row) => [row.id, Pages.offer(row.id, row.price, row.minute)]))
      const page = Pages.page(table, i + 1, [...unique.values()], {
        checkpoint: Pages.checkpoint(table, {
          seq: i + 1,
          run,
          recordSchema,
          updatedAt,
          status: completes ? "completed" : "running"
        }),
        // One observation of a key is of one page.
        page: observedAt,
        observedAt,
        partition,
        seenIn,
        deleteUnseen,
        ledger: Ledger.start({ connector: "demo", stream, partition: "all", run, startedAt: i }),
        deadLetters: letters.map(({ bad, key }, position) => Pages.letter(`["${bad}","${key}"]`, position, { key }))
      })
      said.push(yield* store.commit(page))
      said.push([yield* store.seenIn("all", run, 1), yield* store.unseen({ partition, run, startedAt: i })])
      const letter = step.replayed === undefined ? undefined : (yield* lettersOf)[step.replayed.at]
      if (letter !== undefined && step.replayed?.decodes === true) {
        const row = Pages.offer(letter.key ?? "none", "3", 2)
        said.push(yield* store.replayed({ decoded: [{ letter, row }], failed: [] }))
      } else if (letter !== undefined) {
        yield* store.replayed({ decoded: [], failed: [{ letter, issues: [], status: "quarantined" }] })
      }
    }
    const observations = yield* Stream.runCollect(store.observations({ fields: ["id", "price", "modified"] }))
    return {
      said,
      rows: byRaw(yield* rowsOf(table.name)),
      letters: yield* lettersOf,
      checkpoint: yield* store.load("all"),
      ledgers: (yield* root.ledgers(9)).map(({ run }) => run).toSorted(),
      observations: observations
        .flat()
        .map((observation) => JSON.stringify(observation))
        .toSorted()
    }
  })

const sql = (name: string) => inspection.rows({ ...Pages.versionedOffers, name })

const bookkeepingOf = ({ identity: _identity, record: _record, ...row }: MemoryRows.StoredRow): Stored => row

const memory = (name: string) =>
  Effect.map(MemoryStore.MemoryStore, (store) => store.rows({ ...Pages.versionedOffers, name }).map(bookkeepingOf))

let streams = 0

describe("the stores", () => {
  for (const [name, layer, isThere, runs] of [
    ["SQLite", SqliteFile.layer, true, 60],
    ["PostgreSQL", PgServer.layer, PgServer.isThere, 20]
  ] as const) {
    it.effect.prop(
      `on ${name} and in memory hold the same after the same commits`,
      [Schema.Array(Step)],
      ([steps]) =>
        Effect.gen(function* () {
          if (!isThere) return
          const some = steps.slice(0, 8)
          const stream = `run${streams++}`
          const here = yield* told(stream, some, sql).pipe(Effect.provide(layer, { local: true }))
          const there = yield* told(stream, some, memory).pipe(Effect.provide(MemoryStore.layer, { local: true }))

          assert.deepStrictEqual(here, there)
        }),
      { arbitrary: { runs }, timeout: 120_000 }
    )
  }
})

const hostile = (layer: Layer.Layer<SyncStore | SqlClient.SqlClient, unknown>, values: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const named = Pages.tableOf("named", Schema.Struct({ id: Schema.String, name: Schema.String }), ["id"])
    const store = yield* open(named)
    const rows = HostileTexts.all.map((id, i) => Pages.row(id, { id, name: values[i % values.length]! }))
    assert.deepStrictEqual(yield* store.commit(Pages.page(named, 1, rows, { seenIn: 1 })), {
      inserted: rows.length,
      updated: 0,
      unchanged: 0
    })
    assert.strictEqual(yield* store.seenIn("all", "run", 1), rows.length)

    const read = yield* Stream.runCollect(store.observations({ fields: ["id", "name"] }))
    const raws = (yield* inspection.rows(named)).map(({ raw }) => raw)
    assert.sameDeepMembers(
      read.flat().map((observation) => [...observation.values]),
      rows.map(({ record }) => [record["id"], record["name"]])
    )
    assert.sameMembers(
      raws,
      rows.map(({ raw }) => raw)
    )
    for (const text of HostileTexts.all) {
      const place = Pages.checkpoint(named, { partition: text, run: text, writer: text, walk: text, problem: text })
      yield* store.commit(Pages.page(named, 1, [], { checkpoint: place }))
      assert.deepStrictEqual(yield* store.load(text), place)
    }
    assert.strictEqual((yield* (yield* SyncStore).checkpoints).length, HostileTexts.all.length + 1)
    assert.deepStrictEqual(yield* store.commit(Pages.page(named, 2, rows)), {
      inserted: 0,
      updated: 0,
      unchanged: rows.length
    })
  }).pipe(Effect.provide(layer))

describe("hostile texts", () => {
  it("are two hundred, all different", () => {
    assert.isAtLeast(new Set(HostileTexts.all).size, 200)
    assert.strictEqual(new Set(HostileTexts.all).size, HostileTexts.all.length)
  })

  it.effect("come back from SQLite as they were", () => hostile(SqliteFile.layer, HostileTexts.all))

  it.effect.skipIf(!PgServer.isThere)("come back from PostgreSQL as they were", () =>
    hostile(PgServer.layer, HostileTexts.plain)
  )
})
