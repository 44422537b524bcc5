/**
 * What a run did, as the host shows it: one JSON object for programs, or a table for people.
 *
 * @since 0.1.0
 */
import { Verdict } from "@innlet/core/contract"
import { SyncReport } from "@innlet/core/engine"
import { exitCodes, type ExitCode } from "./HostFailure.ts"
import * as DriftReport from "./DriftReport.ts"
import * as LetterReport from "./LetterReport.ts"
import * as TextTable from "./TextTable.ts"
import * as Wording from "./Wording.ts"

/**
 * How the whole run ended: `failed` when any stream did, else `suspended` when any is.
 *
 * @category models
 * @since 0.1.0
 */
export type RunStatus = "completed" | "suspended" | "failed"

type Reports = ReadonlyArray<SyncReport.StreamReport>

/**
 * @category getters
 * @since 0.1.0
 */
export const statusOf = (streams: Reports): RunStatus => {
  const tags = new Set(streams.map(({ outcome }) => outcome._tag))
  if (tags.has("Failed")) return "failed"
  return tags.has("Suspended") ? "suspended" : "completed"
}

/**
 * The exit code a run deserves; an `Unproven` stream is told from a completed one.
 *
 * @category getters
 * @since 0.1.0
 */
export const exitCodeOf = (streams: Reports): ExitCode => {
  const status = statusOf(streams)
  if (status !== "completed") return exitCodes[status]
  return streams.some(({ outcome }) => outcome._tag === "Completed" && outcome.verdict._tag === "Unproven")
    ? exitCodes.unproven
    : exitCodes.completed
}

/**
 * One line for each stream that was not completed, beginning with the stream.
 *
 * @category getters
 * @since 0.1.0
 */
export const problemsOf = (streams: Reports): ReadonlyArray<string> =>
  streams
    .filter(({ outcome }) => outcome._tag !== "Completed")
    .map((report) => {
      const who = `${report.connector}/${report.stream}: `
      const problem = SyncReport.problemOf(report).replaceAll(/\s*\n\s*/g, " ")
      return problem.startsWith(who) ? problem : who + problem
    })

/**
 * The run as one JSON object on one line.
 *
 * @category formatting
 * @since 0.1.0
 */
export const toJson = (streams: Reports): string =>
  JSON.stringify({ status: statusOf(streams), streams: streams.map(jsonOf) })

const jsonOf = (report: SyncReport.StreamReport) => {
  const { connector, counts, drift, durationMs, outcome, restarts, stream } = report
  return {
    connector,
    stream,
    status: outcome._tag.toLowerCase(),
    ...counts,
    restarts,
    verdict: outcome._tag === "Completed" ? outcome.verdict._tag : null,
    reasons: outcome._tag === "Completed" ? Verdict.reasons(outcome.verdict) : [],
    error: outcome._tag === "Completed" ? null : outcome.error.message,
    resumeAt: outcome._tag === "Suspended" ? Wording.instant(outcome.resumeAt) : null,
    durationMs: Math.round(durationMs),
    drift
  }
}

const columns: ReadonlyArray<TextTable.Column> = [
  { title: "stream" },
  { title: "status" },
  { title: "pages", align: "right" },
  { title: "requests", align: "right" },
  { title: "received", align: "right" },
  { title: "inserted", align: "right" },
  { title: "updated", align: "right" },
  { title: "unchanged", align: "right" },
  { title: "dead letters", align: "right" },
  { title: "retries", align: "right" },
  { title: "time", align: "right" },
  { title: "verdict" }
]

/**
 * The run as a table; below it the ground of each verdict, drift, and how to see dead letters.
 *
 * @category formatting
 * @since 0.1.0
 */
export const toTable = (streams: Reports): string =>
  [TextTable.render(columns, streams.map(rowOf)), ...streams.flatMap(groundsOf), ...streams.flatMap(hintsOf)].join("\n")

const rowOf = ({ connector, counts, durationMs, outcome, stream }: SyncReport.StreamReport) => [
  `${connector}/${stream}`,
  outcome._tag.toLowerCase(),
  ...[
    counts.pages,
    counts.requests,
    counts.received,
    counts.inserted,
    counts.updated,
    counts.unchanged,
    counts.deadLettered,
    counts.retries
  ].map(Wording.count),
  Wording.time(durationMs),
  outcome._tag === "Completed" ? outcome.verdict._tag : "-"
]

const groundsOf = ({ connector, outcome, stream }: SyncReport.StreamReport): ReadonlyArray<string> => {
  switch (outcome._tag) {
    case "Completed":
      return Verdict.reasons(outcome.verdict).map(
        (reason) => `${connector}/${stream}: ${outcome.verdict._tag}: ${reason}`
      )
    case "Suspended":
      return [`${connector}/${stream}: go on from ${Wording.instant(outcome.resumeAt)}`]
    case "Failed":
      return []
  }
}

const hintsOf = (report: SyncReport.StreamReport): ReadonlyArray<string> => {
  const { connector, counts, drift, restarts, stream } = report
  return [
    ...(restarts === 0
      ? []
      : [
          `${connector}/${stream}: the walk began again ${Wording.counted(restarts, "time")}, since its cursor was lost`
        ]),
    ...drift.map((one) => DriftReport.line(report, one)),
    ...(counts.deadLettered === 0 ? [] : [LetterReport.hint(counts.deadLettered, `${connector}/${stream}`)])
  ]
}
