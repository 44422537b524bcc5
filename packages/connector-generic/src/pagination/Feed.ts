/**
 * A feed of what changed since a time, each answer naming the next time.
 *
 * A pull ends where the provider names no next time, or names one later than the pull's own begin, since on a busy day there is
 * always more. What comes later is the next pull's.
 *
 * @since 0.1.0
 */
import { Traversal } from "@innlet/core/contract"
import { Option, Result, Schema } from "effect"
import { at } from "../Answer.ts"
import { put } from "../Draft.ts"
import * as TimeText from "../TimeText.ts"
import type { Context } from "./Context.ts"
import * as CursorText from "./CursorText.ts"
import * as Declared from "./Declared.ts"
import * as Failure from "./Failure.ts"
import type * as Pagination from "./Pagination.ts"
import * as Start from "./Start.ts"
import type { Asked, Strategy } from "./Strategy.ts"

/** The time as the provider wrote it, and the moment up to which the pull goes; epoch milliseconds. */
const Place = Schema.fromJsonString(Schema.Struct({ since: Schema.String, until: Schema.Int }))
const decode = Schema.decodeUnknownOption(Place)

type Place = typeof Place.Type

const caughtUp = "code:caughtUp"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (pagination: typeof Pagination.Feed.Type, { order }: Pick<Context, "order">): Strategy => ({
  traversal: Traversal.linked("continuation", { replay: "safe", order, end: ["absentCursor", caughtUp] }),
  place: (draft, asked) => {
    const place = placeOf(pagination, asked)
    const since = CursorText.valueOf(place?.since ?? "")
    const from = since === undefined ? undefined : TimeText.parse(pagination.as, since)
    if (since === undefined || from === undefined) return Failure.foreignCursor
    if (wantedOf(pagination, asked, from) < reachOf(pagination, asked)) {
      return Failure.rejected(
        `changes are wanted since ${since}, and the provider looks back ${pagination.reach}, so that some would be lost; ` +
          "read everything anew, with fresh"
      )
    }
    const placed = put(draft, pagination.since, since)
    return Result.succeed(pagination.limit === undefined ? placed : put(placed, pagination.limit, asked.pageSize))
  },
  follow: (answer, asked) => {
    const value = at(answer, pagination.next)
    const next = CursorText.of(value)
    if (next === undefined) return Result.succeed({ evidence: ["absentCursor"] })
    const place = placeOf(pagination, asked)
    const now = parsed(pagination, place?.since)
    const then = next === "unreadable" ? undefined : parsed(pagination, next.text)
    if (next === "unreadable" || place === undefined || now === undefined || then === undefined) {
      return Failure.unexpected(
        `the next time at ${Failure.nameOf(pagination.next)} is none of the form "${pagination.as}"`
      )
    }
    if (then < now) {
      return Failure.unexpected(
        `the next time at ${Failure.nameOf(pagination.next)} is before the one that was asked for`
      )
    }
    if (then > place.until) return Result.succeed({ evidence: [caughtUp] })
    return Result.succeed({ next: Option.some(JSON.stringify({ since: next.text, until: place.until })) })
  }
})

type Feed = typeof Pagination.Feed.Type

const parsed = ({ as }: Feed, text: string | undefined): number | undefined => {
  const value = text === undefined ? undefined : CursorText.valueOf(text)
  return value === undefined ? undefined : TimeText.parse(as, value)
}

const placeOf = (pagination: Feed, asked: Asked): Place | undefined => {
  if (asked.cursor !== undefined) return Option.getOrUndefined(decode(asked.cursor))
  const { as } = pagination
  const wanted = Start.of(pagination.start, asked)
  // Where everything begins as far back as the provider looks, rounding must not lead beyond.
  const back = asked.changed === undefined && Start.floor(wanted, TimeText.unitOf(as)) < reachOf(pagination, asked)
  const since = CursorText.of(TimeText.format(as, back ? wanted + TimeText.unitOf(as) - 1 : wanted))
  return typeof since === "object" ? { since: since.text, until: asked.changed?.to ?? asked.now } : undefined
}

const reachOf = ({ reach }: Feed, { now }: Asked): number =>
  reach === undefined ? -Infinity : now - Declared.millisOf(reach)

/** What is wanted, before it was rounded to what the provider's text can say. */
const wantedOf = (pagination: Feed, asked: Asked, since: number): number =>
  asked.cursor === undefined ? Start.of(pagination.start, asked) : since
