/**
 * Where every partition stands, as the host shows it: one JSON object for programs, or a table for people.
 *
 * @since 0.1.0
 */
import { type Checkpoint, type Health, Verdict } from "@innlet/core/contract"
import { Option, Schema } from "effect"
import * as TextTable from "./TextTable.ts"
import * as Wording from "./Wording.ts"

type Checkpoints = ReadonlyArray<Checkpoint.Checkpoint>

const decodeVerdict = Schema.decodeUnknownOption(Schema.fromJsonString(Verdict.Verdict))

const verdictOf = ({ verdict }: Checkpoint.Checkpoint): Verdict.Verdict | undefined =>
  verdict === undefined ? undefined : Option.getOrUndefined(decodeVerdict(verdict))

/**
 * The checkpoints as one JSON object on one line, with the providers' healths where they are asked for. The walk's state is
 * left out.
 *
 * @category formatting
 * @since 0.1.0
 */
export const toJson = (checkpoints: Checkpoints, healths?: ReadonlyArray<Health.Health>): string =>
  JSON.stringify({ partitions: checkpoints.map(jsonOf), ...(healths !== undefined && { health: healths }) })

const jsonOf = (checkpoint: Checkpoint.Checkpoint) => {
  const { connector, counts, partition, problem, resumeAt, run, startedAt, status, stream, updatedAt } = checkpoint
  const verdict = verdictOf(checkpoint)
  return {
    connector,
    stream,
    partition,
    status,
    run,
    ...counts,
    verdict: verdict?._tag ?? null,
    reasons: verdict === undefined ? [] : Verdict.reasons(verdict),
    startedAt: Wording.instant(startedAt),
    updatedAt: Wording.instant(updatedAt),
    resumeAt: resumeAt === undefined ? null : Wording.instant(resumeAt),
    problem: problem ?? null
  }
}

const columns: ReadonlyArray<TextTable.Column> = [
  { title: "stream" },
  { title: "partition" },
  { title: "status" },
  { title: "run" },
  { title: "pages", align: "right" },
  { title: "received", align: "right" },
  { title: "inserted", align: "right" },
  { title: "updated", align: "right" },
  { title: "unchanged", align: "right" },
  { title: "dead letters", align: "right" },
  { title: "last change" },
  { title: "verdict" }
]

/**
 * The checkpoints as a table, the ground of each verdict and each problem below it.
 *
 * @category formatting
 * @since 0.1.0
 */
export const toTable = (checkpoints: Checkpoints): string =>
  checkpoints.length === 0
    ? "nothing was synced yet"
    : [TextTable.render(columns, checkpoints.map(rowOf)), ...checkpoints.flatMap(groundsOf)].join("\n")

const rowOf = (checkpoint: Checkpoint.Checkpoint) => {
  const { counts } = checkpoint
  return [
    `${checkpoint.connector}/${checkpoint.stream}`,
    checkpoint.partition,
    checkpoint.status,
    checkpoint.run,
    ...[counts.pages, counts.received, counts.inserted, counts.updated, counts.unchanged, counts.deadLettered].map(
      Wording.count
    ),
    Wording.instant(checkpoint.updatedAt),
    verdictOf(checkpoint)?._tag ?? "-"
  ]
}

const groundsOf = (checkpoint: Checkpoint.Checkpoint): ReadonlyArray<string> => {
  const { connector, partition, problem, resumeAt, stream } = checkpoint
  const who = partition === "all" ? `${connector}/${stream}` : `${connector}/${stream} ${partition}`
  const verdict = verdictOf(checkpoint)
  return [
    ...(verdict === undefined ? [] : Verdict.reasons(verdict).map((reason) => `${who}: ${verdict._tag}: ${reason}`)),
    ...(problem === undefined ? [] : [problem.startsWith(who) ? problem : `${who}: ${problem}`]),
    ...(resumeAt === undefined ? [] : [`${who}: go on from ${Wording.instant(resumeAt)}`])
  ]
}
