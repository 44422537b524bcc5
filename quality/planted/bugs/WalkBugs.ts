/**
 * Walks that step over records, go round, or remember too much.
 */
import type { PlantedBug } from "../PlantedBug.ts"

const anchoredWalk = "packages/core/src/pagination/AnchoredWalk.ts"
const loopGuard = "packages/core/src/pagination/LoopGuard.ts"
const sweep = "packages/core/src/pagination/Sweep.ts"

const anchored =
  "  if (walk.offset > 0 && !Anchors.hold(walk.accepted, keys, Math.min(walk.back, overlapOf(walk.longest, walk)))) {"

export const bugs: ReadonlyArray<PlantedBug> = [
  {
    id: "steps-by-limit",
    title: "offsets step by the limit that was asked for, which the provider may have capped, and are believed",
    source: "S4",
    edits: [
      {
        file: anchoredWalk,
        find: `  const frontier = walk.offset + keys.length`,
        replace: `  const frontier = walk.offset + walk.pageSize`
      },
      {
        file: anchoredWalk,
        find: anchored,
        replace: `  if (walk.offset > walk.frontier && !Anchors.hold(walk.accepted, keys, walk.back)) {`
      }
    ],
    oracles: ["I10"],
    needs: "a provider that caps the limit silently"
  },
  {
    id: "unanchored-page-accepted",
    title: "a page that overlaps by its offset is believed without an anchor",
    source: "non-anchored page accepted",
    wanted: { kinds: ["offset"], families: ["volatile"] },
    edits: [
      {
        file: anchoredWalk,
        find: anchored,
        replace: `  if (walk.offset > walk.frontier && !Anchors.hold(walk.accepted, keys, walk.back)) {`
      }
    ],
    oracles: ["I10"],
    needs: "more deletions between two requests than pages overlap"
  },
  {
    id: "every-page-remembered",
    title: "the fingerprint of every page stays in the checkpoint",
    source: "S9",
    wanted: { kinds: ["offset"] },
    edits: [
      {
        file: loopGuard,
        find: `    pages: [{ at, print }, ...guard.pages].slice(0, memory),`,
        replace: `    pages: [{ at, print }, ...guard.pages],`
      }
    ],
    oracles: ["I18"],
    needs: "lists of many pages"
  },
  {
    id: "only-last-cursor-known",
    title: "a list goes round only where a cursor or a page equals the one before",
    source: "cycles of two cursors and more, as Singer's SDK has it",
    wanted: { families: ["loop"], without: ["volatile"] },
    edits: [{ file: loopGuard, find: `const memory = 8`, replace: `const memory = 1` }],
    oracles: ["I8", "I13"],
    needs: "cycles of several cursors"
  },
  {
    id: "begins-again-for-ever",
    title: "a walk that never gets further begins again for ever",
    source: "no NoProgress",
    wanted: { kinds: ["scroll", "continuation"], families: ["loop"] },
    edits: [
      {
        file: sweep,
        find: `  restarts: passes(sweep) ? 1 : sweep.restarts + 1,`,
        replace: `  restarts: passes(sweep) ? 1 : sweep.restarts,`
      }
    ],
    oracles: ["I13", "I8"],
    needs: "a cursor that always expires at the same page"
  },
  {
    id: "earlier-attempt-counted",
    title: "records of an attempt that was given up make up for those that the next one passed over",
    source: "ledger of a restarted pass kept",
    wanted: { kinds: ["scroll"], families: ["forgets", "volatile", "wire"] },
    edits: [
      {
        file: sweep,
        find: `    const seen = Math.min(distinct, came)`,
        replace: `    const seen = distinct`
      }
    ],
    oracles: ["I10", "I7"],
    needs: "a scroll that begins again and then ends early, over a list that changed"
  }
]
