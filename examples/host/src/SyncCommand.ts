/**
 * `sync`: reads streams into the store and says how complete they are.
 *
 * @since 0.1.0
 */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as Backfill from "./Backfill.ts"
import * as HostConfig from "./HostConfig.ts"
import { exitCodes, HostFailure } from "./HostFailure.ts"
import * as RunReport from "./RunReport.ts"
import { Screen } from "./Screen.ts"
import * as SyncRun from "./SyncRun.ts"
import * as Target from "./Target.ts"

/**
 * @category flags
 * @since 0.1.0
 */
export const config = Flag.String("config").pipe(
  Flag.withDescription("The configuration file"),
  Flag.withMetavar("FILE"),
  Flag.withDefault("innlet.json")
)

/**
 * @category flags
 * @since 0.1.0
 */
export const report = Flag.Literals("report", ["table", "json"]).pipe(
  Flag.withDescription("How to write the result to standard output"),
  Flag.withDefault("table")
)

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "sync",
  {
    streams: Argument.String("connector/stream").pipe(
      Argument.withDescription("What to sync; a connector alone means all of its streams"),
      Argument.variadic({ min: 1 })
    ),
    config,
    report,
    fresh: Flag.Boolean("fresh").pipe(
      Flag.withDescription("Begin again instead of going on from a checkpoint; stored rows stay"),
      Flag.withoutNegation,
      Flag.withDefault(false)
    ),
    backfill: Flag.String("backfill").pipe(
      Flag.withDescription("Fill in again what changed from FROM up to TO: dates in UTC, or instants"),
      Flag.withMetavar("FROM..TO"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* (input) {
    const screen = yield* Screen
    const targets = yield* Target.parse(input.streams)
    const backfill = Option.isNone(input.backfill) ? undefined : yield* Backfill.parse(input.backfill.value)
    const streams = yield* SyncRun.run(yield* HostConfig.load(input.config), { targets, fresh: input.fresh, backfill })
    yield* screen.result(`${input.report === "json" ? RunReport.toJson(streams) : RunReport.toTable(streams)}\n`)
    const exitCode = RunReport.exitCodeOf(streams)
    if (exitCode === exitCodes.completed) return
    return yield* new HostFailure({ exitCode, lines: RunReport.problemsOf(streams) })
  })
).pipe(Command.withDescription("Sync streams into the store"))
