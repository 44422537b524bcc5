/** What every store owes: what belongs to a sweep is there while it goes on, and gone afterwards. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import * as Ledger from "../../src/contract/Ledger.ts"
import type { PageCommit } from "../../src/contract/PageCommit.ts"
import type { StagedRecords } from "../../src/contract/StagedPage.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import { proven } from "../../src/contract/Verdict.ts"
import * as Pages from "./Pages.ts"
import { open, type Subject } from "./StoreSubject.ts"

const at = (seq: number, run: string, status: "running" | "completed" = "running") =>
  Pages.checkpoint(Pages.offers, { seq, run, status })

const staged = (page: number, records: string): StagedRecords => ({
  page,
  pass: 2,
  bytes: Buffer.byteLength(records),
  observedAt: 7,
  total: page === 1 ? undefined : 812.5,
  records
})

const withoutRecords = ({ records: _records, ...page }: StagedRecords) => page

const ledger = (run: string, startedAt: number, partition = "all"): Ledger.Ledger => ({
  ...Ledger.start({ connector: "demo", stream: "offers", partition, run, startedAt }),
  evidence: ["short page\u0000\ud800"],
  verdict: proven("anchors")
})

export const suite = <R>({ test }: Subject<R>): void => {
  test(
    "remembers in which pass a sweep first saw a key, until the sweep completes or another begins",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const [a, b] = [Pages.offer("a", "1"), Pages.offer("b\u0000", "1")]
      const seen = Effect.forEach([1, 2], (pass) => store.seenIn("all", "run", pass))
      const bad = Pages.letter("{}")

      yield* store.commit(Pages.page(Pages.offers, 1, [a, b], { seenIn: 1, deadLetters: [bad] }))
      yield* store.commit(Pages.page(Pages.offers, 2, [b, a], { seenIn: 2, deadLetters: [bad] }))
      yield* store.commit(Pages.page(Pages.offers, 3, [], { seenIn: 2, deadLetters: [Pages.letter("[]"), bad] }))
      assert.deepStrictEqual(yield* seen, [3, 1])
      yield* store.commit(Pages.page(Pages.offers, 4, [a], { seenIn: 1, checkpoint: at(4, "next") }))
      assert.deepStrictEqual([...(yield* seen), yield* store.seenIn("all", "next", 1)], [0, 0, 1])
      yield* store.commit(Pages.page(Pages.offers, 5, [b], { seenIn: 1, checkpoint: at(5, "next", "completed") }))

      assert.strictEqual(yield* store.seenIn("all", "next", 1), 0)
    })
  )

  test(
    "remembers every key of a page, however many it has",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      // Around what a statement may take at once.
      const sizes = [1, 49, 50, 51, 100, 120]
      const offers = (page: number) =>
        Array.from({ length: sizes[page - 1] ?? 0 }, (_, at) => Pages.offer(`${page} ${at}`, "1"))

      for (let page = 1; page <= sizes.length; page++) {
        yield* store.commit(Pages.page(Pages.offers, page, offers(page), { seenIn: page }))
      }

      assert.deepStrictEqual(yield* Effect.forEach(sizes, (_, at) => store.seenIn("all", "run", at + 1)), sizes)
    })
  )

  test(
    "tells long keys apart that a sweep has seen",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const long = "x".repeat(5000)
      const keys = [`${long}a`, `${long}b`, `${long}a`.slice(0, 600)]
      const letters = keys.map((key) => Pages.letter("{}", 0, { hash: key }))

      yield* store.commit(Pages.page(Pages.offers, 1, [], { seenIn: 1, deadLetters: letters }))
      yield* store.commit(Pages.page(Pages.offers, 2, [], { seenIn: 2, deadLetters: letters }))

      assert.deepStrictEqual([yield* store.seenIn("all", "run", 1), yield* store.seenIn("all", "run", 2)], [3, 0])
    })
  )

  test(
    "keeps staged pages until they are taken, in the order of their numbers",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const [one, two, ten] = [staged(1, "[]"), staged(2, `["\u0000\ud800'é\ud83d\ude00"]`), staged(10, "[1]")]
      const commit = (seq: number, fields: Partial<PageCommit>) =>
        store.commit(Pages.page(Pages.offers, seq, [], fields))

      yield* commit(1, { stage: ten })
      yield* commit(2, { stage: two })
      yield* commit(3, { stage: one })

      assert.deepStrictEqual(yield* store.staged("all", "run"), [one, two, ten].map(withoutRecords))
      assert.deepStrictEqual(yield* store.stagedRecords("all", "run", 2), two)
      assert.isUndefined(yield* store.stagedRecords("all", "run", 3))
      assert.deepStrictEqual(yield* store.staged("all", "other"), [])
      yield* commit(4, { unstage: 2, rows: [Pages.offer("a", "1")] })
      assert.deepStrictEqual(yield* store.staged("all", "run"), [one, ten].map(withoutRecords))
      yield* commit(5, { stage: { ...one, records: "[2]" } })
      assert.strictEqual((yield* store.stagedRecords("all", "run", 1))?.records, "[2]")
    })
  )

  test(
    "keeps a large staged page",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const large = staged(1, JSON.stringify(Array.from({ length: 4000 }, (_, n) => `record ${n} 🔑`)))

      yield* store.commit(Pages.page(Pages.offers, 1, [], { stage: large }))

      assert.deepStrictEqual(yield* store.stagedRecords("all", "run", 1), large)
    })
  )

  test(
    "drops staged pages when another sweep begins, and when theirs completes",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      yield* store.commit(Pages.page(Pages.offers, 1, [], { stage: staged(1, "[]") }))
      yield* store.commit(Pages.page(Pages.offers, 2, [], { checkpoint: at(2, "next"), stage: staged(2, "[]") }))
      assert.deepStrictEqual(
        [yield* store.staged("all", "run"), (yield* store.staged("all", "next")).map(({ page }) => page)],
        [[], [2]]
      )
      yield* store.commit(Pages.page(Pages.offers, 3, [], { checkpoint: at(3, "next", "completed") }))

      assert.deepStrictEqual(yield* store.staged("all", "next"), [])
    })
  )

  test(
    "puts a sweep's ledger in the place of the one before",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const next = { ...ledger("run", 1), restarts: 3 }
      yield* store.commit(Pages.page(Pages.offers, 1, [], { ledger: ledger("run", 1) }))
      assert.deepStrictEqual(yield* store.ledger("all", "run"), ledger("run", 1))
      yield* store.commit(Pages.page(Pages.offers, 2, [], { ledger: next }))

      assert.deepStrictEqual(yield* store.ledger("all", "run"), next)
      assert.isUndefined(yield* store.ledger("all", "other"))
      assert.isUndefined(yield* store.ledger("other", "run"))
    })
  )

  test(
    "keeps the ledgers of the newest twenty sweeps of each partition, newest first",
    Effect.gen(function* () {
      const root = yield* SyncStore
      const store = yield* open(Pages.offers)
      for (let i = 1; i <= 23; i++) {
        yield* store.commit(
          Pages.page(Pages.offers, i, [], { checkpoint: at(i, `run${i}`), ledger: ledger(`run${i}`, i) })
        )
      }
      const other = Pages.checkpoint(Pages.offers, { partition: "other" })
      yield* store.commit(Pages.page(Pages.offers, 1, [], { checkpoint: other, ledger: ledger("run", 1, "other") }))
      const runs = (sweeps: number) => Effect.map(root.ledgers(sweeps), (all) => all.map(({ run }) => run))

      assert.deepStrictEqual(yield* runs(2), ["run23", "run22", "run"])
      assert.deepStrictEqual(yield* runs(100), [...Array.from({ length: 20 }, (_, i) => `run${23 - i}`), "run"])
    })
  )
}
