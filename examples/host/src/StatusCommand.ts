/**
 * `status`: where every partition in the store stands.
 *
 * @since 0.1.0
 */
import { SyncStore } from "@innlet/core/contract"
import { Effect, FileSystem } from "effect"
import { Command, Flag } from "effect/cli"
import * as CheckpointReport from "./CheckpointReport.ts"
import * as ConfiguredStore from "./ConfiguredStore.ts"
import * as HealthReport from "./HealthReport.ts"
import * as HostConfig from "./HostConfig.ts"
import { failed, usage } from "./HostFailure.ts"
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
    const { file, store } = yield* HostConfig.load(input.config)
    if (store._tag === "Memory") return yield* usage(`${file}: store: "memory" keeps nothing between runs`)
    const files = yield* FileSystem.FileSystem
    // Opening a store makes the file, and a status must change nothing.
    if (!(yield* files.exists(store.filename).pipe(Effect.orElseSucceed(() => false)))) {
      return yield* failed(`store ${store.filename}: there is no such file; nothing was synced yet`)
    }
    const { checkpoints, healths } = yield* SyncStore.SyncStore.use((opened) =>
      Effect.all({ checkpoints: opened.checkpoints, healths: opened.health })
    ).pipe(
      Effect.provide(ConfiguredStore.layer(store)),
      Effect.mapError(({ message }) => failed(message))
    )
    const shown = input.debug ? healths : undefined
    if (input.report === "json") return yield* screen.result(`${CheckpointReport.toJson(checkpoints, shown)}\n`)
    yield* screen.result(`${CheckpointReport.toTable(checkpoints)}\n`)
    if (shown !== undefined) yield* screen.result(`\n${HealthReport.toTable(shown)}\n`)
  })
).pipe(Command.withDescription("Show where every partition in the store stands"))
