/**
 * Where every partition stands, as the host shows it: one JSON object for programs, or a table for people.
 *
 * @since 0.1.0
 */
import { type Checkpoint, type Health, type Ledger, Verdict } from "@innlet/core/contract"
import { Option, Schema } from "effect"
import * as TextTable from "./TextTable.ts"
import * as Wording from "./Wording.ts"

type Checkpoints = ReadonlyArray<Checkpoint.Checkpoint>

const decodeVerdict = Schema.decodeUnknownOption(Schema.fromJsonString(Verdict.Verdict))

const verdictOf = ({ verdict }: Checkpoint.Checkpoint): Verdict.Verdict | undefined =>
  verdict === undefined ? undefined : Option.getOrUndefined(decodeVerdict(verdict))

/**
 * The checkpoints as one JSON object on one line, each with its sweep's ledger, and the providers' healths where they are
 * asked for. The walk's state is left out.
 *
 * @category formatting
 * @since 0.1.0
 */
export const toJson = (
  checkpoints: Checkpoints,
  ledgers: ReadonlyArray<Ledger.Ledger>,
  healths?: ReadonlyArray<Health.Health>
): string =>
  JSON.stringify({
    partitions: checkpoints.map((checkpoint) => jsonOf(checkpoint, ledgers.find(isOf(checkpoint)))),
    ...(healths !== undefined && { health: healths })
  })

const isOf =
  ({ connector, partition, stream }: Checkpoint.Checkpoint) =>
  (ledger: Ledger.Ledger): boolean =>
    ledger.connector === connector && ledger.stream === stream && ledger.partition === partition

const jsonOf = (checkpoint: Checkpoint.Checkpoint, ledger: Ledger.Ledger | undefined) => {
  const {
    connector,
    counts,
    partition,
    problem,
    resumeAt,
    run,
    since,
    startedAt,
    status,
    stream,
    updatedAt,
    watermark
  } = checkpoint
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
    problem: problem ?? null,
    since: since === undefined ? null : Wording.instant(since),
    watermark: watermark === undefined ? null : Wording.instant(watermark),
    ledger: ledger ?? null
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
