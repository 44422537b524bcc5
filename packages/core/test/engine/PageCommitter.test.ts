/** What a page's commit tells those who are not the store: a sink behind it, and the breaker. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import type { PageCommit, Written } from "../../src/contract/PageCommit.ts"
import { type StreamStore, SyncStore } from "../../src/contract/SyncStore.ts"
import * as Breaker from "../../src/resilience/Breaker.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

/** Offers, those at the places given being bad. */
const listOf = (count: number, bad: ReadonlyArray<number>) =>
  ListConnector.offers(count).map((offer, i) => (bad.includes(i) ? { ...offer, price: `bad ${i}` } : offer))

type Delivery = Parameters<NonNullable<StreamStore["deliver"]>>[0]

/** The memory store, as one whose rows go elsewhere: what it is to deliver, and what it is told of that when it commits. */
const sink = () => {
  const deliveries: Array<Delivery> = []
  const told: Array<readonly [rows: number, delivered: Written | undefined]> = []
  const keep = ({ delivered, rows, unstage }: PageCommit) => {
    if (rows.length > 0 || unstage !== undefined) told.push([rows.length, delivered])
  }
  const layer = Layer.effect(
    SyncStore,
    Effect.map(SyncStore, (store) =>
      SyncStore.of({
        ...store,
        open: (table, options) =>
          Effect.map(store.open(table, options), (opened) => ({
            ...opened,
            commit: (commit) => {
              keep(commit)
              return opened.commit(commit)
            },
            deliver: (delivery) =>
              Effect.sync(() => {
                deliveries.push(delivery)
                return { inserted: delivery.rows.length, updated: 0, unchanged: 0 }
              })
          }))
      })
    )
  ).pipe(Layer.provideMerge(MemoryStore.layer))
  return { deliveries, told, layer }
}

describe("a store whose rows go elsewhere", () => {
  it.effect("is given each staged page that has rows once, before its commit, which is told what came of it", () => {
    const { deliveries, layer, told } = sink()
    return Effect.gen(function* () {
      const list = listOf(12, [10, 11])
      const { asked, connector } = Linked.make({ list, lifetime: Linked.sliding("4 minutes") })

      const { counts, outcome } = yield* inVirtualTime(Linked.run(connector))

      assert.deepStrictEqual([outcome._tag, counts.inserted, counts.deadLettered], ["Completed", 10, 2])
      const { run } = yield* Linked.checkpoint
      assert.deepStrictEqual(
        deliveries.map(({ rows, ...delivery }) => ({ ...delivery, prices: rows.map(({ record }) => record["price"]) })),
        [1, 2, 3, 4, 5].map((page) => ({
          partition: "all",
          page,
          observedAt: asked[page - 1]!.at,
          run,
          prices: [2 * page - 2, 2 * page - 1]
        }))
      )
      assert.deepStrictEqual(told, [
        ...Array.from({ length: 5 }, () => [2, { inserted: 2, updated: 0, unchanged: 0 }] as const),
        [0, undefined]
      ])
    }).pipe(Effect.provide(layer))
  })

  it.effect("is given pages that are not staged by their commits alone", () => {
    const { deliveries, layer, told } = sink()
    return Effect.gen(function* () {
      const { connector } = Linked.make({ list: listOf(4, []) })

      const { counts } = yield* inVirtualTime(Linked.run(connector))

      assert.deepStrictEqual([counts.inserted, deliveries], [4, []])
      assert.deepStrictEqual(told, [
        [2, undefined],
        [2, undefined]
      ])
    }).pipe(Effect.provide(layer))
  })
})

describe("the breaker", () => {
  for (const [what, list, readable] of [
    ["pages none of whose records could be read", listOf(16, [13, 14, 15]), [...Array(7).fill(true), false]],
    ["no page that holds nothing", [], [true]]
  ] as const) {
    it.effect(`is told of ${what}`, () => {
      const told: Array<readonly [provider: string, readable: boolean]> = []
      const listening = Layer.effect(
        Breaker.Breaker,
        Effect.map(Breaker.Breaker, ({ attempt, listen, openFor, page }) => ({
          attempt,
          listen,
          openFor,
          page: (provider: string, isReadable: boolean) => {
            told.push([provider, isReadable])
            return page(provider, isReadable)
          }
        }))
      ).pipe(Layer.provide(Breaker.layerMemory))
      return Effect.gen(function* () {
        const { connector } = Linked.make({ list })

        const { outcome } = yield* inVirtualTime(Linked.runOnly(connector))

        assert.strictEqual(outcome._tag, "Completed")
        assert.deepStrictEqual(
          told,
          readable.map((is) => ["test", is])
        )
      }).pipe(Effect.provide([Linked.watched(), listening]))
    })
  }
})
