/** What PostgreSQL and the way to it do to a store. */
import { assert, describe, it } from "@effect/vitest"
import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Fiber, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { noCounts } from "../../src/contract/Checkpoint.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Pages from "./Pages.ts"
import * as PgProxy from "./PgProxy.ts"
import * as PgServer from "./PgServer.ts"
import { inspection } from "./SqlInspection.ts"
import { open, storedBy } from "./StoreSubject.ts"

const rows = [Pages.offer("a", "1"), Pages.offer("b", "1")]

const pause = (millis: number) => Effect.promise(() => new Promise((resolve) => setTimeout(resolve, millis)))

/** A connection of somebody else to the tables of a schema. */
const another = (schema: string) =>
  Effect.map(
    Layer.build(
      Layer.fresh(
        PgClient.layer({
          url: Redacted.make(PgServer.url),
          maxConnections: 1,
          startupParameters: { search_path: schema }
        })
      )
    ),
    (context) => Context.get(context, SqlClient.SqlClient)
  )

/** Waits until a connection of this schema's store waits for another to end, and gives it. */
const blocked = (schema: string): Effect.Effect<number, unknown> =>
  Effect.gen(function* () {
    for (;;) {
      const [found] = yield* PgServer.administer<{ pid: number }>(
        `SELECT DISTINCT a.pid FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid JOIN pg_class c ON c.oid = l.relation
         WHERE a.wait_event_type = 'Lock' AND a.application_name = 'innlet' AND c.relnamespace = '${schema}'::regnamespace`
      )
      if (found !== undefined) return found.pid
      yield* pause(20)
    }
  })

describe.skipIf(!PgServer.isThere)("PgStore", () => {
  for (const cut of ["before", "after", "late"] as const) {
    for (const [which, seq] of [
      ["the first commit", 1],
      ["a later commit", 2]
    ] as const) {
      it.live(`writes a page once when the connection is cut at COMMIT, ${cut}: ${which}`, () =>
        Effect.gen(function* () {
          const schema = yield* PgServer.newSchema
          const proxy = yield* PgProxy.make
          yield* Effect.gen(function* () {
            const root = yield* SyncStore
            const store = yield* open(Pages.offers)
            if (seq === 2) yield* store.commit(Pages.page(Pages.offers, 1, [Pages.offer("a", "1")]))
            const counts = { ...noCounts, received: 3, unchanged: 1 }
            const page = Pages.page(Pages.offers, seq, rows, {
              checkpoint: Pages.checkpoint(Pages.offers, { seq, counts }),
              deadLetters: [Pages.letter("{}")],
              audit: [Pages.auditEntry],
              seenIn: 1
            })
            proxy.cutNext(cut)

            const written = yield* store.commit(page)

            const old = seq - 1
            assert.deepStrictEqual(written, { inserted: 2 - old, updated: 0, unchanged: old })
            assert.strictEqual(proxy.cuts(), 1)
            assert.deepStrictEqual(yield* store.load("all"), {
              ...page.checkpoint,
              counts: { ...counts, inserted: 2 - old, unchanged: 1 + old }
            })
            assert.sameDeepMembers([...(yield* inspection.rows(Pages.offers))], [...storedBy(page)])
            assert.deepStrictEqual(
              (yield* root.deadLetters({})).map(({ timesSeen }) => timesSeen),
              [1]
            )
            assert.strictEqual((yield* root.audit("run")).length, 1)
          }).pipe(Effect.provide(PgServer.storeIn(schema, proxy.url)))
        })
      )
    }

    it.live(`replays letters once when the connection is cut at COMMIT, ${cut}`, () =>
      Effect.gen(function* () {
        const schema = yield* PgServer.newSchema
        const proxy = yield* PgProxy.make
        yield* Effect.gen(function* () {
          const root = yield* SyncStore
          const store = yield* open(Pages.offers)
          const bad = ["a", "b"].map((key) => Pages.letter(`"${key}"`, 0, { key }))
          yield* store.commit(Pages.page(Pages.offers, 1, [], { deadLetters: bad }))
          const [first, second] = yield* root.deadLetters({})
          proxy.cutNext(cut)

          const written = yield* store.replayed({
            decoded: [{ letter: first!, row: Pages.offer(first!.key!, "1") }],
            failed: [{ letter: second!, issues: [], status: "waiting" }]
          })

          assert.deepStrictEqual([written.inserted, proxy.cuts()], [1, 1])
          assert.deepStrictEqual(
            (yield* root.deadLetters({})).map(({ attempts, key }) => [key, attempts]),
            [[second!.key, 1]]
          )
          proxy.cutNext(cut)
          assert.strictEqual(yield* root.discard([second!.id]), 1)
        }).pipe(Effect.provide(PgServer.storeIn(schema, proxy.url)))
      })
    )
  }

  it.effect("says that it does not know whether a commit was carried out when nobody can tell", () =>
    Effect.gen(function* () {
      const schema = yield* PgServer.newSchema
      const proxy = yield* PgProxy.make
      const error = yield* Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        proxy.cutNext("after")
        proxy.closeAfterCut()
        const commit = yield* Effect.forkChild(Effect.flip(store.commit(Pages.page(Pages.offers, 1, rows))))
        while (commit.pollUnsafe() === undefined) {
          yield* pause(20)
          yield* TestClock.adjust("1 second")
        }
        return yield* Fiber.join(commit)
      }).pipe(Effect.provide(PgServer.storeIn(schema, proxy.url)))

      assert.strictEqual(error.reason._tag, "StoreUnavailable")
      assert.include(error.reason.detail, "whether the last commit was carried out is not known")
      const [stored] = yield* PgServer.administer<{ n: bigint }>(`SELECT count(*) AS n FROM ${schema}.demo_offers`)
      assert.strictEqual(Number(stored?.n), 2)
    })
  )

  it.live("is overtaken by a writer that raises the same epoch while the way is cut", () =>
    Effect.gen(function* () {
      const schema = yield* PgServer.newSchema
      const proxy = yield* PgProxy.make
      yield* Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        const letIn = proxy.holdAfterCut()
        proxy.cutNext("before")
        const late = yield* Effect.forkChild(Effect.flip(store.commit(Pages.page(Pages.offers, 1, rows))))
        while (proxy.cuts() === 0) yield* pause(10)
        const rival = Pages.page(Pages.offers, 1, [], {
          checkpoint: Pages.checkpoint(Pages.offers, { writer: "rival" })
        })
        yield* PgServer.using(
          schema,
          Effect.flatMap(open(Pages.offers), (other) => other.commit(rival))
        )
        letIn()

        assert.strictEqual((yield* Fiber.join(late)).reason._tag, "StaleEpoch")
        assert.strictEqual((yield* store.load("all"))?.writer, "rival")
        assert.deepStrictEqual(yield* inspection.rows(Pages.offers), [])
      }).pipe(Effect.provide(PgServer.storeIn(schema, proxy.url)))
    })
  )

  it.live("commits again when its connection is ended in the middle of a transaction", () =>
    Effect.gen(function* () {
      const schema = yield* PgServer.newSchema
      yield* Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        yield* store.commit(Pages.page(Pages.offers, 1, rows))
        const other = yield* another(schema)
        const commit = yield* other.withTransaction(
          Effect.gen(function* () {
            yield* other`SELECT 1 FROM demo_offers WHERE id = 'b' FOR UPDATE`
            const commit = yield* Effect.forkChild(store.commit(Pages.page(Pages.offers, 2, rows)))
            yield* PgServer.administer(`SELECT pg_terminate_backend(${yield* blocked(schema)})`)
            yield* pause(100)
            return commit
          })
        )

        assert.deepStrictEqual(yield* Fiber.join(commit), { inserted: 0, updated: 0, unchanged: 2 })
        assert.strictEqual((yield* store.load("all"))?.seq, 2)
      }).pipe(Effect.provide(PgServer.storeIn(schema)))
    })
  )

  it.live("commits again when it was chosen to end a deadlock", () =>
    Effect.gen(function* () {
      const schema = yield* PgServer.newSchema
      yield* Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        yield* store.commit(Pages.page(Pages.offers, 1, rows))
        const other = yield* another(schema)
        // Whoever looks for the deadlock first is ended.
        yield* other`SET deadlock_timeout = '60s'`
        const commit = yield* other.withTransaction(
          Effect.gen(function* () {
            yield* other`SELECT 1 FROM demo_offers WHERE id = 'b' FOR UPDATE`
            const changed = [Pages.offer("a", "2"), Pages.offer("b", "2")]
            const commit = yield* Effect.forkChild(store.commit(Pages.page(Pages.offers, 2, changed)))
            yield* blocked(schema)
            yield* other`UPDATE demo_offers SET price = 7 WHERE id = 'a'`
            return commit
          })
        )

        assert.deepStrictEqual(yield* Fiber.join(commit), { inserted: 0, updated: 2, unchanged: 0 })
      }).pipe(Effect.provide(PgServer.storeIn(schema)))
    })
  )

  it.live("commits again when its transaction can't be put in a row with another", () =>
    Effect.gen(function* () {
      const schema = yield* PgServer.newSchema
      const strict = `${PgServer.url}?options=${encodeURIComponent("-c default_transaction_isolation=serializable")}`
      yield* Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        yield* store.commit(Pages.page(Pages.offers, 1, rows))
        const other = yield* another(schema)
        const commit = yield* other.withTransaction(
          Effect.gen(function* () {
            yield* other`UPDATE demo_offers SET price = 7 WHERE id = 'b'`
            const commit = yield* Effect.forkChild(store.commit(Pages.page(Pages.offers, 2, rows)))
            yield* blocked(schema)
            return commit
          })
        )

        assert.deepStrictEqual(yield* Fiber.join(commit), { inserted: 0, updated: 0, unchanged: 2 })
      }).pipe(Effect.provide(PgServer.storeIn(schema, strict)))
    })
  )

  it.live("fences a writer that another one overtook", () =>
    Effect.gen(function* () {
      const schema = yield* PgServer.newSchema
      yield* Effect.gen(function* () {
        const store = yield* open(Pages.offers)
        yield* store.commit(Pages.page(Pages.offers, 1, rows))
        yield* PgServer.using(
          schema,
          Effect.flatMap(open(Pages.offers), (rival) =>
            rival.commit(
              Pages.page(Pages.offers, 2, [], {
                expected: { epoch: 1, seq: 1 },
                checkpoint: Pages.checkpoint(Pages.offers, { epoch: 2, seq: 2, writer: "rival" })
              })
            )
          )
        )

        const error = yield* Effect.flip(store.commit(Pages.page(Pages.offers, 2, [Pages.offer("z", "1")])))

        assert.strictEqual(error.reason._tag, "StaleEpoch")
        assert.strictEqual((yield* store.load("all"))?.writer, "rival")
        assert.strictEqual((yield* inspection.rows(Pages.offers)).length, 2)
      }).pipe(Effect.provide(PgServer.storeIn(schema)))
    })
  )

  it.effect("says that the disk is full", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const store = yield* open(Pages.offers)
      // A disk can't be filled here; the server says this when it is.
      yield* sql`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`
      yield* sql`CREATE TRIGGER full_disk BEFORE INSERT ON demo_offers EXECUTE FUNCTION full_disk()`

      const error = yield* Effect.flip(store.commit(Pages.page(Pages.offers, 1, rows)))

      assert.deepStrictEqual([error.reason._tag, error.reason.detail], ["StoreFull", "could not extend file"])
      assert.isUndefined(yield* store.load("all"))
    }).pipe(Effect.provide(PgServer.layer))
  )
})
