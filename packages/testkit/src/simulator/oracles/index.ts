/**
 * What has to hold in every simulated world, each as a pure function of its history.
 *
 * @since 0.1.0
 */
import type { History } from "../History.ts"
import * as Bounds from "./Bounds.ts"
import * as Breakers from "./Breakers.ts"
import * as Deletions from "./Deletions.ts"
import * as Endings from "./Endings.ts"
import * as Letters from "./Letters.ts"
import * as Lifetimes from "./Lifetimes.ts"
import * as Lives from "./Lives.ts"
import * as Loops from "./Loops.ts"
import type { Oracle, Violation } from "./Oracle.ts"
import * as Pages from "./Pages.ts"
import * as Politeness from "./Politeness.ts"
import * as Secrets from "./Secrets.ts"
import * as Tokens from "./Tokens.ts"
import * as Writers from "./Writers.ts"

export type { Oracle, Violation } from "./Oracle.ts"

/**
 * In the order of the invariants. Two are shown elsewhere: I20, that equal choices give equal runs, by whoever runs a seed twice
 * and compares the hashes; and I22, that a stream has one run at a time, is up to the host that starts runs, while what happens
 * where there are two is I5.
 *
 * @category constants
 * @since 0.1.0
 */
export const all: ReadonlyArray<Oracle> = [
  Pages.durable,
  Pages.atomic,
  Pages.once,
  Writers.forward,
  Writers.fenced,
  Pages.conserved,
  Endings.noSilentEnd,
  Loops.found,
  Loops.opaque,
  Endings.honest,
  Deletions.grounded,
  Lifetimes.alive,
  Endings.progress,
  Politeness.patient,
  Politeness.slow,
  Breakers.probes,
  Tokens.I17,
  Bounds.small,
  Bounds.staged,
  Lives.clean,
  Letters.lossless,
  Secrets.I24,
  Letters.whole,
  Lives.careful
]

/**
 * Every violation, in the order of the invariants.
 *
 * @category combinators
 * @since 0.1.0
 */
export const judge = (history: History): ReadonlyArray<Violation> =>
  all.flatMap(({ check, name }) => check(history).map((found) => ({ oracle: name, ...found })))
