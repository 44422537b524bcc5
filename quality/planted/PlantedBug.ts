/**
 * A mistake that a good engineer could make in Innlet, as a value: which text of the real sources it replaces, and which
 * invariants the simulator has to see broken.
 */
import type { Plan } from "@innlet/testkit/simulator"

/** One replacement. `find` occurs exactly once in the file, so that a refactoring can't take the bug away unseen. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

interface Bug {
  /** What it is chosen by. */
  readonly id: string
  /** What the code does wrong, as one line. */
  readonly title: string
  /** Where the mistake is from: the published articles' code (S1 to S18), another tool of this kind, or our own fears. */
  readonly source: string
  readonly edits: readonly [Edit, ...ReadonlyArray<Edit>]
  /** What has to happen in the world, or be there, for it to show. */
  readonly needs: string
}

/** One that is looked for from seed to seed. */
export interface PlantedBug extends Bug {
  /** Where it is looked for: in the simulator, or where the store is a directory of segments. @default "simulation" */
  readonly world?: "simulation" | "segments" | undefined
  /** The worlds of the simulator it is looked for in: those that have what it needs. @default all of them */
  readonly wanted?: Plan.Wanted | undefined
  /** The invariants that may show it, such as `I7`; any of them will do. */
  readonly oracles: readonly [string, ...ReadonlyArray<string>]
}

/** One that a test finds which simulates nothing. */
export interface TestedBug extends Bug {
  /** From the root of the repository. */
  readonly test: string
}
