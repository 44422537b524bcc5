/**
 * What a provider does to pages that are otherwise right: it goes round in circles, refuses every cursor that it gave, shows
 * records as they were, or shows one twice.
 *
 * @since 0.1.0
 */
import { ConnectorError } from "@innlet/core/contract"
import type { Choices } from "./Choices.ts"
import type { Listing } from "./Listing.ts"
import type { Plan } from "./Plan.ts"
import type { Ask, Told } from "./servers/Server.ts"

/**
 * A page as the server means it.
 *
 * @category models
 * @since 0.1.0
 */
export type Page = Extract<Told, { readonly _tag: "Page" }>

/**
 * @category models
 * @since 0.1.0
 */
export interface Distortion {
  readonly apply: (page: Page, partition: string) => Page
  /** In the place of an answer; nothing for a request that is answered. */
  readonly refusal: (ask: Ask) => Told | undefined
  /** Lists go round in circles no longer, and their cursors lead on. */
  readonly straighten: () => void
  readonly calm: () => void
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (choices: Choices, plan: Plan, listing: (partition: string) => Listing): Distortion => {
  /** Pages so far. */
  const known = new Map<string, Array<Page>>()
  let isCalm = false
  // A provider that keeps the place can lose it each time as well.
  const isKept = plan.kind === "scroll" || plan.kind === "continuation"
  let isStuck = plan.has("loop") && isKept && choices.int("plan", 2) === 1
  let isRound = plan.has("loop") && !isStuck
  const lap = 1 + (plan.rows % 5)

  const round = (page: Page, partition: string): Page => {
    const pages = known.get(partition) ?? []
    known.set(partition, pages)
    const earlier = page.items.length === 0 || pages.length <= lap ? undefined : pages.at(-lap)
    // The page of a place is none that comes again at another.
    const back = page.offset !== undefined && earlier?.offset === page.offset ? undefined : earlier
    pages.push(back ?? page)
    // The records come again, under the cursors they came under or under new ones. An old one of a scroll may be dead.
    const isOld = plan.silentExpiry && plan.kind !== "scroll" && plan.ttl === 0
    return back === undefined ? page : { ...back, reachesEnd: false, next: isOld ? back.next : page.next, evidence: [] }
  }
  const aged = (page: Page, partition: string): Page => ({
    ...page,
    items: page.items.map((item) => (choices.chance("list", 0.05) ? (listing(partition).before(item) ?? item) : item))
  })
  const doubled = (page: Page, partition: string): Page => {
    if (page.items.length === 0 || !choices.chance("list", 0.08)) return page
    const at = choices.int("list", page.items.length)
    const item = page.items[at]!
    const twin = choices.int("list", 2) === 0 ? item : (listing(partition).before(item) ?? item)
    return { ...page, items: page.items.toSpliced(at + choices.int("list", 2), 0, twin) }
  }

  return {
    apply: (page, partition) => {
      if (isCalm) return page
      const placed = isRound ? round(page, partition) : page
      const dated = plan.has("stale") ? aged(placed, partition) : placed
      return plan.has("bad") ? doubled(dated, partition) : dated
    },
    refusal: ({ cursor }) =>
      isStuck && !isCalm && cursor !== undefined
        ? { _tag: "Refused", reason: new ConnectorError.CursorRejected({ why: "expired", detail: "410" }) }
        : undefined,
    straighten: () => {
      isRound = false
      isStuck = false
    },
    calm: () => {
      isCalm = true
    }
  }
}
