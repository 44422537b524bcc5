/**
 * The walk over pages that name the next one: page numbers, opaque tokens, keysets, links.
 *
 * It follows what the provider says and proves nothing about records that move between pages meanwhile.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import type { LinkedTraversal } from "../contract/Traversal.ts"
import * as Fingerprint from "./Fingerprint.ts"
import * as LoopGuard from "./LoopGuard.ts"
import * as Walk from "./Walk.ts"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/**
 * @category schemas
 * @since 0.1.0
 */
export const PageWalk = Schema.TaggedStruct("PageWalk", {
  cursor: Schema.optional(Schema.String),
  pageSize: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  guard: LoopGuard.LoopGuard,
  /** Records received in this pass. */
  received: Count,
  total: Count,
  longest: Count,
  requests: Count,
  /** Records still to come, by the totals that were told; nothing where none was. */
  left: Schema.optionalKey(Count),
  /** After how many records of this pass a page first came again, under another cursor. */
  again: Schema.optionalKey(Count)
})

/**
 * @category models
 * @since 0.1.0
 */
export type PageWalk = typeof PageWalk.Type

/**
 * @category constructors
 * @since 0.1.0
 */
export const start = (pageSize: number): PageWalk => ({
  _tag: "PageWalk",
  cursor: undefined,
  pageSize,
  guard: LoopGuard.start,
  received: 0,
  total: 0,
  longest: 0,
  requests: 0
})

/**
 * @category getters
 * @since 0.1.0
 */
export const request = (walk: PageWalk): Walk.Request => ({ cursor: walk.cursor, pageSize: walk.pageSize })

/**
 * @category combinators
 * @since 0.1.0
 */
export const step = (
  walk: PageWalk,
  facts: Walk.Facts,
  traversal: Pick<LinkedTraversal, "cursor" | "end">
): Walk.Step<PageWalk> => {
  const received = facts.keys.length
  const left = leftAfter(walk, facts)
  const counted: PageWalk = {
    ...walk,
    ...(left !== undefined && { left }),
    received: walk.received + received,
    total: Math.max(walk.total, facts.total ?? 0),
    longest: Math.max(walk.longest, received),
    requests: walk.requests + 1
  }
  if (counted.requests > Walk.requestBudget(counted.total, counted.longest)) {
    return Walk.stalled("RequestBudget", `${counted.requests} requests brought ${counted.received} records and no end`)
  }
  // A scroll gives other records under the same cursor, so only the records tell whether it moves.
  const at = traversal.cursor === "scroll" ? String(counted.requests) : (walk.cursor ?? "")
  const guard =
    received === 0
      ? facts.advances
        ? walk.guard
        : LoopGuard.emptyPage(walk.guard)
      : LoopGuard.page(walk.guard, { at, print: Fingerprint.of(facts.keys), received })
  if (LoopGuard.goesRound(guard)) {
    return Walk.stalled("PageRepeated", `the same ${received} records came again after ${counted.requests} requests`)
  }
  // A cursor that includes the record it names gives a list of one page twice.
  const isLastLook = facts.next === undefined && received === walk.received
  const again =
    guard.repeated > walk.guard.repeated && walk.again === undefined && !isLastLook ? walk.received : walk.again
  const next: PageWalk = { ...counted, guard, ...(again !== undefined && { again }) }
  if (facts.next === undefined) {
    const signal = facts.evidence.find((sign) => traversal.end.includes(sign))
    return signal === undefined
      ? Walk.stalled(
          "EndWithoutEvidence",
          `no next cursor after ${counted.received} records, and nothing that ends the list`
        )
      : Walk.passEnd(next)
  }
  if (LoopGuard.runsEmpty(guard)) {
    return Walk.stalled("EmptyRun", `${guard.empty} empty pages in a row that name a next one`)
  }
  if (traversal.cursor !== "scroll" && LoopGuard.knowsCursor(guard, facts.next)) {
    return Walk.stalled("CursorRepeated", `the cursor after ${counted.received} records had been named before`)
  }
  return Walk.next({ ...next, cursor: facts.next, guard: LoopGuard.cursor(guard, facts.next) })
}

/**
 * Pages that are counted reach as far as the records they brought, whichever these are, so at an end that is one, no record is
 * left. A total told with no records counts only where it is smaller: what came to the tail since the page before is not what
 * the end passed over.
 */
const leftAfter = (walk: PageWalk, { keys, total }: Walk.Facts): number | undefined => {
  const before = walk.left === undefined ? undefined : Math.max(0, walk.left - keys.length)
  if (total === undefined) return before
  const left = Math.max(0, total - walk.received - keys.length)
  return keys.length > 0 ? left : Math.min(left, before ?? left)
}
