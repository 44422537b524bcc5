import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { join } from "node:path"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import { MemoryStore, NdjsonStore, SinkStore } from "../../src/store/index.ts"
import * as Pages from "./Pages.ts"
import { newDirectory, newFile, query, using } from "./SqliteFile.ts"
import * as SqliteSink from "./SqliteSink.ts"

const commit = (rows?: "elsewhere") =>
  Effect.flatMap(SyncStore, (store) =>
    Effect.flatMap(store.open(Pages.offers, { rows }), (opened) =>
      opened.commit(Pages.page(Pages.offers, 1, [Pages.offer("a", "1")]))
    )
  )

const opening = (rows?: "elsewhere") =>
  Effect.flatMap(SyncStore, (store) =>
    Effect.match(store.open(Pages.offers, { rows }), {
      onFailure: ({ message }) => message,
      onSuccess: () => "opened"
    })
  )

describe("a store whose rows are somewhere else", () => {
  it.effect("is not taken for one that has them, in tables or in segments", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* using(file, commit())
      assert.include(yield* using(file, opening("elsewhere")), "demo/offers are kept here and not in a sink")

      const directory = yield* newDirectory
      yield* Effect.provide(commit(), NdjsonStore.layer({ directory }), { local: true })
      const database = join(directory, "innlet.db")
      assert.include(yield* using(database, opening()), "demo/offers are kept in segments beside it")
      assert.include(yield* using(database, opening("elsewhere")), "demo/offers are kept here and not in a sink")
    })
  )

  it.effect("begins anew with a table that is made, since no checkpoint speaks of its rows", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      yield* using(file, commit("elsewhere"))
      yield* using(file, opening())
      assert.deepStrictEqual(
        yield* using(
          file,
          Effect.flatMap(SyncStore, (store) => store.checkpoints)
        ),
        []
      )

      yield* using(file, commit())
      yield* using(file, query("DROP TABLE demo_offers"))
      yield* using(file, opening())
      assert.deepStrictEqual(
        yield* using(
          file,
          Effect.flatMap(SyncStore, (store) => store.checkpoints)
        ),
        []
      )
    })
  )

  it.effect("leaves all of them to a sink over a store in memory too", () =>
    Effect.gen(function* () {
      const { sink } = SqliteSink.make()
      yield* Effect.gen(function* () {
        const store = yield* Effect.flatMap(SyncStore, (root) => root.open(Pages.offers))
        yield* store.commit(Pages.page(Pages.offers, 1, [Pages.offer("a", "1")]))
        const again = yield* store.commit(Pages.page(Pages.offers, 2, [Pages.offer("a", "2"), Pages.offer("b", "1")]))

        assert.strictEqual(again.inserted + again.updated + again.unchanged, 2)
        assert.deepStrictEqual((yield* MemoryStore.MemoryStore).rows(Pages.offers), [])
      }).pipe(Effect.provide(SinkStore.layer(sink).pipe(Layer.provideMerge(MemoryStore.layer))))
    })
  )
})
