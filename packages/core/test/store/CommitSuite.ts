/** What every store owes: a commit is there whole or not at all, and gives back what was put in. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { noCounts } from "../../src/contract/Checkpoint.ts"
import type { Health } from "../../src/contract/Health.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Pages from "./Pages.ts"
import { open, reasonOf, storedBy, type Subject } from "./StoreSubject.ts"

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

const told = (requests: number, pausedUntil: number | null): Health => ({ ...health("a", requests), pausedUntil })

export const suite = <R>({ rowsOf, test }: Subject<R>): void => {
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
    "keeps the longest pause that a process was told of for as long as it lasts",
    Effect.gen(function* () {
      const store = yield* SyncStore
      const kept: Array<number | null | undefined> = []
      for (const each of [told(1, 50), told(2, 20), told(3, null), told(4, 60.5), told(60, null), told(61, null)]) {
        yield* store.saveHealth(each)
        kept.push((yield* store.health)[0]?.pausedUntil)
      }

      assert.deepStrictEqual(kept, [50, 50, 50, 60.5, 60.5, null])
    })
  )

  test(
    "keeps the newest shape of each stream",
    Effect.gen(function* () {
      const store = yield* SyncStore
      yield* store.saveShape("a", "rates", "old")
      yield* store.saveShape("a", "rates", "{\"\u0000\":'\ud800'}")
      yield* store.saveShape("a", "hotels", "other")

      assert.strictEqual(yield* store.shape("a", "rates"), "{\"\u0000\":'\ud800'}")
      assert.strictEqual(yield* store.shape("a", "hotels"), "other")
      assert.isUndefined(yield* store.shape("b", "rates"))
    })
  )

  test(
    "makes a page's rows, dead letters, audit and checkpoint visible together",
    Effect.gen(function* () {
      const root = yield* SyncStore
      const store = yield* open(Pages.offers)
      const commit = Pages.page(Pages.offers, 1, [Pages.offer("a", "1"), Pages.offer("b", "2")], {
        deadLetters: [Pages.letter(`{"id":"x"}`)],
        audit: [Pages.failedEntry, Pages.auditEntry]
      })

      const written = yield* store.commit(commit)

      assert.deepStrictEqual(written, { inserted: 2, updated: 0, unchanged: 0 })
      assert.deepStrictEqual(yield* rowsOf(Pages.offers), storedBy(commit))
      assert.deepStrictEqual(
        (yield* root.deadLetters({})).map(({ raw }) => raw),
        [`{"id":"x"}`]
      )
      const place = { connector: "demo", stream: "offers", partition: "all", run: "run", epoch: 1, seq: 1 }
      assert.deepStrictEqual(yield* root.audit("run"), [
        { ...Pages.failedEntry, ...place },
        { ...Pages.auditEntry, ...place }
      ])
      assert.strictEqual((yield* store.load("all"))?.seq, 1)
    })
  )

  test(
    "gives a run's requests in the order they were committed, and no other's",
    Effect.gen(function* () {
      const root = yield* SyncStore
      const store = yield* open(Pages.offers)
      const entries = [1, 2, 3].map((page) => ({ ...Pages.auditEntry, page, attempt: 1 }))
      const commit = (seq: number, run: string, page: number) =>
        store.commit(
          Pages.page(Pages.offers, seq, [], {
            checkpoint: Pages.checkpoint(Pages.offers, { seq, run }),
            audit: [entries[page - 1]!, { ...entries[page - 1]!, attempt: 2 }]
          })
        )

      yield* commit(1, "r\u0000", 3)
      yield* commit(2, "r\u0000", 1)
      yield* commit(3, "r", 2)

      assert.deepStrictEqual(
        (yield* root.audit("r\u0000")).map(({ attempt, page }) => [page, attempt]),
        [
          [3, 1],
          [3, 2],
          [1, 1],
          [1, 2]
        ]
      )
      assert.strictEqual((yield* root.audit("r")).length, 2)
    })
  )

  test(
    "changes nothing for a writer whose checkpoint no longer stands",
    Effect.gen(function* () {
      const root = yield* SyncStore
      const store = yield* open(Pages.offers)
      const first = Pages.page(Pages.offers, 1, [Pages.offer("a", "1")])
      yield* store.commit(first)
      const before = yield* store.load("all")
      const late = Pages.page(Pages.offers, 2, [Pages.offer("a", "9"), Pages.offer("b", "2")], {
        deadLetters: [Pages.letter("{}")],
        audit: [Pages.auditEntry],
        seenIn: 1,
        stage: { page: 1, pass: 1, bytes: 2, observedAt: 1, total: undefined, records: "[]" }
      })

      for (const expected of [undefined, { epoch: 1, seq: 2 }, { epoch: 2, seq: 1 }, { epoch: 0, seq: 1 }]) {
        assert.strictEqual(yield* reasonOf(store.commit({ ...late, expected })), "StaleEpoch")
      }

      assert.deepStrictEqual(yield* rowsOf(Pages.offers), storedBy(first))
      assert.deepStrictEqual(yield* store.load("all"), before)
      assert.deepStrictEqual([yield* root.deadLetters({}), yield* root.audit("run")], [[], []])
      assert.strictEqual(yield* store.seenIn("all", "run", 1), 0)
      assert.deepStrictEqual(yield* store.staged("all", "run"), [])
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
    "lets one of two writers win, who raise the same epoch at once",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      yield* store.commit(Pages.page(Pages.offers, 1, []))
      const rival = (writer: string, expected: { epoch: number; seq: number } | undefined, partition: string) =>
        Effect.result(
          store.commit(
            Pages.page(Pages.offers, 1, [Pages.offer(writer, "1")], {
              expected,
              checkpoint: Pages.checkpoint(Pages.offers, { partition, writer, epoch: 2, seq: 2 })
            })
          )
        )

      const taken = yield* Effect.all(
        [rival("a", { epoch: 1, seq: 1 }, "all"), rival("b", { epoch: 1, seq: 1 }, "all")],
        { concurrency: "unbounded" }
      )
      const first = yield* Effect.all([rival("c", undefined, "new"), rival("d", undefined, "new")], {
        concurrency: "unbounded"
      })

      for (const outcomes of [taken, first]) {
        assert.deepStrictEqual(
          outcomes.map((outcome) => (outcome._tag === "Success" ? "won" : outcome.failure.reason._tag)).toSorted(),
          ["StaleEpoch", "won"]
        )
      }
      const winners = [(yield* store.load("all"))?.writer, (yield* store.load("new"))?.writer]
      assert.deepStrictEqual(
        (yield* rowsOf(Pages.offers)).map(({ raw }) => JSON.parse(raw).id),
        winners
      )
    })
  )

  test(
    "gives back every field of a checkpoint, whatever its texts hold",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      const full = Pages.checkpoint(Pages.offers, {
        partition: "é\u0000\ud800../'\";--",
        run: '\ufffd"run"',
        epoch: 7,
        seq: 2 ** 40,
        writer: "w\u0000",
        status: "suspended",
        walk: `{"cursor":"\ud83d\ude00\udc00"}`,
        connectorVersion: "1.0.0-\u0000",
        recordSchema: "b",
        startedAt: 1,
        updatedAt: 1_800_000_000_123,
        expiresAt: 4,
        intent: 6,
        since: 7,
        watermark: 8,
        resumeAt: 5,
        problem: "why\u0000",
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

  test(
    "gives checkpoints by connector, stream and partition, whatever order they came in",
    Effect.gen(function* () {
      const { connector } = Pages.offers
      const places = [
        [Pages.stays, "b"],
        [Pages.offers, "c"],
        [Pages.offers, "a"],
        [Pages.stays, "a"],
        [Pages.offers, "b"]
      ] as const
      for (const [table, partition] of places) {
        const store = yield* open(table)
        const checkpoint = Pages.checkpoint(table, { partition })
        yield* store.commit(Pages.page(table, 1, [], { checkpoint, partition }))
      }

      const all = yield* (yield* SyncStore).checkpoints
      assert.deepStrictEqual(
        all.map((one) => [one.connector, one.stream, one.partition]),
        [
          [connector, "offers", "a"],
          [connector, "offers", "b"],
          [connector, "offers", "c"],
          [connector, "stays", "a"],
          [connector, "stays", "b"]
        ]
      )
    })
  )
}
