/**
 * Lists that go on behind a place in their order, whatever came and went before it: keysets, links, and continuations, whose
 * pages have any size and whose cursors die.
 *
 * @since 0.1.0
 */
import { ConnectorError } from "@innlet/core/contract"
import { Duration } from "effect"
import type { Item } from "../Listing.ts"
import * as Server from "./Server.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (context: Server.Context, kind: "keyset" | "link" | "continuation"): Server.Server => {
  const { choices, plan } = context
  const dies = kind === "continuation" && plan.ttl > 0
  return {
    traversal: {
      cursor: kind,
      replay: "safe",
      lifetime: dies ? { _tag: "Fixed", ttl: Duration.millis(plan.ttl) } : { _tag: "Unlimited" },
      order: plan.order,
      total: plan.total === "exact" ? "advisory" : plan.total,
      end: ["absentCursor"]
    },
    changes: Server.changesOf(plan),
    place: (ask) => behind(Server.listed(context, ask), ask),
    answer: (ask) => {
      if (dies && ask.cursor !== undefined && context.now() > placeIn(ask.cursor).given + plan.ttl) {
        return plan.silentExpiry
          ? { _tag: "Page", items: [], next: undefined, evidence: ["absentCursor"], reachesEnd: false }
          : { _tag: "Refused", reason: new ConnectorError.CursorRejected({ why: "expired", detail: "410" }) }
      }
      const all = Server.listed(context, ask)
      const from = behind(all, ask)
      const size = kind === "continuation" ? ask.pageSize + choices.int("list", ask.pageSize) : ask.pageSize
      const items = all.slice(from, from + size)
      const last = items.at(-1)
      const reachesEnd = from + items.length >= all.length
      // A keyset's list may say that it goes on and then have nothing more.
      const next = last === undefined || reachesEnd ? undefined : cursorOf(last.rank, context.now())
      return {
        _tag: "Page",
        items,
        next,
        evidence: next === undefined ? ["absentCursor"] : [],
        reachesEnd,
        ...Server.totalOf(context, all.length)
      }
    }
  }
}

/** Signs that have to come back as they went. */
const odd = "https://api.sim/rows?after='\u{1f511}&lt;\\u0000#"

const cursorOf = (rank: number, given: number): string => `${odd}${rank}@${given}`

const placeIn = (cursor: string): { readonly rank: number; readonly given: number } => {
  const [rank, given] = cursor.slice(odd.length).split("@")
  return { rank: Number(rank), given: Number(given) }
}

/** Where the list goes on. */
const behind = (all: ReadonlyArray<Item>, { cursor }: Server.Ask): number => {
  if (cursor === undefined) return 0
  const after = placeIn(cursor).rank
  const at = all.findIndex(({ rank }) => rank > after)
  return at < 0 ? all.length : at
}
