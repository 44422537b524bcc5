#!/usr/bin/env node
/**
 * The command `innlet-testkit`: serves a mock provider on this machine until it is told to stop, and lists the faults it can
 * show.
 *
 * @since 0.1.0
 */
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Cause, Console, Effect, Exit, Runtime } from "effect"
import { CliError, CliOutput, Command } from "effect/cli"
import * as FaultFlag from "./cli/FaultFlag.ts"
import * as FaultsCommand from "./cli/FaultsCommand.ts"
import * as ServeCommand from "./cli/ServeCommand.ts"

const testkit = Command.make("innlet-testkit").pipe(
  Command.withDescription("Mock providers for connectors"),
  Command.withSubcommands([ServeCommand.command, FaultsCommand.command])
)

/** A wrong flag gets a line of its own on stderr, without the whole help. */
const presenter: CliOutput.Presenter = {
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Console.error(`innlet-testkit: ${event.errors.map(lineOf).join("; ")}`)
      : CliOutput.defaultPresenter.present(event)
}

const lineOf = (error: CliError.CliError): string =>
  error._tag === "InvalidValue" && FaultFlag.names.has(error.option)
    ? `${error.kind === "flag" ? `--${error.option} ` : ""}${error.value}: ${error.expected}`
    : error.message.replaceAll(/\s+/g, " ")

/** 2 for a wrong invocation, as shells have it; 0 for a server that was told to stop. */
const teardown: Runtime.Teardown = (exit, onExit) => {
  if (Exit.isFailure(exit)) {
    const failure = Cause.squash(exit.cause)
    if (Cause.hasInterruptsOnly(exit.cause)) return onExit(0)
    if (CliError.isCliError(failure) && failure._tag === "ShowHelp" && failure.errors.length > 0) return onExit(2)
  }
  return Runtime.defaultTeardown(exit, onExit)
}

testkit.pipe(
  Command.run({ version: "0.1.0" }),
  Effect.catchTag("ServeError", (error) =>
    Effect.andThen(
      Console.error(`innlet-testkit: ${error.message}`),
      Effect.sync(() => void (process.exitCode = 1))
    )
  ),
  Effect.provideService(CliOutput.Presenter, presenter),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({ teardown })
)
