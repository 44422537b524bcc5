import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as LetterId from "../../src/store/LetterId.ts"
import * as MemoryStore from "../../src/store/MemoryStore.ts"
import * as Pages from "./Pages.ts"
import { open } from "./StoreSubject.ts"
import { suite } from "./SyncStoreSuite.ts"

suite("MemoryStore", MemoryStore.layer, {
  rows: (table) =>
    Effect.map(MemoryStore.MemoryStore, (memory) =>
      memory.rows(table).map(({ identity: _identity, record: _record, ...row }) => row)
    )
})

/** The table of the same stream of another connector. */
const others = { ...Pages.offers, connector: "other", name: "other_offers" }

const test = <A, E>(title: string, body: Effect.Effect<A, E, SyncStore | MemoryStore.MemoryStore>) =>
  it.effect(title, () => Effect.provide(body, MemoryStore.layer))

describe("MemoryStore", () => {
  test(
    "shows the requests it was told of, of every run",
    Effect.gen(function* () {
      const { audit } = yield* MemoryStore.MemoryStore
      const store = yield* open(Pages.offers)
      assert.deepStrictEqual(audit, [])

      yield* store.commit(Pages.page(Pages.offers, 1, [], { audit: [Pages.failedEntry] }))
      const next = Pages.checkpoint(Pages.offers, { seq: 2, run: "next" })
      yield* store.commit(Pages.page(Pages.offers, 2, [], { audit: [Pages.auditEntry], checkpoint: next }))

      const place = { connector: "demo", stream: "offers", partition: "all", epoch: 1 }
      assert.deepStrictEqual((yield* MemoryStore.MemoryStore).audit, [
        { ...Pages.failedEntry, ...place, run: "run", seq: 1 },
        { ...Pages.auditEntry, ...place, run: "next", seq: 2 }
      ])
    })
  )

  test(
    "promises that nothing is written twice, and says what a run has lost that another took over",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)
      yield* store.commit(Pages.page(Pages.offers, 1, []))

      const { message } = yield* Effect.flip(store.commit(Pages.page(Pages.offers, 1, [])))

      assert.strictEqual((yield* SyncStore).guarantee, "effectivelyOnce")
      assert.strictEqual(
        message,
        "store memory: StaleEpoch: another run has taken over demo/offers all; nothing of this page was written"
      )
    })
  )

  test(
    "keeps partitions apart whose names and streams read the same together",
    Effect.gen(function* () {
      const longer = { ...Pages.offers, stream: "offers2", name: "demo_offers2" }
      const [store, other] = [yield* open(Pages.offers), yield* open(longer)]
      const partition = "2026"

      yield* store.commit(
        Pages.page(Pages.offers, 1, [], { partition, checkpoint: Pages.checkpoint(Pages.offers, { partition }) })
      )

      assert.isDefined(yield* store.load(partition))
      assert.isUndefined(yield* other.load("026"))
    })
  )

  test(
    "has no staged records of a sweep that it does not know",
    Effect.gen(function* () {
      const store = yield* open(Pages.offers)

      assert.isUndefined(yield* store.stagedRecords("all", "run", 1))
    })
  )

  test(
    "gives observed fields as text: JSON of what has no text of its own, and null of what is absent",
    Effect.gen(function* () {
      const store = yield* open(Pages.stays)
      const record = {
        propertyId: "p",
        night: "2026-03-01",
        open: false,
        tags: ["a", 1n],
        serial: 2n ** 70n,
        extra: null
      }
      yield* store.commit(Pages.page(Pages.stays, 1, [{ identity: "p", record, raw: "{}" }]))

      const fields = ["propertyId", "open", "tags", "serial", "extra", "score"]
      const [observed] = (yield* Stream.runCollect(store.observations({ fields }))).flat()

      assert.deepStrictEqual(observed?.values, ["p", "false", `["a","1"]`, "1180591620717411303424", null, null])
    })
  )

  test(
    "settles no letter of another connector's stream of the same name",
    Effect.gen(function* () {
      const [store, other] = [yield* open(Pages.offers), yield* open(others)]
      const letter = Pages.letter("{}", 0, { key: "a" })
      yield* store.commit(Pages.page(Pages.offers, 1, [], { deadLetters: [letter] }))

      yield* other.commit(Pages.page(others, 1, [Pages.offer("a", "1")], { observedAt: 9 }))
      assert.strictEqual((yield* MemoryStore.MemoryStore).deadLetters.length, 1)
      yield* store.commit(Pages.page(Pages.offers, 2, [Pages.offer("a", "1")], { observedAt: 9 }))

      assert.deepStrictEqual((yield* MemoryStore.MemoryStore).deadLetters, [])
    })
  )

  test(
    "brings no letter back that was discarded while it was replayed",
    Effect.gen(function* () {
      const root = yield* SyncStore
      const store = yield* open(Pages.offers)
      yield* store.commit(Pages.page(Pages.offers, 1, [], { deadLetters: [Pages.letter("{}")] }))
      const [letter] = yield* root.deadLetters({})
      yield* root.discard([letter!.id])

      yield* store.replayed({ decoded: [], failed: [{ letter: letter!, issues: [], status: "quarantined" }] })

      assert.deepStrictEqual(yield* root.deadLetters({}), [])
    })
  )
})

describe("LetterId", () => {
  const place = { connector: "demo", stream: "offers", partition: "all", hash: "00ff" }

  // Ids are kept, and people have them in their notes.
  it("is the same in every version of Innlet", () => {
    assert.strictEqual(LetterId.of(place), "78741daf9d9d2bf1666294eabdc663d9")
  })

  it("is another one of every other connector, stream, partition and record", () => {
    const all = [
      place,
      { ...place, connector: "d" },
      { ...place, stream: "o" },
      { ...place, partition: "a" },
      { ...place, hash: "0" },
      { ...place, connector: 'demo","offers', stream: "all" }
    ]

    assert.strictEqual(new Set(all.map(LetterId.of)).size, all.length)
  })
})
