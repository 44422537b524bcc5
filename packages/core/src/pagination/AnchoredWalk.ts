/**
 * The walk over a list addressed by offset that loses nothing when records come and go between requests.
 *
 * Every request overlaps the page before it by some records. A page counts only when it begins with an **anchor**, a record
 * that an accepted page of this pass held; otherwise the walk goes back by 2, 4, 8 … overlaps, at last to offset 0, which
 * needs none. The pass ends on an accepted page that brings nothing new, and is shorter than the longest page seen, since
 * a silently capped limit makes every page short, and than the limit, since a page may be longer than asked. Where the
 * total says that there is more, the provider may send less than before: the walk goes on with a smaller overlap.
 *
 * **Details**
 *
 * Why it is complete under an immutable order: after an accepted page that ends at record `l`, every record present
 * throughout with a place up to `l` has been accepted. It holds for the first page, which starts at the head. A later
 * page is a contiguous piece of the list at one instant and holds an anchor at or before `l`, so it holds every present
 * record from the anchor to its own end. A page shorter than the provider can send reaches the tail.
 *
 * **Gotchas**
 *
 * Some providers accept only offsets that step by exactly the previous limit. When an overlapping request is refused,
 * answered from another offset, or answered with a page already seen, the walk falls back to exact steps: nothing is
 * skipped on a list that holds still, and nothing is proven on one that does not.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import * as Anchors from "./Anchors.ts"
import * as Fingerprint from "./Fingerprint.ts"
import * as LoopGuard from "./LoopGuard.ts"
import * as Walk from "./Walk.ts"

/** Records two neighbouring pages share, where pages are long enough. */
const defaultOverlap = 10
/** How often the walk may go back to the head before it gives up proving. */
const maxRewinds = 8

// A checkpoint is data like any other: with a number below zero, a walk would skip records.
const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Size = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/**
 * @category schemas
 * @since 0.1.0
 */
export const AnchoredWalk = Schema.TaggedStruct("AnchoredWalk", {
  mode: Schema.Literals(["anchored", "exact"]),
  /** Of the next request. */
  offset: Count,
  /** Of the next request, in records. */
  pageSize: Size,
  /** Just behind the last accepted page. */
  frontier: Count,
  /** How far the next request lies before the frontier. */
  back: Count,
  /** The longest page of this pass, in records. */
  longest: Count,
  /** Keys of the last accepted pages, newest page first. */
  accepted: Schema.Array(Schema.Array(Schema.String)),
  /** For a list of one record: whether the place behind it was found empty. */
  probe: Schema.Literals(["none", "beyond", "again"]),
  rewinds: Count,
  guard: LoopGuard.LoopGuard,
  total: Count,
  requests: Count,
  /** Why the pass can't prove anything, one line each. */
  doubts: Schema.Array(Schema.String),
  /** Why it steps exactly, if it does. */
  exactBecause: Schema.optional(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export type AnchoredWalk = typeof AnchoredWalk.Type

/**
 * Starts at the head; `exactBecause` starts a walk that already knows that it must not overlap.
 *
 * @category constructors
 * @since 0.1.0
 */
export const start = (pageSize: number, exactBecause?: string): AnchoredWalk => ({
  _tag: "AnchoredWalk",
  mode: exactBecause === undefined ? "anchored" : "exact",
  offset: 0,
  pageSize,
  frontier: 0,
  back: 0,
  longest: 0,
  accepted: [],
  probe: "none",
  rewinds: 0,
  guard: LoopGuard.start,
  total: 0,
  requests: 0,
  doubts: [],
  exactBecause
})

/**
 * What a checkpoint keeps: the anchors are cut to the newest, which only costs a walk that resumes a step further back.
 *
 * @category getters
 * @since 0.1.0
 */
export const kept = (walk: AnchoredWalk): AnchoredWalk => ({
  ...walk,
  accepted: Anchors.kept(walk.accepted)
})

/**
 * @category getters
 * @since 0.1.0
 */
export const request = (walk: AnchoredWalk): Walk.Request => ({ cursor: walk.offset, pageSize: walk.pageSize })

/**
 * What follows when the provider refuses the request: exact steps where the overlap may be the fault, an end in doubt
 * where only its confirmation was refused, else nothing.
 *
 * @category combinators
 * @since 0.1.0
 */
export const refused = (walk: AnchoredWalk): Walk.Step<AnchoredWalk> | undefined => {
  if (overlaps(walk)) return Walk.next(stepExactly(walk, "the provider refuses overlapping offsets"), "refused")
  const afterShortPage = walk.mode === "exact" && walk.offset > 0 && walk.pageSize < walk.longest
  return afterShortPage
    ? Walk.passEnd({ ...walk, doubts: withDoubt(walk, "the provider refuses the request that would confirm the end") })
    : undefined
}

/**
 * @category combinators
 * @since 0.1.0
 */
export const step = (
  before: AnchoredWalk,
  facts: Walk.Facts,
  traversal: { readonly total: "exact" | "advisory" | "none" }
): Walk.Step<AnchoredWalk> => {
  const walk: AnchoredWalk = {
    ...before,
    requests: before.requests + 1,
    total: Math.max(before.total, facts.total ?? 0)
  }
  if (walk.requests > Walk.requestBudget(walk.total, walk.longest)) {
    return Walk.stalled("RequestBudget", `${walk.requests} requests reached offset ${walk.frontier} and no end`)
  }
  if (facts.offset !== undefined && facts.offset !== walk.offset) {
    return overlaps(walk)
      ? Walk.next(stepExactly(walk, "the provider answers other offsets than asked"), "otherOffset")
      : Walk.stalled("OffsetMismatch", `asked for offset ${walk.offset}, the answer starts at ${facts.offset}`)
  }
  return walk.mode === "anchored" ? anchored(walk, facts, traversal) : exact(walk, facts)
}

const anchored = (
  walk: AnchoredWalk,
  facts: Walk.Facts,
  traversal: { readonly total: "exact" | "advisory" | "none" }
): Walk.Step<AnchoredWalk> => {
  const { keys } = facts
  if (keys.length === 0) {
    if (walk.offset === 0)
      return (facts.total ?? 0) > 0 ? emptyTooSoon(walk, facts) : Walk.passEnd(vanished(walk, facts))
    return walk.probe === "beyond" ? Walk.next({ ...walk, probe: "again", offset: 0 }) : goBack(walk)
  }
  if (walk.probe === "beyond") {
    return Walk.next(stepExactly(walk, "pages of one record can't overlap"), "unanchored")
  }
  if (walk.offset > 0 && !Anchors.hold(walk.accepted, keys, Math.min(walk.back, overlapOf(walk.longest, walk)))) {
    return unanchored(walk, facts)
  }

  const longest = Math.max(walk.longest, keys.length)
  const usual = Math.min(longest, Math.max(2, walk.pageSize))
  const frontier = walk.offset + keys.length
  const hashes = Fingerprint.each(keys)
  const print = Fingerprint.combine(hashes).toString(36)
  const guard = LoopGuard.page(walk.guard, { at: String(walk.offset), print, received: keys.length })
  const accepted: AnchoredWalk = {
    ...walk,
    guard,
    longest,
    frontier,
    probe: "none",
    accepted: Anchors.after(walk.accepted, keys),
    doubts: Fingerprint.repeats(keys, hashes)
      ? withDoubt(walk, "one page holds a key twice, so keys can't anchor")
      : walk.doubts
  }
  if (walk.offset === 0 && traversal.total === "exact" && facts.total === keys.length) return Walk.passEnd(accepted)
  const looksLikeEnd = keys.length < longest || walk.probe === "again" || guard.repeated > 0
  const brings = !looksLikeEnd || Anchors.lack(walk.accepted, keys)
  if (walk.probe === "again" && !brings && keys.length === 1) return Walk.passEnd(accepted)
  const isShort = keys.length < usual
  const isMore = keys.length > 1 && facts.total !== undefined && facts.total > frontier
  if (!brings && isShort && !isMore) return Walk.passEnd(accepted)
  if (LoopGuard.goesRound(guard)) return goesRound(accepted, keys.length)
  if (!brings && guard.repeated > 0) {
    return Walk.next(stepExactly(accepted, "the provider gives a page again at another offset"), "repeated")
  }
  if (longest === 1) return Walk.next({ ...accepted, probe: "beyond", offset: frontier, back: 0 })
  // Fewer than before though the total says that there is more: the provider sends less now.
  const back = overlapOf(!brings && isShort ? keys.length : longest, walk)
  if (!isShort && walk.back > back && frontier <= walk.frontier && !Anchors.lack(walk.accepted, keys)) {
    // The walk went back to here, and going on would lose the anchor again, for ever.
    return Walk.next(stepExactly(accepted, "no record at a page's edge could be read, so nothing anchors the next"))
  }
  return Walk.next({ ...accepted, back, offset: Math.max(0, frontier - back) })
}

const unanchored = (walk: AnchoredWalk, { keys, total }: Walk.Facts): Walk.Step<AnchoredWalk> => {
  if (keys.some((key) => !key.startsWith(Walk.unkeyed))) return goBack(walk)
  if (keys.length === 1 && (total ?? 0) > walk.offset + 1 && !Anchors.lack(walk.accepted, keys)) {
    // The end, for all that a total says that is always too high.
    return Walk.passEnd({
      ...walk,
      doubts: withDoubt(walk, "the last record can't be read, so nothing anchors the end")
    })
  }
  // Going back would find the anchor, and going on lose it again, for ever.
  return Walk.next(stepExactly(walk, "no record of a page could be read, so nothing anchors it"), "unanchored")
}

/** Half of a page, and no more than one needs. */
const overlapOf = (longest: number, { pageSize }: AnchoredWalk): number =>
  Math.min(defaultOverlap, Math.floor(Math.min(longest, Math.max(2, pageSize)) / 2))

/** Steps of exactly what came; an end needs an empty page at or past the total, or a short one that reaches it. */
const exact = (walk: AnchoredWalk, facts: Walk.Facts): Walk.Step<AnchoredWalk> => {
  const received = facts.keys.length
  if (received === 0) {
    return facts.total !== undefined && walk.offset < facts.total ? emptyTooSoon(walk, facts) : Walk.passEnd(walk)
  }
  const longest = Math.max(walk.longest, received)
  const print = Fingerprint.of(facts.keys)
  const guard = LoopGuard.page(walk.guard, { at: String(walk.offset), print, received })
  if (LoopGuard.goesRound(guard)) return goesRound({ ...walk, guard }, received)
  const frontier = walk.offset + received
  const moved: AnchoredWalk = {
    ...walk,
    guard,
    frontier,
    offset: frontier,
    longest,
    accepted: [facts.keys]
  }
  if (received >= walk.pageSize) return Walk.next(moved)
  if (facts.total !== undefined && frontier >= facts.total) return Walk.passEnd(moved)
  // Fewer than asked for before the end: the limit was capped, and offsets have to be multiples of the true one.
  return Walk.next({ ...moved, pageSize: received })
}

/** Is the request one that a provider with exact steps could not take? */
const overlaps = (walk: AnchoredWalk): boolean =>
  walk.mode === "anchored" && (walk.offset < walk.frontier || walk.probe !== "none")

const withDoubt = (walk: AnchoredWalk, doubt: string): ReadonlyArray<string> =>
  walk.doubts.includes(doubt) ? walk.doubts : [...walk.doubts, doubt]

const stepExactly = (walk: AnchoredWalk, because: string): AnchoredWalk => ({
  ...walk,
  mode: "exact",
  probe: "none",
  back: 0,
  offset: walk.frontier,
  pageSize: walk.longest > 0 ? Math.min(walk.pageSize, walk.longest) : walk.pageSize,
  exactBecause: because
})

const goBack = (walk: AnchoredWalk): Walk.Step<AnchoredWalk> => {
  const back = Math.max(1, walk.back) * 2
  const offset = Math.max(0, walk.frontier - back)
  const rewinds = offset === 0 ? walk.rewinds + 1 : walk.rewinds
  if (rewinds <= maxRewinds) return Walk.next({ ...walk, back, offset, rewinds, probe: "none" }, "unanchored")
  const because = "the list changes faster than it can be walked"
  return Walk.next({ ...stepExactly(walk, because), doubts: withDoubt(walk, because) }, "unanchored")
}

/** A list that had records and has none may have lost them all; that a total says so is what tells. */
const vanished = (walk: AnchoredWalk, facts: Walk.Facts): AnchoredWalk =>
  walk.frontier > 0 && facts.total !== 0
    ? { ...walk, doubts: withDoubt(walk, `the list was found empty after ${walk.frontier} of its records`) }
    : walk

const emptyTooSoon = (walk: AnchoredWalk, facts: Walk.Facts): Walk.Step<AnchoredWalk> => {
  const guard = LoopGuard.emptyPage(walk.guard)
  return LoopGuard.runsEmpty(guard)
    ? Walk.stalled(
        "EmptyRun",
        `${guard.empty} empty pages at offset ${walk.offset} of a declared ${facts.total} records`
      )
    : Walk.next({ ...walk, guard }, "empty")
}

const goesRound = (walk: AnchoredWalk, received: number): Walk.Step<never> =>
  Walk.stalled("PageRepeated", `the same ${received} records came again at offset ${walk.offset}`)
