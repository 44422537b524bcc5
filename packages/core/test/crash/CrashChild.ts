/**
 * A run of Innlet that ends itself in the middle: `CrashChild.ts <task as JSON>`. One that lives to the end prints its report
 * as a line of JSON, and exits with 1 when not all streams were completed.
 */
import { Effect, type Layer, Redacted, Result } from "effect"
import { writeSync } from "node:fs"
import { SyncStore } from "../../src/contract/SyncStore.ts"
import * as StreamTable from "../../src/contract/StreamTable.ts"
import * as Sync from "../../src/engine/Sync.ts"
import * as SyncReport from "../../src/engine/SyncReport.ts"
import * as Hooks from "./Hooks.ts"
import * as Provider from "./Provider.ts"
import * as Steps from "./Steps.ts"
import type { Place, Report, Task } from "./Task.ts"

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests write it
const task = JSON.parse(process.argv[2] ?? "") as Task
const steps = Steps.make(task.plan)

const say = writeSync
Hooks.sqlite(steps, task.maxPages)
if (task.place.store === "PostgreSQL") Hooks.postgres(steps)
if (task.place.store === "NDJSON") Hooks.files(steps, task.place.at)

/** Only what is asked for is loaded: a start is most of what a child costs. */
const layerOf = async ({ at, store }: Place): Promise<Layer.Layer<SyncStore, unknown>> => {
  switch (store) {
    case "SQLite":
      return (await import("../../src/store/SqlStore.ts")).layer({ filename: at })
    case "PostgreSQL":
      return (await import("../../src/postgres/PgStore.ts")).layer({ url: Redacted.make(at), maxConnections: 2 })
    case "NDJSON":
      return (await import("../../src/store/NdjsonStore.ts")).layer({ directory: at })
  }
}

const layer = await layerOf(task.place)
const { connector } = Provider.make(task, steps)
/** What is left to do: a stream that is done would be swept once more, so it is only opened. */
const sync = Effect.gen(function* () {
  const store = yield* SyncStore
  const completed = (yield* store.checkpoints).filter(
    ({ run, status }) => status === "completed" && !task.before.includes(run)
  )
  const wanted = connector.streams.filter(({ name }) => task.streams?.includes(name) ?? true)
  const isDone = ({ name }: { readonly name: string }) => completed.some(({ stream }) => stream === name)
  const [done, left] = [wanted.filter(isDone), wanted.filter((stream) => !isDone(stream))]
  for (const stream of done) yield* store.open(StreamTable.make(connector.name, stream))
  return yield* Sync.run(connector, { streams: left.map(({ name }) => name), deletions: "mark" })
})
const ran = await Effect.runPromise(sync.pipe(Effect.provide(layer), Effect.result))
const streams = Result.isSuccess(ran)
  ? ran.success.streams
  : ran.failure instanceof SyncReport.SyncIncomplete
    ? ran.failure.report.streams
    : []
const report: Report = {
  outcomes:
    streams.length === 0 && Result.isFailure(ran)
      ? [String(ran.failure)]
      : streams.map((stream) => SyncReport.problemOf(stream) || stream.outcome._tag),
  steps: steps.counts()
}
say(1, `${JSON.stringify(report)}\n`)
process.exitCode = Result.isSuccess(ran) ? 0 : 1
