import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SyncStore } from "/work/main/packages/core/src/contract/SyncStore.ts"
import * as NdjsonStore from "/work/main/packages/core/src/store/NdjsonStore.ts"
import * as SqlStore from "/work/main/packages/core/src/store/SqlStore.ts"
import * as Pages from "/work/main/packages/core/test/store/Pages.ts"
const size = 200, pages = 250
const row = (i: number, price: string) => { const record = { propertyId: `property-${Math.floor(i/30)}`, night: `2026-03-${String(1+i%30).padStart(2,"0")}`, price, rooms: i%7, score: 1.5, open: true, modifiedAt: null, tags: ["a","b"], serial: 1234n, extra: { a: 1, text: "some text about it" } }
  return { identity: `${record.propertyId}\u001f${record.night}`, record, raw: JSON.stringify({ ...record, serial: "1234" }) } }
const run = (price: (i: number) => string, from: number, status: "running"|"completed" = "running") => Effect.gen(function* () {
  const store = yield* (yield* SyncStore).open(Pages.stays)
  const t = performance.now()
  for (let p = 0; p < pages; p++) {
    const seq = from + p + 1
    const rows = Array.from({ length: size }, (_, i) => row(p*size+i, price(p*size+i)))
    yield* store.commit(Pages.page(Pages.stays, seq, rows, { observedAt: seq, checkpoint: Pages.checkpoint(Pages.stays, { seq, status: p === pages-1 ? "completed" : "running" }) }))
  }
  return Math.round(size*pages / ((performance.now()-t)/1000))
})
const all = Effect.gen(function* () { return [yield* run(() => "1", 0), yield* run(() => "1", pages), yield* run(() => "2", 2*pages)] })
for (let round = 0; round < 3; round++) for (const [name, layer] of [["sqlite", (d: string) => SqlStore.layer({ filename: join(d, "innlet.db") })], ["ndjson", (d: string) => NdjsonStore.layer({ directory: d })], ["ndjson.gz", (d: string) => NdjsonStore.layer({ directory: d, gzip: true })]] as const) {
  const d = mkdtempSync(join(tmpdir(), "ndb-"))
  console.log(name.padEnd(10), (await Effect.runPromise(Effect.provide(all, layer(d), { local: true }))).join(" "))
  rmSync(d, { recursive: true })
}
