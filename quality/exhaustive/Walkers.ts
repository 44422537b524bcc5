/**
 * The walks that schedules are run on: the real one, as it is and as it goes on after a crash before every request, and the usual
 * one, which loses.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import * as Traversal from "../../packages/core/src/contract/Traversal.ts"
import * as AnchoredWalk from "../../packages/core/src/pagination/AnchoredWalk.ts"
import * as PageWalk from "../../packages/core/src/pagination/PageWalk.ts"
import * as Paginator from "../../packages/core/src/pagination/Paginator.ts"
import * as Sweep from "../../packages/core/src/pagination/Sweep.ts"
import * as SweepText from "../../packages/core/src/pagination/SweepText.ts"
import type * as Walk from "../../packages/core/src/pagination/Walk.ts"
import type { Next, Walker } from "./Schedules.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** In rows. */
  readonly pageSize: number
  /** Does an answer tell how many rows there are? */
  readonly total: boolean
  /** Does the provider give fewer rows than asked for, without a word? */
  readonly cap?: number | undefined
}

type AnchoredState = AnchoredWalk.AnchoredWalk

const factsOf = (walk: AnchoredState, keys: ReadonlyArray<string>, length: number, total: boolean): Walk.Facts => ({
  keys,
  total: total ? length : undefined,
  offset: walk.offset,
  next: undefined,
  advances: false,
  evidence: keys.length === 0 ? ["emptyPage"] : []
})

const nextOf = (step: Walk.Step<AnchoredState>): Next<AnchoredState> => {
  switch (step._tag) {
    case "Stalled":
      return { ended: "stalled" }
    case "Next":
      return { state: step.state }
    case "PassEnd":
      return { ended: step.state.mode === "anchored" && step.state.doubts.length === 0 ? "proven" : "unproven" }
  }
}

/**
 * The walk of the library through `step`, believed as far as `Sweep.judge` believes it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const anchored = (
  options: Options,
  step: typeof AnchoredWalk.step = AnchoredWalk.step
): Walker<AnchoredState> => ({
  start: AnchoredWalk.start(options.pageSize),
  ask: ({ offset, pageSize }) => ({ offset, limit: Math.min(pageSize, options.cap ?? pageSize) }),
  take: (walk, page, length) =>
    nextOf(step(walk, factsOf(walk, page, length, options.total), { total: options.total ? "advisory" : "none" }))
})

/**
 * The same, its state written to a checkpoint and read again before every request.
 *
 * @category constructors
 * @since 0.1.0
 */
export const resumed = (options: Options): Walker<AnchoredState> => {
  const walker = anchored(options)
  return {
    ...walker,
    take: (walk, page, length) => {
      const next = walker.take(walk, page, length)
      return "ended" in next ? next : { state: reread(next.state) }
    }
  }
}

const reread = (walk: AnchoredState): AnchoredState => {
  const sweep: Sweep.Sweep = { pass: 1, walk, ended: false, restarts: 0 }
  const read = Result.getOrThrow(SweepText.decode(SweepText.encode(sweep)))
  if (read.walk._tag !== "AnchoredWalk") throw new Error("another walk was read than was written")
  return read.walk
}

/**
 * What everybody ships: the next page begins where this one ended, and the list ends with an empty page. It proves nothing, and
 * is taken at its word.
 *
 * @category constructors
 * @since 0.1.0
 */
export const usual = ({ pageSize }: Pick<Options, "pageSize">): Walker<number> => ({
  start: Paginator.offset.first,
  ask: (offset) => ({ offset, limit: pageSize }),
  take: (offset, page) => {
    const next = Paginator.offset.next(page.length, offset)
    return next._tag === "None" ? { ended: "proven" } : { state: next.value }
  }
})

interface SweptState {
  readonly sweep: Sweep.Sweep
  /** Keys of earlier passes, and of this one. */
  readonly earlier: ReadonlySet<string>
  readonly current: ReadonlySet<string>
}

/**
 * A whole sweep of the library: as many passes as it asks for, and the verdict that they allow. An attested list counts as not
 * proven.
 *
 * @category constructors
 * @since 0.1.0
 */
export const swept = ({ pageSize, total }: Options): Walker<SweptState> => {
  const traversal = Traversal.offset({ order: "immutable", total: total ? "advisory" : "none" })
  const plan = Sweep.plan(traversal, { default: pageSize, min: 1, max: 10, step: 1 }, pageSize)
  return {
    start: { sweep: Sweep.start(plan), earlier: new Set(), current: new Set() },
    ask: ({ sweep }) => {
      const { cursor, pageSize: limit } = Sweep.request(sweep)
      return { offset: Number(cursor), limit }
    },
    take: ({ current, earlier, sweep }, page, length) => {
      if (sweep.walk._tag !== "AnchoredWalk") throw new Error("a list by offset is walked otherwise")
      const now = new Set([...current, ...page])
      const step = Sweep.step(plan, sweep, factsOf(sweep.walk, page, length, total))
      if (step._tag === "Stalled") return { ended: "stalled" }
      if (step._tag === "Next") return { state: { sweep: step.state, earlier, current: now } }
      const newKeys = [...now].filter((key) => !earlier.has(key)).length
      const judged = Sweep.judge(plan, step.state, { newKeys, distinct: now.size, total: total ? length : undefined })
      if ("_tag" in judged) return { ended: judged._tag === "Proven" ? "proven" : "unproven" }
      return { state: { sweep: judged, earlier: new Set([...earlier, ...now]), current: new Set() } }
    }
  }
}

/**
 * @category models
 * @since 0.1.0
 */
export interface NumberedOptions extends Pick<Options, "pageSize"> {
  /** Does the last page name no next one, or does an empty one come after it? */
  readonly end: "absentCursor" | "emptyPage"
  /** Rows that the provider gives at most, whatever it counts. */
  readonly cut?: number | undefined
}

interface NumberedState {
  readonly walk: PageWalk.PageWalk
  readonly page: number
}

/**
 * A pass over numbered pages, each with an exact total. One to whose total nothing is missing counts as proven here, which no such
 * pass is by itself.
 *
 * @category constructors
 * @since 0.1.0
 */
export const numbered = ({ cut = Infinity, end, pageSize }: NumberedOptions): Walker<NumberedState> => ({
  start: { walk: PageWalk.start(pageSize), page: 0 },
  ask: ({ page }) => ({ offset: page * pageSize, limit: Math.max(0, Math.min(pageSize, cut - page * pageSize)) }),
  take: ({ page, walk }, keys, length) => {
    const isLast = end === "emptyPage" ? keys.length === 0 : page * pageSize + keys.length >= Math.min(length, cut)
    const facts: Walk.Facts = {
      keys,
      total: length,
      offset: undefined,
      next: isLast ? undefined : String(page + 1),
      advances: false,
      evidence: isLast ? [end] : []
    }
    const step = PageWalk.step(walk, facts, { cursor: "pageNumber", end: [end] })
    if (step._tag === "Stalled") return { ended: "stalled" }
    if (step._tag === "Next") return { state: { walk: step.state, page: page + 1 } }
    return { ended: step.state.left === 0 ? "proven" : "unproven" }
  }
})
