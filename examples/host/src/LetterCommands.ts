/**
 * `dead-letters list`, `show`, `export` and `discard`: looks at the records that could not be decoded, and lets go of them.
 *
 * @since 0.1.0
 */
import { Effect, Option, Stream } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as ConfiguredConnector from "./ConfiguredConnector.ts"
import * as ConfiguredStore from "./ConfiguredStore.ts"
import * as HostConfig from "./HostConfig.ts"
import { usage } from "./HostFailure.ts"
import * as LetterExport from "./LetterExport.ts"
import * as LetterIds from "./LetterIds.ts"
import * as LetterReport from "./LetterReport.ts"
import * as LetterScan from "./LetterScan.ts"
import * as LetterSummary from "./LetterSummary.ts"
import { Screen } from "./Screen.ts"
import * as SyncCommand from "./SyncCommand.ts"
import * as Target from "./Target.ts"
import * as Wording from "./Wording.ts"

const streams = Argument.String("connector/stream").pipe(
  Argument.withDescription("Only letters of these; a connector alone means all of its streams"),
  Argument.variadic({ min: 0 })
)

const status = Flag.Literals("status", ["waiting", "quarantined"]).pipe(
  Flag.withDescription("Only letters that wait for a replay, or that failed two"),
  Flag.optional
)

const filterOf = Effect.fnUntraced(function* (input: {
  readonly streams: ReadonlyArray<string>
  readonly status: Option.Option<"waiting" | "quarantined">
}) {
  return { targets: yield* Target.parse(input.streams), status: Option.getOrUndefined(input.status) }
})

/** Letters can be of streams that the configuration no longer has; where there are none, a name may be wrong. */
const checkTargets = (config: HostConfig.HostConfig, targets: ReadonlyArray<Target.Target>) =>
  Effect.forEach(
    targets,
    (target) =>
      Effect.flatMap(ConfiguredConnector.offline(config, target.connector), ({ connector }) =>
        Target.streamsOf(target, connector)
      ),
    { discard: true }
  )

/**
 * @category commands
 * @since 0.1.0
 */
export const list = Command.make(
  "list",
  {
    streams,
    status,
    limit: Flag.Int("limit").pipe(
      Flag.withDescription("How many to show, the newest first"),
      Flag.filter(
        (limit) => limit >= 1 && limit <= 10_000,
        () => "Expected a number from 1 to 10000"
      ),
      Flag.withDefault(20)
    ),
    config: SyncCommand.config,
    report: SyncCommand.report
  },
  Effect.fnUntraced(function* (input) {
    const screen = yield* Screen
    const filter = yield* filterOf(input)
    const config = yield* HostConfig.load(input.config)
    const summary = yield* ConfiguredStore.look(config, (store) =>
      LetterScan.letters(store, filter).pipe(
        Stream.runFold(
          () => LetterSummary.empty,
          (before, part) => LetterSummary.add(before, part, input.limit)
        )
      )
    )
    if (summary.total === 0) yield* checkTargets(config, filter.targets)
    const width = yield* screen.resultColumns
    const text = input.report === "json" ? JSON.stringify(summary) : LetterReport.toTable(summary, width)
    yield* screen.result(`${text}\n`)
  })
).pipe(Command.withDescription("List the records that could not be decoded, and what is wrong with them"))

/**
 * @category commands
 * @since 0.1.0
 */
export const show = Command.make(
  "show",
  {
    id: Argument.String("id").pipe(Argument.withDescription("The beginning of the letter's id")),
    config: SyncCommand.config,
    report: SyncCommand.report
  },
  Effect.fnUntraced(function* (input) {
    const screen = yield* Screen
    const config = yield* HostConfig.load(input.config)
    const letter = yield* ConfiguredStore.look(config, (store) => LetterIds.find(store, input.id))
    yield* screen.result(`${input.report === "json" ? JSON.stringify(letter) : LetterReport.toText(letter)}\n`)
  })
).pipe(Command.withDescription("Show one letter: where it comes from, its problems, its record"))

/**
 * @category commands
 * @since 0.1.0
 */
export const exportAll = Command.make(
  "export",
  {
    streams,
    status,
    to: Flag.String("to").pipe(
      Flag.withDescription("Write to this file, which is there whole or not at all"),
      Flag.withMetavar("FILE"),
      Flag.optional
    ),
    config: SyncCommand.config
  },
  Effect.fnUntraced(function* (input) {
    const screen = yield* Screen
    const filter = yield* filterOf(input)
    const config = yield* HostConfig.load(input.config)
    const written = yield* ConfiguredStore.look(config, (store) => {
      const lines = Stream.map(LetterScan.letters(store, filter), LetterExport.linesOf)
      return Option.isNone(input.to) ? LetterExport.toScreen(lines, screen) : LetterExport.toFile(lines, input.to.value)
    })
    if (written === 0) yield* checkTargets(config, filter.targets)
    const where = Option.isNone(input.to) ? "" : ` to ${input.to.value}`
    yield* screen.note(`${Wording.counted(written, "dead letter")} exported${where}\n`)
  })
).pipe(Command.withDescription("Write letters with their records as JSON, one a line"))

/**
 * @category commands
 * @since 0.1.0
 */
export const discard = Command.make(
  "discard",
  {
    names: Argument.String("id|connector/stream").pipe(
      Argument.withDescription("Beginnings of ids; or streams, with --yes"),
      Argument.variadic({ min: 0 })
    ),
    status,
    yes: Flag.Boolean("yes").pipe(
      Flag.withDescription("Discard every letter that is meant, without naming ids"),
      Flag.withoutNegation,
      Flag.withDefault(false)
    ),
    config: SyncCommand.config
  },
  Effect.fnUntraced(function* (input) {
    const screen = yield* Screen
    const config = yield* HostConfig.load(input.config)
    const { ids, targets } = yield* LetterIds.parse(input.names, config)
    const filter = { targets, status: Option.getOrUndefined(input.status) }
    if (ids.length === 0 && !input.yes) {
      return yield* usage("dead-letters discard: name ids, or say --yes to discard every letter that is meant")
    }
    const discarded = yield* ConfiguredStore.look(
      config,
      Effect.fnUntraced(function* (store) {
        if (ids.length > 0) {
          // All are looked up before one is dropped, so that a slip drops none.
          const letters = yield* Effect.forEach(ids, (id) => LetterIds.find(store, id))
          return yield* store.discard(letters.map(({ id }) => id))
        }
        return yield* LetterScan.letters(store, filter).pipe(
          Stream.mapEffect((part) => store.discard(part.map(({ id }) => id))),
          Stream.runFold(
            () => 0,
            (sum, count) => sum + count
          )
        )
      })
    )
    if (discarded === 0) yield* checkTargets(config, targets)
    yield* screen.result(`${Wording.counted(discarded, "dead letter")} discarded\n`)
  })
).pipe(Command.withDescription("Let go of letters for good"))
