/**
 * `demo`: syncs a mock provider whose rates change while they are read, then hotels by a token that dies early, and checks
 * what was stored against what the mocks know. With `--kill` the first sync is killed in the middle and started again.
 *
 * @since 0.1.0
 */
import { ConfigProvider, Effect, FileSystem, Option, Path } from "effect"
import { Command, Flag } from "effect/cli"
import * as DemoHotels from "./DemoHotels.ts"
import * as DemoOracle from "./DemoOracle.ts"
import * as DemoProvider from "./DemoProvider.ts"
import type { HostConfig } from "./HostConfig.ts"
import { exitCodes, failed, HostFailure, usage } from "./HostFailure.ts"
import * as RunReport from "./RunReport.ts"
import { Screen } from "./Screen.ts"
import * as SyncProcess from "./SyncProcess.ts"
import * as SyncRun from "./SyncRun.ts"
import * as Wording from "./Wording.ts"

const environment = { INNLET_DEMO_TOKEN: DemoProvider.token }

const connectors = (baseUrl: string): HostConfig["connectors"] => ({
  booking: { use: "booking" as const, baseUrl, token: { env: "INNLET_DEMO_TOKEN" }, pageSize: 100, order: "immutable" }
})

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "demo",
  {
    kill: Flag.Boolean("kill").pipe(
      Flag.withDescription("Kill the sync in the middle, and start it again"),
      Flag.withoutNegation,
      Flag.withDefault(false)
    ),
    rows: Flag.Int("rows").pipe(
      Flag.withDescription("How many rates the provider lists at first, 1,000 to 1,000,000"),
      Flag.filter(
        (rows) => rows >= 1000 && rows <= 1_000_000,
        () => "Expected a number from 1000 to 1000000"
      ),
      Flag.withDefault(25_000)
    ),
    hotels: Flag.Int("hotels").pipe(
      Flag.withDescription("How many hotels the second provider lists, 1,000 to 40,000"),
      Flag.filter(
        (hotels) => hotels >= 1000 && hotels <= 40_000,
        () => "Expected a number from 1000 to 40000"
      ),
      Flag.withDefault(12_000)
    ),
    store: Flag.String("store").pipe(
      Flag.withDescription("Where to store, a new file; one in the temporary folder when left out"),
      Flag.withMetavar("FILE"),
      Flag.optional
    )
  },
  Effect.fnUntraced(
    function* ({ hotels: listed, kill, rows, store }) {
      const screen = yield* Screen
      const files = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const folder = yield* files.makeTempDirectory({ prefix: "innlet-demo-" })
      const filename = path.resolve(Option.getOrElse(store, () => path.join(folder, "innlet.db")))
      // Rows of an older run would hide what this one misses.
      if (yield* files.exists(filename)) return yield* usage(`demo: --store ${filename}: the file is there already`)
      const provider = yield* DemoProvider.make(rows)
      yield* screen.note(
        `a mock provider lists ${Wording.count(rows)} rates at ${provider.baseUrl}, and changes them\n`
      )
      const exitCode = yield* kill ? killed(provider, folder, filename) : whole(provider, filename)
      yield* screen.result(
        `${DemoOracle.judgement(yield* provider.presentThroughout, yield* DemoOracle.storedKeys(filename))}\n`
      )
      const hotels = yield* DemoHotels.run(filename, listed)
      yield* screen.result(`${RunReport.toTable(hotels)}\n`)
      for (const problem of RunReport.problemsOf(hotels)) yield* screen.note(`${problem}\n`)
      yield* screen.result(`${hint(filename)}\n`)
      const worst = exitCode === exitCodes.completed ? RunReport.exitCodeOf(hotels) : exitCode
      if (worst !== exitCodes.completed) return yield* new HostFailure({ exitCode: worst, lines: [] })
    },
    Effect.catchTag("PlatformError", ({ message }) => Effect.fail(failed(`demo: ${message}`))),
    Effect.scoped
  )
).pipe(Command.withDescription("Sync a mock provider whose rates change while they are read"))

/** One sync, in this process. */
const whole = Effect.fnUntraced(
  function* (provider: DemoProvider.DemoProvider, filename: string) {
    const screen = yield* Screen
    const streams = yield* SyncRun.run(
      { file: "demo", store: { _tag: "Sqlite", filename }, connectors: connectors(provider.baseUrl) },
      { targets: [{ connector: "booking", streams: ["rates"] }], fresh: false }
    )
    yield* screen.result(`${RunReport.toTable(streams)}\n`)
    for (const problem of RunReport.problemsOf(streams)) yield* screen.note(`${problem}\n`)
    return RunReport.exitCodeOf(streams)
  },
  Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env: environment }))
)

/** A sync in another process that is killed in the middle, and a second one that goes on. */
const killed = Effect.fnUntraced(function* (provider: DemoProvider.DemoProvider, folder: string, filename: string) {
  const screen = yield* Screen
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const config = path.join(folder, "innlet.json")
  yield* files.writeFileString(
    config,
    JSON.stringify({ store: `sqlite:${filename}`, connectors: connectors(provider.baseUrl) })
  )
  const start = SyncProcess.start("booking/rates", config, environment)
  const first = yield* start
  const middle = yield* provider.halfway.pipe(Effect.as(true), Effect.raceFirst(Effect.as(first.exitCode, false)))
  if (!middle) return yield* failed("demo: the sync ended before it was halfway")
  yield* first.kill({ killSignal: "SIGKILL" })
  const stored = (yield* DemoOracle.storedKeys(filename)).size
  const asked = yield* provider.requests
  yield* screen.note(
    `killed process ${first.pid} with SIGKILL after ${Wording.count(asked)} requests: ${Wording.count(stored)} rates are stored\n`
  )
  const exitCode = yield* Effect.flatMap(start, (second) => second.exitCode)
  const more = (yield* provider.requests) - asked
  yield* screen.result(`the second run went on from the checkpoint with ${Wording.count(more)} requests\n`)
  return Object.values(exitCodes).find((code) => code === Number(exitCode)) ?? exitCodes.failed
})

const hint = (filename: string): string => {
  const query = "select property_id, count(*) rates, max(date) until from booking_rates group by 1"
  return [
    `look into it: sqlite3 -box ${filename} "${query}"`,
    `or:           node -e "console.table(new (require('node:sqlite').DatabaseSync)('${filename}').prepare('${query}').all())"`
  ].join("\n")
}
