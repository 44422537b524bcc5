/** Pulls as many rows as its second argument says into the directory of its first, deletes them, and prints the memory it took in MB. */
import { Effect } from "effect"
import * as NdjsonStore from "../../src/store/NdjsonStore.ts"
import * as Pages from "./Pages.ts"
import { open } from "./StoreSubject.ts"

const [directory = "", count = "0"] = process.argv.slice(2)
const pageSize = 200
const pages = Number(count) / pageSize
const filler = "x".repeat(200)

await Effect.gen(function* () {
  const store = yield* open(Pages.offers)
  for (let seq = 1; seq <= pages; seq++) {
    const rows = Array.from({ length: pageSize }, (_, i) => {
      const row = Pages.offer(`offer-${seq}-${i}`, "1")
      return { ...row, raw: JSON.stringify({ ...row.record, filler }) }
    })
    yield* store.commit(Pages.page(Pages.offers, seq, rows))
  }
  const checkpoint = Pages.checkpoint(Pages.offers, { seq: pages + 1, run: "next", status: "completed" })
  yield* store.commit(Pages.page(Pages.offers, pages + 1, [], { checkpoint, deleteUnseen: true }))
}).pipe(Effect.provide(NdjsonStore.layer({ directory })), Effect.runPromise)
console.log(Math.round(process.resourceUsage().maxRSS / 1024))
