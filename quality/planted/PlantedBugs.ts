/**
 * Every planted bug, by who finds it.
 */
import * as CommitBugs from "./bugs/CommitBugs.ts"
import * as CredentialBugs from "./bugs/CredentialBugs.ts"
import * as CursorBugs from "./bugs/CursorBugs.ts"
import * as EndBugs from "./bugs/EndBugs.ts"
import * as FoundBugs from "./bugs/FoundBugs.ts"
import * as RecordBugs from "./bugs/RecordBugs.ts"
import * as SegmentBugs from "./bugs/SegmentBugs.ts"
import * as SweepBugs from "./bugs/SweepBugs.ts"
import * as TestedBugs from "./bugs/TestedBugs.ts"
import * as WaitBugs from "./bugs/WaitBugs.ts"
import * as WalkBugs from "./bugs/WalkBugs.ts"
import type { PlantedBug, TestedBug } from "./PlantedBug.ts"

/** Those whose runs are kept. */
export const found: ReadonlyArray<PlantedBug> = FoundBugs.bugs

export const tested: ReadonlyArray<TestedBug> = TestedBugs.bugs

export const hunted: ReadonlyArray<PlantedBug> = [
  ...EndBugs.bugs,
  ...WalkBugs.bugs,
  ...CursorBugs.bugs,
  ...CommitBugs.bugs,
  ...RecordBugs.bugs,
  ...SegmentBugs.bugs,
  ...SweepBugs.bugs,
  ...WaitBugs.bugs,
  ...CredentialBugs.bugs
]

export const all: ReadonlyArray<PlantedBug | TestedBug> = [...hunted, ...found, ...tested]
