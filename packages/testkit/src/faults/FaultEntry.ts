/**
 * One fault of the catalogue: what it is, when it happens unless one says otherwise, and how a run has to end that meets it.
 *
 * @since 0.1.0
 */
import type { Fault, What } from "./Fault.ts"
import type { Occasion } from "./Occasion.ts"
import type { Outcome } from "./Outcome.ts"

/**
 * Who applies it.
 *
 * - `answer`: `Faulty`, on any transport.
 * - `connection`: a transport.
 * - `token`: as `answer`, at requests for access tokens.
 * - `world`: whoever makes the provider, by its `volatility`.
 * - `store`, `process`, `clock`: whoever runs the sync; the simulator, and tests of the host.
 *
 * @category models
 * @since 0.1.0
 */
export type Where = "answer" | "connection" | "world" | "token" | "store" | "process" | "clock"

/**
 * - `documented`: a provider of travel data documents it, or was seen to do it.
 * - `likely`: it is common elsewhere.
 * - `unknown`: nobody was seen to do it.
 *
 * @category models
 * @since 0.1.0
 */
export type Seen = "documented" | "likely" | "unknown"

/**
 * @category models
 * @since 0.1.0
 */
export interface FaultEntry extends Fault {
  /** A letter for the family and a number, with a second letter for another form of the same: `H5`, `H5b`. */
  readonly id: string
  /** A line in plain words. */
  readonly title: string
  readonly expected: Outcome
  readonly where: Where
  readonly seen: Seen
  /** What the outcome rests on, where it isn't plain. */
  readonly note?: string | undefined
}

/**
 * What an entry is written as.
 *
 * @category models
 * @since 0.1.0
 */
export type Line = readonly [
  id: string,
  title: string,
  what: What,
  expected: Outcome,
  seen: Seen,
  more?: { readonly when?: Occasion; readonly note?: string }
]

/**
 * An entry; it happens at the third request, where nothing else is said.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = ([id, title, what, expected, seen, { note, when = { at: 3 } } = {}]: Line): FaultEntry => ({
  id,
  title,
  what,
  when,
  expected,
  where: whereOf(what, when),
  seen,
  note
})

const whereOf = (what: What, when: Occasion): Where => {
  switch (what._tag) {
    case "World":
      return "world"
    case "Store":
      return "store"
    case "Process":
      return "process"
    case "Clock":
      return "clock"
    case "Connection":
      return when.of === "tokens" ? "token" : "connection"
    default:
      return when.of === "tokens" || what._tag === "Token" ? "token" : "answer"
  }
}
