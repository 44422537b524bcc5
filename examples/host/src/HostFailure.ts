/**
 * Why the host stops early: one line to read, and the exit code that goes with it.
 *
 * @since 0.1.0
 */
import { Runtime, Schema } from "effect"

/**
 * What the process exits with. `suspended` is EX_TEMPFAIL of sysexits.h: the same command can succeed later.
 *
 * @category constants
 * @since 0.1.0
 */
export const exitCodes = { completed: 0, failed: 1, usage: 2, unproven: 3, suspended: 75 } as const

/**
 * @category models
 * @since 0.1.0
 */
export const ExitCode = Schema.Literals(Object.values(exitCodes))

/**
 * @category models
 * @since 0.1.0
 */
export type ExitCode = typeof ExitCode.Type

/**
 * @category errors
 * @since 0.1.0
 */
export class HostFailure extends Schema.TaggedError<HostFailure>()("HostFailure", {
  exitCode: ExitCode,
  /** One a problem, each naming what it is about. Empty when everything was said already. */
  lines: Schema.Array(Schema.String)
}) {
  override readonly [Runtime.errorExitCode] = this.exitCode
  override readonly [Runtime.errorReported] = false

  override get message(): string {
    return this.lines.join("\n")
  }
}

/**
 * The command line or the configuration is wrong.
 *
 * @category constructors
 * @since 0.1.0
 */
export const usage = (line: string): HostFailure => new HostFailure({ exitCode: exitCodes.usage, lines: [line] })

/**
 * @category constructors
 * @since 0.1.0
 */
export const failed = (...lines: ReadonlyArray<string>): HostFailure =>
  new HostFailure({ exitCode: exitCodes.failed, lines })
