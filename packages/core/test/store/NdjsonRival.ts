/**
 * Commits pages of a partition of its own to the directory of its first argument, as soon as another process does, too.
 * Every third completes a sweep.
 */
import { Effect } from "effect"
import * as NdjsonStore from "../../src/store/NdjsonStore.ts"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Pages from "./Pages.ts"
import { open } from "./StoreSubject.ts"

const [directory = "", partition = "", pages = "0"] = process.argv.slice(2)

await Effect.gen(function* () {
  const store = yield* open(Pages.offers)
  writeFileSync(join(directory, `${partition}.ready`), "")
  const isReady = Effect.sync(() => ["p", "q"].every((name) => existsSync(join(directory, `${name}.ready`))))
  yield* Effect.repeat(Effect.andThen(Effect.sleep(5), isReady), { until: (ready) => ready })
  for (let seq = 1; seq <= Number(pages); seq++) {
    // One that never rests keeps SQLite's lock to itself.
    yield* Effect.sleep(1 + (seq % 5))
    const rows = [Pages.offer(`${partition}${seq}`, "1"), Pages.offer(partition, String(seq))]
    yield* store.commit(
      Pages.page(Pages.offers, seq, rows, {
        partition,
        checkpoint: Pages.checkpoint(Pages.offers, { partition, seq, status: seq % 3 === 0 ? "completed" : "running" })
      })
    )
  }
}).pipe(Effect.provide(NdjsonStore.layer({ directory, busyTimeout: "30 seconds" })), Effect.runPromise)
