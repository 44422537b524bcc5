/**
 * Lists whose places slide when records come and go, under a cursor that hides it: numbered pages, and tokens that hold an
 * offset.
 *
 * @since 0.1.0
 */
import * as Server from "./Server.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (context: Server.Context, kind: "pageNumber" | "opaqueOffset"): Server.Server => {
  const { plan } = context
  const placeOf = ({ cursor, pageSize }: Server.Ask) =>
    cursor === undefined ? 0 : kind === "pageNumber" ? Number(cursor) * pageSize : offsetIn(cursor)
  return {
    traversal: {
      cursor: kind,
      replay: "safe",
      lifetime: { _tag: "Unlimited" },
      order: plan.order,
      total: plan.total,
      end: ["absentCursor"]
    },
    changes: undefined,
    place: placeOf,
    answer: (ask) => {
      const from = placeOf(ask)
      const all = Server.listed(context, ask)
      const items = all.slice(from, from + ask.pageSize)
      const to = from + items.length
      const reachesEnd = to >= all.length
      return {
        _tag: "Page",
        items,
        next: reachesEnd ? undefined : kind === "pageNumber" ? String(from / ask.pageSize + 1) : token(to),
        evidence: reachesEnd ? ["absentCursor"] : [],
        reachesEnd,
        ...Server.totalOf(context, all.length)
      }
    }
  }
}

/** Signs that have to come back as they went. */
const odd = '&amp;"]]>\r\n\u2028%2F+= '

const token = (offset: number): string => `${odd}${offset}`
const offsetIn = (cursor: string): number => Number(cursor.slice(odd.length))
