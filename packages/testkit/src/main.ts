#!/usr/bin/env node
/**
 * The command `innlet-testkit`: serves a mock provider on this machine until it is told to stop.
 *
 * @since 0.1.0
 */
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Cause, Console, Duration, Effect, Exit, Option, Runtime, Schema } from "effect"
import { CliError, CliOutput, Command, Flag } from "effect/cli"
import type { ConnectionFault } from "./faults/ConnectionFault.ts"
import type { Fault } from "./faults/Fault.ts"
import * as RetryAfter from "./faults/RetryAfter.ts"
import type { BookingOptions } from "./providers/BookingOptions.ts"
import * as BookingProvider from "./providers/BookingProvider.ts"
import * as Serve from "./transport/Serve.ts"

const count = (name: string, otherwise: number, about: string) =>
  Flag.Int(name).pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100_000_000 }))),
    Flag.withDefault(otherwise),
    Flag.withDescription(about)
  )

const number = (name: string, maximum: number, about: string) =>
  Flag.Finite(name).pipe(
    Flag.withSchema(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum }))),
    Flag.withDefault(0),
    Flag.withDescription(about)
  )

const durationOf = (text: string): Duration.Duration => Schema.decodeSync(Schema.DurationFromString)(text)

const duration = (name: string, about: string) =>
  Flag.String(name).pipe(
    Flag.mapTryCatch(durationOf, () => `a duration such as "20 millis"`),
    Flag.withDefault(Duration.zero),
    Flag.withDescription(about)
  )

const totalOf = (text: string): NonNullable<BookingOptions["total"]> =>
  text === "exact" || text === "absent" ? text : { fixed: Schema.decodeSync(Schema.fromJsonString(Schema.Json))(text) }

const throttleOf = (text: string): { readonly requests: number; readonly window: Duration.Duration } => {
  const [, requests, window] = /^([1-9]\d{0,8})\/(.+)$/.exec(text) ?? []
  if (requests === undefined || window === undefined) throw new Error(text)
  return { requests: Number(requests), window: durationOf(window) }
}

const flags = {
  port: count("port", 4010, "port to listen on; 0 takes a free one"),
  rows: count("rows", 1000, "rows in each list"),
  properties: Flag.Int("properties").pipe(
    Flag.withSchema(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))),
    Flag.withDefault(10),
    Flag.withDescription("properties the rows are spread over")
  ),
  seed: Flag.Int("seed").pipe(Flag.withDefault(1), Flag.withDescription("of the rows and of how they change")),
  token: Flag.String("token").pipe(Flag.withDefault("test-token"), Flag.withDescription("the accepted bearer token")),
  malformed: number("malformed", 1, "fraction of rows with one bad field, 0 to 1"),
  deletes: number("deletes", 1000, "mean rows deleted before each request"),
  inserts: number("inserts", 1000, "mean rows inserted before each request"),
  updates: number("updates", 1000, "mean rows updated before each request"),
  moves: number("moves", 1000, "mean rows moved before each request"),
  aim: Flag.Literals("aim", ["anywhere", "before", "after"]).pipe(
    Flag.withDefault("anywhere"),
    Flag.withDescription("where changes fall, seen from the offset being read")
  ),
  limitMax: Flag.Int("limit-max").pipe(
    Flag.withSchema(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))),
    Flag.withDefault(500),
    Flag.withDescription("highest limit, in records")
  ),
  over: Flag.Literals("over", ["reject", "truncateHonestly", "truncateSilently"]).pipe(
    Flag.withDefault("reject"),
    Flag.withDescription("what becomes of a higher limit")
  ),
  offsets: Flag.Literals("offsets", [
    "any",
    "multiplesOrReject",
    "multiplesOrFloor",
    "multiplesOrFloorSilently",
    "ignored"
  ]).pipe(Flag.withDefault("any"), Flag.withDescription("which offsets are served")),
  total: Flag.String("total").pipe(
    Flag.mapTryCatch(totalOf, () => "exact, absent or a JSON value"),
    Flag.withDefault("exact"),
    Flag.withDescription("meta.total_count: exact, absent, or a JSON value that never changes")
  ),
  throttle: Flag.String("throttle").pipe(
    Flag.mapTryCatch(throttleOf, () => `requests/window such as "60/1 minute"`),
    Flag.optional,
    Flag.withDescription(`quota as requests/window, such as "60/1 minute"`)
  ),
  retryAfter: Flag.Literals("retry-after", RetryAfter.forms).pipe(
    Flag.withDefault("seconds"),
    Flag.withDescription("how an answer 429 of the quota tells the wait")
  ),
  latency: duration("latency", `before each answer, such as "20 millis"`),
  failEvery: count("fail-every", 0, "every so many requests fail with --fail-status; 0 for none"),
  failStatus: Flag.Int("fail-status").pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 400, maximum: 599 }))),
    Flag.withDefault(503),
    Flag.withDescription("status of scripted failures")
  ),
  cutEvery: count("cut-every", 0, "every so many connections are lost in the middle of the body; 0 for none")
}

const booking = Command.make(
  "booking",
  flags,
  Effect.fnUntraced(function* (given) {
    const { aim, cutEvery, deletes, failEvery, failStatus, inserts, latency, moves, port, updates } = given
    const fail: ReadonlyArray<Fault> = failEvery === 0 ? [] : [{ every: failEvery, status: failStatus }]
    const faults: ReadonlyArray<ConnectionFault> = cutEvery === 0 ? [] : [{ every: cutEvery, connection: "cut" }]
    const provider = yield* BookingProvider.make({
      rows: given.rows,
      properties: given.properties,
      seed: given.seed,
      token: given.token,
      malformed: given.malformed,
      volatility: { deletes, inserts, updates, moves, aim },
      limits: { max: given.limitMax, over: given.over },
      offsets: given.offsets,
      total: given.total,
      throttle: Option.getOrUndefined(
        Option.map(given.throttle, (throttle) => ({ ...throttle, retryAfter: given.retryAfter }))
      ),
      fail
    })
    const { url } = yield* Serve.serve(provider, { port, latency, faults })
    yield* Console.log(
      `${provider.name} provider on ${url} (rows ${given.rows}, properties ${given.properties}, seed ${given.seed})`
    )
    return yield* Effect.never
  }, Effect.scoped)
).pipe(Command.withDescription("Lists of rates, inventory and reservations, read by offset"))

const serve = Command.make("serve").pipe(
  Command.withDescription("Serve a mock provider on 127.0.0.1"),
  Command.withSubcommands([booking])
)

const testkit = Command.make("innlet-testkit").pipe(
  Command.withDescription("Mock providers for connectors"),
  Command.withSubcommands([serve])
)

/** A wrong flag gets a line of its own on stderr, without the whole help. */
const presenter: CliOutput.Presenter = {
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Console.error(
          `innlet-testkit: ${event.errors.map((error) => error.message.replaceAll(/\s+/g, " ")).join("; ")}`
        )
      : CliOutput.defaultPresenter.present(event)
}

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
