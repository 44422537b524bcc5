/**
 * A queue that keeps its messages until they are acknowledged: a cursor names the page before, which is gone as soon as it is
 * sent.
 *
 * @since 0.1.0
 */
import * as Server from "./Server.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (context: Server.Context): Server.Server => {
  const { listing, plan } = context
  return {
    traversal: {
      cursor: "queue",
      replay: "safe",
      lifetime: { _tag: "Unlimited" },
      order: "unspecified",
      total: "none",
      end: ["emptyPage"]
    },
    changes: undefined,
    place: () => 0,
    answer: ({ cursor, pageSize, partition }) => {
      if (cursor !== undefined) listing(partition).remove(new Set(revsIn(cursor)))
      const items = listing(partition).items().slice(0, Math.min(pageSize, plan.cap))
      const reachesEnd = items.length === 0
      return {
        _tag: "Page",
        items,
        next: reachesEnd ? undefined : JSON.stringify(items.map(({ rev }) => rev)),
        evidence: reachesEnd ? ["emptyPage"] : [],
        reachesEnd
      }
    }
  }
}

const revsIn = (cursor: string): ReadonlyArray<number> => {
  const parsed: unknown = JSON.parse(cursor)
  return Array.isArray(parsed) ? parsed.map(Number) : []
}
