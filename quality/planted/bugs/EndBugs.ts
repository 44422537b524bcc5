/**
 * Walks that take something for the end of a list that is none.
 */
import type { PlantedBug } from "../PlantedBug.ts"

const passWalk = "packages/core/src/engine/PassWalk.ts"
const pageReader = "packages/core/src/engine/PageReader.ts"
const anchoredWalk = "packages/core/src/pagination/AnchoredWalk.ts"

export const bugs: ReadonlyArray<PlantedBug> = [
  {
    id: "exhausted-retries-end",
    title: "a page that failed after every retry ends the list",
    source: "S1",
    wanted: { kinds: ["scroll", "continuation", "keyset"], families: ["wire"] },
    edits: [
      {
        file: passWalk,
        find: `      if (around === undefined) {
        // A request`,
        replace: `      if (around === undefined && read.retries > 0) return { ...sweep, ended: true }
      if (around === undefined) {
        // A request`
      }
    ],
    oracles: ["I7", "I10"],
    needs: "more failures in a row than retries"
  },
  {
    id: "unreadable-answer-end",
    title: "an answer that can't be read ends the list",
    source: "S2",
    edits: [
      {
        file: passWalk,
        find: `      const around = read._tag === "Failed" ?`,
        replace: `      if (read._tag === "Failed" && read.error.reason._tag === "UnexpectedResponse") return { ...sweep, ended: true }
      const around = read._tag === "Failed" ?`
      }
    ],
    oracles: ["I7", "I10"],
    needs: "answers that are no pages"
  },
  {
    id: "stalled-walk-end",
    title: "a list that stalled is over",
    source: "S3",
    edits: [
      {
        file: passWalk,
        find: `      const error = new PaginationError({ ...source, stall: step.stall, detail: step.detail })
      return yield* new Halt({ outcome: { _tag: "Failed", error } })`,
        replace: `      return { ...sweep, ended: true }`
      }
    ],
    oracles: ["I7", "I8", "I10"],
    needs: "lists that go round, or a page without a next cursor and without a sign of the end"
  },
  {
    id: "declared-total-end",
    title: "the list ends where the declared total is reached",
    source: "S5",
    edits: [
      {
        file: anchoredWalk,
        find: `  if (walk.offset === 0 && traversal.total === "exact" && facts.total === keys.length) return Walk.passEnd(accepted)`,
        replace: `  if (traversal.total !== "none" && facts.total !== undefined && frontier >= facts.total) return Walk.passEnd(accepted)`
      }
    ],
    oracles: ["I10"],
    needs: "a total that is only a hint and lags behind"
  },
  {
    id: "empty-page-end",
    title: "an empty page is the end, wherever it is",
    source: "S6",
    wanted: { kinds: ["offset"], families: ["volatile"] },
    edits: [
      {
        file: anchoredWalk,
        find: `Walk.next({ ...walk, probe: "again", offset: 0 }) : goBack(walk)`,
        replace: `Walk.next({ ...walk, probe: "again", offset: 0 }) : Walk.passEnd(walk)`
      }
    ],
    oracles: ["I10", "I7"],
    needs: "deletions that push the next offset past the end"
  },
  {
    id: "late-end-believed",
    title: "whether a cursor was dead is asked before waiting for the answer, and not when the answer is there",
    source: "an empty end after the deadline",
    wanted: { kinds: ["scroll", "continuation"], families: ["hang"] },
    edits: [
      {
        file: pageReader,
        find: `(yield* Clock.currentTimeMillis) <= dies && (yield* Monotonic.millis) - start <= dies - begun`,
        replace: `begun <= dies && (yield* Monotonic.millis) >= start`
      }
    ],
    oracles: ["I12", "I7", "I10"],
    needs: "an expired cursor that is answered as the end"
  },
  {
    id: "bad-record-ends-page",
    title: "the records behind a bad one are not looked at",
    source: "S2",
    edits: [
      {
        file: "packages/core/src/engine/RecordDecoder.ts",
        find: `        keys.push(unkeyed + hash)
        continue`,
        replace: `        keys.push(unkeyed + hash)
        break`
      }
    ],
    oracles: ["I6", "I10", "I23"],
    needs: "malformed records"
  }
]
