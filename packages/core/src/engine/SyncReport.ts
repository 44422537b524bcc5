/**
 * What a run did, stream by stream: what was counted, how it ended, and how complete it is.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { addCounts, type Counts, noCounts } from "../contract/Checkpoint.ts"
import type { ConnectorError } from "../contract/ConnectorError.ts"
import type { Drift } from "../contract/Drift.ts"
import type { StoreError } from "../contract/SyncStore.ts"
import * as Verdict from "../contract/Verdict.ts"
import type { PaginationError } from "../pagination/PaginationError.ts"
import type { NoChanges } from "./NoChanges.ts"
import type { SchemaDrift } from "./SchemaDrift.ts"
import type { StagingFull } from "./StagingFull.ts"

/**
 * What may keep a stream from its end. `NoChanges` is a host's mistake.
 *
 * @category models
 * @since 0.1.0
 */
export type Failure = ConnectorError | NoChanges | PaginationError | SchemaDrift | StagingFull | StoreError

/**
 * How a stream ended. `Suspended` waits for `resumeAt` (epoch milliseconds) with its checkpoint kept; `Failed` keeps the
 * checkpoint of the last whole page.
 *
 * @category models
 * @since 0.1.0
 */
export type Outcome =
  | { readonly _tag: "Completed"; readonly verdict: Verdict.Verdict }
  | { readonly _tag: "Suspended"; readonly resumeAt: number; readonly error: ConnectorError }
  | { readonly _tag: "Failed"; readonly error: Failure }

/**
 * @category models
 * @since 0.1.0
 */
export interface StreamReport {
  readonly connector: string
  readonly stream: string
  /** Of this run and, where it resumed a sweep, of the runs before it. */
  readonly counts: Counts
  /** How often a walk began again because its cursor was lost, in the same runs. */
  readonly restarts: number
  readonly outcome: Outcome
  /** Of this run, milliseconds. */
  readonly durationMs: number
  /** How the shape of the raw records changed against earlier runs. */
  readonly drift: ReadonlyArray<Drift>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface SyncReport {
  readonly streams: ReadonlyArray<StreamReport>
}

/**
 * Some stream was not completed. Every stream was tried; what was committed stays, and the next run goes on from there.
 *
 * @category errors
 * @since 0.1.0
 */
export class SyncIncomplete extends Schema.TaggedError<SyncIncomplete>()("SyncIncomplete", {
  report: Schema.declare((input: unknown): input is SyncReport => typeof input === "object" && input !== null)
}) {
  override get message(): string {
    return this.report.streams
      .filter(({ outcome }) => outcome._tag !== "Completed")
      .map(problemOf)
      .join("; ")
  }
}

/**
 * One line: why a stream was not completed.
 *
 * @category getters
 * @since 0.1.0
 */
export const problemOf = (report: StreamReport): string => {
  const { outcome } = report
  switch (outcome._tag) {
    case "Completed":
      return ""
    case "Suspended":
      return `${outcome.error.message}; suspended until ${new Date(outcome.resumeAt).toISOString()}`
    case "Failed":
      return outcome.error.message
  }
}

/**
 * One stream's report over its partitions: counts added, and the worst outcome. `doubts` are reasons why partitions may be
 * missing.
 *
 * @category combinators
 * @since 0.1.0
 */
export const merge = (
  connector: string,
  stream: string,
  durationMs: number,
  parts: ReadonlyArray<Pick<StreamReport, "counts" | "outcome" | "restarts">>,
  { doubts = [], drift = [] }: { readonly doubts?: ReadonlyArray<string>; readonly drift?: ReadonlyArray<Drift> } = {}
): StreamReport => {
  const failed = parts.find(({ outcome }) => outcome._tag === "Failed")
  const suspended = parts.find(({ outcome }) => outcome._tag === "Suspended")
  const verdicts = parts.flatMap(({ outcome }) => (outcome._tag === "Completed" ? [outcome.verdict] : []))
  if (doubts.length > 0) verdicts.push(Verdict.unproven(doubts))
  return {
    connector,
    stream,
    durationMs,
    drift,
    counts: parts.map((part) => part.counts).reduce(addCounts, noCounts),
    restarts: parts.reduce((sum, { restarts }) => sum + restarts, 0),
    outcome: (failed ?? suspended)?.outcome ?? { _tag: "Completed", verdict: Verdict.weakest(verdicts) }
  }
}
