/**
 * Windows of time, one after the other, each paged by a strategy of its own.
 *
 * **Details**
 *
 * All edges are whole steps of what both the provider and the text of a time can tell apart, and a window ends where the next
 * begins, so that what happened at an edge is in one window, and nothing is between two. Where the end is included, what is
 * sent as the end is one step earlier; a step that the text can't say makes two windows share an edge instead.
 *
 * The end of all windows is fixed with the first request. A window that proves too large is halved, and those after it grow
 * again.
 *
 * @since 0.1.0
 */
import { type ConnectorError, Traversal } from "@innlet/core/contract"
import { Option, Result, Schema } from "effect"
import { put } from "../Draft.ts"
import * as TimeText from "../TimeText.ts"
import type { Context } from "./Context.ts"
import * as Declared from "./Declared.ts"
import * as Failure from "./Failure.ts"
import type * as Pagination from "./Pagination.ts"
import * as Start from "./Start.ts"
import type { Asked, Followed, Strategy } from "./Strategy.ts"

/** A window, half open, the end of all windows, and the place inside of this one; times are epoch milliseconds. */
const Place = Schema.fromJsonString(
  Schema.Struct({
    from: Schema.Int,
    to: Schema.Int,
    end: Schema.Int,
    inner: Schema.optionalKey(Schema.String)
  })
)
const decode = Schema.decodeUnknownOption(Place)
const encode = (place: Place): string => JSON.stringify(place)

type Place = typeof Place.Type

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  pagination: typeof Pagination.TimeWindow.Type,
  within: Strategy,
  { order }: Pick<Context, "order">
): Strategy => {
  const grain = grainOf(pagination)
  const placeOf = (asked: Asked): Place | undefined =>
    asked.cursor === undefined ? first(pagination, grain, asked) : Option.getOrUndefined(decode(asked.cursor))
  return {
    traversal: Traversal.linked(kindOf(pagination, within, order), {
      replay: within.traversal.replay,
      lifetime: within.traversal.lifetime,
      order,
      end: within.traversal.end
    }),
    isAside: (asked) => {
      const place = placeOf(asked)
      return place !== undefined && (within.isAside?.(inside(asked, place)) ?? false)
    },
    place: (draft, asked) => {
      const place = placeOf(asked)
      if (place === undefined) return Failure.foreignCursor
      const placed = put(
        put(draft, pagination.from, TimeText.format(pagination.as, place.from)),
        pagination.to,
        lastOf(pagination, place.to)
      )
      return within.place(placed, inside(asked, place))
    },
    follow: (answer, asked, records) => {
      const place = placeOf(asked)
      if (place === undefined) return Failure.foreignCursor
      return Result.flatMap(within.follow(answer, inside(asked, place), records), (followed) =>
        Result.map(movedBy(within, place, followed), () => after(grain, place, followed, within))
      )
    },
    narrower: (asked) => {
      const place = placeOf(asked)
      if (place === undefined) return undefined
      const length = place.to - place.from
      const half = Math.max(grain.shortest, Start.floor(length / 2, grain.step))
      return half < length ? encode({ from: place.from, to: place.from + half, end: place.end }) : undefined
    }
  }
}

const inside = (asked: Asked, { from, inner, to }: Place): Asked => ({ ...asked, cursor: inner, changed: { from, to } })

interface Grain {
  /** What edges are multiples of. */
  readonly step: number
  readonly length: number
  readonly shortest: number
}

const resolutionOf = ({ as, resolution }: typeof Pagination.TimeWindow.Type): number =>
  resolution === undefined ? TimeText.unitOf(as) : Declared.millisOf(resolution)

const grainOf = (pagination: typeof Pagination.TimeWindow.Type): Grain => {
  const step = Start.ceil(resolutionOf(pagination), TimeText.unitOf(pagination.as))
  return {
    step,
    length: Math.max(step, Start.floor(Declared.millisOf(pagination.length), step)),
    shortest: Math.max(step, Start.ceil(Declared.millisOf(pagination.shortest ?? "1 minute"), step))
  }
}

const first = (pagination: typeof Pagination.TimeWindow.Type, { length, step }: Grain, asked: Asked): Place => {
  const from = Start.floor(Start.of(pagination.start, asked), step)
  // There is one window at least, so that a sweep of nothing asks and is answered.
  const end = Math.max(from + step, Start.ceil(asked.changed?.to ?? asked.now, step))
  return { from, to: Math.min(end, from + length), end }
}

/** What is sent as the end of a window. */
const lastOf = (pagination: typeof Pagination.TimeWindow.Type, to: number): string | number => {
  const { as } = pagination
  if (pagination.end !== "inclusive") return TimeText.format(as, to)
  const unit = TimeText.unitOf(as)
  // A date that is included stands for the whole day.
  return TimeText.format(as, as === "date" ? to - unit : Start.ceil(to - resolutionOf(pagination), unit))
}

/** Core checks where an answer starts only where it chooses the offset itself. */
const movedBy = (
  { traversal }: Strategy,
  { inner = "0" }: Place,
  { offset = Option.none() }: Followed
): Result.Result<void, ConnectorError.Reason> =>
  traversal.cursor === "offset" && Option.isSome(offset) && offset.value !== Number(inner)
    ? Failure.unexpected(`asked for offset ${inner}, the answer starts at ${offset.value}`)
    : Result.void

const after = (grain: Grain, place: Place, followed: Followed, { traversal }: Strategy): Followed => {
  const {
    advances = false,
    evidence = [],
    expiresAt = Option.none(),
    next = Option.none(),
    total = Option.none()
  } = followed
  const { end, from, to } = place
  if (Option.isSome(next)) {
    return { next: Option.some(encode({ from, to, end, inner: next.value })), advances, expiresAt }
  }
  // An empty page at an offset before the total of the same answer is no end.
  if (traversal.cursor === "offset" && (Option.getOrUndefined(total) ?? 0) > Number(place.inner ?? 0)) return {}
  const ended = evidence.some((sign) => traversal.end.includes(sign))
  if (!ended || to >= end) return { evidence }
  const length = Math.min(grain.length, 2 * (to - from))
  return { next: Option.some(encode({ from: to, to: Math.min(end, to + length), end })), advances: true }
}

/**
 * What the cursor is to core. A list that shifts inside of a window shifts all the same. Windows over a time that never changes
 * go by a key, which the time is, and end each with its one answer. What changes while it is read goes to a later time, and out
 * of windows whose end is fixed, so that a second pass has to look again.
 */
const kindOf = (
  { within }: typeof Pagination.TimeWindow.Type,
  { traversal }: Strategy,
  order: Traversal.Order
): Traversal.LinkedTraversal["cursor"] => {
  if (traversal.cursor === "offset" || traversal.cursor === "pageNumber") return "opaqueOffset"
  const single = within === undefined || within.type === "single"
  const stable = order === "immutable" || order === "append"
  if (single && stable) return "keyset"
  return traversal.cursor === "keyset" && !stable ? "opaqueOffset" : traversal.cursor
}
