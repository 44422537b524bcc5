/** A process that waits until its input ends, opens a store, commits pages, and prints what it wrote. */
import { Effect, Redacted } from "effect"
import { once } from "node:events"
import * as PgStore from "../../src/postgres/PgStore.ts"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as SqlStore from "../../src/store/SqlStore.ts"
import * as Pages from "./Pages.ts"

const [kind, place, schema, who] = process.argv.slice(2)

const layer =
  kind === "sqlite"
    ? SqlStore.layer({ filename: place! })
    : PgStore.layer({ url: Redacted.make(place!), schema, maxConnections: 2 })

/** Pages of keys that every process writes, each process into a partition of its own. */
const pages = 12
const rows = Array.from({ length: 40 }, (_, i) => Pages.offer(`o${i}`, who!))

const program = Effect.gen(function* () {
  const root = yield* SyncStore
  const store = yield* root.open(Pages.offers)
  const sum = { inserted: 0, updated: 0, unchanged: 0 }
  const same = yield* Effect.result(
    store.commit(
      Pages.page(Pages.offers, 1, [], {
        checkpoint: Pages.checkpoint(Pages.offers, { partition: "same", writer: who! })
      })
    )
  )
  for (let seq = 1; seq <= pages; seq++) {
    const from = (seq * 7) % 40
    const page = [...rows.slice(from), ...rows.slice(0, from)].slice(0, 25)
    const written = yield* store.commit(
      Pages.page(Pages.offers, seq, page, {
        checkpoint: Pages.checkpoint(Pages.offers, { seq, partition: who! }),
        observedAt: seq * 10 + Number(who)
      })
    )
    sum.inserted += written.inserted
    sum.updated += written.updated
    sum.unchanged += written.unchanged
  }
  return { sum, same: same._tag === "Success" ? "won" : same.failure.reason._tag }
}).pipe(Effect.provide(layer))

process.send?.("ready")
process.disconnect()
await once(process.stdin.resume(), "end")
console.log(JSON.stringify(await Effect.runPromise(program)))
