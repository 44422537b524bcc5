/** A small pull: pages with changes and repetitions, dead letters, two sweeps with deletions and a merge after each. */
import { Effect } from "effect"
import { noCounts } from "../../src/contract/Checkpoint.ts"
import type { PageCommit, Row } from "../../src/contract/PageCommit.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as Pages from "./Pages.ts"

const row = (id: number, price: number): Row => Pages.offer(`o${id}`, String(price), price)

/** Of the first sweep, and of the second, which no longer has o0 and o1. */
const rows: ReadonlyArray<ReadonlyArray<Row>> = [
  [row(0, 1), row(1, 1), row(2, 1)],
  [row(2, 2), row(3, 1), row(4, 1)],
  [row(5, 1), row(3, 1)],
  [row(2, 2), row(3, 3), row(4, 1)],
  [row(5, 1), row(6, 1)]
]
const firstOfSecond = 4

/** How many commits the pull has. */
export const commits = rows.length

const commitAt = (seq: number): PageCommit => {
  const isSecond = seq >= firstOfSecond
  const isLast = seq === firstOfSecond - 1 || seq === commits
  const letter = Pages.letter(`{"id":"bad${seq}"}`, 1, { key: `bad${seq}` })
  return Pages.page(Pages.versionedOffers, seq, rows[seq - 1]!, {
    checkpoint: Pages.checkpoint(Pages.versionedOffers, {
      seq,
      run: isSecond ? "second" : "first",
      status: isLast ? "completed" : "running",
      updatedAt: 1000 + seq,
      counts: { ...noCounts, pages: seq }
    }),
    deadLetters: isLast ? [] : [letter],
    audit: [Pages.auditEntry],
    seenIn: 1,
    deleteUnseen: isLast
  })
}

/** Goes on where the directory stands, and ends. */
export const pull = Effect.gen(function* () {
  const root = yield* SyncStore
  const store = yield* root.open(Pages.versionedOffers)
  const before = yield* store.load("all")
  for (let seq = (before?.seq ?? 0) + 1; seq <= commits; seq++) yield* store.commit(commitAt(seq))
})

/** Everything a store keeps of the pull, but the segments. */
export const kept = Effect.gen(function* () {
  const store = yield* SyncStore
  return {
    checkpoints: yield* store.checkpoints,
    letters: yield* store.deadLetters({}),
    audit: [...(yield* store.audit("first")), ...(yield* store.audit("second"))]
  }
})
