/** What every store owes: the same observations leave the same rows, whatever order they arrive in. */
import { assert, it } from "@effect/vitest"
import { Effect, Schema, Stream } from "effect"
import { noCounts } from "../../src/contract/Checkpoint.ts"
import type { Row } from "../../src/contract/PageCommit.ts"
import { columnKind, type StreamTable } from "../../src/contract/StreamTable.ts"
import * as Pages from "./Pages.ts"
import { open, storedBy, type Subject } from "./StoreSubject.ts"

const counter = (version: bigint): Row => ({
  identity: "a",
  record: { id: "a", version },
  raw: `{"version":${version}}`
})

const Integer = Schema.BigInt.annotate({ [columnKind]: "integer" })

const Step = Schema.Struct({
  id: Schema.Literals(["a", "b", "c"]),
  price: Schema.Literals(["1", "2"]),
  minute: Schema.UndefinedOr(Schema.Literals([1, 2])),
  observedAt: Schema.Literals([1, 2, 3, 4, 5]),
  rank: Schema.Finite
})

const next = (seq: number) => Pages.checkpoint(Pages.offers, { seq, run: "next", updatedAt: 5000 })

const stay = (propertyId: string, night: string): Row => ({
  identity: `${propertyId}\u001f${night}`,
  raw: `{"at":${JSON.stringify(propertyId + night)}}`,
  record: {
    propertyId,
    night,
    price: "120.50",
    rooms: 3,
    score: 2.5,
    open: true,
    modifiedAt: "2026-03-01T00:00:00.000Z",
    tags: [],
    serial: 2n ** 70n,
    extra: "\u0001"
  }
})

export const suite = <R>({ layer, rowsOf, runs, test }: Subject<R>): void => {
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
    "counts new rows among old ones, wherever they are in the page",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const rows = Array.from({ length: 90 }, (_, i) => Pages.offer(`o${i}`, "1"))
      const [even, odd] = [rows.filter((_, i) => i % 2 === 0), rows.filter((_, i) => i % 2 === 1)]
      yield* store.commit(Pages.page(Pages.offers, 1, even.slice(0, 20)))

      const mixed = yield* store.commit(Pages.page(Pages.offers, 2, [...even, ...odd.slice(0, 7)]))
      const again = yield* store.commit(Pages.page(Pages.offers, 3, rows))

      assert.deepStrictEqual(mixed, { inserted: 32, updated: 0, unchanged: 20 })
      assert.deepStrictEqual(again, { inserted: 38, updated: 0, unchanged: 52 })
      assert.strictEqual((yield* rowsOf(Pages.offers)).length, 90)
    })
  )

  test(
    "says of an unchanged row which page saw it last",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const rows = [Pages.offer("a", "1"), Pages.offer("b", "2")]
      yield* store.commit(Pages.page(Pages.offers, 1, rows))
      const again = Pages.page(Pages.offers, 2, rows, {
        partition: "other",
        checkpoint: Pages.checkpoint(Pages.offers, { seq: 2, run: "next" })
      })

      const written = yield* store.commit(again)

      assert.deepStrictEqual(written, { inserted: 0, updated: 0, unchanged: 2 })
      assert.deepStrictEqual(yield* rowsOf(Pages.offers), storedBy(again))
    })
  )

  test(
    "never replaces a version by an older one, and remembers that its key was seen",
    Effect.gen(function* () {
      const store = yield* open(Pages.versionedOffers)
      const first = Pages.page(Pages.versionedOffers, 1, [Pages.offer("a", "1", 30), Pages.offer("b", "1", 1)])
      yield* store.commit(first)
      const newer = Pages.page(Pages.versionedOffers, 3, [Pages.offer("a", "3", 31), Pages.offer("b", "2", 2)])

      const older = yield* store.commit(Pages.page(Pages.versionedOffers, 2, [Pages.offer("a", "2", 29)]))

      assert.deepStrictEqual(older, { inserted: 0, updated: 0, unchanged: 1 })
      const [seen, b] = storedBy(first)
      assert.deepStrictEqual(yield* rowsOf(Pages.versionedOffers), [{ ...seen!, page: 2, observedAt: 2 }, b!])
      assert.deepStrictEqual(yield* store.commit(newer), { inserted: 0, updated: 2, unchanged: 0 })
      assert.deepStrictEqual(yield* rowsOf(Pages.versionedOffers), storedBy(newer))
    })
  )

  test(
    "orders decimal versions as numbers, however long",
    Effect.gen(function* () {
      const table = Pages.tableOf(
        "counters",
        Schema.Struct({ id: Schema.String, version: Schema.BigInt }),
        ["id"],
        "version"
      )
      const store = yield* open(table)
      const updated = (seq: number, version: bigint) =>
        Effect.map(store.commit(Pages.page(table, seq, [counter(version)])), (written) => written.updated)
      yield* updated(1, 9n)

      assert.strictEqual(yield* updated(2, 10n), 1)
      assert.strictEqual(yield* updated(3, 9n), 0)
      assert.strictEqual(yield* updated(4, 9007199254740993n), 1)
      assert.strictEqual(yield* updated(5, 9007199254740992n), 0)
    })
  )

  for (const [kind, field, values] of [
    ["integers", Schema.Int, [9, 10]],
    ["bigints in a column of integers", Integer, [9n, 10n]],
    ["bigints that no number holds exactly", Integer, [9007199254740992n, 9007199254740993n]],
    ["numbers", Schema.Finite, [-1.5, 1e21]],
    ["texts", Schema.String, ["a", "\ud83d\ude00"]],
    ["dates", Pages.Stay.fields.night, ["2026-02-28", "2026-03-01"]],
    ["booleans", Schema.Boolean, [false, true]]
  ] as const) {
    test(
      `orders versions that are ${kind}`,
      Effect.gen(function* () {
        const record = Schema.Struct({ id: Schema.String, version: Schema.NullOr<Schema.Top>(field) })
        const table = Pages.tableOf<{ readonly id: string; readonly version: unknown }>(
          "counters",
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of one of several kinds
          record as never,
          ["id"],
          "version"
        )
        const store = yield* open(table)
        const updated = (seq: number, version: unknown, raw: string) =>
          Effect.map(
            store.commit(Pages.page(table, seq, [{ identity: "a", record: { id: "a", version }, raw }])),
            (written) => written.updated
          )
        yield* updated(1, null, "0")

        assert.strictEqual(yield* updated(2, values[0], "1"), 1)
        assert.strictEqual(yield* updated(3, values[1], "2"), 1)
        assert.strictEqual(yield* updated(4, values[0], "3"), 0)
        assert.strictEqual(yield* updated(5, null, "4"), 0)
        assert.strictEqual(yield* updated(6, values[1], "5"), 1)
      })
    )
  }

  test(
    "never replaces an observation by an earlier one",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const first = Pages.page(Pages.offers, 1, [Pages.offer("a", "1")], { observedAt: 50 })
      yield* store.commit(first)

      const earlier = yield* store.commit(Pages.page(Pages.offers, 2, [Pages.offer("a", "0")], { observedAt: 49 }))

      assert.deepStrictEqual(earlier, { inserted: 0, updated: 0, unchanged: 1 })
      assert.deepStrictEqual(yield* rowsOf(Pages.offers), storedBy(first))
    })
  )

  test(
    "marks the rows of a partition that a sweep did not see, and takes them back when they come again",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const sweep = { partition: "all", run: "next", startedAt: 1000 }
      yield* store.commit(Pages.page(Pages.offers, 1, [Pages.offer("a", "1"), Pages.offer("b", "1")]))
      yield* store.commit(Pages.page(Pages.offers, 2, [Pages.offer("c", "1")], { partition: "other" }))
      yield* store.commit(Pages.page(Pages.offers, 3, [Pages.offer("a", "1")], { checkpoint: next(3) }))

      assert.deepStrictEqual(yield* store.unseen(sweep), { standing: 2, unseen: 1 })
      const deleted = Pages.page(Pages.offers, 4, [], { checkpoint: next(4), deleteUnseen: true })
      assert.deepStrictEqual(yield* store.commit(deleted), { inserted: 0, updated: 0, unchanged: 0 })

      const deletedAt = Effect.map(rowsOf(Pages.offers), (rows) => rows.map((row) => row.deletedAt))
      assert.deepStrictEqual(yield* deletedAt, [undefined, 5000, undefined])
      assert.deepStrictEqual(yield* store.unseen(sweep), { standing: 1, unseen: 0 })
      const back = Pages.page(Pages.offers, 5, [Pages.offer("b", "1")], { observedAt: 6000 })
      assert.deepStrictEqual(yield* store.commit(back), { inserted: 0, updated: 1, unchanged: 0 })
      assert.deepStrictEqual(yield* deletedAt, [undefined, undefined, undefined])
      // Another run has seen it since the sweep began.
      assert.deepStrictEqual(yield* store.unseen(sweep), { standing: 2, unseen: 0 })
    })
  )

  test(
    "leaves a row deleted when an observation from before comes late, whatever its version",
    Effect.gen(function* () {
      const store = yield* open(Pages.versionedOffers)
      const table = Pages.versionedOffers
      const late = Pages.page(table, 3, [Pages.offer("a", "2", 30)], { observedAt: 4000 })
      yield* store.commit(Pages.page(table, 1, [Pages.offer("a", "1", 10)]))
      const sweep = Pages.checkpoint(table, { seq: 2, run: "next", updatedAt: 5000 })
      yield* store.commit(Pages.page(table, 2, [], { checkpoint: sweep, deleteUnseen: true }))

      assert.deepStrictEqual(yield* store.commit(late), { inserted: 0, updated: 0, unchanged: 1 })

      assert.deepStrictEqual(
        (yield* rowsOf(table)).map(({ deletedAt }) => deletedAt),
        [5000]
      )
      const back = Pages.page(table, 4, [Pages.offer("a", "1", 10)], { observedAt: 6000 })
      assert.strictEqual((yield* store.commit(back)).updated, 1)
      assert.deepStrictEqual(
        (yield* rowsOf(table)).map(({ deletedAt }) => deletedAt),
        [undefined]
      )
    })
  )

  test(
    "tells when rows that stand were observed, with fields as text, in arrays of at most a thousand",
    Effect.gen(function* () {
      const store = yield* open(Pages.stays)
      const stays = Array.from({ length: 2100 }, (_, i) => stay(`p${i}`, "2026-03-01"))
      yield* store.commit(Pages.page(Pages.stays, 1, [...stays, stay("\u0000", "2026-03-02"), stay("q", "2026-03-03")]))
      const read = (query: Parameters<typeof store.observations>[0]) => Stream.runCollect(store.observations(query))

      const all = yield* read({ fields: [] })
      const some = yield* read({
        fields: ["propertyId", "night", "price", "rooms", "score", "open", "modifiedAt", "serial"],
        dates: { field: "night", from: "2026-03-02", to: "2026-03-03" }
      })

      assert.isTrue(all.every((part) => part.length > 0 && part.length <= 1000))
      assert.strictEqual(all.flat().length, 2102)
      assert.deepStrictEqual(some.flat(), [
        {
          observedAt: 1,
          values: ["\u0000", "2026-03-02", "120.50", "3", "2.5", "true", "2026-03-01T00:00:00.000Z", String(2n ** 70n)]
        }
      ])
    })
  )

  test(
    "leaves rows that are deleted out of the observations",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      yield* store.commit(Pages.page(Pages.offers, 1, [Pages.offer("a", "1"), Pages.offer("b", "2")]))
      yield* store.commit(
        Pages.page(Pages.offers, 2, [Pages.offer("b", "2")], {
          checkpoint: Pages.checkpoint(Pages.offers, { seq: 2, run: "next" }),
          deleteUnseen: true
        })
      )

      const read = yield* Stream.runCollect(store.observations({ fields: ["price", "modified"] }))

      assert.deepStrictEqual(read.flat(), [{ values: ["2", null], observedAt: 2 }])
    })
  )

  const observing = (offers: StreamTable) => (stream: string, order: ReadonlyArray<typeof Step.Type>) =>
    Effect.gen(function* () {
      const table = { ...offers, stream, name: `demo_${stream}` }
      const store = yield* open(table)
      let seq = 0
      for (const { id, minute, observedAt, price } of order) {
        seq += 1
        yield* store.commit(Pages.page(table, seq, [Pages.offer(id, price, minute)], { observedAt, page: observedAt }))
      }
      return yield* rowsOf(table)
    })

  for (const [versions, offers] of [
    ["with versions", Pages.versionedOffers],
    ["without versions", Pages.offers]
  ] as const) {
    const observed = observing(offers)
    it.effect.prop(
      `leaves the same rows whatever order observations come in, and however often: ${versions}`,
      [Schema.Array(Step), Schema.Finite],
      ([steps, again]) =>
        Effect.gen(function* () {
          const some = steps.slice(0, 12)
          const shuffled = some.toSorted((a, b) => a.rank - b.rank)

          const repeated = [...shuffled, ...shuffled.slice(0, Math.abs(Math.trunc(again)) % 12)]

          assert.deepStrictEqual(yield* observed("some", repeated), yield* observed("others", some))
        }).pipe(Effect.provide(layer, { local: true })),
      { arbitrary: { runs }, timeout: 60_000 }
    )
  }
}
