/**
 * V: data that change while they are read.
 *
 * @since 0.1.0
 */
import type { Line } from "../FaultEntry.ts"
import { completed } from "../Outcome.ts"
import { world } from "./What.ts"

const accepted = completed("accepted")
const throughout = { every: 1 } as const

/**
 * @category constants
 * @since 0.1.0
 */
export const volatility: ReadonlyArray<Line> = [
  [
    "V1",
    "deletions before the reader",
    world({ deletes: 0.5, aim: "before" }),
    accepted,
    "documented",
    { when: throughout, note: "nothing is lost, or the verdict says so" }
  ],
  [
    "V2",
    "insertions before the reader",
    world({ inserts: 0.5, aim: "before" }),
    accepted,
    "documented",
    { when: throughout }
  ],
  [
    "V3",
    "as many deletions as insertions, so that the total stays",
    world({ deletes: 0.5, inserts: 0.5 }),
    accepted,
    "likely",
    { when: throughout }
  ],
  [
    "V4",
    "all rows are deleted in the middle",
    world("clear"),
    accepted,
    "likely",
    { note: "no deletion is marked: more than 20 % of the rows would be" }
  ],
  ["V5", "as many rows again come in", world("double"), accepted, "likely"],
  [
    "V6",
    "rows that were read are updated",
    world({ updates: 3 }),
    accepted,
    "documented",
    { when: throughout, note: "the newest version stands" }
  ],
  [
    "V7",
    "rows move in the order",
    world({ moves: 0.5, aim: "before" }),
    accepted,
    "documented",
    {
      when: throughout,
      note: "where no stable order is declared, several passes have to agree, else it is `Unproven`"
    }
  ],
  [
    "V8",
    "a row is deleted and comes back under its key",
    world("recreate"),
    accepted,
    "likely",
    { note: "one row, the newest" }
  ],
  [
    "V9",
    "the rows a walk overlaps with are deleted",
    world("deleteBehind"),
    accepted,
    "likely",
    { note: "the walk goes back to an anchor" }
  ],
  [
    "V10",
    "a property leaves the portfolio",
    world({ deletes: 1 }),
    accepted,
    "documented",
    { when: throughout, note: "its rows are marked deleted only by a sweep that is `Proven`" }
  ]
]
