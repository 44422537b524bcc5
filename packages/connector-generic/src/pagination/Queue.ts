/**
 * Messages that wait until they are acknowledged: a page, then the request that acknowledges it, and so on until a page is
 * empty. Core sends an acknowledgement when its page is in the store, and not before.
 *
 * @since 0.1.0
 */
import { Traversal } from "@innlet/core/contract"
import { Option, Result, Schema } from "effect"
import { type Draft, put } from "../Draft.ts"
import { type Placement, valueAt, withValueAt } from "../Place.ts"
import type { Context } from "./Context.ts"
import * as Failure from "./Failure.ts"
import type * as Pagination from "./Pagination.ts"
import type { Asked, Strategy } from "./Strategy.ts"

const Id = Schema.Union([Schema.String, Schema.Int])

/** The ids to acknowledge, where that is next, and the page after them, from 0. */
const Place = Schema.fromJsonString(
  Schema.Struct({ page: Schema.Int, acknowledge: Schema.optionalKey(Schema.NonEmptyArray(Id)) })
)
const decode = Schema.decodeUnknownOption(Place)
const isId = Schema.is(Id)

type Place = typeof Place.Type

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (pagination: typeof Pagination.Queue.Type, { acknowledge, order }: Context): Strategy => ({
  traversal: Traversal.linked("queue", { replay: pagination.replay ?? "safe", order, end: ["emptyPage"] }),
  isAside: (asked) => placeOf(asked)?.acknowledge !== undefined,
  place: (draft, asked) => {
    const place = placeOf(asked)
    if (place === undefined) return Failure.foreignCursor
    if (place.acknowledge === undefined) {
      return Result.succeed(pagination.limit === undefined ? draft : put(draft, pagination.limit, asked.pageSize))
    }
    return acknowledge === undefined
      ? Failure.rejected("the queue has messages to acknowledge, and no request is known that does")
      : Result.succeed(acknowledge(place.acknowledge))
  },
  follow: (_answer, asked, records) => {
    const place = placeOf(asked) ?? { page: 0 }
    if (place.acknowledge !== undefined)
      return Result.succeed({ next: Option.some(JSON.stringify({ page: place.page })), advances: true })
    if (records.length === 0) return Result.succeed({ evidence: ["emptyPage"] })
    const [first, ...others] = new Set(records.map((record) => valueAt(record, pagination.id)))
    const ids = [first, ...others]
    return ids.every((id) => isId(id) && id !== "")
      ? Result.succeed({ next: Option.some(JSON.stringify({ page: place.page + 1, acknowledge: ids })) })
      : Failure.unexpected(`a message has no text and no whole number at "${pagination.id}" to be acknowledged by`)
  }
})

const placeOf = ({ cursor }: Pick<Asked, "cursor">): Place | undefined =>
  cursor === undefined ? { page: 0 } : Option.getOrUndefined(decode(cursor))

/**
 * A request with ids at a placement: a list in a body, one text with commas in a query and a header.
 *
 * @category combinators
 * @since 0.1.0
 */
export const withIds = (draft: Draft, placement: Placement, ids: ReadonlyArray<string | number>): Draft =>
  "body" in placement
    ? { ...draft, body: withValueAt(draft.body, placement.body, ids) }
    : put(draft, placement, ids.join(","))
