import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { PageCommit } from "../../src/contract/PageCommit.ts"
import { RowsRefused, StoreError } from "../../src/contract/SyncStore.ts"
import { MemoryStore } from "../../src/store/index.ts"
import { inVirtualTime } from "../resilience/Reading.ts"
import * as Linked from "./Linked.ts"
import * as ListConnector from "./ListConnector.ts"

const list = ListConnector.offers(40)

/** The places of the rows that a store can't hold. */
const unholdable = ({ rows }: PageCommit) =>
  rows.flatMap(({ record }, index) => (Number(record["price"]) % 10 === 7 ? [index] : []))

const refusal = (indexes: ReadonlyArray<number>) =>
  new StoreError({
    store: "memory",
    reason: new RowsRefused({
      detail: `${indexes.length} rows`,
      rows: indexes.map((index) => ({ index, path: "note", message: "a NUL" }))
    })
  })

const refusing = (name: (commit: PageCommit) => ReadonlyArray<number> | undefined) => {
  const commits: Array<PageCommit> = []
  const layer = Linked.watched({
    before: (commit) =>
      Effect.suspend(() => {
        commits.push(commit)
        const indexes = name(commit)
        return indexes === undefined ? Effect.void : Effect.fail(refusal(indexes))
      })
  })
  return { commits, layer }
}

const some = (indexes: ReadonlyArray<number>) => (indexes.length > 0 ? indexes : undefined)

describe("rows that a store refuses", () => {
  for (const [name, lifetime] of [
    ["committed as they come", { _tag: "Unlimited" }],
    ["staged", Linked.sliding("4 minutes")]
  ] as const) {
    for (const [how, named] of [
      ["all together", (commit: PageCommit) => some(unholdable(commit))],
      ["one by one", (commit: PageCommit) => some(unholdable(commit).slice(0, 1))]
    ] as const) {
      const { layer } = refusing(named)
      it.effect(`become dead letters with the field and the reason, named ${how}; pages are ${name}`, () =>
        Effect.gen(function* () {
          const { connector, stream } = Linked.make({ list, pageSize: 20, lifetime })
          const { counts, outcome } = yield* inVirtualTime(Linked.run(connector))
          const { deadLetters } = yield* MemoryStore.MemoryStore

          assert.strictEqual(outcome._tag, "Completed")
          assert.deepStrictEqual(
            yield* Linked.stored(stream),
            list.filter(({ price }) => price % 10 !== 7)
          )
          assert.deepStrictEqual(
            deadLetters
              .map(({ key, position, page, raw, whole, issues }) => ({ key, position, page, raw, whole, issues }))
              .toSorted((a, b) => String(a.key).localeCompare(String(b.key))),
            [7, 17, 27, 37].map((at) => ({
              key: `o000${String(at).padStart(2, "0")}`,
              position: at % 20,
              page: at < 20 ? 1 : 2,
              raw: JSON.stringify(list[at]),
              whole: true,
              issues: [{ path: "note", message: "a NUL" }]
            }))
          )
          assert.deepStrictEqual(
            [counts.pages, counts.requests, counts.received, counts.inserted, counts.deadLettered],
            [2, 2, 40, 36, 4]
          )
        }).pipe(Effect.provide(layer))
      )
    }

    for (const [what, indexes] of [
      ["none of them", []],
      ["others than it was given", [-1, 1000]]
    ] as const) {
      const { commits, layer } = refusing(({ rows }) => (rows.length > 0 ? indexes : undefined))
      it.effect(`end the run when the store names ${what}; pages are ${name}`, () =>
        Effect.gen(function* () {
          const { connector, stream } = Linked.make({ list, pageSize: 20, lifetime })
          const { outcome } = yield* inVirtualTime(Linked.run(connector))

          const error = outcome._tag === "Failed" ? outcome.error : undefined
          assert.strictEqual(error?._tag === "StoreError" && error.reason._tag, "RowsRefused")
          assert.strictEqual(commits.filter(({ rows }) => rows.length > 0).length, 1)
          assert.deepStrictEqual(yield* Linked.stored(stream), [])
          assert.strictEqual((yield* Linked.checkpoint).counts.received, 0)
        }).pipe(Effect.provide(layer))
      )
    }
  }
})
