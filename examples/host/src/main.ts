/**
 * The host's command line.
 *
 * @since 0.1.0
 */
// Compiles the record schemas; it has to come before anything that decodes.
import "effect/schema/SchemaJITCompiler/enable"
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Cause, Effect, Layer, Logger } from "effect"
import { CliConfig, CliError, Command, GlobalFlag } from "effect/cli"
import { exitCodes, HostFailure } from "./HostFailure.ts"
import { Screen } from "./Screen.ts"
import * as CoverageCommand from "./CoverageCommand.ts"
import * as DeadLettersCommand from "./DeadLettersCommand.ts"
import * as DemoCommand from "./DemoCommand.ts"
import * as ManifestCommand from "./ManifestCommand.ts"
import * as ReplayAuditCommand from "./ReplayAuditCommand.ts"
import * as StatusCommand from "./StatusCommand.ts"
import * as SyncCommand from "./SyncCommand.ts"
import * as UsagePresenter from "./UsagePresenter.ts"

const host = Command.make("host").pipe(
  Command.withDescription("Syncs the streams of providers into a store, and says how complete they are"),
  Command.withSubcommands([
    SyncCommand.command,
    StatusCommand.command,
    DeadLettersCommand.command,
    CoverageCommand.command,
    ReplayAuditCommand.command,
    ManifestCommand.command,
    DemoCommand.command
  ])
)

const services = Layer.mergeAll(
  NodeServices.layer,
  Screen.layer,
  UsagePresenter.layer,
  CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions, GlobalFlag.LogLevel] }),
  // Standard output is for results.
  Layer.succeed(Logger.LogToStderr, true)
)

const asFailure = (cause: Cause.Cause<HostFailure | CliError.CliError>) => {
  const [reason] = cause.reasons
  if (reason === undefined || Cause.hasInterruptsOnly(cause)) return Effect.failCause(cause)
  const error = Cause.squash(cause)
  if (error instanceof HostFailure) return Effect.fail(error)
  if (error instanceof CliError.ShowHelp) {
    return error.errors.length === 0
      ? Effect.void
      : Effect.fail(new HostFailure({ exitCode: exitCodes.usage, lines: [] }))
  }
  const message = error instanceof Error ? error.message : String(error)
  return Effect.fail(new HostFailure({ exitCode: exitCodes.failed, lines: [`internal error: ${message}`] }))
}

Command.run(host, { version: "0.1.0" }).pipe(
  Effect.catchCause(asFailure),
  Effect.tapError((failure) =>
    failure instanceof HostFailure && failure.lines.length > 0
      ? Screen.use((screen) => screen.note(`${failure.lines.join("\n")}\n`))
      : Effect.void
  ),
  Effect.provide(services),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
