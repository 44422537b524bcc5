/**
 * `status`: where every partition in the store stands.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import * as CheckpointReport from "./CheckpointReport.ts"
import * as ConfiguredStore from "./ConfiguredStore.ts"
import * as HealthReport from "./HealthReport.ts"
import * as HostConfig from "./HostConfig.ts"
import * as LedgerReport from "./LedgerReport.ts"
import { Screen } from "./Screen.ts"
import * as SyncCommand from "./SyncCommand.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "status",
  {
    config: SyncCommand.config,
    report: SyncCommand.report,
    debug: Flag.Boolean("debug").pipe(
      Flag.withDescription("Show the last requests too, how often they failed, and how long they took"),
      Flag.withoutNegation,
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* (input) {
    const screen = yield* Screen
    const config = yield* HostConfig.load(input.config)
    const { checkpoints, healths, ledgers } = yield* ConfiguredStore.look(config, (store) =>
      Effect.all({ checkpoints: store.checkpoints, healths: store.health, ledgers: store.ledgers(1) })
    )
    const shown = input.debug ? healths : undefined
    if (input.report === "json") {
      return yield* screen.result(`${CheckpointReport.toJson(checkpoints, ledgers, shown)}\n`)
    }
    yield* screen.result(`${CheckpointReport.toTable(checkpoints)}\n`)
    if (ledgers.length > 0) yield* screen.result(`\n${LedgerReport.toTable(ledgers)}\n`)
    if (shown !== undefined) yield* screen.result(`\n${HealthReport.toTable(shown)}\n`)
  })
).pipe(Command.withDescription("Show where every partition in the store stands"))
