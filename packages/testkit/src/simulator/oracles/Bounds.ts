/**
 * I18 and I19: what is kept has bounds. Memory itself is measured where real processes read long lists (`pnpm bench:million`);
 * here the checkpoint stands for it, which holds all that a walk remembers: of lists that are longer than what it may remember.
 *
 * @since 0.1.0
 */
import type { Found, Oracle } from "./Oracle.ts"

/** Characters of a walk's state, whatever the length of its list. */
const longestWalk = 8192
/** Pages, cursors or the like that a walk remembers; keys of the last page beside them. */
const mostKnown = 10

/**
 * @category oracles
 * @since 0.1.0
 */
export const small: Oracle = {
  name: "I18",
  invariant: "A checkpoint does not grow with the list",
  check: ({ entries }) => {
    const found: Array<Found> = []
    let page = 0
    for (const [moment, entry] of entries.entries()) {
      if (entry._tag === "Acted") page = Math.max(page, entry.served.length)
      if (entry._tag !== "Stored") continue
      for (const { after } of entry.change.checkpoints) {
        const { partition, walk } = after
        const known = longestIn(JSON.parse(walk))
        if (walk.length > longestWalk)
          found.push({ moment, detail: `the walk of ${partition} takes ${walk.length} characters` })
        if (known > Math.max(mostKnown, page))
          found.push({ moment, detail: `the walk of ${partition} remembers ${known} things of one kind` })
      }
    }
    return found
  }
}

/** The length of the longest list in a value of JSON. */
const longestIn = (value: unknown): number => {
  if (typeof value !== "object" || value === null) return 0
  const within = Object.values(value).reduce((most: number, one) => Math.max(most, longestIn(one)), 0)
  return Array.isArray(value) ? Math.max(value.length, within) : within
}

/**
 * @category oracles
 * @since 0.1.0
 */
export const staged: Oracle = {
  name: "I19",
  invariant: "Staged pages take no more than their quota and one page",
  check: ({ entries, plan }) =>
    entries.flatMap((entry, moment) => {
      if (entry._tag !== "Stored") return []
      return [...Map.groupBy(entry.change.staged, ({ partition }) => partition)].flatMap(([partition, pages]) => {
        const bytes = pages.reduce((sum, page) => sum + page.bytes, 0)
        const largest = Math.max(...pages.map((page) => page.bytes))
        return bytes >= plan.staging + largest ? [{ moment, detail: `${bytes} bytes of ${partition} are staged` }] : []
      })
    })
}
