/**
 * `status`: where every partition in the store stands.
 *
 * @since 0.1.0
 */
import { SyncStore } from "@innlet/core/contract"
import { Effect, FileSystem } from "effect"
import { Command } from "effect/cli"
import * as CheckpointReport from "./CheckpointReport.ts"
import * as ConfiguredStore from "./ConfiguredStore.ts"
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
  { config: SyncCommand.config, report: SyncCommand.report },
  Effect.fnUntraced(function* (input) {
    const screen = yield* Screen
    const { file, store } = yield* HostConfig.load(input.config)
    if (store._tag === "Memory") return yield* usage(`${file}: store: "memory" keeps nothing between runs`)
    const files = yield* FileSystem.FileSystem
    // Opening a store makes the file, and a status must change nothing.
    if (!(yield* files.exists(store.filename).pipe(Effect.orElseSucceed(() => false)))) {
      return yield* failed(`store ${store.filename}: there is no such file; nothing was synced yet`)
    }
    const checkpoints = yield* SyncStore.SyncStore.use((opened) => opened.checkpoints).pipe(
      Effect.provide(ConfiguredStore.layer(store)),
      Effect.mapError(({ message }) => failed(message))
    )
    const { toJson, toTable } = CheckpointReport
    yield* screen.result(`${input.report === "json" ? toJson(checkpoints) : toTable(checkpoints)}\n`)
  })
).pipe(Command.withDescription("Show where every partition in the store stands"))
