/**
 * What a sweep enters into its ledger, page by page and pass by pass.
 *
 * @since 0.1.0
 */
import * as Ledger from "../contract/Ledger.ts"
import type { Sweep } from "./Sweep.ts"
import type * as Walk from "./Walk.ts"

/**
 * What a page adds to the sweep's ledger.
 *
 * @category getters
 * @since 0.1.0
 */
export const accountOf = (
  sweep: Sweep,
  step: Walk.Step<Sweep>,
  page: Pick<Ledger.PageAccount, "at" | "pageSize" | "total"> & Pick<Walk.Facts, "keys">
): ((ledger: Ledger.Ledger) => Ledger.Ledger) => {
  const { keys, ...shown } = page
  const gap = step._tag === "Next" && !accepted.has(step.outcome)
  const received = keys.length
  const distinct = gap ? 0 : distinctOf(sweep, keys)
  return (ledger) => Ledger.addPage(ledger, { ...shown, pass: sweep.pass, received, distinct, gap })
}

/**
 * What a walk that began again changes in the ledger.
 *
 * @category getters
 * @since 0.1.0
 */
export const restarted =
  ({ pass }: Sweep) =>
  (ledger: Ledger.Ledger): Ledger.Ledger =>
    Ledger.restart(ledger, pass)

/**
 * What an ended pass adds to the ledger. `newKeys` counts the records that no pass before had seen, where that is counted.
 *
 * @category getters
 * @since 0.1.0
 */
export const endPass =
  (sweep: Sweep, newKeys: number | undefined) =>
  (ledger: Ledger.Ledger): Ledger.Ledger =>
    Ledger.endPass(ledger, sweep.pass, newKeys, evidenceOf(sweep))

/** What showed that a pass had ended. */
const evidenceOf = ({ walk }: Sweep): string =>
  walk._tag === "PageWalk"
    ? `no next cursor and a sign of the end, after ${walk.received} records`
    : walk.mode === "anchored"
      ? `an anchored page that brought nothing new reached the tail, at ${walk.frontier} records`
      : `exact steps reached the end, at ${walk.frontier} records`

/** Outcomes of pages that the walk believes. */
const accepted: ReadonlySet<string> = new Set(["accepted", "repeated", "empty"])

const distinctOf = ({ walk }: Sweep, keys: ReadonlyArray<string>): number => {
  if (walk._tag === "PageWalk") return new Set(keys).size
  // Only a walk that went back meets more than the page before.
  const pages = walk.rewinds === 0 && walk.back <= walk.pageSize ? walk.accepted.slice(0, 1) : walk.accepted
  const known = new Set(pages.flat())
  return new Set(keys.filter((key) => !known.has(key))).size
}
