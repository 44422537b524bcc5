/**
 * What a request acknowledges: a queue lets go of what a reader says to have, so that from then on nobody else has it.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import type { History, Timed } from "../History.ts"
import type { Item } from "../Listing.ts"
import * as Requests from "./Requests.ts"
import type * as Standing from "./Standing.ts"

type Pages = ReadonlyArray<ReadonlyArray<Item>>

const nameOf = (partition: string, cursor: string): string => `${partition}\u001f${cursor}`

/**
 * The pages of a queue by the cursor that acknowledges them, each as often as it was served; none of other lists.
 *
 * @category getters
 * @since 0.1.0
 */
export const served = (history: History): ReadonlyMap<string, Pages> => {
  const pages = new Map<string, Pages>()
  if (history.plan.kind !== "queue") return pages
  for (const { acted, sent } of Requests.of(history)) {
    if (acted?.next === undefined) continue
    const name = nameOf(sent.partition, acted.next)
    pages.set(name, [...(pages.get(name) ?? []), acted.served])
  }
  return pages
}

/**
 * What a request lets go of and the store has not: neither as it is, nor newer, nor as a letter.
 *
 * @category getters
 * @since 0.1.0
 */
export const lost = (
  { plan }: History,
  pages: ReadonlyMap<string, Pages>,
  items: ReadonlyMap<string, Item>,
  { letters, rows }: Standing.Standing,
  { cursor, partition }: Extract<Timed, { readonly _tag: "Sent" }>
): ReadonlyArray<Item> => {
  const isKept = ({ key, rev, text }: Item): boolean => {
    const row = key === undefined ? undefined : rows.get(key)
    if (row !== undefined && (!plan.versioned || (items.get(row.raw)?.rev ?? 0) >= rev)) return true
    return letters.has(`${partition}\u001f${createHash("sha256").update(text).digest("hex")}`)
  }
  const [least = [], ...others] = (cursor === undefined ? [] : (pages.get(nameOf(partition, cursor)) ?? [])).map(
    (page) => page.filter((item) => !isKept(item))
  )
  // A page that was served twice may show other versions, of which one arrived.
  return others.reduce((fewest, one) => (one.length < fewest.length ? one : fewest), least)
}
