/**
 * What a simulated process runs: the real engine, which syncs the world's provider into its database.
 *
 * @since 0.1.0
 */
import { SyncStore } from "@innlet/core/contract"
import { Sync, type SyncEvent, type SyncReport } from "@innlet/core/engine"
import { QuotaGate } from "@innlet/core/quota"
import { Breaker } from "@innlet/core/resilience"
import { Cause, Effect, Exit } from "effect"
import type { End } from "./History.ts"
import type { World } from "./Host.ts"
import * as HttpWire from "./HttpWire.ts"
import type * as Plan from "./Plan.ts"
import type { Process } from "./Process.ts"
import * as SimConnector from "./SimConnector.ts"
import type { Ports } from "./Wire.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options extends Ports {
  readonly onEvent: (event: SyncEvent.SyncEvent) => Effect.Effect<void>
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  world: World,
  process: Process,
  opened: Effect.Effect<SyncStore.SyncStore["Service"], SyncStore.StoreError>,
  { answer, onEvent, send }: Options
): Effect.Effect<SyncReport.SyncReport, unknown> =>
  Effect.gen(function* () {
    const { choices, note, plan, server, serverNow: now, tokens, wire } = world
    const store = yield* opened
    const to = plan.http ? yield* HttpWire.make({ choices, plan, wire, tokens, now, note }, process) : wire
    const connector = SimConnector.make(plan, server, to, process, { send, answer })
    return yield* Sync.run(connector, optionsOf(plan, onEvent)).pipe(
      Effect.provideService(SyncStore.SyncStore, store),
      Effect.provide([QuotaGate.layerMemory, Breaker.layerMemory]),
      Effect.catchTag("SyncIncomplete", ({ report }) => Effect.succeed(report))
    )
  })

/**
 * How it ended.
 *
 * @category getters
 * @since 0.1.0
 */
export const endOf = (exit: Exit.Exit<SyncReport.SyncReport, unknown>): End => {
  if (Exit.isSuccess(exit)) return { how: "report", report: exit.value }
  const problem = Cause.pretty(exit.cause).split("\n")[0] ?? ""
  if (Cause.hasDies(exit.cause)) return { how: "died", problem: Cause.pretty(exit.cause) }
  return { how: Cause.hasInterruptsOnly(exit.cause) ? "interrupted" : "failed", problem }
}

const optionsOf = (plan: Plan.Plan, onEvent: NonNullable<Sync.Options["onEvent"]>): Sync.Options => ({
  concurrency: plan.concurrency,
  deletions: plan.has("deletions") ? "mark" : "keep",
  history: plan.has("history"),
  incremental: plan.has("incremental"),
  stagingBytes: plan.staging,
  onEvent
})
