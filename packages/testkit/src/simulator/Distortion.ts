/**
 * What a provider does to pages that are otherwise right: it goes round in circles, shows records as they were, or shows one
 * twice.
 *
 * @since 0.1.0
 */
import type { Choices } from "./Choices.ts"
import type { Listing } from "./Listing.ts"
import type { Plan } from "./Plan.ts"
import type { Told } from "./servers/Server.ts"

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
  /** Lists go round in circles no longer. */
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
  let isRound = plan.has("loop")
  const lap = 1 + (plan.rows % 5)

  const round = (page: Page, partition: string): Page => {
    const pages = known.get(partition) ?? []
    known.set(partition, pages)
    const back = page.items.length === 0 || pages.length <= lap ? undefined : pages.at(-lap)
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
    straighten: () => {
      isRound = false
    },
    calm: () => {
      isCalm = true
    }
  }
}
