/**
 * Dead letters in memory.
 *
 * @since 0.1.0
 */
import type { Replayed, Selection, StoredDeadLetter } from "../contract/DeadLetter.ts"
import type { PageCommit } from "../contract/PageCommit.ts"
import * as LetterId from "./LetterId.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface MemoryLetters {
  readonly add: (commit: PageCommit) => void
  /** Drops the letters of a stream's partition whose key was written, unless they were seen later. */
  readonly settle: (
    place: Pick<StoredDeadLetter, "connector" | "stream" | "partition">,
    keys: ReadonlyArray<string>,
    observedAt: number
  ) => void
  readonly select: (selection: Selection) => ReadonlyArray<StoredDeadLetter>
  readonly has: (id: string) => boolean
  readonly fail: (failed: Replayed<unknown>["failed"]) => void
  readonly drop: (ids: ReadonlyArray<string>) => number
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (): MemoryLetters => {
  const letters = new Map<string, StoredDeadLetter>()

  return {
    add: ({ checkpoint, deadLetters, observedAt, page, partition }) => {
      const { connector, recordSchema, run, stream } = checkpoint
      for (const letter of deadLetters) {
        const id = LetterId.of({ connector, stream, partition, hash: letter.hash })
        const before = letters.get(id)
        const sameSchema = before?.recordSchema === recordSchema
        letters.set(id, {
          ...letter,
          id,
          connector,
          stream,
          partition,
          run,
          page,
          recordSchema,
          firstSeen: before?.firstSeen ?? observedAt,
          lastSeen: observedAt,
          timesSeen: (before?.timesSeen ?? 0) + 1,
          attempts: sameSchema ? before.attempts : 0,
          status: sameSchema ? before.status : "waiting"
        })
      }
    },
    settle: ({ connector, partition, stream }, keys, observedAt) => {
      if (letters.size === 0) return
      const written = new Set(keys)
      for (const [id, letter] of letters) {
        const here = letter.connector === connector && letter.stream === stream && letter.partition === partition
        if (here && letter.key !== undefined && written.has(letter.key) && letter.lastSeen <= observedAt) {
          letters.delete(id)
        }
      }
    },
    select: ({ after = "", connector, id = "", limit, status, stream }) =>
      [...letters.values()]
        .filter(
          (letter) =>
            letter.id > after &&
            letter.id.startsWith(id) &&
            (connector ?? letter.connector) === letter.connector &&
            (stream ?? letter.stream) === letter.stream &&
            (status ?? letter.status) === letter.status
        )
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    has: (id) => letters.has(id),
    fail: (failed) => {
      for (const { issues, letter, status } of failed) {
        const standing = letters.get(letter.id)
        if (standing !== undefined) {
          letters.set(letter.id, { ...standing, issues, status, attempts: standing.attempts + 1 })
        }
      }
    },
    drop: (ids) => ids.filter((id) => letters.delete(id)).length
  }
}
