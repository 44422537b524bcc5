/**
 * I18 and I19: what is kept has bounds. Memory itself is measured where real processes read long lists (`pnpm bench:million`);
 * here the checkpoint stands for it, which holds all that a walk remembers.
 *
 * @since 0.1.0
 */
import type { Oracle } from "./Oracle.ts"

/** Characters of a walk's state, whatever the length of its list. */
const longestWalk = 8192

/**
 * @category oracles
 * @since 0.1.0
 */
export const small: Oracle = {
  name: "I18",
  invariant: "A checkpoint does not grow with the list",
  check: ({ entries }) =>
    entries.flatMap((entry, moment) =>
      entry._tag === "Stored"
        ? entry.change.checkpoints.flatMap(({ after: { partition, walk } }) =>
            walk.length > longestWalk
              ? [{ moment, detail: `the walk of ${partition} takes ${walk.length} characters` }]
              : []
          )
        : []
    )
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
