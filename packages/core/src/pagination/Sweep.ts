/**
 * One enumeration of a partition: as many passes as its traversal asks for, and the verdict they allow.
 *
 * Where the order is promised, one anchored pass proves completeness. Where it is not, a second pass with another page
 * size looks again, since records that slip through at page edges do so at other places; a third follows while passes
 * still bring new records.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import type { PageSize } from "../contract/ConnectorStream.ts"
import type { Traversal } from "../contract/Traversal.ts"
import * as Verdict from "../contract/Verdict.ts"
import * as AnchoredWalk from "./AnchoredWalk.ts"
import * as PageWalk from "./PageWalk.ts"
import * as Walk from "./Walk.ts"

/** Page sizes of the passes, as shares of the first. Passes of one size share their edges and miss the same records. */
const stagger = [1, 0.7, 0.9] as const

/**
 * What the traversal asks for, fixed for a sweep.
 *
 * @category models
 * @since 0.1.0
 */
export interface Plan {
  readonly traversal: Traversal<unknown>
  readonly sizes: PageSize
  /** Of the first pass, in records. */
  readonly pageSize: number
  /** Passes that are always made, unless the first proves the list complete. */
  readonly passes: number
  /** The most passes there may be. */
  readonly maxPasses: number
}

/**
 * @category schemas
 * @since 0.1.0
 */
export const Sweep = Schema.Struct({
  /** From 1. */
  pass: Schema.Int,
  walk: Schema.Union([AnchoredWalk.AnchoredWalk, PageWalk.PageWalk]),
  /** Has the pass ended, its outcome not yet judged? */
  ended: Schema.Boolean,
  /** How often in a row the walk started over in this run without passing the furthest point of its pass. */
  restarts: Schema.Int,
  /** Records the walk had passed before it started over, in the best of its attempts. */
  furthest: Schema.optionalKey(Schema.Int),
  /** Records of the longest pass before this. */
  brought: Schema.optionalKey(Schema.Int),
  /** Distinct records when the pass last ended with fewer of them than the provider declares. */
  short: Schema.optionalKey(Schema.Int)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Sweep = typeof Sweep.Type

/**
 * Plans the passes for page sizes within what the stream accepts.
 *
 * @category constructors
 * @since 0.1.0
 */
export const plan = (traversal: Traversal<unknown>, sizes: PageSize, pageSize: number): Plan => {
  const shiftable =
    traversal.cursor === "offset" || traversal.cursor === "pageNumber" || traversal.cursor === "opaqueOffset"
  const anchorable = traversal.cursor === "offset" && isStable(traversal)
  return {
    traversal,
    sizes,
    pageSize,
    passes: shiftable && !anchorable ? 2 : 1,
    maxPasses: shiftable ? stagger.length : 1
  }
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const start = (plan: Plan): Sweep => ({ pass: 1, walk: walkOf(plan, 1, undefined), ended: false, restarts: 0 })

/**
 * The same sweep, its walk begun again; what it stored stays.
 *
 * @category combinators
 * @since 0.1.0
 */
export const restart = (plan: Plan, sweep: Sweep): Sweep => ({
  ...sweep,
  walk: walkOf(plan, sweep.pass, sweep.walk),
  ended: false,
  restarts: passes(sweep) ? 1 : sweep.restarts + 1,
  furthest: Math.max(position(sweep), sweep.furthest ?? 0)
})

/**
 * May the walk begin again? As long as it gets further each time, and three times where it does not.
 *
 * @category guards
 * @since 0.1.0
 */
export const mayRestart = (sweep: Sweep): boolean => passes(sweep) || sweep.restarts < maxRestarts

const maxRestarts = 3

const passes = (sweep: Sweep): boolean => position(sweep) > (sweep.furthest ?? 0)

/**
 * @category getters
 * @since 0.1.0
 */
export const request = (sweep: Sweep): Walk.Request =>
  sweep.walk._tag === "AnchoredWalk" ? AnchoredWalk.request(sweep.walk) : PageWalk.request(sweep.walk)

/**
 * @category combinators
 * @since 0.1.0
 */
export const step = (plan: Plan, sweep: Sweep, facts: Walk.Facts): Walk.Step<Sweep> => {
  const { traversal } = plan
  if (sweep.walk._tag === "AnchoredWalk") return lift(sweep, AnchoredWalk.step(sweep.walk, facts, traversal))
  if (traversal.cursor === "offset")
    return Walk.stalled("OffsetMismatch", "the checkpoint belongs to another traversal")
  return lift(sweep, PageWalk.step(sweep.walk, facts, traversal))
}

/**
 * What follows when the provider refuses the request as wrong; nothing when there is no other way to ask.
 *
 * @category combinators
 * @since 0.1.0
 */
export const refused = (sweep: Sweep): Walk.Step<Sweep> | undefined => {
  if (sweep.walk._tag !== "AnchoredWalk") return undefined
  const step = AnchoredWalk.refused(sweep.walk)
  return step === undefined ? undefined : lift(sweep, step)
}

/**
 * What was counted when a pass had ended.
 *
 * @category models
 * @since 0.1.0
 */
export interface Counted {
  /** Records that no earlier pass had seen. */
  readonly newKeys: number
  /** Distinct records of the pass, and the total that the provider declared last, where both are known. */
  readonly distinct?: number | undefined
  readonly total?: number | undefined
}

/**
 * Judges an ended pass: the next pass, the same begun again, or the verdict.
 *
 * @category combinators
 * @since 0.1.0
 */
export const judge = (plan: Plan, sweep: Sweep, { distinct, newKeys, total }: Counted): Sweep | Verdict.Verdict => {
  const { pass, walk } = sweep
  const came = position(sweep)
  const anchored = walk._tag === "AnchoredWalk" && walk.mode === "anchored"
  const doubts = walk._tag === "AnchoredWalk" ? walk.doubts : []
  if (plan.traversal.cursor === "offset" && isStable(plan.traversal) && anchored && doubts.length === 0) {
    return Verdict.proven("anchored overlap")
  }
  if (plan.maxPasses === 1) {
    if (plan.traversal.total !== "exact" || distinct === undefined || total === undefined) {
      return cameAgain(plan, walk) ?? judgeOnePass(plan)
    }
    // What an earlier attempt brought does not make up for what this one passed over: the list may have changed between.
    const seen = Math.min(distinct, came)
    if (seen >= total) return judgeOnePass(plan)
    // A scroll that was read by somebody else's retry, or had expired, ends early all the same.
    return plan.traversal.cursor === "scroll" && distinct > (sweep.short ?? 0)
      ? { ...restart(plan, sweep), short: distinct }
      : Verdict.unproven([`the provider declares ${total} records, and ${seen} came`])
  }
  const passes = anchored ? plan.passes : 2
  const left = leftOf(plan, walk)
  if (pass < passes || ((newKeys > 0 || left > 0) && pass > 1 && pass < plan.maxPasses)) {
    const brought = Math.max(came, sweep.brought ?? 0)
    return { pass: pass + 1, walk: walkOf(plan, pass + 1, walk), ended: false, restarts: 0, brought }
  }
  if (doubts.length > 0) return Verdict.unproven(doubts)
  if (left > 0) return Verdict.unproven([`the provider declares ${came + left} records, and ${came} came`])
  // A pass that saw little of the list can't attest what another saw of it.
  if (came * 2 < (sweep.brought ?? 0)) {
    return Verdict.unproven([`pass ${pass} came to ${came} records, and one before it to ${sweep.brought}`])
  }
  if (!isStaggered(plan, walk)) {
    return Verdict.unproven(["its pages have one size, so that all passes have the same edges"])
  }
  if (pass > 1 && newKeys > 0) {
    return Verdict.unproven([
      `pass ${pass} still brought ${newKeys} ${newKeys === 1 ? "record" : "records"} that no pass before had seen`
    ])
  }
  return Verdict.attested(methodOf(sweep), pass)
}

/**
 * Does a pass of this plan have to remember which keys it saw?
 *
 * @category getters
 * @since 0.1.0
 */
export const remembers = (plan: Plan, sweep: Sweep): boolean =>
  plan.maxPasses > 1
    ? plan.passes > 1 || (sweep.walk._tag === "AnchoredWalk" && sweep.walk.mode === "exact")
    : plan.traversal.total === "exact"

/**
 * How far the pass is, in records, where that is known.
 *
 * @category getters
 * @since 0.1.0
 */
export const position = ({ walk }: Sweep): number => (walk._tag === "AnchoredWalk" ? walk.frontier : walk.received)

/**
 * Is this a state of such a plan? A connector's upgrade may have changed its traversal.
 *
 * @category guards
 * @since 0.1.0
 */
export const fits = (plan: Plan, { walk }: Sweep): boolean =>
  (plan.traversal.cursor === "offset") === (walk._tag === "AnchoredWalk")

/** Records that the pass left out, by a total that is exact; a walk by offset minds its total itself. */
const leftOf = ({ traversal }: Plan, walk: Sweep["walk"]): number =>
  traversal.total === "exact" && walk._tag === "PageWalk" ? (walk.left ?? 0) : 0

const isStable = (traversal: Traversal<unknown>): boolean =>
  traversal.order === "immutable" || traversal.order === "append"

const walkOf = (plan: Plan, pass: number, before: Sweep["walk"] | undefined): Sweep["walk"] => {
  // Where the provider caps the limit, passes have to differ below the cap to have other edges.
  const base = before === undefined || before.longest === 0 ? plan.pageSize : Math.min(plan.pageSize, before.longest)
  const pageSize = pass === 1 ? plan.pageSize : fitting(plan.sizes, base * stagger[(pass - 1) % stagger.length]!)
  return plan.traversal.cursor === "offset"
    ? AnchoredWalk.start(pageSize, before?._tag === "AnchoredWalk" ? before.exactBecause : undefined)
    : PageWalk.start(pageSize)
}

const fitting = (sizes: PageSize, pageSize: number): number =>
  Math.min(sizes.max, Math.max(sizes.min, Math.floor(pageSize / sizes.step) * sizes.step))

/**
 * Had the last pass other edges than the first? A list of one page has none, and a provider that gives more than was asked for
 * gives pages of its own size.
 */
const isStaggered = (plan: Plan, walk: Sweep["walk"]): boolean =>
  walk._tag === "AnchoredWalk" ||
  walk.received <= walk.longest ||
  (walk.pageSize !== plan.pageSize && walk.longest <= walk.pageSize)

const keepsPlace: ReadonlySet<Traversal<unknown>["cursor"]> = new Set(["continuation", "scroll", "queue"])

const judgeOnePass = ({ traversal }: Plan): Verdict.Verdict => {
  // The server itself keeps the place of these, so records that come and go don't shift what is still to be read.
  if (keepsPlace.has(traversal.cursor)) return Verdict.attested(traversal.cursor, 1)
  if (!isStable(traversal)) return Verdict.unproven([`one pass by ${traversal.cursor} over a list of no stable order`])
  return traversal.cursor === "keyset" ? Verdict.proven("keyset") : Verdict.attested(traversal.cursor, 1)
}

/** What comes again may have come in the place of other records; a queue gives messages again that were not acknowledged. */
const cameAgain = ({ traversal }: Plan, walk: Sweep["walk"]): Verdict.Verdict | undefined =>
  walk._tag === "PageWalk" && walk.again !== undefined && traversal.cursor !== "queue"
    ? Verdict.unproven([`after ${walk.again} records a page came again, maybe in the place of others`])
    : undefined

const methodOf = ({ walk }: Sweep): string => {
  if (walk._tag === "PageWalk") return "staggered passes"
  return walk.exactBecause === undefined
    ? "anchored overlap, staggered"
    : `exact steps, staggered, since ${walk.exactBecause}`
}

const lift = (
  sweep: Sweep,
  step: Walk.Step<AnchoredWalk.AnchoredWalk> | Walk.Step<PageWalk.PageWalk>
): Walk.Step<Sweep> => {
  switch (step._tag) {
    case "Stalled":
      return step
    case "Next":
      return Walk.next({ ...sweep, walk: step.state }, step.outcome)
    case "PassEnd":
      return Walk.passEnd({ ...sweep, walk: step.state, ended: true })
  }
}
