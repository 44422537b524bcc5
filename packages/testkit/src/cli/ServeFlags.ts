/**
 * The flags that commands serving a mock provider share.
 *
 * @since 0.1.0
 */
import { Console, Duration, Effect, Schema } from "effect"
import { Flag } from "effect/cli"
import type { ConnectionFault } from "../faults/ConnectionFault.ts"
import type { StatusFault } from "../faults/Fault.ts"
import type { Provider } from "../providers/Provider.ts"
import * as Serve from "../transport/Serve.ts"

/**
 * A whole number of 0 or more.
 *
 * @category flags
 * @since 0.1.0
 */
export const count = (name: string, otherwise: number, about: string) =>
  Flag.Int(name).pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100_000_000 }))),
    Flag.withDefault(otherwise),
    Flag.withDescription(about)
  )

/**
 * @category flags
 * @since 0.1.0
 */
export const number = (name: string, maximum: number, about: string) =>
  Flag.Finite(name).pipe(
    Flag.withSchema(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum }))),
    Flag.withDefault(0),
    Flag.withDescription(about)
  )

/**
 * @category flags
 * @since 0.1.0
 */
export const durationOf = (text: string): Duration.Duration => Schema.decodeSync(Schema.DurationFromString)(text)

/**
 * @category flags
 * @since 0.1.0
 */
export const duration = (name: string, about: string) =>
  Flag.String(name).pipe(
    Flag.mapTryCatch(durationOf, () => `a duration such as "20 millis"`),
    Flag.withDefault(Duration.zero),
    Flag.withDescription(about)
  )

/**
 * Where to listen, how slowly to answer, and what goes wrong.
 *
 * @category flags
 * @since 0.1.0
 */
export const shared = {
  port: count("port", 4010, "port to listen on; 0 takes a free one"),
  seed: Flag.Int("seed").pipe(Flag.withDefault(1), Flag.withDescription("of the rows and of how they change")),
  latency: duration("latency", `before each answer, such as "20 millis"`),
  failEvery: count("fail-every", 0, "every so many requests fail with --fail-status; 0 for none"),
  failStatus: Flag.Int("fail-status").pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 400, maximum: 599 }))),
    Flag.withDefault(503),
    Flag.withDescription("status of scripted failures")
  ),
  cutEvery: count("cut-every", 0, "every so many connections are lost in the middle of the body; 0 for none"),
  resetEvery: count("reset-every", 0, "every so many answers are lost after the provider acted; 0 for none")
}

interface Shared {
  readonly port: number
  readonly latency: Duration.Duration
  readonly cutEvery: number
  readonly resetEvery: number
}

/**
 * The scripted failures that the flags ask for.
 *
 * @category getters
 * @since 0.1.0
 */
export const failures = (given: {
  readonly failEvery: number
  readonly failStatus: number
}): ReadonlyArray<StatusFault> => (given.failEvery === 0 ? [] : [{ every: given.failEvery, status: given.failStatus }])

/**
 * Serves the provider until it is told to stop, and says where.
 *
 * @category running
 * @since 0.1.0
 */
export const serve = Effect.fnUntraced(function* (
  provider: Provider,
  { cutEvery, latency, port, resetEvery }: Shared,
  about: string
) {
  const faults: ReadonlyArray<ConnectionFault> = [
    ...(resetEvery === 0 ? [] : [{ every: resetEvery, connection: "reset" as const }]),
    ...(cutEvery === 0 ? [] : [{ every: cutEvery, connection: "cut" as const }])
  ]
  const { url } = yield* Serve.serve(provider, { port, latency, faults })
  yield* Console.log(`${provider.name} provider on ${url} (${about})`)
  return yield* Effect.never
}, Effect.scoped)
