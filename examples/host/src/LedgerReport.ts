/**
 * What each partition's newest sweep saw of what its provider declares, and what its verdict rests on.
 *
 * @since 0.1.0
 */
import { type Ledger, Verdict } from "@innlet/core/contract"
import * as TextTable from "./TextTable.ts"
import * as Wording from "./Wording.ts"

const columns: ReadonlyArray<TextTable.Column> = [
  { title: "stream" },
  { title: "partition" },
  { title: "run" },
  { title: "pass", align: "right" },
  { title: "page size", align: "right" },
  { title: "pages", align: "right" },
  { title: "received", align: "right" },
  { title: "distinct", align: "right" },
  { title: "declared", align: "right" },
  { title: "seen", align: "right" },
  { title: "new", align: "right" },
  { title: "gaps", align: "right" }
]

/**
 * A row a pass, and below it the evidence, the deletions and the verdict.
 *
 * @category formatting
 * @since 0.1.0
 */
export const toTable = (ledgers: ReadonlyArray<Ledger.Ledger>): string =>
  [TextTable.render(columns, ledgers.flatMap(rowsOf)), ...ledgers.flatMap(groundsOf)].join("\n")

const rowsOf = (ledger: Ledger.Ledger): ReadonlyArray<ReadonlyArray<string>> => {
  const { connector, partition, passes, run, stream } = ledger
  return passes.map((pass) => [
    `${connector}/${stream}`,
    Wording.plain(partition),
    run,
    String(pass.pass),
    Wording.count(pass.pageSize),
    Wording.count(pass.pages),
    Wording.count(pass.received),
    Wording.count(pass.distinct),
    pass.total === null ? "-" : Wording.count(pass.total),
    shareOf(pass.distinct, pass.total),
    pass.newKeys === null ? "-" : Wording.count(pass.newKeys),
    Wording.count(pass.gaps)
  ])
}

/** `100 %` only when nothing is missing. */
const shareOf = (distinct: number, total: number | null): string => {
  if (total === null || total === 0) return "-"
  const share = (100 * distinct) / total
  if (share === 100) return "100 %"
  return share < 100 && share > 99.9 ? "99.9 %" : `${share.toFixed(1)} %`
}

const groundsOf = (ledger: Ledger.Ledger): ReadonlyArray<string> => {
  const { connector, deletions, evidence, partition, restarts, stream, verdict } = ledger
  const who = partition === "all" ? `${connector}/${stream}` : `${connector}/${stream} ${partition}`
  const lines = [
    ...evidence,
    ...(restarts === 0 ? [] : [`the walk began again ${Wording.counted(restarts, "time")}`]),
    ...(deletions === null ? [] : [deletionsOf(deletions)]),
    ...(verdict === null ? ["no verdict yet"] : Verdict.reasons(verdict).map((reason) => `${verdict._tag}: ${reason}`))
  ]
  return lines.map((line) => Wording.plain(`${who}: ${line}`))
}

const deletionsOf = ({ outcome, standing, unseen }: NonNullable<Ledger.Ledger["deletions"]>): string => {
  const seen = `${Wording.count(unseen)} of ${Wording.counted(standing, "row")} ${unseen === 1 ? "was" : "were"} not seen`
  switch (outcome) {
    case "marked":
      return `deletions: ${seen} and marked as deleted`
    case "guarded":
      return `deletions: ${seen}: too many to be believed, so none was marked`
    case "none":
      return `deletions: ${seen}`
  }
}
