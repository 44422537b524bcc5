/**
 * One run of the streams a command names: connectors made, store opened, progress shown, every stream reported on.
 *
 * @since 0.1.0
 */
import { Checkpoint, type SyncStore } from "@innlet/core/contract"
import { Sync, type SyncReport } from "@innlet/core/engine"
import { NodeClient } from "@innlet/core/node"
import { Effect, Layer } from "effect"
import { HttpClient } from "effect/http"
import * as Backfill from "./Backfill.ts"
import * as ConfiguredConnector from "./ConfiguredConnector.ts"
import * as ConfiguredQuotas from "./ConfiguredQuotas.ts"
import * as ConfiguredStore from "./ConfiguredStore.ts"
import type { HostConfig } from "./HostConfig.ts"
import { usage } from "./HostFailure.ts"
import * as ProgressDisplay from "./ProgressDisplay.ts"
import { Screen } from "./Screen.ts"
import * as Target from "./Target.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly targets: ReadonlyArray<Target.Target>
  /** Begins new sweeps even where a checkpoint could be resumed; what is stored stays. */
  readonly fresh: boolean
  /** Fills in again what changed then, apart from what goes forward. */
  readonly backfill?: Backfill.Backfill | undefined
}

/** Pages of hotel content may take minutes; core bounds each stream's by what its connector says. */
const patient = { head: "4 minutes", body: "4 minutes" } as const

type Reports = ReadonlyArray<SyncReport.StreamReport>

interface Job extends ConfiguredConnector.ConfiguredConnector {
  readonly streams: ReadonlyArray<string>
}

/**
 * Runs connector after connector. Fails before anything is asked of a provider when a name is unknown or a secret is
 * missing; a stream or a store that fails is in the reports.
 *
 * @category running
 * @since 0.1.0
 */
export const run = Effect.fnUntraced(
  function* (config: HostConfig, options: Options) {
    const screen = yield* Screen
    const jobs = yield* Effect.forEach(options.targets, (target) => jobOf(config, target, options))
    return yield* Effect.forEach(jobs, (job) => runJob(job, options)).pipe(
      Effect.provide(ConfiguredStore.layer(config)),
      Effect.catchTag("StoreError", (error) => Effect.succeed(jobs.map((job) => untried(job, error)))),
      Effect.map((reports): Reports => reports.flat()),
      Effect.onInterrupt(() => screen.note("interrupted; run again to resume\n"))
    )
  },
  (run, config) =>
    Effect.provide(
      run,
      Layer.merge(
        Layer.catchTag(NodeClient.layer(patient), "InvalidClient", ({ message }) =>
          Layer.effect(HttpClient.HttpClient, usage(message))
        ),
        ConfiguredQuotas.layer(config)
      )
    )
)

const jobOf = Effect.fnUntraced(function* (config: HostConfig, target: Target.Target, { backfill }: Options) {
  const configured = yield* ConfiguredConnector.make(config, target.connector)
  const streams = yield* Target.streamsOf(target, configured.connector)
  if (backfill !== undefined) yield* Backfill.allowed(configured.connector, streams)
  return { ...configured, streams }
})

const runJob = ({ connector, each, stagingBytes, streams }: Job, { backfill, fresh }: Options) =>
  Effect.flatMap(ProgressDisplay.make, ({ onEvent }) =>
    Sync.run(connector, { streams, fresh, backfill, stagingBytes, each, onEvent })
  ).pipe(
    Effect.catchTags({
      SyncIncomplete: ({ report }) => Effect.succeed(report),
      UnknownStream: ({ message }) => Effect.fail(usage(message))
    }),
    Effect.map((report): Reports => report.streams),
    Effect.scoped
  )

/** Nothing could be tried, for there is no store. */
const untried = ({ connector, streams }: Job, error: SyncStore.StoreError): Reports =>
  streams.map((stream) => ({
    connector: connector.name,
    stream,
    counts: Checkpoint.noCounts,
    restarts: 0,
    outcome: { _tag: "Failed", error },
    durationMs: 0,
    drift: []
  }))
