/** What a child of the crash tests is told to do, and what it says when it lives to the end. */

export type StoreName = "SQLite" | "PostgreSQL" | "NDJSON"

/** A file, a database's URL, or a directory. */
export interface Place {
  readonly store: StoreName
  readonly at: string
}

/** Where a child ends or stops itself: at the `at`th step of that kind, from 1. */
export interface Plan {
  readonly kind: string
  readonly at: number
  readonly signal: "SIGKILL" | "SIGSTOP"
}

export interface Task {
  readonly place: Place
  /** The provider's folder; it outlives the child. */
  readonly provider: string
  /** What the provider lists: 1 at first, 2 after some of it changed. */
  readonly generation: 1 | 2
  /** A cursor that moves on when it is read, or one that always means the same place. */
  readonly cursor: "scroll" | "continuation"
  /** The sweeps that had ended before; a stream whose last sweep is another one, and completed, is done. */
  readonly before: ReadonlyArray<string>
  /** Only these. */
  readonly streams?: ReadonlyArray<string> | undefined
  readonly plan?: Plan | undefined
  /** SQLite may grow to so many pages. */
  readonly maxPages?: number | undefined
}

export interface Report {
  /** What became of each stream: `Completed`, or why not. */
  readonly outcomes: ReadonlyArray<string>
  /** How often each kind of step occurred. */
  readonly steps: { readonly [kind: string]: number }
}
