/**
 * What a replay did with the dead letters of one stream.
 *
 * @since 0.1.0
 */
import type { Issue, Replayed, StoredDeadLetter } from "../contract/DeadLetter.ts"
import type { Row, Written } from "../contract/PageCommit.ts"

/** Kinds of issues that a report tells apart. */
const kindsTold = 20

/**
 * In letters. Those counted as `inserted`, `updated` and `unchanged` are rows now.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReplayReport extends Written {
  readonly connector: string
  readonly stream: string
  /** Still nothing that the stream's schema or the store accepts. */
  readonly failed: number
  /** Of `failed`, those that are quarantined by now. */
  readonly quarantined: number
  readonly skipped: {
    readonly quarantined: number
    /** Not kept whole, so that they can't be replayed. */
    readonly cut: number
    /** Settled or discarded meanwhile. */
    readonly gone: number
  }
  /** Why letters failed; the first 20 kinds, the most frequent of them first. */
  readonly issues: ReadonlyArray<Issue & { readonly count: number }>
}

/**
 * What one change wrote.
 *
 * @category models
 * @since 0.1.0
 */
export interface Outcome {
  readonly written: Written
  readonly failed: Replayed<Row>["failed"]
}

/**
 * Starts a report that counts as the replay goes.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (source: Pick<ReplayReport, "connector" | "stream">) => {
  const sums = { inserted: 0, updated: 0, unchanged: 0, failed: 0, quarantined: 0 }
  const skipped = { quarantined: 0, cut: 0 }
  const kinds = new Map<string, Issue & { readonly count: number }>()
  let tried = 0

  const tell = ({ message, path }: Issue) => {
    const kind = JSON.stringify([path, message])
    const before = kinds.get(kind)
    if (before === undefined && kinds.size >= kindsTold) return
    kinds.set(kind, { path, message, count: (before?.count ?? 0) + 1 })
  }

  return {
    /** The letters to try, the others counted. */
    due: (letters: ReadonlyArray<StoredDeadLetter>, quarantined: boolean): ReadonlyArray<StoredDeadLetter> => {
      const due = letters.filter(({ status, whole }) => whole && (quarantined || status !== "quarantined"))
      const cut = letters.filter(({ whole }) => !whole).length
      skipped.cut += cut
      skipped.quarantined += letters.length - cut - due.length
      tried += due.length
      return due
    },
    add: ({ failed, written }: Outcome): void => {
      sums.inserted += written.inserted
      sums.updated += written.updated
      sums.unchanged += written.unchanged
      sums.failed += failed.length
      sums.quarantined += failed.filter(({ status }) => status === "quarantined").length
      for (const { issues } of failed) issues.forEach(tell)
    },
    done: (): ReplayReport => ({
      ...source,
      ...sums,
      skipped: { ...skipped, gone: tried - sums.inserted - sums.updated - sums.unchanged - sums.failed },
      issues: [...kinds.values()].toSorted((a, b) => b.count - a.count)
    })
  }
}
