/**
 * A snapshot whose place the provider keeps: the same token gives the next page each time, so that a lost answer is a lost
 * page; and a token that was not used for a while is dead, which some providers say and others answer as they answer the end. Some
 * forget a place before its time.
 *
 * @since 0.1.0
 */
import { ConnectorError } from "@innlet/core/contract"
import { Duration } from "effect"
import type { Item } from "../Listing.ts"
import * as Server from "./Server.ts"

interface Session {
  readonly items: ReadonlyArray<Item>
  place: number
  usedAt: number
  isForgotten: boolean
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (context: Server.Context): Server.Server => {
  const { choices, plan } = context
  const sessions = new Map<string, Session>()
  const ttl = plan.ttl === 0 ? 240_000 : plan.ttl
  let forgotten = 0

  /** Only a total tells a reader that an end which came too early is none, so without one it is said. */
  const dead = (isEarly: boolean): Server.Told =>
    plan.silentExpiry && (!isEarly || plan.total === "exact")
      ? { _tag: "Page", items: [], next: undefined, evidence: ["code:11204"], reachesEnd: false }
      : { _tag: "Refused", reason: new ConnectorError.CursorRejected({ why: "expired", detail: "no such scroll" }) }
  const isForgotten = (session: Session): boolean => {
    if (session.isForgotten) return true
    if (plan.forgetting === 0 || forgotten >= plan.faults || !choices.chance("list", plan.forgetting)) return false
    forgotten += 1
    session.isForgotten = true
    return true
  }

  const opened = (ask: Server.Ask): readonly [token: string, session: Session] => {
    const token = `${odd}${sessions.size + 1}`
    const session = { items: [...Server.listed(context, ask)], place: 0, usedAt: context.now(), isForgotten: false }
    sessions.set(token, session)
    return [token, session]
  }
  return {
    traversal: {
      cursor: "scroll",
      replay: "unsafe",
      lifetime: { _tag: "Sliding", ttl: Duration.millis(ttl) },
      order: plan.order,
      total: plan.total,
      end: ["absentCursor", "code:11204"]
    },
    changes: undefined,
    place: ({ cursor }) => (cursor === undefined ? 0 : (sessions.get(cursor)?.place ?? 0)),
    answer: (ask) => {
      const [token, session] = ask.cursor === undefined ? opened(ask) : [ask.cursor, sessions.get(ask.cursor)]
      if (session === undefined || context.now() > session.usedAt + ttl) return dead(false)
      if (ask.cursor !== undefined && isForgotten(session)) return dead(true)
      session.usedAt = context.now()
      const items = session.items.slice(session.place, session.place + ask.pageSize)
      session.place += ask.pageSize
      const reachesEnd = session.place >= session.items.length
      // Asked once more, it has nothing to give, which is its way to say the end.
      const next = reachesEnd ? undefined : token
      return {
        _tag: "Page",
        items,
        next,
        evidence: next === undefined ? (items.length === 0 ? ["code:11204"] : ["absentCursor"]) : [],
        // A page behind the last one ends nothing: whoever asks for it has missed one.
        reachesEnd: reachesEnd && (items.length > 0 || session.items.length === 0),
        ...Server.totalOf(context, session.items.length)
      }
    }
  }
}

/** Signs that have to come back as they went. */
const odd = "DnF1ZXJ5VGhlbkZldGNo==\t<&>'\"\ud83d\udd11"
