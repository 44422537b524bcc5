/**
 * A list that is addressed by how many records to skip; limits above a cap are cut in silence, and some providers take only
 * multiples of the limit.
 *
 * @since 0.1.0
 */
import { ConnectorError } from "@innlet/core/contract"
import * as Server from "./Server.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (context: Server.Context): Server.Server => {
  const { plan } = context
  return {
    traversal: {
      cursor: "offset",
      replay: "safe",
      lifetime: { _tag: "Unlimited" },
      order: plan.order,
      total: plan.total,
      end: ["emptyPage", "shortPage"],
      at: String
    },
    changes: Server.changesOf(plan),
    place: offsetOf,
    answer: (ask) => {
      const offset = offsetOf(ask)
      if (plan.exactSteps && offset % ask.pageSize !== 0) {
        const detail = `offset ${offset} is no multiple of the limit ${ask.pageSize}`
        return { _tag: "Refused", reason: new ConnectorError.RequestRejected({ detail }) }
      }
      const all = Server.listed(context, ask)
      const items = all.slice(offset, offset + Math.min(ask.pageSize, plan.cap))
      return {
        _tag: "Page",
        items,
        offset,
        next: undefined,
        evidence: items.length === 0 ? ["emptyPage"] : items.length < ask.pageSize ? ["shortPage"] : [],
        reachesEnd: offset + items.length >= all.length,
        ...Server.totalOf(context, all.length)
      }
    }
  }
}

const offsetOf = ({ cursor }: Server.Ask): number => Number(cursor ?? 0)
