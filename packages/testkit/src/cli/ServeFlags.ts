/**
 * The flags that commands serving a mock provider share, and the serving.
 *
 * @since 0.1.0
 */
import { Clock, Console, type Duration, Effect, Schema } from "effect"
import { Flag } from "effect/cli"
import * as Fault from "../faults/Fault.ts"
import * as Faulty from "../faults/Faulty.ts"
import type { StatusFault } from "../faults/Scripted.ts"
import type { Wire } from "../faults/Wire.ts"
import * as Wires from "../faults/Wires.ts"
import type { Provider } from "../providers/Provider.ts"
import * as Serve from "../transport/Serve.ts"
import * as Control from "./Control.ts"
import * as ExchangeLine from "./ExchangeLine.ts"
import * as FaultFlag from "./FaultFlag.ts"
import { count, duration } from "./Flags.ts"
import * as VolatilityFlags from "./VolatilityFlags.ts"

/**
 * Where to listen, how slowly to answer, how the data change, and what goes wrong.
 *
 * @category flags
 * @since 0.1.0
 */
export const shared = {
  port: count("port", 4010, "port to listen on; 0 takes a free one"),
  seed: Flag.Int("seed").pipe(Flag.withDefault(1), Flag.withDescription("of the rows and of how they change")),
  latency: duration("latency", `before each answer, such as "20 millis"`),
  log: Flag.Boolean("log").pipe(
    Flag.withDefault(false),
    Flag.withDescription("print a line for each request, with what went wrong")
  ),
  ...VolatilityFlags.flags,
  fault: FaultFlag.flag,
  failEvery: count("fail-every", 0, "every so many requests fail with --fail-status; 0 for none"),
  failStatus: Flag.Int("fail-status").pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 400, maximum: 599 }))),
    Flag.withDefault(503),
    Flag.withDescription("status of scripted failures")
  ),
  cutEvery: count("cut-every", 0, "every so many connections are lost in the middle of the body; 0 for none"),
  resetEvery: count("reset-every", 0, "every so many answers are lost after the provider acted; 0 for none")
}

/**
 * What `serve` takes of the flags.
 *
 * @category models
 * @since 0.1.0
 */
export interface Shared {
  readonly port: number
  readonly latency: Duration.Duration
  readonly log: boolean
  readonly fault: ReadonlyArray<Fault.Fault>
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
 * Serves the provider and its control path until it is told to stop, and says where.
 *
 * @category running
 * @since 0.1.0
 */
export const serve = Effect.fnUntraced(function* <Stream extends string>(
  provider: Control.Inspected<Stream>,
  streams: ReadonlyArray<Stream>,
  { cutEvery, fault, latency, log, port, resetEvery }: Shared,
  about: string
) {
  const faults: ReadonlyArray<Fault.Fault> = [
    ...FaultFlag.ofRequests(fault),
    ...(resetEvery === 0 ? [] : [Fault.every(resetEvery, { _tag: "Connection", connection: "reset" })]),
    ...(cutEvery === 0 ? [] : [Fault.every(cutEvery, { _tag: "Connection", connection: "cut" })])
  ]
  const wire = Wires.of(provider.name)
  for (const asked of fault) yield* shownBy(provider, wire, asked)
  const { url } = yield* Serve.serve(provider, {
    port,
    latency,
    faults,
    wire,
    onExchange: log ? printed() : undefined,
    beside: Control.make(provider, streams)
  })
  yield* Console.log(`${provider.name} provider on ${url} (${about})`)
  return yield* Effect.never
}, Effect.scoped)

/** Fails where a served provider of this kind can't show the fault. */
const shownBy = (provider: Provider, wire: Wire | undefined, fault: Fault.Fault) =>
  Faulty.troubled(provider, FaultFlag.ofRequests([fault]), { wire, transport: Serve.socket }).pipe(
    Effect.mapError(({ detail }) => new Serve.ServeError({ detail: `--fault ${FaultFlag.idOf(fault)}: ${detail}` }))
  )

const printed = (): ((exchange: Faulty.Exchange) => Effect.Effect<void>) => {
  let number = 0
  return (exchange) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => Console.log(ExchangeLine.of(exchange, (number += 1), now)))
}
