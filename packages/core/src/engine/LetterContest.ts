/**
 * Dead letters that share a key: which can be written one after the other, and which say different things of one moment, so
 * that nothing tells which of them is right.
 *
 * @since 0.1.0
 */
import type { StoredDeadLetter } from "../contract/DeadLetter.ts"
import type { Row } from "../contract/PageCommit.ts"
import type { StreamTable } from "../contract/StreamTable.ts"
import * as Fingerprint from "../pagination/Fingerprint.ts"
import * as Precedence from "../store/Precedence.ts"

/**
 * A letter whose key another one has too; of its record only what ranks it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Contender {
  readonly id: string
  /** Of its partition and key. */
  readonly place: string
  readonly lastSeen: number
  readonly record: Row["record"]
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Contest {
  /** Ids; the letters of a turn have different keys, and each turn follows the one before. */
  readonly turns: ReadonlyArray<ReadonlyArray<string>>
  /** Ids of letters between which nothing decides. */
  readonly ambiguous: ReadonlyArray<string>
}

/**
 * A number for a partition and key; different ones hardly ever share one.
 *
 * @category getters
 * @since 0.1.0
 */
export const hashOf = (letter: Pick<StoredDeadLetter, "partition">, row: Row): number =>
  Fingerprint.each([placeOf(letter, row)])[0]!

const placeOf = ({ partition }: Pick<StoredDeadLetter, "partition">, { identity }: Row) =>
  `${partition}\u0000${identity}`

/**
 * The numbers that are there more than once.
 *
 * @category getters
 * @since 0.1.0
 */
export const repeated = (hashes: ReadonlyArray<number>): ReadonlySet<number> => {
  const sorted = Float64Array.from(hashes).toSorted()
  return new Set(sorted.filter((hash, at) => at > 0 && hash === sorted[at - 1]))
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const contender = ({ version }: StreamTable, letter: StoredDeadLetter, row: Row): Contender => ({
  id: letter.id,
  place: placeOf(letter, row),
  lastSeen: letter.lastSeen,
  record: version === undefined ? {} : { [version.field]: row.record[version.field] }
})

/**
 * Decides between the letters of each key. Those of different moments follow in time, and the store's rule sees which
 * stands. Of one moment, the newest goes first; without one, all are ambiguous, as they would be on their page.
 *
 * @category constructors
 * @since 0.1.0
 */
export const decide = (table: StreamTable, contenders: ReadonlyArray<Contender>): Contest => {
  const newer = Precedence.together(table)
  const turns: Array<Array<string>> = []
  const ambiguous: Array<string> = []
  for (const ofKey of groupsOf(contenders, ({ place }) => place)) {
    let turn = 0
    for (const ofMoment of groupsOf(ofKey, ({ lastSeen }) => lastSeen).toSorted(byMoment)) {
      const ranked = ofMoment.toSorted((a, b) => newer(b.record, a.record, a.lastSeen))
      const [first, second] = ranked
      if (first !== undefined && second !== undefined && newer(first.record, second.record, first.lastSeen) <= 0) {
        ambiguous.push(...ranked.map(({ id }) => id))
        continue
      }
      for (const { id } of ranked) {
        const ids = turns[turn++]
        if (ids === undefined) turns.push([id])
        else ids.push(id)
      }
    }
  }
  return { turns, ambiguous }
}

const byMoment = ([a]: ReadonlyArray<Contender>, [b]: ReadonlyArray<Contender>) =>
  (a?.lastSeen ?? 0) - (b?.lastSeen ?? 0)

const groupsOf = <A>(all: ReadonlyArray<A>, keyOf: (one: A) => unknown): ReadonlyArray<ReadonlyArray<A>> => [
  ...Map.groupBy(all, keyOf).values()
]
