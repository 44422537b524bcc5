/**
 * `dead-letters replay`: tries dead letters again with the connectors as they are now.
 *
 * @since 0.1.0
 */
import type { DeadLetter } from "@innlet/core/contract"
import { DeadLetters } from "@innlet/core/engine"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as ConfiguredConnector from "./ConfiguredConnector.ts"
import * as ConfiguredStore from "./ConfiguredStore.ts"
import * as HostConfig from "./HostConfig.ts"
import { failed, type HostFailure, usage } from "./HostFailure.ts"
import * as LetterIds from "./LetterIds.ts"
import * as LetterReport from "./LetterReport.ts"
import { Screen } from "./Screen.ts"
import * as SyncCommand from "./SyncCommand.ts"
import * as Target from "./Target.ts"
import * as TextTable from "./TextTable.ts"
import * as Wording from "./Wording.ts"

type Reports = Effect.Success<ReturnType<typeof DeadLetters.replay>>

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "replay",
  {
    names: Argument.String("id|connector/stream").pipe(
      Argument.withDescription("Beginnings of ids, or streams; all letters of all connectors when left out"),
      Argument.variadic({ min: 0 })
    ),
    quarantined: Flag.Boolean("quarantined").pipe(
      Flag.withDescription("Also letters that failed twice; a letter named by its id is always tried"),
      Flag.withoutNegation,
      Flag.withDefault(false)
    ),
    config: SyncCommand.config,
    report: SyncCommand.report
  },
  Effect.fnUntraced(function* (input) {
    const screen = yield* Screen
    const config = yield* HostConfig.load(input.config)
    const { ids, targets } = yield* LetterIds.parse(input.names, config)
    const reports = yield* ConfiguredStore.look(
      config,
      Effect.fnUntraced(function* (store) {
        const letters = yield* Effect.forEach(ids, (id) => LetterIds.find(store, id))
        const jobs = yield* ids.length > 0
          ? Effect.forEach(
              Map.groupBy(letters, ({ connector }) => connector),
              ([connector, named]) => jobOfLetters(config, connector, named)
            )
          : Effect.forEach(targets.length === 0 ? everything(config) : targets, (target) =>
              jobOf(config, target, input.quarantined)
            )
        const all = yield* Effect.forEach(jobs, ({ configured, selection, streams }) =>
          DeadLetters.replay(configured.connector, streams, { ...selection, each: configured.each }).pipe(
            Effect.catchTag("UnknownStream", ({ message }) => usage(message))
          )
        )
        return all.flat()
      })
    )
    yield* screen.result(`${input.report === "json" ? JSON.stringify({ streams: reports }) : toTable(reports)}\n`)
    const failures = reports.reduce((sum, report) => sum + report.failed, 0)
    if (failures > 0) return yield* failed(`${Wording.counted(failures, "dead letter")} failed again`)
  })
).pipe(Command.withDescription("Decode letters again, after a connector was mended"))

interface Job {
  readonly configured: ConfiguredConnector.ConfiguredConnector
  readonly streams: ReadonlyArray<string> | undefined
  readonly selection: DeadLetters.Selection
}

const everything = ({ connectors }: HostConfig.HostConfig): ReadonlyArray<Target.Target> =>
  Object.keys(connectors).map((connector) => ({ connector, streams: undefined }))

const jobOf = Effect.fnUntraced(function* (
  config: HostConfig.HostConfig,
  target: Target.Target,
  quarantined: boolean
): Effect.fn.Return<Job, HostFailure, ConfiguredConnector.Files> {
  const configured = yield* ConfiguredConnector.offline(config, target.connector)
  return { configured, streams: yield* Target.streamsOf(target, configured.connector), selection: { quarantined } }
})

/** Whoever names a letter wants it tried, quarantined or not. */
const jobOfLetters = Effect.fnUntraced(function* (
  config: HostConfig.HostConfig,
  connector: string,
  letters: ReadonlyArray<DeadLetter.StoredDeadLetter>
): Effect.fn.Return<Job, HostFailure, ConfiguredConnector.Files> {
  return {
    configured: yield* ConfiguredConnector.offline(config, connector),
    streams: [...new Set(letters.map(({ stream }) => stream))],
    selection: { ids: letters.map(({ id }) => id), quarantined: true }
  }
})

const columns: ReadonlyArray<TextTable.Column> = [
  { title: "stream" },
  { title: "inserted", align: "right" },
  { title: "updated", align: "right" },
  { title: "unchanged", align: "right" },
  { title: "failed", align: "right" },
  { title: "quarantined", align: "right" },
  { title: "skipped", align: "right" }
]

const toTable = (reports: Reports): string =>
  [TextTable.render(columns, reports.map(rowOf)), ...reports.flatMap(groundsOf)].join("\n")

const rowOf = ({ connector, failed, inserted, quarantined, skipped, stream, unchanged, updated }: Reports[number]) => [
  `${connector}/${stream}`,
  ...[inserted, updated, unchanged, failed, quarantined, skipped.quarantined + skipped.cut + skipped.gone].map(
    Wording.count
  )
]

const groundsOf = ({ connector, issues, skipped, stream }: Reports[number]): ReadonlyArray<string> => {
  const { cut, gone, quarantined } = skipped
  return [
    ...issues.map((issue) => `${Wording.count(issue.count)} × ${LetterReport.problem(issue)}`),
    ...(quarantined === 0 ? [] : [`${Wording.count(quarantined)} skipped: quarantined; --quarantined tries them too`]),
    ...(cut === 0 ? [] : [`${Wording.count(cut)} skipped: not kept whole, so they can't be replayed`]),
    ...(gone === 0 ? [] : [`${Wording.count(gone)} skipped: settled or discarded meanwhile`])
  ].map((line) => `${connector}/${stream}: ${line}`)
}
