/**
 * I1, I2, I3 and I6: what one page leaves in the database.
 *
 * @since 0.1.0
 */
import type { History } from "../History.ts"
import type { Change, StoredCheckpoint, StoredRow } from "../Snapshot.ts"
import type { Found, Oracle } from "./Oracle.ts"
import * as Standing from "./Standing.ts"

/**
 * @category oracles
 * @since 0.1.0
 */
export const durable: Oracle = {
  name: "I1",
  invariant: "What was reported as committed is in the database from then on, whatever is killed",
  check: (history) => {
    const found: Array<Found> = []
    const items = Standing.itemsOf(history)
    for (const { entry, moment, standing } of Standing.through(history)) {
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
  check: (history) =>
    history.entries.flatMap((entry, moment) =>
      entry._tag === "Stored"
        ? entry.change.checkpoints.flatMap((moved) =>
            uncounted(history, entry.change, moved).map((detail) => ({ moment, detail }))
          )
        : []
    )
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
