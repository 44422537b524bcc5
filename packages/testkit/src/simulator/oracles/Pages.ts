/**
 * I1, I2, I3 and I6: what one page leaves in the database.
 *
 * @since 0.1.0
 */
import type { History } from "../History.ts"
import type { Change, StoredCheckpoint, StoredLetter, StoredRow } from "../Snapshot.ts"
import * as Acknowledgements from "./Acknowledgements.ts"
import type { Found, Oracle } from "./Oracle.ts"
import * as Standing from "./Standing.ts"

/**
 * @category oracles
 * @since 0.1.0
 */
export const durable: Oracle = {
  name: "I1",
  invariant:
    "What was reported as committed, or acknowledged to the provider, is in the database from then on, whatever is killed",
  check: (history) => {
    const found: Array<Found> = []
    const items = Standing.itemsOf(history)
    const served = Acknowledgements.served(history)
    for (const { entry, moment, standing } of Standing.through(history)) {
      const lost = entry._tag === "Sent" ? Acknowledgements.lost(history, served, items, standing, entry) : []
      if (lost.length > 0)
        found.push({ moment, detail: `${lost.length} records are acknowledged and not there, first ${lost[0]?.id}` })
      if (entry._tag === "Stored") {
        for (const { key } of entry.change.lostRows) found.push({ moment, detail: `the row ${key} is gone` })
      }
      if (entry._tag !== "Told" || entry.event._tag !== "PageCommitted") continue
      for (const record of entry.event.records) {
        const { id, rev } = identityOf(record)
        const row = standing.rows.get(id)
        if (row === undefined) found.push({ moment, detail: `${id} was told as committed and is not there` })
        else if (history.plan.versioned && row.deletedAt === null && (items.get(row.raw)?.rev ?? rev) < rev) {
          found.push({ moment, detail: `${id} was told as committed in version ${rev}, and an older one is there` })
        }
      }
    }
    return found
  }
}

const identityOf = (record: unknown): { readonly id: string; readonly rev: number } => {
  const isRecord = typeof record === "object" && record !== null && "id" in record && "rev" in record
  return { id: String(isRecord ? record.id : ""), rev: Number(isRecord ? record.rev : 0) }
}

/**
 * @category oracles
 * @since 0.1.0
 */
export const atomic: Oracle = {
  name: "I2",
  invariant: "A page's rows, letters, staged records and checkpoint become visible together or not at all",
  check: (history) => {
    const found: Array<Found> = []
    let staged = ""
    for (const [moment, entry] of history.entries.entries()) {
      if (entry._tag !== "Stored") continue
      const { change } = entry
      const moved = new Set(change.checkpoints.map(({ after }) => after.partition))
      for (const { after } of change.rows) {
        if (!moved.has(after.partition)) found.push({ moment, detail: `row ${after.key} changed without a checkpoint` })
      }
      for (const { partition } of [...change.letters, ...change.settled]) {
        if (!moved.has(partition))
          found.push({ moment, detail: `a dead letter of ${partition} changed without a checkpoint` })
      }
      const stagedNow = JSON.stringify(change.staged)
      if (stagedNow !== staged && moved.size === 0 && change.staged.length > 0) {
        found.push({ moment, detail: "staged pages changed without a checkpoint" })
      }
      staged = stagedNow
    }
    return found
  }
}

/**
 * @category oracles
 * @since 0.1.0
 */
export const once: Oracle = {
  name: "I3",
  invariant: "There is one row a key and one letter a bad record, each as it was served",
  check: (history) => {
    const found: Array<Found> = []
    const items = Standing.itemsOf(history)
    for (const { entry, moment, standing } of Standing.through(history)) {
      if (entry._tag !== "Stored") continue
      for (const { after } of entry.change.rows) {
        const item = items.get(after.raw)
        if (item?.key !== after.key)
          found.push({ moment, detail: `row ${after.key} is ${after.raw}, which was never served as it` })
        else if (item.isBad) found.push({ moment, detail: `row ${after.key} is a bad record` })
      }
      const hashes = entry.change.letters.map(({ hash, partition }) => `${partition} ${hash}`)
      if (new Set(hashes).size < hashes.length) found.push({ moment, detail: "two letters are of one record" })
      for (const letter of entry.change.letters) {
        const same = [...standing.letters.values()].filter(
          ({ hash, partition }) => hash === letter.hash && partition === letter.partition
        )
        if (same.length > 1) found.push({ moment, detail: `${same.length} letters are of one record` })
      }
    }
    return found
  }
}

/**
 * @category oracles
 * @since 0.1.0
 */
export const conserved: Oracle = {
  name: "I6",
  invariant: "Every record received was inserted, updated, left as it was or put aside, and the database agrees",
  check: (history) => {
    const letters = new Map<string, StoredLetter>()
    return history.entries.flatMap((entry, moment) => {
      if (entry._tag !== "Stored") return []
      const { change } = entry
      const found = change.checkpoints.flatMap((moved) => [
        ...uncounted(history, change, moved),
        ...unlettered(letters, change, moved)
      ])
      for (const { id } of change.settled) letters.delete(id)
      for (const letter of change.letters) letters.set(letter.id, letter)
      return found.map((detail) => ({ moment, detail }))
    })
  }
}

/** Each bad record is a letter, or one letter seen once more. */
const unlettered = (
  known: ReadonlyMap<string, StoredLetter>,
  { letters, rows }: Change,
  { after, before }: Moved
): ReadonlyArray<string> => {
  const { deadLettered, partition, run } = after
  const isHere = (letter: StoredLetter) => letter.partition === partition
  // A letter that a row of the same page settles may come again at once, and begin to count anew.
  const written = new Set(rows.map((row) => row.after.key))
  const isSettled = (letter: StoredLetter) => isHere(letter) && letter.key !== null && written.has(letter.key)
  if ([...letters, ...known.values()].some(isSettled)) return []
  const since = deadLettered - (before?.run === run ? before.deadLettered : 0)
  const came = letters.filter(isHere).reduce((sum, one) => sum + one.timesSeen - (known.get(one.id)?.timesSeen ?? 0), 0)
  return came === since ? [] : [`${partition}: ${since} records are counted as put aside, and ${came} letters came`]
}

interface Moved {
  readonly before: StoredCheckpoint | undefined
  readonly after: StoredCheckpoint
}

const uncounted = (_history: History, change: Change, { after, before }: Moved): ReadonlyArray<string> => {
  const found: Array<string> = []
  const { deadLettered, inserted, received, unchanged, updated } = after
  if (received !== inserted + updated + unchanged + deadLettered) {
    found.push(
      `${after.partition}: received ${received}, but ${inserted} + ${updated} + ${unchanged} + ${deadLettered}`
    )
  }
  const isSame = before?.run === after.run
  const rows = change.rows.filter((row) => row.after.partition === after.partition)
  const came = rows.filter((row) => row.before === undefined).length
  const changed = rows.filter((row) => row.before !== undefined && isOther(row.before, row.after)).length
  const since = {
    inserted: inserted - (isSame ? before.inserted : 0),
    updated: updated - (isSame ? before.updated : 0)
  }
  if (came !== since.inserted)
    found.push(`${after.partition}: ${since.inserted} rows are counted as inserted, and ${came} came`)
  if (changed !== since.updated)
    found.push(`${after.partition}: ${since.updated} rows are counted as updated, and ${changed} changed`)
  return found
}

const isOther = (before: StoredRow, after: StoredRow): boolean =>
  before.raw !== after.raw || (before.deletedAt !== null && after.deletedAt === null)
