/**
 * `coverage`: for which stay dates something is stored, and how old it is.
 *
 * @since 0.1.0
 */
import { Coverage } from "@innlet/core/engine"
import { StreamTable } from "@innlet/core/contract"
import { Clock, Duration, Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as ConfiguredConnector from "./ConfiguredConnector.ts"
import * as ConfiguredStore from "./ConfiguredStore.ts"
import * as CoverageReport from "./CoverageReport.ts"
import * as HostConfig from "./HostConfig.ts"
import { failed, usage } from "./HostFailure.ts"
import { Screen } from "./Screen.ts"
import * as SyncCommand from "./SyncCommand.ts"
import * as Target from "./Target.ts"
import * as Wording from "./Wording.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "coverage",
  {
    stream: Argument.String("connector/stream").pipe(
      Argument.withDescription("A stream of prices or rooms by stay date")
    ),
    from: Flag.String("from").pipe(Flag.withDescription("The first stay date"), Flag.withMetavar("DATE")),
    to: Flag.String("to").pipe(Flag.withDescription("The day after the last stay date"), Flag.withMetavar("DATE")),
    staleAfter: Flag.String("stale-after").pipe(
      Flag.withDescription("What was last observed longer ago is stale: 90m, 24h, 7d"),
      Flag.withMetavar("TIME"),
      Flag.withDefault("24h")
    ),
    config: SyncCommand.config,
    report: SyncCommand.report
  },
  Effect.fnUntraced(function* (input) {
    const screen = yield* Screen
    const staleAfter = Wording.timeOf(input.staleAfter)
    if (staleAfter === undefined) {
      return yield* usage(`--stale-after ${input.staleAfter}: Expected a length of time such as 90m, 24h or 7d`)
    }
    const config = yield* HostConfig.load(input.config)
    const [target] = yield* Target.parse([input.stream])
    if (target?.streams === undefined) return yield* usage(`${input.stream}: Expected <connector>/<stream>`)
    const { connector, each } = yield* ConfiguredConnector.offline(config, target.connector)
    const [name] = yield* Target.streamsOf(target, connector)
    const stream = connector.streams.find((candidate) => candidate.name === name)
    const grid = stream?.grid
    if (stream === undefined || grid === undefined) {
      const grids = connector.streams.filter((candidate) => candidate.grid !== undefined)
      const known = grids.length === 0 ? "" : `; ${grids.map((candidate) => candidate.name).join(", ")} are`
      return yield* usage(`${input.stream}: its records are no calendar${known}`)
    }
    const now = yield* Clock.currentTimeMillis
    const coverage = yield* ConfiguredStore.look(
      config,
      Effect.fnUntraced(function* (store) {
        const checkpoints = yield* store.checkpoints
        const known = checkpoints.some((one) => one.connector === connector.name && one.stream === stream.name)
        // Opening a stream makes its table.
        if (!known) return yield* failed(`${input.stream}: nothing was synced yet`)
        const opened = yield* store.open(StreamTable.make(connector.name, stream), {
          history: each[stream.name]?.history
        })
        return yield* Coverage.of(opened, grid, { from: input.from, to: input.to, staleAfter, now }).pipe(
          Effect.catchTag("InvalidHorizon", ({ message }) => usage(`--from, --to: ${message}`))
        )
      })
    )
    const look = { stream: input.stream, now, staleBefore: now - Duration.toMillis(staleAfter), coverage }
    const width = (yield* screen.resultColumns) ?? 120
    const text = input.report === "json" ? CoverageReport.toJson(look) : CoverageReport.toTable(look, width)
    yield* screen.result(`${text}\n`)
  })
).pipe(Command.withDescription("Show for which stay dates something is stored, and how old it is"))
