/**
 * Whether a cell is as it should be: what holds whatever happens, and the outcome that the catalogue promises.
 */
import type { SyncReport } from "@innlet/core/engine"
import { type FaultCatalogue, Occasion, type Outcome } from "@innlet/testkit"
import type { Cell, Run } from "./Cell.ts"
import type { Planned } from "./Plan.ts"

/** What is wrong whatever the fault is; nothing, if all is well. */
export const violations = (
  { first, second, secrets, told, truth }: Cell,
  entry?: FaultCatalogue.FaultEntry
): ReadonlyArray<string> => [
  // Who says all along that there is nothing is believed.
  ...missing(second ?? first, entry?.id === "P17" && second === undefined ? new Set() : truth),
  ...uncounted(first),
  ...(second === undefined ? [] : uncounted(second)),
  ...tooEarly(first),
  ...stuck(second),
  ...secrets.filter((secret) => told.includes(secret)).map((secret) => `a secret is told: ${secret.slice(0, 4)}…`)
]

/**
 * Rows that a strong verdict says are there and are not. A row whose record was changed on the way may stand under another
 * key or be a letter without one, so as many may be missing as there are of these.
 */
const missing = ({ letters, report, stored }: Run, truth: ReadonlySet<string>): ReadonlyArray<string> => {
  if (report.outcome._tag !== "Completed" || report.outcome.verdict._tag === "Unproven") return []
  const lettered = new Set(letters)
  const lost = [...truth].filter((key) => !stored.has(key) && !lettered.has(key))
  const strange = [...stored, ...letters].filter((key) => key === undefined || !truth.has(key)).length
  return lost.length <= strange
    ? []
    : [
        `${report.outcome.verdict._tag}, and ${lost.length} of ${truth.size} rows are lost: ${lost.slice(0, 3).join(", ")}`
      ]
}

const uncounted = ({ report: { counts } }: Run): ReadonlyArray<string> => {
  const { deadLettered, inserted, received, unchanged, updated } = counts
  const sum = inserted + updated + unchanged + deadLettered
  return sum === received ? [] : [`it received ${received} records and says what became of ${sum}`]
}

const tooEarly = ({ exchanges }: Run): ReadonlyArray<string> =>
  exchanges.flatMap(({ at, wait }, index) => {
    const next = exchanges[index + 1]
    return wait === undefined || next === undefined || next.at >= at + wait
      ? []
      : [`asked to wait ${wait / 1000} s, it asks again after ${(next.at - at) / 1000} s`]
  })

/** Once the fault is over, the next run completes. */
const stuck = (second: Run | undefined): ReadonlyArray<string> =>
  second === undefined || second.report.outcome._tag === "Completed"
    ? []
    : [`the next run ${outcomeText(second.report.outcome)}`]

/** Did the fault happen, and change anything that the connector sees? */
export const isShown = ({ first }: Cell, calm: Run): boolean =>
  first.exchanges.some(
    ({ happening, print }, index) =>
      print !== calm.exchanges[index]?.print || happening.some((what) => what._tag === "Connection")
  )

/** What keeps the cell from being as it should be; nothing, if it is. */
export const verdict = (
  { entry, expected }: Pick<Planned, "entry" | "expected">,
  cell: Cell,
  calm: Run
): ReadonlyArray<string> => [
  ...(isShown(cell, calm) ? [] : ["the fault never showed"]),
  ...(asPromised(expected, cell, calm) ? [] : [outcomeOf(cell, calm)]),
  ...violations(cell, entry)
]

/** How the run ended, and what can be seen of how it got there. */
export const outcomeOf = ({ first }: Cell, calm: Run): string => {
  const { counts, outcome, restarts } = first.report
  if (outcome._tag !== "Completed") return outcomeText(outcome)
  const how = [
    counts.retries > 0 ? "asked again" : "",
    restarts > calm.report.restarts ? "begun again" : "",
    counts.deadLettered > 0 ? "dead letter" : "",
    tokensOf(first) > tokensOf(calm) ? "new token" : "",
    rankOf(first) === rankOf(calm) ? "" : outcome.verdict._tag
  ].filter((word) => word !== "")
  return how.length === 0 ? "accepted" : how.join(", ")
}

const outcomeText = (outcome: SyncReport.Outcome): string =>
  outcome._tag === "Failed"
    ? `fails as \`${failureOf(outcome.error)}\`: ${outcome.error.message}`
    : outcome._tag.toLowerCase()

const failureOf = (error: SyncReport.Failure): string => {
  if (error._tag === "ConnectorError") return error.reason._tag
  return error._tag === "PaginationError" ? error.stall : error._tag
}

const tokensOf = ({ exchanges }: Run): number => exchanges.filter(({ request }) => Occasion.isForToken(request)).length

const rankOf = ({ report: { outcome } }: Run): number =>
  outcome._tag === "Completed" ? ["Unproven", "Attested", "Proven"].indexOf(outcome.verdict._tag) : -1

/** Is the outcome the one that is promised? */
export const asPromised = (expected: Outcome.Outcome, { first }: Cell, calm: Run): boolean => {
  const { counts, outcome, restarts } = first.report
  if (expected._tag === "Suspended") return outcome._tag === "Suspended"
  if (expected._tag === "Failed") return outcome._tag === "Failed" && failureOf(outcome.error) === expected.as
  if (outcome._tag !== "Completed") return false
  const begunAgain = restarts > calm.report.restarts
  switch (expected.how) {
    case "accepted":
      return counts.deadLettered === 0
    case "retried":
    case "waited":
      return counts.retries > 0 || begunAgain
    case "refreshed":
      return tokensOf(first) > tokensOf(calm)
    case "begunAgain":
      return begunAgain
    case "deadLetter":
      return counts.deadLettered > 0
    case "doubted":
      return outcome.verdict._tag === "Unproven"
    case "recovered":
      return true
  }
}
