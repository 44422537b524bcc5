/**
 * I7, I10 and I13: how sweeps end, and that they do.
 *
 * @since 0.1.0
 */
import type { Life, Timed } from "../History.ts"
import type { History } from "../History.ts"
import type { Item } from "../Listing.ts"
import { isShown, lag } from "../servers/Server.ts"
import type { StoredCheckpoint } from "../Snapshot.ts"
import { createHash } from "node:crypto"
import * as Changes from "./Changes.ts"
import type { Found, Oracle } from "./Oracle.ts"
import * as Requests from "./Requests.ts"
import * as Standing from "./Standing.ts"

/**
 * @category oracles
 * @since 0.1.0
 */
export const noSilentEnd: Oracle = {
  name: "I7",
  invariant: "A sweep is completed only after a page that did reach the end of the list",
  check: (history) => {
    const found: Array<Found> = []
    const exchanges = Requests.of(history)
    const begun = Standing.beginnings(history)
    const alone = !history.plan.has("zombie") && !history.plan.has("twin")
    for (const [moment, entry] of history.entries.entries()) {
      if (entry._tag !== "Stored") continue
      for (const moved of entry.change.checkpoints) {
        if (!Standing.isCompletion(moved)) continue
        const { partition, verdict } = moved.after
        // It says that it does not know.
        if (/refuses the request that would confirm|holds a key twice|the provider declares/.test(verdict ?? ""))
          continue
        const from = begun.get(Standing.sweepOf(moved.after)) ?? 0
        const pages = exchanges.filter(
          (one) =>
            one.sent.partition === partition &&
            one.sentMoment > from &&
            (one.answeredMoment ?? Infinity) < moment &&
            Requests.brought(one)
        )
        const [behind, last] = pages.slice(-2).map(({ acted }) => acted)
        // A list of one record is looked behind first, and then at that record again.
        const isProbed = last?.served.length === 1 && behind?.served.length === 0 && behind.reachesEnd
        const ends = alone
          ? pages.at(-1)?.acted?.reachesEnd === true || isProbed
          : pages.some(({ acted }) => acted?.reachesEnd === true)
        if (!ends) {
          found.push({
            moment,
            detail: `${partition} was completed (${verdict}) after ${pages.length} pages, the last of which was not the end`
          })
        }
      }
    }
    return found
  }
}

/**
 * @category oracles
 * @since 0.1.0
 */
export const honest: Oracle = {
  name: "I10",
  invariant:
    "Where the verdict vouches for it, every record that was there throughout the sweep is in the store, and the next changes are " +
    "asked for from before that sweep",
  check: (history) => {
    const found: Array<Found> = [...Changes.gaps(history)]
    const begun = Standing.beginnings(history)
    /** Partitions of which every sweep since the last of the whole list has vouched for itself. */
    const whole = new Set<string>()
    for (const { entry, moment, standing } of Standing.through(history)) {
      if (entry._tag !== "Stored") continue
      for (const moved of entry.change.checkpoints) {
        if (!Standing.isCompletion(moved)) continue
        const { partition, since } = moved.after
        const vouches = vouchesFor(history, moved.after)
        if (!vouches) whole.delete(partition)
        else if (since === null) whole.add(partition)
        if (!vouches) continue
        const from = begun.get(Standing.sweepOf(moved.after)) ?? 0
        const isWhole = since !== null && whole.has(partition) && !history.plan.has("clock")
        const missing = (
          isWhole ? shown(history, partition, from, moment) : throughout(history, moved.after, from, moment)
        )
          .filter(([life, was]) => !isKept(history, standing, partition, life, was))
          .map(([life]) => life)
        if (missing.length > 0) {
          const first = missing[0]
          found.push({
            moment,
            detail: `${moved.after.partition} was completed as ${moved.after.verdict} without ${missing.length} records, first ${first?.id}`
          })
        }
      }
    }
    return found
  }
}

/** What the provider's kind makes of a verdict: where it keeps the place itself, nothing can slip away. */
const vouchesFor = (history: History, { verdict }: StoredCheckpoint): boolean => {
  const { plan } = history
  if (verdict === null) return false
  if (verdict.includes(`"Proven"`)) return true
  const isStill = !plan.has("volatile")
  if (verdict.includes(`"Attested"`)) {
    return (
      isStill ||
      plan.kind === "scroll" ||
      plan.kind === "link" ||
      (plan.kind === "continuation" && plan.changes.moves === 0)
    )
  }
  return isStill && /no stable order|have one size/.test(verdict)
}

const stateAt = ({ states }: Life, moment: number): Item | undefined =>
  states.findLast(({ from }) => from <= moment)?.item ?? states[0]?.item

type Was = readonly [life: Life, state: Item | undefined]

/** The records that were there from one moment to the other, and that the sweep asked for, as they were when it began. */
const throughout = (
  history: History,
  { partition, since }: StoredCheckpoint,
  from: number,
  to: number
): ReadonlyArray<Was> => {
  const at = (history.entries[from]?.at ?? 0) + history.skew
  return lasting(history, partition, from, to).flatMap((life): ReadonlyArray<Was> => {
    const state = stateAt(life, from)
    return since === null || (state !== undefined && isShown(state, { from: since }, at)) ? [[life, state]] : []
  })
}

/** All records that were there throughout and that showed when the sweep began, as they showed: no sweep before has left any out. */
const shown = (history: History, partition: string, from: number, to: number): ReadonlyArray<Was> => {
  const until = (history.entries[from]?.at ?? 0) + history.skew - lag
  return lasting(history, partition, from, to).flatMap((life): ReadonlyArray<Was> => {
    const state = life.states.findLast((one) => one.from <= from && one.item.modifiedAt <= until)?.item
    return state === undefined ? [] : [[life, state]]
  })
}

const lasting = (history: History, partition: string, from: number, to: number): ReadonlyArray<Life> =>
  (history.truth.get(partition) ?? []).filter(({ born, died }) => born <= from && (died === undefined || died > to))

/** Is it a row no older than it was, or a letter? */
const isKept = (
  history: History,
  { letters, rows }: Standing.Standing,
  partition: string,
  { id, states }: Life,
  was: Item | undefined
): boolean => {
  const row = rows.get(id)
  if (row !== undefined && row.deletedAt === null) {
    const rev = states.find(({ item }) => item.text === row.raw)?.item.rev
    if (history.plan.has("stale") || (rev !== undefined && rev >= (was?.rev ?? 0))) return true
  }
  // Where no version tells which of two is newer, both are put aside.
  return states.some(
    ({ item }) => (item.isBad || !history.plan.versioned) && letters.has(`${partition}\u001f${hashOf(item.text)}`)
  )
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex")

/**
 * @category oracles
 * @since 0.1.0
 */
export const progress: Oracle = {
  name: "I13",
  invariant: "With troubles that end, the host gets its sweeps; and the engine has no defects",
  check: (history) => {
    const moment = history.entries.length
    const died = history.entries.flatMap((entry: Timed, at) =>
      entry._tag === "Ended" && entry.how === "died"
        ? [{ moment: at, detail: `process ${entry.process} died: ${entry.problem}` }]
        : []
    )
    return history.finished
      ? died
      : [...died, { moment, detail: `the sweeps were not completed after ${moment} entries` }]
  }
}
