/** What every store owes: a record that can't be stored as a row is kept, found, counted and settled. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { DeadLetter, Selection, StoredDeadLetter } from "../../src/contract/DeadLetter.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as LetterId from "../../src/store/LetterId.ts"
import * as Pages from "./Pages.ts"
import { open, storedBy, type Subject } from "./StoreSubject.ts"

const letters = (selection: Selection = {}) => Effect.flatMap(SyncStore, (store) => store.deadLetters(selection))

/** A letter as it stands after one commit at that moment. */
const stored = (letter: DeadLetter, at: number, fields?: Partial<StoredDeadLetter>): StoredDeadLetter => ({
  ...letter,
  id: LetterId.of({ connector: "demo", stream: "offers", partition: "all", hash: letter.hash }),
  connector: "demo",
  stream: "offers",
  partition: "all",
  run: "run",
  page: at,
  recordSchema: "a",
  firstSeen: at,
  lastSeen: at,
  timesSeen: 1,
  attempts: 0,
  status: "waiting",
  ...fields
})

const keyed = (key: string | undefined) => Pages.letter(`{"bad":"${key}"}`, 0, { key })

export const suite = <R>({ rowsOf, test }: Subject<R>): void => {
  test(
    "keeps a bad record that comes again as one dead letter of its partition",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const [bad, worse] = [Pages.letter(`{"id":"x"}`, 3), Pages.letter(`{"cut":"\ud83d`, 4, { whole: false })]
      const again = { ...bad, position: 0, issues: [{ path: "", message: "no\u0000\ud800" }] }

      yield* store.commit(Pages.page(Pages.offers, 1, [], { deadLetters: [bad, worse] }))
      yield* store.commit(Pages.page(Pages.offers, 2, [], { deadLetters: [again, again] }))

      const seenAgain = stored(again, 2, { firstSeen: 1, timesSeen: 3 })
      const expected = [seenAgain, stored(worse, 1)].toSorted((a, b) => (a.id < b.id ? -1 : 1))
      assert.deepStrictEqual(yield* letters(), expected)
      const elsewhere = Pages.checkpoint(Pages.offers, { partition: "backfill" })
      yield* store.commit(
        Pages.page(Pages.offers, 1, [], { checkpoint: elsewhere, partition: "other\u0000", deadLetters: [bad] })
      )
      assert.deepStrictEqual((yield* letters()).map(({ partition }) => partition).toSorted(), [
        "all",
        "all",
        "other\u0000"
      ])
    })
  )

  test(
    "settles no letter of another stream or another partition",
    Effect.gen(function* () {
      const [here, there] = [yield* open(Pages.offers), yield* open(Pages.versionedOffers)]
      const letter = { deadLetters: [keyed("a")] }
      const elsewhere = Pages.checkpoint(Pages.offers, { partition: "elsewhere" })
      yield* there.commit(Pages.page(Pages.versionedOffers, 1, [], letter))
      yield* here.commit(Pages.page(Pages.offers, 1, [], { ...letter, checkpoint: elsewhere, partition: "elsewhere" }))
      yield* here.commit(Pages.page(Pages.offers, 1, [], letter))
      yield* here.commit(Pages.page(Pages.offers, 2, [Pages.offer("a", "1"), Pages.offer("b", "1")]))

      assert.deepStrictEqual((yield* letters()).map(({ partition, stream }) => `${stream} ${partition}`).toSorted(), [
        "offers elsewhere",
        "versioned_offers all"
      ])
    })
  )

  test(
    "settles a letter when its key is written by an observation no older",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      yield* store.commit(
        Pages.page(Pages.offers, 1, [Pages.offer("c", "1")], {
          observedAt: 50,
          deadLetters: ["a\u0000", "b", "c", undefined].map(keyed)
        })
      )
      const keys = Effect.map(letters(), (all) => all.map(({ key }) => key ?? "").toSorted())

      yield* store.commit(Pages.page(Pages.offers, 2, [Pages.offer("b", "1")], { observedAt: 49 }))
      yield* store.commit(Pages.page(Pages.offers, 3, [Pages.offer("b", "1")], { observedAt: 60, partition: "other" }))
      assert.deepStrictEqual(yield* keys, ["", "a\u0000", "b", "c"])
      yield* store.commit(
        Pages.page(Pages.offers, 4, [Pages.offer("a\u0000", "1"), Pages.offer("c", "1")], { observedAt: 50 })
      )

      assert.deepStrictEqual(yield* keys, ["", "b"])
    })
  )

  test(
    "keeps a letter of the key that the same page wrote",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      yield* store.commit(
        Pages.page(Pages.offers, 1, [Pages.offer("a", "1")], { deadLetters: [Pages.letter("{}", 0, { key: "a" })] })
      )

      assert.strictEqual((yield* letters()).length, 1)
    })
  )

  test(
    "replays letters by the rule of rows, and counts the failures of the others",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const bad = ["a", "b", "c", "d"].map((id) => Pages.letter(`{"id":"${id}","price":"x"}`, 0, { key: id }))
      const page = Pages.page(Pages.offers, 7, [Pages.offer("late", "1")], {
        expected: undefined,
        deadLetters: bad,
        partition: "p",
        observedAt: 30
      })
      yield* store.commit(page)
      yield* store.commit(Pages.page(Pages.offers, 8, [Pages.offer("b", "9")], { observedAt: 40 }))
      const byKey = new Map((yield* letters()).map((letter) => [letter.key, letter]))
      const decoded = ["a", "b", "c"].map((id) => ({ letter: byKey.get(id)!, row: Pages.offer(id, "2") }))
      yield* (yield* SyncStore).discard([byKey.get("c")!.id])
      const failed = [
        { letter: byKey.get("d")!, issues: [{ path: "id", message: "still\u0000" }], status: "quarantined" as const }
      ]

      const written = yield* store.replayed({ decoded, failed })

      assert.deepStrictEqual(written, { inserted: 1, updated: 0, unchanged: 1 })
      const rows = yield* rowsOf(Pages.offers)
      assert.deepStrictEqual(rows[0], storedBy({ ...page, rows: [Pages.offer("a", "2")] })[0])
      assert.strictEqual(rows.length, 3)
      const { d } = Object.fromEntries(byKey)
      assert.deepStrictEqual(yield* letters(), [
        { ...d!, issues: failed[0]!.issues, status: "quarantined", attempts: 1 }
      ])
      assert.deepStrictEqual(yield* store.replayed({ decoded, failed: [] }), { inserted: 0, updated: 0, unchanged: 0 })
    })
  )

  test(
    "keeps a letter's attempts until the record's schema changes",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const bad = Pages.letter("{}")
      const seen = (seq: number, recordSchema: string) =>
        store.commit(
          Pages.page(Pages.offers, seq, [], {
            deadLetters: [bad],
            checkpoint: Pages.checkpoint(Pages.offers, { seq, recordSchema })
          })
        )
      yield* seen(1, "a")
      const [letter] = yield* letters()
      yield* store.replayed({ decoded: [], failed: [{ letter: letter!, issues: [], status: "quarantined" }] })

      const state = Effect.map(letters(), ([one]) => [one?.recordSchema, one?.attempts, one?.status])
      yield* seen(2, "a")
      assert.deepStrictEqual(yield* state, ["a", 1, "quarantined"])
      yield* seen(3, "b")

      assert.deepStrictEqual(yield* state, ["b", 0, "waiting"])
    })
  )

  test(
    "selects letters, and drops those it is told to",
    Effect.gen(function* () {
      const root = yield* SyncStore
      const store = yield* open(Pages.offers)
      const stays = yield* open(Pages.stays)
      const bad = Array.from({ length: 40 }, (_, i) => Pages.letter(`{"n":${i}}`, i))
      yield* store.commit(Pages.page(Pages.offers, 1, [], { deadLetters: bad }))
      yield* stays.commit(Pages.page(Pages.stays, 1, [], { deadLetters: bad.slice(0, 2) }))
      const all = yield* letters()
      const ids = (selection: Selection) => Effect.map(letters(selection), (some) => some.map(({ id }) => id))

      assert.deepStrictEqual(
        all.map(({ id }) => id),
        all.map(({ id }) => id).toSorted()
      )
      assert.strictEqual((yield* ids({ connector: "demo", stream: "offers" })).length, 40)
      assert.deepStrictEqual(
        [yield* ids({ stream: "stays", status: "quarantined" }), yield* ids({ connector: "other" })],
        [[], []]
      )
      const { id } = all[20]!
      assert.deepStrictEqual(yield* ids({ id: id.slice(0, 12) }), [id])
      for (const hostile of ["%", "_", "' OR 1=1 --", "\\", "[", "*", "?", "\u0000"]) {
        assert.deepStrictEqual(yield* ids({ id: hostile }), [])
      }
      assert.deepStrictEqual(
        yield* ids({ after: id, limit: 3 }),
        all.slice(21, 24).map((letter) => letter.id)
      )
      assert.strictEqual(yield* root.discard([id, id, "none", "' OR 1=1 --"]), 1)
      assert.strictEqual(yield* root.discard([]), 0)
      assert.strictEqual((yield* letters()).length, all.length - 1)
    })
  )
}
