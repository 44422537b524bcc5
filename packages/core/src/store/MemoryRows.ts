/**
 * The rows of one stream in memory.
 *
 * @since 0.1.0
 */
import type { Row, Written } from "../contract/PageCommit.ts"
import type { Seeing } from "../contract/SyncStore.ts"
import type { StreamTable } from "../contract/StreamTable.ts"
import * as Precedence from "./Precedence.ts"
import type { Place } from "./RowKeeper.ts"

/**
 * A row as it is kept; see the bookkeeping columns of a table.
 *
 * @category models
 * @since 0.1.0
 */
export interface StoredRow extends Row, Place {
  /** Epoch milliseconds, as `deletedAt`. */
  readonly confirmedAt: number
  readonly deletedAt: number | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface MemoryRows {
  /** In the order in which keys first came. */
  readonly all: () => ReadonlyArray<StoredRow>
  readonly write: (rows: ReadonlyArray<Row>, place: Place) => Written
  /** Of the rows that were observed neither by `run` nor, by anything else, since it began; epoch milliseconds. */
  readonly unseen: (sweep: Seeing) => { readonly standing: number; readonly unseen: number }
  readonly deleteUnseen: (sweep: Seeing, at: number) => void
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (table: StreamTable): MemoryRows => {
  const stored = new Map<string, StoredRow>()
  const decide = Precedence.make(table)

  const put = (row: Row, place: Place): keyof Written => {
    const before = stored.get(row.identity)
    if (before === undefined) {
      stored.set(row.identity, { ...row, ...place, confirmedAt: place.observedAt, deletedAt: undefined })
      return "inserted"
    }
    const decision = decide(standing(table, before), row, place.observedAt)
    if (decision === "keep") return "unchanged"
    const seen = place.observedAt >= before.observedAt ? { ...before, ...place } : before
    const confirmed = decision === "see" ? seen : { ...seen, confirmedAt: place.observedAt }
    stored.set(row.identity, decision === "replace" ? { ...confirmed, ...row, deletedAt: undefined } : confirmed)
    return decision === "replace" ? "updated" : "unchanged"
  }

  const standingOf = (partition: string) =>
    [...stored.values()].filter((row) => row.partition === partition && row.deletedAt === undefined)

  return {
    all: () => [...stored.values()],
    write: (rows, place) => {
      const written = { inserted: 0, updated: 0, unchanged: 0 }
      for (const row of rows) written[put(row, place)]++
      return written
    },
    unseen: (sweep) => {
      const rows = standingOf(sweep.partition)
      return { standing: rows.length, unseen: rows.filter((row) => isUnseen(row, sweep)).length }
    },
    deleteUnseen: (sweep, at) => {
      for (const row of standingOf(sweep.partition)) {
        if (isUnseen(row, sweep)) stored.set(row.identity, { ...row, deletedAt: at })
      }
    }
  }
}

/** What a backfill saw meanwhile is there, whatever the sweep saw of it before. */
const isUnseen = (row: StoredRow, { run, startedAt }: Seeing): boolean => row.run !== run && row.observedAt < startedAt

const standing = ({ version }: StreamTable, row: StoredRow): Precedence.Standing => ({
  version: version === undefined ? undefined : row.record[version.field],
  digest: () => Precedence.digestOf(row.raw),
  sameContent: (raw) => raw === row.raw,
  confirmedAt: row.confirmedAt,
  observedAt: row.observedAt,
  deletedAt: row.deletedAt
})
