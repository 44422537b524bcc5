/** What every store owes, run over one store in one line. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Schema } from "effect"
import { noCounts } from "../../src/contract/Checkpoint.ts"
import type { Health } from "../../src/contract/Health.ts"
import type { Row } from "../../src/contract/PageCommit.ts"
import type { StreamTable } from "../../src/contract/StreamTable.ts"
import { type StoreError, SyncStore } from "../../src/contract/SyncStore.ts"
import * as Pages from "./Pages.ts"

/** What tests look at in a stored row: its raw record, and the page that last changed it. */
export interface Stored {
  readonly raw: string
  readonly page: number
}

/** How a test looks into the store it tests. */
export interface Inspection<R> {
  /** In any order. */
  readonly rows: (table: StreamTable) => Effect.Effect<ReadonlyArray<Stored>, unknown, R>
  /** The raw records. */
  readonly deadLetters: Effect.Effect<ReadonlyArray<string>, unknown, R>
  /** The outcomes. */
  readonly audit: Effect.Effect<ReadonlyArray<string>, unknown, R>
}

const open = (table: StreamTable) => Effect.flatMap(SyncStore, (store) => store.open(table))

const reasonOf = <A, R>(effect: Effect.Effect<A, StoreError, R>) =>
  Effect.map(Effect.flip(effect), (error) => error.reason._tag)

const stored = (rows: ReadonlyArray<Row>, page: number): ReadonlyArray<Stored> => rows.map(({ raw }) => ({ raw, page }))

const health = (connector: string, requests: number): Health => ({
  connector,
  updatedAt: requests,
  pausedUntil: null,
  requests,
  failures: 0,
  throttled: 0,
  averageLatency: 1.5,
  p95Latency: 2,
  exchanges: [
    {
      stream: "rates",
      method: "GET",
      url: "https://api.test/\ud800",
      status: null,
      problem: "no\u0000thing",
      sentAt: 0,
      latency: 1,
      attempt: 1,
      waited: 0,
      because: null,
      throttled: false
    }
  ]
})

const counter = (version: bigint): Row => ({
  identity: "a",
  record: { id: "a", version },
  raw: `{"version":${version}}`
})

const letter = { position: 3, issues: [{ path: "price", message: "not a decimal" }], raw: `{"id":"x"}` }

/** Tests a store. `layer` is built anew for every test. */
export const suite = <R, E>(name: string, layer: Layer.Layer<SyncStore | R, E>, inspection: Inspection<R>): void => {
  const test = <A, F>(title: string, body: Effect.Effect<A, F, SyncStore | R>) =>
    it.effect(title, () => Effect.provide(body, layer))
  const rowsOf = (table: StreamTable) =>
    Effect.map(inspection.rows(table), (rows) =>
      rows.map(({ page, raw }) => ({ raw, page })).toSorted((a, b) => (a.raw < b.raw ? -1 : 1))
    )

  describe(`${name} as a SyncStore`, () => {
    test(
      "keeps the newest health of each connector",
      Effect.gen(function* () {
        const store = yield* SyncStore
        assert.deepStrictEqual(yield* store.health, [])
        for (const each of [health("b", 1), health("a", 1), health("b", 2)]) yield* store.saveHealth(each)

        assert.deepStrictEqual(yield* store.health, [health("a", 1), health("b", 2)])
      })
    )

    test(
      "makes a page's rows, dead letters, audit and checkpoint visible together",
      Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        const rows = [Pages.offer("a", "1"), Pages.offer("b", "2")]

        const written = yield* store.commit(
          Pages.page(Pages.offers, 1, rows, { deadLetters: [letter], audit: Pages.auditEntry })
        )

        assert.deepStrictEqual(written, { inserted: 2, updated: 0, unchanged: 0 })
        assert.deepStrictEqual(yield* rowsOf(Pages.offers), stored(rows, 1))
        assert.deepStrictEqual(yield* inspection.deadLetters, [letter.raw])
        assert.deepStrictEqual(yield* inspection.audit, ["accepted"])
        assert.strictEqual((yield* store.load("all"))?.seq, 1)
      })
    )

    test(
      "changes nothing for a writer whose checkpoint no longer stands",
      Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        const rows = [Pages.offer("a", "1")]
        yield* store.commit(Pages.page(Pages.offers, 1, rows))
        const before = yield* store.load("all")
        const late = Pages.page(Pages.offers, 2, [Pages.offer("a", "9"), Pages.offer("b", "2")], {
          deadLetters: [letter],
          audit: Pages.auditEntry,
          seenIn: 1
        })

        for (const expected of [undefined, { epoch: 1, seq: 2 }, { epoch: 2, seq: 1 }, { epoch: 0, seq: 1 }]) {
          assert.strictEqual(yield* reasonOf(store.commit({ ...late, expected })), "StaleEpoch")
        }

        assert.deepStrictEqual(yield* rowsOf(Pages.offers), stored(rows, 1))
        assert.deepStrictEqual(yield* store.load("all"), before)
        assert.deepStrictEqual([yield* inspection.deadLetters, yield* inspection.audit], [[], []])
        assert.strictEqual(yield* store.seenIn("all", "run", 1), 0)
      })
    )

    test(
      "refuses to continue a partition that has no checkpoint",
      Effect.gen(function* () {
        const store = yield* open(Pages.offers)

        assert.strictEqual(yield* reasonOf(store.commit(Pages.page(Pages.offers, 2, []))), "StaleEpoch")
        assert.isUndefined(yield* store.load("all"))
      })
    )

    test(
      "lets one of two writers win",
      Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        const rival = (price: string) =>
          Effect.result(store.commit(Pages.page(Pages.offers, 1, [Pages.offer("a", price)])))

        const outcomes = yield* Effect.all([rival("1"), rival("2")], { concurrency: "unbounded" })

        assert.deepStrictEqual(
          outcomes.map((outcome) => (outcome._tag === "Success" ? "won" : outcome.failure.reason._tag)).toSorted(),
          ["StaleEpoch", "won"]
        )
        assert.strictEqual((yield* rowsOf(Pages.offers)).length, 1)
      })
    )

    test(
      "counts every row once and adds what it wrote to the checkpoint's counts",
      Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        const rows = Array.from({ length: 63 }, (_, i) => Pages.offer(`o${i}`, "1"))
        yield* store.commit(Pages.page(Pages.offers, 1, rows.slice(0, 40)))
        const counts = { ...noCounts, pages: 2, received: 103, inserted: 40, unchanged: 7, deadLettered: 1 }

        const written = yield* store.commit(
          Pages.page(Pages.offers, 2, [...rows.slice(0, 30), Pages.offer("o30", "2"), ...rows.slice(31)], {
            checkpoint: Pages.checkpoint(Pages.offers, { seq: 2, counts })
          })
        )

        assert.deepStrictEqual(written, { inserted: 23, updated: 1, unchanged: 39 })
        assert.deepStrictEqual((yield* store.load("all"))?.counts, {
          ...counts,
          inserted: 63,
          updated: 1,
          unchanged: 46
        })
      })
    )

    test(
      "leaves an unchanged row as its page wrote it",
      Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        const rows = [Pages.offer("a", "1"), Pages.offer("b", "2")]
        yield* store.commit(Pages.page(Pages.offers, 1, rows))

        const written = yield* store.commit(Pages.page(Pages.offers, 2, rows))

        assert.deepStrictEqual(written, { inserted: 0, updated: 0, unchanged: 2 })
        assert.deepStrictEqual(yield* rowsOf(Pages.offers), stored(rows, 1))
      })
    )

    test(
      "never replaces a version by an older one",
      Effect.gen(function* () {
        const store = yield* open(Pages.versionedOffers)
        yield* store.commit(Pages.page(Pages.versionedOffers, 1, [Pages.offer("a", "1", 30), Pages.offer("b", "1")]))
        const newer = [Pages.offer("a", "3", 31), Pages.offer("b", "2", 1)]

        const older = yield* store.commit(Pages.page(Pages.versionedOffers, 2, [Pages.offer("a", "2", 29)]))
        const written = yield* store.commit(Pages.page(Pages.versionedOffers, 3, newer))

        assert.deepStrictEqual(older, { inserted: 0, updated: 0, unchanged: 1 })
        assert.deepStrictEqual(written, { inserted: 0, updated: 2, unchanged: 0 })
        assert.deepStrictEqual(yield* rowsOf(Pages.versionedOffers), stored(newer, 3))
      })
    )

    test(
      "orders decimal versions as numbers",
      Effect.gen(function* () {
        const table = Pages.tableOf(
          "counters",
          Schema.Struct({ id: Schema.String, version: Schema.BigInt }),
          ["id"],
          "version"
        )
        const store = yield* open(table)
        yield* store.commit(Pages.page(table, 1, [counter(9n)]))

        assert.strictEqual((yield* store.commit(Pages.page(table, 2, [counter(10n)]))).updated, 1)
        assert.strictEqual((yield* store.commit(Pages.page(table, 3, [counter(9n)]))).updated, 0)
      })
    )

    test(
      "never replaces an observation by an earlier one",
      Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        const rows = [Pages.offer("a", "1")]
        yield* store.commit(Pages.page(Pages.offers, 1, rows, { observedAt: 50 }))

        const earlier = yield* store.commit(Pages.page(Pages.offers, 2, [Pages.offer("a", "0")], { observedAt: 49 }))

        assert.deepStrictEqual(earlier, { inserted: 0, updated: 0, unchanged: 1 })
        assert.deepStrictEqual(yield* rowsOf(Pages.offers), stored(rows, 1))
      })
    )

    test(
      "keeps the last of several records with one key in a page, and counts them all",
      Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        const last = Pages.offer("a", "3")
        const others = Array.from({ length: 30 }, (_, i) => Pages.offer(`o${i}`, "1"))

        const fresh = yield* store.commit(
          Pages.page(Pages.offers, 1, [Pages.offer("a", "1"), Pages.offer("a", "2"), ...others, last])
        )
        const again = yield* store.commit(Pages.page(Pages.offers, 2, [Pages.offer("a", "4"), last]))

        assert.deepStrictEqual(fresh, { inserted: 31, updated: 2, unchanged: 0 })
        assert.deepStrictEqual(again, { inserted: 0, updated: 2, unchanged: 0 })
        assert.deepInclude(yield* rowsOf(Pages.offers), { raw: last.raw, page: 2 })
      })
    )

    test(
      "keeps a bad record that comes again as one dead letter of its partition",
      Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        yield* store.commit(Pages.page(Pages.offers, 1, [], { deadLetters: [letter, { ...letter, raw: "[]" }] }))
        yield* store.commit(Pages.page(Pages.offers, 2, [], { deadLetters: [{ ...letter, position: 0 }] }))
        assert.deepStrictEqual((yield* inspection.deadLetters).toSorted(), [letter.raw, "[]"].toSorted())

        const elsewhere = Pages.checkpoint(Pages.offers, { partition: "other" })
        yield* store.commit(Pages.page(Pages.offers, 1, [], { checkpoint: elsewhere, deadLetters: [letter] }))

        assert.strictEqual((yield* inspection.deadLetters).length, 3)
      })
    )

    test(
      "remembers in which pass a sweep first saw a key, until the sweep completes or another begins",
      Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        const [a, b, c] = [Pages.offer("a", "1"), Pages.offer("b", "1"), Pages.offer("c", "1")]
        const seen = Effect.all([1, 2].map((pass) => store.seenIn("all", "run", pass)))

        yield* store.commit(Pages.page(Pages.offers, 1, [a, b, a], { seenIn: 1 }))
        yield* store.commit(Pages.page(Pages.offers, 2, [b, c], { seenIn: 2 }))
        assert.deepStrictEqual(yield* seen, [2, 1])
        yield* store.commit(
          Pages.page(Pages.offers, 3, [a], {
            seenIn: 1,
            checkpoint: Pages.checkpoint(Pages.offers, { seq: 3, run: "next" })
          })
        )
        assert.deepStrictEqual([...(yield* seen), yield* store.seenIn("all", "next", 1)], [0, 0, 1])
        yield* store.commit(
          Pages.page(Pages.offers, 4, [b], {
            seenIn: 1,
            checkpoint: Pages.checkpoint(Pages.offers, { seq: 4, run: "next", status: "completed" })
          })
        )

        assert.strictEqual(yield* store.seenIn("all", "next", 1), 0)
      })
    )

    test(
      "gives back every field of a checkpoint",
      Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        const full = Pages.checkpoint(Pages.offers, {
          partition: "é\u0000\ud800",
          run: '\ufffd"run"',
          epoch: 7,
          seq: 2 ** 40,
          status: "suspended",
          walk: `{"cursor":"\ud83d\ude00\udc00"}`,
          startedAt: 1,
          updatedAt: 1_800_000_000_123,
          expiresAt: 4,
          resumeAt: 5,
          problem: "why",
          verdict: `{"_tag":"Unproven"}`,
          counts: {
            ...noCounts,
            pages: 1,
            requests: 2,
            retries: 3,
            received: 4,
            inserted: 5,
            updated: 6,
            unchanged: 7,
            deadLettered: 8
          }
        })
        const bare = Pages.checkpoint(Pages.offers)

        yield* store.commit(Pages.page(Pages.offers, 1, [], { checkpoint: full }))
        yield* store.commit(Pages.page(Pages.offers, 1, [], { checkpoint: bare }))

        assert.deepStrictEqual(yield* store.load(full.partition), full)
        assert.deepStrictEqual(yield* (yield* SyncStore).checkpoints, [bare, full])
      })
    )

    it.effect.prop(
      "holds the same rows whatever order their versions come in",
      [
        Schema.Array(
          Schema.Struct({ id: Schema.Literals(["a", "b", "c"]), rank: Schema.Finite, page: Schema.Literals([1, 2, 3]) })
        )
      ],
      ([steps]) =>
        Effect.gen(function* () {
          const store = yield* open(Pages.versionedOffers)
          const versions = steps.map((step, minute) => ({
            ...step,
            row: Pages.offer(step.id, String(minute), minute % 60)
          }))
          const shuffled = versions.slice(0, 60).toSorted((x, y) => x.rank - y.rank)
          const newest = new Map(versions.slice(0, 60).map(({ id, row }) => [id, row.raw]))

          for (const seq of [1, 2, 3]) {
            const rows = shuffled.filter((step) => step.page === seq).map((step) => step.row)
            yield* store.commit(Pages.page(Pages.versionedOffers, seq, rows))
          }

          assert.deepStrictEqual(
            (yield* rowsOf(Pages.versionedOffers)).map(({ raw }) => raw),
            [...newest.values()].toSorted()
          )
        }).pipe(Effect.provide(layer)),
      { arbitrary: { runs: 40 } }
    )
  })
}
